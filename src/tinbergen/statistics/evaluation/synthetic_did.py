r"""Synthetic difference-in-differences: weights of units and of periods, then a difference.

.. math:: \hat\tau = \Big(\bar Y_{1,post} - \sum_t \lambda_t \bar Y_{1t}\Big)
          - \sum_j \omega_j \Big(\bar Y_{j,post} - \sum_t \lambda_t Y_{jt}\Big)

:math:`\omega` makes donors move like the treated before, up to a constant, with a penalty
:math:`\zeta^2\lVert\omega\rVert^2`, :math:`\zeta = (N_1 T_1)^{1/4}\hat\sigma`; :math:`\lambda`
makes the periods before like those after, for the donors. Both solve their programs exactly.

The standard error is that of placebos: donors taken as treated, weights found anew. It supposes
that treated units are as noisy as donors.

Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), American Economic Review 111(12),
algorithms 1 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.panel import PanelLike
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.measured import Estimate
from tinbergen.statistics.evaluation.simplex import Array, nearest_mixture
from tinbergen.statistics.evaluation.synthetic_did_result import SyntheticDid
from tinbergen.statistics.evaluation.treatment import Block, read_block
from tinbergen.statistics.forecast.predictive import normal_radius

_STAGE = Text("Synthetic difference-in-differences", "合成双重差分")
_PLACEBOS = Text("Placebos: donors as if treated", "安慰剂检验：假定供体单位受处理")


class Fit(NamedTuple):
    """Effect, units' weights (J,) and weights of the T0 periods before."""

    effect: float
    units: Array
    periods: Array


def synthetic_did(
    data: PanelLike,
    outcome: str,
    *,
    unit: str,
    time: str,
    treated: str | Sequence[str],
    start: str | int | Period | None = None,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
    progress: Progress | None = None,
) -> SyntheticDid:
    """The average effect on the treated over the periods from ``start`` on.

    Parameters
    ----------
    data, outcome, unit, time, treated, start
        As of :func:`tinbergen.statistics.evaluation.synthetic_control.synthetic_control`; several
        treated units are averaged.
    level
        Probability of the interval.
    draws, seed
        Placebos that are drawn where several units are treated; one treated unit is compared with
        every donor.
    progress
        Told of the stages, asked whether to go on.

    Raises
    ------
    TinbergenError
        F053 for a level that is no probability, F167 for fewer than two periods before or two
        donors; those of :func:`tinbergen.statistics.evaluation.treatment.read_block`.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(draws >= 20, "draws", draws, ">= 20")
    tell = progress or Progress()
    tell(_STAGE)
    block = read_block(data, outcome, unit, time, treated, start)
    if block.start < 2 or len(block.donors) < 2:
        at = Location(block.panel.file)
        raise TinbergenError("F167", at=at, periods=block.start, donors=len(block.donors))
    donors, own = block.outcome[block.donors], block.outcome[block.treated]
    penalty = _penalty(donors, len(own), block.start)
    fit = fit_block(donors, own.mean(axis=0), block.start, penalty)
    placebos = _placebos(block, penalty, draws, seed, tell)
    se = float(placebos.std()) if len(placebos) > 1 else float("nan")
    reach = normal_radius(100 * level) * se
    early = _backdated(donors, own, block.start)
    return SyntheticDid(
        outcome=outcome, treated=block.names, horizon=block.panel.horizon,
        periods=tuple(map(str, block.panel.periods)), start=block.start,
        actual=own.mean(axis=0), comparison=fit.units @ donors,
        donors=tuple(block.panel.units[j] for j in block.donors), unit_weights=fit.units,
        period_weights=fit.periods,
        estimate=Estimate(fit.effect, se, fit.effect - reach, fit.effect + reach, level),
        placebos=placebos, backdated=early,
    )  # fmt: skip


def fit_block(donors: Array, own: Array, start: int, penalty: float) -> Fit:
    """Weights and effect.

    Parameters
    ----------
    donors, own
        (J, T) outcomes of donors, (T,) mean of the treated.
    start
        Position of the first treated period.
    penalty
        Zeta, in units of the outcome.
    """
    before, after = donors[:, :start], donors[:, start:].mean(axis=1)
    units = _centred_weights(before.T, own[:start], penalty)
    periods = _centred_weights(before, after, 0.0)
    gap = own - units @ donors
    return Fit(float(gap[start:].mean() - periods @ gap[:start]), units, periods)


def _centred_weights(columns: Array, wanted: Array, penalty: float) -> Array:
    """Weights on the simplex of columns (m, n) that follow ``wanted`` (m,) up to a constant."""
    m, n = columns.shape
    difference = columns - wanted[:, None]
    difference = difference - difference.mean(axis=0)
    scale = float(np.abs(difference).max(initial=0.0)) or 1.0
    # A trace of the penalty keeps weights unique where periods or units are collinear.
    ridge = np.sqrt(m) * max(penalty, 1e-6 * float(difference.std()))
    return nearest_mixture(np.vstack([difference, ridge * np.eye(n)]) / scale)


def _penalty(donors: Array, treated: int, start: int) -> float:
    noise = float(np.diff(donors[:, :start], axis=1).std())
    return float((treated * (donors.shape[1] - start)) ** 0.25) * noise


def _placebos(block: Block, penalty: float, draws: int, seed: int, tell: Progress) -> Array:
    """Effects of donors as if treated; none where donors are too few to leave two."""
    count, size = len(block.donors), len(block.treated)
    if count < size + 2:
        return np.empty(0)
    rng = np.random.default_rng(seed)
    chosen = (
        [np.array([j]) for j in range(count)]
        if size == 1
        else [rng.choice(count, size, replace=False) for _ in range(draws)]
    )
    donors, found = block.outcome[block.donors], []
    for k, some in enumerate(chosen):
        tell(_PLACEBOS, k / len(chosen))
        others = np.delete(donors, some, axis=0)
        found.append(fit_block(others, donors[some].mean(axis=0), block.start, penalty).effect)
    return np.array(found)


def _backdated(donors: Array, own: Array, start: int) -> float:
    """The effect that would have been found had the policy begun in the middle of the years before;
    NaN where these are too few."""
    early = start // 2
    if early < 2:
        return float("nan")
    kept = donors[:, :start]
    penalty = _penalty(kept, len(own), early)
    return fit_block(kept, own[:, :start].mean(axis=0), early, penalty).effect
