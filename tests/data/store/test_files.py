"""Long tables of vintages: read, written, and what is wrong with them."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.store import Observation, Store

p = Period.parse
TOLD = [
    Observation("gdp", p("2007Q2"), p("2007Q3"), 0.1 + 0.2),
    Observation("gdp", p("2007Q1"), p("2007-06"), -1e-7),
    Observation("gdp", p("2007Q1"), p("2008"), np.nan),
    Observation("cpi", p("2007-03"), p("2007-04"), 3.0, "FR", "farms"),
]


@pytest.mark.parametrize("name", ["table.csv", "table.parquet"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    source = Text("made", "自制")
    store = Store(TOLD, source=source, dated="end")
    read = Store.read(store.write(tmp_path / "deep" / name))
    assert (read.dated, read.vintages, read.frequencies) == (
        "end", store.vintages, store.frequencies,
    )  # fmt: skip
    for date in store.vintages:
        for whose in ({}, {"entity": "FR", "sector": "farms"}):
            try:
                told = store.as_of(date, **whose)
            except TinbergenError as fault:
                with pytest.raises(TinbergenError, match=fault.code):
                    read.as_of(date, **whose)
                continue
            seen = read.as_of(date, **whose)
            assert (seen.span, seen.names, seen.source) == (told.span, told.names, source)
            for series in told:
                np.testing.assert_array_equal(seen[series], told[series])
    assert read.revisions("gdp", "2007Q1").values[0] == -1e-7


def test_columns_may_come_in_any_order_with_blanks(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "# From the ministry | 来自部委\n\nValue; Vintage;period ;Indicator\n"
        "1.5;2007Q3; 2007Q2;gdp \nNA;2007Q4;2007Q2;gdp\n2;2007Q4;2007Q3; gdp\n",
        encoding="utf-8",
    )  # fmt: skip
    store = Store.read(path, dated="middle")
    assert store.as_of("2007Q3")["gdp"].tolist() == [1.5]
    assert store.as_of("2007Q4")["gdp"].tolist() == [2.0]
    assert store.as_of("2007Q3").source == Text("From the ministry", "来自部委")


HEADER = "series,period,vintage,value\n"
FAULTS = {
    "lacking": ("D080", "series,period,value\ngdp,2007,1\n", ":1:1"),
    "strange": ("D081", "series,period,vintage,value,entitiy\n", ":1:29"),
    "twice": ("D081", "series,indicator,period,vintage,value\n", ":1:8"),
    "no_period": ("D082", HEADER + "gdp,2007Q1,2007Q2,1\ngdp,2007Q5,2007Q2,1\n", ":3:5"),
    "no_vintage": ("D082", HEADER + "gdp,2007Q1,2007-05-15,1\n", ":2:12"),
    "no_number": ("D083", HEADER + "# a note\ngdp,2007Q1,2007Q2,about 3\n", ":3:19"),
    "infinite": ("D083", HEADER + "gdp,2007Q1,2007Q2,1e999\n", ":2:19"),
    "two_values": (
        "D084", HEADER + "gdp,2007Q1,2007Q2,1\ncpi,2007Q1,2007Q2,1\ngdp,2007Q1,2007-05,2\n", ":4:20",
    ),
    "no_series": ("D087", HEADER + ",2007Q1,2007Q2,1\n", ":2:1"),
    "no_rows": ("D015", HEADER, ":1:1"),
    "nothing": ("D013", "# only a note\n", None),
    "open_quote": ("D022", HEADER + "gdp,2007Q1,2007Q2,1\n\"gdp,2007Q1,2007Q2,1\n", ":3:1"),
    "too_long": ("D020", HEADER + "gdp,2007Q1,2007Q2,1,9\n", ":2:21"),
    "too_short": ("D021", HEADER + "gdp,2007Q1,2007Q2\n", ":2:18"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_with_their_place(tmp_path: Path, name: str) -> None:
    code, text, place = FAULTS[name]
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        Store.read(path)
    assert fault.value.code == code
    if place:
        assert str(fault.value.at) == f"{path}{place}"
    for lang in ("en", "zh"):
        assert "{" not in fault.value.render(lang)


def test_values_said_twice_alike_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEADER + 2 * "gdp,2007Q1,2007Q2,1\n" + 2 * "gdp,2007Q1,2007Q3,\n")
    assert Store.read(path).revisions("gdp", "2007Q1").vintages == (p("2007Q2"), p("2007Q3"))


@pytest.mark.parametrize(
    ("value", "code"), [([1.0, np.inf], "D083"), (["1", "x"], "D083"), ([2, None], None)]
)
def test_parquet_is_judged_as_csv_is(tmp_path: Path, value: list[object], code: str | None) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "table.parquet"
    columns = {
        "series": ["gdp", "gdp"], "period": [2007, 2007], "vintage": ["2008", "2009"],
        "value": value,
    }  # fmt: skip
    parquet.write_table(pyarrow.table(columns), path)
    if code is None:
        np.testing.assert_array_equal(Store.read(path).revisions("gdp", "2007").values, [2, np.nan])
        return
    with pytest.raises(TinbergenError) as fault:
        Store.read(path)
    assert (fault.value.code, str(fault.value.at)) == (code, f"{path}:2")


def test_tables_are_bounded(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = Store(TOLD).write(tmp_path / "table.parquet")
    with limits.raised(store_rows=3), pytest.raises(TinbergenError) as fault:
        Store.read(path)
    assert fault.value.code == "C240"
    with pytest.raises(TinbergenError) as fault:
        Store().write(path)
    assert fault.value.code == "D003"
