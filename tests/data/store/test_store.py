"""Nothing is readable before it was published."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Dated, Observation, Store
from tinbergen.data.store.reading import Aggregate

START = Period.parse("2007Q1")
quarters = st.integers(0, 9).map(lambda k: START + k)


@st.composite
def histories(draw: st.DrawFn) -> list[Observation]:
    """Observations in any order; the value of each is its own number, so it can be traced."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["gdp", "cpi"]), quarters, quarters,
                st.sampled_from(["", "FR"]), st.sampled_from(["", "farms"]),
            ),
            min_size=1, max_size=25,
        )
    )  # fmt: skip
    return [
        Observation(name, period, vintage, float(k), entity, sector)
        for k, (name, period, vintage, entity, sector) in enumerate(keys)
    ]


@given(histories(), quarters, st.sampled_from(["", "FR"]), st.sampled_from(["", "farms"]))
def test_no_value_of_a_later_vintage_is_ever_visible(
    history: list[Observation], cutoff: Period, entity: str, sector: str
) -> None:
    published = [
        o for o in history
        if o.vintage <= cutoff and (o.entity, o.sector) == (entity, sector)
    ]  # fmt: skip
    store = Store(history)
    if not published:
        with pytest.raises(TinbergenError) as fault:
            store.as_of(cutoff, entity=entity, sector=sector)
        assert fault.value.code == "D003"
        assert str(store.vintages[0]) in fault.value.text("cause")
        return
    seen = store.as_of(cutoff, entity=entity, sector=sector)
    assert seen.vintage == str(cutoff)
    assert set(seen) == {o.indicator for o in published}
    for name in seen:
        for period, value in zip(seen.span, seen[name], strict=True):
            known = [o for o in published if (o.indicator, o.period) == (name, period)]
            if np.isnan(value):
                assert not known
                continue
            newest = max(known, key=lambda o: (o.vintage.ordinal, o.value))
            assert history[int(value)] is newest


@given(histories(), quarters)
def test_what_is_published_later_changes_nothing(
    history: list[Observation], cutoff: Period
) -> None:
    early = [o for o in history if o.vintage <= cutoff and not o.entity and not o.sector]
    if not early:
        return
    before = Store(early).as_of(cutoff)
    store = Store(early)
    store.add(o for o in history if o.vintage > cutoff)
    after = store.as_of(cutoff)
    assert before.span == after.span
    for name in before:
        np.testing.assert_array_equal(before[name], after[name])


def _calendar_day(vintage: Period, dated: Dated) -> tuple[int, int]:
    """The day of a vintage on the calendar: month since year 0 and half of it, 1 for its middle."""
    months = 12 // vintage.frequency
    first = vintage.ordinal * months
    if dated == "end":
        return (first + months, 0)
    # The middle of a year is the end of June; of a quarter the middle of its middle month.
    return {1: (first, 1), 3: (first + 1, 1), 12: (first + 6, 0)}[months]


dates = st.one_of(
    st.integers(0, 3).map(lambda k: Period.parse("2006") + k),
    st.integers(0, 9).map(lambda k: START + k),
    st.integers(0, 30).map(lambda k: Period.parse("2007-01") + k),
)
published = st.lists(
    st.tuples(quarters, dates, st.sampled_from([np.nan, 1.0, 2.0])), min_size=1, max_size=15
)


@given(published, dates, st.sampled_from(["middle", "end"]))
def test_a_date_sees_the_last_row_before_it_whatever_the_frequencies(
    rows: list[tuple[Period, Period, float]], cutoff: Period, dated: Dated
) -> None:
    store = Store((Observation("y", *row) for row in rows), dated=dated)
    wanted: dict[Period, tuple[tuple[int, int], float]] = {}
    for period, vintage, value in rows:
        day = _calendar_day(vintage, dated)
        if day <= _calendar_day(cutoff, dated) and day >= wanted.get(period, (day,))[0]:
            wanted[period] = (day, value)
    known = {period: value for period, (_, value) in wanted.items() if not np.isnan(value)}
    if not known:
        with pytest.raises(TinbergenError) as fault:
            store.as_of(cutoff)
        assert fault.value.code == "D003"
        return
    seen = store.as_of(cutoff)
    values = zip(seen.span, seen["y"].tolist(), strict=True)
    assert {p: v for p, v in values if not np.isnan(v)} == known
    assert (seen.span.start, seen.span.end) == (
        min(known, key=lambda p: p.ordinal), max(known, key=lambda p: p.ordinal),
    )  # fmt: skip


@given(histories())
def test_vintages_are_listed_once_and_in_order(history: list[Observation]) -> None:
    vintages = Store(history).vintages
    assert list(vintages) == sorted(set(vintages), key=lambda p: p.ordinal)
    assert set(vintages) == {o.vintage for o in history}


@given(quarters)
def test_final_values_are_read_in_their_own_period(cutoff: Period) -> None:
    values = np.arange(10.0)
    values[3] = np.nan
    data = Dataset.of(
        START, {"gdp": values, "cpi": values + 100}, titles={"gdp": Text("output", "产出")},
        units={"gdp": Text("bn", "十亿")}, source=Text("made", "自制"),
    )  # fmt: skip
    seen = Store.final_values(data).as_of(cutoff)
    assert seen.span.start == START
    assert seen.span.end <= cutoff
    known = cutoff - START + 1
    padded = np.full(known, np.nan)
    padded[: seen.span.length] = seen["gdp"]
    np.testing.assert_array_equal(padded, values[:known])
    assert (seen.titles, seen.units, seen.source) == (data.titles, data.units, data.source)


def test_revisions_replace_and_the_last_of_a_day_counts() -> None:
    p = Period.parse
    store = Store(
        [
            Observation("gdp", p("2008Q3"), p("2009Q1"), 0.9),
            Observation("gdp", p("2008Q3"), p("2008Q4"), 1.0),
            Observation("gdp", p("2008Q3"), p("2009Q1"), 0.8),
        ],
        source=Text("made", "自制"),
    )
    assert store.as_of("2008Q4")["gdp"].tolist() == [1.0]
    assert store.as_of("2009Q1")["gdp"].tolist() == [0.8]
    assert store.as_of("2009Q1").source == Text("made", "自制")


@pytest.mark.parametrize(
    ("dated", "made", "sees"),
    [
        # Philadelphia: a vintage is the middle of its period, that of 2007Q2 the middle of May.
        ("middle", "2007-05", {"2007-05": True, "2007-04": False, "2007Q2": True, "2007Q1": False}),
        ("middle", "2007-06", {"2007Q2": False, "2007Q3": True, "2007": True}),
        ("middle", "2007Q2", {"2007-05": True, "2007-04": False}),
        # FRED-MD: it is the end.
        ("end", "2007-05", {"2007Q2": True, "2007Q1": False}),
        ("end", "2007Q2", {"2007-05": False, "2007-06": True, "2007": True}),
    ],
)
def test_vintages_of_several_frequencies_are_days(
    dated: Dated, made: str, sees: dict[str, bool]
) -> None:
    store = Store([Observation("gdp", START, Period.parse(made), 1.0)], dated=dated)
    for date, seen in sees.items():
        if seen:
            assert store.as_of(date)["gdp"].tolist() == [1.0]
        else:
            with pytest.raises(TinbergenError) as fault:
                store.as_of(date)
            assert fault.value.code == "D003"


def test_a_value_taken_back_is_gone_until_it_comes_again() -> None:
    p = Period.parse
    store = Store(
        Observation("gdp", p(period), p(vintage), value)
        for period, vintage, value in (
            ("2007Q1", "2007Q2", 1.0), ("2007Q2", "2007Q3", 2.0), ("2007Q1", "2007Q3", np.nan),
            ("2007Q1", "2008Q1", 3.0),
        )
    )  # fmt: skip
    assert store.as_of("2007Q4")["gdp"].tolist() == [2.0]
    assert str(store.as_of("2007Q4").span.start) == "2007Q2"
    assert store.as_of("2008Q1")["gdp"].tolist() == [3.0, 2.0]
    found = store.revisions("gdp", "2007Q1")
    assert [str(v) for v in found.vintages] == ["2007Q2", "2007Q3", "2008Q1"]
    np.testing.assert_array_equal(found.values, [1.0, np.nan, 3.0])
    assert found.to_frame().shape == (3, 1)
    assert store.revisions("gdp", "2020Q1").values == ()
    with pytest.raises(TinbergenError) as fault:
        store.revisions("gpd", "2007Q1")
    assert (fault.value.code, fault.value.hint) == ("D002", "gdp")


#: Months 2007-01 to 2007-08 of one series, quarters of another; all known in September.
MIXED = [
    *(Observation("cpi", Period.parse("2007-01") + k, Period.parse("2007-09"), float(k))
      for k in range(8)),
    *(Observation("gdp", START + k, Period.parse("2007Q3") + k, 10.0 + k) for k in range(3)),
]  # fmt: skip


def test_series_of_several_frequencies_are_read_apart_or_aggregated() -> None:
    store = Store(MIXED)
    assert store.frequencies == (Frequency.QUARTERLY, Frequency.MONTHLY)
    with pytest.raises(TinbergenError) as fault:
        store.as_of("2007Q4")
    assert (fault.value.code, fault.value.facts["known"]) == ("D085", "Q, M")
    quarters = store.as_of("2007Q4", frequency="Q")
    assert (quarters.names, quarters["gdp"].tolist()) == (("gdp",), [10.0, 11.0])
    months = store.as_of("2007Q4", frequency=Frequency.MONTHLY)
    assert (months.names, months.span.length) == (("cpi",), 8)
    # In the middle of August gdp was known, the prices were not.
    assert store.as_of("2007Q3", frequency="Q", aggregate="mean").names == ("gdp",)


@pytest.mark.parametrize(
    ("how", "partial", "wanted"),
    [
        ("mean", False, [1.0, 4.0]), ("sum", False, [3.0, 12.0]), ("last", False, [2.0, 5.0]),
        ({"cpi": "last"}, False, [2.0, 5.0]), ("mean", True, [1.0, 4.0, 6.5]),
        ("last", True, [2.0, 5.0, 7.0]), ("sum", True, [3.0, 12.0]),
    ],
)  # fmt: skip
def test_only_whole_quarters_unless_told(
    how: Aggregate, partial: bool, wanted: list[float]
) -> None:
    data = Store(MIXED).as_of("2007Q4", frequency="Q", aggregate=how, partial=partial)
    assert data.names == ("gdp", "cpi")
    extent = data.extent("cpi")
    assert extent is not None
    assert data.window(extent.start, extent.end)["cpi"].tolist() == wanted


def test_what_can_not_be_aggregated_is_said() -> None:
    store = Store(MIXED)
    for asked, code in (
        ({"frequency": "A"}, "D086"), ({"frequency": "A", "aggregate": "mean"}, "D086"),
        ({"frequency": "W"}, "C010"), ({"frequency": "Q", "aggregate": {"cpy": "mean"}}, "D002"),
    ):  # fmt: skip
        with pytest.raises(TinbergenError) as fault:
            store.as_of("2007Q4", **asked)  # type: ignore[arg-type]
        assert fault.value.code == code


def test_the_last_date_that_sees_no_less_than_the_last_vintage_allows() -> None:
    store = Store([Observation("gdp", START, Period.parse("2007-06"), 1.0)])
    assert str(store.last_vintage(Frequency.MONTHLY)) == "2007-06"
    assert str(store.last_vintage(Frequency.QUARTERLY)) == "2007Q2"
    assert str(store.last_vintage(Frequency.ANNUAL)) == "2006"


def test_a_vintage_is_the_middle_or_the_end() -> None:
    with pytest.raises(TinbergenError) as fault:
        Store(dated="start")  # type: ignore[arg-type]
    assert fault.value.code == "C010"


def test_an_empty_store_has_published_nothing() -> None:
    with pytest.raises(TinbergenError) as fault:
        Store().as_of("2008Q1")
    assert fault.value.code == "D003"


def test_sources_that_date_their_vintages_differently_stand_in_one_store(tmp_path: Path) -> None:
    """The vintage 2008-11 is the middle of November in one, its end in the other."""
    p = Period.parse
    middle = Store([Observation("gdp", p("2008Q3"), p("2008Q4"), 1.0)])
    end = Store(
        [
            Observation("claims", p("2008-09"), p("2008-10"), 2.0),
            Observation("claims", p("2008-10"), p("2008-11"), 3.0),
            Observation("claims", p("2008-10"), p("2008-12"), np.nan),
        ],
        dated="end",
    )
    middle.take(end)
    seen = middle.as_of("2008Q4", frequency="M")
    assert (seen["claims"].tolist(), str(seen.span.end)) == ([2.0], "2008-09")
    assert middle.as_of("2008-12", frequency="M")["claims"].tolist() == [2.0, 3.0]
    assert middle.as_of("2009-01", frequency="M")["claims"].tolist() == [2.0]
    assert middle.as_of("2008-11", frequency="Q")["gdp"].tolist() == [1.0]
    assert middle.last_vintage(Frequency.MONTHLY) == p("2008-12")
    for fault, code in ((lambda: middle.take(end), "D088"),
                        (lambda: middle.write(tmp_path / "both.csv"), "D089")):  # fmt: skip
        with pytest.raises(TinbergenError) as told:
            fault()
        assert told.value.code == code


def test_taking_nothing_changes_nothing() -> None:
    store = Store([Observation("gdp", START, START + 1, 1.0)])
    store.take(Store())
    assert store.as_of(START + 1)["gdp"].tolist() == [1.0]
