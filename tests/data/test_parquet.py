"""Parquet files, as pandas and others write them."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.tabular import read_table

pytest.importorskip("pyarrow")


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"gdp": [0.1 + 0.2, 1e-12, -3.5e17, np.nan], "n": [1, 2, 3, 4], "on": [True] * 4}
    )


def code_of(path: Path) -> str:
    with pytest.raises(TinbergenError) as caught:
        read_table(path)
    return caught.value.code


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["2001Q1", "2001Q2", "2001Q3", "2001Q4"], name="period"),
        pd.period_range("2001Q1", periods=4, freq="Q"),
        pd.date_range("2001-01-01", periods=4, freq="QS", name="date"),
    ],
    ids=["text", "periods", "dates"],
)
def test_an_index_of_periods(tmp_path: Path, index: pd.Index) -> None:
    path = tmp_path / "table.anything"
    frame().set_index(index).to_parquet(path)
    data = read_table(path, allow_missing=True).dataset
    assert (str(data.span.start), str(data.span.end)) == ("2001Q1", "2001Q4")
    np.testing.assert_array_equal(data["gdp"], frame()["gdp"])
    np.testing.assert_array_equal(data["n"], [1, 2, 3, 4])
    np.testing.assert_array_equal(data["on"], 1.0)


def test_a_column_of_periods_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    frame().assign(period=["2004", "2003", "2002", "2001"]).to_parquet(path)
    data = read_table(path, allow_missing=True).dataset
    assert data.at("n", "2001") == 4


def test_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" + b"\x00" * 50)
    assert code_of(tmp_path / "broken.parquet") == "U074"
    frame().iloc[:0].to_parquet(tmp_path / "empty.parquet")
    assert code_of(tmp_path / "empty.parquet") == "D015"
    frame().to_parquet(tmp_path / "undated.parquet")
    assert code_of(tmp_path / "undated.parquet") == "D023"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert code_of(tmp_path / "undated.parquet") == "U073"


def test_text_that_is_no_utf_8(tmp_path: Path) -> None:
    """As another program's file may hold; a column of texts promises it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "latin.parquet"
    pq.write_table(pa.table({"date": ["1990", "1991"], "x": [1.5, 2.5], "n": ["abcdef", "b"]}), path,
                   compression="none")  # fmt: skip
    path.write_bytes(path.read_bytes().replace(b"abcdef", b"\x90bcdef"))
    assert code_of(path) == "U074"


def test_more_rows_than_a_model_needs(tmp_path: Path) -> None:
    pd.DataFrame({"a": np.zeros(200_000)}).to_parquet(tmp_path / "long.parquet")
    assert code_of(tmp_path / "long.parquet") == "C240"
