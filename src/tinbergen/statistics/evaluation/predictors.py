"""Predictors of a synthetic control: columns averaged over periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.data.panel import Array, Panel


@dataclass(frozen=True, slots=True)
class Predictor:
    """A column, and the first and last period that it is averaged over; None is all before."""

    said: str
    column: str
    first: str | None = None
    last: str | None = None


def read_predictors(texts: Sequence[str]) -> tuple[Predictor, ...]:
    """Predictors as they are written: ``beer@1984:1988``, ``cigsale@1975`` or ``beer``.

    >>> read_predictors(["beer@1984:1988"])[0].last
    '1988'

    Raises
    ------
    TinbergenError
        F161 when one is written otherwise.
    """
    found = []
    for text in texts:
        column, sign, stretch = (part.strip() for part in text.partition("@"))
        first, colon, last = (part.strip() for part in stretch.partition(":"))
        if not column or (sign and not first) or (colon and not last):
            raise TinbergenError("F161", text=text)
        found.append(Predictor(text, column, first or None, last or first or None))
    return tuple(found)


def predictor_values(panel: Panel, predictors: Sequence[Predictor], start: int) -> Array:
    """(k, N) averages over the observed periods, all of them before position ``start``.

    Raises
    ------
    TinbergenError
        F160 for a stretch that is empty or reaches into treatment, F162 when a unit was observed
        in none of the periods, F163 when all units have the same value.
    """
    rows = []
    for each in predictors:
        begin = panel.position(each.first) if each.first else 0
        end = panel.position(each.last) + 1 if each.last else start
        at = Location(panel.file)
        if not begin < end <= start:
            raise TinbergenError("F160", at=at, text=each.said, start=panel.periods[start])
        cells = panel.values[each.column][:, begin:end]
        known = np.isfinite(cells)
        count = known.sum(axis=1)
        if not count.all():
            unit = panel.units[int(np.argmin(count))]
            raise TinbergenError("F162", at=at, name=each.said, unit=unit)
        row = np.where(known, cells, 0.0).sum(axis=1) / count
        if np.ptp(row) <= 1e-12 * np.abs(row).max():
            raise TinbergenError("F163", at=at, name=each.said)
        rows.append(row)
    return np.array(rows).reshape(len(rows), len(panel.units))
