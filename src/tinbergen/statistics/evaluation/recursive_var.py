r"""Responses to the innovations of a vector autoregression, one ordered after the other.

With :math:`u_t = B\varepsilon_t` and :math:`B` the lower-triangular root of the residuals'
covariance, all shocks together are the Wold representation, whose order does not matter for second
moments. A series of identified policy shocks among the variables has its innovation as a shock
(Plagborg-Moller and Wolf 2021, Econometrica 89(2)): it stands after what it may react to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan, Line
from tinbergen.core.arguments import listed
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require, stretch
from tinbergen.statistics.cycles.vector_autoregression import (
    fit_var,
    impulse_responses,
    posterior_draws,
)
from tinbergen.statistics.evaluation.responses import Data, read_series
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd

_TITLE = Text("Responses to shocks of one standard deviation", "对一个标准差冲击的响应")
_PAIR = Text("{variable} to {shock}", "{variable} 对 {shock}")
_AHEAD = Text("Periods after the shock", "冲击后的期数")


@dataclass(frozen=True, slots=True)
class ShockResponses(Result):
    """Responses of n variables to k shocks of one standard deviation over horizons 0 to H.

    ``responses`` (H + 1, n, k) [horizon, variable, shock] in the variables' units; ``drawn``
    (D, H + 1, n, k) the same for draws of the coefficients, D zero without.
    """

    variables: tuple[str, ...]
    shocks: tuple[str, ...]
    responses: Array
    drawn: Array

    def deviations(self) -> Array:
        """Standard deviations (n,) of the variables under these shocks, over H + 1 periods."""
        return np.asarray(np.sqrt(np.sum(self.responses**2, axis=(0, 2))))

    def to_frame(self) -> pd.DataFrame:
        """A row a horizon, from 0; columns (variable, shock)."""
        import pandas as pd

        columns = pd.MultiIndex.from_product([self.variables, self.shocks])
        table = self.responses.reshape(len(self.responses), -1)
        index = pd.RangeIndex(len(table), name="horizon")
        return pd.DataFrame(table, index, columns)

    def plot(self) -> Panel:
        """A small chart for each variable and shock, with the band of 68 per cent of draws."""
        ahead, charts = range(len(self.responses)), []
        for i, variable in enumerate(self.variables):
            for k, shock in enumerate(self.shocks):
                said = _PAIR.fill(variable=variable, shock=shock)
                middle = self.responses[:, i, k]
                layer: Line | Fan = Line(said, middle)
                if len(self.drawn):
                    low, high = np.quantile(self.drawn[:, :, i, k], (0.16, 0.84), axis=0)
                    layer = Fan(said, (0.68,), (low,), (high,), middle)
                charts.append(Chart(said, ahead, (layer,), x_label=_AHEAD))
        return Panel(_TITLE, tuple(charts), columns=len(self.shocks))


def recursive_var(
    data: Data | pd.DataFrame,
    names: str | Sequence[str],
    lags: int,
    horizon: int,
    *,
    shocks: str | Sequence[str] | None = None,
    outcomes: str | Sequence[str] | None = None,
    trend: bool = False,
    draws: int = 0,
    seed: int = 0,
) -> ShockResponses:
    """Responses to innovations, each to one standard deviation, those before it held.

    Parameters
    ----------
    data
        Name -> (T,) consecutive periods.
    names
        Variables of the autoregression, in their order.
    lags, horizon
        p, at least 1, and H, at least 0.
    shocks, outcomes
        Whose innovations are wanted and whose responses; all by default. Where a series named in
        ``shocks`` has no value no shock is known, and it counts as zero.
    trend
        Whether there is a straight line beside the constant.
    draws, seed
        Draws from the posterior under a flat normal-inverse-Wishart prior (T - p degrees of
        freedom), explosive ones included, as McKay and Wolf (2023) take them.

    Raises
    ------
    TinbergenError
        F050 when periods are too few, F051 with holes, F053 when a setting is out of bounds, F055
        when the data don't vary enough, F122 for an unknown name.
    """
    names = listed(names)
    require(lags >= 1, "lags", lags, "1, 2, ...")
    require(horizon >= 0, "horizon", horizon, ">= 0")
    require(draws >= 0, "draws", draws, ">= 0")
    series = read_series(data, names)
    wanted = [_places(given, names) for given in (shocks, outcomes)]
    for name in () if shocks is None else listed(shocks):
        series[name] = np.nan_to_num(series[name])
    table = np.column_stack([series[name] for name in names])
    least = lags + len(names) * (lags + 1) + 2 + trend
    used = stretch(table, ", ".join(names), least)
    fit = fit_var(table[used], lags, trend=trend)
    periods = len(fit.residuals)
    covariance = fit.covariance * (fit.freedom / periods)
    columns, rows = wanted
    impact: Array = np.asarray(np.linalg.cholesky(covariance)[:, columns], dtype=np.float64)
    drawn = np.zeros((0, horizon + 1, len(rows), len(columns)))
    if draws:
        sample = posterior_draws(fit, draws, seed, freedom=periods, explosive=True)
        roots = np.asarray(np.linalg.cholesky(sample.covariance)[:, :, columns], dtype=np.float64)
        drawn = impulse_responses(sample.coefficients, roots, horizon)[:, :, rows]
    return ShockResponses(
        variables=tuple(names[i] for i in rows),
        shocks=tuple(names[i] for i in columns),
        responses=impulse_responses(fit.coefficients, impact, horizon)[:, rows],
        drawn=drawn,
    )


def _places(given: str | Sequence[str] | None, names: Sequence[str]) -> list[int]:
    places = []
    for name in names if given is None else listed(given):
        if name not in names:
            hint = did_you_mean(name, names)
            raise TinbergenError("F122", hint=hint, name=name, known=", ".join(names))
        places.append(names.index(name))
    return places
