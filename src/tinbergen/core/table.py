"""Tables for spreadsheets: comma-separated values in which no text is a formula."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable

#: What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\n")


def csv_text(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Rows below a header; missing numbers are empty.

    A text that a spreadsheet would carry out, such as ``=HYPERLINK(...)`` in a unit that a stranger
    wrote, begins with an apostrophe: it is shown, and does nothing.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_cell(value) for value in row] for row in (header, *rows))
    return out.getvalue()


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case float():
            return repr(value) if math.isfinite(value) else ""
        case str():
            # A carriage return would end the row, unquoted.
            text = value.replace("\r", "\n")
            return f"'{text}" if text.startswith(_FORMULA) and not _number(text) else text
    return value


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
