"""Scores against closed forms and other programs."""

import numpy as np
import pytest
from scipy import stats

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.predictive import gaussian_crps
from tinbergen.statistics.forecast.scores import (
    auroc,
    brier,
    coverage,
    crps_sample,
    diebold_mariano,
    log_score,
)


def test_crps_of_draws_by_its_definition():
    rng = np.random.default_rng(0)
    draws, outturn = rng.standard_normal((50, 3)), np.array([0.2, -1.0, 4.0])
    pairs = np.abs(draws[:, None] - draws[None]).mean(axis=(0, 1))
    expected = np.abs(draws - outturn).mean(axis=0) - pairs / 2
    np.testing.assert_allclose(crps_sample(draws, outturn), expected, rtol=1e-12)


def test_crps_of_many_normal_draws_is_the_closed_form():
    quantiles = stats.norm.ppf((np.arange(100000) + 0.5) / 100000)
    outturn = np.array([-1.0, 0.0, 2.5])
    ours = crps_sample(np.tile(3.0 + 2.0 * quantiles[:, None], 3), outturn)
    closed = gaussian_crps(outturn, np.full(3, 3.0), np.full(3, 2.0))
    np.testing.assert_allclose(ours, closed, rtol=1e-4)
    assert crps_sample([5.0], 3.0) == pytest.approx(2.0)


def test_crps_is_the_integral_of_squared_distance_of_distributions():
    """For two draws at 0 and 1 and an outturn of .25: (1/2)² on both sides of it, by hand."""
    assert crps_sample([0.0, 1.0], 0.25) == pytest.approx(0.25 * 0.25 + 0.25 * 0.75)


def test_log_score_as_scipy():
    expected = stats.norm(1.0, [0.5, 2.0]).logpdf([0.3, 4.0])
    np.testing.assert_allclose(log_score([0.3, 4.0], 1.0, [0.5, 2.0]), expected, rtol=1e-12)
    with pytest.raises(TinbergenError, match="F053"):
        log_score(0.0, 0.0, 0.0)


def test_coverage_leaves_out_what_is_unknown():
    assert coverage([1.0, 2.0, np.nan, 4.0], [0, 0, 0, 5], [1, 1, 1, 9]) == pytest.approx(1 / 3)


def test_brier_by_hand():
    assert brier([0.2, 0.9], [0, 1]) == pytest.approx((0.04 + 0.01) / 2)


def test_auroc_is_mann_whitney():
    rng = np.random.default_rng(1)
    event = (rng.random(200) < 0.3).astype(float)
    given = np.round(rng.random(200) + 0.3 * event, 1)
    u = stats.mannwhitneyu(given[event == 1], given[event == 0]).statistic
    expected = u / (event.sum() * (1 - event).sum())
    assert auroc(given, event) == pytest.approx(expected, rel=1e-12)
    assert auroc(np.exp(given), event) == pytest.approx(expected, rel=1e-12)
    assert auroc(event, event) == 1.0
    assert auroc(np.ones(200), event) == 0.5


def test_diebold_mariano_at_one_step_is_a_t_test():
    rng = np.random.default_rng(2)
    a, b = rng.standard_normal((2, 40)) ** 2
    found = diebold_mariano(a, b)
    theirs = stats.ttest_1samp(a - b, 0.0)
    assert found.statistic == pytest.approx(theirs.statistic, rel=1e-12)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-12)
    low, high = theirs.confidence_interval(0.9)
    assert found.interval(0.9) == pytest.approx((low, high), rel=1e-12)
    assert "DieboldMariano" in repr(found)


def test_a_difference_of_zero_has_an_interval():
    found = diebold_mariano([1.0, 3.0] * 10, [3.0, 1.0] * 10)
    low, high = found.interval()
    assert (found.mean_difference, found.statistic) == (0.0, 0.0)
    assert low == -high < 0


def test_diebold_mariano_at_three_steps_by_hand():
    """Harvey, Leybourne and Newbold (1997), equations 3 to 9, term by term."""
    d = np.array([0.3, 0.1, -0.4, -0.8, -0.2, 0.5, 0.6, 0.9, 1.1, 0.7])
    n, h, mean = 10, 3, 0.28
    gamma = [sum((d[t] - mean) * (d[t - k] - mean) for t in range(k, n)) / n for k in range(h)]
    variance = (gamma[0] + 2 * gamma[1] + 2 * gamma[2]) / n
    corrected = mean / np.sqrt(variance) * np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    found = diebold_mariano(d + 1.0, np.ones(10), 3)
    assert found.statistic == pytest.approx(corrected, rel=1e-10)
    assert found.p_value == pytest.approx(2 * stats.t(9).sf(corrected), rel=1e-10)
    assert (found.kernel, found.mean_difference) == ("rectangular", pytest.approx(mean))


def test_a_variance_below_zero_is_not_used():
    d = np.tile([1.0, -1.0], 20) + 0.1
    found = diebold_mariano(d, np.zeros(40), 2)
    assert found.kernel == "bartlett"
    assert np.isfinite(found.statistic)


def test_large_losses_that_differ_by_a_constant_but_for_rounding_are_refused():
    """Squared errors of series in millions round at 1e-4, which is no difference in skill."""
    losses = 1e12 * (1.0 + np.random.default_rng(4).random(40))
    with pytest.raises(TinbergenError, match="F055"):
        diebold_mariano(losses, losses / 3.0 * 3.0)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: brier([1.2], [1])),
        ("F053", lambda: brier([np.nan], [1])),
        ("F054", lambda: brier([0.2, 0.1], [1])),
        ("F123", lambda: brier([0.2], [2])),
        ("F123", lambda: auroc([0.2, 0.3], [1, 1])),
        ("F123", lambda: auroc([0.2, 0.3], [1, np.nan])),
        ("F053", lambda: diebold_mariano([1.0, 2.0], [0.0, 0.0], 2)),
        ("F055", lambda: diebold_mariano([1.0, 2.0], [0.0, 1.0], 1)),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
