"""Whole files to datasets."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.data.columns import normal
from tinbergen.data.tabular import read_table

values = st.floats(-1e12, 1e12, allow_nan=False)


@st.composite
def tables(draw):
    frequency = draw(st.sampled_from(list(Frequency)))
    start = Period.of(frequency, draw(st.integers(1600, 2100)))
    length = draw(st.integers(1, 12))
    names = draw(st.lists(st.sampled_from(["GDP", "C", "消费", "r b"]), min_size=1, unique=True))
    columns = [draw(st.lists(values, min_size=length, max_size=length)) for _ in names]
    return start, names, np.array(columns)


@settings(max_examples=60)
@given(tables(), st.sampled_from([",", ";", "\t"]), st.booleans(), st.randoms())
def test_what_is_written_is_read_back(tmp_path_factory, table, delimiter, quote, random) -> None:
    start, names, numbers = table
    rows = [[str(start + t), *map(repr, map(float, row))] for t, row in enumerate(numbers.T)]
    random.shuffle(rows)
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows([["date", *names], *rows])
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    found = read_table(path, decimal=".").dataset
    assert found.span == start.to(start + (numbers.shape[1] - 1))
    assert found.names == tuple(names)
    np.testing.assert_array_equal([found[name] for name in names], numbers)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("year,quarter,GDP\n2008,1,5\n2008,2,6\n", "2008Q1"),
        ("GDP,Year,Month\n5,2008,11\n6,2008,12\n", "2008-11"),
        ("年份,季度,GDP\n2008年,1季度,5\n2008年,2季度,6\n", "2008Q1"),
        (",GDP\n2008Q1,5\n2008Q2,6\n", "2008Q1"),
        ("code,when,GDP\nx,2008-03-31,5\nx,2008-06-30,6\n", "2008Q1"),
        ("time,date,GDP\n1,2008Q1,5\n2,2008Q2,6\n", "2008Q1"),
        ("quarter,GDP\n2008-01-01,5\n2008-04-01,6\n", "2008Q1"),
        ("1. Jahr,GDP\n2008,5\n2009,6\n", "2008"),
    ],
)
def test_the_date_column_is_found(write, text: str, start: str) -> None:
    data = read_table(write(text)).dataset
    assert str(data.span.start) == start
    np.testing.assert_array_equal(data["GDP"], [5.0, 6.0])


def test_numbers_beside_the_dates_are_not_taken_for_years(write) -> None:
    data = read_table(write("date,jobs\n2008,1950\n2009,1960\n")).dataset
    assert data.names == ("jobs",)


def test_the_date_column_can_be_named(write) -> None:
    path = write("date,vintage,GDP\n2008,2009Q1,5\n2009,2009Q2,6\n")
    assert str(read_table(path, date="vintage").dataset.span.start) == "2009Q1"


def test_the_decimal_mark_can_be_given(write) -> None:
    path = write("date;GDP\n2008;1,234\n2009;1,250\n")
    np.testing.assert_array_equal(read_table(path, decimal=",").dataset["GDP"], [1.234, 1.25])
    np.testing.assert_array_equal(read_table(path, decimal=".").dataset["GDP"], [1234, 1250])


def test_quoted_thousands_need_no_decision(write) -> None:
    data = read_table(write('date,GDP\n2008,"1,234"\n2009,"1,250"\n')).dataset
    np.testing.assert_array_equal(data["GDP"], [1234, 1250])


def test_values_keep_their_place(write) -> None:
    table = read_table(write("date,GDP,C\n2009,6,8\n2008,5,7\n"))
    here = table.at("C", Period.parse("2009"))
    assert (here.line, here.column, table.at("GDP").line) == (2, 8, 1)


def test_missing_values_are_kept_when_allowed(write) -> None:
    path = write("date,GDP,C,E\n2008,1,,\n2009,,2,\n2011,3,3,\n")
    table = read_table(path, allow_missing=True)
    np.testing.assert_array_equal(table.dataset["GDP"], [1, np.nan, np.nan, 3])
    assert table.left_out == ("E",)
    assert [one.code for one in table.advice] == ["D051", "D046", "D052", "D053"]


def test_the_dataset_names_its_file(write) -> None:
    assert str(read_table(write("date,GDP\n2008,1\n")).dataset.source) == "data.csv"


def test_names_are_compared_without_unit_and_case() -> None:
    assert normal(" Real GDP (bn €) ") == "realgdp"
    assert normal("(x)") == "x"


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("date,GDP2008Q1-/.5;\n\"' %#NA"), max_size=80))
def test_any_text_gives_a_dataset_or_a_coded_error(tmp_path_factory, text: str) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text)
    try:
        data = read_table(path).dataset
    except TinbergenError as fault:
        assert fault.code[0] == "D"
    else:
        assert data.names
        assert all(np.isfinite(values).any() for values in data.series.values())
