"""The posterior of a Bayesian vector autoregression: draws, forecasts, scores of what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.cycles.vector_autoregression import Draws, covariance_roots
from tinbergen.statistics.forecast.bvar_forecast import Path, VarForecast, forecast_draws
from tinbergen.statistics.forecast.bvar_prior import Array, Hyperparameters

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class BayesianVar(Result):
    """The posterior of a vector autoregression of n variables with p lags.

    Attributes
    ----------
    names
        The variables.
    hyperparameters
        How tight the prior is.
    coefficients
        (1 + np, n) posterior mean: the constant, then all variables one period back, two back, ….
    root
        (1 + np, 1 + np): root times its transpose is the covariance of a variable's coefficients
        for a shock of unit variance.
    scale, freedom
        (n, n) and degrees of freedom of the inverse-Wishart posterior of the shocks' covariance.
    log_marginal_likelihood
        Natural logarithm of the density of the rows used, in the variables' own units.
    residuals
        (T - p, n) at the posterior mean, in the variables' units; NaN where a row is left out.
    row_scale
        (T,) what rows were divided by; the last one holds in the forecast.
    history
        (p, n) the last observations.
    """

    names: tuple[str, ...]
    hyperparameters: Hyperparameters
    coefficients: Array
    root: Array
    scale: Array
    freedom: int
    log_marginal_likelihood: float
    residuals: Array
    row_scale: Array
    history: Array

    @property
    def lags(self) -> int:
        return len(self.history)

    @property
    def covariance(self) -> Array:
        """(n, n) posterior mean of the shocks' covariance, for a row scale of 1."""
        return self.scale / (self.freedom - len(self.scale) - 1)

    def to_frame(self) -> pd.DataFrame:
        """Posterior means: a row a regressor, a column a variable."""
        import pandas as pd

        lagged = [f"{name}(-{lag})" for lag in range(1, self.lags + 1) for name in self.names]
        return pd.DataFrame(self.coefficients, index=["constant", *lagged], columns=self.names)

    def draws(self, count: int, seed: int = 0) -> Draws:
        """Parameters from the posterior; explosive ones are kept.

        Raises
        ------
        TinbergenError
            F053 when ``count`` is below 1.
        """
        require(count >= 1, "count", count, "1, 2, ...")
        rng = np.random.default_rng(seed)
        n = len(self.names)
        shocks = covariance_roots(self.scale, self.freedom, count, rng)
        noise = rng.standard_normal((count, len(self.root), n))
        drawn = self.coefficients + self.root @ noise @ shocks.transpose(0, 2, 1)
        return _parameters(drawn, shocks @ shocks.transpose(0, 2, 1), n)

    def forecast(
        self,
        horizon: int,
        *,
        given: Path | None = None,
        draws: int = 1000,
        seed: int = 0,
        learn: bool = False,
    ) -> VarForecast:
        """Joint draws of the next ``horizon`` periods, on a path of some variables if wanted.

        Parameters
        ----------
        horizon
            Periods ahead, at least 1.
        given
            Name -> (m,) values of the first m periods, NaN where free, m at most ``horizon``.
            Shocks are drawn from their exact distribution given that the path is reached
            (Waggoner and Zha 1999, Review of Economics and Statistics 81(4)); no shock is singled
            out as its cause.
        draws, seed
            How many, from which seed.
        learn
            Whether the path is evidence on the parameters too: draws are then resampled by the
            density they gave to it.

        Raises
        ------
        TinbergenError
            F053 when a setting is out of bounds, F120 when the path names an unknown variable,
            F121 when it is longer than the horizon or has an infinite value.
        """
        centre = _parameters(self.coefficients[None], self.covariance[None], len(self.names))
        sample = self.draws(draws, seed)
        scale = float(self.row_scale[-1])
        return forecast_draws(
            self.names, self.history, centre, sample, scale, horizon, given, seed, learn
        )

    def log_density(self, outturn: ArrayLike) -> float:
        """Natural logarithm of the density that the model gave to the next periods as they came.

        Closed form: each period's predictive distribution is a multivariate t, whose parameters
        take the period before into account; hyperparameters stay. It is the increase of the log
        marginal likelihood.

        Parameters
        ----------
        outturn
            (h, n) in the variables' units, complete.

        Raises
        ------
        TinbergenError
            F054 when it has other variables, F051 when it has holes.
        """
        came = np.atleast_2d(np.asarray(outturn, dtype=float))
        n = len(self.names)
        if came.shape[1] != n:
            raise TinbergenError("F054", lengths=f"variables {n}, outturn {came.shape[1]}")
        holes = int((~np.isfinite(came)).any(axis=1).sum())
        if holes:
            raise TinbergenError("F051", name="outturn", holes=holes)
        mean, inverse = self.coefficients.copy(), self.root @ self.root.T
        scale, freedom, divisor = self.scale.copy(), self.freedom, float(self.row_scale[-1])
        past, total = self.history, 0.0
        for row in came:
            x = np.concatenate([[1.0], past[::-1].ravel()]) / divisor
            gain = inverse @ x
            width = 1.0 + float(x @ gain)
            error = row / divisor - x @ mean
            total += _log_t(error, scale * width, freedom) - n * np.log(divisor)
            mean = mean + np.outer(gain, error) / width
            inverse = inverse - np.outer(gain, gain) / width
            scale = scale + np.outer(error, error) / width
            freedom += 1
            past = np.vstack([past[1:], row])
        return float(total)


def _log_t(error: Array, scale: Array, freedom: int) -> float:
    """Log density of ``error`` (n,) whose covariance is inverse Wishart: of a multivariate t."""
    n = len(error)
    distance = float(error @ np.linalg.solve(scale, error))
    constant = gammaln((freedom + 1) / 2) - gammaln((freedom + 1 - n) / 2) - n / 2 * np.log(np.pi)
    spread = np.linalg.slogdet(scale)[1] / 2
    return float(constant - spread - (freedom + 1) / 2 * np.log1p(distance))


def _parameters(coefficients: Array, covariance: Array, n: int) -> Draws:
    """(D, 1 + np, n) coefficients as constants and lag matrices."""
    count, k, _ = coefficients.shape
    matrices = coefficients[:, 1:].reshape(count, (k - 1) // n, n, n).transpose(0, 1, 3, 2)
    return Draws(coefficients[:, 0], matrices, covariance)
