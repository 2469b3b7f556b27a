"""Quadratic programs against the conditions of an optimum and against trying every active set."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control import quadratic
from tinbergen.engine.control.quadratic import minimise

Program = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@st.composite
def programs(draw: st.DrawFn, most_rows: int = 12) -> Program:
    n = draw(st.integers(1, 6))
    m = draw(st.integers(0, most_rows))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    root = rng.normal(size=(n, n))
    H = root @ root.T + 0.1 * np.eye(n)
    A = rng.normal(size=(m, n)) * (rng.random((m, n)) < 0.7)
    inside = rng.normal(size=n)
    b = A @ inside + rng.exponential(size=m) * (rng.random(m) < 0.8)
    scale = draw(st.sampled_from([1.0, 1e-3, 1e3]))
    return H * scale, rng.normal(size=n) * 5 * scale, A, b


def violations(program: Program, x: np.ndarray, z: np.ndarray) -> dict[str, float]:
    """How far the Karush-Kuhn-Tucker conditions are from holding, each on its own scale."""
    H, g, A, b = program
    size = np.abs(H).max() + np.abs(g).max()
    slack = b - A @ x
    return {
        "stationarity": float(np.abs(H @ x + g + A.T @ z).max() / size),
        "feasibility": float(np.max(-slack, initial=0.0) / (1 + np.abs(b).max(initial=0.0))),
        "signs": float(np.max(-z, initial=0.0) / size),
        "slackness": float(np.max(np.abs(z * slack), initial=0.0) / size),
    }


@settings(max_examples=80)
@given(programs())
def test_the_conditions_of_an_optimum_hold(program: Program) -> None:
    optimum = minimise(*program)
    assert optimum.feasible
    found = violations(program, optimum.x, optimum.multipliers)
    assert max(found.values()) < 1e-8, found


@settings(max_examples=30)
@given(programs(most_rows=5))
def test_no_active_set_does_better(program: Program) -> None:
    H, g, A, b = program
    n, m = g.size, b.size
    best = np.inf
    for count in range(min(n, m) + 1):
        for rows in combinations(range(m), count):
            active = A[list(rows)]
            matrix = np.block([[H, active.T], [active, np.zeros((count, count))]])
            right = np.concatenate([-g, b[list(rows)]])
            x = np.linalg.lstsq(matrix, right, rcond=None)[0][:n]
            met = np.abs(active @ x - b[list(rows)]).max(initial=0.0) < 1e-9
            if met and (A @ x <= b + 1e-9 * (1 + np.abs(b).max(initial=0.0))).all():
                best = min(best, x @ H @ x / 2 + g @ x)
    optimum = minimise(*program)
    value = optimum.x @ H @ optimum.x / 2 + g @ optimum.x
    assert value == pytest.approx(best, rel=1e-8, abs=1e-8 * np.abs(g).max())


def test_without_limits_it_is_a_linear_system() -> None:
    H = np.array([[2.0, 0.5], [0.5, 1.0]])
    g = np.array([1.0, -3.0])
    free = minimise(H, g, np.zeros((0, 2)), np.zeros(0))
    np.testing.assert_allclose(free.x, np.linalg.solve(H, -g), rtol=1e-12)
    loose = minimise(H, g, np.eye(2), np.full(2, 100.0))
    np.testing.assert_allclose(loose.x, free.x, rtol=1e-12)
    assert not loose.multipliers.any()


def test_a_multiplier_is_what_a_unit_of_the_bound_is_worth() -> None:
    H, g = np.diag([2.0, 4.0]), np.array([-8.0, -8.0])
    A = np.array([[1.0, 1.0], [1.0, 0.0]])

    def value(bound: float) -> float:
        x = minimise(H, g, A, np.array([bound, 50.0])).x
        return float(x @ H @ x / 2 + g @ x)

    optimum = minimise(H, g, A, np.array([3.0, 50.0]))
    assert optimum.multipliers[0] == pytest.approx((value(2.999) - value(3.001)) / 0.002, rel=1e-6)
    assert optimum.multipliers[1] == 0.0


def test_directions_that_do_not_matter_are_left_alone() -> None:
    """A semidefinite program: only the sum is weighed, and bounded."""
    optimum = minimise(np.ones((2, 2)), np.array([-4.0, -4.0]), np.array([[1.0, 1.0]]), np.ones(1))
    assert optimum.x.sum() == pytest.approx(1.0, abs=1e-8)
    assert optimum.multipliers[0] == pytest.approx(3.0, abs=1e-6)


def test_limits_that_contradict_one_another_are_infeasible() -> None:
    A, b = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([0.0, -1.0])
    optimum = minimise(np.eye(2), np.zeros(2), A, b)
    assert not optimum.feasible


def test_limits_listed_twice_share_their_price() -> None:
    A, b = np.array([[1.0], [1.0], [2.0]]), np.array([1.0, 1.0, 2.0])
    optimum = minimise(np.eye(1), np.array([-3.0]), A, b)
    assert optimum.x[0] == pytest.approx(1.0)
    assert A.T @ optimum.multipliers == pytest.approx(2.0)


def test_equality_by_two_limits() -> None:
    A, b = np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([2.0, -2.0])
    optimum = minimise(np.eye(2), np.zeros(2), A, b)
    np.testing.assert_allclose(optimum.x, [1.0, 1.0], atol=1e-8)
    assert A.T @ optimum.multipliers == pytest.approx([-1.0, -1.0], abs=1e-7)


def test_a_program_without_a_bottom_is_not_called_infeasible() -> None:
    with pytest.raises(TinbergenError) as fault:
        minimise(np.zeros((1, 1)), np.array([-1.0]), np.array([[-1.0]]), np.zeros(1))
    assert fault.value.code == "E009"


def test_a_guess_that_holds_too_much_is_mended_without_the_interior_point(monkeypatch) -> None:
    """Both limits guessed to bind, one does: x = (1, 1), where x[1] <= 5 has a price below zero."""

    def asked(*_: object) -> None:
        raise AssertionError("the interior point was asked")

    monkeypatch.setattr(quadratic, "_interior_point", asked)
    optimum = minimise(
        np.eye(2), np.array([-3.0, -1.0]), np.eye(2), np.array([1.0, 5.0]),
        guess=np.array([True, True]),
    )  # fmt: skip
    np.testing.assert_allclose(optimum.x, [1.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(optimum.multipliers, [2.0, 0.0], atol=1e-12)
