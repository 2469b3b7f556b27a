import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.hp_filter import hp_trend
from tinbergen.statistics.cycles.norms import against_record, natural_rate

RNG = np.random.default_rng(0)
SERIES = 5 + RNG.normal(size=120)


def test_the_record_is_the_ten_years_before():
    result = against_record(SERIES, 4, "mean")
    record = SERIES[60:100]
    assert result.norm[100] == pytest.approx(record.mean())
    assert result.score[100] == pytest.approx((SERIES[100] - record.mean()) / record.std(ddof=1))
    assert result.percentile[100] == pytest.approx(100 * (record < SERIES[100]).mean())
    assert np.isnan(result.norm[:12]).all()
    assert result.norm[12] == pytest.approx(SERIES[:12].mean())


def test_nothing_later_moves_a_verdict():
    for centre in ("mean", "median", "trend"):
        whole, cut = against_record(SERIES, 4, centre), against_record(SERIES[:80], 4, centre)
        np.testing.assert_array_equal(whole.deviation[:80], cut.deviation)


def test_a_median_is_not_impressed_by_an_outlier():
    shocked = SERIES.copy()
    shocked[90] += 1000.0
    calm, after = against_record(SERIES, 4, "median"), against_record(shocked, 4, "median")
    assert after.score[90] > 100
    assert after.percentile[90] == 100.0
    assert abs(after.score[95] - calm.score[95]) < 0.5


def test_a_line_is_the_norm_of_a_trending_series():
    line = 3.0 + 0.25 * np.arange(60)
    result = against_record(line, 4, "trend")
    np.testing.assert_allclose(result.deviation[12:], 0.0, atol=1e-10)
    assert np.isnan(result.score).all()
    jump = line + np.where(np.arange(60) == 59, 2.0, 0.0) + 0.1 * RNG.normal(size=60)
    assert against_record(jump, 4, "trend").score[-1] > 5


@pytest.mark.parametrize("centre", ["mean", "median", "trend"])
def test_intervals_cover_as_often_as_they_say(centre):
    # White noise: the true norm is 5, and the deviation from it should lie within the bounds.
    covered = []
    for seed in range(150):
        values = 5 + np.random.default_rng(seed).normal(size=60)
        result = against_record(values, 4, centre, level=0.9)
        covered.append(result.lower[-1] <= values[-1] - 5 <= result.upper[-1])
    assert 0.84 <= np.mean(covered) <= 0.99


def test_autocorrelation_widens():
    slow = np.zeros(120)
    for t in range(1, 120):
        slow[t] = 0.9 * slow[t - 1] + SERIES[t] - 5
    quick, long = against_record(SERIES, 4, "mean"), against_record(slow, 4, "mean")
    ratio = (long.upper - long.deviation)[-1] / (quick.upper - quick.deviation)[-1]
    assert ratio > 2 * slow.std() / SERIES.std()


def test_natural_rate_by_the_filter():
    result = natural_rate(SERIES, 4)
    np.testing.assert_allclose(result.norm, hp_trend(SERIES, 1600.0))
    np.testing.assert_allclose(result.norm + result.deviation, SERIES)
    assert result.lower[-1] < result.deviation[-1] < result.upper[-1]
    assert 0 < result.percentile[np.argmin(result.deviation)] < 1


def test_natural_rate_by_unobserved_components():
    cycle = np.zeros(160)
    noise = np.random.default_rng(3).normal(size=160)
    for t in range(2, 160):
        cycle[t] = 1.5 * cycle[t - 1] - 0.6 * cycle[t - 2] + 0.3 * noise[t]
    result = natural_rate(6 + cycle, 4, "unobserved_components")
    assert np.corrcoef(result.deviation, cycle)[0, 1] > 0.95
    assert (result.upper > result.lower).all()


def test_what_will_not_do_is_refused():
    with pytest.raises(TinbergenError, match="needed"):
        against_record(SERIES[:12], 4)
    with pytest.raises(TinbergenError, match="years is 1"):
        against_record(SERIES, 4, years=1)
    with pytest.raises(TinbergenError, match="can't estimate the trend and cycle"):
        natural_rate(np.full(60, 3.0), 4, "unobserved_components")
