"""A plan after its adoption: the situation it was made in, and the outturns that came since."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import unfit
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.documents.problem import Constraint, Instrument
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Store
from tinbergen.engine.simulate.derive import carried_on, derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.information import Information
from tinbergen.loop.plan_fit import check_fits
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.words import title_of
from tinbergen.loop.worlds.pairs import Pair
from tinbergen.loop.worlds.protocol import Choice

Array = NDArray[np.float64]


_PLAN = Text("a Plan, or the Adoption of one", "Plan 或其 Adoption")


def plan_of(adopted: Plan | Adoption) -> Plan:
    """The plan that was adopted; C010 for what is none."""
    found = adopted.plan if isinstance(adopted, Adoption) else adopted
    if not isinstance(found, Plan):
        raise unfit("the plan", found, _PLAN)
    return found


def situation_of(case: Case, plan: Plan) -> Situation:
    """The situation in which a plan was made, with the numbers that it froze.

    A revised plan's horizon is what was left.

    Raises
    ------
    TinbergenError
        L010 when the plan is not this case's, or has been edited so that it fits none; L147 when
        nature sets its paths.
    """
    if case.nature:
        raise TinbergenError("L147", case=case.name)
    differing = [
        f"{word} {theirs} / {ours}"
        for word, theirs, ours in (
            ("name", plan.name, case.name),
            ("instruments", _listed(plan.instruments), _listed(case.instruments)),
            ("frequency", plan.start.frequency.letter, case.as_of.frequency.letter),
        )
        if theirs != ours
    ]
    names = set(case.frozen_specs)
    frozen = {world.name for world in plan.frozen.worlds} if plan.frozen else names
    if frozen != names:
        differing.append(f"model {', '.join(sorted(frozen))} / {', '.join(sorted(names))}")
    if not differing:
        check_fits(case, plan)
        earlier = dataclasses.replace(case.observed_to(plan.start - 1), horizon=plan.horizon)
        found = assess(earlier, frozen=plan.frozen)
        known = {name for world in found.worlds for name in world.indicators}
        unknown = [w.variable for w in plan.trip_wires if w.variable not in known]
        if not unknown:
            return found
        differing.append(f"model {_listed(plan.planned)} / {', '.join(case.model.endogenous)}")
    raise TinbergenError("L010", plan=plan.id, detail="; ".join(differing))


def _listed(series: Iterable[Series | Instrument]) -> str:
    return ", ".join(sorted(s.name for s in series))


def latest(case: Case, plan: Plan, until: Period | str | None = None) -> Period:
    """The last period to review: ``until``, else what the case says; at most the horizon and data.

    What the case says counts for plans that start before.

    Raises
    ------
    TinbergenError
        L009 when nothing came in after the plan by then, L014 for a period of another frequency.
    """
    last = min(case.last, plan.start + (plan.horizon - 1))
    asked = case.monitor_until if until is None else Period.parse(until)
    if asked and asked.frequency is not plan.start.frequency:
        raise TinbergenError("L014", date=asked, example=plan.start)
    if asked and (until is not None or asked >= plan.start):
        last = min(last, asked)
    while last >= plan.start and case.known(last).span.end < last:
        # What should have been published by then was late.
        last -= 1
    if last < plan.start:
        raise TinbergenError("L009", as_of=plan.start - 1, source=case.source)
    return last


@dataclass(frozen=True, slots=True)
class Outturn:
    """What came in: ``data``, and instruments whose setting is ``unknown`` in some period."""

    data: Dataset
    unknown: tuple[str, ...] = ()


def outturn(
    case: Case,
    period: Period,
    adopted: Plan | Adoption | None = None,
    *,
    unknown_as: Literal["planned", "baseline"] = "planned",
) -> Outturn:
    """The data as of a period, with the series that follow from others.

    Instruments are as an adoption says that they were set, else as the data show; where neither
    knows, as the plan has it, or its ``baseline``: what was really done is then in the
    disturbances, and stays in the world without policy.
    """
    data = _known(case, period, adopted)
    filled: dict[str, Array] = {}
    series_of: tuple[Series, ...] = ()
    if adopted is not None:
        plan = plan_of(adopted)
        series_of = plan.instruments if unknown_as == "planned" else plan.baseline_instruments
    for series in series_of:
        values = np.array(data[series.name]) if series.name in data else _nothing(data)
        unknown = {p: v for p, v in _places(data, series).items() if np.isnan(values[p])}
        if unknown:
            values[list(unknown)] = list(unknown.values())
            filled[series.name] = values
    data = data.assign(**filled) if filled else data
    actor = None if case.satellite is None else case.satellite.world.model
    if actor is not None:
        # What an actor's definitions make of what came and of what was set.
        data = derive(actor, carried_on(actor, data))
    return Outturn(data, tuple(filled))


def _known(case: Case, period: Period, adopted: Plan | Adoption | None) -> Dataset:
    """The data as of a period, what follows from them, and settings that an adoption records."""
    data = case.known(period)
    if not case.own_world.looks_ahead:
        data = derive(case.model, data)
    if adopted is None:
        return data
    start, unseen = plan_of(adopted).start, {}
    for instrument in case.instruments:
        if not instrument.observed and instrument.name in data:
            unseen[instrument.name] = np.array(data[instrument.name])
            unseen[instrument.name][data.span.position(start) :] = np.nan
    data = data.assign(**unseen)
    return data.assign(**_as_set(data, adopted))


def _as_set(data: Dataset, adopted: Plan | Adoption) -> dict[str, Array]:
    """Instruments with the settings that an adoption records."""
    moved = {}
    for series in adopted.settings if isinstance(adopted, Adoption) else ():
        values = np.array(data[series.name]) if series.name in data else _nothing(data)
        for place, value in _places(data, series).items():
            values[place] = value
        moved[series.name] = values
    return moved


def _places(data: Dataset, series: Series) -> dict[int, float]:
    """Known values of a series by their place in the data."""
    first = data.span.position(series.start)
    return {
        first + k: value
        for k, value in enumerate(series.values)
        if value is not None and 0 <= first + k < data.span.length
    }


def _nothing(data: Dataset) -> Array:
    return np.full(data.span.length, np.nan)


def paths(series: Iterable[Series], span: Span) -> dict[str, Array]:
    """The first values of a plan's series, by name."""
    return {s.name: np.array(s.values[: span.length], dtype=float) for s in series}


def choice_of(series: Iterable[Series], information: Information) -> Choice:
    """A plan's instruments as a choice over its whole horizon, as a world is told of it."""
    whole = {s.name: np.array(s.values, dtype=float) for s in series}
    return Choice(whole, information)


def no_policy_of(made: Situation, plan: Plan, pair: Pair) -> Choice:
    """No new policy as a world is told of it: what has a rule goes on by it."""
    choice = choice_of(plan.baseline_instruments, pair.information)
    ruled = {
        name: pair.response.baseline(name)[: plan.horizon]
        for name in choice.paths
        if name in made.case.policies
    }
    return dataclasses.replace(choice, paths={**choice.paths, **ruled})


def remaining(made: Situation, adopted: Plan | Adoption, period: Period) -> Case | None:
    """What a plan leaves to one that revises it as of ``period``: the rest of its horizon.

    What is relative in it stays so to the world without policy since the plan was adopted. Of the
    plan's budgets, limits on sums, what policy as followed has used is taken off. None when the
    plan is over.
    """
    plan = plan_of(adopted)
    rest = plan.horizon - (period - plan.start + 1)
    if rest < 1:
        return None
    data = outturn(made.case, period, adopted).data
    no_policy = _no_policy(made, plan, data)
    spent = _used(made, plan, data, no_policy)
    seen = made.case.known(period)
    store = made.case.store
    if any(s.name not in seen or not np.array_equal(seen[s.name], data[s.name], equal_nan=True)
           for s in plan.instruments):  # fmt: skip
        # What was set is known from elsewhere than the data.
        store = Store.final_values(data)
    limits = tuple(
        dataclasses.replace(c, used=spent.get(c.name, 0.0)) for c in made.case.constraints
    )
    return dataclasses.replace(
        made.case.observed_to(period),
        horizon=rest,
        constraints=limits,
        no_policy=no_policy,
        decided=Dataset.of(plan.start, {s.name: np.array(s.values) for s in plan.instruments}),
        store=store,
    )


def replaying(adopted: Situation) -> list[Pair]:
    """A pair for each world of the scope that can replay an outturn, weighted as a response."""
    found: dict[int, Pair] = {}
    for pair in adopted.scope.pairs:
        if "replay" in pair.response.answers:
            known = found.get(id(pair.response))
            weight = pair.weight + (known.weight if known else 0.0)
            found[id(pair.response)] = dataclasses.replace(known or pair, weight=weight)
    total = sum(pair.weight for pair in found.values())
    return [dataclasses.replace(pair, weight=pair.weight / total) for pair in found.values()]


def _no_policy(adopted: Situation, plan: Plan, data: Dataset) -> Dataset | None:
    """The world without policy since the plan, at the disturbances that came.

    None when no world can replay.
    """
    able = replaying(adopted)
    if not able:
        return None
    world, span = able[0].response, plan.start.to(data.span.end)
    unset = no_policy_of(adopted, plan, able[0])
    names = [n for n in world.foresees if n not in unset.paths or n in adopted.case.policies]
    runs = world.replay(data, span, {"no policy": unset}, names)["no policy"]
    longer = data.window(data.span.start, plan.start + (plan.horizon - 1))
    first = longer.span.position(plan.start)
    moved = {}
    for name in names:
        moved[name] = np.array(longer[name]) if name in longer else _nothing(longer)
        moved[name][first : first + span.length] = runs[name][0]
    for series in plan.baseline_instruments:
        if series.name in names:
            continue
        moved[series.name] = np.array(longer[series.name])
        moved[series.name][first:] = series.values
    return longer.assign(**moved)


def _used(
    adopted: Situation, plan: Plan, data: Dataset, no_policy: Dataset | None
) -> dict[str, float]:
    """Sums that budgets limit, since the plan's start, with what the plan itself had found used.

    Where a budget counts from no policy, what the disturbances that came would have used without
    it is not counted. What no data show is as the worlds have it, with what was set.
    """
    case, span = adopted.case, plan.start.to(data.span.end)
    before = {c.name: c.used for c in plan.limits}

    def since(limit: Constraint) -> float:
        if limit.variable not in data:
            known = next(s for s in plan.baseline if s.name == limit.variable)
            base = np.array(known.values[: span.length], dtype=float)
            moved = _moved(adopted, plan, data, limit.variable)[: span.length]
            return float((moved if limit.relative else base + moved).sum())
        path = data.window(span.start, span.end)[limit.variable]
        if limit.relative and no_policy is None:
            known = next(s for s in plan.baseline if s.name == limit.variable)
            path = path - np.array(known.values[: span.length], dtype=float)
        elif limit.relative and no_policy is not None:
            path = path - no_policy.window(span.start, span.end)[limit.variable]
        return float(path.sum())

    return {c.name: before.get(c.name, 0.0) + since(c) for c in case.constraints if c.cumulative}


def _moved(adopted: Situation, plan: Plan, data: Dataset, name: str) -> Array:
    """What the plan does to a variable as worlds have it, instruments as set, (periods,).

    Rules that a plan shifts answer what came besides: of their instruments the plan's shift counts.
    """
    window = data.window(plan.start, plan.start + (plan.horizon - 1))
    paths = {
        n: np.where(np.isnan(window[n]), path, window[n])
        if n in window and n not in adopted.case.policies
        else path
        for n, path in choice_of(plan.instruments, "announced").paths.items()
    }
    found = np.zeros(plan.horizon)
    for pair in adopted.scope.pairs:
        idle = choice_of(plan.baseline_instruments, pair.information)
        ways = (Choice(paths, pair.information), idle)
        set_to, still = (pair.response.respond(c, [name]).central[name] for c in ways)
        found += pair.weight * (set_to - still)[: plan.horizon]
    return found


def variable_title(adopted: Situation, name: str) -> Text:
    for target in adopted.case.targets:
        if target.variable == name:
            return target.title
    return title_of(name, adopted.data, adopted.case.model)
