import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.ar_model import AutoReg

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.slow_mean import autoregress, exponential_mean, trailing_mean

RNG = np.random.default_rng(7)
WALK = np.cumsum(RNG.standard_normal(120)) / 3
OMIT = np.isin(np.arange(120), [60, 61])


def test_the_trailing_mean_is_that_of_pandas():
    values = np.where(np.arange(120) < 5, np.nan, WALK)
    expected = pd.Series(np.where(OMIT, np.nan, values)).rolling(30, min_periods=12).mean()
    np.testing.assert_allclose(trailing_mean(values, 30, least=12, omit=OMIT), expected)


def test_twenty_known_periods_are_enough_and_fewer_are_not():
    found = trailing_mean(WALK)
    assert np.isnan(found[:19]).all()
    assert found[19] == pytest.approx(WALK[:20].mean())
    assert found[100] == pytest.approx(WALK[21:101].mean())


def test_the_exponential_mean_is_that_of_pandas():
    values = np.where(np.arange(120) < 5, np.nan, WALK)
    expected = pd.Series(np.where(OMIT, np.nan, values)).ewm(alpha=0.1).mean()
    found = exponential_mean(values, 0.9, omit=OMIT)
    np.testing.assert_allclose(found, expected)
    assert np.isnan(found[:5]).all()


def test_with_a_constant_it_is_the_autoregression_of_statsmodels():
    expected = AutoReg(WALK, 3).fit().forecast(6)
    np.testing.assert_allclose(autoregress(WALK, 3, 6), expected)


def test_around_a_mean_it_is_that_of_deviations():
    mean = trailing_mean(WALK, 20, least=1)
    expected = mean[-1] + AutoReg(WALK - mean, 2, trend="n").fit().forecast(5)
    np.testing.assert_allclose(autoregress(WALK, 2, 5, mean=mean), expected)


def test_periods_left_out_stand_at_the_mean():
    """However wild they were."""
    wild = np.where(OMIT, 1e3, WALK)
    mean = trailing_mean(wild, 20, least=1, omit=OMIT)
    at_mean = np.where(OMIT, mean, WALK)
    np.testing.assert_allclose(
        autoregress(wild, 2, 4, mean=mean, omit=OMIT), autoregress(at_mean, 2, 4, mean=mean)
    )


def test_without_a_mean_rows_that_touch_them_are_dropped():
    wild = np.where(OMIT, 1e3, WALK)
    y, x = wild[2:], np.column_stack([wild[1:-1], wild[:-2], np.ones(118)])
    rows = ~(OMIT[2:] | OMIT[1:-1] | OMIT[:-2])
    slopes = np.linalg.lstsq(x[rows], y[rows], rcond=None)[0]
    found = autoregress(wild, 2, 1, omit=OMIT)
    np.testing.assert_allclose(found, [slopes @ [WALK[-1], WALK[-2], 1.0]])


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("F053", lambda: trailing_mean(WALK, 0)),
        ("F053", lambda: exponential_mean(WALK, 1.0)),
        ("F053", lambda: autoregress(WALK, 0, 1)),
        ("F053", lambda: autoregress(WALK, 1, 0)),
        ("F053", lambda: autoregress(WALK[:5], 2, 1)),
        ("F054", lambda: autoregress(WALK, 1, 1, omit=OMIT[1:])),
        ("F054", lambda: autoregress(WALK, 1, 1, mean=WALK[1:])),
    ],
)
def test_what_is_refused(code, work):
    with pytest.raises(TinbergenError) as fault:
        work()
    assert fault.value.code == code
