"""Periods: their spellings, their arithmetic, their spans."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError, UsageError
from tinbergen.core.period import Frequency, Period, Span, SpanLike

frequencies = st.sampled_from(list(Frequency))


@st.composite
def periods(draw: st.DrawFn, frequency: Frequency | None = None) -> Period:
    chosen = frequency or draw(frequencies)
    return Period.of(chosen, draw(st.integers(1, 9998)), draw(st.integers(1, chosen)))


steps = st.integers(-11, 11)


@given(periods())
def test_text_reads_back_as_itself(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert eval(repr(period), {"Period": lambda text: Period.parse(text)}) == period
    assert Period.parse(period) is period


@given(frequencies, st.integers(1, 9999), st.integers(1, 12))
def test_year_and_number_are_those_it_was_made_of(
    frequency: Frequency, year: int, number: int
) -> None:
    number = 1 + number % frequency
    period = Period.of(frequency, year, number)
    assert (period.year, period.number) == (year, number)


@given(periods(), steps, steps)
def test_arithmetic_is_that_of_integers(period: Period, m: int, n: int) -> None:
    assert period + m + n == period + (m + n)
    assert period + n - n == period
    assert (period + n) - period == n
    assert (period < period + n) == (n > 0)
    assert (period <= period + n) == (n >= 0)
    assert (period > period + n) == (n < 0)
    assert (period >= period + n) == (n <= 0)
    assert (period == period + n) == (n == 0)
    assert period + n != period or hash(period + n) == hash(period)


@given(st.data(), frequencies, frequencies)
def test_frequencies_do_not_mix(data: st.DataObject, one: Frequency, other: Frequency) -> None:
    left, right = data.draw(periods(one)), data.draw(periods(other))
    if one == other:
        assert isinstance(left - right, int)
        return
    assert left != right
    for operation in (
        lambda: left - right,
        lambda: left < right,
        lambda: left <= right,
        lambda: left > right,
        lambda: left >= right,
        lambda: left.to(right),
    ):
        with pytest.raises(TinbergenError) as fault:
            operation()
        assert fault.value.code == "C002"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2008", "2008"), ("2008A", "2008"), ("2008y", "2008"), (" 2008 ", "2008"),
        ("2008Q3", "2008Q3"), ("2008q3", "2008Q3"), ("2008-Q3", "2008Q3"), ("2008 Q3", "2008Q3"),
        ("2008:Q3", "2008Q3"), ("2008-09", "2008-09"), ("2008-9", "2008-09"),
        ("2008/9", "2008-09"), ("2008M9", "2008-09"), ("2008m09", "2008-09"),
        ("2008:M09", "2008-09"), ("2008-12", "2008-12"),
    ],
)  # fmt: skip
def test_spellings(written: str, meant: str) -> None:
    assert str(Period.parse(written)) == meant


@pytest.mark.parametrize(
    "written",
    ["", "08", "2008Q0", "2008Q5", "2008-13", "2008-00", "2008M13", "2008W4", "Q3 2008", "20080",
     "2008-09-30", "2008.75", "-2008", "2008Q3x", "nan"],
)  # fmt: skip
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        Period.parse(written)
    assert fault.value.code == "C001"
    assert repr(written) in fault.value.text("title")


@given(periods(), st.integers(0, 40))
def test_span_holds_its_periods_in_order(start: Period, more: int) -> None:
    span = start.to(start + more)
    listed = list(span)
    assert len(span) == len(listed) == more + 1
    assert listed[0] == start
    assert listed[-1] == span.end == start + more
    assert all(b - a == 1 for a, b in pairwise(listed))
    assert [span.position(p) for p in listed] == list(range(more + 1))
    assert all(p in span for p in listed)
    assert start - 1 not in span
    assert span.end + 1 not in span
    assert span.labels() == [str(p) for p in listed]
    assert span.position(start - 3) == -3


@given(periods(), st.integers(1, 40))
def test_span_that_ends_before_it_starts_is_empty(start: Period, less: int) -> None:
    span = start.to(start - less)
    assert len(span) == 0
    assert list(span) == []
    assert start not in span


def test_other_things_are_in_no_span() -> None:
    span = Period.parse("2008").to(Period.parse("2010"))
    assert "2009" not in span


@pytest.mark.parametrize("start", ["1999", "1999Q4", "1999-11"])
def test_pandas_knows_the_same_periods(start: str) -> None:
    span = Span(Period.parse(start), 6)
    index = span.to_index()
    assert len(index) == 6
    assert [Period.parse(str(p)) for p in index] == list(span)


def test_frequency_letters() -> None:
    assert [f.letter for f in Frequency] == ["A", "Q", "M"]


@pytest.mark.parametrize(
    "said",
    ["1961Q1:2008Q3", "1961Q1 : 2008Q3", "1961Q1–2008Q3", "1961Q1 to 2008Q3", "1961:Q1:2008:Q3",
     ("1961Q1", "2008Q3"), (Period.parse("1961Q1"), "2008Q3")],
)  # fmt: skip
def test_spans_are_said_in_text_and_in_pairs(said: SpanLike) -> None:
    span = Span.parse(said)
    assert (str(span.start), str(span.end), span.length) == ("1961Q1", "2008Q3", 191)
    assert Span.parse(span) is span


def test_one_period_is_a_span() -> None:
    assert Span.parse("2008-07").labels() == ["2008-07"]


@pytest.mark.parametrize(
    ("said", "code", "hint"),
    [
        ("1921-1941", "C008", "1921:1941"),
        ("from 1961Q1 until 2008Q3", "C008", "1961Q1:2008Q3"),
        ("soon", "C008", None),
        ("", "C008", None),
        (3, "C008", None),
        (("1921", "1922", "1923"), "C008", None),
        ("1941:1921", "C009", "1921:1941"),
        ("1921:x", "C001", None),
        ("1921:2008Q1", "C002", None),
    ],
)
def test_wrong_spans_are_told_with_what_was_meant(said: Any, code: str, hint: str | None) -> None:
    with pytest.raises(UsageError) as fault:
        Span.parse(said)
    assert (fault.value.code, fault.value.hint) == (code, hint)
