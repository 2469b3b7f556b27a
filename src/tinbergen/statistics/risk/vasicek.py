r"""Defaults that hang together by one factor: Vasicek's distribution of credit losses.

A borrower defaults when :math:`\sqrt\rho Z + \sqrt{1-\rho}\,\epsilon_i < \Phi^{-1}(PD)`, where Z is
the state of the economy, standard normal, high in good times. Given Z

.. math:: PD(Z) = \Phi\!\Big(\frac{\Phi^{-1}(PD) - \sqrt\rho Z}{\sqrt{1-\rho}}\Big)

and a portfolio of very many small loans loses LGD times that. Few large loans lose more in bad
times: to first order by the granularity adjustment.

Sources: Vasicek (2002), Risk 15(12); Gordy (2003), Journal of Financial Intermediation 12(3), for
many loans; Martin and Wilde (2002), Risk 15(11), for the adjustment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.forecast.predictive import normal_density
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd

#: Draws of the factor that are worked on at once.
_CHUNK = 2048


def conditional_pd(pd: ArrayLike, correlation: ArrayLike, factor: ArrayLike) -> Array:
    """Probability of default given the state of the economy; arguments broadcast.

    Parameters
    ----------
    pd
        Unconditional probability of default over the horizon, 0 to 1.
    correlation
        Of borrowers' assets, 0 to below 1.
    factor
        Standard normal, high in good times.

    Raises
    ------
    TinbergenError
        F053 for a probability or correlation out of bounds.
    """
    p, rho = shares("pd", pd), shares("correlation", correlation)
    require(bool((rho < 1.0).all()), "correlation", float(rho.max(initial=0.0)), "[0, 1)")
    return chance_below(ndtri(p), rho, np.asarray(factor, dtype=float))


def chance_below(threshold: Array, correlation: ArrayLike, factor: Array) -> Array:
    """Probability that a borrower falls below a threshold, given the state; arguments broadcast."""
    rho = np.asarray(correlation, dtype=float)
    return np.asarray(ndtr((threshold - np.sqrt(rho) * factor) / np.sqrt(1.0 - rho)))


def loss_quantile(
    pd: ArrayLike, correlation: ArrayLike, lgd: ArrayLike = 1.0, level: ArrayLike = 0.999
) -> Array:
    """Loss of very many small loans, as a share of exposure, not exceeded with chance ``level``.

    Parameters
    ----------
    pd, correlation
        As in :func:`conditional_pd`; all arguments broadcast.
    lgd
        Loss given default, a share of exposure.
    level
        Confidence, 0 to 1.

    Raises
    ------
    TinbergenError
        F053 for a share out of bounds.
    """
    worst = -ndtri(shares("level", level))
    return np.asarray(shares("lgd", lgd) * conditional_pd(pd, correlation, worst))


def granularity_adjustment(
    pd: float, correlation: float, lgd: float, concentration: float, level: float = 0.999
) -> float:
    """What a portfolio of alike but not infinitely many loans loses on top, as a share of exposure.

    First order in ``concentration``; loss given default is taken as certain.

    Parameters
    ----------
    pd, correlation, lgd, level
        As in :func:`loss_quantile`.
    concentration
        Sum of squared shares of exposure: 1/n for n equal loans.

    Raises
    ------
    TinbergenError
        F053 for a share out of bounds.
    """
    p_all, rho, loss, share = (
        float(shares(name, value))
        for name, value in (
            ("pd", pd), ("correlation", correlation), ("lgd", lgd), ("concentration", concentration)
        )
    )  # fmt: skip
    require(0.0 < rho < 1.0, "correlation", rho, "(0, 1)")
    require(0.0 < p_all < 1.0, "pd", p_all, "(0, 1)")
    require(loss > 0.0, "lgd", loss, "(0, 1]")
    z = -float(ndtri(shares("level", level)))
    y = (float(ndtri(p_all)) - np.sqrt(rho) * z) / np.sqrt(1.0 - rho)
    steep = np.sqrt(rho / (1.0 - rho))
    p, density = float(ndtr(y)), float(normal_density(y))
    # Mean loss and its variance given z, with slopes in z.
    slope, curvature = -loss * steep * density, -loss * steep**2 * y * density
    variance = share * loss**2 * p * (1.0 - p)
    variance_slope = share * loss * slope * (1.0 - 2.0 * p)
    return 0.5 * float(
        z * variance / slope - variance_slope / slope + variance * curvature / slope**2
    )


@dataclass(frozen=True, slots=True)
class CreditLosses(Result):
    """Losses of a portfolio, draw by draw of the economy.

    Attributes
    ----------
    losses
        (D,) as shares of exposure at default.
    exposure
        The total, in the unit given.
    expected
        Mean loss by the probabilities themselves, a share of exposure.
    seed
        Of the draws.
    """

    losses: Array
    exposure: float
    expected: float
    seed: int

    def value_at_risk(self, level: float = 0.999) -> float:
        """Loss not exceeded with chance ``level``, as a share of exposure."""
        require(0.0 < level < 1.0, "level", level, "(0, 1)")
        return float(np.quantile(self.losses, level, method="inverted_cdf"))

    def shortfall(self, level: float = 0.999) -> float:
        """Mean of the worst 1 - ``level`` of losses, as a share of exposure."""
        require(0.0 < level < 1.0, "level", level, "(0, 1)")
        count = max(1, round(len(self.losses) * (1.0 - level)))
        return float(np.partition(self.losses, -count)[-count:].mean())

    def interval(self, level: float = 0.999, confidence: float = 0.95) -> tuple[float, float]:
        """Bounds of the value at risk that cover Monte Carlo error alone, from order statistics."""
        from scipy.stats import binom

        n, tail = len(self.losses), (1.0 - confidence) / 2.0
        ranks = np.asarray(binom.ppf([tail, 1.0 - tail], n, level)).astype(int)
        ordered = np.sort(self.losses)
        return float(ordered[max(ranks[0] - 1, 0)]), float(ordered[min(ranks[1], n - 1)])

    def to_frame(self) -> pd.DataFrame:
        """Quantiles of the loss and means beyond them, as shares of exposure."""
        import pandas as pd

        levels = (0.5, 0.9, 0.95, 0.99, 0.999)
        rows = {
            level: {"value_at_risk": self.value_at_risk(level), "shortfall": self.shortfall(level)}
            for level in levels
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("level")


def credit_losses(
    exposure: ArrayLike,
    pd: ArrayLike,
    lgd: ArrayLike,
    correlation: ArrayLike,
    *,
    loans: ArrayLike | None = None,
    factor: ArrayLike | None = None,
    draws: int = 100_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> CreditLosses:
    """Monte Carlo of a portfolio whose defaults hang together by one factor.

    Parameters
    ----------
    exposure
        (n,) of segments, in any unit.
    pd, lgd, correlation
        (n,) or one number each, shares.
    loans
        (n,) how many equal loans a segment holds; None where each holds very many, so that it loses
        its conditional mean.
    factor
        (D,) states of the economy, such as draws of a world; standard normal ones by default.
    draws, seed
        How many, and from which seed.
    progress
        Asked between blocks of draws whether to stop.

    Raises
    ------
    TinbergenError
        F053 for a share out of bounds or an exposure below zero.
    """
    size = np.atleast_1d(np.asarray(exposure, dtype=float))
    require(bool((size >= 0).all()) and size.sum() > 0, "exposure", float(size.min()), ">= 0")
    shape = size.shape
    p, loss, rho = (
        np.broadcast_to(shares(name, value), shape)
        for name, value in (("pd", pd), ("lgd", lgd), ("correlation", correlation))
    )
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(draws) if factor is None else np.asarray(factor, dtype=float)
    count = None if loans is None else np.broadcast_to(np.asarray(loans, dtype=np.int64), shape)
    weight = size * loss / size.sum()
    kinds, kind = np.unique(np.column_stack([p, rho]), axis=0, return_inverse=True)
    losses = np.empty(len(z))
    for start in range(0, len(z), _CHUNK):
        if progress is not None:
            progress.check()
        block = slice(start, start + _CHUNK)
        given = conditional_pd(kinds[:, 0], kinds[:, 1], z[block, None])[:, kind.reshape(-1)]
        losses[block] = _rates(given, count, rng) @ weight
    return CreditLosses(losses, float(size.sum()), float(weight @ p), seed)


def _rates(given: Array, count: NDArray[np.int64] | None, rng: np.random.Generator) -> Array:
    """Default rates (d, n) of segments, given their probabilities (d, n)."""
    if count is None:
        return given
    if (count == 1).all():
        return np.asarray(rng.random(given.shape) < given, dtype=float)
    return np.asarray(rng.binomial(count, given) / count)


def shares(name: str, values: ArrayLike) -> Array:
    """Numbers of any shape, all between 0 and 1; F053 where one is not."""
    found = np.asarray(values, dtype=float)
    bad = found[~((found >= 0.0) & (found <= 1.0))]
    require(not bad.size, name, bad[0] if bad.size else 0.0, "[0, 1]")
    return found
