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

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import is_regular
from tinbergen.core.progress import checkpoint
from tinbergen.data.sheet import Sheet

_MAGIC = b"PAR1"
#: Rows that are unpacked at a time.
_BATCH = 4096
#: What an index without a name is called in a file that pandas wrote.
_UNNAMED = re.compile(r"__index_level_\d+__")


def is_parquet(path: str | Path) -> bool:
    """Whether the content says so, whatever the file is called."""
    if str(path) == "-" or not is_regular(path):
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
        U073 without pyarrow, U074 when the file can't be read, C240 when it is too large, D015
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


def whole_table(path: str | Path, at: Location, rows: str = "table_rows") -> Any:
    """A Parquet file as Arrow reads it.

    Raises
    ------
    TinbergenError
        U073 without pyarrow, U074 when the file can't be read, C240 when it has more rows than the
        limit ``rows``, too many columns, or too much content.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise TinbergenError("U073", at=at) from None
    try:
        file = pyarrow.parquet.ParquetFile(path)
        # Texts stay coded: a long one that all rows share is kept once.
        texts = [c.path for c in map(file.schema.column, range(file.metadata.num_columns))
                 if c.physical_type == "BYTE_ARRAY"]  # fmt: skip
        file = pyarrow.parquet.ParquetFile(path, read_dictionary=texts)
        limits.check(rows, file.metadata.num_rows, at)
        limits.check("table_columns", file.metadata.num_columns, at)
        table = _within(file, at)
        # Texts that are no UTF-8, among others.
        table.validate(full=True)
        return table
    except (pyarrow.ArrowException, OSError, ValueError) as fault:
        detail = " ".join(str(fault).split())[:120]
        raise TinbergenError("U074", at=at, detail=detail) from fault


def _within(file: Any, at: Location) -> Any:
    """The content of a Parquet file, batch by batch, as long as it is within the limit."""
    import pyarrow

    groups = [file.metadata.row_group(k) for k in range(file.metadata.num_row_groups)]
    limits.check("parquet_bytes", sum(group.total_byte_size for group in groups), at)
    batches, taken = [], 0
    for batch in file.iter_batches(batch_size=_BATCH):
        checkpoint()
        taken += sum(_unpacked(column) for column in batch.columns)
        limits.check("parquet_bytes", taken, at)
        batches.append(batch)
    schema = batches[0].schema if batches else file.schema_arrow
    return pyarrow.Table.from_batches(batches, schema.with_metadata(file.schema_arrow.metadata))


def _unpacked(column: Any) -> int:
    """Bytes of a column with every text written out as often as it occurs."""
    import pyarrow
    import pyarrow.compute as compute

    if not pyarrow.types.is_dictionary(column.type):
        return int(column.nbytes)
    if not pyarrow.types.is_binary(kind := column.type.value_type) and not (
        pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)
    ):
        return int(column.nbytes)
    lengths = compute.binary_length(column.dictionary)
    return int(compute.sum(lengths.take(column.indices)).as_py() or 0) + int(column.indices.nbytes)


def _numbers(column: Any) -> NDArray[np.float64] | None:
    """A column of finite numbers; None for others, and for whole numbers, which may be years."""
    import pyarrow.types as kinds

    if not kinds.is_floating(column.type):
        return None
    # Not to_numpy, which imports pandas.
    values = np.array(column.to_pylist(), dtype=np.float64)
    whole = bool(np.all((values == np.round(values)) | np.isnan(values)))
    return None if whole or (np.abs(values) > limits.LARGEST).any() else values


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
