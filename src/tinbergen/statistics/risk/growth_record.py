"""What growth at risk would have said at past dates, against densities without conditions.

At each origin all methods are estimated on outturns known by then. The benchmarks:

- ``growth alone``: the same quantile regressions and skewed t, on growth itself only;
- ``autoregression``: growth over the horizon on growth, with normal errors of constant variance;
- ``garch``: a first-order autoregression with GARCH(1,1) errors, iterated; normal, with the
  variance of the mean over the horizon.

Brownlees and Souza (2021), International Journal of Forecasting 37(3), found the last to do at
least as well as growth at risk in 24 countries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from tinbergen.core.arguments import listed
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.forecast.scores import log_score
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import with_constant
from tinbergen.statistics.risk.density_record import GRID, Density, DensityRecord
from tinbergen.statistics.risk.garch import garch
from tinbergen.statistics.risk.growth_at_risk import (
    LEVELS,
    density_of,
    mean_ahead,
    place,
    read_terms,
)
from tinbergen.statistics.risk.quantile_regression import exact_quantile

#: Quantiles (99,), log density of what came, and PIT, at one origin.
_Said = tuple[Array, float, float]
_Method = Callable[[int], _Said]


def growth_at_risk_record(
    data: DataLike,
    growth: str,
    conditions: str | Sequence[str],
    horizon: int = 4,
    *,
    first: Period | str,
    progress: Progress | None = None,
) -> DensityRecord:
    """Score growth at risk at each origin from ``first`` on, estimated on what was known then.

    Values are those of ``data``, revised or not; only their dates are respected.

    Parameters
    ----------
    data, growth, conditions, horizon
        As in :func:`tinbergen.statistics.risk.growth_at_risk.growth_at_risk`.
    first
        The first period forecast from.
    progress
        Told of stages, and asked whether to stop.

    Raises
    ------
    TinbergenError
        As :func:`growth_at_risk`; F053 when ``first`` is not in the data or no outturn follows.
    """
    require(horizon >= 1, "horizon", horizon, "1, 2, ...")
    given, names = dataset_of(data), listed(conditions)
    y, x = read_terms(given, growth, names)
    ahead = mean_ahead(y, horizon)
    start = place(given, first)
    usable = np.isfinite(ahead) & np.isfinite(x).all(axis=1) & np.isfinite(y)
    origins = np.flatnonzero(usable[start:]) + start
    require(len(origins) > horizon, "first", first, f"at least {horizon + 1} outturns after it")
    require(len(origins) == origins[-1] - origins[0] + 1, "data", "broken by gaps", "no gaps")
    bound = {"garch": 0}

    def by_garch(t: int) -> _Said:
        mean, variance, within = _iterated(y[np.isfinite(y)][: t + 1 - _missing(y)], horizon)
        bound["garch"] += not within
        return _normal(mean, variance, ahead[t])

    methods: dict[str, _Method] = {
        "growth at risk": lambda t: _skewed(x, ahead, t, horizon),
        "growth alone": lambda t: _skewed(y[:, None], ahead, t, horizon),
        "autoregression": lambda t: _normal(*_direct(y, ahead, t, horizon), ahead[t]),
        "garch": by_garch,
    }
    said: dict[str, list[_Said]] = {name: [] for name in methods}
    for t in origins:
        if progress is not None:
            progress.check()
        for name, method in methods.items():
            said[name].append(method(int(t)))
    densities = {
        name: Density(*(np.array(part) for part in zip(*found, strict=True)))
        for name, found in said.items()
    }
    span = Span(given.span.start + int(origins[0]), len(origins))
    return DensityRecord(horizon, span, ahead[origins], densities, bound)


def _missing(y: Array) -> int:
    """Leading periods without a value."""
    return int(np.flatnonzero(np.isfinite(y))[0])


def _known(x: Array, ahead: Array, t: int, horizon: int) -> tuple[Array, Array]:
    """Outturns known at t, and what they are regressed on."""
    target, z = ahead[: t - horizon + 1], with_constant(x[: t - horizon + 1])
    rows = np.isfinite(target) & np.isfinite(z).all(axis=1)
    if int(rows.sum()) < z.shape[1] + 10:
        raise TinbergenError("F050", name="record", have=int(rows.sum()), need=z.shape[1] + 10)
    return target[rows], z[rows]


def _skewed(x: Array, ahead: Array, t: int, horizon: int) -> _Said:
    target, z = _known(x, ahead, t, horizon)
    now = with_constant(x[t : t + 1])[0]
    quantiles = np.sort([now @ exact_quantile(target, z, level) for level in LEVELS])
    density = density_of(quantiles)
    with np.errstate(divide="ignore"):
        log_density = float(np.log(density.pdf(ahead[t])))
    return density.ppf(GRID), log_density, float(density.cdf(ahead[t]))


def _direct(y: Array, ahead: Array, t: int, horizon: int) -> tuple[float, float]:
    """Mean and variance from a regression of growth over the horizon on growth."""
    target, z = _known(y[:, None], ahead, t, horizon)
    coefficients = np.linalg.lstsq(z, target, rcond=None)[0]
    residuals = target - z @ coefficients
    spread = float(residuals @ residuals) / (len(target) - 2)
    return float(coefficients @ [1.0, y[t]]), spread


def _iterated(y: Array, horizon: int) -> tuple[float, float, bool]:
    """Mean and variance of mean growth over the horizon after the last of ``y`` (n,), and whether
    the estimates are within their bounds."""
    fit = garch(y[1:], y[:-1], on_bound=True)
    constant, slope = fit.coefficients[:2]
    within = bool(np.isfinite(fit.covariance).all())
    path, level = [], y[-1]
    for _ in range(horizon):
        level = constant + slope * level
        path.append(level)
    # A shock s periods ahead reaches the mean with 1 + slope + ... up to the horizon.
    reach = np.cumsum(slope ** np.arange(horizon))[::-1] / horizon
    return float(np.mean(path)), float(reach**2 @ fit.ahead(horizon)), within


def _normal(mean: float, variance: float, came: float) -> _Said:
    sd = float(np.sqrt(variance))
    log_density = float(log_score(came, mean, sd))
    return mean + sd * ndtri(GRID), log_density, float(ndtr((came - mean) / sd))
