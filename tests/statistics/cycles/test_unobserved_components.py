import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.unobserved_components import estimate, smooth


def simulated(length: int, seed: int) -> np.ndarray:
    """Clark's model at values like those of US output, in per cent."""
    rng = np.random.default_rng(seed)
    slope = 0.8 + rng.normal(scale=0.02, size=length).cumsum()
    trend = (slope + rng.normal(scale=0.4, size=length)).cumsum()
    cycle = np.zeros(length)
    for t in range(2, length):
        cycle[t] = 1.5 * cycle[t - 1] - 0.6 * cycle[t - 2] + rng.normal(scale=0.7)
    return trend + cycle


@pytest.mark.parametrize("slope", [True, False])
def test_equals_the_kalman_filter_and_smoother(slope):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    y = simulated(90, 1)
    peer = UnobservedComponents(
        y,
        irregular=False,
        level=True,
        stochastic_level=True,
        trend=slope,
        stochastic_trend=slope,
        autoregressive=2,
        use_exact_diffuse=True,
    )
    variances = [0.16, 0.0004, 0.49] if slope else [0.16, 0.49]
    theirs = peer.smooth([*variances, 1.5, -0.6])
    ours = smooth(y, level_sd=0.4, slope_sd=0.02 if slope else None, cycle_sd=0.7, ar=(1.5, -0.6))
    diffuse = 2 if slope else 1
    # Their diffuse likelihood keeps a constant for each diffuse state.
    constant = -0.5 * diffuse * np.log(2 * np.pi)
    assert ours.log_likelihood + constant == pytest.approx(theirs.llf, abs=1e-8)
    np.testing.assert_allclose(ours.trend, theirs.smoothed_state[0], atol=1e-8)
    np.testing.assert_allclose(ours.variance, theirs.smoothed_state_cov[0, 0], rtol=1e-7)
    if slope:
        np.testing.assert_allclose(ours.slope[:-1], theirs.smoothed_state[1, :-1], atol=1e-8)


def test_estimates_are_a_peak_and_the_interval_covers():
    y = simulated(160, 2)
    fit = estimate(y)
    for factor in (0.9, 1.1):
        for name in ("level_sd", "cycle_sd"):
            settings_ = {"level_sd": fit.level_sd, "cycle_sd": fit.cycle_sd, name: 0.0}
            settings_[name] = getattr(fit, name) * factor
            other = smooth(y, slope_sd=fit.slope_sd, ar=fit.ar, **settings_)
            assert other.log_likelihood < fit.log_likelihood
    assert (fit.variance > 0).all()
    assert (fit.dispersion > 0).all()


@settings(max_examples=4, deadline=None)
@given(st.floats(-500, 500), st.floats(-3, 3), st.floats(0.01, 100))
def test_a_line_goes_to_the_trend_and_units_do_not_matter(start, slope, unit):
    y = simulated(60, 3)
    line = start + slope * np.arange(60)
    base = estimate(y, draws=20)
    moved = estimate(unit * (y + line), draws=20)
    np.testing.assert_allclose(moved.cycle, unit * base.cycle, atol=unit * 2e-2)
    np.testing.assert_allclose(moved.trend + moved.cycle, unit * (y + line), rtol=1e-9, atol=1e-9)


def test_same_seed_same_interval():
    y = simulated(60, 4)
    np.testing.assert_array_equal(estimate(y).dispersion, estimate(y).dispersion)


def test_a_straight_line_has_no_cycle_to_find():
    with pytest.raises(TinbergenError) as caught:
        estimate(5.0 + 0.1 * np.arange(50))
    assert caught.value.code == "F055"
