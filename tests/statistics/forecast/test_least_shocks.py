"""The densest shocks that bring changes about, against the Gaussian conditional mean."""

import numpy as np
import pytest
from scipy.stats import chi2, multivariate_normal

from tinbergen.statistics.forecast.least_shocks import least_shocks


@pytest.fixture
def loadings() -> np.ndarray:
    return np.random.default_rng(4).standard_normal((9, 14))


def test_what_follows_is_the_gaussian_conditional_mean(loadings) -> None:
    """And the distance is that of the density: it falls by half of it."""
    covariance, c, sizes = loadings @ loadings.T, [1, 4, 7], np.array([1.0, -2.0, 0.5])
    found = least_shocks(loadings[c], sizes)
    assert found is not None
    within = covariance[np.ix_(c, c)]
    expected = covariance[:, c] @ np.linalg.solve(within, sizes)
    np.testing.assert_allclose(loadings @ found.shocks, expected, rtol=1e-10)
    np.testing.assert_allclose((loadings @ found.shocks)[c], sizes, rtol=1e-12)
    law = multivariate_normal(np.zeros(3), within)
    fallen = law.logpdf(np.zeros(3)) - law.logpdf(sizes)
    assert found.distance == pytest.approx(2 * fallen)
    assert found.freedom == 3
    assert found.probability == pytest.approx(1 - chi2.cdf(found.distance, 3))


def test_zero_changes_need_no_shocks_and_twice_the_size_twice_as_large_ones(loadings) -> None:
    none = least_shocks(loadings[:2], np.zeros(2))
    once, twice = (least_shocks(loadings[:2], k * np.array([1.0, 3.0])) for k in (1, 2))
    assert none is not None and once is not None and twice is not None
    assert (none.shocks == 0).all()
    assert (none.distance, none.probability) == (0, 1)
    np.testing.assert_allclose(twice.shocks, 2 * once.shocks)
    assert twice.distance == pytest.approx(4 * once.distance)


def test_what_is_said_twice_counts_once_and_what_no_shocks_do_is_out_of_reach(loadings) -> None:
    again = np.vstack([loadings[:2], loadings[0] + loadings[1]])
    found = least_shocks(again, np.array([1.0, 2.0, 3.0]))
    assert found is not None
    assert found.freedom == 2
    assert least_shocks(again, np.array([1.0, 2.0, 4.0])) is None
    assert least_shocks(np.zeros((1, 3)), np.array([0.1])) is None
