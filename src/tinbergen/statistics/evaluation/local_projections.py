r"""Local projections: the response of an outcome to an impulse, one regression a horizon.

.. math:: y_{t,h} = \beta_h x_t + \gamma_h'w_t + e_{t,h}

where :math:`y_{t,h}` is the outcome h periods on, its change since the period before, or its sum
since the impulse, and w holds a constant, lags and other controls. With instruments :math:`\beta_h`
is found by two-stage least squares. A cumulative multiplier divides sums by sums: the outcome's
over periods 0 to h on the impulse's over the same, instrumented. Errors overlap, so covariances are
Newey and West's with h lags (or as asked).

Sources: Jordà (2005), American Economic Review 95(1); Stock and Watson (2018), Economic Journal
128(610), for instruments; Ramey and Zubairy (2018), Journal of Political Economy 126(2), for
multipliers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.evaluation.responses import (
    Data,
    ImpulseResponse,
    read_series,
    shifted,
)
from tinbergen.statistics.evaluation.weak_instruments import effective_f
from tinbergen.statistics.forecast.predictive import normal_radius
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.newey_west import Array, long_run_sum

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["level", "change", "sum"]
Periods = NDArray[np.bool_]
#: Periods before the impulse in which the outcome must not answer it.
_BEFORE = 4
_MEASURES = ("level", "change", "sum", "multiplier")


def local_projections(
    data: Data | pd.DataFrame,
    outcome: str,
    impulse: str,
    horizon: int,
    *,
    instruments: Sequence[str] = (),
    lagged: Sequence[str] = (),
    lags: int = 4,
    controls: Sequence[str] = (),
    measure: Measure = "level",
    sample: ArrayLike | None = None,
    hac_lags: int | None = None,
    level: float = 0.9,
) -> ImpulseResponse:
    """The response of ``outcome`` to a unit of ``impulse``, by local projections.

    Parameters
    ----------
    data
        Name -> (T,) consecutive periods, NaN where missing; rows that miss something are left out.
    outcome, impulse
        Names.
    horizon
        Last horizon H, at least 0.
    instruments
        What moves the impulse and nothing else; none when the impulse itself is a shock.
    lagged, lags
        Series of which ``lags`` lags are controlled for.
    controls
        Series controlled for in the period of the impulse, such as a trend.
    measure
        ``level``: the outcome h periods on; ``change``: less its value in the period before the
        impulse; ``sum``: its sum over periods 0 to h.
    sample
        (T,) true for periods whose impulse may be used; all by default.
    hac_lags
        Lags of the covariance; h at horizon h by default.
    level
        Probability of the bands.

    Raises
    ------
    TinbergenError
        F050 when too few rows are left, F053 when a setting is out of bounds, F054 when lengths
        differ, F055 when regressors are collinear, F122 for an unknown name.
    """
    return _project(
        data, outcome, impulse, horizon, instruments, lagged, lags, controls, measure, sample,
        hac_lags, level,
    )  # fmt: skip


def cumulative_multipliers(
    data: Data | pd.DataFrame,
    outcome: str,
    spending: str,
    horizon: int,
    *,
    instruments: Sequence[str],
    lagged: Sequence[str] = (),
    lags: int = 4,
    controls: Sequence[str] = (),
    sample: ArrayLike | None = None,
    hac_lags: int | None = None,
    level: float = 0.9,
) -> ImpulseResponse:
    """Sums of ``outcome`` per unit of sums of ``spending``, over periods 0 to h, for h up to H.

    Both series must be in one unit (such as shares of potential output), so that the ratio is
    pounds per pound. ``instruments`` may be shocks to spending, or spending itself where its
    innovation, given the lags, is taken as a shock (Blanchard and Perotti 2002). The other
    arguments (``data``, ``horizon``, ``lagged``, ``controls``, ``sample``, ``hac_lags``, ``level``)
    and errors are those of :func:`local_projections`.
    """
    return _project(
        data, outcome, spending, horizon, instruments, lagged, lags, controls, "multiplier",
        sample, hac_lags, level,
    )  # fmt: skip


def _project(
    data: Data | pd.DataFrame,
    outcome: str,
    impulse: str,
    horizon: int,
    instruments: Sequence[str],
    lagged: Sequence[str],
    lags: int,
    controls: Sequence[str],
    measure: str,
    sample: ArrayLike | None,
    hac_lags: int | None,
    level: float,
) -> ImpulseResponse:
    require(horizon >= 0, "horizon", horizon, ">= 0")
    require(lags >= 0, "lags", lags, ">= 0")
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(measure != "multiplier" or len(instruments) > 0, "instruments", 0, ">= 1")
    require(measure in _MEASURES, "measure", measure, ", ".join(_MEASURES))
    series = read_series(data, [outcome, impulse, *instruments, *lagged, *controls])
    length = same_length(**series)
    given = _given(series, length, controls, lagged, range(1, lags + 1))
    moved = [series[name] for name in instruments]
    allowed = np.ones(length, bool) if sample is None else np.asarray(sample, dtype=bool)
    same_length(sample=allowed, data=given)
    found = np.empty((4, horizon + 1))
    count = np.empty(horizon + 1, dtype=int)
    for h in range(horizon + 1):
        y = _outcome(series[outcome], h, "sum" if measure == "multiplier" else measure)
        cause = series[impulse] if measure != "multiplier" else _outcome(series[impulse], h, "sum")
        z = np.column_stack(moved or [cause])
        rows = allowed & np.isfinite(np.column_stack([y, cause, z, given])).all(axis=1)
        count[h] = rows.sum()
        needed = given.shape[1] + z.shape[1] + 2
        if count[h] < needed:
            raise TinbergenError("F050", name=outcome, have=int(count[h]), need=needed)
        width = h if hac_lags is None else hac_lags
        found[:, h] = _two_stages(y[rows], cause[rows], z[rows], given[rows], width, outcome)
    if not instruments:
        found[2:] = np.nan
    margin = normal_radius(100 * level) * found[1]
    return ImpulseResponse(
        outcome=outcome,
        impulse=impulse,
        instruments=tuple(instruments),
        measure=measure,
        estimate=found[0],
        se=found[1],
        lower=found[0] - margin,
        upper=found[0] + margin,
        level=level,
        n=count,
        effective_f=found[2],
        critical_f=found[3],
        before=_before(
            series, outcome, impulse, moved, controls, lagged, lags, measure, allowed, hac_lags,
            horizon,
        ),
    )  # fmt: skip


def _given(
    series: Mapping[str, Array], length: int, controls: Sequence[str], lagged: Sequence[str],
    lags: range,
) -> Array:  # fmt: skip
    """A constant, the controls, and lags of others, (T, columns)."""
    x = [series[name] for name in controls]
    x += [shifted(series[name], -lag) for name in lagged for lag in lags]
    return np.column_stack([np.ones(length), *x])


def _before(
    series: Mapping[str, Array], outcome: str, impulse: str, moved: Sequence[Array],
    controls: Sequence[str], lagged: Sequence[str], lags: int, measure: str, allowed: Periods,
    hac_lags: int | None, horizon: int,
) -> Array:  # fmt: skip
    """Placebos, (K, 2): the outcome's answer, and its standard error, k periods before the impulse.

    What is controlled for is what was known then: lags from k + 1 on. Fewer rows where data end.
    """
    found = []
    for k in range(1, min(max(horizon, 1), _BEFORE) + 1):
        y = shifted(series[outcome], -k)
        if measure == "change":
            y = y - shifted(series[outcome], -k - 1)
        given = _given(series, len(y), controls, lagged, range(k + 1, k + lags + 1))
        cause = series[impulse]
        z = np.column_stack(list(moved) or [cause])
        rows = allowed & np.isfinite(np.column_stack([y, cause, z, given])).all(axis=1)
        if rows.sum() < given.shape[1] + z.shape[1] + 2:
            break
        width = k if hac_lags is None else hac_lags
        found.append(_two_stages(y[rows], cause[rows], z[rows], given[rows], width, outcome)[:2])
    return np.array(found).reshape(-1, 2)


def _two_stages(
    y: Array, x: Array, z: Array, given: Array, lags: int, name: str
) -> tuple[float, float, float, float]:
    """Coefficient of x instrumented by z, its standard error, the first stage's F and its bar."""
    basis, _, collinear = factor(given)
    if len(collinear):
        raise TinbergenError("F055", name=f"local projection of {name}")
    y, x, left = (v - basis @ (basis.T @ v) for v in (y, x, z))
    inner, triangle, _ = factor(left)
    if (np.abs(np.diagonal(triangle)) <= 1e-10 * np.linalg.norm(z, axis=0)).any():
        raise TinbergenError("F055", name=f"local projection of {name}")
    fitted = inner @ (inner.T @ x)
    strength = float(fitted @ x)
    if strength <= 1e-20 * float(x @ x):
        raise TinbergenError("F055", name=f"local projection of {name}")
    coefficient = float(fitted @ y) / strength
    scores = (fitted * (y - coefficient * x))[:, None]
    se = float(np.sqrt(long_run_sum(scores, lags)[0, 0])) / strength
    if np.allclose(fitted, x, rtol=1e-10, atol=0.0):
        return coefficient, se, np.nan, np.nan
    return coefficient, se, *effective_f(x, inner, lags)


def _outcome(values: Array, h: int, measure: str) -> Array:
    """(T,) what is explained at horizon h, by the period of the impulse."""
    if measure == "sum":
        return np.asarray(sum(shifted(values, ahead) for ahead in range(h + 1)))
    later = shifted(values, h)
    return later - shifted(values, -1) if measure == "change" else later
