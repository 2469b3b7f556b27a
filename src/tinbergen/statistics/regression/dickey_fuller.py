"""Unit roots and cointegration: augmented Dickey-Fuller and Engle-Granger tests.

Sources: Said & Dickey (1984), Biometrika 71; Engle & Granger (1987), Econometrica 55. Critical
values at five percent: MacKinnon (2010), Queen's Economics Department Working Paper 1227, tables 2
and 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinbergen.data.dataset import Array

#: Response surface b0 + b1/n + b2/n² + b3/n³ with a constant, by number of I(1) variables from 1.
_CONSTANT = (
    (-2.86154, -2.8903, -4.234, -40.040),
    (-3.33613, -6.1101, -6.823, 0.0),
    (-3.74066, -8.5632, -10.852, 27.982),
    (-4.09600, -11.2349, -11.175, 0.0),
    (-4.41519, -14.0405, -12.575, 0.0),
    (-4.70693, -16.9178, -17.492, 60.007),
    (-4.97684, -19.9021, -22.045, 110.761),
    (-5.22924, -23.0023, -24.646, 144.479),
)
_TREND = (-3.41049, -4.3904, -9.036, -45.374)


@dataclass(frozen=True, slots=True)
class DickeyFuller:
    """``statistic`` against its five-percent ``critical`` value; ``lags`` of the difference."""

    statistic: float
    critical: float
    lags: int

    @property
    def unit_root(self) -> bool:
        """Whether the test leaves a unit root standing."""
        return not self.statistic < self.critical


def augmented_dickey_fuller(values: Array, *, trend: bool) -> DickeyFuller | None:
    """Test a series for a unit root, with a constant and, if ``trend``, a linear trend.

    Up to 12 (n/100)^¼ lags of the difference (Schwert), as many as minimise AIC on a common sample.

    Parameters
    ----------
    values
        Shape (n,), without NaN.

    Returns
    -------
    DickeyFuller or None
        None when there are fewer than 12 observations or the series never varies.
    """
    known = 2 if trend else 1
    if values.size < 12 or np.ptp(values) == 0:
        return None
    lags, statistic, used = _best(values, np.vander(np.arange(1.0, values.size + 1), known))
    surface = _TREND if trend else _CONSTANT[0]
    return DickeyFuller(statistic, _critical(surface, used), lags)


def engle_granger(residuals: Array, variables: int) -> DickeyFuller | None:
    """Test whether ``residuals`` (n,) of a regression with constant are stationary.

    ``variables`` counts the I(1) series of the regression, the dependent one included (at most 8).
    """
    if residuals.size < 12 or np.ptp(residuals) == 0:
        return None
    lags, statistic, _ = _best(residuals, np.zeros((residuals.size, 0)))
    surface = _CONSTANT[min(max(variables, 2), len(_CONSTANT)) - 1]
    return DickeyFuller(statistic, _critical(surface, residuals.size - 1), lags)


def _critical(surface: tuple[float, ...], n: int) -> float:
    return float(sum(b / n**power for power, b in enumerate(surface)))


def _best(values: Array, deterministic: Array) -> tuple[int, float, int]:
    """Lags by AIC, the t-value of the lagged level with them, and the observations used."""
    most = int(np.ceil(12 * (values.size / 100) ** 0.25))
    most = max(min(most, values.size // 2 - deterministic.shape[1] - 2), 0)
    criteria = [_regression(values, deterministic, p, most)[1] for p in range(most + 1)]
    lags = int(np.argmin(criteria))
    statistic, _, used = _regression(values, deterministic, lags, lags)
    return lags, statistic, used


def _regression(
    values: Array, deterministic: Array, lags: int, skipped: int
) -> tuple[float, float, int]:
    """t-value of the lagged level, AIC and observations, the first ``skipped`` differences left."""
    change = np.diff(values)
    target = change[skipped:]
    level = values[skipped:-1]
    lagged = [change[skipped - p : change.size - p] for p in range(1, lags + 1)]
    X = np.column_stack([level, *lagged, deterministic[: target.size]])
    Q, R = np.linalg.qr(X)
    residuals = target - Q @ (Q.T @ target)
    n, k = X.shape
    sum_of_squares = max(float(residuals @ residuals), 1e-300)
    inverse = np.linalg.pinv(R)
    coefficient = float(inverse[0] @ (Q.T @ target))
    error = float(np.sqrt(sum_of_squares / (n - k) * (inverse[0] @ inverse[0])))
    aic = n * np.log(sum_of_squares / n) + 2 * k
    return coefficient / error, aic, n
