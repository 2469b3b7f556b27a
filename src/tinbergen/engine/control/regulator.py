r"""The best rule for ever, and the best one under fear that the model is wrong.

For :math:`x_{t+1} = A x_t + B u_t + C(\varepsilon_{t+1} + w_{t+1})` the rule :math:`u_t = G x_t`
minimises :math:`E\sum\beta^t(x'Qx + u'Ru + 2x'Nu)` against the worst distortion :math:`w` of the
model, which pays :math:`\theta\beta w'w` for being far from it. As :math:`\theta` grows the model
is trusted more; at infinity this is the linear-quadratic regulator. Both solve one algebraic
Riccati equation, in which the distortion is a control of negative cost.

Source: Hansen and Sargent (2008), Robustness, chapters 2 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.engine.linear.lyapunov import stationary_variance
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Regulator(Result):
    """The stationary rule of n states, m controls and k shocks.

    Attributes
    ----------
    gain
        G (m, n): ``u_t = gain x_t``.
    distortion
        K (k, n): the worst case ``w_{t+1} = distortion x_t``, zero where the model is trusted.
    value
        P (n, n): the discounted loss from a state is x'Px, but for a constant.
    covariance
        (n, n) of the states when the model is right; NaN where a unit root is left.
    loss
        The mean of x'Qx + u'Ru + 2x'Nu a period when the model is right; NaN without C,
        and where a unit root with weight is left.
    """

    gain: Array
    distortion: Array
    value: Array
    covariance: Array
    loss: float

    def to_frame(self) -> pd.DataFrame:
        """The rule, a row a control: coefficients on ``x1``, ``x2``, …"""
        import pandas as pd

        m, n = self.gain.shape
        rows, columns = ([f"{s}{i + 1}" for i in range(c)] for s, c in (("u", m), ("x", n)))
        return pd.DataFrame(self.gain, rows, columns)


def linear_regulator(
    A: ArrayLike,
    B: ArrayLike,
    Q: ArrayLike,
    R: ArrayLike,
    *,
    C: ArrayLike | None = None,
    N: ArrayLike | None = None,
    discount: float = 1.0,
    theta: float = np.inf,
) -> Regulator:
    """The best time-invariant rule of a linear economy under a quadratic loss.

    For a finite horizon, with paths wanted, there is
    :func:`tinbergen.engine.control.riccati.linear_quadratic`.

    Parameters
    ----------
    A, B
        Shapes (n, n) and (n, m).
    Q, R, N
        Weights on states (n, n), on controls (m, m) and between them (n, m), zero when None.
    C
        What a shock of unit variance does to the states, shape (n, k).
    discount
        β, above 0 and up to 1.
    theta
        Price of distorting the model; finite for robust control, which needs ``C``.

    Raises
    ------
    TinbergenError
        C011 for an array of another shape, F053 for a setting out of bounds, E095 when no rule
        keeps the loss finite, as where distortions are too cheap.
    """
    A, B, Q, R = (np.asarray(given, dtype=float) for given in (A, B, Q, R))
    if B.ndim != 2:
        raise TinbergenError("C011", name="B", shape=B.shape, wanted="(·, ·)")
    n, m = B.shape
    given = (np.zeros((n, 0)) if C is None else C, np.zeros((n, m)) if N is None else N)
    C, N = (np.asarray(one, dtype=float) for one in given)
    k = C.shape[-1]
    for name, one, shape in (
        ("A", A, (n, n)), ("Q", Q, (n, n)), ("R", R, (m, m)), ("C", C, (n, k)), ("N", N, (n, m)),
    ):  # fmt: skip
        if one.shape != shape:
            raise TinbergenError("C011", name=name, shape=one.shape, wanted=shape)
    require(0.0 < discount <= 1.0, "discount", discount, "(0, 1]")
    require(theta > 0.0 and (k > 0 or np.isinf(theta)), "theta", theta, "(0, inf), C given")
    value, rule = _solve(A, B, C[:, :0], Q, R, N, discount, theta)
    distortion = np.zeros((k, n))
    if np.isfinite(theta):
        trusting = value
        value, rule = _solve(A, B, C, Q, R, N, discount, theta)
        # Fear never makes a state better; other roots of the equation are not the game's value.
        if np.linalg.eigvalsh(value - trusting).min() < -1e-8 * np.abs(value).max():
            raise TinbergenError("E095")
        distortion = rule[m:]
    gain = rule[:m]
    closed = A + B @ gain
    cost = Q + gain.T @ R @ gain + N @ gain + (N @ gain).T
    found = stationary_variance(closed, C @ C.T)
    covariance, loss = found.variance, float("nan")
    if k:
        left = np.abs(found.unit).max(axis=1, initial=0.0) > 0
        covariance = np.where(np.logical_or.outer(left, left), np.nan, covariance)
        moved = np.abs(cost @ found.unit).max(initial=0.0) > 1e-9 * np.abs(cost).max()
        loss = float("nan") if moved else float(np.sum(cost * found.variance))
    return Regulator(gain, distortion, value, covariance, loss)


def _solve(
    A: Array, B: Array, C: Array, Q: Array, R: Array, N: Array, discount: float, theta: float
) -> tuple[Array, Array]:
    """P (n, n), and controls and distortions as functions of the state, (m + k, n)."""
    from scipy.linalg import LinAlgError, block_diag, solve_discrete_are

    k = C.shape[1]
    both, across = np.hstack([B, C]), np.hstack([N, np.zeros_like(C)])
    price = block_diag(R, -discount * theta * np.eye(k)) if k else R
    scale = np.sqrt(discount)
    try:
        P = solve_discrete_are(scale * A, scale * both, Q, price, s=across)
    except (LinAlgError, ValueError):
        raise TinbergenError("E095") from None
    # Both sides' problems must be well-posed: a minimum in controls, a maximum in distortions.
    worst = theta * np.eye(k) - C.T @ P @ C if k else np.zeros((0, 0))
    feared = P + P @ C @ np.linalg.solve(worst, C.T @ P) if k else P
    curvature = R + discount * B.T @ feared @ B
    for matrix in (worst, curvature):
        if np.linalg.eigvalsh(matrix).min(initial=1.0) <= 0:
            raise TinbergenError("E095")
    rule = -np.linalg.solve(
        price + discount * both.T @ P @ both, discount * both.T @ P @ A + across.T
    )
    return np.asarray(P), np.asarray(rule)
