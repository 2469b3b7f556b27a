import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.naive import drift, naive, seasonal_naive

Y = np.array([3.0, 5.0, 4.0, 6.0, 8.0, 7.0, 9.0])


def test_naive_repeats_the_last_value():
    forecast = naive(Y, [3, 7], 2)
    np.testing.assert_array_equal(forecast.mean, [[4.0, 4.0], [9.0, 9.0]])
    one_step = np.sqrt(np.mean(np.diff(Y) ** 2))
    np.testing.assert_allclose(forecast.sd[1], one_step * np.sqrt([1.0, 2.0]))


def test_seasonal_naive_repeats_the_last_year():
    forecast = seasonal_naive(Y, 3, [7], 5)
    np.testing.assert_array_equal(forecast.mean[0], [8.0, 7.0, 9.0, 8.0, 7.0])
    yearly = np.sqrt(np.mean((Y[3:] - Y[:-3]) ** 2))
    np.testing.assert_allclose(forecast.sd[0], yearly * np.sqrt([1.0, 1.0, 1.0, 2.0, 2.0]))


def test_an_origin_sees_nothing_later():
    changed = np.append(Y[:5], [100.0, -100.0])
    for method in (lambda y: seasonal_naive(y, 2, [4, 5], 3), lambda y: drift(y, [4, 5], 3)):
        before, after = method(Y), method(changed)
        np.testing.assert_array_equal(before.mean, after.mean)
        np.testing.assert_array_equal(before.sd, after.sd)


def test_drift_goes_on_along_the_line_from_first_to_last():
    forecast = drift(Y, [7], 3)
    np.testing.assert_allclose(forecast.mean[0], [10.0, 11.0, 12.0])
    spread = np.std(np.diff(Y), ddof=1)
    np.testing.assert_allclose(forecast.sd[0, 2], spread * np.sqrt(3 * (1 + 3 / 6)))


@pytest.mark.parametrize("call", [lambda: seasonal_naive(Y, 4, [4], 1), lambda: drift(Y, [2], 1)])
def test_too_few_observations(call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == "F003"
