"""The first-order solution: laws that every solution obeys, closed forms, both kernels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.first_order import Solution, solve
from tinbergen.engine.linear.linear_model import Jacobian, Labels, incidence

seeds = st.integers(0, 2**32 - 1)


def _square(solution: Solution) -> np.ndarray:
    """The decision rule's ghx with a column for every variable."""
    full = np.zeros_like(solution.jacobian.now)
    full[:, solution.rule.states] = solution.rule.ghx
    return full


@given(seed=seeds)
def test_solution_satisfies_the_equations(determinate, seed) -> None:
    jacobian = determinate(seed)
    for method in ("doubling", "schur"):
        solution = solve(jacobian, method=method)
        x, u = _square(solution), solution.rule.ghu
        size = np.abs(jacobian.now).max() * max(1.0, np.abs(x).max(), np.abs(u).max())
        dynamic = jacobian.ahead @ x @ x + jacobian.now @ x + jacobian.back
        direct = (jacobian.ahead @ x + jacobian.now) @ u + jacobian.shocks
        assert np.abs(dynamic).max() <= 1e-10 * size
        assert np.abs(direct).max() <= 1e-10 * size


@given(seed=seeds)
def test_solution_is_stable_and_counts_fit(determinate, seed) -> None:
    solution = solve(determinate(seed))
    kinds = solution.incidence
    assert np.abs(np.linalg.eigvals(solution.rule.transition)).max(initial=0.0) < 1
    roots = np.abs(solution.eigenvalues())
    assert len(roots) == len(kinds.states) + len(kinds.forward)
    assert np.all(roots[: len(kinds.states)] < 1)
    assert np.all(roots[len(kinds.states) :] > 1)
    assert np.all(roots[1:] >= roots[:-1])


@given(seed=seeds)
def test_kernels_agree(determinate, seed) -> None:
    jacobian = determinate(seed)
    fast, plain = solve(jacobian).rule, solve(jacobian, method="schur").rule
    scale = 1 + np.abs(plain.ghx).max(initial=0.0) + np.abs(plain.ghu).max()
    np.testing.assert_allclose(fast.ghx, plain.ghx, atol=1e-9 * scale)
    np.testing.assert_allclose(fast.ghu, plain.ghu, atol=1e-9 * scale)


@given(seed=seeds)
def test_stable_roots_are_those_of_the_transition(determinate, seed) -> None:
    solution = solve(determinate(seed))
    found = np.sort(np.abs(np.linalg.eigvals(solution.rule.transition)))
    roots = np.abs(solution.eigenvalues())[: len(found)]
    # A root of multiplicity two is known to half the digits only.
    np.testing.assert_allclose(found, roots, atol=1e-5)


def test_expected_discounted_sum_in_closed_form() -> None:
    """f = beta f(+1) + a, a = rho a(-1) + u: f_t = a_t / (1 - beta rho)."""
    beta, rho = 0.95, 0.8
    jacobian = Jacobian(
        ahead=np.array([[-beta, 0.0], [0.0, 0.0]]),
        now=np.array([[1.0, -1.0], [0.0, 1.0]]),
        back=np.array([[0.0, 0.0], [0.0, -rho]]),
        shocks=np.array([[0.0], [-1.0]]),
    )
    solution = solve(jacobian)
    value = 1 / (1 - beta * rho)
    np.testing.assert_allclose(solution.rule.ghx, [[rho * value], [rho]], rtol=1e-13)
    np.testing.assert_allclose(solution.rule.ghu, [[value], [1.0]], rtol=1e-13)
    np.testing.assert_allclose(solution.forward, [[rho * value]], rtol=1e-13)
    np.testing.assert_allclose(solution.eigenvalues(), [rho, 1 / beta], rtol=1e-13)


def test_models_without_states_or_without_forward_variables() -> None:
    one = np.ones((1, 1))
    only_ahead = solve(Jacobian(-0.5 * one, one, 0 * one, -one))
    assert only_ahead.rule.ghx.shape == (1, 0)
    np.testing.assert_allclose(only_ahead.rule.ghu, [[1.0]])
    only_back = solve(Jacobian(0 * one, one, -0.5 * one, -one))
    np.testing.assert_allclose(only_back.rule.ghx, [[0.5]])
    for method in ("doubling", "schur"):
        static = solve(Jacobian(0 * one, 2 * one, 0 * one, -one), method=method)
        np.testing.assert_allclose(static.rule.ghu, [[0.5]])
        assert static.eigenvalues().shape == (0,)


def test_a_variable_that_never_stands_in_the_present() -> None:
    """f(+1) = 8 s(-1), s = .5 s(-1) + .1 f: roots are those of x^2 = .5 x + .8, f = (8 / x) s(-1).

    No doubling here: the current derivatives are singular.
    """
    jacobian = Jacobian(
        ahead=np.array([[1.0, 0.0], [0.0, 0.0]]),
        now=np.array([[0.0, 0.0], [-0.1, 1.0]]),
        back=np.array([[0.0, -8.0], [0.0, -0.5]]),
        shocks=np.array([[0.0], [-1.0]]),
    )
    stable, explosive = 0.25 - np.sqrt(0.8625), 0.25 + np.sqrt(0.8625)
    solution = solve(jacobian)
    np.testing.assert_allclose(solution.rule.ghx[:, 0], [8 / stable, stable], rtol=1e-12)
    np.testing.assert_allclose(solution.eigenvalues(), [stable, explosive], rtol=1e-12)


def test_unit_root_is_stable_unless_told_otherwise() -> None:
    one = np.ones((1, 1))
    walk = Jacobian(0 * one, one, -one, -one)
    for method in ("doubling", "schur"):
        np.testing.assert_allclose(solve(walk, method=method).rule.ghx, [[1.0]])
        with pytest.raises(TinbergenError) as caught:
            solve(walk, method=method, threshold=1 - 1e-6)
        assert caught.value.code == "E030"


def test_unit_root_of_a_forward_variable_is_explosive_only_below_one() -> None:
    one = np.ones((1, 1))
    ahead = Jacobian(-one, one, 0 * one, -one)
    np.testing.assert_allclose(solve(ahead, threshold=1 - 1e-6).rule.ghu, [[1.0]])
    with pytest.raises(TinbergenError) as caught:
        solve(ahead)
    assert caught.value.code == "E031"


def test_incidence_may_say_more_than_derivatives() -> None:
    """A lag whose derivative is zero by chance is a state all the same, with nothing to say."""
    one = np.ones((1, 1))
    jacobian = Jacobian(-0.5 * one, one, 0 * one, -one)
    kinds = incidence(np.array([True]), np.array([True]))
    for method in ("doubling", "schur"):
        solution = solve(jacobian, kinds, method=method)
        np.testing.assert_allclose(solution.rule.ghx, [[0.0]], atol=1e-15)
        np.testing.assert_allclose(np.abs(solution.eigenvalues()), [0.0, 2.0], atol=1e-15)


@given(seed=seeds)
def test_units_do_not_matter(determinate, seed) -> None:
    jacobian = determinate(seed)
    n = len(jacobian.now)
    units = np.exp(np.random.default_rng(seed).uniform(-7, 7, n))
    other = solve(
        Jacobian(
            jacobian.ahead * units, jacobian.now * units, jacobian.back * units, jacobian.shocks
        )
    ).rule
    rule = solve(jacobian).rule
    expected = rule.ghx / units[:, None] * units[rule.states]
    np.testing.assert_allclose(other.ghx, expected, rtol=1e-7, atol=1e-9 * np.exp(14))
    np.testing.assert_allclose(other.ghu * units[:, None], rule.ghu, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("factor", [1.0, 0.1 + 0.2])
def test_dependent_static_equations_are_found(factor) -> None:
    """x + y = f written twice leaves x and y open, though s and f are determined."""
    now = np.array([[1.0, 1, -1, 0], [1, 1, -1, 0], [0, 0, 1, -1], [0, 0, 0, 1]])
    now[1] *= factor
    ahead, back = np.zeros((4, 4)), np.zeros((4, 4))
    ahead[2, 2], back[3, 3] = -0.5, -0.5
    jacobian = Jacobian(ahead, now, back, np.eye(4)[:, 3:])
    labels = Labels(["x", "y", "f", "s"], ["first", "second", "third", "fourth"])
    for method in ("doubling", "schur"):
        with pytest.raises(TinbergenError) as caught:
            solve(jacobian, method=method, labels=labels)
        assert caught.value.code == "E033"
        assert caught.value.facts == {"equations": "first, second", "variables": "x, y"}


@pytest.mark.parametrize(
    ("block", "variable"),
    [("ahead", "f(+1)"), ("now", "f"), ("back", "f(-1)"), ("shocks", "e")],
)
def test_a_derivative_that_is_no_number_is_named(block, variable) -> None:
    one = np.ones((1, 1))
    blocks = {"ahead": -0.5 * one, "now": one, "back": -0.2 * one, "shocks": one}
    blocks[block] = np.array([[np.nan]])
    with pytest.raises(TinbergenError) as caught:
        solve(Jacobian(**blocks), labels=Labels(["f"], ["euler"], ["e"]))
    assert caught.value.code == "E034"
    assert caught.value.facts["equation"] == "euler"
    assert caught.value.facts["variable"] == variable
