"""The worlds of a case as of its date, made from what the case says and what the data show."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import Frozen, FrozenWorld
from tinbergen.core.documents.problem import Instrument
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.observed_system import with_covariance
from tinbergen.engine.estimate.posterior_mode import estimate_mode, without
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.case.worldspec import WorldSpec, bridge_name
from tinbergen.loop.worlds.bank import Bank, Member
from tinbergen.loop.worlds.bridged import BridgedWorld
from tinbergen.loop.worlds.bridges import bridge
from tinbergen.loop.worlds.compiled import compiled
from tinbergen.loop.worlds.conditional import Imposed, conditioned
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.loop.worlds.law import seed_of
from tinbergen.loop.worlds.mapping import mapped, on_one_path, own_data
from tinbergen.loop.worlds.protocol import World
from tinbergen.loop.worlds.recorded import recorded
from tinbergen.loop.worlds.scored import weigh_outlooks
from tinbergen.loop.worlds.series import continued, sample_of
from tinbergen.loop.worlds.stacking import on_satellite
from tinbergen.loop.worlds.table_world import PUBLISHED, Effect, Forecast, TableWorld
from tinbergen.loop.worlds.tracked import tracked_world
from tinbergen.model.model import Model

Array = NDArray[np.float64]


def make_worlds(case: Case, data: Dataset, span: Span, frozen: Frozen | None = None) -> Bank:
    """All worlds of a case over its horizon ``span`` and the tail.

    ``frozen`` gives the numbers of a plan's worlds in place of estimates.

    Raises
    ------
    TinbergenError
        Those of estimating, solving and simulating each.
    """
    known = {w.name: w for w in frozen.worlds} if frozen else {}
    whole = Span(span.start, span.length + case.tail)
    worlds, told_to = [], []
    outside = _without_own(case)
    for spec in case.all_worlds:
        own, seen = _in_own_names(outside, spec, data)
        calm = _world(own, spec, seen, whole, span.length, known.get(spec.name))

        def named(world: World, spec: WorldSpec = spec) -> World:
            world = world if spec.outlook else mapped(world, spec.indicators)
            return _bridged(case, world, spec, data, known)

        world, imposed = _conditioned(outside, spec, calm)
        worlds.append(named(world))
        if isinstance(imposed, Imposed):
            imposed = imposed.seen(worlds[-1], named(calm))
        told_to.append(imposed)
    rules = [_shifted_rules(case, spec) for spec in case.all_worlds]
    weighing = weigh_outlooks(case)
    outlooks = [
        weighing.weights.get(spec.name, 0.0) if weighing else spec.outlook_weight
        for spec in case.all_worlds
    ]
    told = [{instrument for instrument, _ in spec.effects} for spec in case.all_worlds]
    shared = on_one_path(worlds, rules, told, outlooks)
    behind: dict[str, tuple[str, ...]] = {}
    if case.satellite is not None:
        shared = on_satellite(
            case, case.satellite, data, whole, span.length, known, shared, outlooks
        )
        behind = dict.fromkeys(case.satellite.variables, case.satellite.indicators)
    return Bank(tuple(
        Member(
            world, outlook, spec.response_weight, spec.information,
            _apart(outside, spec, imposed), imposed if isinstance(imposed, Imposed) else None,
        )
        for world, outlook, spec, imposed in zip(
            shared, outlooks, case.all_worlds, told_to, strict=True
        )
    ), behind)  # fmt: skip


def _without_own(case: Case) -> Case:
    """The case as worlds are told it: a scenario's changes of the satellite are not theirs."""
    if case.satellite is None or case.scenario is None:
        return case
    told = case.scenario.part(case.satellite.variables, without=True)
    return dataclasses.replace(case, scenario=told)


def _conditioned(case: Case, spec: WorldSpec, world: World) -> tuple[World, Imposed | Text | None]:
    """The world with a scenario in its outlook, what that did or why it can't be told; None where
    there is nothing to tell, or the scenario reaches it by its equations."""
    told, outlook = case.scenario, "outlook" in world.answers
    if told is None or not told.indicators or not outlook:
        return world, None
    if not isinstance(world, TableWorld | ExpectationsWorld):
        return world, None
    return conditioned(world, told, case.pack, {} if spec.outlook else spec.indicators)


def _shifted_rules(case: Case, spec: WorldSpec) -> list[str]:
    """Instruments whose rules go on in a world, shifted by a plan."""
    if not spec.looks_ahead or spec.kept != "rule":
        return []
    own = {i.name: spec.indicators.get(i.name) for i in case.instruments}
    return [name for name, m in own.items() if (m.variable if m else name) in spec.policy]


def _bridged(
    case: Case, world: World, spec: WorldSpec, data: Dataset, frozen: Mapping[str, FrozenWorld]
) -> World:
    """The world with the indicators that its bridges lead to, estimated on the case's data."""
    for name, said in spec.bridges.items():
        called = bridge_name(world.name, name)
        found = bridge(name, said, data, world.indicators, spec.omitted, frozen.get(called))
        world = BridgedWorld(world, found, case.draws, seed_of(called, case.seed))
    return world


_NO_SCENARIO = Text("it can't be told the scenario", "无法设定该情景")
_HINDSIGHT = Text(
    "its numbers see to {sees}, later than {date}", "其数值所见资料至 {sees}，晚于 {date}"
)


def _apart(case: Case, spec: WorldSpec, imposed: Imposed | Text | None) -> Text | None:
    """Why a world does not count: scenarios are told to compiled models in the case's names and to
    outlooks with a spread, and change no table of effects; what was not known at the date does not
    count unless the case says so."""
    on_it = () if case.satellite is None else (case.satellite.world,)
    for one in (spec, *on_it):
        if one.looks_back_from(case.as_of) and not one.hindsight:
            return _HINDSIGHT.fill(sees=one.sees_to, date=case.as_of)
    if case.scenario is None or not case.scenario.moves or isinstance(imposed, Imposed):
        return None
    if isinstance(imposed, Text):
        return imposed
    by_equations = spec.model is not None and spec.baseline == "model" and not spec.looks_ahead
    effects_alone = spec.model is None and spec.forecast is None and spec.outlook is None
    return None if effects_alone or (by_equations and not spec.indicators) else _NO_SCENARIO


def _in_own_names(case: Case, spec: WorldSpec, data: Dataset) -> tuple[Case, Dataset]:
    """What a world is made from in its own variables and units, series that follow included."""
    if spec.projection is not None:
        data = spec.projection
    if spec.indicators and spec.outlook is None:
        idle = case.no_policy
        case = dataclasses.replace(
            case,
            instruments=tuple(_in_own_units(i, spec) for i in case.instruments),
            no_policy=None if idle is None else own_data(idle, spec.indicators),
        )
        data = own_data(data, spec.indicators) if spec.projection is None else data
    own = spec.model is case.model or spec.projection is not None
    if spec.model is not None and not own and not spec.looks_ahead:
        data = derive(spec.model, data)
    return case, data


def _in_own_units(instrument: Instrument, spec: WorldSpec) -> Instrument:
    """An instrument under a world's name, its lower bound in the world's units."""
    m = spec.indicators.get(instrument.name)
    if m is None:
        return instrument
    lower = None if instrument.lower is None else (instrument.lower - m.offset) / m.factor
    return dataclasses.replace(instrument, name=m.variable, lower=lower)


def _floors(case: Case, ruled: Collection[str]) -> dict[str, float]:
    """Lower bounds, in levels, of the instruments that a rule sets."""
    return {
        i.name: i.lower for i in case.instruments
        if i.name in ruled and i.lower is not None and not i.relative
    }  # fmt: skip


def _world(
    case: Case,
    spec: WorldSpec,
    data: Dataset,
    span: Span,
    settings: int,
    frozen: FrozenWorld | None,
) -> World:
    if spec.model is None:
        return _table(case, spec, data, span, settings)
    if spec.baseline == "data":
        return tracked_world(case, spec, span, settings)
    if spec.looks_ahead:
        return _expectations(case, spec, data, span, settings, frozen)
    return compiled(case, spec, data, span, settings, frozen)


def _expectations(
    case: Case,
    spec: WorldSpec,
    data: Dataset,
    span: Span,
    settings: int,
    frozen: FrozenWorld | None,
) -> ExpectationsWorld:
    """A model that looks ahead at its own values, estimated ones, or those that a plan froze."""
    model, observed, fit = spec.model, spec.observed, None
    assert model is not None
    if frozen is not None:
        model, observed = _thawed(model, frozen), dict(frozen.disturbances) or observed
    elif spec.method == "mode":
        start = spec.sample_start or data.span.start
        fit = estimate_mode(
            model, data, observed=observed, omit=spec.omitted, hessian=False,
            sample=sample_of(case, dataclasses.replace(spec, sample_start=start)),
        )  # fmt: skip
        model, observed = fit.model, fit.observed
    seen = without(data, observed, spec.omitted)
    if not any(np.isfinite(seen[name]).any() for name in observed):
        raise TinbergenError("L131", world=spec.name)
    return ExpectationsWorld(
        spec.name, spec.title, equilibrium(model), data, span, settings, observed,
        spec.policy, case.draws, case.seed, case.as_of if spec.method == "mode" else spec.sees_to,
        kept=spec.kept, omitted=spec.omitted, fit=fit, floors=_floors(case, spec.policy),
    )  # fmt: skip


def _thawed(model: Model, frozen: FrozenWorld) -> Model:
    """A model that looks ahead with the parameters and the shocks' covariance of a plan."""
    known = {name: value for name, value in frozen.values if name in model.parameters}
    model = model.with_values(known)
    if not frozen.equations:
        return model
    positions = [model.stochastic.index(name) for name in frozen.equations]
    covariance = np.zeros((len(model.stochastic), len(model.stochastic)))
    covariance[np.ix_(positions, positions)] = frozen.residual_covariance
    return with_covariance(model, covariance)


def _table(case: Case, spec: WorldSpec, data: Dataset, span: Span, settings: int) -> TableWorld:
    """A forecast over the span, and effects that reach over it."""
    forecast, meaning = None, PUBLISHED
    if spec.outlook is not None:
        forecast, meaning = recorded(spec, data, span)
    if spec.forecast is not None:
        check_date(spec.forecast.span.start, case.as_of.frequency)
        forecast = Forecast(
            _over(spec, spec.forecast, span),
            _over(spec, spec.deviation, span) if spec.deviation is not None else {},
        )
    effects = {}
    for pair, (response, error) in spec.effects.items():
        if len(response) < span.length:
            raise TinbergenError(
                "L075", at=spec.effects_at, world=spec.name, pair=" → ".join(pair),
                given=len(response), wanted=span.length,
            )  # fmt: skip
        effects[pair] = Effect(response, error)
    return TableWorld(
        spec.name, spec.title, span, settings, case.draws, case.seed, forecast, effects,
        _idle(case, spec, data, span), spec.sees_to, meaning,
        frozenset(case.policies) if case.shifts_rules else frozenset(),
        _floors(case, case.policies),
    )  # fmt: skip


_AS_LAST = PathPart(rule="constant")


def _idle(case: Case, spec: WorldSpec, data: Dataset, span: Span) -> dict[str, Array]:
    """Instruments that the data show, by their rules; at their last value where there is none."""
    rules = {**case.paths, **spec.paths}
    return {
        i.name: continued(case, rules.get(i.name, _AS_LAST), i.name, data, span)
        for i in case.instruments
        if i.name in data
    }


def _over(spec: WorldSpec, table: Dataset, span: Span) -> dict[str, Array]:
    """A table's columns over the span; L074 where one does not reach over it."""
    window = table.window(span.start, span.end)
    for name in window:
        if np.isnan(window[name]).any():
            first = int(np.flatnonzero(np.isnan(window[name]))[0])
            raise TinbergenError(
                "L074", at=spec.forecast_at, world=spec.name, name=name, period=span.start + first
            )
    return {name: window[name] for name in window}
