r"""A local level with regressors, fitted before an event and carried past it.

.. math:: y_t = \mu_t + x_t'\beta + \varepsilon_t, \qquad \mu_{t+1} = \mu_t + \eta_t

The coefficients are states with a diffuse start, so paths carry their uncertainty; the two
variances are those of maximum likelihood and count as known.

Source: Durbin and Koopman (2012), Time Series Analysis by State Space Methods, chapters 2 and 6.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.evaluation.simplex import Array

_MODEL = Text("structural model", "结构模型")
_BEFORE = Text("the past", "事件前")


class Ahead(NamedTuple):
    """``mean`` (T,) without the event: one step ahead before it, many after; ``paths`` (draws, T1)
    after it."""

    mean: Array
    paths: Array


def carried_past(y: Array, X: Array, start: int, draws: int, seed: int) -> Ahead:
    """Fit on the first ``start`` periods and simulate the others.

    Parameters
    ----------
    y
        (T,) the outcome.
    X
        (T, k) regressors that the event leaves alone.
    draws, seed
        Of the paths.

    Raises
    ------
    TinbergenError
        F050 with too few periods, F055 when regressors are collinear before the event, or the
        outcome does not move.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    T, k = X.shape
    if start < k + 4:
        raise TinbergenError("F050", name=_BEFORE, have=start, need=k + 4)
    early = np.column_stack([np.ones(start), X[:start]])
    if np.linalg.matrix_rank(early) < k + 1:
        raise TinbergenError("F055", name=_MODEL)
    centre, scale = y[:start].mean(), y[:start].std()
    if scale <= 1e-12 * max(abs(centre), 1e-300):
        raise TinbergenError("F055", name=_MODEL)
    middle, width = X[:start].mean(axis=0), X[:start].std(axis=0)
    standard, regressors = (y - centre) / scale, (X - middle) / width
    model = UnobservedComponents(
        standard[:start], "llevel", exog=regressors[:start] if k else None, mle_regression=False
    )
    with warnings.catch_warnings():
        # A variance at zero is an estimate, not a failure.
        warnings.simplefilter("ignore")
        fit = min(
            (model.fit(at, disp=False, method="lbfgs", maxiter=500) for at in _starts()),
            key=lambda found: -found.llf,
        )
    noise, drift = np.maximum(np.asarray(fit.params)[:2], 0.0)
    state, spread = fit.filter_results.predicted_state, fit.filter_results.predicted_state_cov
    rng = np.random.default_rng(seed)
    first = rng.multivariate_normal(state[:, start], spread[:, :, start], draws, method="eigh")
    after = T - start
    steps = np.sqrt(drift) * rng.standard_normal((draws, after - 1))
    level = first[:, :1] + np.column_stack([np.zeros(draws), steps.cumsum(axis=1)])
    paths = level + first[:, 1:] @ regressors[start:].T
    paths = paths + np.sqrt(noise) * rng.standard_normal((draws, after))
    before = state[0, :start] + (state[1:, :start] * regressors[:start].T).sum(axis=0)
    # The first periods tell the diffuse start; nothing is expected of them.
    before[: k + 1] = np.nan
    beyond = state[0, start] + regressors[start:] @ state[1:, start]
    return Ahead(centre + scale * np.concatenate([before, beyond]), centre + scale * paths)


def _starts() -> tuple[Array, ...]:
    """Variances of noise and drift to begin from, in units of the outcome's variance."""
    return tuple(np.array(pair) for pair in ((0.5, 0.05), (0.05, 0.5), (0.9, 0.001)))
