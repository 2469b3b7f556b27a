"""A compiled model as a world as of a date: estimated on the data, or at given values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.model_fit import estimate
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.worldspec import WorldSpec
from tinbergen.loop.scenarios.shifts import apply_scenario
from tinbergen.loop.worlds.law import Law
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.series import prolong, sample_of

Array = NDArray[np.float64]


def compiled(
    case: Case,
    spec: WorldSpec,
    data: Dataset,
    span: Span,
    settings: int,
    frozen: FrozenWorld | None,
    given: Mapping[str, Array] | None = None,
) -> ModelWorld:
    """A compiled model, estimated on the data, or with the numbers that a plan froze.

    ``given`` are paths (periods,) of exogenous variables over ``span`` that follow no rule.
    """
    assert spec.model is not None
    fit = None
    if frozen is not None:
        model = spec.model.with_values(dict(frozen.values))
        law = Law.thawed(frozen, case.draws, case.seed)
    else:
        if spec.estimated:
            fit = estimate(spec.model, data, method=spec.method, sample=sample_of(case, spec))
        model = fit.model if fit else spec.model
        law = Law.of(
            fit,
            case.draws,
            case.seed,
            spec.disturbances,
            spec.parameters,
            spec.coefficients,
            spec.covariance,
        )
    run, known = apply_scenario(case, model, prolong(case, spec, data, span, given), span)
    residuals = run.residuals if case.scenario and case.scenario.disturbs else None
    world = ModelWorld(
        spec.name, spec.title, model, known, span, settings, run, spec.policy, law,
        case.as_of if fit or frozen else spec.sees_to, fit, residuals,
    )  # fmt: skip
    if case.no_policy is None:
        return world
    return dataclasses.replace(world, reference=reference_of(world, case, case.no_policy))


def reference_of(world: ModelWorld, case: Case, idle: Dataset) -> Simulation:
    """The horizon without policy since the adoption of the plan that the case revises."""
    model, known = world.model, world.known
    inputs = [n for n in model.exogenous if n in {i.name for i in case.instruments}]
    past = idle.window(known.span.start, known.span.end)
    own = {name: past[name] for name in model.endogenous if name in past}
    # The plan's own paths end with its horizon; beyond it instruments are back at their baseline.
    set_by = {n: np.where(np.isnan(past[n]), known[n], past[n]) for n in inputs}
    return simulate(
        model, known.assign(**own, **set_by), world.span, residuals=world.residuals_of(model)
    )
