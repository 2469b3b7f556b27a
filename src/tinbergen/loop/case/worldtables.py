"""Tables of a world: a forecast with its spread, effects of instruments, a projection."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import HUGE
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.sheet import Sheet, read_sheet
from tinbergen.data.tabular import read_table

Array = NDArray[np.float64]

#: The ending of a forecast's column with the standard deviations of another.
_DEVIATION = "_sd"
_COLUMNS = ("instrument", "indicator", "horizon", "effect")
_ERROR = "error"

_NO_COLUMN = Text("the table has no column '{name}'", "该表没有“{name}”列")
_NO_NUMBER = Text("'{value}' is not a number", "“{value}”不是数字")
_OUTSIDE = Text(
    "{value} is not from {least:g} to {most:g}", "{value} 不在 {least:g} 至 {most:g} 之间"
)
_GAP = Text(
    "{pair}: horizon {horizon} does not follow {before}",
    "{pair}：期数 {horizon} 与 {before} 不相连",
)


def read_forecast(path: Path, at: Location, as_of: Period) -> tuple[Dataset, Dataset | None]:
    """Central paths, and standard deviations from columns that end in ``_sd``."""
    mean = read_projection(path, at, as_of)
    spread = [n for n in mean if n.endswith(_DEVIATION) and n[: -len(_DEVIATION)] in mean]
    if not spread:
        return mean, None
    deviation = {n[: -len(_DEVIATION)]: mean[n] for n in spread}
    mean = mean.select(n for n in mean if n not in spread)
    return mean, Dataset.of(mean.span.start, deviation)


def read_projection(path: Path, at: Location, as_of: Period) -> Dataset:
    """A table of paths of the case's frequency; L014 for one of another."""
    try:
        table = read_table(path, allow_missing=True).dataset
    except TinbergenError as fault:
        raise fault.placed(at) from None
    if table.frequency is not as_of.frequency:
        raise TinbergenError("L014", at=at, date=table.span.start, example=as_of)
    return table


def read_effects(path: Path, at: Location) -> dict[tuple[str, str], tuple[Array, Array]]:
    """Responses by horizon and their standard errors, by (instrument, indicator)."""
    try:
        sheet = read_sheet(path)
    except TinbergenError as fault:
        raise fault.placed(at) from None
    columns = {}
    for name in (*_COLUMNS, _ERROR):
        if name in sheet.header:
            columns[name] = sheet.header.index(name)
        elif name != _ERROR:
            at = sheet.at(None, 0)
            raise TinbergenError("L079", at=at, problem=_NO_COLUMN.fill(name=name))
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for i, row in enumerate(sheet.rows):
        pair = (row[columns["instrument"]], row[columns["indicator"]])
        horizon = _number(sheet, i, columns["horizon"])
        known = found.setdefault(pair, [])
        if horizon != len(known):
            problem = _GAP.fill(
                pair=" → ".join(pair), horizon=f"{horizon:g}", before=len(known) - 1
            )
            raise TinbergenError("L079", at=sheet.at(i, columns["horizon"]), problem=problem)
        error = _number(sheet, i, columns[_ERROR], 0.0) if _ERROR in columns else 0.0
        known.append((_number(sheet, i, columns["effect"]), error))
    return {
        pair: (np.array([e for e, _ in rows]), np.array([s for _, s in rows]))
        for pair, rows in found.items()
    }


def _number(sheet: Sheet, row: int, column: int, least: float = -HUGE) -> float:
    """A cell's number, from ``least`` to what can be squared."""
    cell = sheet.rows[row][column]
    if column in sheet.numbers:
        value = float(sheet.numbers[column][row])
    else:
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
    if not least <= value <= HUGE:
        problem = _OUTSIDE if math.isfinite(value) else _NO_NUMBER
        problem = problem.fill(value=cell, least=least, most=HUGE)
        raise TinbergenError("L079", at=sheet.at(row, column), problem=problem)
    return value
