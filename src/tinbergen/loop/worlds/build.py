"""The worlds of a case as of its date, made from what the case says and what the data show."""

from __future__ import annotations

import dataclasses

import numpy as np

from tinbergen.core.documents import Frozen, FrozenWorld
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.model_fit import estimate
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.loop.case.case import Case, check_date
from tinbergen.loop.case.worldspec import WorldSpec
from tinbergen.loop.scenarios.shifts import apply_paths, apply_shocks
from tinbergen.loop.worlds.bank import Bank, Member
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.loop.worlds.law import Law
from tinbergen.loop.worlds.mapping import mapped
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.protocol import World
from tinbergen.loop.worlds.series import prolong, sample_of
from tinbergen.loop.worlds.table_world import Effect, Forecast, TableWorld
from tinbergen.loop.worlds.tracked import tracked_world


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
    members = []
    for spec in case.all_worlds:
        world = _world(case, spec, data, whole, span.length, known.get(spec.name))
        members.append(
            Member(
                mapped(world, spec.indicators),
                spec.outlook_weight, spec.response_weight, spec.information,
            )
        )  # fmt: skip
    return Bank(tuple(members))


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
        return tracked_world(case, spec, data, span, settings)
    if spec.looks_ahead:
        return _expectations(case, spec, data, span, settings)
    return _model(case, spec, data, span, settings, frozen)


def _model(
    case: Case,
    spec: WorldSpec,
    data: Dataset,
    span: Span,
    settings: int,
    frozen: FrozenWorld | None,
) -> ModelWorld:
    """A compiled model, estimated on the data, or with the numbers that a plan froze."""
    assert spec.model is not None
    fit = None
    if frozen is not None:
        model = spec.model.with_values(dict(frozen.values))
        law = Law.thawed(frozen, case.draws, case.seed)
    else:
        if spec.estimated:
            fit = estimate(spec.model, data, method=spec.method, sample=sample_of(case, spec))
        model = fit.model if fit else spec.model
        law = Law.of(fit, case.draws, case.seed, spec.disturbances, spec.parameters)
    known = apply_paths(prolong(case, spec, data, span), case.scenario, span)
    run = apply_shocks(case, model, known, simulate(model, known, span))
    residuals = run.residuals if case.scenario and case.scenario.shocks else None
    world = ModelWorld(
        spec.name, spec.title, model, known, span, settings, run, spec.policy, law,
        case.as_of if fit or frozen else spec.sees_to, fit, residuals,
    )  # fmt: skip
    if case.no_policy is None:
        return world
    return dataclasses.replace(world, reference=_reference(world, case, case.no_policy))


def _reference(world: ModelWorld, case: Case, idle: Dataset) -> Simulation:
    """The horizon without policy since the adoption of the plan that the case revises."""
    model, known = world.policy_model, world.known
    inputs = [n for n in model.exogenous if n in {i.name for i in case.instruments}]
    past = idle.window(known.span.start, known.span.end)
    # What a rule sets that is no instrument goes on as in the baseline.
    ruled = {
        name: world.policy_data.window(known.span.start, known.span.end)[name]
        for name in world.policy
        if name not in inputs
    }
    own = {name: past[name] for name in model.endogenous}
    # The plan's own paths end with its horizon; beyond it instruments are back at their baseline.
    set_by = {n: np.where(np.isnan(past[n]), known[n], past[n]) for n in inputs}
    return world.followed(known.assign(**ruled, **own, **set_by))


def _expectations(
    case: Case, spec: WorldSpec, data: Dataset, span: Span, settings: int
) -> ExpectationsWorld:
    assert spec.model is not None
    return ExpectationsWorld(
        spec.name, spec.title, equilibrium(spec.model), data, span, settings, spec.observed,
        spec.policy, case.draws, case.seed, spec.sees_to,
    )  # fmt: skip


def _table(case: Case, spec: WorldSpec, data: Dataset, span: Span, settings: int) -> TableWorld:
    """A forecast over the span, and effects that reach over it."""
    forecast = None
    if spec.forecast is not None:
        check_date(spec.forecast.span.start, case.store.frequency)
        forecast = Forecast(
            _over(spec, spec.forecast, span),
            _over(spec, spec.deviation, span) if spec.deviation is not None else {},
        )
    effects = {}
    for pair, (response, error) in spec.effects.items():
        if len(response) < span.length:
            raise TinbergenError(
                "L075", world=spec.name, pair=" → ".join(pair), given=len(response),
                wanted=span.length,
            )  # fmt: skip
        effects[pair] = Effect(response, error)
    idle = {}
    for instrument in case.instruments:
        if instrument.name in data:
            last = data.at(instrument.name, case.as_of)
            idle[instrument.name] = np.full(span.length, last)
    return TableWorld(
        spec.name, spec.title, span, settings, case.draws, case.seed, forecast, effects, idle,
        spec.sees_to,
    )  # fmt: skip


def _over(spec: WorldSpec, table: Dataset, span: Span) -> dict[str, np.ndarray]:
    """A table's columns over the span; L074 where one does not reach over it."""
    window = table.window(span.start, span.end)
    for name in window:
        if np.isnan(window[name]).any():
            first = int(np.flatnonzero(np.isnan(window[name]))[0])
            raise TinbergenError("L074", world=spec.name, name=name, period=span.start + first)
    return {name: window[name] for name in window}
