"""Linear losses and conditional value at risk: against programs written out and enumeration."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control import linear_program
from tinbergen.engine.control.expected import Limits
from tinbergen.engine.control.linear_program import (
    conditional_value_at_risk,
    linear_losses,
    minimise_linear,
)

DRAWS, PERIODS = 40, 3
BOX = Limits(np.vstack([np.eye(PERIODS), -np.eye(PERIODS)]), np.full(2 * PERIODS, 2.0))


@pytest.fixture
def posed(toys):
    return toys.problem(PERIODS, PERIODS, sense="at_least")


@pytest.fixture
def draws(toys, posed):
    return toys.draws(2, DRAWS, toys.straight(1, PERIODS, PERIODS), posed)


def written_out(draws, level: float | None) -> float:
    """The program of Rockafellar and Uryasev, row by row: u, misses, |u|, threshold, excesses."""
    n, misses = PERIODS, DRAWS * PERIODS
    threshold = n + misses + n
    size = threshold + 1 + DRAWS
    rows, bounds = [], []
    for d, t in product(range(DRAWS), range(PERIODS)):
        row = np.zeros(size)
        row[:n], row[n + d * PERIODS + t] = -draws.effects[d][2 * t + 1], -1.0
        rows.append(row)
        bounds.append(draws.base[d, t, 1] - 2.0)
    for k, sign in product(range(n), (1.0, -1.0)):
        row = np.zeros(size)
        row[k], row[n + misses + k] = sign, -1.0
        rows.append(row)
        bounds.append(0.0)
    loss = np.zeros((DRAWS, size))
    for d in range(DRAWS):
        loss[d, n + d * PERIODS : n + (d + 1) * PERIODS] = 1.0
        loss[d, n + misses : threshold] = 0.1
    cost = loss.mean(axis=0)
    if level is not None:
        cost = np.zeros(size)
        cost[threshold], cost[threshold + 1 :] = 1.0, 1 / DRAWS / (1 - level)
        for d in range(DRAWS):
            row = loss[d].copy()
            row[threshold], row[threshold + 1 + d] = -1.0, -1.0
            rows.append(row)
            bounds.append(0.0)
    ranges = [(-2, 2)] * n + [(0, None)] * (misses + n) + [(None, None)] + [(0, None)] * DRAWS
    return float(linprog(cost, A_ub=np.array(rows), b_ub=bounds, bounds=ranges).fun)


@pytest.mark.parametrize("many", [0, 10_000])
@pytest.mark.parametrize("level", [None, 0.9])
def test_the_program_written_out(posed, draws, level, many, monkeypatch) -> None:
    monkeypatch.setattr(linear_program, "_MANY", many)  # By an interior point, and the simplex.
    found = minimise_linear(posed, draws, BOX, risk=level)
    assert found.loss == pytest.approx(written_out(draws, level), abs=1e-8)
    losses = linear_losses(posed, draws, found.change)
    worth = losses.mean() if level is None else conditional_value_at_risk(
        losses, draws.weights, level)  # fmt: skip
    assert worth == pytest.approx(found.loss, abs=1e-8)


def test_what_is_the_same_in_every_draw_is_missed_once(posed, draws) -> None:
    """As what an instrument costs: the program has as many misses as the one written out."""
    program = linear_program._Program.of(posed, draws, BOX, None, None)
    assert program.cost.size == PERIODS + DRAWS * PERIODS + PERIODS
    assert np.sort(program.cost)[-PERIODS:] == pytest.approx(np.full(PERIODS, 0.1))


def test_prices_are_what_room_saves(posed, draws) -> None:
    tight = Limits(BOX.rows, np.full(2 * PERIODS, 0.3))
    found = minimise_linear(posed, draws, tight)
    k = int(np.argmax(found.prices))
    assert found.prices[k] > 0
    more = Limits(tight.rows, tight.room + 1e-5 * (np.arange(2 * PERIODS) == k))
    saved = (found.loss - minimise_linear(posed, draws, more).loss) / 1e-5
    assert saved == pytest.approx(found.prices[k], rel=1e-4)


def test_whole_numbers_are_the_best_of_all_combinations(posed, draws) -> None:
    ranges = [(0.0, 1.0)] * PERIODS
    found = minimise_linear(
        posed, draws, BOX, risk=0.8, whole=range(PERIODS), ranges=ranges
    )  # fmt: skip
    best = min(
        (np.array(done, dtype=float) for done in product((0, 1), repeat=PERIODS)),
        key=lambda u: conditional_value_at_risk(linear_losses(posed, draws, u), draws.weights, 0.8),
    )
    np.testing.assert_array_equal(found.change, best)
    assert not found.prices.any()


def test_beside_whole_numbers_room_saves_what_its_price_says(posed, draws) -> None:
    """The first change is done or not, the others are kept short."""
    room = np.concatenate([np.full(PERIODS, 0.3), np.full(PERIODS, 2.0)])
    tight = Limits(BOX.rows, room)
    ranges = [(0.0, 1.0)] + [(-np.inf, np.inf)] * (PERIODS - 1)

    def least(limits: Limits) -> linear_program.LinearOptimum:
        return minimise_linear(posed, draws, limits, whole=[0], ranges=ranges)

    found = least(tight)
    alone = np.flatnonzero(BOX.rows[:, 0])
    assert not found.prices[alone].any()
    k = int(np.argmax(found.prices))
    assert found.prices[k] > 0
    more = least(Limits(tight.rows, room + 1e-5 * (np.arange(2 * PERIODS) == k)))
    assert (found.loss - more.loss) / 1e-5 == pytest.approx(found.prices[k], rel=1e-4)


def test_the_worst_share_takes_an_atom_in_part() -> None:
    losses, weights = np.array([4.0, 1.0, 3.0]), np.array([0.25, 0.5, 0.25])
    assert conditional_value_at_risk(losses, weights, 0.9) == pytest.approx(4.0)
    assert conditional_value_at_risk(losses, weights, 0.6) == pytest.approx((1.0 + 0.45) / 0.4)
    assert conditional_value_at_risk(losses, weights, 0.0) == pytest.approx(2.25)


def test_limits_that_leave_no_choice(posed, draws) -> None:
    with pytest.raises(TinbergenError, match="E009"):
        minimise_linear(posed, draws, Limits(BOX.rows, np.full(2 * PERIODS, -1.0)))
