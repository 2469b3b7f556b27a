"""Least regret and feared losses against grids, another optimiser and their limits."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.engine.control.aims import Mean, Regret
from tinbergen.engine.control.choose import choose
from tinbergen.engine.control.comparison import compare, shares_of
from tinbergen.engine.control.expected import certain_loss
from tinbergen.engine.control.problem import Limit
from tinbergen.engine.control.weighted import optimise_regret, optimise_weighted

T = 5


def branches(toys, seeds, sense: str = "at", upper: float | None = None):
    posed = toys.problem(T, T, sense=sense, upper=upper)
    weight = 1 / len(seeds)
    return [toys.branch(weight, toys.straight(seed, T, T), posed) for seed in seeds]


def losses(pictures, u: np.ndarray) -> np.ndarray:
    """By simulation alone."""
    return np.array([
        b.loss(b.dynamics.moved(b.begin(), np.reshape(u, b.first.shape))) for b in pictures
    ])  # fmt: skip


def own_least(pictures, upper: float | None = None) -> np.ndarray:
    """Each picture's least loss, found by another program."""
    bounds = [(None, upper)] * T
    return np.array([
        minimize(
            lambda u, b=b: losses([b], u)[0], np.zeros(T), bounds=bounds, method="SLSQP",
            options={"ftol": 1e-15, "maxiter": 500},
        ).fun
        for b in pictures
    ])  # fmt: skip


def test_least_regret_against_every_point_of_a_grid(toys) -> None:
    """One setting, two pictures: nothing on a fine grid does better, and the best is close by."""
    posed = toys.problem(1, 1)
    two = [toys.branch(0.5, toys.straight(seed, 1, 1), posed) for seed in (2, 3)]
    grid = np.linspace(-1, 5, 6001)
    table = np.array([losses(two, u) for u in grid])
    regrets = (table - table.min(axis=0)).max(axis=1)
    found = optimise_regret(toys.search(*two), np.eye(2))
    assert found.runs[0][0, 0] == pytest.approx(grid[regrets.argmin()], abs=1e-3)
    own = (losses(two, found.runs[0]) - table.min(axis=0)).max()
    assert own <= regrets.min() + 1e-9
    assert own == pytest.approx(regrets.min(), abs=5e-3)


@pytest.mark.parametrize(
    ("seeds", "sense", "upper"),
    [((1, 2), "at", None), ((10, 11), "at_least", 1.2), ((20, 21, 22), "at_least", 0.7),
     ((30, 31, 32, 33), "at", 1.2), ((50, 51, 52, 53), "at_least", 1.2)],
)  # fmt: skip
def test_least_regret_against_another_program(toys, seeds, sense, upper) -> None:
    """A bound above all regrets lowered by sequential least squares (SciPy's SLSQP)."""
    pictures = branches(toys, seeds, sense, upper)
    found = optimise_regret(toys.search(*pictures), np.eye(len(seeds)))
    own = own_least(pictures, upper)

    def regrets(u: np.ndarray) -> np.ndarray:
        return losses(pictures, u) - own

    other = minimize(
        lambda z: z[-1], np.append(np.zeros(T), regrets(np.zeros(T)).max()), method="SLSQP",
        constraints={"type": "ineq", "fun": lambda z: z[-1] - regrets(z[:-1])},
        bounds=[(None, upper)] * T + [(None, None)], options={"ftol": 1e-15, "maxiter": 900},
    )  # fmt: skip
    assert regrets(found.runs[0]).max() == pytest.approx(other.fun, abs=1e-6)
    np.testing.assert_allclose(found.runs[0][:, 0], other.x[:-1], atol=2e-6)
    assert found.kkt < 1e-9


def test_adverse_weights_even_the_regrets_out(toys) -> None:
    """Where a picture bears weight its regret is the largest, and the mean has its least there."""
    pictures = branches(toys, (30, 31, 32, 33), upper=1.2)
    search = toys.search(*pictures)
    found = optimise_regret(search, np.eye(4))
    regrets = np.array(found.branch_losses) - own_least(pictures, 1.2)
    assert found.pull.sum() == pytest.approx(1)
    bearing = found.pull > 0
    assert 1 < bearing.sum() < 4
    np.testing.assert_allclose(regrets[bearing], regrets.max(), atol=1e-6)
    there = optimise_weighted(search, Mean(found.pull))
    np.testing.assert_allclose(there.runs[0], found.runs[0], atol=1e-7)


def test_pictures_that_are_the_same_have_no_regret(toys) -> None:
    twins = branches(toys, (4, 4), upper=0.7)
    search = toys.search(*twins)
    found, central = optimise_regret(search, np.eye(2)), optimise_weighted(search)
    np.testing.assert_allclose(found.runs[0], central.runs[0], atol=1e-9)
    assert Regret(np.eye(2), np.array(central.branch_losses)).worth(
        np.array(found.branch_losses)
    ) == pytest.approx(0, abs=1e-9)


def test_a_world_is_a_mean_over_its_outlooks(toys) -> None:
    """Three branches, the first two of one world; limits hold on the weighted mean of all."""
    pictures = [
        dataclasses.replace(b, weight=w)
        for b, w in zip(branches(toys, (60, 61, 62)), (0.2, 0.4, 0.4), strict=True)
    ]
    ceiling = Limit("y ceiling", toys.pick(T, 2, "y"), 0.9, 2)
    pictures = [
        dataclasses.replace(b, problem=dataclasses.replace(b.problem, limits=(ceiling,)))
        for b in pictures
    ]
    shares = shares_of(np.array([0.2, 0.4, 0.4]), np.array([0, 0, 1]))
    np.testing.assert_allclose(shares, [[1 / 3, 2 / 3, 0], [0, 0, 1]])
    found = choose(pictures, ["path"], shares=shares)

    def height(u: np.ndarray) -> float:
        return float(sum(
            b.weight * b.paths(b.dynamics.moved(b.begin(), u.reshape(T, 1)))[2, 1]
            for b in pictures
        ))  # fmt: skip

    below = {"type": "ineq", "fun": lambda u: 0.9 - height(u[:T])}
    options = {"ftol": 1e-15, "maxiter": 900}
    own = [
        minimize(lambda u, s=s: s @ losses(pictures, u), np.zeros(T), method="SLSQP",
                 constraints=below, options=options).fun
        for s in shares
    ]  # fmt: skip

    def regrets(u: np.ndarray) -> np.ndarray:
        return shares @ losses(pictures, u) - own

    other = minimize(
        lambda z: z[-1], np.append(np.zeros(T), 50.0), method="SLSQP", options=options,
        constraints=[below, {"type": "ineq", "fun": lambda z: z[-1] - regrets(z[:-1])}],
    )  # fmt: skip
    assert regrets(found.runs[0]).max() == pytest.approx(other.fun, abs=1e-6)
    assert found.paths[2, 1] <= 0.9 + 1e-9


def test_the_comparison_of_choices(toys) -> None:
    """Least regret has no more of it than the mean's choice; nobody does better than their own."""
    pictures = branches(toys, (1, 2, 3), upper=1.0)
    search = toys.search(*pictures)
    mean = optimise_weighted(search)
    found = compare(search, mean.runs, np.arange(3))
    own = np.diag(found.own)
    np.testing.assert_allclose(own, own_least(pictures, 1.0), atol=1e-7)
    np.testing.assert_allclose(found.weighted, mean.branch_losses, atol=1e-9)
    assert (found.regret - own).max() < (found.weighted - own).max() - 1e-3
    assert found.regret.mean() > found.weighted.mean()
    assert (found.own >= own - 1e-9).all()
    # Where lines are straight, linearised draws say the same.
    draws = search.central(mean.runs, search.slopes(mean.runs))
    same = compare(search, mean.runs, np.arange(3), draws)
    np.testing.assert_allclose(same.own, found.own, atol=1e-8)
    np.testing.assert_allclose(same.regret, found.regret, atol=1e-8)


def test_feared_losses_lie_between_the_mean_and_the_worst() -> None:
    spread, weights = np.array([1.0, 2.0, 5.0]), np.array([0.5, 0.3, 0.2])
    assert certain_loss(spread, weights, None) == pytest.approx(2.1)
    assert certain_loss(spread, weights, 1e9) == pytest.approx(2.1, abs=1e-7)
    assert certain_loss(spread, weights, 1e-3) == pytest.approx(5.0, abs=2e-3)
    direct = 2.0 * np.log(weights @ np.exp(spread / 2.0))
    assert certain_loss(spread, weights, 2.0) == pytest.approx(direct)


def test_a_feared_loss_against_another_program(toys) -> None:
    pictures = branches(toys, (1, 2, 3))
    search = toys.search(*pictures)
    found = optimise_weighted(search, Mean(search.weights, 0.8))
    other = minimize(
        lambda u: 0.8 * np.log(np.exp(losses(pictures, u) / 0.8).mean()), np.zeros(T),
        options={"gtol": 1e-10},
    )  # fmt: skip
    np.testing.assert_allclose(found.runs[0][:, 0], other.x, atol=1e-5)
    assert found.kkt < 1e-9
    tilted = np.exp(np.array(found.branch_losses) / 0.8)
    np.testing.assert_allclose(found.pull, tilted / tilted.sum(), atol=1e-8)


def test_a_feared_loss_in_its_limits(toys) -> None:
    """A high price gives the mean's choice, a low one that with the least of the worst loss."""
    pictures = branches(toys, (1, 2, 3), upper=1.0)
    search = toys.search(*pictures)
    brave = optimise_weighted(search, Mean(search.weights, 1e7))
    np.testing.assert_allclose(brave.runs[0], optimise_weighted(search).runs[0], atol=1e-6)
    timid = optimise_weighted(search, Mean(search.weights, 1e-3))
    worst = optimise_weighted(search, Regret(np.eye(3), np.zeros(3)))
    assert max(timid.branch_losses) == pytest.approx(max(worst.branch_losses), abs=2e-3)
    np.testing.assert_allclose(timid.runs[0], worst.runs[0], atol=1e-2)
