"""A sheet of an Excel or OpenDocument workbook as the sheet that a CSV file would have been.

Read with python-calamine, which executes nothing. The workbook's cells become text, so that dates,
gaps and words are judged in one place only, :mod:`tinbergen.data.tabular`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tinbergen.core import limits
from tinbergen.core.errors import Advice, Location, TinbergenError
from tinbergen.core.files import is_file
from tinbergen.data.filetext import FileText
from tinbergen.data.sheet import Sheet, split_text

#: How files that hold workbooks begin: zipped ones (.xlsx, .ods), and the old binary .xls.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: Times its packed size limit that a workbook may take unpacked.
_UNPACKED = 16
#: Bytes that a cell takes in memory, empty ones between others included.
_CELL = 32
#: A cell with something in it, by its attributes; its place; bytes that are looked at together.
_FULL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")
_AT = re.compile(rb"""(?:^|\s)r=["']([A-Z]+)([0-9]+)["']""")
_PIECE, _TAG = 2**20, 2**10
#: Letters or digits of a place that count: more are out of bounds whatever they are.
_DIGITS = 12


def is_workbook(path: str | Path) -> bool:
    """Whether the content says so, whatever the file is called."""
    if str(path) == "-" or not is_file(path):
        return False
    try:
        with Path(path).open("rb") as stream:
            start = stream.read(4)
    except OSError:
        return False
    return start in (_ZIP, _OLE)


def read_workbook(path: str | Path) -> Sheet:
    """The first sheet of a workbook that has anything in it; the others are named in ``advice``.

    Raises
    ------
    TinbergenError
        U260 without python-calamine, D260 when the workbook can't be read, C240 too many rows,
        columns or bytes, D013 when all sheets are empty; those of
        :func:`tinbergen.data.sheet.read_sheet`.
    """
    name, at = str(path), Location(str(path))
    try:
        import python_calamine
    except ImportError:
        raise TinbergenError("U260", at=at) from None
    try:
        _check_size(Path(path), at)
        book = python_calamine.CalamineWorkbook.from_path(path)
        filled = [s for s in book.sheet_names if _height(book, s)]
        if not filled:
            raise TinbergenError("D013", at=at)
        page = book.get_sheet_by_name(filled[0])
        limits.check("table_rows", page.height, at)
        limits.check("table_columns", page.width, at)
        rows = page.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile) as fault:
        raise TinbergenError("D260", at=at, detail=" ".join(str(fault).split())[:120]) from fault
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    sheet = split_text(FileText(name, text.getvalue()), delimiter=",")
    if not filled[1:]:
        return sheet
    facts = {"sheet": filled[0], "others": ", ".join(filled[1:8])}
    return replace(sheet, advice=(*sheet.advice, Advice("D261", facts, at)))


def _height(book: object, name: str) -> int:
    page = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    return int(page.height) if page.width else 0


def _check_size(path: Path, at: Location) -> None:
    """C240 for more bytes than a text may have, packed, or many times that unpacked, and for sheets
    whose cells stand so far apart that the rectangle around them takes more than ``memory``."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
        size = max(size, unpacked // _UNPACKED)
    limits.check("file_bytes", size, at)
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        for part in packed.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                limits.check("memory", _CELL * _area(_pieces(packed, part)), at)


def _pieces(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part's bytes, each piece with the end of the one before, where a tag may have begun."""
    with packed.open(part) as stream:
        end = b""
        while piece := stream.read(_PIECE):
            yield end + piece
            end = piece[-_TAG:]


def _area(pieces: Iterator[bytes]) -> int:
    """Cells of the smallest rectangle that holds all that are not empty, as far as they say where
    they are."""
    places = {
        (column, row) for piece in pieces for cell in _FULL.finditer(piece)
        for column, row in _AT.findall(cell[1])
    }  # fmt: skip
    if not places:
        return 0
    rows = [int(row[:_DIGITS]) for _, row in places]
    columns = [_number(column[:_DIGITS]) for column, _ in places]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _number(column: bytes) -> int:
    """A column's number: A is 1, AA is 27."""
    number = 0
    for letter in column:
        number = 26 * number + letter - 64
    return number


def _cell(value: object) -> str:
    """A cell as text: whole numbers, which may be years, without a point; days without a time."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)
