r"""Growth at risk: the density of growth ahead, given financial conditions.

Quantiles of growth over the next h periods are regressed on what is known; a skewed t distribution
through four of them is the density. Its shortfall is the mean of the worst outcomes:

.. math:: SF_t = \frac1\pi \int_0^\pi \hat F^{-1}_{t+h}(\tau)\, d\tau, \quad
   LR_t = \frac1\pi \int_{1-\pi}^1 \hat F^{-1}_{t+h}(\tau)\, d\tau

Such densities have not beaten plain ones out of sample for certain; see
:func:`tinbergen.statistics.risk.growth_record.growth_at_risk_record`, which says how these did.

Source: Adrian, Boyarchenko and Giannone (2019), American Economic Review 109(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Fan, Line
from tinbergen.core.arguments import listed
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Dataset
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.terms import evaluate, parse_term
from tinbergen.statistics.risk.quantile_regression import QuantileRegression, quantile_regression
from tinbergen.statistics.risk.skew_t import MATCHED, SkewT, fit_skew_t

if TYPE_CHECKING:
    import pandas as pd

#: Quantiles that are estimated: those that a density matches, and the median.
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MATCHED = [LEVELS.index(level) for level in MATCHED]

_TITLE = Text(
    "{y} ahead, {h} periods: quantiles seen from each date", "未来 {h} 期 {y}：各期所见分位数"
)
_MEDIAN, _OUTTURN = Text("median", "中位数"), Text("outturn", "实际值")


@dataclass(frozen=True, slots=True)
class GrowthAtRisk(Result):
    """Densities of mean growth over the next ``horizon`` periods, seen from each period.

    Attributes
    ----------
    growth, horizon
        The series, and over how many periods its mean is taken.
    level
        Share of outcomes that count as the tail, 0 to 1.
    fit
        The quantile regressions, on all of the sample: densities of the past know what came later.
    origins
        The periods seen from, consecutive.
    quantiles
        (n, 5) at 5, 25, 50, 75 and 95 per cent, in the unit of growth.
    densities
        (n,) the skewed t distributions through them.
    shortfall, longrise
        (n,) means of the worst and of the best ``level`` of outcomes, in the unit of growth.
    outturn
        (n,) what came; NaN where it has not yet.
    """

    growth: str
    horizon: int
    level: float
    fit: QuantileRegression
    origins: Span
    quantiles: Array
    densities: tuple[SkewT, ...]
    shortfall: Array
    longrise: Array
    outturn: Array

    def probability(self, threshold: float = 0.0) -> Array:
        """(n,) chances that growth falls below ``threshold``, in the unit of growth."""
        return np.array([float(density.cdf(threshold)) for density in self.densities])

    def to_frame(self) -> pd.DataFrame:
        """A row a period seen from."""
        import pandas as pd

        columns = {f"q{100 * p:02.0f}": self.quantiles[:, i] for i, p in enumerate(LEVELS)}
        for name in ("location", "scale", "shape", "dof"):
            columns[name] = np.array([getattr(density, name) for density in self.densities])
        columns |= {name: getattr(self, name) for name in ("shortfall", "longrise", "outturn")}
        return pd.DataFrame(columns, index=self.origins.to_index())

    def plot(self) -> Chart:
        """Bands of 50 and 90 per cent by the date seen from, and what came."""
        low, inner, median, outer, high = self.quantiles.T
        fan = Fan(_MEDIAN, (0.5, 0.9), (inner, low), (outer, high), median)
        title = _TITLE.fill(h=self.horizon, y=self.growth)
        return Chart(title, self.origins, (fan, Line(_OUTTURN, self.outturn, tone="ink")))


def growth_at_risk(
    data: DataLike,
    growth: str,
    conditions: str | Sequence[str],
    horizon: int = 4,
    *,
    level: float = 0.05,
) -> GrowthAtRisk:
    """The density of mean growth over the next periods, given ``conditions``.

    Parameters
    ----------
    data
        A dataset, a pandas table, the name of packaged data, or the path of a file.
    growth
        Series or term, such as ``dlog(GDP)``; annualised where means over periods should be.
    conditions
        Series or terms that quantiles are regressed on: ``"NFCI, growth"``. They count as known in
        their own period.
    horizon
        Periods ahead, at least 1.
    level
        Share of outcomes that count as the tail, 0 to 1.

    Raises
    ------
    TinbergenError
        F050 too few periods, F051 gaps within the series, F053 a setting out of bounds, F055
        collinear conditions; F034, F035 and D002 for a term.
    """
    require(horizon >= 1, "horizon", horizon, "1, 2, ...")
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    given, names = dataset_of(data), listed(conditions)
    y, x = read_terms(given, growth, names)
    ahead = mean_ahead(y, horizon)
    fit = quantile_regression(ahead, x, LEVELS, names)
    known = np.flatnonzero(np.isfinite(x).all(axis=1))
    first, last = int(known[0]), int(known[-1])
    require(len(known) == last - first + 1, "conditions", "broken by gaps", "consecutive periods")
    seen = slice(first, last + 1)
    quantiles = fit.predict(x[seen])
    densities = tuple(density_of(row) for row in quantiles)
    return GrowthAtRisk(
        growth=growth,
        horizon=horizon,
        level=level,
        fit=fit,
        origins=Span(given.span.start + first, last - first + 1),
        quantiles=quantiles,
        densities=densities,
        shortfall=np.array([d.shortfall(level) for d in densities]),
        longrise=np.array([d.longrise(level) for d in densities]),
        outturn=ahead[seen],
    )


def density_of(quantiles: Array) -> SkewT:
    """The density through quantiles (5,) at :data:`LEVELS`."""
    return fit_skew_t(quantiles[_MATCHED])


def read_terms(data: Dataset, growth: str, conditions: Sequence[str]) -> tuple[Array, Array]:
    """Growth (T,) and conditions (T, k) of a dataset."""
    columns = [evaluate(parse_term(name, data), data) for name in (growth, *conditions)]
    return columns[0], np.column_stack(columns[1:])


def mean_ahead(growth: Array, horizon: int) -> Array:
    """(T,) mean of the next ``horizon`` values after each period; NaN where not all are known."""
    ahead = np.full(len(growth), np.nan)
    if len(growth) > horizon:
        windows = np.lib.stride_tricks.sliding_window_view(growth[1:], horizon)
        ahead[:-horizon] = windows.mean(axis=1)
    return ahead


def place(data: Dataset, first: Period | str) -> int:
    """Position of a period in the data.

    Raises
    ------
    TinbergenError
        F053 when it lies outside; C001 for a text that is no period.
    """
    period = Period.parse(first)
    span = data.span
    require(period in span, "first", period, f"{span.start}:{span.end}")
    return span.position(period)
