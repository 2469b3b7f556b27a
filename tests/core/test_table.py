"""Texts in tables are never formulas; numbers stay numbers."""

import csv
import io
import math

import pytest

from tinbergen.core.table import csv_text


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1"]
)
def test_what_a_spreadsheet_would_carry_out_is_shown(text: str) -> None:
    made = csv_text(["name", text], [[text, 1.0]])
    (_, head), (cell, number) = csv.reader(io.StringIO(made, newline=""))
    shown = "'" + text.replace("\r", "\n")
    assert (head, cell, number) == (shown, shown, "1.0")


def test_numbers_and_what_is_missing() -> None:
    rows = [[-1.5, "-0.25", "+3", 2, None, math.nan, "a=b", ""]]
    assert csv_text(["x"], rows) == "x\n-1.5,-0.25,+3,2,,,a=b,\n"
