"""Where a linear model with unobserved states stood, and which shocks brought it there.

The Kalman filter and smoother are statsmodels' (Durbin and Koopman 2012, chapters 4 and 5), started
as in :mod:`tinbergen.engine.linear.kalman`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.kalman import first_variance
from tinbergen.engine.linear.linear_model import Array
from tinbergen.engine.linear.solution import Equilibrium


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Deviations from the steady state; T periods, n variables, m shocks.

    ``state`` (n,) with ``covariance`` (n, n): the last period given all data. ``states`` (T, n)
    and ``shocks`` (T, m): every period given all data; the first period's shocks are unknown, zero.
    ``loglikelihood`` (T,) is each period's log density given those before.
    """

    state: Array
    covariance: Array
    states: Array
    shocks: Array
    loglikelihood: Array


def smooth(equilibrium: Equilibrium, data: Dataset, observed: Mapping[str, float]) -> Smoothed:
    """Filter and smooth the model on what the data show of it.

    Parameters
    ----------
    observed
        Variables that the data hold in the model's units, with the standard deviation of their
        measurement error; missing values are passed over.

    Raises
    ------
    TinbergenError
        E004 for an observed variable that the model does not have; D002 for one the data don't.
    """
    from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

    names = equilibrium.model.endogenous
    for name in observed:
        if name not in names:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, names), names=name, model=equilibrium.model.name
            )
    n, m = equilibrium.ghu.shape
    rows = [names.index(name) for name in observed]
    rest = np.array([equilibrium.steady.values[name] for name in observed])
    seen = np.column_stack([data[name] for name in observed]) - rest
    pushes, covariance, back = equilibrium.ghu, equilibrium.covariance, np.eye(m)
    if m > n:
        # More shocks than variables: what they do together is filtered, then shared out.
        together = pushes @ covariance @ pushes.T
        back = covariance @ pushes.T @ np.linalg.pinv(together, hermitian=True)
        pushes, covariance = np.eye(n), together
    filtered = KalmanSmoother(k_endog=len(rows), k_states=n, k_posdef=len(covariance))
    filtered.bind(np.asfortranarray(seen.T))
    law = np.zeros((n, n))
    law[:, equilibrium.solution.incidence.states] = equilibrium.ghx
    filtered["transition"], filtered["selection"] = law, pushes
    filtered["state_cov"] = covariance
    filtered["design"] = np.eye(n)[rows]
    filtered["obs_cov"] = np.diag([deviation**2 for deviation in observed.values()])
    moved = equilibrium.ghu @ equilibrium.covariance @ equilibrium.ghu.T
    filtered.initialize_known(np.zeros(n), law @ first_variance(law, moved) @ law.T + moved)
    found = filtered.smooth()
    shocks = np.zeros((len(seen), m))
    shocks[1:] = found.smoothed_state_disturbance.T[:-1] @ back.T
    return Smoothed(
        np.array(found.filtered_state[:, -1]),
        np.array(found.filtered_state_cov[:, :, -1]),
        np.array(found.smoothed_state.T),
        shocks,
        np.array(found.llf_obs),
    )
