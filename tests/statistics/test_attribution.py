import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.attribution import attribute, attribute_switches


def product(inputs):
    return np.array([inputs["a"] * inputs["b"], inputs["a"] + inputs["c"] ** 2])


OLD = {"a": 1.0, "b": 2.0, "c": 3.0}
NEW = {"a": 2.0, "b": 5.0, "c": 1.0}
GROUPS = {"data": ("a",), "model": ("b", "c")}


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 11), st.integers(0, 2**32 - 1))
def test_parts_sum_exactly(size, seed):
    table = np.random.default_rng(seed).normal(size=(2**size, 2, 3))

    def evaluate(taken):
        return table[sum(1 << i for i, on in enumerate(taken) if on)]

    names = [str(i) for i in range(size)]
    news = attribute_switches(evaluate, names)
    assert news.method == ("shapley" if size <= 8 else "forward-backward")
    assert news.evaluations == (2**size if size <= 8 else 2 * size)
    assert news.parts.shape == (size, 2, 3)
    np.testing.assert_allclose(news.parts.sum(axis=0), news.total, atol=1e-12)
    np.testing.assert_allclose(news.total, table[-1] - table[0])


def test_two_groups_by_hand():
    news = attribute(product, OLD, NEW, GROUPS)
    # Data first: 1x2 -> 2x2 (+2), model then +6; model first: 1x5 (+3), data then +5.
    np.testing.assert_allclose(news.parts, [[3.5, 1.0], [4.5, -8.0]])
    np.testing.assert_allclose(news.old, [2.0, 10.0])
    assert news.groups == ("data", "model")


def test_a_group_without_effect_gets_nothing_and_equals_get_equal():
    news = attribute_switches(lambda t: 6.0 * t[0] * t[2], ["a", "idle", "b"])
    np.testing.assert_allclose(news.parts, [3.0, 0.0, 3.0], atol=1e-14)


def test_both_orders_are_exact_for_quadratics():
    rng = np.random.default_rng(0)
    matrix, slope = rng.normal(size=(6, 6)), rng.normal(size=6)

    def quadratic(taken):
        x = np.array(taken, dtype=float)
        return x @ matrix @ x + slope @ x

    names = list("abcdef")
    exact = attribute_switches(quadratic, names)
    quick = attribute_switches(quadratic, names, exact_up_to=5)
    assert (exact.method, quick.method) == ("shapley", "forward-backward")
    np.testing.assert_allclose(exact.parts, quick.parts, atol=1e-12)


def test_missing_results_stay_missing():
    news = attribute_switches(lambda t: np.array([np.nan, float(t[0])]), ["a"])
    assert np.isnan(news.parts[0, 0])
    assert news.parts[0, 1] == 1.0


@pytest.mark.parametrize(
    ("groups", "culprit"),
    [
        ({"data": ("a",)}, "b, c"),
        ({"data": ("a", "b", "c"), "model": ("b",)}, "b"),
        ({"data": ("a", "b", "c", "d")}, "d"),
    ],
)
def test_groups_must_cover_the_inputs(groups, culprit):
    with pytest.raises(TinbergenError, match=f"exactly: {culprit}\n"):
        attribute(product, OLD, NEW, groups)


def test_no_group_is_refused():
    with pytest.raises(TinbergenError, match="no group"):
        attribute_switches(lambda t: 1.0, [])
