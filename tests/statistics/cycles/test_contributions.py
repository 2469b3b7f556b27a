import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.contributions import annualised_contributions, contributions_over

NAMES = (Text("consumption", "消费"), Text("investment", "投资"))
volumes = arrays(float, (3, 9), elements=st.floats(0.5, 5.0))


@settings(max_examples=100, deadline=None)
@given(volumes, st.sampled_from([1, 4, 12]), st.booleans())
def test_annualised_parts_sum_to_annualised_growth(table, frequency, nominal):
    total = table.sum(axis=0)
    shares = table[:2] / total if nominal else None
    result = annualised_contributions(total, table[:2], NAMES, frequency, shares=shares)
    growth = 100 * ((total[1:] / total[:-1]) ** frequency - 1)
    np.testing.assert_allclose(result.growth[1:], growth, rtol=1e-9, atol=1e-9)
    largest = np.abs(result.parts[:, 1:]).max(axis=0)
    assert (
        np.abs(result.parts.sum(axis=0) - result.growth)[1:] <= 1e-12 * np.maximum(1, largest)
    ).all()
    assert np.isnan(result.parts[:, 0]).all()


@settings(max_examples=100, deadline=None)
@given(volumes, st.integers(1, 8), st.booleans())
def test_parts_over_a_year_sum_to_growth(table, periods, nominal):
    total = table.sum(axis=0)
    shares = table[:2] / total if nominal else None
    result = contributions_over(total, table[:2], NAMES, periods, shares=shares)
    growth = 100 * (total[periods:] / total[:-periods] - 1)
    np.testing.assert_allclose(result.growth[periods:], growth, rtol=1e-9, atol=1e-9)
    gap = np.abs(result.parts.sum(axis=0) - result.growth)[periods:]
    assert (gap <= 1e-12 * np.maximum(1, np.abs(result.parts[:, periods:]).max(axis=0))).all()
    # Volumes that add up contribute their own change over the base, however many periods lie
    # between; shares equal to volume shares change nothing.
    own = 100 * (table[:2, periods:] - table[:2, :-periods]) / total[:-periods]
    np.testing.assert_allclose(result.parts[:2, periods:], own, rtol=1e-9, atol=1e-9)


def test_a_textbook_quarter():
    # Consumption 60 of 100 grows by 2 %, investment 20 falls by 5 %, the rest stands still.
    result = annualised_contributions([100, 100.2], [[60, 61.2], [20, 19]], NAMES, 1)
    np.testing.assert_allclose(result.parts[:, 1], [1.2, -1.0, 0.0], atol=1e-12)
    assert [str(n) for n in result.names] == ["consumption", "investment", "rest"]
    # Parts may offset each other while nothing grows: annualised they count four times.
    still = annualised_contributions([100, 100], [[60, 61], [20, 19]], NAMES, 4)
    np.testing.assert_allclose(still.parts[:, 1], [4.0, -4.0, 0.0], atol=1e-12)


def test_nominal_shares_weight_relative_growth():
    result = contributions_over(
        [100, 101], [[50, 51], [10, 11]], NAMES, 1, shares=[[0.7, 0.7], [0.2, 0.2]]
    )
    np.testing.assert_allclose(result.parts[:2, 1], [1.4, 2.0], atol=1e-12)


@pytest.mark.parametrize(
    ("total", "components", "names", "shares", "code"),
    [
        ([1.0, 2.0, 3.0], [[1.0, 2.0]], NAMES[:1], None, "F054"),
        ([1.0, 2.0], [[1.0, 2.0]], NAMES, None, "F053"),
        ([1.0, -2.0], [[1.0, 2.0]], NAMES[:1], None, "F052"),
        ([1.0, 2.0], [[1.0, -2.0]], NAMES[:1], [[0.1, 0.1]], "F052"),
        ([1.0, np.nan, 2.0], [[1.0, 2.0, 2.0]], NAMES[:1], None, "F051"),
        ([1.0], [[1.0]], NAMES[:1], None, "F050"),
    ],
)
def test_unusable_data_are_refused(total, components, names, shares, code):
    with pytest.raises(TinbergenError) as caught:
        annualised_contributions(total, components, names, 4, shares=shares)
    assert caught.value.code == code
