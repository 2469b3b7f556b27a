import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.fixed_effects import compact
from tinbergen.statistics.regression.sandwich import sandwich

RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=(50, 2))
BREAD = np.array([[2.0, 0.3], [0.3, 1.0]])


def test_clusters_of_one_are_heteroskedasticity():
    own = compact(np.arange(50))
    for factor in ("none", "likelihood", "regression"):
        plain = sandwich(BREAD, SCORES, [], factor, 5)
        assert np.allclose(sandwich(BREAD, SCORES, [own], factor, 5), plain)
    assert np.allclose(sandwich(BREAD, SCORES, [], "none", 5), BREAD @ SCORES.T @ SCORES @ BREAD)


def test_factors():
    none = sandwich(BREAD, SCORES, [], "none", 5)
    assert np.allclose(sandwich(BREAD, SCORES, [], "likelihood", 5), none * 50 / 49)
    assert np.allclose(sandwich(BREAD, SCORES, [], "regression", 5), none * 50 / 45)
    groups = [compact(np.arange(50) % 10)]
    none = sandwich(BREAD, SCORES, groups, "none", 5)
    assert np.allclose(sandwich(BREAD, SCORES, groups, "likelihood", 5), none * 10 / 9)
    assert np.allclose(sandwich(BREAD, SCORES, groups, "regression", 5), none * 10 / 9 * 49 / 45)


def test_the_same_clusters_twice_are_once():
    groups = compact(np.arange(50) % 10)
    once = sandwich(BREAD, SCORES, [groups], "none", 5)
    assert np.allclose(sandwich(BREAD, SCORES, [groups, groups], "none", 5), once)


def test_too_few_rows_or_clusters():
    for clusters, parameters in (([], 50), ([np.zeros(50, dtype=int)], 5)):
        with pytest.raises(TinbergenError) as caught:
            sandwich(BREAD, SCORES, clusters, "none", parameters)
        assert caught.value.code == "F107"
