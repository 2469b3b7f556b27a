r"""Forecasts of vector autoregressions, free or on a given path of some variables.

Future values are :math:`z = m + R\varepsilon`, with :math:`\varepsilon` independent standard normal
and :math:`R` the responses to them. Given that the rows c of z equal :math:`z_c`, shocks drawn
freely and then moved by

.. math:: R_c'(R_cR_c')^{-1}(z_c - m_c - R_c\varepsilon)

have exactly the conditional distribution (Gaussian conditioning; Doucet 2010 for the draw).

Source: Waggoner and Zha (1999), Conditional Forecasts in Dynamic Multivariate Models, Review of
Economics and Statistics 81(4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from tinbergen.charts import results as pictures
from tinbergen.charts.chart import Panel
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.cycles.vector_autoregression import Draws, impulse_responses

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Path = Mapping[str, ArrayLike]

_TITLE = Text("Forecast", "预测")
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Numbers held at once while responses are laid out.
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class VarForecast(Result):
    """Joint forecasts of n variables over h periods.

    Attributes
    ----------
    names
        The variables.
    point
        (h, n) at the posterior mean of the parameters, in the variables' units.
    draws
        (D, h, n) equally likely paths.
    given
        (h, n) the path that was imposed, NaN where free.
    effective
        Draws of the parameters that count: D, or fewer where the path was evidence on them.
    distance
        Squared Mahalanobis distance of the path from the free forecast, at the posterior mean of
        the parameters; 0 without a path.
    """

    names: tuple[str, ...]
    point: Array
    draws: Array
    given: Array
    effective: float
    distance: float

    @property
    def probability(self) -> float:
        """Of paths at least as far from the free forecast: chi-square, parameters taken as known;
        1 without a path."""
        fixed = int(np.isfinite(self.given).sum())
        return float(chi2.sf(self.distance, fixed)) if fixed else 1.0

    @property
    def mean(self) -> Array:
        """(h, n) mean of the draws."""
        return np.asarray(self.draws.mean(axis=0))

    def quantiles(self, probabilities: Sequence[float] = _QUANTILES) -> Array:
        """(q, h, n) quantiles of the draws."""
        return np.asarray(np.quantile(self.draws, probabilities, axis=0))

    def to_frame(self) -> pd.DataFrame:
        """Rows are periods ahead from 1; columns (variable, statistic)."""
        import pandas as pd

        bands = self.quantiles()
        columns = {}
        for i, name in enumerate(self.names):
            columns[name, "point"] = self.point[:, i]
            for share, band in zip(_QUANTILES, bands, strict=True):
                columns[name, f"q{round(100 * share):02d}"] = band[:, i]
        return pd.DataFrame(columns, index=pd.RangeIndex(1, len(self.point) + 1, name="ahead"))

    def plot(self) -> Panel:
        """A fan for each variable, by periods ahead."""
        bands = self.quantiles()
        paths = {name: bands[:, :, i] for i, name in enumerate(self.names)}
        return pictures.fans(_TITLE, range(1, len(self.point) + 1), paths)


def forecast_draws(
    names: tuple[str, ...],
    history: Array,
    centre: Draws,
    sample: Draws,
    scale: float,
    horizon: int,
    given: Path | None,
    seed: int,
    learn: bool,
) -> VarForecast:
    """Forecast with parameters ``sample``; the point forecast with the single draw ``centre``.

    Parameters
    ----------
    history
        (p, n) the last observations.
    scale
        What shocks are multiplied by.
    horizon, given, seed, learn
        As :meth:`tinbergen.statistics.forecast.bvar.BayesianVar.forecast` has them.

    Raises
    ------
    TinbergenError
        F053, F120, F121 as there.
    """
    require(horizon >= 1, "horizon", horizon, "1, 2, ...")
    path = _laid_out(given or {}, names, horizon)
    rng = np.random.default_rng([seed, 1])
    nothing = np.zeros((1, horizon, len(names)))
    point, _, away = _paths(centre, history, scale, nothing, path)
    count = len(sample.intercept)
    draws = np.empty((count, horizon, len(names)))
    density = np.zeros(count)
    fixed = int(np.isfinite(path).sum())
    step = max(1, _CHUNK // max(1, fixed * horizon * len(names)))
    for first in range(0, count, step):
        part = slice(first, min(first + step, count))
        some = Draws(sample.intercept[part], sample.coefficients[part], sample.covariance[part])
        noise = rng.standard_normal((part.stop - part.start, horizon, len(names)))
        draws[part], density[part], _ = _paths(some, history, scale, noise, path)
    effective = float(count)
    if learn and fixed:
        weights = np.exp(density - density.max())
        weights /= weights.sum()
        effective = float(1.0 / np.sum(weights**2))
        # Systematic resampling: one uniform number, equal steps.
        steps = (np.arange(count) + rng.random()) / count
        chosen = np.searchsorted(np.cumsum(weights), steps).clip(max=count - 1)
        draws = draws[chosen]
    return VarForecast(names, point[0], draws, path, effective, float(away[0]))


def simulate(parameters: Draws, history: Array, shocks: Array) -> Array:
    """(D, h, n) paths from ``history`` (p, n) with reduced-form shocks (D, h, n)."""
    count, lags, n, _ = parameters.coefficients.shape
    beside = np.moveaxis(parameters.coefficients, 1, 2).reshape(count, n, lags * n)
    state = np.broadcast_to(history[::-1].ravel(), (count, lags * n))
    paths = np.empty_like(shocks)
    for t in range(shocks.shape[1]):
        moved = np.matmul(beside, state[:, :, None])[:, :, 0]
        paths[:, t] = moved + parameters.intercept + shocks[:, t]
        state = np.concatenate([paths[:, t], state[:, :-n]], axis=1)
    return paths


def _paths(
    parameters: Draws, history: Array, scale: float, noise: Array, path: Array
) -> tuple[Array, Array, Array]:
    """Paths (D, h, n) from standard normal ``noise`` moved so that ``path`` is met; the log density
    (D,), up to a constant, that each parameter vector gives to it, and its squared distance (D,)
    from the forecast."""
    impact: Array = np.asarray(scale * np.linalg.cholesky(parameters.covariance), dtype=np.float64)
    back = impact.transpose(0, 2, 1)
    drawn = simulate(parameters, history, noise @ back)
    when, which = np.nonzero(np.isfinite(path))
    if not len(when):
        return drawn, np.zeros(len(noise)), np.zeros(len(noise))
    count, horizon, n = noise.shape
    responses = impulse_responses(parameters.coefficients, impact, horizon - 1)
    lag = when[:, None] - np.arange(horizon)
    rows = responses[:, lag.clip(min=0), which[:, None], :] * (lag >= 0)[:, :, None]
    rows = rows.reshape(count, len(when), horizon * n)
    gap = path[when, which] - drawn[:, when, which]
    root = np.linalg.cholesky(rows @ rows.transpose(0, 2, 1))
    solved = np.linalg.solve(root.transpose(0, 2, 1), np.linalg.solve(root, gap[:, :, None]))
    push = (rows.transpose(0, 2, 1) @ solved).reshape(count, horizon, n)
    moved = simulate(parameters, history, (noise + push) @ back)
    moved[:, when, which] = path[when, which]
    missed = gap + (rows @ noise.reshape(count, -1, 1))[:, :, 0]
    standard = np.linalg.solve(root, missed[:, :, None])[:, :, 0]
    spread = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    away = (standard**2).sum(axis=1)
    return moved, -0.5 * away - spread, away


def _laid_out(given: Path, names: tuple[str, ...], horizon: int) -> Array:
    """The path as (h, n), NaN where free."""
    path = np.full((horizon, len(names)), np.nan)
    for name, values in given.items():
        if name not in names:
            hint = did_you_mean(name, names)
            raise TinbergenError("F120", hint=hint, name=name, known=", ".join(names))
        row = np.atleast_1d(np.asarray(values, dtype=float))
        if row.ndim > 1 or len(row) > horizon or np.isinf(row).any():
            shape = " x ".join(map(str, row.shape))
            raise TinbergenError("F121", name=name, shape=shape, horizon=horizon)
        path[: len(row), names.index(name)] = row
    return path
