"""The optimal perturbation of a plan: its sign, its verdict, its bands, and what is refused."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.perturbation import optimal_perturbation


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
