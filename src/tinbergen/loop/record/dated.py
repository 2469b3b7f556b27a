"""A case as of a past date: what its worlds had learned by then, and what was wanted then."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from tinbergen.core.documents.plan import Frozen
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.worldspec import WorldSpec
from tinbergen.loop.situation import Situation, assess
from tinbergen.model.statements import EstimatedParams


def learning(case: Case) -> Case:
    """The case with worlds that say what to estimate estimated on data from its record's start on.

    Others keep their numbers, also where these see later than a date: the record says so.
    """
    start = case.record.start

    def anew(spec: WorldSpec) -> WorldSpec:
        if start is None or not _estimable(spec):
            return dataclasses.replace(spec, hindsight=True)
        return dataclasses.replace(spec, method="mode", sample_start=start, sees_to=None)

    return dataclasses.replace(case, worlds=tuple(anew(spec) for spec in case.worlds))


def _estimable(spec: WorldSpec) -> bool:
    """Whether a world looks ahead and its model says what is estimated."""
    stated = spec.model.statements if spec.model is not None else ()
    return spec.looks_ahead and any(isinstance(s, EstimatedParams) for s in stated)


def learned(case: Case, date: Period) -> Frozen | None:
    """What worlds know at a date: their values estimated on data to the end of the year before.

    None where nothing is estimated anew.

    Raises
    ------
    TinbergenError
        Those of reading the data and of estimation.
    """
    if case.record.start is None:
        return None
    before = date - date.number
    models = tuple(spec for spec in learning(case).worlds if _estimable(spec))
    weights = {spec.name: (1.0, 1.0) for spec in models}
    alone = dataclasses.replace(learning(case), worlds=models, weights=weights)
    return assess(alone.observed_to(before)).frozen()


def as_of(case: Case, date: Period, known: Frozen | None) -> Situation:
    """Where the case stands when a period is the last observed.

    ``known`` are worlds' values then (:func:`learned`). What is wanted of a target may be what a
    world sees of a variable in the first period ahead.

    Raises
    ------
    TinbergenError
        L140 when a world has no such variable; those of :func:`tinbergen.loop.situation.assess`.
    """
    there = assess(learning(case).observed_to(date), frozen=known)
    wanted = {
        name: _seen(there, world, variable)
        for name, (world, variable) in case.record.desired.items()
    }
    targets = tuple(
        dataclasses.replace(t, desired=wanted.get(t.variable, t.desired))
        for t in there.case.targets
    )
    return dataclasses.replace(there, case=dataclasses.replace(there.case, targets=targets))


def _seen(there: Situation, world: str, variable: str) -> float:
    known = {w.name: w for w in there.worlds}[world]
    if variable not in known.foresees:
        hint = did_you_mean(variable, known.foresees)
        names = ", ".join(known.foresees)
        raise TinbergenError("L140", hint=hint, name=variable, known=names)
    return float(known.baseline(variable)[0])


def responding(there: Situation, names: Collection[str]) -> Situation:
    """The situation in which only these worlds say what a choice does; outlooks stay."""
    members = tuple(
        m if m.world.name in names else dataclasses.replace(m, response=0.0)
        for m in there.worlds.members
    )
    worlds = dataclasses.replace(there.worlds, members=members)
    return dataclasses.replace(there, worlds=worlds)
