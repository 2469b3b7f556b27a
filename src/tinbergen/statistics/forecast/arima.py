"""Seasonal ARIMA models of given orders: exact maximum likelihood and forecasts.

Box & Jenkins (1970), *Time Series Analysis*. The likelihood is that of the differenced series, as
in R's ``arima`` and statsmodels' ``SARIMAX`` (which start the levels with a large variance).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.statistics.forecast.arma import log_likelihood, polynomial, whiten
from tinbergen.statistics.forecast.predictive import Array, Predictive

#: Partial autocorrelations (autoregressive, moving-average) where a fit starts.
STARTS = ((0.5, 0.3), (0.5, -0.3), (0.0, 0.0), (0.5, 0.8))
#: Autoregressive partials stay below this: at 1 the process has no stationary start.
_LARGEST_PARTIAL = 0.9999
#: Mean squared error, relative to that of the series itself, below which no error is left.
_EXACT = 1e-24


@dataclass(frozen=True, slots=True)
class ArimaOrder:
    """(p,d,q)(P,D,Q)[season], with or without a constant.

    The constant is the mean of the differenced series: a mean when d + D = 0, a drift when 1.

    >>> str(ArimaOrder(p=2, d=1, q=1, D=1, season=12))
    'ARIMA(2,1,1)(0,1,0)[12]'
    """

    p: int = 0
    d: int = 0
    q: int = 0
    P: int = 0
    D: int = 0
    Q: int = 0
    season: int = 1
    constant: bool = False

    def __str__(self) -> str:
        yearly = any((self.P, self.D, self.Q))
        seasonal = f"({self.P},{self.D},{self.Q})[{self.season}]" if yearly else ""
        word = "" if not self.constant else (" with drift" if self.d + self.D else " with mean")
        return f"ARIMA({self.p},{self.d},{self.q}){seasonal}{word}"

    @property
    def k(self) -> int:
        """How many parameters AICc counts, the error variance among them."""
        return self.p + self.q + self.P + self.Q + self.constant + 1

    @property
    def lost(self) -> int:
        """Observations that differencing uses up."""
        return self.d + self.D * self.season


@dataclass(frozen=True, slots=True)
class ArimaFit:
    """An estimated ARIMA model.

    Attributes
    ----------
    order
        Which model.
    partials
        (p + P + q + Q,) partial autocorrelations of the four polynomials in that order; those of
        the moving averages carry the sign of -θ.
    mean
        Mean of the differenced series, in the unit of the series; 0 without a constant.
    sigma2
        Error variance with n - lost - k + 1 below the line, as R's ``forecast::Arima``.
    loglik, aicc
        Exact Gaussian log-likelihood of the differenced series and the corrected Akaike
        criterion, comparable between orders of equal d and D.
    """

    order: ArimaOrder
    partials: Array
    mean: float
    sigma2: float
    loglik: float
    aicc: float

    @property
    def name(self) -> str:
        return str(self.order)

    @property
    def ar(self) -> Array:
        """(1 + p + season·P,) φ(B), 1 first."""
        return _polynomials(self.partials, self.order)[0]

    @property
    def ma(self) -> Array:
        """(1 + q + season·Q,) θ(B), 1 first."""
        return _polynomials(self.partials, self.order)[1]


def difference(values: Array, order: ArimaOrder) -> Array:
    """(n - lost,) the series differenced ``D`` times seasonally and ``d`` times ordinarily."""
    w = np.asarray(values, dtype=float)
    for _ in range(order.D):
        w = w[order.season :] - w[: -order.season]
    return np.diff(w, order.d)


def fit_arima(values: Array, order: ArimaOrder, start: ArimaFit | None = None) -> ArimaFit:
    """Exact maximum likelihood of given orders.

    Parameters
    ----------
    values
        (n,) the series.
    start
        An earlier fit of the same order to start from; without it several starts are tried and
        the best kept.

    Raises
    ------
    TinbergenError
        F009 when the series is too short for the orders, F008 when no start converges.
    """
    if len(values) - order.lost <= max(order.k + 1, order.p + order.season * order.P):
        raise TinbergenError("F009", model=order, n=len(values))
    w = difference(values, order)
    starts = [even_start(order, *s) for s in STARTS] if start is None else [start.partials]
    fit = maximise(w, order, starts)
    if fit is None:
        raise TinbergenError("F008", model=order, detail="the likelihood has no finite maximum")
    return fit


def arima_forecasts(
    fit: ArimaFit, values: Array, origins: Sequence[int], horizon: int
) -> Predictive:
    """Forecasts at several origins with the parameters of ``fit``, given the data before each.

    Parameters
    ----------
    values
        (n,) the series.
    origins
        How many observations each forecast may see.

    Returns
    -------
    Predictive
        (origins, horizon). Exact conditional moments given the parameters: the limit of a
        state-space smoother with a diffuse start.

    Raises
    ------
    TinbergenError
        F008 when the parameters lie on the edge of stationarity.
    """
    order = fit.order
    seen = max(origins)
    y = np.asarray(values, dtype=float)[:seen]
    ar, ma = _polynomials(fit.partials, order)
    white = whiten(difference(y, order) - fit.mean, ar, ma, False, ahead=horizon)
    if white is None:
        raise TinbergenError("F008", model=order, detail="it lies on the edge of stationarity")
    width = white.factor.shape[0] - 1
    full = ar
    for lag, times in ((1, order.d), (order.season, order.D)):
        for _ in range(times):
            full = np.convolve(full, np.concatenate(([1.0], np.zeros(lag - 1), [-1.0])))
    shift = fit.mean * ar.sum()
    response = _inverse(full, horizon)
    steps = np.arange(horizon)
    toeplitz = np.tril(response[np.abs(steps[:, None] - steps)])
    means, sds = np.empty((len(origins), horizon)), np.empty((len(origins), horizon))
    memory = len(full) - 1
    for i, origin in enumerate(origins):
        checkpoint()
        at = origin - order.lost
        rows = _rows(white.factor, at, horizon, width)
        reach = min(width, at)
        news = rows[:, width - reach : width] @ white.innovations[at - reach : at] + shift
        path = np.concatenate((y[origin - memory : origin], np.zeros(horizon)))
        for h in range(horizon):
            path[memory + h] = news[h] - full[1:] @ path[h : memory + h][::-1]
        means[i] = path[memory:]
        sds[i] = np.sqrt(fit.sigma2 * ((toeplitz @ rows[:, width:]) ** 2).sum(axis=1))
    return Predictive(means, sds)


def _rows(factor: Array, at: int, horizon: int, width: int) -> Array:
    """(horizon, width + horizon) rows ``at``… of L, columns from ``at - width`` on."""
    rows = np.zeros((horizon, width + horizon))
    for lag in range(width + 1):
        for h in range(horizon):
            if (column := at + h - lag) >= 0:
                rows[h, width + h - lag] = factor[lag, column]
    return rows


def _inverse(polynomial: Array, count: int) -> Array:
    """(count,) first coefficients of 1 / polynomial."""
    response = np.zeros(count)
    response[0] = 1.0
    for h in range(1, count):
        reach = min(h, len(polynomial) - 1)
        response[h] = -polynomial[1 : reach + 1] @ response[h - reach : h][::-1]
    return response


def split_partials(partials: Array, order: ArimaOrder) -> list[Array]:
    """The partial autocorrelations of φ, Φ, θ and Θ, one array each."""
    return np.split(partials, np.cumsum([order.p, order.P, order.q]))


def _polynomials(partials: Array, order: ArimaOrder) -> tuple[Array, Array]:
    ar, seasonal_ar, ma, seasonal_ma = split_partials(partials, order)
    return (
        polynomial(ar, seasonal_ar, order.season),
        polynomial(ma, seasonal_ma, order.season),
    )


def even_start(order: ArimaOrder, ar: float, ma: float) -> Array:
    """(p + P + q + Q,) the same partial for all autoregressive, and all moving-average, lags."""
    return np.array([ar] * (order.p + order.P) + [ma] * (order.q + order.Q))


def maximise(
    w: Array, order: ArimaOrder, starts: Sequence[Array], tolerance: float = 1e-9
) -> ArimaFit | None:
    """Exact maximum likelihood of a differenced series from the best of ``starts``.

    -2 ln L = n ln Σe² + 2 ln|L| is, up to constants, n ln of the sum of squares of e·|L|^(1/n), so
    a least-squares routine finds its minimum; tanh keeps the partials inside the cube.

    Parameters
    ----------
    w
        (n,) the differenced series.
    starts
        Each (p + P + q + Q,) partials as in :class:`ArimaFit`.
    tolerance
        Relative change of the sum of squares at which to stop.

    Returns
    -------
    The fit, or None when the series is too short, the model leaves no error or no start gives a
    finite likelihood.
    """
    from scipy.optimize import leastsq

    n = len(w)
    if n <= max(order.k + 1, order.p + order.season * order.P):
        return None
    scale = float(np.sqrt(np.mean(w**2)))
    if scale == 0.0:
        return None
    scaled = w / scale
    cap = np.array([_LARGEST_PARTIAL] * (order.p + order.P) + [1.0] * (order.q + order.Q))

    def residuals(x: Array) -> Array:
        ar, ma = _polynomials(cap * np.tanh(x), order)
        white = whiten(scaled, ar, ma, order.constant)
        if white is None:
            return np.full(n, 1e6)
        scaled_innovations: Array = white.innovations * np.exp(white.log_root / n)
        return scaled_innovations

    best, least = np.zeros(0), np.inf
    with np.errstate(all="ignore"):
        for start in starts if cap.size else [cap]:
            checkpoint()
            x = np.arctanh(np.clip(start / cap, -0.99, 0.99))
            if x.size:
                # The full output is asked for because without it a failure warns; it shows in r.
                x, *_ = leastsq(
                    residuals, x, full_output=True, ftol=tolerance, xtol=tolerance, epsfcn=1e-10
                )
            r = residuals(x)
            if (cost := float(r @ r)) < least:
                best, least = cap * np.tanh(x), cost
    ar, ma = _polynomials(best, order)
    white = whiten(scaled, ar, ma, order.constant)
    if white is None or not n * _EXACT < least < np.inf:
        return None
    loglik = float(log_likelihood(white) - n * np.log(scale))
    total = float(white.innovations @ white.innovations) * scale**2
    return ArimaFit(
        order=order,
        partials=best,
        mean=white.mean * scale,
        sigma2=total / max(n - order.k + 1, 1),
        loglik=loglik,
        aicc=-2.0 * loglik + 2.0 * order.k * n / (n - order.k - 1),
    )
