"""What a case says of its record: how it is made at past dates, and the plans that are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.schema import Number, Part, Words


class DesiredPart(Part):
    """What is wanted of a target at a date: the value that a world sees then of a variable."""

    world: str
    variable: str


class RulePart(Part):
    """A simple rule: its own last setting times ``inertia``, a ``constant``, and answers.

    ``answers`` are coefficients on what targets are above their desired values. Of an ``optimised``
    rule all these are where the search starts: at each date the other worlds choose them.
    """

    name: str
    title: Words
    instrument: str
    constant: Number = 0.0
    inertia: Number = 0.0
    answers: dict[str, Number] = Field(default_factory=dict)
    optimised: bool = False


class RecordPart(Part):
    """How the case is made as of past dates.

    Worlds whose models look ahead are estimated anew each year on data from ``start`` to the end of
    the year before; without it they keep their values. ``desired`` takes the place of targets'
    numbers. ``rules`` are what plans are compared with, besides policy as followed. ``plans`` is
    the table that the command of the track record wrote, by which a plan of this case is judged,
    ``outlooks`` the one by which outlooks are weighed.
    """

    start: Period | None = None
    desired: dict[str, DesiredPart] = Field(default_factory=dict)
    rules: tuple[RulePart, ...] = ()
    plans: str | None = None
    outlooks: str | None = None


@dataclass(frozen=True, slots=True)
class SimpleRule:
    """setting = inertia * last setting + constant + sum of answers * (target less desired).

    Of an ``optimised`` rule these are where the search for coefficients starts.
    """

    name: str
    title: Text
    instrument: str
    constant: float
    inertia: float
    answers: Mapping[str, float]
    optimised: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """See :class:`RecordPart`; ``desired`` is target -> (world, variable), ``plans`` and
    ``outlooks`` are files."""

    start: Period | None = None
    desired: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rules: tuple[SimpleRule, ...] = ()
    plans: Path | None = None
    outlooks: Path | None = None


def recording_of(
    part: RecordPart | None,
    known: Mapping[str, Collection[str]],
    positions: Positions,
    folder: Path,
) -> Recording:
    """What a case file says of its record; paths of tables are relative to ``folder``.

    ``known`` are the names that may stand in it: ``targets``, ``instruments`` and ``worlds``.

    Raises
    ------
    TinbergenError
        L140 for a name that the case does not have, D010 when a table is not there.
    """
    if part is None:
        return Recording()
    named: list[tuple[str, str, Place]] = []
    for name, d in part.desired.items():
        named.append(("targets", name, ("record", "desired", name, "__key__")))
        named.append(("worlds", d.world, ("record", "desired", name, "world")))
    for i, rule in enumerate(part.rules):
        place: Place = ("record", "rules", i)
        named.append(("instruments", rule.instrument, (*place, "instrument")))
        named += [("targets", n, (*place, "answers", n, "__key__")) for n in rule.answers]
    for what, name, place in named:
        if name not in known[what]:
            raise TinbergenError(
                "L140", at=positions.at(*place), hint=did_you_mean(name, known[what]),
                name=name, known=", ".join(n for n in known[what] if n) or "-",
            )  # fmt: skip
    tables: dict[str, Path | None] = {}
    for key, written in (("plans", part.plans), ("outlooks", part.outlooks)):
        at = positions.at("record", key)
        tables[key] = path = beside(folder, written, at) if written else None
        if path is not None and not is_file(path):
            raise TinbergenError("D010", at=at, path=path)
    return Recording(
        part.start,
        {name: (d.world, d.variable) for name, d in part.desired.items()},
        tuple(
            SimpleRule(
                r.name, r.title.text(), r.instrument, r.constant, r.inertia, r.answers, r.optimised
            )
            for r in part.rules
        ),
        tables["plans"],
        tables["outlooks"],
    )
