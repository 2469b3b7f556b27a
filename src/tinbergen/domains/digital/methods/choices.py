"""How a ranking hangs on the choices behind an index: every step varied at once.

Source: OECD and Joint Research Centre (2008), Handbook on Constructing Composite Indicators, step
7; Saisana, Saltelli and Tarantola (2005), Journal of the Royal Statistical Society A 168(2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tinbergen.domains.digital.methods.composite import (
    Aggregation,
    Imputation,
    Normalisation,
    Weighting,
    aggregate,
    impute,
    normalise,
    weights,
)
from tinbergen.statistics.sobol import SobolIndices, sobol_indices

Array = NDArray[np.float64]

CHOICES = ("imputation", "normalisation", "weights", "aggregation", "left out")
_IMPUTED: tuple[Imputation, ...] = ("mean", "regression")
#: ``bounds`` is min-max between bounds that are given.
_SCALED = ("bounds", "min-max", "z", "rank")
#: ``given`` are the index's own weights.
_WEIGHED = ("given", "equal", "components", "entropy")
_AGGREGATED: tuple[Aggregation, ...] = ("arithmetic", "geometric")


@dataclass(frozen=True, slots=True)
class RankUncertainty:
    """A unit's rank over all choices: quantiles of it, and which choice moves it.

    ``ranks`` (draws, units) holds those of all units, 1 the best; ``indices`` are Sobol's for the
    unit, over :data:`CHOICES`.
    """

    units: tuple[str, ...]
    ranks: Array
    indices: SobolIndices

    def interval(self, unit: str, level: float = 0.9) -> tuple[float, float, float]:
        """A unit's median rank and the bounds that hold with ``level``."""
        own = self.ranks[:, self.units.index(unit)]
        low, middle, high = np.quantile(
            own, [(1 - level) / 2, 0.5, (1 + level) / 2], method="inverted_cdf"
        )
        return float(middle), float(low), float(high)


def rank_uncertainty(
    units: Sequence[str], values: Array, unit: str, bounds: Array, given: Array, *,
    samples: int = 512, seed: int = 1,
) -> RankUncertainty:  # fmt: skip
    """Ranks of units over all choices: imputation, scale, weights, mean, an indicator left out.

    Parameters
    ----------
    units, values
        Names, and indicators (units, n), higher is better, NaN where missing.
    unit
        Whose rank is decomposed.
    bounds, given
        (2, n) bounds of min-max and (n,) weights that the published index uses.
    samples, seed
        Of the Sobol sequence.
    """
    names = tuple(units)
    n = values.shape[1]
    filled = {how: impute(values, how) for how in _IMPUTED}

    @cache
    def scaled(imputed: Imputation, how: str) -> Array:
        if how == "bounds":
            return np.clip(normalise(filled[imputed], "min-max", bounds), 0, 1)
        kind: Normalisation = how  # type: ignore[assignment]
        return normalise(filled[imputed], kind)

    @cache
    def ranks(choice: tuple[int, ...]) -> Array:
        imputed, how = _IMPUTED[choice[0]], _SCALED[choice[1]]
        kept = np.arange(n) != choice[4] - 1
        on = scaled(imputed, how)[:, kept]
        weighed = _WEIGHED[choice[2]]
        kind: Weighting = weighed if weighed != "given" else "equal"  # type: ignore[assignment]
        weight = given[kept] / given[kept].sum() if weighed == "given" else weights(on, kind)
        # A geometric mean needs a scale from 0 to 1: standardised values go through the normal's.
        if how == "z" and _AGGREGATED[choice[3]] == "geometric":
            on = stats.norm.cdf(on)
        scores = aggregate(on, weight, _AGGREGATED[choice[3]])
        return np.asarray(stats.rankdata(-scores))

    sizes = np.array([len(_IMPUTED), len(_SCALED), len(_WEIGHED), len(_AGGREGATED), n + 1])

    def chosen(points: Array) -> Array:
        picked = np.minimum((points * sizes).astype(int), sizes - 1)
        return np.array([ranks(tuple(row)) for row in picked.tolist()])

    place = names.index(unit)
    found = sobol_indices(lambda p: chosen(p)[:, place], CHOICES, samples=samples, seed=seed)
    drawn = chosen(np.random.default_rng(seed).random((4 * samples, len(sizes))))
    return RankUncertainty(names, drawn, found)
