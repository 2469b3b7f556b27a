r"""Bayesian vector autoregressions with hyperparameters chosen by the data.

The posterior is normal-inverse-Wishart, so it is known without simulation: least squares on the
data stacked on the prior's rows (:mod:`tinbergen.statistics.forecast.bvar_prior`). Hyperparameters
maximise the marginal likelihood times their prior. Quarters that no autoregression of this size
explains (the pandemic) are left out, as targets and as lags; rows may be divided by a scale that
moves slowly, which stands for volatility common to all variables.

Sources: Giannone, Lenza and Primiceri (2015), Review of Economics and Statistics 97(2); for a
common scale Carriero, Clark and Marcellino (2016), Journal of Business & Economic Statistics 34(3);
for quarters left out Schorfheide and Song (2021), NBER working paper 29535.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.forecast.bvar_likelihood import Surface, maximise
from tinbergen.statistics.forecast.bvar_posterior import BayesianVar
from tinbergen.statistics.forecast.bvar_prior import (
    Array,
    Hyperparameters,
    Sample,
    draw_rows,
    prior_rows,
    shock_variances,
)
from tinbergen.statistics.forecast.bvar_scale import common_scale

if TYPE_CHECKING:
    import pandas as pd

Scales = Literal["residuals", "estimated"]


def fit_bvar(
    data: ArrayLike | pd.DataFrame,
    lags: int = 4,
    *,
    names: Sequence[str] | None = None,
    persistence: ArrayLike = 1.0,
    omit: ArrayLike | None = None,
    row_scale: ArrayLike | Literal["common"] | None = None,
    hyperparameters: Hyperparameters | None = None,
    scales: Scales = "residuals",
    sums: bool = True,
    initial: bool = True,
) -> BayesianVar:
    """The posterior of a vector autoregression, its prior as tight as the data want it.

    Parameters
    ----------
    data
        (T, n) consecutive periods, a column a variable: logarithms times 100 of what grows, per
        cent of what is a rate. No gaps, except in periods left out.
    lags
        p, at least 1.
    names
        The variables; by default the columns of a frame, or ``y1``, ``y2``, ….
    persistence
        Prior mean of each variable's own first lag, () or (n,): 1 for levels, 0 for changes.
    omit
        (T,) true for periods to leave out: a row is used only if neither its target nor any of its
        lags is among them. Forecasts start from the last p periods all the same.
    row_scale
        (T,) positive, what rows are divided by; ``common``: what :func:`common_scale` finds in the
        residuals of a first fit without it; 1 by default.
    hyperparameters
        Fixed ones; by default those that maximise the marginal likelihood times their prior.
    scales
        ψ: ``residuals``: the variances that first-order autoregressions leave; ``estimated``:
        hyperparameters like the others (as in the paper; n more to search over).
    sums, initial
        Whether the dummy observations are used; both are off for stationary variables.

    Raises
    ------
    TinbergenError
        F050 when the sample is too short, F051 when it has holes, F053 when a setting is out of
        bounds, F054 when lengths differ, F055 when a series is constant.
    """
    if names is None and hasattr(data, "columns"):
        names = [str(name) for name in data.columns]
    values = np.asarray(data, dtype=float)
    if not values.size:
        raise TinbergenError("F050", name="vector autoregression", have=0, need=lags + 4)
    values = values.reshape(len(values), -1)
    length, n = values.shape
    names = tuple(names or (f"y{i + 1}" for i in range(n)))
    require(lags >= 1, "lags", lags, "1, 2, ...")
    require(scales in ("residuals", "estimated"), "scales", scales, "residuals, estimated")
    left_out = np.zeros(length, bool) if omit is None else np.array(omit, dtype=bool)
    if isinstance(row_scale, str):
        require(row_scale == "common", "row_scale", row_scale, "common, or numbers")
        first = fit_bvar(
            values, lags, names=names, persistence=persistence, omit=omit,
            hyperparameters=hyperparameters, scales=scales, sums=sums, initial=initial,
        )  # fmt: skip
        row_scale = common_scale(np.vstack([np.full((lags, n), np.nan), first.residuals]))
    divisor = np.ones(length) if row_scale is None else np.array(row_scale, dtype=float)
    if not (len(left_out) == len(divisor) == length and len(names) == n):
        lengths = f"data {length} x {n}, names {len(names)}, omit {len(left_out)}"
        raise TinbergenError("F054", lengths=f"{lengths}, row_scale {len(divisor)}")
    require(bool((divisor > 0).all()), "row_scale", f"{divisor.min():g}", "> 0")
    # What is left out may have holes, but forecasts start from the last p periods.
    needed = ~left_out
    needed[-lags:] = True
    holes = int((~np.isfinite(values[needed])).any(axis=1).sum())
    if holes:
        raise TinbergenError("F051", name="vector autoregression", holes=holes)
    own = np.asarray(persistence, dtype=float)
    if own.ndim and own.shape != (n,):
        raise TinbergenError("F054", lengths=f"data {length} x {n}, persistence {own.size}")
    own = np.broadcast_to(own, (n,))
    sample = draw_rows(values, lags, own, left_out, divisor)
    if hyperparameters is None:
        variances = shock_variances(values, left_out, names)
        surface = Surface(sample, variances, scales == "estimated", sums, initial)
        chosen, _ = maximise(surface)
    else:
        chosen = hyperparameters
        used = (bool(np.isfinite(chosen.sums)), bool(np.isfinite(chosen.initial)))
        surface = Surface(sample, chosen.scales, False, *used)
    return _posterior(names, values, sample, chosen, surface.log_likelihood(chosen), divisor)


def _posterior(
    names: tuple[str, ...],
    data: Array,
    sample: Sample,
    chosen: Hyperparameters,
    log_likelihood: float,
    divisor: Array,
) -> BayesianVar:
    """Least squares on the data stacked on the prior's rows."""
    prior_x, prior_y, dummies = prior_rows(sample, chosen)
    x, y = np.vstack([sample.x, prior_x]), np.vstack([sample.y, prior_y])
    orthogonal, triangle = np.linalg.qr(x)
    root = solve_triangular(triangle, np.eye(len(triangle)))
    deviation = root @ (orthogonal.T @ y)
    left = y - x @ deviation
    residuals = np.full((len(data) - sample.lags, data.shape[1]), np.nan)
    errors = (sample.y - sample.x @ deviation) * sample.scale[:, None]
    residuals[sample.kept - sample.lags] = errors
    return BayesianVar(
        names=names,
        hyperparameters=chosen,
        coefficients=sample.prior_mean + deviation,
        root=root,
        scale=np.diag(chosen.scales) + left.T @ left,
        freedom=data.shape[1] + 2 + dummies + len(sample.x),
        log_marginal_likelihood=log_likelihood,
        residuals=residuals,
        row_scale=divisor,
        history=data[-sample.lags :],
    )
