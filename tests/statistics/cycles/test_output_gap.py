import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.output_gap import GAPS, hamilton_projection, hp_gap, output_gap

LEVEL = 100 * np.exp(
    0.005 * np.arange(140) + 0.01 * np.random.default_rng(0).normal(size=140).cumsum()
)


@pytest.mark.parametrize("method", list(GAPS))
def test_gap_trend_and_bounds_agree(method):
    gap = output_gap(LEVEL, 4, method)
    known = ~np.isnan(gap.gap)
    assert gap.method == method
    assert known[-1]
    np.testing.assert_allclose(gap.gap, 100 * np.log(LEVEL / gap.trend), atol=1e-9)
    assert (gap.lower[known] <= gap.gap[known]).all()
    assert gap.lower[-1] < gap.gap[-1] < gap.upper[-1]
    np.testing.assert_allclose(gap.upper - gap.gap, gap.gap - gap.lower, atol=1e-12)


@pytest.mark.parametrize("method", list(GAPS))
def test_unit_of_the_level_and_missing_ends_do_not_matter(method):
    gap = output_gap(LEVEL, 4, method)
    edged = np.concatenate([[np.nan], 1000 * LEVEL, [np.nan, np.nan]])
    moved = output_gap(edged, 4, method)
    assert moved.gap.size == LEVEL.size + 3
    assert np.isnan(moved.gap[[0, -2, -1]]).all()
    np.testing.assert_allclose(moved.gap[1:-2], gap.gap, atol=2e-3)
    np.testing.assert_allclose(moved.trend[1:-2], 1000 * gap.trend, rtol=1e-4)


@pytest.mark.parametrize("method", list(GAPS))
@pytest.mark.parametrize("frequency", [1, 4, 12])
def test_the_shortest_sample_allowed_works(method, frequency):
    try:
        output_gap(LEVEL[:3], frequency, method)
    except TinbergenError as fault:
        need = fault.facts["need"]
    gap = output_gap(LEVEL[:need], frequency, method)
    assert np.isfinite([gap.gap[-1], gap.lower[-1], gap.upper[-1]]).all()
    assert gap.lower[-1] < gap.upper[-1]


def test_real_time_estimates_end_where_the_two_sided_filter_does():
    one, two = output_gap(LEVEL, 4, "hp_one_sided"), hp_gap(LEVEL, 4)
    assert one.gap[-1] == two.gap[-1]
    assert (one.lower[-1], one.upper[-1]) == (two.lower[-1], two.upper[-1])
    cut = output_gap(LEVEL[:100], 4, "hp_one_sided")
    np.testing.assert_allclose(cut.gap, one.gap[:100])


def test_a_higher_level_widens():
    narrow, wide = hp_gap(LEVEL, 4, level=0.5), hp_gap(LEVEL, 4, level=0.95)
    assert wide.upper[-1] - wide.lower[-1] > narrow.upper[-1] - narrow.lower[-1]


def test_hamilton_residuals_are_orthogonal_to_the_regressors():
    y = np.log(LEVEL)
    fit = hamilton_projection(y, 8, 4)
    lags = np.column_stack([np.ones(129), *(y[3 - lag : 132 - lag] for lag in range(4))])
    np.testing.assert_allclose(lags.T @ fit.residuals[11:], 0.0, atol=1e-10)
    np.testing.assert_allclose(lags @ fit.coefficients, fit.fitted[11:], atol=1e-10)
    variance = np.einsum("ti,ij,tj->t", lags, fit.covariance, lags)
    np.testing.assert_allclose(np.sqrt(variance), fit.standard_error[11:], rtol=1e-6)


def test_levels_out_of_bounds_and_negative_data_are_refused():
    with pytest.raises(TinbergenError) as caught:
        hp_gap(LEVEL, 4, level=1.0)
    assert caught.value.code == "F053"
    with pytest.raises(TinbergenError) as caught:
        hp_gap(LEVEL - 200, 4, name="GDP")
    assert caught.value.code == "F052"
    assert "GDP" in str(caught.value)
