r"""Distributed lags: the response of a level to a shock, from one regression of its growth.

.. math:: \Delta y_t = c + \sum_{l=0}^{L} b_l x_{t-l} + \gamma'w_t + e_t

The level's response h periods on is the sum of :math:`b_0` to :math:`b_h`. It needs shocks that
nothing else in the equation explains, and lags enough.

Source: Romer and Romer (2010), American Economic Review 100(3), section IV.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.evaluation.responses import Data, ImpulseResponse, read_series, shifted
from tinbergen.statistics.forecast.predictive import normal_radius
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.newey_west import newey_west

if TYPE_CHECKING:
    import pandas as pd


def distributed_lag(
    data: Data | pd.DataFrame,
    growth: str,
    impulse: str,
    lags: int,
    *,
    lagged: Sequence[str] = (),
    controls: Sequence[str] = (),
    sample: ArrayLike | None = None,
    hac_lags: int | None = None,
    level: float = 0.9,
) -> ImpulseResponse:
    """The response of a level at horizons 0 to ``lags``, from the regression of its growth.

    Parameters
    ----------
    data
        Name -> (T,) consecutive periods, NaN where missing.
    growth, impulse
        Names: the change of the level, and the shock.
    lags
        L, at least 1, both of the impulse and of what is ``lagged``.
    lagged, controls
        Series controlled for with their lags 1 to L, and in the same period. Lags of growth itself
        would make the sums something else than the level's response.
    sample
        (T,) true for periods of growth that may be used; all by default.
    hac_lags
        Lags of a Newey-West covariance; by default the classic one, divided by n - k.
    level
        Probability of the bands, which are normal.

    Raises
    ------
    TinbergenError
        F050 when too few rows are left, F053 when a setting is out of bounds, F054 when lengths
        differ, F055 when regressors are collinear, F122 for an unknown name.
    """
    require(lags >= 1, "lags", lags, ">= 1")
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(growth not in lagged, "lagged", growth, "other series")
    series = read_series(data, [growth, impulse, *lagged, *controls])
    length = same_length(**series)
    x = [shifted(series[impulse], -lag) for lag in range(lags + 1)]
    x += [shifted(series[name], -lag) for name in lagged for lag in range(1, lags + 1)]
    table = np.column_stack([*x, *(series[name] for name in controls), np.ones(length)])
    allowed = np.ones(length, bool) if sample is None else np.asarray(sample, dtype=bool)
    same_length(sample=allowed, data=table)
    rows = allowed & np.isfinite(table).all(axis=1) & np.isfinite(series[growth])
    n, k = int(rows.sum()), table.shape[1]
    if n < k + 2:
        raise TinbergenError("F050", name=growth, have=n, need=k + 2)
    name = f"distributed lag of {growth}"
    coefficients, covariance = newey_west(table[rows], series[growth][rows], hac_lags or 0, name)
    if hac_lags is None:
        residuals = series[growth][rows] - table[rows] @ coefficients
        inverse = np.linalg.inv(factor(table[rows])[1])
        covariance = inverse @ inverse.T * (residuals @ residuals) / (n - k)
    sums = np.tri(lags + 1)
    estimate = sums @ coefficients[: lags + 1]
    se = np.sqrt(np.diagonal(sums @ covariance[: lags + 1, : lags + 1] @ sums.T))
    margin = normal_radius(100 * level) * se
    unknown = np.full(lags + 1, np.nan)
    return ImpulseResponse(
        outcome=growth,
        impulse=impulse,
        instruments=(),
        measure="sum",
        estimate=estimate,
        se=se,
        lower=estimate - margin,
        upper=estimate + margin,
        level=level,
        n=np.full(lags + 1, n),
        effective_f=unknown,
        critical_f=unknown,
    )
