"""The bytes of a user's file as text: bounded, recognised, decoded.

Excel writes CSV in the code page of the machine (GBK in China, Windows-1252 in the West) and
"Unicode text" in UTF-16; what isn't text at all is named rather than decoded into noise.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core import limits
from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.files import read_bytes
from tinbergen.core.text import Text

STDIN = "<stdin>"

_NOT_TABLES: tuple[tuple[re.Pattern[bytes], Text], ...] = tuple(
    (re.compile(start, re.IGNORECASE), Text(en, zh))
    for start, en, zh in (
        (rb"PK\x03\x04", "an Excel or LibreOffice workbook", "Excel 或 LibreOffice 工作簿"),
        (rb"\xd0\xcf\x11\xe0", "an Excel workbook (.xls)", "Excel 工作簿（.xls）"),
        (rb"%PDF", "a PDF document", "PDF 文档"),
        (rb"PAR1", "a Parquet file", "Parquet 文件"),
        (rb"\x1f\x8b|BZh|\xfd7zXZ", "a compressed file", "压缩文件"),
        (rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table)", "a web page", "网页"),
        (rb"(\xef\xbb\xbf)?\s*[{\[]\s*[\"{\[]", "a JSON document", "JSON 文档"),
    )
)
_BINARY = Text("a binary file", "二进制文件")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class FileText:
    """``text`` with line ends as ``\\n``; ``name`` is how messages call the file."""

    name: str
    text: str
    advice: tuple[Advice, ...] = ()


def read_file(path: str | Path) -> FileText:
    """The text of a file, or of standard input when ``path`` is ``-``.

    Raises
    ------
    TinbergenError
        D010 no such file, C005 it can't be read, C240 it is too large, D013 it is empty, D014 it
        is no text.
    """
    name = STDIN if str(path) == "-" else str(path)
    data = _bytes(path, name)
    if kind := _not_a_table(data):
        raise TinbergenError("D014", at=Location(name), kind_en=kind.en, kind_zh=kind.zh)
    text, encoding = decode(data)
    if not text.strip():
        raise TinbergenError("D013", at=Location(name))
    advice = (
        () if encoding == "UTF-8" else (Advice("D043", {"encoding": encoding}, Location(name)),)
    )
    return FileText(name, text.replace("\r\n", "\n").replace("\r", "\n"), advice)


def _bytes(path: str | Path, name: str) -> bytes:
    """At most as many as the limit, so that a device or a pipe can't fill the memory."""
    if name == STDIN:
        data = sys.stdin.buffer.read(limits.most("file_bytes") + 1)
        if len(data) > limits.most("file_bytes"):
            raise limits.exceeded("file_bytes", None, Location(name))
        return data
    try:
        return read_bytes(path)
    except (FileNotFoundError, NotADirectoryError) as fault:
        folder = Path(path).parent
        neighbours = [p.name for p in folder.iterdir()] if folder.is_dir() else []
        close = did_you_mean(Path(path).name, neighbours)
        hint = str(folder / close) if close else None
        raise TinbergenError("D010", hint=hint, path=path) from fault
    except IsADirectoryError:
        raise TinbergenError("C260", path=path) from None
    except (OSError, ValueError) as fault:
        detail = getattr(fault, "strerror", None) or fault
        raise TinbergenError("C005", path=path, detail=detail) from fault


def _not_a_table(data: bytes) -> Text | None:
    for start, kind in _NOT_TABLES:
        if start.match(data):
            return kind
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _BINARY
    return None


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    UTF-8 and marked UTF-16 are certain. Of the rest, Chinese characters in GBK are pairs of high
    bytes, while Western accents stand alone between ASCII letters; that tells the two apart.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    if all(len(run) % 2 == 0 for run in _HIGH_RUN.findall(data)):
        try:
            return data.decode("gb18030"), "GBK"
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"
