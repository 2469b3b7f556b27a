"""Prior densities by their mean and standard deviation, as Dynare's estimated_params has them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

from tinbergen.core.arguments import HUGE
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.statements import Estimated, Value

Density = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Prior:
    """A density with the ends of where it is positive, its mean and standard deviation.

    ``shape`` is the name in the language without ``_pdf``, empty for none: its density is one.
    """

    shape: str
    mean: float
    deviation: float
    lower: float
    upper: float
    log_density: Density


_FLAT = Prior("", math.nan, math.inf, -math.inf, math.inf, lambda x: 0.0)

_OUTSIDE = Text(
    "mean {mean:g} and standard deviation {deviation:g} can't be those of this shape between "
    "{lower:g} and {upper:g}",
    "在 {lower:g} 与 {upper:g} 之间，该形状不可能有均值 {mean:g} 与标准差 {deviation:g}",
)
_EXTREME = Text(
    "a density with mean {mean:g} and standard deviation {deviation:g} can't be computed",
    "无法计算均值为 {mean:g}、标准差为 {deviation:g} 的密度",
)
#: Of the mean, the least spread of which powers and gamma functions keep digits.
_NARROW, _TINY = 1e-6, 1e-100
_NO_VALUE = Text("a number of it is not known", "其中有数值未知")
_NOT_THERE = Text("{shape} is not carried out", "{shape} 尚不支持")


def prior_of(line: Estimated) -> Prior:
    """The prior that a line of estimated_params states.

    The third and fourth numbers are the ends of a beta or uniform density, the third the lower end
    of a gamma density. Parameters are bounded by the prior's ends and the line's own bounds.

    Raises
    ------
    TinbergenError
        S040 when no density of the shape has these moments, or none that can be computed.
    """
    if not line.prior:
        return _FLAT
    mean, deviation, third, fourth = (
        _number(line, v) for v in (*line.arguments, None, None, None, None)[:4]
    )
    shape = line.prior.removesuffix("_pdf")
    if shape not in _SHAPES:
        raise _fault(line, _NOT_THERE.fill(shape=line.prior))
    if mean is not None and deviation is not None and _extreme(mean, deviation):
        raise _fault(line, _EXTREME.fill(mean=mean, deviation=deviation))
    try:
        found = _SHAPES[shape](mean, deviation, third, fourth)
    except (ArithmeticError, ValueError):
        raise _fault(line, _EXTREME.fill(mean=mean, deviation=deviation)) from None
    if found is None:
        ends = {"beta": (0.0, 1.0)}.get(shape, (0.0, math.inf))
        lower, upper = (e if g is None else g for e, g in zip(ends, (third, fourth), strict=True))
        raise _fault(line, _OUTSIDE.fill(
            mean=math.nan if mean is None else mean, lower=lower, upper=upper,
            deviation=math.nan if deviation is None else deviation,
        ))  # fmt: skip
    return dataclasses.replace(found, log_density=_within(found.log_density))


def _extreme(mean: float, deviation: float) -> bool:
    """Whether the mean is beyond what can be squared, or the spread is lost beside it."""
    return abs(mean) > HUGE or deviation < _NARROW * max(abs(mean), _TINY)


def _within(density: Density) -> Density:
    """A log density that is minus infinity where rounding puts a parameter on an end."""

    def safe(x: float) -> float:
        try:
            return density(x)
        except (ArithmeticError, ValueError):
            return -math.inf

    return safe


def _number(line: Estimated, value: Value | None) -> float | None:
    if value is not None and value.number is None:
        raise _fault(line, _NO_VALUE)
    return None if value is None else value.number


def _fault(line: Estimated, problem: Text) -> TinbergenError:
    return TinbergenError("S040", at=line.at, name=line.label, problem=problem)


def _normal(mean: float, deviation: float, third: float | None, fourth: float | None) -> Prior:
    constant = -math.log(deviation * math.sqrt(2 * math.pi))
    return Prior(
        "normal", mean, deviation, -math.inf, math.inf,
        lambda x: constant - 0.5 * ((x - mean) / deviation) ** 2,
    )  # fmt: skip


def _uniform(
    mean: float | None, deviation: float | None, third: float | None, fourth: float | None
) -> Prior | None:
    if mean is None or deviation is None:
        assert third is not None and fourth is not None
        lower, upper = third, fourth
    else:
        lower, upper = mean - deviation * math.sqrt(3), mean + deviation * math.sqrt(3)
    if not lower < upper:
        return None
    constant = -math.log(upper - lower)
    spread = (upper - lower) / math.sqrt(12)
    return Prior("uniform", (lower + upper) / 2, spread, lower, upper, lambda x: constant)


def _beta(mean: float, deviation: float, third: float | None, fourth: float | None) -> Prior | None:
    lower, upper = third or 0.0, 1.0 if fourth is None else fourth
    width = upper - lower
    if not lower < mean < upper:
        return None
    m, v = (mean - lower) / width, (deviation / width) ** 2
    total = m * (1 - m) / v - 1
    if total <= 0:
        return None
    a, b = m * total, (1 - m) * total
    constant = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) - (total - 1) * math.log(width)

    def density(x: float) -> float:
        return constant + (a - 1) * math.log(x - lower) + (b - 1) * math.log(upper - x)

    return Prior("beta", mean, deviation, lower, upper, density)


def _gamma(
    mean: float, deviation: float, third: float | None, fourth: float | None
) -> Prior | None:
    lower = third or 0.0
    if mean <= lower:
        return None
    shape = ((mean - lower) / deviation) ** 2
    scale = deviation**2 / (mean - lower)
    constant = -math.lgamma(shape) - shape * math.log(scale)

    def density(x: float) -> float:
        return constant + (shape - 1) * math.log(x - lower) - (x - lower) / scale

    return Prior("gamma", mean, deviation, lower, math.inf, density)


def _inverse_gamma(
    mean: float, deviation: float, third: float | None, fourth: float | None
) -> Prior | None:
    """Type 1: of a standard deviation whose square is inverse gamma 2 with parameters s and nu."""
    if mean <= 0:
        return None

    def ratio(nu: float) -> float:
        """E x^2 / (E x)^2 - 1 - (deviation / mean)^2, falling in nu."""
        squared = 2 * (math.lgamma(nu / 2) - math.lgamma((nu - 1) / 2))
        return math.exp(squared) * 2 / (nu - 2) - 1 - (deviation / mean) ** 2

    nu = 2.0
    if math.isfinite(deviation):
        from scipy.optimize import brentq

        top = 4.0
        while ratio(top) > 0:
            top *= 2
        nu = float(brentq(ratio, 2 + 1e-9, top, xtol=1e-12, rtol=1e-14))
    s = 2 * (mean * math.exp(math.lgamma(nu / 2) - math.lgamma((nu - 1) / 2))) ** 2
    constant = math.log(2) - math.lgamma(nu / 2) + nu / 2 * math.log(s / 2)

    def density(x: float) -> float:
        return constant - (nu + 1) * math.log(x) - s / (2 * x * x)

    return Prior("inv_gamma", mean, deviation, 0.0, math.inf, density)


_SHAPES: dict[str, Callable[..., Prior | None]] = {
    "normal": _normal, "uniform": _uniform, "beta": _beta, "gamma": _gamma,
    "inv_gamma": _inverse_gamma, "inv_gamma1": _inverse_gamma,
}  # fmt: skip
