"""Expected losses over draws: against an independent optimiser and against Brainard's formula."""

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.expected import Limits, expected_loss, minimise_expected
from tinbergen.engine.control.sqp import solve

NO_LIMITS = Limits(np.zeros((0, 5)), np.zeros(0))


@pytest.mark.parametrize("sense", ["at", "at_least"])
@pytest.mark.parametrize("upper", [None, 0.8])
def test_the_least_expected_loss(toys, sense, upper) -> None:
    dynamics, posed = toys.straight(1, 5, 5), toys.problem(5, 5, sense=sense, upper=upper)
    draws, limits = toys.draws(2, 60, dynamics, posed), NO_LIMITS
    if upper is not None:
        limits = Limits(np.eye(5), np.full(5, upper))
    found = minimise_expected(posed, draws, limits)
    other = minimize(
        lambda x: expected_loss(posed, draws, x), np.zeros(5), method="SLSQP",
        bounds=[(None, upper)] * 5, options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    np.testing.assert_allclose(found.change, other.x, atol=1e-5)
    assert found.loss <= other.fun + 1e-9
    assert found.kkt < 1e-8
    # A price is the loss that a little room saves.
    if upper is not None:
        assert (found.prices > 1e-3).any()
        k = int(np.argmax(found.prices))
        more = Limits(limits.rows, limits.room + 1e-5 * (np.arange(5) == k))
        saved = (found.loss - minimise_expected(posed, draws, more).loss) / 1e-5
        assert saved == pytest.approx(found.prices[k], rel=1e-3)


def test_one_draw_is_the_central_path(toys) -> None:
    dynamics, posed = toys.straight(3, 5, 5), toys.problem(5, 5)
    search = toys.search(toys.branch(1.0, dynamics, posed))
    runs = search.begin()
    found = minimise_expected(posed, search.central(runs, search.slopes(runs)), NO_LIMITS)
    control = solve(dynamics, posed)
    np.testing.assert_allclose(found.change, control.run[:, 0], atol=1e-8)
    assert found.loss == pytest.approx(control.loss)


def test_uncertain_effects_attenuate(toys) -> None:
    """u = E[B'B]^-1 E[B]'gap (Brainard 1967, American Economic Review 57)."""
    dynamics, posed = toys.straight(4, 5, 5), toys.problem(5, 5, cost=0.0)
    draws = toys.draws(5, 400, dynamics, posed)
    found = minimise_expected(posed, draws, NO_LIMITS).change
    B = draws.effects[:, 1::2]
    gaps = 2.0 - draws.base[:, :, 1]
    square = np.mean([b.T @ b for b in B], axis=0)
    pull = np.mean([b.T @ g for b, g in zip(B, gaps, strict=True)], axis=0)
    np.testing.assert_allclose(found, np.linalg.solve(square, pull), rtol=1e-7)
    certain = np.linalg.solve(B.mean(axis=0), gaps.mean(axis=0))
    assert np.linalg.norm(found) < 0.95 * np.linalg.norm(certain)


def test_limits_that_leave_no_choice(toys) -> None:
    dynamics, posed = toys.straight(6, 5, 5), toys.problem(5, 5)
    draws = toys.draws(7, 10, dynamics, posed)
    rows = np.vstack([np.eye(5), -np.eye(5)])
    with pytest.raises(TinbergenError, match="E009"):
        minimise_expected(posed, draws, Limits(rows, np.full(10, -1.0)))


def test_a_start_outside_the_limits_is_left(toys) -> None:
    dynamics, posed = toys.straight(8, 5, 5), toys.problem(5, 5)
    draws = toys.draws(9, 30, dynamics, posed)
    limits = Limits(np.eye(5), np.full(5, -0.5))
    found = minimise_expected(posed, draws, limits)
    assert (found.change <= -0.5 + 1e-8).all()
    other = minimize(
        lambda x: expected_loss(posed, draws, x), np.full(5, -1.0), method="SLSQP",
        bounds=[(None, -0.5)] * 5, options={"ftol": 1e-14},
    )  # fmt: skip
    np.testing.assert_allclose(found.change, other.x, atol=1e-5)
