"""Who was treated, and from when: the input that methods on panels share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.panel import Array, Panel, PanelLike, read_panel


@dataclass(frozen=True, slots=True)
class Treated:
    """A panel, the outcome (N, T) and the first treated position of each unit.

    ``first`` (N,) is T for units that are never treated.
    """

    panel: Panel
    outcome: Array
    first: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Units that are treated together from position ``start`` on, and the others.

    ``treated`` and ``donors`` are positions of units.
    """

    panel: Panel
    outcome: Array
    treated: NDArray[np.int64]
    donors: NDArray[np.int64]
    start: int

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.panel.units[i] for i in self.treated)


def read_block(
    data: PanelLike, outcome: str, unit: str, time: str, treated: str | Sequence[str],
    start: str | int | Period | None, columns: Sequence[str] = (),
) -> Block:  # fmt: skip
    """Units that are treated from one period on.

    Parameters
    ----------
    treated
        The treated unit or units, with the first treated period as ``start``; without ``start``
        the column that is 1 where and when a unit is treated, else 0.

    Raises
    ------
    TinbergenError
        F150 when nobody is treated, F151 when everybody is or there is one unit only, F152 without
        a period before, F153 to F155 for a wrong treatment column, F156 when units are treated at
        different times; those of :func:`tinbergen.data.panel.read_panel` and F157.
    """
    if start is None:
        found = read_treated(data, outcome, unit, time, treated=str(treated), columns=columns)
        panel, y, first = found.panel, found.outcome, found.first
        starts = np.unique(first[first < len(panel.periods)])
        if starts.size > 1:
            said = ", ".join(str(panel.periods[t]) for t in starts[:6])
            raise TinbergenError("F156", at=Location(panel.file), starts=said)
        begun = int(starts[0])
    else:
        panel = read_panel(data, unit, time, (outcome, *columns))
        y = complete(panel, outcome)
        names = (treated,) if isinstance(treated, str) else tuple(treated)
        begun = panel.position(start)
        first = np.full(len(panel.units), len(panel.periods))
        first[[panel.unit(name) for name in names]] = begun
        _check(panel, first)
    inside = first < len(panel.periods)
    return Block(panel, y, np.flatnonzero(inside), np.flatnonzero(~inside), begun)


def read_treated(
    data: PanelLike, outcome: str, unit: str, time: str, *, treated: str | None = None,
    cohort: str | None = None, columns: Sequence[str] = (),
) -> Treated:  # fmt: skip
    """When each unit was first treated.

    Parameters
    ----------
    treated
        The column that is 1 where and when a unit is treated, else 0.
    cohort
        The column with the first treated period of each unit instead, 0 or empty where never.

    Raises
    ------
    TinbergenError
        As :func:`read_block`, but for F156; F158 when a cohort changes within a unit, F159 for a
        cohort in periods shorter than a year.
    """
    name = cohort or treated or ""
    panel = read_panel(data, unit, time, (outcome, name, *columns))
    y = complete(panel, outcome)
    marks = panel.values[name]
    first = by_cohort(panel, name, marks) if cohort else _by_switch(panel, name, marks)
    _check(panel, first)
    return Treated(panel, y, first)


def _by_switch(panel: Panel, name: str, marks: Array) -> NDArray[np.int64]:
    at = Location(panel.file)
    wrong = ~np.isin(marks, (0.0, 1.0))
    if wrong.any():
        i, t = np.argwhere(wrong)[0]
        facts = {"unit": panel.units[i], "period": panel.periods[t], "value": f"{marks[i, t]:g}"}
        raise TinbergenError("F154", at=at, name=name, **facts)
    back = np.argwhere(np.diff(marks, axis=1) < 0)
    if back.size:
        i, t = back[0]
        raise TinbergenError("F155", at=at, unit=panel.units[i], period=panel.periods[t + 1])
    return np.asarray(np.where(marks.any(axis=1), marks.argmax(axis=1), marks.shape[1]))


def by_cohort(panel: Panel, name: str, marks: Array) -> NDArray[np.int64]:
    """(N,) positions of first treatment, T for units treated never or after the last period.

    Raises
    ------
    TinbergenError
        F158 when a cohort changes within a unit, F159 for one in periods shorter than a year.
    """
    at = Location(panel.file)
    said = np.nan_to_num(marks)
    moving = np.argwhere(said != said[:, :1])
    if moving.size:
        raise TinbergenError("F158", at=at, name=name, unit=panel.units[moving[0][0]])
    if isinstance(panel.periods[0], Period) and panel.periods[0].frequency != 1:
        raise TinbergenError("F159", at=at, name=name, period=panel.periods[0])
    calendar = np.array([p.year if isinstance(p, Period) else p for p in panel.periods])
    cohorts = said[:, 0]
    first = np.searchsorted(calendar, cohorts)
    first[cohorts == 0] = len(calendar)
    return first


def _check(panel: Panel, first: NDArray[np.int64]) -> None:
    """F150 to F152: somebody is treated, somebody is not, and there is a before."""
    at, inside = Location(panel.file), first < len(panel.periods)
    if not inside.any():
        raise TinbergenError("F150", at=at)
    if len(first) == 1:
        raise TinbergenError("F151", at=at, count=1)
    if inside.all() and np.unique(first).size == 1:
        raise TinbergenError("F151", at=at, count=len(first))
    if (first == 0).any():
        unit = panel.units[int(np.argmin(first))]
        raise TinbergenError("F152", at=at, unit=unit, first=panel.periods[0])


def complete(panel: Panel, name: str) -> Array:
    """(N, T) a column; F157 where a cell is empty."""
    values = panel.values[name]
    gone = np.argwhere(~np.isfinite(values))
    if gone.size:
        i, t = gone[0]
        facts = {"unit": panel.units[i], "period": panel.periods[t], "count": len(gone)}
        raise TinbergenError("F157", at=Location(panel.file), name=name, **facts)
    return values
