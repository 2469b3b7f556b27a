"""Crossing files: several cases on one budget, as YAML.

Each member is a case (worked, or a file beside this one) whose spending counts against the budget:
by a constraint that the case has, or by a variable whose sum over the horizon is what is spent.
``rate`` is what a unit of it costs in the unit of the budget, ``basis`` says where that is from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from tinbergen.core.documents.problem import Constraint
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file, read_text
from tinbergen.core.text import Text
from tinbergen.loop.budget.split import Member
from tinbergen.loop.case import cases, packs
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.schema import Part, Positive, Words, checked
from tinbergen.loop.scenarios.library import ScenarioSpec, library, story

#: The name of the constraint that a ``spending`` becomes.
SPENDING = "share of the common budget"


class SpendingPart(Part):
    """``variable`` summed over the horizon, less its sum with no new policy if ``relative``."""

    variable: str
    title: Words
    unit: Words
    relative: bool = True


class MemberPart(Part):
    """``without`` are constraints of the case that the common budget takes the place of."""

    case: str
    constraint: str | None = None
    spending: SpendingPart | None = None
    without: tuple[str, ...] = ()
    rate: Positive
    basis: Words
    weight: Positive = 1.0


class ActorPart(Part):
    """An actor beside the budget: a case of its own, with no share of it."""

    case: str


class CrossingFile(Part):
    """The whole document. Without ``scenarios`` all of the library are told; ``under`` is the one
    in which ``actors`` are compared, the first told by default."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Words
    note: Words | None = None
    unit: Words
    budget: Positive
    draws: int = Field(default=100, ge=50, le=100_000)
    members: tuple[MemberPart, ...] = Field(min_length=1, max_length=12)
    scenarios: tuple[str, ...] | None = None
    actors: tuple[ActorPart, ...] = Field(default=(), max_length=12)
    under: str | None = None


_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "note": Words, "unit": Words, "basis": Words, "members": MemberPart,
    "spending": SpendingPart, "actors": ActorPart,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crossed:
    """What a crossing file asks for. ``bases`` say where each member's rate is from, by case;
    ``actors`` are those beside the budget, compared in the scenario ``under``."""

    name: str
    title: Text
    note: Text | None
    unit: Text
    budget: float
    members: tuple[Member, ...]
    stories: tuple[ScenarioSpec, ...]
    bases: Mapping[str, Text]
    actors: tuple[Case, ...] = ()
    under: ScenarioSpec | None = None


def worked() -> Path:
    """The crossing of the worked cases that comes with the package."""
    return packs.HOME / "crossing.yaml"


def read_crossing(path: str | Path) -> Crossed:
    """A crossing file, checked, with its cases loaded.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001-L005, L016 for faults of form; L051 for a scenario that there
        is not; L115-L119 for faults of members; those of the cases.
    """
    written, positions = checked(CrossingFile, _PARTS, read_text(path), str(path))
    folder = Path(path).parent
    members: list[Member] = []
    for i, part in enumerate(written.members):
        member = _member(part, i, written.draws, folder, positions)
        if member.case.name in [m.case.name for m in members]:
            raise TinbergenError(
                "L115", at=positions.at("members", i, "case"), name=member.case.name
            )
        members.append(member)
    actors: list[Case] = []
    for i, one in enumerate(written.actors):
        case = dataclasses.replace(
            _case(one.case, ("actors", i, "case"), folder, positions), draws=written.draws
        )
        if case.name in [c.name for c in (*actors, *(m.case for m in members))]:
            raise TinbergenError("L115", at=positions.at("actors", i, "case"), name=case.name)
        actors.append(case)
    stories = _stories(written, folder, positions)
    return Crossed(
        name=written.name, title=written.title.text(),
        note=written.note.text() if written.note else None,
        unit=written.unit.text(), budget=written.budget, members=tuple(members),
        stories=stories,
        bases={m.case.name: p.basis.text() for m, p in zip(members, written.members, strict=True)},
        actors=tuple(actors), under=_under(written, stories, folder, positions),
    )  # fmt: skip


def _stories(written: CrossingFile, folder: Path, positions: Positions) -> tuple[ScenarioSpec, ...]:
    if written.scenarios is None:
        return tuple(library().values())
    told = []
    for i, name in enumerate(written.scenarios):
        try:
            told.append(story(name, folder))
        except TinbergenError as fault:
            raise fault.placed(positions.at("scenarios", i)) from None
    return tuple(told)


def _under(
    written: CrossingFile, stories: tuple[ScenarioSpec, ...], folder: Path, positions: Positions
) -> ScenarioSpec | None:
    """The scenario in which actors are compared."""
    if written.under is None:
        return stories[0] if stories else None
    try:
        return story(written.under, folder)
    except TinbergenError as fault:
        raise fault.placed(positions.at("under")) from None


def _member(part: MemberPart, i: int, draws: int, folder: Path, positions: Positions) -> Member:
    if (part.constraint is None) == (part.spending is None):
        raise TinbergenError("L116", at=positions.at("members", i), case=part.case)
    place = ("members", i, "case")
    case = dataclasses.replace(_case(part.case, place, folder, positions), draws=draws)
    known = [c.name for c in case.constraints]
    for k, name in enumerate(part.without):
        if name not in known:
            raise TinbergenError(
                "L117", at=positions.at("members", i, "without", k),
                hint=did_you_mean(name, known), name=name, case=case.name,
                known=", ".join(known) or "-",
            )  # fmt: skip
    kept = tuple(c for c in case.constraints if c.name not in part.without)
    if part.spending is not None:
        spent = _limit(part.spending, case, i, positions)
        case = dataclasses.replace(case, constraints=(*kept, spent))
        return Member(case, SPENDING, part.rate, part.weight)
    limits = {c.name: c for c in kept}
    name = str(part.constraint)
    if name not in limits:
        raise TinbergenError(
            "L117", at=positions.at("members", i, "constraint"), hint=did_you_mean(name, limits),
            name=name, case=case.name, known=", ".join(limits) or "-",
        )  # fmt: skip
    limit = limits[name]
    if limit.sense != "at_most" or not limit.cumulative or limit.share is not None:
        raise TinbergenError(
            "L118", at=positions.at("members", i, "constraint"), name=name, case=case.name
        )
    return Member(dataclasses.replace(case, constraints=kept), name, part.rate, part.weight)


def _case(name: str, at: Place, folder: Path, positions: Positions) -> Case:
    """A worked case, or a case file named from where the crossing file is."""
    try:
        own = beside(folder, name)
        place: str | Path = name if name in cases.names() or not is_file(own) else own
        return cases.load(place)
    except TinbergenError as fault:
        raise fault.placed(positions.at(*at)) from None


def _limit(spending: SpendingPart, case: Case, i: int, positions: Positions) -> Constraint:
    outcomes = [n for n in case.model.endogenous if n not in case.policy]
    if spending.variable not in outcomes:
        raise TinbergenError(
            "L119", at=positions.at("members", i, "spending", "variable"),
            hint=did_you_mean(spending.variable, outcomes), name=spending.variable, case=case.name,
        )  # fmt: skip
    return Constraint(
        SPENDING, spending.title.text(), spending.variable, "at_most", 0.0, spending.unit.text(),
        cumulative=True, relative=spending.relative,
    )  # fmt: skip
