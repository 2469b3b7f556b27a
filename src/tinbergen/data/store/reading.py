"""The rows that stand at a date as a dataset of one frequency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tinbergen.core.arguments import unfit
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.store.dating import FREQUENCIES
from tinbergen.data.store.table import Ints, Table
from tinbergen.data.transforms import How, to_lower

#: What each series of a higher frequency becomes: one word for all, or one by name.
Aggregate = How | Mapping[str, How]

_LETTERS = {f.letter: f for f in FREQUENCIES}
_FREQUENCY = Text("one of A, Q, M", "A、Q、M 之一")


def frequency_of(said: Frequency | str) -> Frequency:
    """The frequency that a letter stands for; C010 for what is none."""
    if isinstance(said, Frequency):
        return said
    if said not in _LETTERS:
        raise unfit("frequency", said, _FREQUENCY)
    return _LETTERS[said]


def only(present: Sequence[Frequency]) -> Frequency:
    """The one frequency that there is; D085 when there are several."""
    if len(present) > 1:
        raise TinbergenError("D085", known=", ".join(f.letter for f in present))
    return present[0]


def block(table: Table, rows: Ints, frequency: Frequency, names: Sequence[str]) -> Dataset:
    """Those of the rows that are of a frequency: series with a value, over the span of all."""
    theirs = rows[table.frequency(rows) == FREQUENCIES.index(frequency)]
    series, ordinals = table.places(theirs)
    start, end = int(ordinals.min()), int(ordinals.max())
    present, place = np.unique(series, return_inverse=True)
    values = np.full((present.size, end - start + 1), np.nan)
    values[place, ordinals - start] = table.value[theirs]
    found = {names[code]: path for code, path in zip(present.tolist(), values, strict=True)}
    return Dataset.of(Period(frequency, start), found)


def at_frequency(
    blocks: Mapping[Frequency, Dataset],
    wanted: Frequency,
    aggregate: Aggregate | None,
    *,
    partial: bool,
) -> Dataset:
    """The series of one frequency, beside them those of higher ones as ``aggregate`` says.

    A series that is there at the frequency itself is taken as it is. D086 when nothing is left.
    """
    parts = [blocks[wanted]] if wanted in blocks else []
    for data in (blocks[f] for f in blocks if f > wanted and aggregate is not None):
        lower = _lower(data, wanted, aggregate or {}, partial)
        if lower.names:
            parts.append(lower)
    if not parts:
        known = ", ".join(f.letter for f in blocks)
        raise TinbergenError("D086", wanted=wanted.letter, known=known)
    start, end = min(d.span.start for d in parts), max(d.span.end for d in parts)
    series: dict[str, Array] = {}
    for data in parts:
        series = {**data.window(start, end).series, **series}
    ordered = dict.fromkeys(name for data in parts for name in data)
    return Dataset.of(start, {name: series[name] for name in ordered})


def _lower(data: Dataset, wanted: Frequency, aggregate: Aggregate, partial: bool) -> Dataset:
    """Series that are aggregated, those with a value, over the span of all values."""
    names = data.names if isinstance(aggregate, str) else [n for n in aggregate if n in data]
    lower = to_lower(data.select(names), wanted, aggregate, partial=partial)
    extents = {name: extent for name in lower if (extent := lower.extent(name)) is not None}
    if not extents:
        return lower.select(())
    first = min(extent.start for extent in extents.values())
    last = max(extent.end for extent in extents.values())
    return lower.select(extents).window(first, last)
