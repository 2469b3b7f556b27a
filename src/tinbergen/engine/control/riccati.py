"""Linear-quadratic control over a finite horizon, by the Riccati recursion.

Chow, Analysis and Control of Dynamic Economic Systems (1975), chapter 7: for
x_t = A x_{t-1} + B u_t + c_t and loss sum (x_t - a_t)' Q (x_t - a_t) + (u_t - d_t)' R (u_t - d_t)
the optimal policy is the feedback rule u_t = G_t x_{t-1} + h_t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FeedbackRule(Result):
    """``u_t = gain[t] x_{t-1} + constant[t]``; shapes (T, m, n) and (T, m).

    ``states`` (T, n) and ``controls`` (T, m) are the optimal paths from the initial state.
    """

    gain: Array
    constant: Array
    states: Array
    controls: Array

    def to_frame(self) -> pd.DataFrame:
        """The optimal paths, a row each period from 1: states ``x1``, ``x2``, … and controls."""
        import pandas as pd

        columns = {f"x{i + 1}": path for i, path in enumerate(self.states.T)}
        columns |= {f"u{i + 1}": path for i, path in enumerate(self.controls.T)}
        return pd.DataFrame(columns, index=pd.RangeIndex(1, len(self.states) + 1, name="period"))


def linear_quadratic(
    A: ArrayLike,
    B: ArrayLike,
    c: ArrayLike | None,
    Q: ArrayLike,
    R: ArrayLike,
    wanted: ArrayLike,
    desired: ArrayLike | None,
    start: ArrayLike,
) -> FeedbackRule:
    """The optimal rule of a linear economy under a quadratic loss, and its paths.

    For a model file rather than matrices, and for bounds, there is
    :func:`tinbergen.engine.control.sqp.optimise`.

    Parameters
    ----------
    A, B, c
        Shapes (n, n), (n, m), (T, n); ``c`` is zero when None.
    Q, R
        Weights on states (n, n) and controls (m, m), symmetric; R positive definite, or Q where
        every control moves a state.
    wanted, desired
        Paths wanted for states (T, n) and controls (T, m); ``desired`` is zero when None.
    start
        State before the first period, shape (n,).

    Raises
    ------
    TinbergenError
        C011 for an array of another shape, E089 when the loss has no single minimum.
    """
    A, B, Q, R, wanted, start = (
        np.asarray(given, dtype=float) for given in (A, B, Q, R, wanted, start)
    )
    if wanted.ndim != 2 or B.ndim != 2:
        name, given = ("wanted", wanted) if wanted.ndim != 2 else ("B", B)
        raise TinbergenError("C011", name=name, shape=given.shape, wanted="(·, ·)")
    c = np.zeros_like(wanted) if c is None else np.asarray(c, dtype=float)
    size = (len(wanted), B.shape[1])
    desired = np.zeros(size) if desired is None else np.asarray(desired, dtype=float)
    _check(A, B, c, Q, R, wanted, desired, start)
    try:
        return _rule(A, B, c, Q, R, wanted, desired, start)
    except np.linalg.LinAlgError:
        raise TinbergenError("E089") from None


def _check(
    A: Array, B: Array, c: Array, Q: Array, R: Array, wanted: Array, desired: Array, start: Array
) -> None:
    T, n = wanted.shape
    m = B.shape[1]
    for name, given, shape in (
        ("A", A, (n, n)), ("B", B, (n, m)), ("c", c, (T, n)), ("Q", Q, (n, n)), ("R", R, (m, m)),
        ("desired", desired, (T, m)), ("start", start, (n,)),
    ):  # fmt: skip
        if given.shape != shape:
            raise TinbergenError("C011", name=name, shape=given.shape, wanted=shape)


def _rule(
    A: Array, B: Array, c: Array, Q: Array, R: Array, wanted: Array, desired: Array, start: Array
) -> FeedbackRule:
    """The recursion, from the last period to the first, and the paths forward."""
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
