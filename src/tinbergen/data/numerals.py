"""Numbers as spreadsheets of many countries write them.

Whether a comma separates thousands or decimals is one decision for the whole file, because one
machine wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.limits import LARGEST

Mark = Literal[".", ","]

_MISSING = frozenset(
    (
        *("", "na", "n/a", "#n/a", "#na", "n.a.", "nan", "null", "none", "missing"),
        *(".", "..", "...", "…", "-", "--", "—", "–", ":", "缺失", "无", "暂无", "不详"),
    )
)
#: What a formula of a spreadsheet leaves behind when it fails.
SHEET_ERRORS = frozenset(
    ("#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?")
_DRESS = re.compile(
    r"(?P<open>\()?(?P<sign>[+\-−])?[$€£¥￥]? ?"
    r"(?P<body>[\d.,'’ \u00a0\u202f]+(?:[eE][+-]?\d{1,4})?)"
    r"(?P<close>\))?(?P<percent> ?[%％])?"
)
_BODY: dict[Mark, re.Pattern[str]] = {
    ".": re.compile(
        r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
        r"|[1-9]\d{0,2}(?:[,'’ \u00a0\u202f]\d{3})+(?:\.\d*)?"
        r"|[1-9]\d?(?:,\d{2})*,\d{3}(?:\.\d*)?"
    ),
    ",": re.compile(
        r"(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?|[1-9]\d{0,2}(?:[.'’ \u00a0\u202f]\d{3})+(?:,\d*)?"
    ),
}
_GROUPING: dict[Mark, str] = {".": ",'’ \u00a0\u202f", ",": ".'’ \u00a0\u202f"}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """``values``: float (n,), NaN missing; ``bad``: rows that are neither number nor missing;
    ``infinite``: rows too large to compute with; ``percent``: rows with a percent sign."""

    values: NDArray[np.float64]
    bad: tuple[int, ...]
    infinite: tuple[int, ...]
    percent: tuple[int, ...]


#: What plain numbers are written with.
_DIGITS = frozenset("0123456789.+-eE")


def is_missing(cell: str) -> bool:
    return not cell or cell.lower() in _MISSING


def is_number(cell: str) -> bool:
    """Whether a cell is a number under either decimal mark.

    >>> [is_number(text) for text in ("1,234.5", "1.234,5", "(3)", "2.5 %", "12p", "1_000", "inf")]
    [True, True, True, True, False, False, False]
    """
    return any(parse(cell, mark) is not None for mark in _BODY)


def parse(cell: str, mark: Mark) -> float | None:
    """The number in a cell, a percent sign and a currency sign dropped; None when it is none.

    >>> parse("1 234,5", ","), parse("(1,234.5)", "."), parse("7 %", "."), parse("1,5", ".")
    (1234.5, -1234.5, 7.0, None)
    """
    if len(cell) > _LONGEST:
        return None
    if mark == "." and _PLAIN.fullmatch(cell):
        return float(cell)
    match = _DRESS.fullmatch(cell)
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    body = match["body"].strip()
    if not _BODY[mark].fullmatch(body):
        return None
    for char in _GROUPING[mark]:
        body = body.replace(char, "")
    value = float(body.replace(",", "."))
    return -value if match["open"] or match["sign"] in ("-", "−") else value


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first cell (column, row) of a file that speaks for a decimal mark, where there is one.

    ``comma`` and ``point`` can be read with that mark only; ``either`` with both, to different
    values (``1,234``).
    """

    comma: tuple[int, int] | None
    point: tuple[int, int] | None
    either: tuple[int, int] | None


def evidence(columns: Iterable[tuple[int, Sequence[str]]]) -> Evidence:
    """Look through columns of cells for what tells the decimal mark."""
    found: dict[str, tuple[int, int]] = {}
    for column, cells in columns:
        for row, cell in enumerate(cells):
            if "," not in cell and "." not in cell:
                continue
            with_point, with_comma = parse(cell, "."), parse(cell, ",")
            if with_point == with_comma:
                continue
            if with_point is None:
                found.setdefault("comma", (column, row))
            elif with_comma is None:
                found.setdefault("point", (column, row))
            else:
                found.setdefault("either", (column, row))
    return Evidence(found.get("comma"), found.get("point"), found.get("either"))


def read_numbers(cells: Sequence[str], mark: Mark) -> Numbers:
    """A column of cells as numbers."""
    if mark == "." and (plain := _plain(cells)) is not None:
        return Numbers(plain, (), (), ())
    values = np.full(len(cells), np.nan)
    bad: list[int] = []
    infinite: list[int] = []
    percent: list[int] = []
    for row, cell in enumerate(cells):
        if is_missing(cell):
            continue
        value = parse(cell, mark)
        if value is None:
            bad.append(row)
        elif abs(value) > LARGEST:
            infinite.append(row)
        else:
            values[row] = value
            if cell[-1] in "%％":
                percent.append(row)
    return Numbers(values, tuple(bad), tuple(infinite), tuple(percent))


def _plain(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """A column of nothing but digits, points, signs and exponents, at once; None for others."""
    if not set("".join(cells)) <= _DIGITS:
        return None
    try:
        values = np.array([cell or "nan" for cell in cells], dtype=np.float64)
    except ValueError:
        return None
    return None if (np.abs(values) > LARGEST).any() else values


def likely_number(cell: str) -> str | None:
    """The number inside a cell that holds something more (``12.3p``, ``4.5 bn``)."""
    digits = re.findall(r"[+-]?\d[\d.,]*", cell[:_LONGEST])
    return digits[0].rstrip(".,") if len(digits) == 1 else None
