r"""Scores of forecasts: of densities, of intervals, of probabilities, and of one against another.

Smaller is better for CRPS, Brier and minus the log score. Each function takes arrays that
broadcast and gives one score a forecast, or one number where it says so.

Sources: Gneiting and Raftery (2007), JASA 102(477), for scores; Hanley and McNeil (1982),
Radiology 143(1), for the area under the curve; Diebold and Mariano (1995), Journal of Business &
Economic Statistics 13(3), and Harvey, Leybourne and Newbold (1997), International Journal of
Forecasting 13(2), for the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.forecast.predictive import Array
from tinbergen.statistics.regression.probit import check_labels

if TYPE_CHECKING:
    import pandas as pd


def crps_sample(draws: ArrayLike, outturn: ArrayLike) -> Array:
    r"""Continuous ranked probability score of equally likely draws, in the unit of the series.

    :math:`E|X - y| - \tfrac12 E|X - X'|` over the empirical distribution. For a normal one see
    :func:`tinbergen.statistics.forecast.predictive.gaussian_crps`.

    Parameters
    ----------
    draws
        (D, ...): draws first.
    outturn
        (...).
    """
    ordered = np.sort(np.asarray(draws, dtype=float), axis=0)
    count = len(ordered)
    distance = np.abs(ordered - np.asarray(outturn, dtype=float)).mean(axis=0)
    weights = (2.0 * np.arange(1, count + 1) - count - 1.0) / count**2
    return np.asarray(distance - np.tensordot(weights, ordered, axes=1))


def log_score(outturn: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Array:
    """Log density (natural logarithm) that normal forecasts gave to what came; larger is better.

    ``outturn``, ``mean`` and ``sd`` are of one shape, in the unit of the series.

    Raises
    ------
    TinbergenError
        F053 when a standard deviation is not positive.
    """
    spread = np.asarray(sd, dtype=float)
    require(bool((spread > 0).all()), "sd", float(spread.min()), "> 0")
    z = (np.asarray(outturn, dtype=float) - np.asarray(mean, dtype=float)) / spread
    return np.asarray(-0.5 * z**2 - np.log(spread) - 0.5 * np.log(2.0 * np.pi))


def coverage(outturn: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> float:
    """Share of the ``outturn`` (n,) from ``lower`` to ``upper`` (n,), 0 to 1, NaN left out."""
    came = np.asarray(outturn, dtype=float)
    inside = (came >= np.asarray(lower)) & (came <= np.asarray(upper))
    return float(inside[np.isfinite(came)].mean())


def brier(probability: ArrayLike, event: ArrayLike) -> float:
    """Mean squared distance of ``probability`` (n,) from ``event`` (n,), which came (1) or not (0).

    Raises
    ------
    TinbergenError
        F053 for a probability outside 0 to 1, F054 when lengths differ, F123 for labels other
        than 0 and 1.
    """
    p, came = _probabilities(probability, event)
    return float(np.mean((p - came) ** 2))


def auroc(probability: ArrayLike, event: ArrayLike) -> float:
    """Area under the receiver operating characteristic: the chance that an ``event`` (n,) was given
    a higher ``probability`` (n,) than a non-event, ties counting half. Any rising transformation of
    the numbers scores alike.

    Raises
    ------
    TinbergenError
        F054 when lengths differ, F123 for labels other than 0 and 1, or of one kind only.
    """
    from scipy.stats import rankdata

    p, came = np.asarray(probability, dtype=float), np.asarray(event, dtype=float)
    same_length(probability=p, event=came)
    events = int(check_labels(came).sum())
    others = len(came) - events
    if not events or not others:
        raise TinbergenError("F123", values=f"{came[0]:g}" if len(came) else "-")
    ranks = float(rankdata(p)[came == 1.0].sum())
    return (ranks - events * (events + 1) / 2) / (events * others)


def _probabilities(probability: ArrayLike, event: ArrayLike) -> tuple[Array, Array]:
    p, came = np.asarray(probability, dtype=float), np.asarray(event, dtype=float)
    same_length(probability=p, event=came)
    bad = p[~((p >= 0.0) & (p <= 1.0))]
    require(not len(bad), "probability", bad[0] if len(bad) else 0.0, "[0, 1]")
    return p, check_labels(came)


@dataclass(frozen=True, slots=True)
class DieboldMariano(Result):
    """Whether two forecasts of the same n outturns lose alike.

    Attributes
    ----------
    mean_difference
        Mean loss of the first less that of the second, in the unit of the loss; negative where the
        first is better.
    statistic, p_value
        With Harvey, Leybourne and Newbold's correction, against Student's t with n - 1 degrees of
        freedom, two-sided.
    horizon, n
        Periods ahead and forecasts compared.
    kernel
        ``rectangular`` over horizon - 1 autocovariances, or ``bartlett`` where that variance
        would not be positive.
    error
        The standard error of the mean difference, corrected likewise.
    """

    mean_difference: float
    statistic: float
    p_value: float
    horizon: int
    n: int
    kernel: Literal["rectangular", "bartlett"]
    error: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Bounds of the mean difference that hold with probability ``level``, 0 to 1."""
        from scipy.special import stdtrit

        width = self.error * float(stdtrit(self.n - 1, (1 + level) / 2))
        return self.mean_difference - width, self.mean_difference + width

    def to_frame(self) -> pd.DataFrame:
        """One row."""
        import pandas as pd

        columns = ("mean_difference", "statistic", "p_value", "horizon", "n", "kernel")
        return pd.DataFrame({name: [getattr(self, name)] for name in columns})


def diebold_mariano(
    first: ArrayLike,
    second: ArrayLike,
    horizon: int = 1,
    *,
    kernel: Literal["rectangular", "bartlett"] = "rectangular",
) -> DieboldMariano:
    """Compare the losses (n,) of two forecasts made ``horizon`` periods ahead.

    Parameters
    ----------
    first, second
        Losses such as squared errors, by consecutive origins.
    horizon
        Periods ahead, at least 1 and below n: errors of overlapping forecasts are correlated.
    kernel
        Weights of the covariances. The rectangular one is the test's own; its variance is noisy, or
        negative, where horizons are long beside n. Bartlett's is always positive, and takes its
        place where it is.

    Raises
    ------
    TinbergenError
        F053 when the horizon is out of bounds, F054 when lengths differ, F055 when the losses
        differ by a constant.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n = same_length(first=a, second=b)
    require(1 <= horizon < n, "horizon", horizon, f"[1, {n})")
    gap = a - b
    centred = gap - gap.mean()
    covariances = np.array([centred[lag:] @ centred[: n - lag] / n for lag in range(horizon)])
    if covariances[0] <= 1e-30 * max(1.0, float(np.mean(a**2))):
        raise TinbergenError("F055", name="comparison of forecasts")
    variance = covariances[0] + 2.0 * covariances[1:].sum()
    if kernel == "bartlett" or variance <= 0.0:
        kernel = "bartlett"
        variance = covariances[0] + 2.0 * (1 - np.arange(1, horizon) / horizon) @ covariances[1:]
    correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n
    error = float(np.sqrt(variance / n) / np.sqrt(correction))
    statistic = float(gap.mean()) / error
    return DieboldMariano(
        float(gap.mean()), statistic, _two_sided(statistic, n - 1), horizon, n, kernel,
        error,
    )  # fmt: skip


def _two_sided(statistic: float, df: int) -> float:
    from scipy.special import stdtr

    return float(2.0 * stdtr(df, -abs(statistic)))
