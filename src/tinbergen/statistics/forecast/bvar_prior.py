r"""The prior of a Bayesian vector autoregression: Minnesota and two kinds of dummy observations.

With :math:`x_t = (1, y_{t-1}', \dots, y_{t-p}')'` (k,) and :math:`y_t' = x_t'B + u_t'`,

.. math:: \Sigma \sim IW(\mathrm{diag}(\psi), n + 2), \qquad
          B \mid \Sigma \sim N(\bar B, \Sigma \otimes \Omega)

where :math:`\bar B` gives each variable its own first lag and :math:`\Omega` is diagonal:
:math:`\lambda^2 / (l^2 \psi_j)` for lag l of variable j, a million for the constant. Dummy
observations follow: n of them hold that a forecast stays where all lags stand (weight
:math:`1/\mu`), one that all variables together do (weight :math:`1/\delta`).

Everything is held in deviations from the prior mean, :math:`y_t - \bar B'x_t`, which avoids
differences of large numbers when the data are levels.

Source: Giannone, Lenza and Primiceri (2015), Prior Selection for Vector Autoregressions, Review of
Economics and Statistics 97(2), sections III and IV and appendix A.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]

#: Prior variance of a constant, in units of the variance of the variable's shock.
_CONSTANT_VARIANCE = 1e6
#: Mode and standard deviation of the Gamma hyperpriors.
_TIGHTNESS, _DUMMIES = (0.2, 0.4), (1.0, 1.0)
#: Shape and scale of the inverse-Gamma hyperprior of the scales.
_SCALES = 0.02**2


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """How tight the prior is.

    Attributes
    ----------
    tightness
        λ: prior standard deviation of the coefficient on a variable's own first lag.
    sums
        μ: standard deviation of the sum-of-coefficients dummies; infinite without them.
    initial
        δ: standard deviation of the initial-observation dummy; infinite without it.
    scales
        (n,) ψ: prior mean of the variance of each shock, in the variable's unit squared.
    """

    tightness: float
    sums: float
    initial: float
    scales: Array


@dataclass(frozen=True, slots=True)
class Moments:
    """Cross products of rows of regressors and targets: ``xx`` (k, k), ``xy`` (k, n), ``yy``
    (n, n), of ``rows`` rows."""

    xx: Array
    xy: Array
    yy: Array
    rows: int

    @classmethod
    def of(cls, x: Array, y: Array) -> Moments:
        return cls(x.T @ x, x.T @ y, y.T @ y, len(y))


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows that are used, and what the prior reads off the data.

    ``x`` (T, k): constant and lags; ``y`` (T, n): targets less their prior mean; both divided by
    the row's scale. ``scale`` (T,). ``persistence`` (n,): prior mean of each variable's own first
    lag. ``start`` (n,): mean of the p observations before the first row. ``kept`` (T,): which
    periods the rows are, counted from 0. ``lags``: p.
    """

    x: Array
    y: Array
    scale: Array
    persistence: Array
    start: Array
    kept: NDArray[np.intp]
    lags: int

    @property
    def prior_mean(self) -> Array:
        """(k, n): one's own first lag times its persistence."""
        n = len(self.persistence)
        mean = np.zeros((1 + n * self.lags, n))
        mean[1 : n + 1] = np.diag(self.persistence)
        return mean

    def dummies(self) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """Regressors and targets of the sum-of-coefficients dummies (n rows) and of the
        initial-observation dummy (1 row), both for a standard deviation of 1."""
        level, left = np.diag(self.start), np.diag(self.start * (1.0 - self.persistence))
        n = len(self.start)
        sums = np.hstack([np.zeros((n, 1)), *[level] * self.lags])
        initial = np.hstack([1.0, *[self.start] * self.lags])[None]
        return (sums, left), (initial, left.sum(axis=0, keepdims=True))


def draw_rows(
    data: Array, lags: int, persistence: Array, omit: NDArray[np.bool_], scale: Array
) -> Sample:
    """The rows of which neither the target nor a lag is left out.

    Parameters
    ----------
    data
        (T, n).
    lags
        p, at least 1.
    persistence
        (n,) prior mean of each variable's own first lag.
    omit
        (T,) periods left out.
    scale
        (T,) what rows are divided by, by the period of their target.

    Raises
    ------
    TinbergenError
        F050 when fewer rows are left than a variable has coefficients in one lag, plus three.
    """
    length, n = data.shape
    if length <= lags + n + 2:
        raise TinbergenError(
            "F050", name="vector autoregression", have=max(0, length - lags), need=n + 3
        )
    windows = np.lib.stride_tricks.sliding_window_view(omit, lags + 1)
    kept = lags + np.flatnonzero(~windows.any(axis=1))
    if len(kept) < n + 3:
        raise TinbergenError("F050", name="vector autoregression", have=len(kept), need=n + 3)
    x = np.hstack([np.ones((len(kept), 1)), *(data[kept - lag] for lag in range(1, lags + 1))])
    y = data[kept] - persistence * data[kept - 1]
    used = scale[kept]
    start = data[kept[0] - lags : kept[0]].mean(axis=0)
    return Sample(x / used[:, None], y / used[:, None], used, persistence, start, kept, lags)


def shock_variances(data: Array, omit: NDArray[np.bool_], names: tuple[str, ...]) -> Array:
    """(n,) variances of the residuals of first-order autoregressions: the usual scales ψ.

    Raises
    ------
    TinbergenError
        F055 when a series does not vary.
    """
    rows = 1 + np.flatnonzero(~omit[1:] & ~omit[:-1])
    variances = np.empty(data.shape[1])
    for i, series in enumerate(data.T):
        x = np.column_stack([np.ones(len(rows)), series[rows - 1]])
        residuals = series[rows] - x @ np.linalg.lstsq(x, series[rows], rcond=None)[0]
        variances[i] = residuals @ residuals / (len(rows) - 2)
        if variances[i] <= 1e-16 * np.mean(series[rows] ** 2):
            raise TinbergenError("F055", name=f"autoregression of {names[i]}")
    return variances


def precision(sample: Sample, chosen: Hyperparameters) -> Array:
    """(k,) diagonal of the inverse of Ω."""
    lag = np.arange(1, sample.lags + 1)[:, None]
    lagged = lag**2 * chosen.scales / chosen.tightness**2
    return np.concatenate([[1.0 / _CONSTANT_VARIANCE], lagged.ravel()])


def prior_rows(sample: Sample, chosen: Hyperparameters) -> tuple[Array, Array, int]:
    """The prior as rows of data: regressors (r, k), targets less their prior mean (r, n), and how
    many of them are dummy observations, which come first."""
    (sums, level), (initial, all_levels) = sample.dummies()
    minnesota = np.diag(np.sqrt(precision(sample, chosen)))
    x, y = [minnesota], [np.zeros((len(minnesota), len(sample.start)))]
    for size, regressors, targets in (
        (chosen.initial, initial, all_levels),
        (chosen.sums, sums, level),
    ):
        if np.isfinite(size):
            x.insert(0, regressors / size)
            y.insert(0, targets / size)
    return np.vstack(x), np.vstack(y), sum(len(rows) for rows in x[:-1])


def log_hyperprior(chosen: Hyperparameters, scales_too: bool) -> tuple[float, Array]:
    """Log density of the hyperparameters, and its slopes with respect to their *logarithms*.

    Gamma with mode .2 and standard deviation .4 for λ, mode 1 and standard deviation 1 for μ and
    δ; inverse Gamma of shape and scale .02² for ψ, where ``scales_too``. Slopes stand in the order
    λ, μ, δ, ψ, of those that are finite and free.
    """
    total, slopes = 0.0, []
    for value, (mode, sd) in (
        (chosen.tightness, _TIGHTNESS),
        (chosen.sums, _DUMMIES),
        (chosen.initial, _DUMMIES),
    ):
        if np.isfinite(value):
            scale = (np.sqrt(mode**2 + 4.0 * sd**2) - mode) / 2.0
            shape = (sd / scale) ** 2
            total += (shape - 1) * np.log(value) - value / scale
            total -= shape * np.log(scale) + gammaln(shape)
            slopes.append(shape - 1 - value / scale)
    if scales_too:
        psi = chosen.scales
        constant = _SCALES * np.log(_SCALES) - gammaln(_SCALES)
        total += float(np.sum(constant - (_SCALES + 1) * np.log(psi) - _SCALES / psi))
        slopes.extend(-(_SCALES + 1) + _SCALES / psi)
    return float(total), np.array(slopes)
