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
from tinbergen.core.documents.problem import IndicatorChange, Scenario
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.loop.case import packs
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.concept import Size
from tinbergen.loop.case.packfile import Link
from tinbergen.loop.case.schema import Number, Part, Words, checked
from tinbergen.loop.scenarios.concepts import Felt, concepts
from tinbergen.loop.scenarios.ownership import check_unread
from tinbergen.loop.scenarios.shifts import PERCENT

Array = NDArray[np.float64]

_LIBRARY = Text("The library", "情景库")
_IN_FILE = re.compile(r"(?P<file>.+\.ya?ml)(:(?P<name>.+))?")


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator ``by`` more than else, from the ``start``-th year for ``years`` years.

    ``by`` is as the indicator moves, in its unit or in percent. After its years it fades: each
    year a share ``fading`` of the last is left. Without ``years`` it stays. ``size`` says whether
    that is before the model that determines the indicator answers, or what comes of it.
    """

    indicator: str
    by: float
    start: int = 1
    years: int | None = None
    fading: float = 0.0
    size: Size = "ex ante"

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


class ChangePart(Part):
    """A change of an indicator, see :class:`Change`."""

    indicator: str
    by: Number
    start: int = Field(default=1, ge=1, le=100)
    years: int | None = Field(default=None, ge=1, le=100)
    fading: float = Field(default=0.0, ge=0, lt=1)
    size: Size = "ex ante"


class Opposite(Part):
    """The scenario with all signs turned."""

    name: str
    title: Words
    story: Words


class Story(Part):
    """A scenario, see :class:`ScenarioSpec`."""

    name: str
    title: Words
    story: Words
    basis: Words
    changes: tuple[ChangePart, ...] = Field(min_length=1)
    opposite: Opposite | None = None


class Library(Part):
    """The whole file."""

    scenarios: tuple[Story, ...] = Field(min_length=1)


_PARTS: dict[str, type[BaseModel]] = {
    "scenarios": Story, "changes": ChangePart, "opposite": Opposite, "title": Words, "story": Words,
    "basis": Words,
}  # fmt: skip


def read_scenarios(path: Path) -> dict[str, ScenarioSpec]:
    """Scenarios of a file, by name; an opposite is the same with every sign turned.

    Raises
    ------
    TinbergenError
        L001-L005, L016 for faults in the file.
    """
    written, _ = checked(Library, _PARTS, read_text(path), str(path))
    found = {}
    for one in written.scenarios:
        changes = tuple(
            Change(c.indicator, c.by, c.start, c.years, c.fading, c.size) for c in one.changes
        )
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


def reached(
    told: ScenarioSpec,
    years: int,
    own: Sequence[Link] = (),
    given: Mapping[str, Array] | None = None,
) -> Felt:
    """What a scenario does to the indicators of all packs, along their links.

    Changes of indicators whose packs are not there are left out. ``own`` links are those of an
    economy, see :func:`tinbergen.loop.scenarios.concepts.concepts`; ``given`` are outcomes that
    take the place of what links say, shape (years,) each.

    Returns
    -------
    Felt
        ``pack.code`` -> change in each year, shape (years,), as the indicator ``moves``.

    Raises
    ------
    TinbergenError
        L049, L050 for faults in the links, L052 when a pack lacks an indicator that the scenario
        names, L137 when it names one that is read from another pack.
    """
    known = [packs.pack(name) for name in packs.names()]
    everything = concepts(known, own)
    before: dict[str, Array] = {}
    after: dict[str, Array] = {}
    for change in told.changes:
        if change.indicator.split(".")[0] not in {pack.name for pack in known}:
            continue
        if change.indicator not in everything.indicators:
            raise TinbergenError(
                "L052", hint=did_you_mean(change.indicator, everything.indicators),
                name=change.indicator, scenario=told.name,
            )  # fmt: skip
        check_unread([change.indicator], told.name, known)
        into = before if change.size == "ex ante" else after
        into[change.indicator] = into.get(change.indicator, 0.0) + change.path(years)
    return everything.propagate(before, after, given)


def to_case(told: ScenarioSpec, case: Case, given: Mapping[str, Array] | None = None) -> Scenario:
    """A scenario as a case feels it: changes of exogenous and of endogenous variables.

    The change of each of the pack's indicators, its own and what reaches it along the links of all
    packs, is that of the case's exogenous variable of this name (or the one that
    ``scenario_inputs`` names), or of the endogenous variable of this name (brought about by the
    equation that ``scenario_inputs`` names, see :mod:`tinbergen.loop.scenarios.shifts`): ex ante
    as an impulse, ex post as a shock.

    Parameters
    ----------
    given
        Outcomes of owners in the same world, in each year of the case's horizon; without them the
        scenario's own size stands in.

    Raises
    ------
    TinbergenError
        Those of :func:`reached`.
    """
    span = Span(case.as_of + 1, case.horizon)
    per_year = int(span.start.frequency)
    moves: dict[str, list[Series]] = {kind: [] for kind in _KINDS}
    changes = reached(told, -(-span.length // per_year), case.links, given)
    for name in (name for name in changes if _felt(case, name)):
        code = name.split(".")[1]
        indicator, variable = case.pack.indicator(code), _variable(case, code)
        if indicator is None or variable is None:
            continue
        percent = indicator.moves == "percent"
        unit, scale = (PERCENT, 1.0) if percent else (indicator.unit.en, case.scales.get(code, 1.0))
        for kind, path in _kinds(case, name, variable, changes).items():
            moved = np.repeat(scale * path, per_year)[: span.length]
            moves[kind].append(Series(variable, unit, span.start, tuple(moved.tolist())))
    exogenous, impulses, shocks, outcomes = (tuple(moves[kind]) for kind in _KINDS)
    return Scenario(
        told.name, told.title, exogenous=exogenous, shocks=shocks, impulses=impulses,
        outcomes=outcomes, indicators=_of_indicators(case, changes, span.start),
    )  # fmt: skip


def _of_indicators(case: Case, changes: Felt, start: Period) -> tuple[IndicatorChange, ...]:
    """The changes of the pack's indicators by year; those that a plan sets are left to it."""
    found = []
    for name in changes:
        code = name.split(".")[1]
        indicator = case.pack.indicator(code) if _felt(case, name) else None
        if indicator is None or code in {i.name for i in case.instruments}:
            continue
        percent = indicator.moves == "percent"
        path = changes[name] * (1.0 if percent else case.scales.get(code, 1.0))
        early = name in changes.before and bool(changes.before[name].any())
        if path.any():
            found.append(IndicatorChange(
                code, indicator.title, indicator.unit, start, tuple(path.tolist()), percent, early
            ))  # fmt: skip
    return tuple(found)


_KINDS = ("exogenous", "impulses", "shocks", "outcomes")


def _felt(case: Case, name: str) -> bool:
    """Whether ``pack.code`` is of the case's pack, or of the one that an actor stands in."""
    return name.split(".")[0] in (case.pack.name, case.pack.on)


def _variable(case: Case, code: str) -> str | None:
    """The variable that an indicator moves; None where no model has it, or a plan sets it.

    An input may be an equation: then the indicator's own variable moves.
    """
    own = () if case.satellite is None else case.satellite.variables
    known = {*case.model.exogenous, *case.model.endogenous, *own}
    names = (n for n in (case.scenario_inputs.get(code, code), code) if n in known)
    found = next(names, None)
    return None if found in case.policy else found


def _kinds(case: Case, name: str, variable: str, changes: Felt) -> dict[str, Array]:
    """An indicator's change by the kind of move that it is."""
    if variable in case.model.exogenous:
        return {"exogenous": changes[name]}
    measure = case.pack.measured(name.split(".")[1])
    if measure is not None and measure.reads:
        return {"outcomes": changes[name]}
    parts = {"impulses": changes.before, "shocks": changes.after}
    return {kind: part[name] for kind, part in parts.items() if name in part and part[name].any()}
