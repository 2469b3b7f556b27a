"""What callers have for data, as a dataset: a dataset, a pandas table, packaged data, a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.arguments import unfit
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data import sources
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.frames import dated, is_frame, sheet_of
from tinbergen.data.sheet import Sheet
from tinbergen.data.tabular import read_table

if TYPE_CHECKING:
    import pandas as pd

#: What stands for one series: one of pandas or of a dataset with its dates, or plain numbers.
SeriesLike: TypeAlias = "ArrayLike | Dataset | pd.Series[Any] | pd.DataFrame"
#: What stands for data: a dataset, a table or series of pandas, a name of packaged data, a path.
DataLike: TypeAlias = "Dataset | pd.DataFrame | pd.Series[Any] | str | Path"

_WANTED = Text(
    "a Dataset, a pandas DataFrame or Series, the name of packaged data ({names}) or the path of a "
    "CSV or Parquet file",
    "Dataset、pandas 的 DataFrame 或 Series、内置数据名称（{names}）或 CSV、Parquet 文件的路径",
)
_US = "us_macrodata"
_SERIES = Text("a series of numbers", "数值序列")


def material_of(said: DataLike) -> Path | Sheet:
    """Data as a file to be read, or as the sheet that a file would have been.

    Raises
    ------
    TinbergenError
        As for :func:`dataset_of`.
    """
    named = isinstance(said, str) and said in (*sources.library_names(), _US)
    if isinstance(said, str | Path) and not named:
        return Path(said)
    data = said if is_frame(said) else dataset_of(said)
    if not isinstance(data, Dataset):
        return sheet_of(data)
    sheet = sheet_of(data.to_frame())
    source = f"{data.source.en} | {data.source.zh}" if data.source.en else ""
    return replace(sheet, comments=(source,) if source else ())


@dataclass(frozen=True, slots=True)
class Dated:
    """One series: ``values`` (T,), NaN where missing; ``start``, ``frequency`` where known."""

    values: Array
    start: Period | None = None
    frequency: int | None = None

    @property
    def span(self) -> Span | None:
        return None if self.start is None else Span(self.start, self.values.size)


def series_of(said: SeriesLike, argument: str = "values") -> Dated:
    """The series that is given: of a table or dataset of one column with its dates, or of numbers.

    Raises
    ------
    TinbergenError
        C010 when it is none, F011 for a table of several columns; those of
        :meth:`Dataset.from_frame`.
    """
    if not isinstance(said, Dataset):
        if not is_frame(said):
            return Dated(_plain(said, argument))
        if said.ndim == 1 and not dated(said):
            return Dated(_plain(said.to_numpy(dtype=float, na_value=np.nan), argument))
        said = Dataset.from_frame(said)
    if len(said.names) != 1:
        raise TinbergenError("F011", shape=f"{said.span.length} x {len(said.names)}")
    return Dated(said[said.names[0]], said.span.start, int(said.frequency))


def _plain(said: Any, argument: str) -> Array:
    try:
        values = np.asarray(said, dtype=float)
    except (TypeError, ValueError):
        raise unfit(argument, said, _SERIES) from None
    if values.ndim != 1:
        raise TinbergenError("F011", shape=" x ".join(map(str, values.shape)))
    return values


def dataset_of(said: DataLike, argument: str = "data") -> Dataset:
    """The dataset that is given, or that a table, a name or a path stands for.

    Values that are missing inside a file or a table are NaN.

    Raises
    ------
    TinbergenError
        C010 when it is nothing of these, D069 for a name that no packaged data have; those of
        :meth:`Dataset.from_frame` and :func:`tinbergen.data.tabular.read_table`.
    """
    if isinstance(said, Dataset):
        return said
    names = (*sources.library_names(), _US)
    if not isinstance(said, str | Path):
        if is_frame(said):
            return Dataset.from_frame(said)
        raise unfit(argument, said, _WANTED.fill(names=", ".join(names)))
    if str(said) == _US:
        return sources.us_macrodata()
    if str(said) in names:
        return sources.library_data(str(said))
    if is_file(said) or Path(said).suffix:
        return read_table(said, allow_missing=True).dataset
    raise TinbergenError(
        "D069", hint=did_you_mean(str(said), names), name=said, known=", ".join(names)
    )
