"""The Riccati recursion against the stacked problem solved at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.engine.control.riccati import linear_quadratic


def loss(
    states: np.ndarray, controls: np.ndarray, Q: np.ndarray, R: np.ndarray,
    wanted: np.ndarray, desired: np.ndarray,
) -> float:  # fmt: skip
    x, u = states - wanted, controls - desired
    return float(np.einsum("ti,ij,tj", x, Q, x) + np.einsum("ti,ij,tj", u, R, u))


def follow(
    A: np.ndarray, B: np.ndarray, c: np.ndarray, start: np.ndarray, controls: np.ndarray
) -> np.ndarray:
    states, x = [], start
    for t in range(len(c)):
        x = A @ x + B @ controls[t] + c[t]
        states.append(x)
    return np.array(states)


@settings(max_examples=40)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_the_rule_equals_the_stacked_least_squares(n: int, m: int, T: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    A, B = rng.normal(size=(n, n)) * 0.6, rng.normal(size=(n, m))
    c, wanted, desired = (rng.normal(size=(T, k)) for k in (n, n, m))
    rootQ, rootR = rng.normal(size=(n, n)), rng.normal(size=(m, m)) + 2 * np.eye(m)
    Q, R, start = rootQ.T @ rootQ, rootR.T @ rootR, rng.normal(size=n)
    rule = linear_quadratic(A, B, c, Q, R, wanted, desired, start)

    np.testing.assert_allclose(rule.states, follow(A, B, c, start, rule.controls), atol=1e-9)
    # States are affine in the controls: one least-squares problem for all periods.
    free = follow(A, B, c, start, np.zeros((T, m)))
    columns = []
    for k in range(T * m):
        unit = np.zeros(T * m)
        unit[k] = 1.0
        columns.append((follow(A, B, c, start, unit.reshape(T, m)) - free).ravel())
    M = np.column_stack(columns)
    rows = np.vstack([np.kron(np.eye(T), rootQ) @ M, np.kron(np.eye(T), rootR)])
    right = np.concatenate([
        np.kron(np.eye(T), rootQ) @ (wanted - free).ravel(),
        np.kron(np.eye(T), rootR) @ desired.ravel(),
    ])  # fmt: skip
    best = np.linalg.lstsq(rows, right, rcond=None)[0].reshape(T, m)
    np.testing.assert_allclose(rule.controls, best, rtol=1e-6, atol=1e-7)

    x = start
    for t in range(T):
        np.testing.assert_allclose(rule.controls[t], rule.gain[t] @ x + rule.constant[t])
        x = rule.states[t]


def test_the_gain_of_a_long_horizon_is_that_of_the_algebraic_equation() -> None:
    from scipy.linalg import solve_discrete_are

    A, B = np.array([[1.1, 0.3], [0.0, 0.8]]), np.array([[0.0], [1.0]])
    Q, R = np.diag([1.0, 0.2]), np.array([[0.5]])
    zeros = np.zeros((200, 2))
    rule = linear_quadratic(A, B, zeros, Q, R, zeros, np.zeros((200, 1)), np.ones(2))
    P = solve_discrete_are(A, B, Q, R)
    gain = -np.linalg.solve(R + B.T @ P @ B, B.T @ P @ A)
    np.testing.assert_allclose(rule.gain[0], gain, rtol=1e-10)


def test_theil_s_scalar_case() -> None:
    """One period, x = a x0 + b u + c: u weighs the miss against the cost in closed form."""
    a, b, c, q, r, x0, goal, ease = 0.9, 2.0, 0.5, 3.0, 1.5, 1.2, 4.0, 0.3
    rule = linear_quadratic(
        np.array([[a]]), np.array([[b]]), np.array([[c]]), np.array([[q]]), np.array([[r]]),
        np.array([[goal]]), np.array([[ease]]), np.array([x0]),
    )  # fmt: skip
    u = (q * b * (goal - a * x0 - c) + r * ease) / (q * b**2 + r)
    assert rule.controls[0, 0] == pytest.approx(u, rel=1e-13)
