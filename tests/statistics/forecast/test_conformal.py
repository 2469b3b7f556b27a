import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.forecast.conformal import bands, calibrate, split_conformal_radius
from tinbergen.statistics.forecast.predictive import Predictive, normal_radius


@pytest.mark.parametrize("level", [50, 80, 95])
def test_coverage_on_exchangeable_scores_is_as_promised(level):
    """Exactly ⌈(n+1)·level⌉/(n+1) for continuous scores, whatever their law."""
    n, trials = 39, 20_000
    rng = np.random.default_rng(1)
    scores = np.abs(rng.standard_t(2, size=(trials, n + 1)))
    inside = [row[-1] <= split_conformal_radius(row[:-1], level) for row in scores]
    expected = np.ceil((n + 1) * level / 100) / (n + 1)
    assert np.mean(inside) == pytest.approx(expected, abs=4 * np.sqrt(0.25 / trials))


def test_too_few_scores_say_nothing():
    assert split_conformal_radius(np.arange(18.0), 95) == np.inf
    assert split_conformal_radius(np.arange(19.0), 95) == 18.0
    assert split_conformal_radius(np.array([]), 50) == np.inf


def test_without_errors_the_bands_are_gaussian():
    calibration = calibrate(np.full((2, 3), np.nan), np.ones((2, 3)), (80, 95))
    assert calibration.scores == 0
    assert calibration.radii == {80: normal_radius(80), 95: normal_radius(95)}


def test_many_errors_outweigh_the_model():
    rng = np.random.default_rng(0)
    errors = rng.normal(0.0, 3.0, (4000, 2))
    calibration = calibrate(errors, np.ones_like(errors), (80, 95))
    assert calibration.radii[80] == pytest.approx(3 * normal_radius(80), rel=0.03)
    assert calibration.radii[95] == pytest.approx(3 * normal_radius(95), rel=0.03)


def test_few_errors_are_weighed_by_separate_windows():
    """Twelve origins, four steps ahead: three separate windows against one of the Gaussian's.

    Every error is five standard deviations, so that this is the conformal radius at any level.
    """
    calibration = calibrate(np.full((12, 4), 10.0), np.full((12, 4), 2.0), (80,))
    assert calibration.radii[80] == pytest.approx((3 * 5.0 + 1.2815515655446004) / 4)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_bands_are_nested_and_centred(origins, horizon, seed):
    rng = np.random.default_rng(seed)
    errors = rng.standard_t(1, (origins + 1, horizon))
    errors[rng.random(errors.shape) < 0.3] = np.nan
    sd = rng.random((origins + 1, horizon))
    prediction = Predictive(rng.normal(size=horizon), rng.random(horizon))
    lower, upper = bands(prediction, calibrate(errors, sd, (95, 50, 80)))
    assert list(lower) == [50, 80, 95]
    for inner, outer in ((50, 80), (80, 95)):
        assert (lower[outer] <= lower[inner]).all()
        assert (upper[inner] <= upper[outer]).all()
    np.testing.assert_allclose((lower[80] + upper[80]) / 2, prediction.mean, atol=1e-9)


def test_a_standard_deviation_of_nil_is_not_believed():
    errors = np.array([[1.0], [2.0], [-1.0]])
    calibration = calibrate(errors, np.zeros((3, 1)), (50,))
    lower, upper = bands(Predictive(np.zeros(1), np.zeros(1)), calibration)
    assert upper[50][0] > lower[50][0]
