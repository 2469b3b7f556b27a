"""Scenarios: what else may happen, said once in indicators and felt in every pack there is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from tinbergen.core.documents import Scenario, Series
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.loop import packs
from tinbergen.loop.case import Case
from tinbergen.loop.concepts import concepts
from tinbergen.loop.schema import Number, Part, Words, checked
from tinbergen.loop.shifts import PERCENT

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator ``by`` more than else, from the ``start``-th year for ``years`` years.

    ``by`` is as the indicator moves, in its unit or in percent. After its years it fades: each
    year a share ``fading`` of the last is left. Without ``years`` it stays.
    """

    indicator: str
    by: float
    start: int = 1
    years: int | None = None
    fading: float = 0.0

    def path(self, years: int) -> Array:
        """The change in each year, shape (years,)."""
        t = np.arange(1, years + 1)
        path = np.where(t >= self.start, self.by, 0.0)
        if self.years is not None:
            over = t - (self.start + self.years - 1)
            path = np.where(over > 0, self.by * self.fading ** np.maximum(over, 0), path)
        return np.asarray(path, dtype=float)


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario of the library: what happens, in words and in indicators."""

    name: str
    title: Text
    story: Text
    basis: str
    changes: tuple[Change, ...]


class _Change(Part):
    indicator: str
    by: Number
    start: int = Field(default=1, ge=1, le=100)
    years: int | None = Field(default=None, ge=1, le=100)
    fading: float = Field(default=0.0, ge=0, lt=1)


class _Opposite(Part):
    name: str
    title: Words
    story: Words


class _Story(Part):
    name: str
    title: Words
    story: Words
    basis: str
    changes: tuple[_Change, ...] = Field(min_length=1)
    opposite: _Opposite | None = None


class _Library(Part):
    scenarios: tuple[_Story, ...] = Field(min_length=1)


_PARTS: dict[str, type[BaseModel]] = {
    "scenarios": _Story, "changes": _Change, "opposite": _Opposite, "title": Words, "story": Words,
}  # fmt: skip


def read_scenarios(path: Path) -> dict[str, Story]:
    """Scenarios of a file, by name; an opposite is the same with every sign turned.

    Raises
    ------
    TinbergenError
        L001-L005, L016 for faults in the file.
    """
    written, _ = checked(_Library, _PARTS, read_text(path), str(path))
    found = {}
    for one in written.scenarios:
        changes = tuple(Change(c.indicator, c.by, c.start, c.years, c.fading) for c in one.changes)
        found[one.name] = Story(one.name, one.title.text(), one.story.text(), one.basis, changes)
        if one.opposite is not None:
            turned = tuple(dataclasses.replace(c, by=-c.by) for c in changes)
            found[one.opposite.name] = Story(
                one.opposite.name, one.opposite.title.text(), one.opposite.story.text(),
                one.basis, turned,
            )  # fmt: skip
    return found


@cache
def library() -> Mapping[str, Story]:
    """The scenarios that come with the package."""
    return read_scenarios(Path(str(files("tinbergen"))) / "domains" / "scenarios.yaml")


def story(name: str) -> Story:
    """A scenario of the library.

    Raises
    ------
    TinbergenError
        L051 when there is none of that name.
    """
    known = library()
    if name not in known:
        raise TinbergenError(
            "L051", hint=did_you_mean(name, known), name=name, known=", ".join(known)
        )
    return known[name]


def felt(told: Story, case: Case) -> Scenario:
    """A scenario as a case feels it: changes of exogenous and of endogenous variables.

    The change of each of the pack's indicators, its own and what reaches it along the links of all
    packs, is that of the case's exogenous variable of this name (or the one that ``feels`` names),
    or of the endogenous variable of this name (brought about by the equation that ``feels`` names,
    see :mod:`tinbergen.loop.shifts`).

    Raises
    ------
    TinbergenError
        L049, L050 for faults in the links, L052 when the scenario names no indicator of a pack.
    """
    span = Span(case.as_of + 1, case.horizon)
    per_year = int(span.start.frequency)
    years = -(-span.length // per_year)
    everything = concepts(packs.pack(name) for name in packs.names())
    for change in told.changes:
        if change.indicator not in everything.indicators:
            raise TinbergenError(
                "L052", hint=did_you_mean(change.indicator, everything.indicators),
                name=change.indicator, scenario=told.name,
            )  # fmt: skip
    own: dict[str, Array] = {}
    for change in told.changes:
        own[change.indicator] = own.get(change.indicator, 0.0) + change.path(years)
    exogenous, shocks = [], []
    for name, path in everything.spread(own).items():
        pack, code = name.split(".")
        if pack != case.pack.name:
            continue
        moved = np.repeat(path, per_year)[: span.length]
        indicator = everything.indicators[name]
        unit = PERCENT if indicator.moves == "percent" else indicator.unit.en
        series = Series(case.feels.get(code, code), unit, span.start, tuple(moved.tolist()))
        if series.name in case.model.exogenous:
            exogenous.append(series)
        elif code in case.model.endogenous and code not in case.policy:
            shocks.append(dataclasses.replace(series, name=code))
    return Scenario(told.name, told.title, exogenous=tuple(exogenous), shocks=tuple(shocks))
