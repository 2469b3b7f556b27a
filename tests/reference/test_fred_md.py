"""FRED-MD's vintages (McCracken and Ng 2016), which stand for the end of their month.

Read as of a date by the store, and by pandas in the way that the table's documentation gives: of each
period the last row, dropped where that takes the value back. Claims are weekly figures' monthly
means; unemployment of the middle of a quarter is known in its first month, by both sources.
"""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.period import Period
from tinbergen.data.store import Store, dating
from tinbergen.data.vintages import read_vintages

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def table(shared):
    return shared / "data/realtime/fred_md_vintages.parquet"


@pytest.fixture(scope="module")
def store(table):
    return Store.read(table, dated="end")


@pytest.fixture(scope="module")
def rows(table):
    frame = pd.read_parquet(table).astype({"series": str, "period": str, "vintage": str})
    return frame.sort_values(["series", "period", "vintage"])


def by_pandas(rows, vintage):
    """Series -> period -> value."""
    known = rows[rows.vintage <= vintage].drop_duplicates(["series", "period"], keep="last")
    return known.dropna().set_index(["series", "period"]).value


@pytest.mark.parametrize(
    "vintage", ["1999-08", "2005-09", "2008-11", "2013-10", "2019-02", "2020-05", "2023-11"]
)
def test_each_vintage_reads_what_the_rows_say(store, rows, vintage):
    """Both shutdowns, and 2023-11, of which the source writes years with two digits."""
    seen = store.as_of(vintage)
    periods = [str(p) for p in seen.span]
    found = {
        (name, period): value
        for name in seen
        for period, value in zip(periods, seen[name], strict=True)
        if not np.isnan(value)
    }
    wanted = by_pandas(rows, vintage)
    assert found == wanted.to_dict()
    assert len({name for name, _ in found}) > 85


def test_the_vintage_with_short_years_lies_between_its_neighbours(store):
    """Misread, 1959 would be 2059 and nothing would end in October 2023."""
    for vintage, end in (("2023-10", "2023-09"), ("2023-11", "2023-10"), ("2023-12", "2023-11")):
        seen = store.as_of(vintage)
        assert str(seen.extent("UNRATE").start) == "1959-01"
        assert str(seen.extent("UNRATE").end) == str(seen.span.end) == end
    # Unemployment of October 2023 as the Bureau of Labor Statistics told it on 3 November: 3.9.
    assert store.as_of("2023-11").at("UNRATE", "2023-10") == 3.9


@pytest.mark.parametrize("name", ["RPI", "W875RX1", "CMRMTSPLx", "PCEPI"])
def test_values_taken_back_are_gone(store, rows, name):
    """Real income's first years went with a change of base: older rows must not show through."""
    mine = rows[rows.series == name]
    taken = mine[mine.value.isna()]
    assert len(taken) > 100
    for vintage in taken.vintage.unique():
        seen = store.as_of(vintage)
        gone = taken[taken.vintage == vintage].period
        inside = [p for p in gone if seen.span.start <= Period.parse(p) <= seen.span.end]
        assert all(np.isnan(seen.at(name, p)) for p in inside)
        values = seen[name][np.isfinite(seen[name])]
        # Two bases spliced would move prices and volumes by tens of percent in a month.
        assert np.abs(np.diff(np.log(values))).max() < 0.25


def test_in_the_middle_of_a_quarter_its_first_month_s_vintage_is_the_last(table, rows):
    """The vintage 2008-11 is there at the end of November, the middle of the quarter is before."""
    payrolls = read_vintages(table, ["PAYEMS"], dated="end")["PAYEMS"]
    middle = dating.day(Period.parse("2008Q4").ordinal, 4, "middle")
    start, values = payrolls.as_of(middle)
    wanted = by_pandas(rows, "2008-10").loc["PAYEMS"]
    assert str(Period(12, start + len(values) - 1)) == "2008-09"
    np.testing.assert_array_equal(values, wanted.to_numpy())
    end = dating.day(Period.parse("2008-11").ordinal, 12, "end")
    np.testing.assert_array_equal(
        payrolls.as_of(end)[1], by_pandas(rows, "2008-11").loc["PAYEMS"].to_numpy()
    )


def test_both_sources_in_one_store_as_of_one_date(store, shared, rows):
    """Mid-November 2008: output to 2008Q3, FRED-MD's vintage of October, months to September, but
    October's unemployment by the Philadelphia data, which date their vintages in the middle."""
    both = Store.read(shared / "data/realtime/rtdsm_us.parquet")
    both.take(store)
    months = both.as_of("2008Q4", frequency="M")
    assert (str(months.extent("PAYEMS").end), str(months.extent("RUC").end)) == (
        "2008-09", "2008-10",
    )  # fmt: skip
    assert months.at("RUC", "2008-10") == 6.5
    wanted = by_pandas(rows, "2008-10").loc["CLAIMSx"]
    assert months.at("CLAIMSx", "2008-09") == wanted["2008-09"]
    quarters = both.as_of(
        "2008Q4", frequency="Q", aggregate={"RUC": "mean", "CLAIMSx": "mean", "PAYEMS": "mean"}
    )
    assert str(quarters.extent("ROUTPUT").end) == "2008Q3"
    assert quarters.at("CLAIMSx", "2008Q3") == pytest.approx(wanted["2008-07":"2008-09"].mean())
    # A fortnight on, at the end of November, the same month's vintage of FRED-MD is out.
    late = both.as_of("2008-12", frequency="M")
    assert str(late.extent("PAYEMS").end) == "2008-10"
    # Apart from rounding both tell the same unemployment.
    common = [p for p in months.span if str(p) >= "1990-01" and str(p) <= "2008-09"]
    gaps = [months.at("RUC", p) - months.at("UNRATE", p) for p in common]
    assert np.abs(gaps).max() < 0.05


def test_claims_hold_no_month_that_ended_after_the_date(table):
    """Of claims, counted by week, the vintage of a quarter's second month is read in its middle:
    it ends with the first month, whose last week was out by then. From January to July 2015 the
    source holds them without seasonal adjustment: each July and February jumps by a third."""
    claims = read_vintages(table, ["CLAIMSx"], dated="middle")["CLAIMSx"]
    raw = []
    for quarter in Period.parse("1999Q4").to(Period.parse("2023Q4")):
        start, values = claims.as_of(dating.day(quarter.ordinal, 4, "middle"))
        assert start + len(values) - 1 == quarter.ordinal * 3
        jumps = np.abs(np.diff(np.log(values[: 2020 * 12 - start])))
        if jumps.max() > 0.35:
            raw.append(str(quarter))
    assert raw == ["2015Q1", "2015Q2"]
