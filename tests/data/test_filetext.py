"""Bytes to text: encodings, line ends, and what is no text."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.data import filetext
from tinbergen.data.filetext import decode, read_file


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_utf8_is_always_recognised(text: str) -> None:
    assert decode(text.encode()) == (text.removeprefix("\ufeff"), "UTF-8")


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("日期,国内生产总值,消费", "gbk", "GBK"),
        ("période,dépenses,Ø", "cp1252", "Windows-1252"),
        ("date,GDP €", "utf-16", "UTF-16"),
        ("\ufeffdate,GDP", "utf-8", "UTF-8"),
    ],
)
def test_what_spreadsheets_write(text: str, codec: str, name: str) -> None:
    assert decode(text.encode(codec)) == (text.removeprefix("\ufeff"), name)


def test_bytes_of_no_code_page_still_become_text() -> None:
    assert decode(b"a\x81b\xe9")[1] == "Latin-1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(write, end: str) -> None:
    assert read_file(write(f"a,b{end}1,2{end}")).text == "a,b\n1,2\n"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"a,b\n1,2\n")))
    assert read_file("-") == filetext.FileText("<stdin>", "a,b\n1,2\n")


def test_a_folder_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(TinbergenError) as caught:
        read_file(tmp_path)
    assert caught.value.code == "C260"


def test_an_endless_file_is_refused_without_being_read() -> None:
    with limits.raised(file_bytes=1000), pytest.raises(TinbergenError) as caught:
        read_file("/dev/zero")
    assert caught.value.code == "C240"


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1", "an Excel workbook (.xls)"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PAR1\x15", "a Parquet file"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b'{"GDP": [1, 2]}', "a JSON document"),
    ],
)
def test_other_kinds_of_file_are_named(write, start: bytes, kind: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        read_file(write(start))
    assert (caught.value.code, caught.value.facts["kind_en"]) == ("D014", kind)
