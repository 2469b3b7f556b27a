"""What people write into date columns."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.data.dates import Stamp, read_dates, readable
from tinbergen.data.spacing import arrange, first_repeat, to_periods


def at(row: int) -> Location:
    return Location("f", row + 1)


def periods(cells: list[str]) -> list[str]:
    return [str(p) for p in to_periods(read_dates(cells, at)[0], cells, at)]


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2008", Stamp(2008)),
        ("2008.0", Stamp(2008)),
        ("2008年", Stamp(2008)),
        ("2008Q3", Stamp(2008, quarter=3)),
        ("2008-q3", Stamp(2008, quarter=3)),
        ("Q3 2008", Stamp(2008, quarter=3)),
        ("3Q2008", Stamp(2008, quarter=3)),
        ("2008年第3季度", Stamp(2008, quarter=3)),
        ("2008年三季度", Stamp(2008, quarter=3)),
        ("2008-09", Stamp(2008, month=9)),
        ("2008/9", Stamp(2008, month=9)),
        ("2008M09", Stamp(2008, month=9)),
        ("200809", Stamp(2008, month=9)),
        ("9/2008", Stamp(2008, month=9)),
        ("2008年9月", Stamp(2008, month=9)),
        ("Sep 2008", Stamp(2008, month=9)),
        ("September 2008", Stamp(2008, month=9)),
        ("2008-Sep", Stamp(2008, month=9)),
        ("Sept-08", Stamp(2008, month=9)),
        ("Sep-68", Stamp(1968, month=9)),
        ("2008-09-30", Stamp(2008, month=9, day=30)),
        ("2008/9/1", Stamp(2008, month=9, day=1)),
        ("20080930", Stamp(2008, month=9, day=30)),
        ("2008-09-30 00:00:00", Stamp(2008, month=9, day=30)),
        ("30.09.2008", Stamp(2008, month=9, day=30)),
        ("30 Sep 2008", Stamp(2008, month=9, day=30)),
        ("Sep 30, 2008", Stamp(2008, month=9, day=30)),
        ("2008年9月30日", Stamp(2008, month=9, day=30)),
    ],
)
def test_forms(text: str, stamp: Stamp) -> None:
    assert read_dates([text], at)[0] == [stamp]


@pytest.mark.parametrize(
    "text",
    [
        *("2008Q5", "2008-13", "2008-00", "2008-02-30", "2008.1", "2008.25", "13/13/2008"),
        *("Foo 2008", "0012", "12", "2710.349", "2008:13", "x" * 50, "2008-09-00", "30-02-2008"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert not readable(text)


def test_colons_are_quarters_unless_a_number_says_months() -> None:
    assert periods(["2008:1", "2008:2"]) == ["2008Q1", "2008Q2"]
    assert periods(["2008:01", "2008:02"]) == ["2008-01", "2008-02"]
    assert periods(["2008:4", "2008:5"]) == ["2008-04", "2008-05"]


def test_a_number_above_twelve_tells_day_from_month() -> None:
    assert periods(["31/3/2008", "30/6/2008"]) == ["2008Q1", "2008Q2"]
    assert periods(["3/31/2008", "6/30/2008"]) == ["2008Q1", "2008Q2"]


def test_equal_steps_tell_day_from_month() -> None:
    for cells in (["1/4/2008", "1/5/2008", "1/6/2008"], ["4/1/2008", "5/1/2008", "6/1/2008"]):
        stamps, advice = read_dates(cells, at)
        assert [s.month for s in stamps] == [4, 5, 6]
        assert [one.code for one in advice] == ["D049"]


def test_annual_dates_need_no_order() -> None:
    stamps, advice = read_dates(["1/1/2008", "1/1/2009"], at)
    assert (stamps[1].year, advice) == (2009, [])


@given(
    st.sampled_from([Frequency.ANNUAL, Frequency.QUARTERLY, Frequency.MONTHLY]),
    st.integers(1600, 2100),
    st.integers(2, 30),
    st.integers(1, 28),
    st.randoms(use_true_random=False),
)
def test_calendar_days_give_back_their_periods(frequency, year, count, day, random) -> None:
    """Whatever the day of the month, the order of the rows and the phase of the period."""
    step = 12 // frequency
    months = [year * 12 + step * i + step - 1 for i in range(count)]
    cells = [datetime.date(m // 12, m % 12 + 1, day).isoformat() for m in months]
    random.shuffle(cells)
    found = to_periods(read_dates(cells, at)[0], cells, at)
    calendar = arrange(found, at, allow_missing=False)
    assert calendar.span == Period.of(frequency, year).to(Period.of(frequency, year) + count - 1)
    assert [cells[row] for row in calendar.rows] == sorted(cells)


@given(st.sampled_from(list(Frequency)), st.integers(1600, 2100), st.integers(1, 20))
def test_written_periods_are_read_back(frequency, year, count) -> None:
    span = Period.of(frequency, year).to(Period.of(frequency, year) + count - 1)
    assert periods(span.labels()) == span.labels()


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["2008", "2008Q1"], "D031"),
        (["2008Q1", "2008-05"], "D031"),
        (["2008-01-31", "2008-03-31", "2008-05-31"], "D032"),
        (["2008-03-31", "2008-06-30", "2008-10-31", "2008-12-31"], "D032"),
        (["2008-03-31", "2008-06-30", "2008-09-30", "2008-10-31", "2008-12-31"], "D032"),
        (["2008-03-03", "2008-03-04"], "D032"),
        (["2008-03-31"], "D056"),
    ],
)
def test_spacings_that_are_no_frequency(cells: list[str], code: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        periods(cells)
    assert caught.value.code == code


def test_a_month_alone_is_a_month() -> None:
    assert periods(["2008-03"]) == ["2008-03"]


def test_repeats_and_gaps() -> None:
    parse = Period.parse
    assert first_repeat([parse("2008"), parse("2009"), parse("2008")]) == (0, 2)
    assert first_repeat([parse("2008"), parse("2009")]) is None
    sparse = [parse("2000"), parse("2008")]
    for allow in (True, False):
        with pytest.raises(TinbergenError) as caught:
            arrange(sparse, at, allow_missing=allow)
        assert caught.value.facts["missing"] == "2001–2007"
    calendar = arrange([parse("2000"), parse("2002")], at, allow_missing=True)
    assert calendar.rows == (0, -1, 1)
