"""Workbooks, written here part by part as the Office Open XML standard (ECMA-376) has them."""

import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.data.tabular import read_table

calamine = pytest.importorskip("python_calamine")

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Cells = list[list[str | float | None]]


def write_xlsx(path: Path, **sheets: Cells) -> Path:
    """A workbook with these sheets, in this order."""

    def cell(value: str | float | None) -> str:
        if value is None:
            return "<c/>"
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f"<c><v>{value!r}</v></c>"

    names = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="{_KIND}" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_DOCUMENT}" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/workbook.xml", f"<workbook {_MAIN} {_REL}><sheets>{names}</sheets></workbook>"
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>',
        )
        for i, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            packed.writestr(
                f"xl/worksheets/sheet{i}.xml",
                f"<worksheet {_MAIN}><sheetData>{body}</sheetData></worksheet>",
            )
    return path


ROWS: Cells = [["year", "GDP", "失业率"], [2001, 1.5, 4.0], [2002, 2.25, None], [2003, 3, 5.1]]


def test_a_sheet_is_read_like_csv(tmp_path: Path) -> None:
    table = read_table(write_xlsx(tmp_path / "own.xlsx", data=ROWS), allow_missing=True)
    assert str(table.dataset.span.start) == "2001"
    assert table.dataset["GDP"].tolist() == [1.5, 2.25, 3.0]
    assert table.dataset.at("失业率", "2003") == 5.1


def test_other_sheets_are_named(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", empty=[], data=ROWS, notes=[["a", "b"], ["c", "d"]])
    table = read_table(path, allow_missing=True)
    told = next(a for a in table.advice if a.code == "D261")
    assert (told.facts["sheet"], told.facts["others"]) == ("data", "notes")


def test_a_fault_points_at_its_row(tmp_path: Path) -> None:
    rows = [*ROWS[:2], [2002, "n/a?", 1.0]]
    with pytest.raises(TinbergenError) as caught:
        read_table(write_xlsx(tmp_path / "own.xlsx", data=rows))
    assert (caught.value.code, caught.value.at and caught.value.at.line) == ("D034", 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04\x14\x00\x06\x00", "D260"), (b"\xd0\xcf\x11\xe0 no workbook", "D260")],
    ids=["zip", "ole"],
)
def test_a_damaged_one_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(content)
    with pytest.raises(TinbergenError) as caught:
        read_table(path)
    assert caught.value.code == code


def test_an_empty_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TinbergenError) as caught:
        read_table(write_xlsx(tmp_path / "own.xlsx", data=[]))
    assert caught.value.code == "D013"


def test_what_unpacks_too_large_is_not_unpacked(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", data=[["a", "b"], *([["x" * 1000, 1.0]] * 500)])
    assert path.stat().st_size < 20_000
    with limits.raised(file_bytes=20_000), pytest.raises(TinbergenError) as caught:
        read_table(path)
    assert caught.value.code == "C240"


def test_without_the_reader_the_fix_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(TinbergenError) as caught:
        read_table(write_xlsx(tmp_path / "own.xlsx", data=ROWS))
    assert caught.value.code == "U260"
    assert "tinbergen[excel]" in caught.value.text("fix")


@pytest.mark.parametrize("place", ["ZZZZZZZ99999999", "XFD1048576", "B" + "9" * 400])
def test_cells_that_stand_far_apart_are_refused_before_the_sheet_is_made(
    tmp_path: Path, place: str
) -> None:
    path = write_xlsx(tmp_path / "far.xlsx", data=[["date", "x"], ["2000", 1.0]])
    far = f'<row><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row></sheetData>'
    _with_sheet(path, lambda text: text.replace("</sheetData>", far))
    with pytest.raises(TinbergenError) as caught:
        read_table(path)
    assert caught.value.code == "C240" and "memory" in str(caught.value)


def test_empty_cells_at_the_end_of_a_sheet_do_not_count(tmp_path: Path) -> None:
    years = [[str(2000 + i), float(i)] for i in range(12)]
    path = write_xlsx(tmp_path / "styled.xlsx", data=[["date", "x"], *years])
    styled = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    _with_sheet(path, lambda text: text.replace("</sheetData>", styled))
    assert read_table(path).dataset["x"].tolist() == list(range(12))


def _with_sheet(path: Path, change: Callable[[str], str]) -> None:
    """The workbook with its first sheet's text changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = change(parts[sheet])
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
