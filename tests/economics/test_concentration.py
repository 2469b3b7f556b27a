import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.economics.concentration import (
    change_in_concentration,
    concentration,
    dissimilarity,
    joint_concentration,
    openness,
)

flows = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 100.0), min_size=2)


def test_shares_of_a_half_and_two_quarters():
    found = concentration({"x": 1.0, "y": 2.0, "z": 1.0})
    assert found.names[0] == "y"
    assert found.index == pytest.approx(0.375)
    assert found.equivalent == pytest.approx(8.0 / 3.0)
    assert found.normalised == pytest.approx((0.375 - 1 / 3) / (2 / 3))


@given(flows, st.floats(1e-3, 1e3))
def test_bounds_parts_and_units(table, scale):
    found = concentration(table)
    assert 1.0 / len(table) - 1e-12 <= found.index <= 1.0 + 1e-12
    assert found.parts.sum() == pytest.approx(found.index)
    assert found.shares.sum() == pytest.approx(1.0)
    assert (np.diff(found.shares) <= 0.0).all()
    assert concentration({k: scale * v for k, v in table.items()}).index == pytest.approx(
        found.index
    )


def test_extremes():
    assert concentration({"a": 1.0, "b": 1.0, "c": 1.0}).normalised == pytest.approx(0.0)
    assert concentration({"a": 1.0, "b": 0.0}).normalised == pytest.approx(1.0)
    assert concentration({"a": 5.0}).normalised == 1.0


@given(flows, flows)
def test_changes_sum_to_the_change(before, after):
    parts = change_in_concentration(before, after)
    assert sum(parts.values()) == pytest.approx(
        concentration(after).index - concentration(before).index, abs=1e-12
    )
    assert set(parts) == {*before, *after}


def test_partners_and_products_at_once():
    table = [[4.0, 0.0], [1.0, 3.0]]
    joint = joint_concentration(table, ("p", "q"), ("x", "y"))
    assert joint.index == pytest.approx((16 + 1 + 9) / 64)
    assert sum(joint.parts.values()) == pytest.approx(joint.index)
    within = concentration({"x": 1.0, "y": 3.0}).index
    assert joint.parts["q"] == pytest.approx(0.25 * within)
    assert joint.partners.index == pytest.approx(0.5)
    assert joint.products.shares[0] == pytest.approx(5 / 8)


def test_openness_is_exports_and_imports():
    found = openness(30.0, 20.0, 200.0)
    assert (found.openness, found.exports, found.imports) == pytest.approx((25.0, 15.0, 10.0))


@given(flows, flows)
def test_dissimilarity_lies_between_none_and_all(own, world):
    assert dissimilarity(own, own) == pytest.approx(0.0, abs=1e-12)
    assert 0.0 <= dissimilarity(own, world) <= 1.0 + 1e-12
    assert dissimilarity({"a": 1.0}, {"b": 1.0}) == 1.0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: concentration({}), "F115"),
        (lambda: concentration({"a": 0.0}), "F115"),
        (lambda: concentration({"a": 2.0, "b": -1.0}), "F115"),
        (lambda: concentration({"a": float("nan")}), "F115"),
        (lambda: joint_concentration([[1.0]], ("p", "q"), ("x",)), "F102"),
        (lambda: joint_concentration([1.0], ("p",), ("x",)), "F102"),
        (lambda: openness(1.0, 1.0, 0.0), "F053"),
    ],
)
def test_what_will_not_do_is_refused(call, code):
    with pytest.raises(TinbergenError) as caught:
        call()
    assert caught.value.code == code
