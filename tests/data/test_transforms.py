"""Laws that growth rates, lags and lower frequencies obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.transforms import (
    difference,
    growth,
    inflation,
    lag,
    log_difference,
    to_lower,
)

levels = arrays(float, st.integers(1, 40), elements=st.floats(0.1, 1e4))
shifts = st.integers(0, 5)


@given(levels, shifts, shifts)
def test_lags_add_up(x, first, second) -> None:
    np.testing.assert_array_equal(lag(lag(x, first), second), lag(x, first + second))


@given(levels, shifts)
def test_a_lead_undoes_a_lag(x, k) -> None:
    back = lag(lag(x, k), -k)
    kept = max(x.size - k, 0)
    np.testing.assert_array_equal(back[:kept], x[:kept])
    assert np.isnan(back[kept:]).all()


@given(levels)
def test_differences_telescope(x) -> None:
    np.testing.assert_allclose(difference(x)[1:].sum(), x[-1] - x[0], atol=1e-6)
    np.testing.assert_allclose(log_difference(x)[1:].sum(), np.log(x[-1] / x[0]), atol=1e-9)


@given(levels)
def test_a_difference_over_two_periods_is_two_differences(x) -> None:
    steps = difference(x)
    np.testing.assert_allclose(difference(x, 2), steps + lag(steps), rtol=1e-9, atol=1e-6)


@given(levels, st.sampled_from(list(Frequency)), st.integers(1, 4))
def test_growth_compounds(x, frequency, periods) -> None:
    plain = growth(x, frequency, periods, annualised=False)
    np.testing.assert_allclose(x[periods:], (lag(x, periods) * (1 + plain / 100))[periods:])
    assert np.isnan(plain[:periods]).all()


@given(st.floats(-0.02, 0.03), st.sampled_from(list(Frequency)))
def test_steady_growth_is_the_same_at_any_span(rate, frequency) -> None:
    x = np.exp(rate * np.arange(10))
    yearly = 100 * np.expm1(rate * frequency)
    for periods in (1, 2, 4):
        rates = growth(x, frequency, periods, annualised=True)[periods:]
        np.testing.assert_allclose(rates, yearly, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(inflation(x, frequency)[1:], 100 * frequency * rate, atol=1e-9)


def test_what_is_not_positive_has_no_growth() -> None:
    x = np.array([1.0, -1.0, 2.0, 4.0])
    rates = growth(x, Frequency.ANNUAL, annualised=True)
    np.testing.assert_allclose(rates, [np.nan, np.nan, np.nan, 100.0])


spans = st.tuples(st.integers(0, 40), st.integers(1, 60))


@given(spans, st.sampled_from([(12, 4), (12, 1), (4, 1)]), st.randoms())
def test_lower_frequencies_keep_totals(span, pair, random) -> None:
    offset, length = span
    high, low = Frequency(pair[0]), Frequency(pair[1])
    start = Period(high, 2000 * high + offset)
    x = np.array([random.uniform(-5, 5) for _ in range(length)])
    data = Dataset.of(start, {"x": x})
    each = high // low
    total = to_lower(data, low, "sum")
    assert total.frequency == low
    first = total.span.start.ordinal * each - start.ordinal
    covered = x[first : first + total.span.length * each]
    assert 0 <= first < each
    assert length - first - covered.size < each
    np.testing.assert_allclose(total["x"].sum(), covered.sum(), atol=1e-9)
    np.testing.assert_allclose(to_lower(data, low, "mean")["x"] * each, total["x"], atol=1e-9)
    np.testing.assert_array_equal(to_lower(data, low, "last")["x"], covered[each - 1 :: each])


def test_months_to_years_is_months_to_quarters_to_years() -> None:
    x = np.random.default_rng(1).normal(size=36)
    data = Dataset.of("2000-01", {"x": x}, source=Text("a", "b"))
    for how in ("mean", "sum", "last"):
        by_way = to_lower(to_lower(data, Frequency.QUARTERLY, how), Frequency.ANNUAL, how)
        straight = to_lower(data, Frequency.ANNUAL, how)
        np.testing.assert_allclose(by_way["x"], straight["x"])
        assert straight.source == data.source


def test_each_series_its_own_way() -> None:
    data = Dataset.of("2000Q1", {"flow": [1.0, 2, 3, 4], "stock": [1.0, 2, 3, np.nan]})
    year = to_lower(data, Frequency.ANNUAL, {"flow": "sum", "stock": "last"})
    assert year["flow"][0] == 10.0
    assert np.isnan(year["stock"][0])
    with pytest.raises(TinbergenError) as caught:
        to_lower(data, Frequency.ANNUAL, {"flow": "sum"})
    assert caught.value.code == "D002"


def test_periods_are_not_invented() -> None:
    with pytest.raises(TinbergenError) as caught:
        to_lower(Dataset.of("2000", {"x": [1.0]}), Frequency.QUARTERLY, "mean")
    assert caught.value.code == "D047"
