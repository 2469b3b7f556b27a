"""Numbers as the spreadsheets of many countries write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.data.numerals import (
    evidence,
    is_missing,
    is_number,
    likely_number,
    parse,
    read_numbers,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_what_python_writes_is_read_back_exactly(value: float) -> None:
    assert parse(repr(value), ".") == value
    assert parse(repr(value).replace(".", ","), ",") == value


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_grouped_numbers_are_read_back(whole: int, cents: int) -> None:
    value = float(f"{whole}.{cents:02d}")
    english = f"{whole:,}.{cents:02d}"
    assert parse(english, ".") == value
    for mark in (".", "'", "’", " ", "\u00a0", "\u202f"):
        assert parse(f"{whole:,}".replace(",", mark) + f",{cents:02d}", ",") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("(1,234.5)", -1234.5), ("−5", -5.0), ("$ 7", 7.0), ("¥7.5", 7.5), ("5 %", 5.0)),
        *(("12,34,567", 1234567.0), ("+3", 3.0), ("1.5E+03", 1500.0), ("２０", 20.0)),
    ],
)
def test_dressed_numbers(text: str, value: float) -> None:
    assert parse(text, ".") == value


@pytest.mark.parametrize(
    "text",
    [
        *("1,5", "1,2345", "12.3p", "(5", "5)", "1_000", "inf", "nan", "0x1A", "1.2.3", "=A1"),
        *("--5", "", " ", ".", ",", "9" * 100),
    ],
)
def test_what_is_no_number_with_a_point(text: str) -> None:
    assert parse(text, ".") is None


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_not(text: str) -> None:
    value = parse(text, ".")
    assert value is None or not math.isnan(value)
    assert is_number(text) == (value is not None or parse(text, ",") is not None)


@pytest.mark.parametrize("text", ["", "NA", "#N/A", "n/a", "NaN", "..", "-", "–", ":", "缺失"])
def test_spellings_of_missing(text: str) -> None:
    assert is_missing(text)
    assert math.isnan(read_numbers([text], ".").values[0])


def test_what_tells_the_decimal_mark() -> None:
    seen = evidence([(1, ["5", "1.234", "1,5"]), (2, ["1,234.5"])])
    assert (seen.comma, seen.point, seen.either) == ((1, 2), (2, 0), (1, 1))


def test_a_column_tells_what_it_could_not_read() -> None:
    numbers = read_numbers(["1", "x", "", "1e999", "5%"], ".")
    assert (numbers.bad, numbers.infinite, numbers.percent) == ((1,), (3,), (4,))
    assert numbers.values[0] == 1.0


def test_the_number_within_a_cell() -> None:
    assert likely_number("12.3p") == "12.3"
    assert likely_number("about 1,234 bn") == "1,234"
    assert likely_number("3 to 4") is None
