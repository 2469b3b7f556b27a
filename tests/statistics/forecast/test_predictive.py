import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from tinbergen.statistics.forecast.predictive import gaussian_crps, normal_radius


@pytest.mark.parametrize("level", [50, 80, 95, 99.9])
def test_the_radius_holds_the_level(level):
    r = normal_radius(level)
    assert norm.cdf(r) - norm.cdf(-r) == pytest.approx(level / 100)


@pytest.mark.parametrize("actual", [-1.3, 0.2, 4.0])
def test_crps_is_the_integral_of_squared_distance(actual):
    mean, sd = 0.5, 1.7
    below = quad(lambda x: norm.cdf(x, mean, sd) ** 2, -np.inf, actual)[0]
    above = quad(lambda x: norm.sf(x, mean, sd) ** 2, actual, np.inf)[0]
    score = gaussian_crps(np.array(actual), np.array(mean), np.array(sd))
    assert float(score) == pytest.approx(below + above, rel=1e-8)


def test_crps_without_spread_is_the_absolute_error():
    score = gaussian_crps(np.array([1.0, 2.0]), np.array([3.0, 2.0]), np.zeros(2))
    np.testing.assert_array_equal(score, [2.0, 0.0])
