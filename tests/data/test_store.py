"""Nothing is readable before it was published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Observation, Store

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


def test_vintages_of_another_frequency_are_not_compared() -> None:
    store = Store([Observation("gdp", START, Period.parse("2007-05"), 1.0)])
    assert store.as_of("2007-05")["gdp"].tolist() == [1.0]
    with pytest.raises(TinbergenError) as fault:
        store.as_of("2007Q2")
    assert fault.value.code == "C002"


def test_an_empty_store_has_published_nothing() -> None:
    with pytest.raises(TinbergenError) as fault:
        Store().as_of("2008Q1")
    assert fault.value.code == "D003"
