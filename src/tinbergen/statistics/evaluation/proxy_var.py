r"""Responses to one structural shock, found by an instrument outside the autoregression.

The instrument z moves with the shock of interest and with no other, so that its covariance with
the residuals u is proportional to their responses on impact. These are scaled so that the first
variable (or the one named) moves by a given size; later responses follow from the autoregression,
which may be estimated on more periods than the instrument covers.

Bands resample blocks of residuals and instruments together and redo everything (Jentsch and
Lunsford 2019, American Economic Review 109(7)); the wild bootstrap, common before, understates.

Sources: Stock and Watson (2012), Brookings Papers, Spring; Mertens and Ravn (2013), American
Economic Review 103(4); Gertler and Karadi (2015), AEJ: Macroeconomics 7(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require, same_length, stretch
from tinbergen.statistics.cycles.vector_autoregression import (
    VectorAutoregression,
    fit_var,
    impulse_responses,
)
from tinbergen.statistics.evaluation.responses import Data, read_series
from tinbergen.statistics.regression.newey_west import Array, newey_west

if TYPE_CHECKING:
    import pandas as pd

_TITLE = Text("Responses to a shock to {name}", "对 {name} 冲击的响应")
_AHEAD = Text("Periods after the shock", "冲击后的期数")
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class ProxyVar(Result):
    """Responses of n variables to one shock over horizons 0 to H.

    Attributes
    ----------
    names, policy, instrument
        The variables, the one whose movement sets the size, and what identifies its shock.
    responses, lower, upper
        (H + 1, n) in the variables' units, with bounds at probability ``level`` (NaN without
        draws).
    n
        Periods in which the instrument is known.
    f, robust_f, r2
        First stage, of the policy variable's residual on a constant and the instrument: classic
        F, F robust to heteroskedasticity, and the share explained.
    """

    names: tuple[str, ...]
    policy: str
    instrument: str
    responses: Array
    lower: Array
    upper: Array
    level: float
    n: int
    f: float
    robust_f: float
    r2: float

    def to_frame(self) -> pd.DataFrame:
        """A row a horizon, from 0; columns (variable, estimate or bound)."""
        import pandas as pd

        columns = {}
        for i, name in enumerate(self.names):
            columns[name, "estimate"] = self.responses[:, i]
            columns[name, "lower"], columns[name, "upper"] = self.lower[:, i], self.upper[:, i]
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.responses), name="horizon"))

    def plot(self) -> Panel:
        """A small chart for each variable."""
        charts = []
        for i, name in enumerate(self.names):
            said = Text(name, name)
            bounds = ((self.lower[:, i],), (self.upper[:, i],))
            fan = Fan(said, (self.level,), *bounds, self.responses[:, i])
            charts.append(Chart(said, range(len(self.responses)), (fan,), x_label=_AHEAD))
        return Panel(_TITLE.fill(name=self.policy), tuple(charts), columns=2)


def proxy_var(
    data: Data | pd.DataFrame,
    names: Sequence[str],
    instrument: str,
    lags: int,
    horizon: int,
    *,
    policy: str | None = None,
    size: float = 1.0,
    instrument_sample: ArrayLike | None = None,
    level: float = 0.9,
    draws: int = 0,
    seed: int = 0,
) -> ProxyVar:
    """Responses to the shock behind ``instrument``.

    Parameters
    ----------
    data
        Name -> (T,) consecutive periods; NaN where the instrument is unknown.
    names
        Variables of the autoregression.
    instrument
        A series that is none of them.
    lags, horizon
        p, at least 1, and H, at least 0.
    policy, size
        The variable that moves by ``size`` on impact; the first one by default.
    instrument_sample
        (T,) true for periods whose instrument may be used; all by default.
    level, draws, seed
        Probability of the bands, how many bootstrap draws they rest on (0: no bands), seed.

    Raises
    ------
    TinbergenError
        F050 when periods are too few, F051 with holes in the variables, F053 when a setting is out
        of bounds, F054 when lengths differ, F055 when a series is constant, F122 for an unknown
        name.
    """
    policy = names[0] if policy is None else policy
    require(lags >= 1, "lags", lags, "1, 2, ...")
    require(horizon >= 0, "horizon", horizon, ">= 0")
    require(policy in names, "policy", policy, ", ".join(names))
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(draws == 0 or draws >= 20, "draws", draws, "0 or >= 20")
    series = read_series(data, [*names, instrument])
    length = same_length(**series)
    table = np.column_stack([series[name] for name in names])
    used = stretch(table, ", ".join(names), lags + len(names) * lags + _FEWEST)
    allowed = np.ones(length, bool) if instrument_sample is None else instrument_sample
    same_length(sample=np.asarray(allowed), data=table)
    proxy = np.where(np.asarray(allowed, dtype=bool), series[instrument], np.nan)[used][lags:]
    fit = fit_var(table[used], lags)
    known = np.isfinite(proxy)
    count = int(known.sum())
    if count < _FEWEST:
        raise TinbergenError("F050", name=instrument, have=count, need=_FEWEST)
    at = list(names).index(policy)
    x = np.column_stack([np.ones(count), proxy[known]])
    moved = fit.residuals[known, at]
    slope, covariance = newey_west(x, moved, 0, f"first stage of {policy}")
    r2 = 1.0 - float(np.sum((moved - x @ slope) ** 2) / np.sum((moved - moved.mean()) ** 2))
    responses = _responses(fit, proxy, at, size, horizon)
    low = high = np.full_like(responses, np.nan)
    if draws:
        tails = (0.5 - level / 2, 0.5 + level / 2)
        drawn = _bootstrap(table[used], fit, proxy, at, size, horizon, draws, seed)
        low, high = np.quantile(drawn, tails, axis=0)
    return ProxyVar(
        names=tuple(names),
        policy=policy,
        instrument=instrument,
        responses=responses,
        lower=low,
        upper=high,
        level=level,
        n=count,
        f=r2 / (1.0 - r2) * (count - 2),
        robust_f=float(slope[1] ** 2 / covariance[1, 1]),
        r2=r2,
    )


def _responses(
    fit: VectorAutoregression, proxy: Array, at: int, size: float, horizon: int
) -> Array:
    """(H + 1, n) from the instrument's covariance with the residuals."""
    known = np.isfinite(proxy)
    moves = fit.residuals[known].T @ (proxy[known] - proxy[known].mean())
    impact = size * moves / moves[at]
    return impulse_responses(fit.coefficients, impact[:, None], horizon)[:, :, 0]


def _bootstrap(
    data: Array,
    fit: VectorAutoregression,
    proxy: Array,
    at: int,
    size: float,
    horizon: int,
    draws: int,
    seed: int,
) -> Array:
    """(D, H + 1, n) responses of moving-block bootstrap samples."""
    rng = np.random.default_rng(seed)
    periods, n = fit.residuals.shape
    block = round(5.03 * periods**0.25)
    starts = -(-periods // block)
    # Blocks are centred position by position, so that resampled residuals have mean zero.
    windows = np.lib.stride_tricks.sliding_window_view(fit.residuals, block, axis=0)
    centre = np.tile(windows.mean(axis=0).T, (starts, 1))[:periods]
    found = np.empty((draws, horizon + 1, n))
    beside = np.hstack(list(fit.coefficients))
    done = 0
    while done < draws:
        first = rng.integers(0, periods - block + 1, starts)
        rows = (first[:, None] + np.arange(block)).ravel()[:periods]
        if np.isfinite(proxy[rows]).sum() < _FEWEST:
            continue
        shocks = fit.residuals[rows] - centre
        path = data.copy()
        for t in range(fit.lags, len(path)):
            lagged = path[t - fit.lags : t][::-1].ravel()
            path[t] = fit.intercept + beside @ lagged + shocks[t - fit.lags]
        found[done] = _responses(fit_var(path, fit.lags), proxy[rows], at, size, horizon)
        done += 1
    return found
