r"""What cash flows are worth today, and the rates at which they are worth nothing.

.. math:: V = \sum_t c_t \prod_{s \le t} (1 + r_s)^{-1}

with flows :math:`c_0, c_1, \dots` and the rate :math:`r_s` of each period, draw by draw where there
are draws. Internal rates are the roots of the polynomial in :math:`1/(1+r)`: all of them, since
flows that change sign more than once may have several, or none (Lorie and Savage 1955, Journal of
Business 28(4)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.economics.investment.tail import probabilities, tail_mean, tail_quantile
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

_NONE = Text("no rate makes these flows worth nothing", "没有任何利率使这些现金流的现值为零")
_ONE = Text("one internal rate: {rate:.2%}", "唯一的内部收益率：{rate:.2%}")
_SEVERAL = Text(
    "{count} internal rates ({rates}): none of them ranks the project; use its present value",
    "有 {count} 个内部收益率（{rates}）：均不能用来比较项目；请用净现值",
)
_VALUE = Text("Net present value", "净现值")
_PERCENTILE = Text("Percentile of draws", "抽样百分位")
#: How far from the real axis, relative to its size, a root still is real.
_REAL = 1e-7
#: What counts as no first or last flow, relative to the largest.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class InternalRates(Result):
    """The rates, fractions a period, at which ``flows`` (periods,) are worth nothing, ascending."""

    flows: Array
    rates: tuple[float, ...]

    @property
    def unique(self) -> float | None:
        """The only one; None where there is none or several."""
        return self.rates[0] if len(self.rates) == 1 else None

    @property
    def note(self) -> Text:
        """How many there are, in words."""
        if not self.rates:
            return _NONE
        if len(self.rates) == 1:
            return _ONE.fill(rate=self.rates[0])
        listed = ", ".join(f"{rate:.4%}" for rate in self.rates)
        return _SEVERAL.fill(count=len(self.rates), rates=listed)

    def to_frame(self) -> pd.DataFrame:
        """A row a rate, with the present value there."""
        import pandas as pd

        worth = [float(net_present_value(self.flows, rate)) for rate in self.rates]
        return pd.DataFrame({"rate": list(self.rates), "value": worth})


@dataclass(frozen=True, slots=True)
class Appraisal(Result):
    """A project's present value draw by draw, (draws,); weights sum to one.

    ``level`` is that of the measures of risk: .95 looks at the worst twentieth.
    """

    values: Array
    weights: Array
    level: float

    @property
    def expected(self) -> float:
        """The mean of the draws."""
        return float(self.weights @ self.values)

    @property
    def chance_of_loss(self) -> float:
        """The share of draws worth less than nothing."""
        return float(self.weights[self.values < 0].sum())

    @property
    def value_at_risk(self) -> float:
        """The loss that is exceeded in a share 1 - level of draws; below zero where none is."""
        return tail_quantile(-self.values, self.weights, self.level)

    @property
    def expected_shortfall(self) -> float:
        """The mean loss of the worst share 1 - level of draws."""
        return tail_mean(-self.values, self.weights, self.level)

    def to_frame(self) -> pd.DataFrame:
        """A row a measure."""
        import pandas as pd

        found = {
            "expected value": self.expected, "chance of loss": self.chance_of_loss,
            "value at risk": self.value_at_risk, "expected shortfall": self.expected_shortfall,
        }  # fmt: skip
        return pd.DataFrame({"value": found})

    def plot(self) -> Chart:
        """Quantiles of the present value."""
        order = np.argsort(self.values)
        sums = np.cumsum(self.weights[order])
        places = np.searchsorted(sums, np.arange(101) / 100 - 1e-12)
        shown = self.values[order][np.minimum(places, len(sums) - 1)]
        return Chart(_VALUE, range(101), (Line(_VALUE, shown),), x_label=_PERCENTILE)


def net_present_value(flows: ArrayLike, rate: ArrayLike) -> Array:
    """The present value of cash flows, of which the first comes at once.

    Parameters
    ----------
    flows
        (..., periods); leading axes are draws or projects.
    rate
        Fraction a period: a number, or (..., periods) where rate t discounts from period t to the
        one before; the first counts for nothing.

    Returns
    -------
    (...), in the unit of the flows.

    Raises
    ------
    TinbergenError
        F053 for a rate of -1 or below.
    """
    c, r = np.asarray(flows, dtype=float), np.asarray(rate, dtype=float)
    require(bool((r > -1).all()), "rate", f"{r.min():g}", "(-1, ∞)")
    steps = np.broadcast_to(r, np.broadcast_shapes(c.shape, r.shape)).copy()
    steps[..., :1] = 0.0
    return np.asarray((c / np.cumprod(1 + steps, axis=-1)).sum(axis=-1))


def internal_rates(flows: ArrayLike) -> InternalRates:
    """All rates above -1 at which cash flows (periods,) are worth nothing.

    Raises
    ------
    TinbergenError
        F053 unless there are two flows, all finite, that are not all zero.
    """
    c = np.asarray(flows, dtype=float)
    fit = c.ndim == 1 and len(c) > 1 and bool(np.isfinite(c).all()) and bool(c.any())
    require(fit, "flows", c.tolist(), "(periods,), finite, not all 0")
    scaled = c / np.abs(c).max()
    known = np.flatnonzero(np.abs(scaled) > _NOTHING)
    scaled = scaled[known[0] : known[-1] + 1]
    roots = np.roots(scaled)  # of sum c_t g^(T - t), in growth g = 1 + r
    real = roots[np.abs(roots.imag) <= _REAL * np.maximum(1.0, np.abs(roots))].real
    found: list[float] = []
    for growth in sorted(real[real > 0].tolist()):
        rate = _polished(scaled, growth) - 1
        if not found or rate - found[-1] > 1e-6 * (1 + abs(rate)):
            found.append(rate)
    return InternalRates(c, tuple(found))


def appraise(
    flows: ArrayLike, rate: ArrayLike, *, weights: ArrayLike | None = None, level: float = 0.95
) -> Appraisal:
    """The distribution of a project's present value over draws of flows and rates.

    Parameters
    ----------
    flows, rate
        (draws, periods) as :func:`net_present_value` takes them.
    weights
        (draws,) of the draws, the same for all by default.
    level
        Of value at risk and expected shortfall, strictly between 0 and 1.

    Raises
    ------
    TinbergenError
        F053 for a level or weights out of bounds; those of :func:`net_present_value`.
    """
    values = np.atleast_1d(net_present_value(flows, rate))
    require(values.ndim == 1, "flows", f"{values.ndim + 1}-dimensional", "(draws, periods)")
    require(0 < level < 1, "level", level, "(0, 1)")
    return Appraisal(values, probabilities(weights, len(values)), level)


def _polished(coefficients: Array, growth: float) -> float:
    """Newton's steps from a root that is nearly one."""
    slope = np.polyder(coefficients)
    for _ in range(20):
        steep = float(np.polyval(slope, growth))
        if steep == 0.0:
            break
        step = float(np.polyval(coefficients, growth)) / steep
        if abs(step) > 0.01 * growth:
            break
        growth -= step
        if abs(step) < 1e-15 * growth:
            break
    return growth
