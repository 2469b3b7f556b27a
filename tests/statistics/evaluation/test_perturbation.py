"""The optimal perturbation of a plan: its sign, its verdict, its bands, and what is refused."""

import numpy as np
import pytest
from scipy.special import ndtr

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.perturbation import (
    Centre,
    optimal_perturbation,
    perturbation_from_draws,
)


def test_a_gap_above_zero_asks_for_the_opposite() -> None:
    """Effects of 2 on a gap of 1: half a unit less."""
    found = optimal_perturbation([[2.0]], [1.0], [3.0], names=["rate"])
    assert found.change[0] == pytest.approx(-0.5)
    assert found.lower[0] == found.upper[0] == found.change[0]
    assert found.verdict == "revise"
    assert (found.loss_before, found.loss) == pytest.approx((3.0, 0.0))
    assert found.gradient[0] == pytest.approx(6.0)
    assert found.to_frame().loc["rate", "change"] == pytest.approx(-0.5)
    assert "revise" in repr(found)


def test_weights_may_be_a_matrix() -> None:
    rng = np.random.default_rng(0)
    R, Y, half = rng.normal(size=(6, 2)), rng.normal(size=6), rng.normal(size=(6, 6))
    W = half.T @ half
    found = optimal_perturbation(R, Y, W)
    np.testing.assert_allclose(found.change, -np.linalg.solve(R.T @ W @ R, R.T @ W @ Y))
    assert found.loss == pytest.approx(found.gaps @ W @ found.gaps)


def test_the_verdict_keeps_its_level() -> None:
    """With a mean gap of zero and errors as said, one plan in ten is revised; 20 deviations are."""
    rng = np.random.default_rng(1)
    R = np.array([[1.0, 0.2], [0.5, 1.0], [0.3, -0.4]])
    noise = np.diag([0.5, 0.3, 0.2])
    drawn = [
        optimal_perturbation(
            R, rng.multivariate_normal(np.zeros(3), noise), np.ones(3), forecast_covariance=noise,
            draws=200, seed=s,
        )
        for s in range(200)
    ]  # fmt: skip
    share = np.mean([one.verdict == "revise" for one in drawn])
    assert share == pytest.approx(0.1, abs=0.06)
    far = optimal_perturbation(R, [8.0, 2.0, 1.0], np.ones(3), forecast_covariance=noise)
    assert far.verdict == "revise"
    assert far.p_value < 1e-6


def test_bands_are_those_of_a_normal_where_only_the_forecast_is_uncertain() -> None:
    R, noise = np.array([[1.0], [2.0]]), np.array([[0.4, 0.1], [0.1, 0.3]])
    found = optimal_perturbation(R, [1.0, 1.0], [1, 1], forecast_covariance=noise, draws=40_000)
    weights = -R[:, 0] / 5
    half = 1.6449 * np.sqrt(weights @ noise @ weights)
    assert found.upper[0] - found.change[0] == pytest.approx(half, rel=0.02)
    assert found.change[0] - found.lower[0] == pytest.approx(half, rel=0.02)


def test_uncertain_effects_widen_the_band() -> None:
    R = np.array([[1.0], [2.0]])
    spread = 0.05 * np.eye(2)
    found = optimal_perturbation(R, [1.0, 1.0], [1, 1], response_covariance=spread)
    assert found.lower[0] < found.change[0] < found.upper[0]
    assert found.verdict == "revise"
    wide = optimal_perturbation(R, [1.0, 1.0], [1, 1], response_covariance=60 * spread)
    assert wide.verdict == "optimal"
    assert wide.upper[0] - wide.lower[0] > 2 * (found.upper[0] - found.lower[0])


def test_a_square_menu_is_ill_posed() -> None:
    """Nearly the same effects: huge changes, which the condition number betrays."""
    found = optimal_perturbation([[1.0, 1.0], [1.0, 1.0 + 1e-8]], [1.0, 0.0], [1.0, 1.0])
    assert found.condition > 1e6
    assert np.abs(found.change).max() > 1e6


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F140", {"responses": [[1.0, 1.0], [1.0, 1.0]]}),
        ("F140", {"responses": [[1.0, 0.0], [1.0, 0.0]]}),
        ("F140", {"responses": [[1.0, 0.0, 1.0], [1.0, 1.0, 2.0]]}),
        ("F141", {"weights": [1.0, -1.0]}),
        ("F141", {"forecast_covariance": -np.eye(2)}),
        ("F142", {"responses": [[np.nan, 0.0], [0.0, 1.0]]}),
        ("F142", {"forecast": [np.inf, 0.0]}),
        ("F142", {"weights": [np.nan, 1.0]}),
        ("C011", {"responses": [1.0, 2.0]}),
        ("C011", {"forecast": [1.0]}),
        ("C011", {"weights": np.eye(3)}),
        ("C011", {"names": ["a"]}),
        ("C011", {"response_covariance": np.eye(2)}),
        ("F053", {"level": 0.0, "forecast_covariance": np.eye(2)}),
        ("F053", {"draws": 3}),
    ],
)
def test_what_is_refused(code, change) -> None:
    given = {"responses": [[1.0, 0.0], [0.0, 1.0]], "forecast": [1.0, 1.0], "weights": [1.0, 1.0]}
    with pytest.raises(TinbergenError) as caught:
        optimal_perturbation(**(given | change))
    assert caught.value.code == code


def test_draws_have_the_least_mean_loss_of_brainard() -> None:
    """u* = -E[R'WR]^-1 E[R'WY]: with uncertain effects it attenuates."""
    rng = np.random.default_rng(3)
    R, Y, W = rng.normal(1, 0.5, (50, 4, 2)), rng.normal(1, 0.2, (50, 4)), np.array([1, 2, 1, 4.0])
    found = perturbation_from_draws(R, Y, W)
    curvature = np.einsum("dgk,g,dgl->kl", R, W, R)
    pull = np.einsum("dgk,g,dg->k", R, W, Y)
    np.testing.assert_allclose(found.change, -np.linalg.solve(curvature, pull))
    np.testing.assert_allclose(found.gradient, pull / 50)
    missed = Y + R @ found.change
    assert found.loss == pytest.approx(np.mean((missed**2) @ W))
    assert found.loss < found.loss_before


def test_draws_that_agree_are_the_central_perturbation() -> None:
    rng = np.random.default_rng(4)
    R, Y, W = rng.normal(size=(6, 2)), rng.normal(size=6), np.ones(6)
    one = optimal_perturbation(R, Y, W)
    found = perturbation_from_draws(np.tile(R, (5, 1, 1)), np.tile(Y, (5, 1)), W)
    np.testing.assert_allclose(found.change, one.change)
    np.testing.assert_allclose((found.lower, found.upper), (one.change, one.change))
    assert found.verdict == "revise"


@pytest.mark.parametrize(("gap", "verdict"), [(0.0, "optimal"), (1.0, "revise")])
def test_draws_without_any_doubt_have_no_p_value_and_the_gradient_decides(
    gap: float, verdict: str
) -> None:
    """A setting that moves what it costs and no target: all draws say the same."""
    responses = np.tile([[0.0], [1.0]], (7, 1, 1))
    found = perturbation_from_draws(responses, np.tile([3.0, gap], (7, 1)), np.ones(2))
    assert np.isnan(found.p_value)
    assert found.verdict == verdict


def test_the_centre_decides_and_draws_say_how_surely() -> None:
    """A plan that is optimal at the centre stays, however its effects are doubted."""
    rng = np.random.default_rng(5)
    R, W = np.array([[1.0], [2.0]]), np.ones(2)
    Y = np.array([2.0, -1.0])
    assert R[:, 0] @ Y == 0
    draws = R + rng.normal(0, 0.3, (300, 2, 1))
    centre = Centre(R[None], Y[None], np.ones(1))
    found = perturbation_from_draws(draws, np.tile(Y, (300, 1)), W, centre=centre)
    assert found.change[0] == pytest.approx(0, abs=1e-12)
    assert (found.verdict, found.p_value) == ("optimal", pytest.approx(1))
    assert found.lower[0] < 0 < found.upper[0]


def test_settings_move_along_directions_only() -> None:
    R = np.array([[1.0, 0.5], [0.2, 1.0], [0.3, 0.3]])
    Y, W, along = np.array([1.0, 1.0, 1.0]), np.ones(3), np.array([[1.0], [-1.0]])
    found = perturbation_from_draws(np.tile(R, (3, 1, 1)), np.tile(Y, (3, 1)), W, directions=along)
    assert found.change[0] == pytest.approx(-found.change[1])
    moved = (R @ along)[:, 0]
    assert found.change[0] == pytest.approx(-(moved @ Y) / (moved @ moved))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"responses": [[1.0]]}, "C011"),
        ({"forecasts": [[1.0], [1.0]]}, "C011"),
        ({"directions": [[1.0], [1.0]]}, "C011"),
        ({"centre": Centre(np.ones((1, 3, 1)), np.ones((1, 2)), np.ones(1))}, "C011"),
        ({"weights": [1.0, -1.0]}, "F141"),
        ({"level": 1.0}, "F053"),
        ({"responses": np.ones((1, 2, 1)), "forecasts": [[1.0, 1.0]]}, "F053"),
    ],
)
def test_draws_that_make_no_sense_are_refused(changed, code) -> None:
    given = {"responses": np.ones((2, 2, 1)), "forecasts": np.ones((2, 2)), "weights": [1.0, 1.0]}
    with pytest.raises(TinbergenError) as caught:
        perturbation_from_draws(**(given | changed))
    assert caught.value.code == code


def test_forecasts_that_miss_along_one_line_make_a_test_of_one_degree() -> None:
    """All that is uncertain is one number: to rounding, draws of the gradient lie on a line, and the
    test is that of the number."""
    rng = np.random.default_rng(3)
    responses = np.broadcast_to(rng.normal(size=(5, 2)), (400, 5, 2))
    size, line = rng.normal(1.5, 1, size=400), rng.normal(size=5)
    forecasts = size[:, None] * line
    found = perturbation_from_draws(responses, forecasts, np.ones(5))
    assert found.p_value == pytest.approx(2 * ndtr(-size.mean() / size.std(ddof=1)), abs=1e-9)
