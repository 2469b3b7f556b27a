"""A Parquet file as the sheet that a CSV file would have been.

Numbers stay numbers; all else becomes text, so that dates, gaps and words are judged in one place
only, :mod:`tinbergen.data.tabular`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.data.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, too_many

_MAGIC = b"PAR1"
#: What an index without a name is called in a file that pandas wrote.
_UNNAMED = re.compile(r"__index_level_\d+__")


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
    """The table of a Parquet file; an index of periods that pandas wrote is a column like others.

    Raises
    ------
    TinbergenError
        U073 without pyarrow, U074 when the file can't be read, D012 too many rows or columns, D015
        no rows, D018 a name twice.
    """
    name = str(path)
    table = whole_table(path, Location(name))
    header = tuple(re.sub(_UNNAMED, "index", str(column)) for column in table.column_names)
    if twice := next((n for i, n in enumerate(header) if n in header[:i]), None):
        raise TinbergenError("U074", at=Location(name), detail=f"{twice}, {twice}")
    if not table.num_rows or not header:
        raise TinbergenError("D015", at=Location(name))
    columns, numbers = [], {}
    for i, (kind, column) in enumerate(zip(table.schema, table.columns, strict=True)):
        if (values := _numbers(column)) is not None:
            numbers[i] = values
            columns.append([""] * table.num_rows)
        else:
            columns.append(_cells(_dated(kind, column)))
    rows = tuple(zip(*columns, strict=True))
    # Messages that point into a file point at its lines: those of the table are its rows.
    lines = (",".join(header),)
    return Sheet(name, lines, ",", header, 1, rows, (1,) * len(rows), numbers=numbers)


def whole_table(path: str | Path, at: Location, limit: int = MAX_ROWS) -> Any:
    """A Parquet file as Arrow reads it.

    Raises
    ------
    TinbergenError
        U073 without pyarrow, U074 when the file can't be read, D012 more rows than ``limit`` or too
        many columns.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise TinbergenError("U073", at=at) from None
    try:
        file = pyarrow.parquet.ParquetFile(path)
        if file.metadata.num_rows > limit:
            raise too_many(at, limit, "rows", "行")
        if file.metadata.num_columns > MAX_COLUMNS:
            raise too_many(at, MAX_COLUMNS, "columns", "列")
        return file.read()
    except (pyarrow.ArrowException, OSError, ValueError) as fault:
        detail = " ".join(str(fault).split())[:120]
        raise TinbergenError("U074", at=at, detail=detail) from fault


def _numbers(column: Any) -> NDArray[np.float64] | None:
    """A column of finite numbers; None for others, and for whole numbers, which may be years."""
    import pyarrow.types as kinds

    if not kinds.is_floating(column.type):
        return None
    # Not to_numpy, which imports pandas.
    values = np.array(column.to_pylist(), dtype=np.float64)
    whole = bool(np.all((values == np.round(values)) | np.isnan(values)))
    return None if whole or np.isinf(values).any() else values


def _dated(field: Any, column: Any) -> Any:
    """Periods of pandas, which Arrow knows as numbers, as dates."""
    extension = field.metadata or {}
    if extension.get(b"ARROW:extension:name") != b"pandas.period" and not str(
        field.type
    ).startswith("extension<pandas.period"):
        return column
    import pandas as pd
    import pyarrow

    frame = pyarrow.table([column], schema=pyarrow.schema([field])).to_pandas()
    periods = pd.PeriodIndex(frame.iloc[:, 0])
    return pyarrow.chunked_array([[str(p) for p in periods]])


def _cells(column: Any) -> list[str]:
    """Values as text: dates as ISO, nothing where they are missing."""
    import pyarrow.types as kinds

    values = column.to_pylist()
    if kinds.is_boolean(column.type):
        values = [None if v is None else int(v) for v in values]
    if kinds.is_timestamp(column.type):
        values = [None if v is None else v.date() for v in values]
    return ["" if v is None else str(v).strip() for v in values]
