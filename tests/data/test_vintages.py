import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.data.store import dating
from tinbergen.data.vintages import read_unrevised, read_vintages

ROWS = [
    ("x", "2000Q1", "2000Q2", 1.0),
    ("x", "2000Q2", "2000Q3", 2.0),
    ("x", "2000Q1", "2000Q3", 1.5),
    ("x", "2000Q1", "2000Q4", None),
    ("x", "2000Q3", "2000Q4", 3.0),
    ("m", "2000-01", "2000-02", 7.0),
    ("m", "2000-03", "2000-04", 9.0),
]


def month(text):
    return Period.parse(text).ordinal


def day(text, dated="middle"):
    return dating.day(month(text), Frequency.MONTHLY, dated)


@pytest.fixture(params=["plain", "dictionary"])
def table(request, tmp_path):
    columns = dict(
        zip(("series", "period", "vintage", "value"), zip(*ROWS, strict=True), strict=True)
    )
    arrays = {name: pa.array(values) for name, values in columns.items()}
    if request.param == "dictionary":
        arrays |= {n: a.dictionary_encode() for n, a in arrays.items() if n != "value"}
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table(arrays), path)
    return path


def test_the_last_row_not_later_counts_and_removals_remove(table):
    """A quarterly vintage is known in the middle month of its quarter, not before."""
    x = read_vintages(table, ["x"])["x"]
    assert (x.frequency, x.first, x.newest) == (
        Frequency.QUARTERLY,
        day("2000-05"),
        day("2000-11"),
    )
    seen = {text: x.as_of(day(text)) for text in ("2000-05", "2000-07", "2000-08", "2000-11")}
    start = Period.parse("2000Q1").ordinal
    assert {text: (s, v.tolist()) for text, (s, v) in seen.items()} == {
        "2000-05": (start, [1.0]),
        "2000-07": (start, [1.0]),
        "2000-08": (start, [1.5, 2.0]),
        "2000-11": (start + 1, [2.0, 3.0]),
    }


def test_before_the_first_vintage_its_figures_count_up_to_a_lag(table):
    x = read_vintages(table, ["x"], lag=2)["x"]
    assert x.as_of(day("2000-05"))[1].tolist() == [1.0]
    # 2000Q1 ends in March: two months later is May.
    assert x.as_of(day("2000-04"))[1].tolist() == []
    early = read_vintages(table, ["x"], lag=1)["x"]
    assert early.as_of(day("2000-04"))[1].tolist() == [1.0]


def test_months_and_holes(table):
    m = read_vintages(table, ["m"])["m"]
    start, values = m.as_of(day("2000-04"))
    assert start == month("2000-01")
    np.testing.assert_array_equal(values, [7.0, np.nan, 9.0])
    assert m.as_of(day("2000-03"))[1].tolist() == [7.0]


def test_a_vintage_at_the_end_of_its_month_is_not_known_in_the_middle(table):
    m = read_vintages(table, ["m"], dated="end")["m"]
    assert m.as_of(day("2000-03"))[1].tolist() == [7.0]
    assert m.as_of(day("2000-04"))[1].tolist() == [7.0]
    assert m.as_of(day("2000-04", "end"))[1][[0, 2]].tolist() == [7.0, 9.0]
    assert m.as_of(day("2000-05"))[1][[0, 2]].tolist() == [7.0, 9.0]


@pytest.mark.parametrize("packed", [False, True])
def test_figures_that_are_never_revised(tmp_path, packed):
    text = "# note\nperiod,y,z\n2000-02,2,\n2000-01,1,5\n"
    path = tmp_path / ("f.csv.gz" if packed else "f.csv")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    found = read_unrevised(path, ["y", "z"], lag=1)
    assert found["y"].as_of(day("2000-02"))[1].tolist() == [1.0]
    assert found["y"].as_of(day("2000-03"))[1].tolist() == [1.0, 2.0]
    assert found["z"].as_of(day("2005-01"))[1].tolist() == [5.0]


@pytest.mark.parametrize(
    ("code", "content", "name"),
    [
        ("D010", None, "y"),
        ("F122", "period,y\n2000Q1,1\n", "z"),
        ("C005", "period,y\n2000Q1,one\n", "y"),
        ("C001", "period,y\nfirst,1\n", "y"),
        ("C005", b"\xff\xfe\x00", "y"),
        ("D015", "period,y\n", "y"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, code, content, name):
    path = tmp_path / "f.csv"
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(TinbergenError) as fault:
        read_unrevised(path, [name])
    assert fault.value.code == code


def test_tables_that_cannot_be_read(table, tmp_path):
    for code, path, name in (
        ("F122", table, "y"),
        ("D010", tmp_path / "none.parquet", "x"),
        ("U074", tmp_path / "no.parquet", "x"),
    ):
        (tmp_path / "no.parquet").write_text("words")
        with pytest.raises(TinbergenError) as fault:
            read_vintages(path, [name])
        assert fault.value.code == code


def test_the_third_quarter_of_2008_as_it_was_known(shared):
    """Growth at an annual rate: -.3 in vintage 2008Q4; Bureau of Economic Analysis, advance
    release of 30 October 2008. The level of 1959Q1, taken back at the vintage of 1992Q1, does not
    come from older dollars."""
    path = shared / "data" / "realtime" / "rtdsm_us.parquet"
    output = read_vintages(path, ["ROUTPUT"])["ROUTPUT"]
    start, values = output.as_of(day("2008-11"))
    assert str(Period(Frequency.QUARTERLY, start + len(values) - 1)) == "2008Q3"
    assert 100 * ((values[-1] / values[-2]) ** 4 - 1) == pytest.approx(-0.25, abs=0.01)
    start, values = output.as_of(day("1992-02"))
    assert str(Period(Frequency.QUARTERLY, start)) == "1959Q1"
    assert np.abs(np.diff(np.log(values))).max() < 0.04
