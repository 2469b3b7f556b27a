"""One world for several cases: the owner of a concept is computed first, the others read it.

Cases are of one world when they name the same economy and their horizons begin at the same time.
Outcomes pass between them by year of the horizon: a year of a quarterly or monthly case is the mean
of its periods, and each period of a year that is read is given the year's change; beyond the
owner's horizon its last year stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.budget import Outcome, Response, Role
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case import packs
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.concept import Measure
from tinbergen.loop.scenarios.library import ScenarioSpec, reached, to_case
from tinbergen.loop.scenarios.ownership import order, owners
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.worlds.model_world import ModelWorld

Array = NDArray[np.float64]

#: Two answers agree when they have one sign and differ by no more than this part of the owner's ...
TOLERANCE = 0.5
#: ... or by no more than this, in percent, whatever their signs: what small effects come to.
FLOOR = 0.1


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario told to several cases: their situations, and what becomes of concepts."""

    situations: Mapping[str, Situation]
    outcomes: tuple[Outcome, ...]


def tell_together(told: ScenarioSpec, calm: Sequence[Situation]) -> Told:
    """A scenario in cases of one world, in the order in which they read from each other.

    An actor meets it as the case of the economy that it stands in does: by that case's links, and
    by what that case was told of the outcomes of others.

    Parameters
    ----------
    calm
        The situations without the scenario.

    Raises
    ------
    TinbergenError
        L135, L136, L138 for faults of ownership; those of :func:`to_case` and of assessing.
    """
    known = [packs.pack(name) for name in packs.names()]
    owned, position = owners(known), {name: i for i, name in enumerate(order(known))}
    read: dict[tuple[str, str, int], Outcome] = {}
    situations: dict[str, Situation] = {}
    outcomes: dict[str, list[Outcome]] = {}
    said: dict[str, dict[str, Array]] = {}

    def turn(situation: Situation) -> tuple[bool, int]:
        pack = situation.case.pack
        return pack.on is not None, position.get(pack.name, len(position))

    for situation in sorted(calm, key=turn):
        case = situation.case
        sources = {m.concept: read.get((m.concept, *world_of(case))) for m in case.pack.concepts}
        years = -(-case.horizon // int(case.as_of.frequency))
        given = {
            str(owner.indicator): _stretched(found, years) / owner.factor
            for concept, owner in owned.items()
            if (found := read.get((concept, *world_of(case)))) and not _owns(case, concept)
        }
        said[case.name] = given
        around = economy_of(case, [s.case for s in calm])
        scenario = (
            to_case(told, case, given) if around is None
            else to_case(told, dataclasses.replace(case, links=around.links), said[around.name])
        )  # fmt: skip
        under = assess(dataclasses.replace(case, scenario=scenario))
        situations[case.name] = under
        outcomes[case.name] = [
            _outcome(told, measure, owned[measure.concept], situation, under,
                     sources[measure.concept])
            for measure in case.pack.concepts
        ]  # fmt: skip
        for found in outcomes[case.name]:
            if found.role == "owner" and case.economy is not None:
                read[found.concept, *world_of(case)] = found
    return Told(situations, tuple(o for s in calm for o in outcomes[s.case.name]))


def target_responses(told: ScenarioSpec, calm: Situation, found: Told) -> list[Response]:
    """What a scenario does to each target of a case with no new policy, where the case can say."""
    case = calm.case
    under = found.situations[case.name].scope
    silent = {o.concept for o in found.outcomes if o.case == case.name and o.role == "silent"}
    unsaid = {m.indicator for m in case.pack.concepts if m.concept in silent}
    return [
        Response(
            told.name, told.title, case.name, case.pack.name, t.variable, t.title, t.unit,
            float(calm.scope.baseline(t.variable).mean()),
            float((under.baseline(t.variable) - calm.scope.baseline(t.variable)).mean()),
        )
        for t in case.targets
        if f"{case.pack.name}.{t.variable}" not in unsaid
    ]  # fmt: skip


def agree(owner: float, other: float) -> bool:
    """Whether two answers are of one sign and size, within :data:`TOLERANCE` or :data:`FLOOR`."""
    apart = abs(owner - other)
    return apart <= FLOOR or (owner * other > 0 and apart <= TOLERANCE * abs(owner))


def world_of(case: Case) -> tuple[str, int]:
    """Of which world a case is: its economy, and the month in which its horizon begins."""
    start = case.as_of + 1
    return case.economy or case.name, start.ordinal * (12 // int(start.frequency))


def economy_of(case: Case, cases: Iterable[Case]) -> Case | None:
    """Of these the one whose economy an actor's case stands in: of the pack that it is ``on``, and
    of the same world."""
    return next(
        (c for c in cases if c.pack.name == case.pack.on and world_of(c) == world_of(case)), None
    )


def _owns(case: Case, concept: str) -> bool:
    return any(m.owner and m.concept == concept for m in case.pack.concepts)


def _stretched(found: Outcome, years: int) -> Array:
    """The owner's changes over a number of years; its last stays."""
    path = np.array(found.changes[:years])
    return np.append(path, np.full(years - path.size, path[-1]))


def _outcome(
    told: ScenarioSpec,
    measure: Measure,
    owner: Measure,
    calm: Situation,
    under: Situation,
    source: Outcome | None,
) -> Outcome:
    """A case's answer about one concept, or why it has none."""
    case = calm.case
    title = owner.title or Text(measure.concept, measure.concept)
    role: Role = "own"
    note, changes = measure.why, _changes(measure, calm, under)
    if measure.owner:
        role = "owner"
    elif changes is None or _blind(told, measure, case):
        role, changes = "silent", None
    elif measure.reads and source is not None:
        role, note = "reads", _FROM.fill(case=source.case, why=measure.why)
    elif measure.reads:
        note = _ALONE
    found = () if changes is None else tuple(changes.tolist())
    return Outcome(
        told.name, told.title, case.name, case.pack.name, measure.concept, title,
        role if found else "silent", found, note,
    )  # fmt: skip


def _blind(told: ScenarioSpec, measure: Measure, case: Case) -> bool:
    """Whether a scenario changes what a measure knows nothing of."""
    if not measure.blind:
        return False
    moved = reached(told, case.horizon, case.links)
    return any(name in moved and moved[name].any() for name in measure.blind)


_FROM = Text("{why} (from {case})", "{why}（自 {case}）")
_ALONE = Text(
    "no case of its owner is of the same economy and date: the scenario's own size stands in",
    "没有同一经济体、同一时点的归属包案例：以情景自身的幅度代替",
)


def _changes(measure: Measure, calm: Situation, under: Situation) -> Array | None:
    """The concept's change by year of the horizon, in percent; None where the model has no path."""
    if measure.indicator is None:
        return None
    code, case = measure.indicator.split(".")[1], calm.case
    indicator = case.pack.indicator(code)
    names = (case.scenario_inputs.get(code, code), code)
    paths = [next((p for n in names if (p := _path(s, n)) is not None), None)
             for s in (calm, under)]  # fmt: skip
    before, after = paths
    if before is None or after is None or indicator is None:
        return None
    percent = indicator.moves == "percent" and bool((before > 0).all())
    moved = 100 * (after / before - 1) if percent else after - before
    return measure.factor * _yearly(moved, int(case.as_of.frequency))


def _path(situation: Situation, name: str) -> Array | None:
    """A variable's path over the horizon in the case's own model; None where it has no such."""
    try:
        world: ModelWorld = situation.model_world
    except TinbergenError:
        return None
    if name not in world.run.data:
        return None
    return world.run.data[name][-world.run.span.length :][: situation.span.length]


def _yearly(path: Array, per_year: int) -> Array:
    """Means of each year of the horizon, shape (years,)."""
    return np.array([path[t : t + per_year].mean() for t in range(0, path.size, per_year)])
