import warnings

import numpy as np
import pytest

from tinbergen.statistics.forecast.unit_roots import (
    differences_needed,
    kpss,
    seasonal_differences_needed,
)


def test_kpss_is_statsmodels():
    from statsmodels.tsa.stattools import kpss as peer

    y = np.random.default_rng(0).normal(size=120).cumsum()
    lags = int(3 * np.sqrt(120) / 13)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = peer(y, regression="c", nlags=lags)[0]
    assert kpss(y) == pytest.approx(expected)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_integration_is_recognised(times):
    y = np.random.default_rng(3).normal(size=300)
    for _ in range(times):
        y = y.cumsum()
    assert differences_needed(y) == times


def test_a_constant_needs_none():
    assert differences_needed(np.full(20, 3.0)) == 0
    assert seasonal_differences_needed(np.full(20, 3.0), 4) == 0


def test_only_a_strong_season_counts():
    e = np.random.default_rng(1).normal(size=80)
    wave = np.resize([2.0, 0.0, -2.0, 0.0], 80)
    assert seasonal_differences_needed(3.0 * wave + e, 4) == 1
    assert seasonal_differences_needed(0.2 * wave + e, 4) == 0
    assert seasonal_differences_needed((3.0 * wave + e)[:8], 4) == 0
    assert seasonal_differences_needed(3.0 * wave + e, 1) == 0
