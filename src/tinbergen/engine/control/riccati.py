"""Linear-quadratic control over a finite horizon, by the Riccati recursion.

Chow, Analysis and Control of Dynamic Economic Systems (1975), chapter 7: for
x_t = A x_{t-1} + B u_t + c_t and loss sum (x_t - a_t)' Q (x_t - a_t) + (u_t - d_t)' R (u_t - d_t)
the optimal policy is the feedback rule u_t = G_t x_{t-1} + h_t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FeedbackRule:
    """``u_t = gain[t] x_{t-1} + constant[t]``; shapes (T, m, n) and (T, m).

    ``states`` (T, n) and ``controls`` (T, m) are the optimal paths from the initial state.
    """

    gain: Array
    constant: Array
    states: Array
    controls: Array


def regulate(
    A: Array, B: Array, c: Array, Q: Array, R: Array, wanted: Array, desired: Array, start: Array
) -> FeedbackRule:
    """The optimal rule and its paths.

    Parameters
    ----------
    A, B, c
        Shapes (n, n), (n, m), (T, n).
    Q, R
        Weights on states (n, n) and controls (m, m), symmetric.
    wanted, desired
        Paths wanted for states (T, n) and controls (T, m).
    start
        State before the first period, shape (n,).
    """
    periods, n = wanted.shape
    m = B.shape[1]
    gain, constant = np.empty((periods, m, n)), np.empty((periods, m))
    value, slope = np.zeros((n, n)), np.zeros(n)
    for t in reversed(range(periods)):
        weight = Q + value
        pull = slope - Q @ wanted[t]
        curvature = R + B.T @ weight @ B
        gain[t] = -np.linalg.solve(curvature, B.T @ weight @ A)
        shift = B.T @ (weight @ c[t] + pull) - R @ desired[t]
        constant[t] = -np.linalg.solve(curvature, shift)
        closed = A + B @ gain[t]
        offset = B @ constant[t] + c[t]
        slope = closed.T @ (weight @ offset + pull) + gain[t].T @ R @ (constant[t] - desired[t])
        value = closed.T @ weight @ closed + gain[t].T @ R @ gain[t]
    states, controls = np.empty((periods, n)), np.empty((periods, m))
    x = start
    for t in range(periods):
        controls[t] = gain[t] @ x + constant[t]
        x = A @ x + B @ controls[t] + c[t]
        states[t] = x
    return FeedbackRule(gain, constant, states, controls)
