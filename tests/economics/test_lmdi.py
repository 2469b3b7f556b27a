"""Logarithmic mean Divisia decompositions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.economics.lmdi import (
    KAYA,
    SECTORAL,
    chained,
    divisia,
    kaya_factors,
    logarithmic_mean,
    sectoral_factors,
)

THREE = SECTORAL

values = st.floats(0.01, 1000)
tables = st.lists(st.lists(values, min_size=3, max_size=3), min_size=1, max_size=6)


@given(tables, tables)
def test_parts_sum_and_ratios_multiply_exactly(before, after):
    n = min(len(before), len(after))
    split = divisia(before[:n], after[:n], THREE)
    change = split.after - split.before
    size = split.after + split.before
    assert split.parts.sum() == pytest.approx(change, abs=1e-12 * size)
    assert split.by_sector.sum(axis=0) == pytest.approx(split.parts, abs=1e-12 * size)
    assert np.prod(split.ratios) == pytest.approx(split.after / split.before, rel=1e-10)


@given(tables)
def test_turning_time_turns_the_signs(table):
    later = [[x * (1.1 + k) for k, x in enumerate(row)] for row in table]
    there, back = divisia(table, later, THREE), divisia(later, table, THREE)
    assert back.parts == pytest.approx(-there.parts)
    assert back.ratios == pytest.approx(1 / there.ratios)


def test_groups_of_sectors_add_up_to_the_whole():
    rng = np.random.default_rng(5)
    before, after = rng.uniform(1, 9, (2, 6, 3))
    whole = divisia(before, after, THREE)
    groups = [divisia(before[i], after[i], THREE) for i in (slice(0, 2), slice(2, 6))]
    assert sum(g.parts for g in groups) == pytest.approx(whole.parts)


def test_means_of_equal_and_of_nearly_equal_numbers():
    near = 5 * (1 + 1e-9)
    assert logarithmic_mean(5, 5) == pytest.approx(5)
    assert logarithmic_mean(5, near) == pytest.approx((5 + near) / 2, rel=1e-15)
    assert logarithmic_mean(5, 0) == 0
    assert logarithmic_mean(2, 8) == pytest.approx(6 / np.log(4))


def test_zeros_are_limits():
    """A sector that appears by one factor gives all to it; small numbers come ever closer."""
    before, after = [[10.0, 0.0, 2.0], [10.0, 1.0, 1.0]], [[20.0, 0.3, 1.0], [20.0, 0.7, 1.0]]
    exact = divisia(before, after, THREE)
    assert exact.by_sector[0] == pytest.approx([0, 6, 0])
    assert exact.parts.sum() == pytest.approx(exact.after - exact.before)
    gaps = []
    for tiny in (1e-30, 1e-60, 1e-120):
        close = divisia([[10.0, tiny, 2.0], before[1]], after, THREE)
        gaps.append(np.abs(close.parts - exact.parts).max())
    assert gaps[0] > gaps[1] > gaps[2]


def test_two_factors_that_vanish_share_the_change():
    split = divisia([[4.0, 2.0, 3.0]], [[0.0, 2.0, 0.0]], THREE)
    assert split.parts == pytest.approx([-12, 0, -12])
    assert np.isnan(split.ratios).all()


def test_a_sector_that_never_was_changes_nothing():
    split = divisia([[5.0, 0.0, 1.0]], [[8.0, 0.0, 2.0]], THREE)
    assert split.parts == pytest.approx([0, 0, 0])


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_factors_must_be_numbers_that_are_not_negative(wrong):
    with pytest.raises(TinbergenError) as caught:
        divisia([[1.0, 2.0, 3.0]], [[1.0, wrong, 3.0]], THREE)
    assert caught.value.code == "F080"
    with pytest.raises(TinbergenError) as caught:
        divisia([[1.0, 2.0]], [[1.0, 2.0]], THREE)
    assert caught.value.code == "F054"


def test_the_kaya_identity_multiplies_to_emissions():
    rng = np.random.default_rng(2)
    series = rng.uniform(1, 5, (4, 7))
    factors = kaya_factors(*series)
    assert factors.prod(axis=2)[:, 0] == pytest.approx(series[3])
    parts = chained(factors, KAYA)
    assert np.isnan(parts[0]).all()
    assert parts[1:].sum(axis=1) == pytest.approx(np.diff(series[3]))
    with pytest.raises(TinbergenError) as caught:
        kaya_factors(*(series - 4))
    assert caught.value.code == "F052"


def test_sectors_without_activity_keep_their_intensity():
    activity = [[10.0, 0.0], [10.0, 5.0], [10.0, 10.0]]
    emissions = [[3.0, 0.0], [3.0, 4.0], [3.0, 2.0]]
    factors = sectoral_factors(activity, emissions)
    assert factors[0, 1].tolist() == pytest.approx([10, 0, 0.8])
    assert factors.prod(axis=2) == pytest.approx(np.array(emissions))
    assert chained(factors, SECTORAL)[1:].sum(axis=1) == pytest.approx([4, -2])
    with pytest.raises(TinbergenError) as caught:
        sectoral_factors(activity, [[3.0, 1.0], [3.0, 4.0], [3.0, 2.0]])
    assert caught.value.code == "F081"


def test_names_travel_with_the_parts():
    names = (Text("a", "甲"), Text("b", "乙"))
    assert divisia([[1.0, 2.0]], [[2.0, 2.0]], names).names == names
