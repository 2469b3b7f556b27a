"""Tables of pandas come in and go out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import DataError, TinbergenError, UsageError
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.accept import dataset_of
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data, us_macrodata

US = us_macrodata()
FRAME = US.to_frame()


def _same(found: Dataset, wanted: Dataset = US) -> None:
    assert found.span == wanted.span
    assert found.names == wanted.names
    for name in wanted:
        np.testing.assert_array_equal(found[name], wanted[name])


def _days(how: str) -> pd.DataFrame:
    return FRAME.set_axis(FRAME.index.to_timestamp(how=how))  # type: ignore[attr-defined]


def _column(name: str, values: Any) -> pd.DataFrame:
    return FRAME.reset_index(drop=True).assign(**{name: values})


@pytest.mark.parametrize(
    "frame",
    [
        FRAME,
        _days("start"),
        _days("end"),
        _days("end").tz_localize("UTC"),
        FRAME.set_axis([str(p) for p in FRAME.index]),
        FRAME.rename_axis("quarter"),
        FRAME.iloc[::-1],
        _column("date", FRAME.index.astype(str)),
        _column("date", _days("start").index),
        FRAME.astype({"U": "Float64"}),
        FRAME.astype({"U": object}),
    ],
)
def test_dates_stand_in_an_index_or_a_column(frame: pd.DataFrame) -> None:
    _same(Dataset.from_frame(frame))


@pytest.mark.parametrize("years", ["index", "column"])
def test_years_may_be_whole_numbers(years: str) -> None:
    klein = library_data("klein1")
    frame = klein.to_frame()
    frame.index = pd.Index([int(str(p)) for p in frame.index], name="year")
    _same(Dataset.from_frame(frame if years == "index" else frame.reset_index()), klein)


@pytest.mark.parametrize("start", ["1990", "1990Q2", "1990-11"])
def test_every_frequency_comes_back(start: str) -> None:
    data = Dataset.of(start, {"a": [1.0, np.nan, 3.0], "b": [4.0, 5.0, 6.0]})
    _same(Dataset.from_frame(data.to_frame()), data)


def test_titles_units_and_source_are_said() -> None:
    found = Dataset.from_frame(
        FRAME, titles={"GDP": "output | 产出"}, units={"GDP": Text("bn", "十亿")}, source="mine"
    )
    assert found.titles["GDP"] == Text("output", "产出")
    assert found.units["GDP"].zh == "十亿"
    assert found.source.en == "mine"


def test_a_series_is_one_column() -> None:
    assert Dataset.from_frame(FRAME["GDP"]).names == ("GDP",)
    assert Dataset.from_frame(FRAME["GDP"].rename(None)).names == ("values",)


def test_a_column_of_dates_is_named_where_it_can_not_be_found() -> None:
    frame = _column("seen", FRAME.index.astype(str)).assign(GDP=range(1, 204))
    _same(Dataset.from_frame(frame[["seen", "C"]], date="seen"), US.select(["C"]))


def test_periods_without_a_row_are_missing() -> None:
    found = Dataset.from_frame(FRAME.drop(FRAME.index[5]))
    assert np.isnan(found["GDP"][5])
    assert found.span == US.span


def test_decimals_are_numbers() -> None:
    frame = FRAME.assign(U=[Decimal("1.5"), None, *[Decimal(2)] * 201])
    assert np.array_equal(Dataset.from_frame(frame)["U"][:3], [1.5, np.nan, 2.0], equal_nan=True)


@pytest.mark.parametrize(
    ("code", "frame", "named"),
    [
        ("D073", FRAME.astype({"C": object}).assign(C=["n.a.", *FRAME["C"][1:]]), "'C'"),
        ("D073", FRAME.assign(C=FRAME["C"].astype(str)), "'C'"),
        ("D073", FRAME.assign(C=1j), "'C'"),
        ("D040", FRAME.assign(C=np.inf), "'C'"),
        ("D023", FRAME.reset_index(drop=True), "GDP"),
        ("D029", pd.concat([FRAME, FRAME]), "1959Q1"),
        ("D018", pd.concat([FRAME, FRAME["C"]], axis=1), "'C'"),
        ("D015", FRAME.iloc[:0], "DataFrame"),
        ("D032", FRAME.set_axis(pd.date_range("2000-01-03", periods=203, freq="W")), "7"),
    ],
)
def test_what_is_wrong_is_named(code: str, frame: pd.DataFrame, named: str) -> None:
    with pytest.raises(DataError) as fault:
        Dataset.from_frame(frame)
    assert fault.value.code == code
    assert named in str(fault.value)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(UsageError, match="C010"):
        Dataset.from_frame([1.0, 2.0])  # type: ignore[arg-type]


def test_data_are_what_people_have(tmp_path: Path) -> None:
    file = tmp_path / "us.csv"
    FRAME.to_csv(file)
    for said in (US, FRAME, "us_macrodata", file, str(file)):
        _same(dataset_of(said))
    assert dataset_of("klein1").span == Span.parse("1920:1941")


@pytest.mark.parametrize(
    ("said", "code", "hint"),
    [("klein", "D069", "klein1"), ("no-such-data.csv", "D010", None), (3, "C010", None)],
)
def test_what_is_no_data_is_refused(said: Any, code: str, hint: str | None) -> None:
    with pytest.raises(TinbergenError) as fault:
        dataset_of(said)
    assert (fault.value.code, fault.value.hint) == (code, hint)
