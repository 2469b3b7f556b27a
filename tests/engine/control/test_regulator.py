"""The stationary regulator by hand and against the finite recursion; published ones stand in the
reference tests."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.regulator import linear_regulator
from tinbergen.engine.control.riccati import linear_quadratic

A, B = np.array([[1.1, 0.3], [0.0, 0.8]]), np.array([[0.0], [1.0]])
Q, R = np.diag([1.0, 0.2]), np.array([[0.5]])


def test_the_scalar_case() -> None:
    """x' = x + u + e, x² + u²: p² - p - 1 = 0, the golden ratio."""
    golden = (1 + np.sqrt(5)) / 2
    found = linear_regulator([[1.0]], [[1.0]], [[1.0]], [[1.0]], C=[[0.5]])
    assert found.value[0, 0] == pytest.approx(golden)
    assert found.gain[0, 0] == pytest.approx(-golden / (1 + golden))
    assert found.loss == pytest.approx(golden * 0.25)
    assert found.to_frame().loc["u1", "x1"] == pytest.approx(found.gain[0, 0])


def test_it_is_the_limit_of_the_finite_recursion() -> None:
    zeros = np.zeros((300, 2))
    finite = linear_quadratic(A, B, zeros, Q, R, zeros, None, np.ones(2))
    np.testing.assert_allclose(linear_regulator(A, B, Q, R).gain, finite.gain[0], rtol=1e-9)


def test_crossed_weights_and_discount() -> None:
    """2x'Nu is a shift of the control: with v = u + R^-1 N'x it is gone."""
    N, discount = np.array([[0.3], [-0.1]]), 0.9
    shift = np.linalg.solve(R, N.T)
    plain = linear_regulator(A - B @ shift, B, Q - N @ shift, R, discount=discount)
    crossed = linear_regulator(A, B, Q, R, N=N, discount=discount)
    np.testing.assert_allclose(crossed.gain, plain.gain - shift, rtol=1e-10)
    scaled = linear_regulator(0.9**0.5 * A, 0.9**0.5 * B, Q, R, N=N)
    np.testing.assert_allclose(crossed.value, scaled.value, rtol=1e-10)


def test_the_worst_case_is_a_saddle() -> None:
    """Given the distorted law the rule is the best, and given the rule no distortion is worse."""
    C, theta, discount = np.eye(2), 30.0, 0.95
    found = linear_regulator(A, B, Q, R, C=C, discount=discount, theta=theta)
    rule, worst = found.gain, found.distortion

    def worth(gain: np.ndarray, distortion: np.ndarray) -> float:
        """Sum over unit starts of the discounted loss less the price of the distortion."""
        law = A + B @ gain + C @ distortion
        cost = Q + gain.T @ R @ gain - theta * discount * distortion.T @ distortion
        value = np.zeros((2, 2))
        for _ in range(2000):
            value = cost + discount * law.T @ value @ law
        return float(np.trace(value))

    at = worth(rule, worst)
    assert at == pytest.approx(np.trace(found.value), rel=1e-8)
    for k in range(2):
        step = np.zeros((1, 2))
        step[0, k] = 0.02
        assert worth(rule + step, worst) > at < worth(rule - step, worst)
        push = np.zeros((2, 2))
        push[k] = 0.005
        assert worth(rule, worst + push) < at > worth(rule, worst - push)


def test_a_drifting_state_has_no_variance() -> None:
    """The constant that carries a mean: no variance said, no loss, but a rule."""
    law = np.array([[1.0, 0.0], [1.0, 0.5]])
    found = linear_regulator(law, [[0.0], [1.0]], Q, R, C=np.eye(2), discount=0.9)
    assert np.isnan(found.loss)
    assert np.isnan(found.covariance[0, 0])
    assert np.isfinite(found.gain).all()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("C011", {"A": np.eye(3)}), ("C011", {"B": [1.0, 2.0]}), ("C011", {"R": np.eye(2)}),
        ("C011", {"N": np.eye(2)}), ("C011", {"C": np.eye(3)}),
        ("F053", {"discount": 0.0}), ("F053", {"theta": -1.0}), ("F053", {"theta": 1.0}),
        ("E095", {"A": 2 * np.eye(2)}), *(("E095", {"C": np.eye(2), "theta": theta}) for theta in (10.0, 5.0, 0.5, 0.1)),
        ("E095", {"B": np.zeros((2, 1))}),
    ],
)  # fmt: skip
def test_what_is_refused(code, change) -> None:
    with pytest.raises(TinbergenError) as caught:
        linear_regulator(**({"A": A, "B": B, "Q": Q, "R": R} | change))
    assert caught.value.code == code
