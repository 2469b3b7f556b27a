"""A Parquet file as the sheet that a CSV file would have been.

Its cells become text in full precision, so that dates, gaps and words are judged in one place
only, :mod:`tinbergen.data.tabular`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.data.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, too_many

if TYPE_CHECKING:
    import pandas as pd

_MAGIC = b"PAR1"


def is_parquet(path: str | Path) -> bool:
    """Whether the content says so, whatever the file is called."""
    if str(path) == "-":
        return False
    try:
        with Path(path).open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def read_parquet(path: str | Path) -> Sheet:
    """The table of a Parquet file; an index of periods that pandas wrote becomes a column.

    Raises
    ------
    TinbergenError
        U073 without pyarrow, U074 when the file can't be read, D012 too many rows or columns, D015
        no rows, D018 a name twice.
    """
    name = str(path)
    frame = _frame(path, Location(name))
    if frame.index.name is not None or not _counts(frame.index):
        frame = frame.reset_index()
    header = tuple(str(column) for column in frame.columns)
    if twice := next((n for i, n in enumerate(header) if n in header[:i]), None):
        raise TinbergenError("U074", at=Location(name), detail=f"{twice}, {twice}")
    if frame.empty:
        raise TinbergenError("D015", at=Location(name))
    columns = [_cells(frame.iloc[:, i]) for i in range(len(header))]
    rows = tuple(zip(*columns, strict=True))
    # Messages that point into a file point at its lines: those of the table are its rows.
    lines = (",".join(header),)
    return Sheet(name, lines, ",", header, 1, rows, (1,) * len(rows))


def _frame(path: str | Path, at: Location) -> pd.DataFrame:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise TinbergenError("U073", at=at) from None
    try:
        file = pyarrow.parquet.ParquetFile(path)
        if file.metadata.num_rows > MAX_ROWS:
            raise too_many(at, MAX_ROWS, "rows", "行")
        if file.metadata.num_columns > MAX_COLUMNS:
            raise too_many(at, MAX_COLUMNS, "columns", "列")
        frame: pd.DataFrame = file.read().to_pandas()
    except (pyarrow.ArrowException, OSError, ValueError) as fault:
        detail = " ".join(str(fault).split())[:120]
        raise TinbergenError("U074", at=at, detail=detail) from fault
    return frame


def _counts(index: Any) -> bool:
    """Whether an index only numbers its rows."""
    import pandas as pd

    return isinstance(index, pd.RangeIndex)


def _cells(column: Any) -> list[str]:
    """Values as text: numbers in full precision, dates as ISO, nothing where they are missing."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.astype(float)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.strftime("%Y-%m-%d")
    missing = column.isna().tolist()
    values = column.tolist()
    return [
        "" if gone else repr(v) if isinstance(v, float) else str(v).strip()
        for v, gone in zip(values, missing, strict=True)
    ]
