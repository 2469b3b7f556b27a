"""Tables that stack several economies, or several series, on top of one another.

A panel has a row for each entity in each period and several columns of numbers; a long table has
one, and its entities are the series (``unique_id, ds, y``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.data.columns import find_dates, normal
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.numerals import is_missing, is_number
from tinbergen.data.sheet import Sheet
from tinbergen.data.tabular import Table, tabulate

#: Names of columns that say whose row it is, the surest first.
_NAMES = (
    *("uniqueid", "entity", "country", "economy", "region", "unit", "id", "series", "iso", "iso3"),
    *("iso3c", "code", "name", "geo", "国家", "地区", "经济体", "实体", "序列"),
)
#: Entities that messages name.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Stack:
    """The column, from 0, that says whose row it is; the entities in the order of the file; and the
    columns of numbers beside it."""

    column: int
    entities: tuple[str, ...]
    numeric: tuple[int, ...]

    @property
    def long(self) -> bool:
        """Whether the entities are series: there is one column of numbers alone."""
        return len(self.numeric) == 1


def stack_of(sheet: Sheet, date: str | None = None) -> Stack | None:
    """How a sheet stacks entities; None where each period stands once, or no column tells rows
    apart.

    Raises
    ------
    TinbergenError
        D023, D042 without dates.
    """
    dates = find_dates(sheet, date)
    if len(set(dates.cells)) == len(dates.cells):
        return None
    others = [i for i, name in enumerate(sheet.header) if name and i not in dates.columns]
    words = [i for i in others if i not in sheet.numbers and _in_words(sheet.column(i))]
    named = [i for i in others if normal(sheet.header[i]) in _NAMES]
    ranked = sorted({*words, *named}, key=lambda i: (_rank(sheet.header[i]), i))
    for i in ranked:
        cells = sheet.column(i)
        if len(set(zip(cells, dates.cells, strict=True))) == len(cells):
            numeric = tuple(k for k in others if k != i and k not in words)
            return Stack(i, tuple(dict.fromkeys(cells)), numeric)
    return None


def _rank(name: str) -> int:
    own = normal(name)
    return _NAMES.index(own) if own in _NAMES else len(_NAMES)


def _in_words(cells: list[str]) -> bool:
    said = [cell for cell in cells if not is_missing(cell)]
    return bool(said) and not any(is_number(cell) for cell in said[:200])


def entities_of(sheet: Sheet) -> tuple[str, ...]:
    """The entities of a stacked sheet.

    Raises
    ------
    TinbergenError
        D262 when the sheet stacks none.
    """
    stack = stack_of(sheet)
    if stack is None:
        raise TinbergenError("D262", at=Location(sheet.file))
    return stack.entities


def only(sheet: Sheet, entity: str) -> Sheet:
    """The rows of one entity, whatever its capitals; the column that names it is blank.

    Raises
    ------
    TinbergenError
        D262 when the sheet stacks no entities, D263 when it has none of that name.
    """
    stack = stack_of(sheet)
    if stack is None:
        raise TinbergenError("D262", at=Location(sheet.file))
    found = [e for e in stack.entities if e == entity] or [
        e for e in stack.entities if e.casefold() == entity.casefold()
    ]
    if not found:
        known = ", ".join(stack.entities[:_SHOWN]) + (" …" if stack.entities[_SHOWN:] else "")
        raise TinbergenError(
            "D263", at=Location(sheet.file, sheet.header_line),
            hint=did_you_mean(entity, stack.entities), entity=entity,
            name=sheet.header[stack.column], count=len(stack.entities), known=known,
        )  # fmt: skip
    rows = [r for r, cell in enumerate(sheet.column(stack.column)) if cell == found[0]]
    return replace(
        sheet,
        header=_without(sheet.header, stack.column),
        rows=tuple(_without(sheet.rows[r], stack.column) for r in rows),
        row_lines=tuple(sheet.row_lines[r] for r in rows),
        numbers={i: values[rows] for i, values in sheet.numbers.items()},
        entity=found[0],
    )


def _without(cells: tuple[str, ...], column: int) -> tuple[str, ...]:
    return (*cells[:column], "", *cells[column + 1 :])


def file_stem(sheet: Sheet, stem: str) -> str:
    """A name for what is made of a sheet, its entity's in it."""
    if not sheet.entity:
        return stem
    return f"{stem}-{re.sub(r'[^A-Za-z0-9]+', '-', sheet.entity).strip('-') or 'entity'}"


def unstacked(sheet: Sheet) -> Table:
    """A long table as a table of its series side by side, each under its entity's name.

    Raises
    ------
    TinbergenError
        C002 when frequencies differ; those of :func:`tinbergen.data.tabular.tabulate`.
    """
    stack = stack_of(sheet)
    assert stack is not None and stack.long, "a long table has entities and one column of numbers"
    name = sheet.header[stack.numeric[0]]
    tables = {
        entity: tabulate(only(sheet, entity), keep=(name,), allow_missing=True)
        for entity in stack.entities
    }
    spans = [table.dataset.span for table in tables.values()]
    first = min((span.start for span in spans), key=lambda p: p.ordinal)
    last = max((span.end for span in spans), key=lambda p: p.ordinal)
    whole = first.to(last)
    series: dict[str, Array] = {}
    for entity, table in tables.items():
        offset = whole.position(table.dataset.span.start)
        series[entity] = np.full(whole.length, np.nan)
        series[entity][offset : offset + table.dataset.span.length] = table.dataset[name]
    advice = [
        Advice(a.code, {**a.facts, "name": entity}, a.at)
        for entity, table in tables.items() for a in table.advice if a.code == "D052"
    ]  # fmt: skip
    source = next(iter(tables.values())).dataset.source
    data = Dataset.of(first, series, source=source)
    return Table(data, (*sheet.advice, *advice), sheet, (-1,) * whole.length)
