"""Which program a choice is sent to: paths, one level, projects; squared or linear; in the worst."""

import dataclasses
from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.choose import MOST_PROJECTS, choose
from tinbergen.engine.control.dynamics import LinearDynamics
from tinbergen.engine.control.expected import expected_loss
from tinbergen.engine.control.linear_program import conditional_value_at_risk, linear_losses
from tinbergen.engine.control.problem import Limit, Problem, Term
from tinbergen.engine.control.sqp import solve

T = 4


def projects(count: int, seed: int = 1) -> tuple[LinearDynamics, Problem]:
    """Instruments u0 … each adding to y in every period in which it is on, at a cost."""
    rng = np.random.default_rng(seed)
    names = tuple(f"u{k}" for k in range(count))
    slopes = np.zeros((T, count + 1, T, count))
    for k, size in enumerate(rng.uniform(0.5, 2.0, count)):
        slopes[np.arange(T), k, np.arange(T), k] = 1.0
        for s in range(T):
            slopes[s:, count, s, k] = size * 0.5 ** np.arange(T - s)
    dynamics = LinearDynamics(
        np.zeros((T, count + 1)), np.zeros((T, count)), slopes.reshape(T * (count + 1), -1)
    )
    terms = []
    for t in range(T):
        row = np.zeros((T, count + 1))
        row[t, count] = 1.0
        terms.append(Term("y", row, 3.0, 1.0, "at_least"))
        for k, cost in enumerate(rng.uniform(0.2, 1.5, count)):
            row = np.zeros((T, count + 1))
            row[t, k] = 1.0
            terms.append(Term(f"u{k} cost", row, 0.0, float(cost)))
    return dynamics, Problem(names, (*names, "y"), tuple(terms), ())


def sampled(toys, dynamics, posed, count=30):
    """Draws of the outcome around whatever was chosen."""
    noise = np.random.default_rng(9).normal(0, 1.5, size=(count, T))

    def sample(runs):
        search = toys.search(toys.branch(1.0, dynamics, posed))
        central = search.central(runs, [dynamics.effects])
        base = np.repeat(central.base, count, axis=0)
        base[:, :, -1] += noise
        return dataclasses.replace(
            central, base=base, kind=np.zeros(count, dtype=int),
            weights=np.full(count, 1 / count), wanted=np.repeat(central.wanted, count, axis=0),
            branch=np.zeros(count, dtype=int),
        )  # fmt: skip

    return sample


def tried(dynamics, posed, count, worth):
    """The least worth of all combinations of projects, and which it is."""
    return min(
        ((worth(np.tile(done, T)), done) for done in product((0.0, 1.0), repeat=count)),
        key=lambda found: found[0],
    )


def central(toys, dynamics, posed):
    search = toys.search(toys.branch(1.0, dynamics, posed))
    return search.central(search.begin(), [dynamics.effects])


@pytest.mark.parametrize("penalty", ["quadratic", "linear"])
def test_projects_are_tried_in_all_combinations(toys, penalty) -> None:
    dynamics, posed = projects(3)
    lines = central(toys, dynamics, posed)

    def worth(u):
        if penalty == "quadratic":
            return expected_loss(posed, lines, u)
        return float(linear_losses(posed, lines, u)[0])

    least, done = tried(dynamics, posed, 3, worth)
    assert 0 < sum(done) < 3
    found = choose([toys.branch(1.0, dynamics, posed)], ["switch"] * 3, penalty=penalty)
    np.testing.assert_allclose(found.runs[0], np.tile(done, (T, 1)), atol=1e-9)
    assert found.loss == pytest.approx(least)


@pytest.mark.parametrize("risk", [None, 0.9])
def test_projects_over_draws(toys, risk) -> None:
    dynamics, posed = projects(3, seed=5)
    sample = sampled(toys, dynamics, posed)
    at_rest = sample((dynamics.start(),))

    def worth(u):
        losses = linear_losses(posed, at_rest, u)
        if risk is None:
            return float(losses.mean())
        return conditional_value_at_risk(losses, at_rest.weights, risk)

    least, done = tried(dynamics, posed, 3, worth)
    found = choose(
        [toys.branch(1.0, dynamics, posed)], ["switch"] * 3, sample=sample, penalty="linear",
        risk=risk,
    )  # fmt: skip
    np.testing.assert_allclose(found.runs[0], np.tile(done, (T, 1)), atol=1e-9)
    assert found.loss == pytest.approx(least)
    assert found.baseline_loss == pytest.approx(worth(np.zeros(3 * T)))


def test_expected_loss_with_projects_counts_from_none_of_them(toys) -> None:
    dynamics, posed = projects(2)
    sample = sampled(toys, dynamics, posed)
    at_rest = sample((dynamics.start(),))
    least, done = tried(dynamics, posed, 2, lambda u: expected_loss(posed, at_rest, u))
    for kinds in (["switch", "switch"], ["switch", "path"]):
        found = choose([toys.branch(1.0, dynamics, posed)], kinds, sample=sample)
        assert found.baseline_loss == pytest.approx(expected_loss(posed, at_rest, np.zeros(2 * T)))
        assert found.loss <= least + 1e-9
    both = choose([toys.branch(1.0, dynamics, posed)], ["switch"] * 2, sample=sample)
    np.testing.assert_allclose(both.runs[0], np.tile(done, (T, 1)))


def test_one_level_for_all_periods(toys) -> None:
    dynamics, posed = toys.straight(1, T, T), toys.problem(T, T)
    found = choose([toys.branch(1.0, dynamics, posed)], ["level"])
    lines = central(toys, dynamics, posed)
    other = minimize_scalar(lambda u: expected_loss(posed, lines, np.full(T, u)))
    np.testing.assert_allclose(found.runs[0][:, 0], other.x, atol=1e-6)
    free = choose([toys.branch(1.0, dynamics, posed)], ["path"])
    assert free.loss < found.loss
    np.testing.assert_allclose(free.runs[0], solve(dynamics, posed).run, atol=1e-7)


def test_a_project_beside_a_path(toys) -> None:
    dynamics, posed = projects(2)
    found = choose([toys.branch(1.0, dynamics, posed)], ["switch", "path"])
    best = np.inf
    for done in (0.0, 1.0):
        start = dynamics.moved(dynamics.start(), np.column_stack([np.full(T, done), np.zeros(T)]))
        held = dataclasses.replace(dynamics, base=dynamics.paths(start), at=start)
        inner = held.effects.reshape(T * 3, T, 2)[:, :, [1]].reshape(T * 3, T)
        alone = LinearDynamics(held.base, start[:, [1]], inner)
        best = min(best, solve(alone, dataclasses.replace(posed, instruments=("u1",))).loss)
    assert found.loss == pytest.approx(best, rel=1e-7)
    assert set(np.unique(found.runs[0][:, 0])) <= {0.0, 1.0}


def test_projects_that_break_a_limit_are_left(toys) -> None:
    dynamics, posed = projects(2)
    row = np.zeros((T, 3))
    row[0, :2] = 1.0
    one = dataclasses.replace(posed, limits=(Limit("one at most", row, 1.0, 0, True),))
    found = choose([toys.branch(1.0, dynamics, one)], ["switch", "switch"])
    assert found.runs[0][0].sum() <= 1.0
    none = dataclasses.replace(posed, limits=(Limit("none", row, -1.0, 0, True),))
    for penalty in ("quadratic", "linear"):
        with pytest.raises(TinbergenError, match="E009"):
            choose([toys.branch(1.0, dynamics, none)], ["switch", "switch"], penalty=penalty)


def test_a_project_that_keeps_a_limit_comes_before_one_that_does_not(toys) -> None:
    dynamics, posed = projects(2)
    floor = np.zeros((T, 3))
    floor[0, 2] = -1.0
    cap = np.zeros((T, 3))
    cap[0, 1] = 1.0
    reach = dynamics.effects[2, 0] - 1e-3
    limits = (Limit("y floor", floor, -reach, 0), Limit("u1 cap", cap, 0.0, 0, True))
    found = choose(
        [toys.branch(1.0, dynamics, dataclasses.replace(posed, limits=limits))],
        ["switch", "path"],
    )
    assert found.infeasible == ()
    np.testing.assert_allclose(found.runs[0][:, 0], 1.0)
    free = choose([toys.branch(1.0, dynamics, posed)], ["switch", "path"])
    assert free.loss < found.loss


def test_too_many_projects(toys) -> None:
    dynamics, posed = projects(MOST_PROJECTS + 1)
    with pytest.raises(TinbergenError, match="E020"):
        choose([toys.branch(1.0, dynamics, posed)], ["switch"] * (MOST_PROJECTS + 1))


def test_limits_that_contradict_one_another_give_way_as_for_squared_misses(toys) -> None:
    """The instrument's bound is kept; the floors of the outcome are missed by what it lacks."""
    dynamics, wanted = toys.straight(2, 5, 3), toys.problem(5, 3, upper=0.5)
    floors = tuple(Limit("y floor", -toys.pick(5, t, "y"), -100.0, t) for t in (0, 2))
    posed = dataclasses.replace(wanted, limits=(*wanted.limits, *floors))
    squared, linear = (
        choose([toys.branch(1.0, dynamics, posed)], ["path"], penalty=penalty)
        for penalty in ("quadratic", "linear")
    )
    assert linear.infeasible == squared.infeasible == ("y floor", "y floor")
    np.testing.assert_allclose(linear.slacks[-2:], squared.slacks[-2:], atol=1e-4)
    highest = dynamics.paths(np.full((3, 1), 0.5))[[0, 2], 1]
    np.testing.assert_allclose(linear.slacks[-2:], highest - 100.0, atol=1e-4)


class _Bent(LinearDynamics):
    """y = 2 - (u - 1)^2 in one period; z is 0 whatever u is."""

    def paths(self, run):
        u = run[:, 0]
        return np.column_stack([u, 2 - (u - 1) ** 2, 0 * u])

    def slopes(self, run):
        return np.array([[1.0], [2 - 2 * run[0, 0]], [0.0]])


def test_a_step_that_does_not_help_is_halved_where_limits_give_way_too(toys) -> None:
    """y is wanted above its highest, 2: a straight line overshoots. A floor of z is out of reach."""
    dynamics = _Bent(np.zeros((1, 3)), np.zeros((1, 1)), np.zeros((3, 1)))
    y, z = np.array([[0.0, 1.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])
    posed = Problem(("u",), ("u", "y", "z"), (Term("y", y, 2.5, 1.0),), ())
    broken = dataclasses.replace(posed, limits=(Limit("z floor", -z, -1.0, 0),))
    for problem, given_up in ((posed, ()), (broken, ("z floor",))):
        found = choose([toys.branch(1.0, dynamics, problem)], ["path"], penalty="linear")
        assert found.infeasible == given_up
        assert found.loss == pytest.approx(0.5, abs=1e-6)
