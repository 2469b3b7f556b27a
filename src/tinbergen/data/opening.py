"""Any file that holds a table, opened as a sheet: CSV, Parquet, a workbook."""

from __future__ import annotations

from pathlib import Path

from tinbergen.core.files import is_file
from tinbergen.data.parquet import is_parquet, read_parquet
from tinbergen.data.sheet import Sheet, read_sheet
from tinbergen.data.workbook import is_workbook, read_workbook


def open_sheet(path: str | Path | Sheet) -> Sheet:
    """The table of a file, told by its content; CSV from standard input when ``path`` is ``-``.

    A sheet that was read already is returned as it is.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.data.sheet.read_sheet`,
        :func:`tinbergen.data.parquet.read_parquet` and
        :func:`tinbergen.data.workbook.read_workbook`.
    """
    if isinstance(path, Sheet):
        return path
    if is_parquet(path):
        return read_parquet(path)
    return read_workbook(path) if is_workbook(path) else read_sheet(path)


#: Endings of tables whose content does not tell.
_ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet")


def is_table(path: str | Path) -> bool:
    """Whether a file that is there is a table, by its content or by its name."""
    if not is_file(path):
        return False
    return Path(path).suffix.lower() in _ENDINGS or is_parquet(path) or is_workbook(path)
