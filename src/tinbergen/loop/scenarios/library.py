"""Scenarios: what else may happen, said once in indicators and felt in every pack there is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.problem import Scenario
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.loop.case import packs
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.packfile import Link
from tinbergen.loop.case.schema import Number, Part, Words, checked
from tinbergen.loop.scenarios.concepts import IndicatorGraph, concepts
from tinbergen.loop.scenarios.shifts import PERCENT

Array = NDArray[np.float64]

#: Changes below it are what is left when equal ones are taken from each other.
_ROUNDING = 1e-12

_LIBRARY = Text("The library", "情景库")
_IN_FILE = re.compile(r"(?P<file>.+\.ya?ml)(:(?P<name>.+))?")


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
class ScenarioSpec:
    """A scenario of the library: what happens, in words and in indicators.

    ``opposite`` is the name of the scenario whose signs it turns, None for one told by itself.
    """

    name: str
    title: Text
    story: Text
    basis: Text
    changes: tuple[Change, ...]
    opposite: str | None = None


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
    basis: Words
    changes: tuple[_Change, ...] = Field(min_length=1)
    opposite: _Opposite | None = None


class _Library(Part):
    scenarios: tuple[_Story, ...] = Field(min_length=1)


_PARTS: dict[str, type[BaseModel]] = {
    "scenarios": _Story, "changes": _Change, "opposite": _Opposite, "title": Words, "story": Words,
    "basis": Words,
}  # fmt: skip


def read_scenarios(path: Path) -> dict[str, ScenarioSpec]:
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
        found[one.name] = ScenarioSpec(
            one.name, one.title.text(), one.story.text(), one.basis.text(), changes
        )
        if one.opposite is not None:
            turned = tuple(dataclasses.replace(c, by=-c.by) for c in changes)
            found[one.opposite.name] = ScenarioSpec(
                one.opposite.name, one.opposite.title.text(), one.opposite.story.text(),
                one.basis.text(), turned, one.name,
            )  # fmt: skip
    return found


@cache
def library() -> Mapping[str, ScenarioSpec]:
    """The scenarios that come with the package."""
    return read_scenarios(packs.HOME / "scenarios.yaml")


def story(name: str, folder: Path = Path()) -> ScenarioSpec:
    """A scenario of the library, or of a file: ``FILE.yaml`` its first, ``FILE.yaml:NAME`` any.

    Raises
    ------
    TinbergenError
        L051 when there is none of that name; those of :func:`read_scenarios` for a file.
    """
    inside = _IN_FILE.fullmatch(name)
    known = read_scenarios(folder / inside["file"]) if inside else library()
    wanted = (inside["name"] or next(iter(known))) if inside else name
    if wanted not in known:
        raise TinbergenError(
            "L051", hint=did_you_mean(wanted, known), name=wanted, known=", ".join(known),
            where=Text(inside["file"], f"“{inside['file']}”") if inside else _LIBRARY,
        )  # fmt: skip
    return known[wanted]


def reached(told: ScenarioSpec, years: int, own: Sequence[Link] = ()) -> dict[str, Array]:
    """What a scenario does to the indicators of all packs, along their links.

    Changes of indicators whose packs are not there are left out. ``own`` links are those of an
    economy, see :func:`tinbergen.loop.scenarios.concepts.concepts`.

    Returns
    -------
    dict
        ``pack.code`` -> change in each year, shape (years,), as the indicator ``moves``.

    Raises
    ------
    TinbergenError
        L049, L050 for faults in the links, L052 when a pack lacks an indicator that the scenario
        names.
    """
    return _reached(told, years, _everything(own))


def _everything(own: Sequence[Link]) -> IndicatorGraph:
    return concepts(map(packs.pack, packs.names()), own)


def _reached(told: ScenarioSpec, years: int, everything: IndicatorGraph) -> dict[str, Array]:
    present = {name.split(".")[0] for name in everything.indicators}
    changed: dict[str, Array] = {}
    for change in told.changes:
        if change.indicator.split(".")[0] not in present:
            continue
        if change.indicator not in everything.indicators:
            raise TinbergenError(
                "L052", hint=did_you_mean(change.indicator, everything.indicators),
                name=change.indicator, scenario=told.name,
            )  # fmt: skip
        changed[change.indicator] = changed.get(change.indicator, 0.0) + change.path(years)
    return everything.propagate(changed)


def to_case(told: ScenarioSpec, case: Case) -> Scenario:
    """A scenario as a case feels it: changes of exogenous and of endogenous variables.

    The change of each of the pack's indicators, its own and what reaches it along the links of all
    packs, is that of the case's exogenous variable of this name (or the one that
    ``scenario_inputs`` names), or of the endogenous variable of this name (brought about by the
    equation that ``scenario_inputs`` names, see :mod:`tinbergen.loop.scenarios.shifts`). What the
    links say that the case's own inputs do to such a variable is left to its model, not counted
    twice.

    Raises
    ------
    TinbergenError
        Those of :func:`reached`.
    """
    span = Span(case.as_of + 1, case.horizon)
    per_year = int(span.start.frequency)
    exogenous, shocks = [], []
    everything = _everything(case.links)
    changes = _reached(told, -(-span.length // per_year), everything)
    modelled = _by_the_model(changes, case, everything)
    for name, path in changes.items():
        pack, code = name.split(".")
        indicator = case.pack.indicator(code)
        if pack != case.pack.name or indicator is None:
            continue
        if name in modelled and case.scenario_inputs.get(code, code) not in case.model.exogenous:
            path = path - modelled[name]
            if np.abs(path).max() < _ROUNDING:
                continue
        if indicator.moves == "unit":
            path = path * case.scales.get(code, 1.0)
        moved = np.repeat(path, per_year)[: span.length]
        unit = PERCENT if indicator.moves == "percent" else indicator.unit.en
        series = Series(
            case.scenario_inputs.get(code, code), unit, span.start, tuple(moved.tolist())
        )
        if series.name in case.model.exogenous:
            exogenous.append(series)
        else:
            # An input may be an equation: then the indicator's own variable moves.
            name = series.name if series.name in case.model.endogenous else code
            if name in case.model.endogenous and name not in case.policy:
                shocks.append(dataclasses.replace(series, name=name))
    return Scenario(told.name, told.title, exogenous=tuple(exogenous), shocks=tuple(shocks))


def _by_the_model(
    changes: Mapping[str, Array], case: Case, everything: IndicatorGraph
) -> dict[str, Array]:
    """What the changes of the case's inputs do along the links: its model does that itself."""
    inputs = {
        name: path
        for name, path in changes.items()
        if name.split(".")[0] == case.pack.name
        and case.scenario_inputs.get(code := name.split(".")[1], code) in case.model.exogenous
    }
    onward = tuple(link for link in everything.links if link.effect not in inputs)
    return dataclasses.replace(everything, links=onward).propagate(inputs)
