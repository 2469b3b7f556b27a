"""One choice for several pictures: their weighted loss, limits on the mean and everywhere."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.engine.control.problem import Limit
from tinbergen.engine.control.sqp import solve
from tinbergen.engine.control.weighted import optimise_expected, optimise_weighted


@pytest.fixture
def two(toys):
    """Two pictures of weights .3 and .7."""
    posed = toys.problem(5, 5)
    return [
        toys.branch(0.3, toys.straight(1, 5, 5), posed),
        toys.branch(0.7, toys.straight(2, 5, 5), posed),
    ]


def weighted_loss(branches, u: np.ndarray) -> float:
    """By simulation alone."""
    return sum(
        b.weight * b.loss(b.dynamics.moved(b.begin(), u.reshape(b.first.shape))) for b in branches
    )


def test_one_picture_is_the_ordinary_program(toys) -> None:
    dynamics, posed = toys.straight(1, 5, 5), toys.problem(5, 5, upper=0.7)
    control = optimise_weighted(toys.search(toys.branch(1.0, dynamics, posed)))
    alone = solve(dynamics, posed)
    np.testing.assert_allclose(control.runs[0], alone.run, atol=1e-7)
    assert control.loss == pytest.approx(alone.loss)
    np.testing.assert_allclose(control.prices, alone.prices, atol=1e-5)
    assert control.kkt < 1e-6


def test_the_least_weighted_loss(toys, two) -> None:
    control = optimise_weighted(toys.search(*two))
    other = minimize(lambda u: weighted_loss(two, u), np.zeros(5), options={"gtol": 1e-10})
    np.testing.assert_allclose(control.runs[0][:, 0], other.x, atol=1e-5)
    np.testing.assert_array_equal(control.runs[0], control.runs[1])
    assert control.kkt < 1e-8
    losses = [b.weight * loss for b, loss in zip(two, control.branch_losses, strict=True)]
    assert sum(losses) == pytest.approx(control.loss)


def test_an_outlook_of_another_picture(toys, two) -> None:
    """A shift of the paths is a shift of what is wanted, the other way."""
    moved = [
        dataclasses.replace(b, shift=np.column_stack([np.zeros(5), np.full(5, 0.5)])) for b in two
    ]
    less = toys.problem(5, 5, wanted=1.5)
    instead = [dataclasses.replace(b, problem=less) for b in two]
    shifted = optimise_weighted(toys.search(*moved))
    np.testing.assert_allclose(
        shifted.runs[0], optimise_weighted(toys.search(*instead)).runs[0], atol=1e-9
    )


def test_limits_on_the_mean_and_in_every_picture(toys, two) -> None:
    limited = []
    for b in two:
        ceiling = Limit("y ceiling", toys.pick(5, 2, "y"), 0.2, 2)
        limited.append(
            dataclasses.replace(b, problem=dataclasses.replace(b.problem, limits=(ceiling,)))
        )
    mean = optimise_weighted(toys.search(*limited))
    assert mean.paths[2, 1] == pytest.approx(0.2, abs=1e-7)
    own = [b.paths(r)[2, 1] for b, r in zip(limited, mean.runs, strict=True)]
    assert max(own) > 0.21
    search = dataclasses.replace(toys.search(*limited), everywhere=frozenset({"y ceiling"}))
    every = optimise_weighted(search)
    own = [b.paths(r)[2, 1] for b, r in zip(limited, every.runs, strict=True)]
    assert max(own) == pytest.approx(0.2, abs=1e-7)
    assert every.loss > mean.loss


def test_expected_loss_of_draws(toys) -> None:
    """Draws whose mean is the central path, effects certain: the choice is the central one."""
    dynamics, posed = toys.straight(3, 5, 5), toys.problem(5, 5)
    search = toys.search(toys.branch(1.0, dynamics, posed))
    noise = np.random.default_rng(4).normal(size=(50, 5))
    noise -= noise.mean(axis=0)

    def sample(runs):
        central = search.central(runs, [dynamics.effects])
        base = np.repeat(central.base, 50, axis=0)
        base[:, :, 1] += noise
        return dataclasses.replace(
            central, base=base, kind=np.zeros(50, dtype=int), weights=np.full(50, 0.02),
            wanted=np.repeat(central.wanted, 50, axis=0), branch=np.zeros(50, dtype=int),
        )  # fmt: skip

    expected = optimise_expected(search, sample)
    central = optimise_weighted(search)
    np.testing.assert_allclose(expected.runs[0], central.runs[0], atol=1e-8)
    assert expected.loss == pytest.approx(central.loss + (noise**2).mean(axis=0).sum())
    assert expected.baseline_loss > expected.loss
    assert expected.kkt < 1e-6


def test_contradicting_limits_are_exceeded_by_little(toys, two) -> None:
    """Bounds of the instrument are kept, the floor of the outcome gives way as for one model."""
    low = Limit("y floor", -toys.pick(5, 0, "y"), -100.0, 0)
    high = Limit("u ceiling", toys.pick(5, 0, "u"), 0.5, 0, True)
    posed = dataclasses.replace(two[0].problem, limits=(low, high))
    limited = [dataclasses.replace(b, problem=posed) for b in two]
    control = optimise_weighted(toys.search(*limited))
    assert control.infeasible == ("y floor",)
    assert control.runs[0][0, 0] == pytest.approx(0.5, abs=1e-5)
    assert control.slacks[0] < -90
    assert control.kkt < 1e-6
    alone = optimise_weighted(toys.search(dataclasses.replace(limited[0], weight=1.0)))
    one = solve(limited[0].dynamics, posed)
    assert one.infeasible == alone.infeasible
    np.testing.assert_allclose(alone.runs[0], one.run, atol=1e-4)
    every = dataclasses.replace(toys.search(*limited), everywhere=frozenset({"y floor"}))
    assert optimise_weighted(every).infeasible == ("y floor", "y floor")
