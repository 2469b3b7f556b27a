"""Two-way tables with labelled rows and columns: input-output flows, trade between regions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.numerals import read_numbers
from tinbergen.data.sheet import read_sheet

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """``values[i, j]`` stands in row ``rows[i]`` and column ``columns[j]``; NaN is missing.

    ``source`` is what the file's comment lines say.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array
    source: Text

    def block(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> Array:
        """The values of some rows and columns, shape (rows, columns).

        Raises
        ------
        TinbergenError
            D071 for a label that is not there.
        """
        i = [_position(self.name, label, self.rows) for label in rows]
        j = [_position(self.name, label, self.columns) for label in columns]
        return np.array(self.values[np.ix_(i, j)])

    def column(self, label: str) -> Array:
        """One column, shape (rows,); D071 when it is not there."""
        return np.array(self.values[:, _position(self.name, label, self.columns)])

    def row(self, label: str) -> Array:
        """One row, shape (columns,); D071 when it is not there."""
        return np.array(self.values[_position(self.name, label, self.rows)])


def read_matrix(path: str | Path) -> Matrix:
    """A CSV file whose first column and first row are labels; ``#`` lines above say its source.

    A source in both languages is written ``English | 中文``.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.data.sheet.read_sheet`; D070 for a cell that is no number, D072
        for a row's label twice.
    """
    sheet = read_sheet(path)
    labels = sheet.column(0)
    for row, label in enumerate(labels):
        if label in labels[:row]:
            raise TinbergenError("D072", at=sheet.at(row, 0), label=label)
    values = np.full((len(labels), len(sheet.header) - 1), np.nan)
    for j in range(values.shape[1]):
        cells = sheet.column(j + 1)
        numbers = read_numbers(cells, ".")
        if numbers.bad:
            row = numbers.bad[0]
            raise TinbergenError("D070", at=sheet.at(row, j + 1), given=cells[row])
        values[:, j] = numbers.values
    values.flags.writeable = False
    return Matrix(Path(path).stem, tuple(labels), sheet.header[1:], values, sheet.source)


def row_of(table: Matrix, unit: str, at: Location | None = None) -> int:
    """The row of a unit, D071 when it is not there; ``at`` is where it was asked for."""
    return _position(table.name, unit, table.rows, at)


def _position(table: str, label: str, known: tuple[str, ...], at: Location | None = None) -> int:
    if label not in known:
        raise TinbergenError(
            "D071", at=at, hint=did_you_mean(label, known), name=label, table=table,
            known=", ".join(known),
        )  # fmt: skip
    return known.index(label)
