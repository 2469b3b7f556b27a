"""Where a case stands as of a date: data, estimated model, baseline, uncertainty.

Nothing here can see beyond the as-of date: all of it is computed from what the store shows then.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen import __version__
from tinbergen.core.documents import Provenance
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.model_fit import ModelFit, estimate
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.engine.simulate.derive import derive
from tinbergen.engine.stochastic.ensemble import Ensemble, ensemble, normal_disturbances
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.casefile import PathPart
from tinbergen.loop.scenarios.shifts import apply_paths, apply_shocks
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Observations below which a model of this size is not worth estimating.
FEWEST = 24


@dataclass(frozen=True)
class Situation:
    """A case as of its date.

    ``data`` ends with the as-of period; ``known`` is the same, with exogenous paths going on over
    the horizon. ``model`` is at its estimates; ``fit`` is None when the case gives all its values.
    ``span`` is the horizon. ``baseline`` is the model's path over it with no new policy: rules as
    estimated, disturbances at ``residuals`` (those of the case's scenario), zero without.
    """

    case: Case
    data: Dataset
    known: Dataset
    fit: ModelFit | None
    model: Model
    span: Span
    baseline: Simulation
    residuals: Dataset | None = None
    reference: Simulation | None = None

    @property
    def compared(self) -> Simulation:
        """The paths from which relative targets and limits count: those of no policy.

        Where a plan is revised, of none since the first was adopted.
        """
        return self.reference or self.baseline

    @property
    def as_of(self) -> Period:
        return self.case.as_of

    @cached_property
    def policy_model(self) -> Model:
        """The model in which the variables a plan sets are given from outside."""
        return self.model.exogenise(self.case.policy)

    @cached_property
    def policy_data(self) -> Dataset:
        """Data for the policy model: instruments at their baseline paths."""
        return self.baseline.data

    @cached_property
    def draws(self) -> Draws:
        return draw(self)

    @cached_property
    def baseline_runs(self) -> Ensemble:
        """Draws of the whole model with no new policy."""
        return self.run(self.model, self.known, self.model.endogenous)

    def provenance(self, *cites: str, baseline: Text | None = None) -> Provenance:
        return Provenance(
            vintage=str(self.as_of),
            source=self.data.source,
            baseline=baseline,
            software=f"tinbergen {__version__}",
            cites=cites,
        )

    def residuals_of(self, model: Model) -> Dataset | None:
        """The scenario's disturbances of those equations that a model has."""
        if self.residuals is None:
            return None
        kept = {e.name for e in model.equations}
        return self.residuals.select(n for n in self.residuals if n in kept)

    def run(self, model: Model, data: Dataset, variables: tuple[str, ...]) -> Ensemble:
        """Draws of the model on these data: disturbances and coefficients together."""
        kept = {e.name for e in model.equations}
        disturbances = {n: d for n, d in self.draws.disturbances.items() if n in kept}
        return ensemble(
            model, data, self.span, disturbances, residuals=self.residuals_of(model),
            parameters=self.draws.parameters, variables=variables,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draws:
    """Disturbances by equation (draws, periods) and coefficients by name (draws,)."""

    disturbances: Mapping[str, Array]
    parameters: Mapping[str, Array]


BASELINE = Text(
    "no new policy: rules and instruments going on as the case says, disturbances at their mean "
    "of zero",
    "无新政策：规则与工具按案例所定延续，扰动取均值零",
)

UNCERTAINTY = Text(
    "draws of the equations' disturbances and of their coefficients, as estimated or as the case "
    "states",
    "对方程扰动与系数抽样（按估计或案例所定）",
)


def assess(case: Case) -> Situation:
    """Read the data as of the case's date, estimate the model and project its baseline.

    Raises
    ------
    TinbergenError
        L007, L008 when the data do not suffice, L013 when an exogenous path has no rule, L019 when
        its rule can't be followed; those of estimation and simulation.
    """
    data = _complete(case, case.store.as_of(case.as_of))
    sample = _sample(case)
    fit = estimate(case.model, data, method=case.method, sample=sample) if case.estimated else None
    model = fit.model if fit else case.model
    span = Span(case.as_of + 1, case.horizon)
    known = apply_paths(prolong(case, data, span), case.scenario, span)
    baseline = simulate(model, known, span)
    baseline = apply_shocks(case, model, known, baseline)
    residuals = baseline.residuals if case.scenario and case.scenario.shocks else None
    there = Situation(case, data, known, fit, model, span, baseline, residuals)
    if case.no_policy is None:
        return there
    return dataclasses.replace(there, reference=_reference(there, case.no_policy))


def _reference(situation: Situation, no_policy: Dataset) -> Simulation:
    """The horizon without policy since the adoption of the plan that the case revises."""
    known = situation.known
    model = situation.policy_model
    inputs = [n for n in model.exogenous if n in {i.name for i in situation.case.instruments}]
    past = no_policy.window(known.span.start, known.span.end)
    world = known.assign(**{name: past[name] for name in (*model.endogenous, *inputs)})
    return simulate(model, world, situation.span, residuals=situation.residuals_of(model))


def _sample(case: Case) -> Span | None:
    if case.sample_start is None:
        return None
    sample = case.sample_start.to(case.as_of)
    if sample.length < FEWEST:
        raise TinbergenError("L008", periods=sample.length, as_of=case.as_of, needed=FEWEST)
    return sample


def _complete(case: Case, data: Dataset) -> Dataset:
    """The data with series of the model that follow from others; they must reach the date."""
    given = set(data.names)
    data = derive(case.model, data)
    needed = [n for n in (*case.model.endogenous, *case.model.exogenous) if n in data]
    short = [
        n for n in needed
        if (extent := data.extent(n)) is None or extent.end < case.as_of
    ]  # fmt: skip
    if short or data.span.end < case.as_of:
        # What follows from other series is short because they are.
        named = [n for n in short if n in given] or short
        raise TinbergenError(
            "L007", end=data.span.end, as_of=case.as_of, short=", ".join(named) or "-"
        )
    fewest = FEWEST if case.estimated else case.model.lags[0] + 1
    if data.span.length < fewest:
        raise TinbergenError("L008", periods=data.span.length, as_of=case.as_of, needed=fewest)
    return data


def prolong(case: Case, data: Dataset, span: Span) -> Dataset:
    """The data with every exogenous variable carried on over ``span`` by its rule.

    Instruments of a case that revises a plan go on at that plan's paths of no policy.

    Raises
    ------
    TinbergenError
        L013 when a variable has no rule, L019 when it can't grow on.
    """
    longer = data.window(data.span.start, span.end)
    added = {}
    for name in case.model.exogenous:
        rule = case.paths.get(name)
        if rule is None:
            raise TinbergenError("L013", name=name, as_of=case.as_of)
        values = np.array(longer[name])
        first = data.span.length
        past = values[:first]
        years = min(rule.years, (first - 1) // data.frequency)
        if rule.rule == "growth" and not _growing(past, years * data.frequency):
            since = case.as_of - years * data.frequency
            raise TinbergenError("L019", name=name, first=since, as_of=case.as_of)
        values[first:] = _continued(past, rule, years * data.frequency, values.size - first)
        if case.no_policy and name in {i.name for i in case.instruments}:
            values[first:] = case.no_policy.window(span.start, span.end)[name]
        added[name] = values
    return longer.assign(**added)


def _growing(past: Array, back: int) -> bool:
    """Whether average growth since ``back`` periods ago is a number."""
    return back > 0 and bool(past[-1] > 0 and past[-1 - back] > 0)


def _continued(past: Array, rule: PathPart, back: int, periods: int) -> Array:
    last = past[-1] if rule.value is None else rule.value
    if rule.rule == "constant":
        return np.full(periods, last)
    growth = (past[-1] / past[-1 - back]) ** (1 / back)
    return np.asarray(past[-1] * growth ** np.arange(1, periods + 1))


def draw(situation: Situation) -> Draws:
    """Disturbances and coefficients of a case, the same for the same seed.

    What is estimated varies as estimated; the rest as the case says, independently and normally.
    """
    case, fit, periods = situation.case, situation.fit, situation.span.length
    rng = np.random.default_rng(case.seed)
    disturbances: dict[str, Array] = {}
    parameters: dict[str, Array] = {}
    if fit is not None:
        parameters = dict(fit.parameter_draws(case.draws, rng))
        drawn = normal_disturbances(fit.fit.residual_covariance, case.draws, periods, rng)
        disturbances = {name: drawn[:, :, k] for k, name in enumerate(fit.equations)}
    for name, deviation in case.disturbances.items():
        disturbances[name] = deviation * rng.standard_normal((case.draws, periods))
    for name, deviation in case.parameters.items():
        centre = situation.model.values[name]
        parameters[name] = centre + deviation * rng.standard_normal(case.draws)
    return Draws(disturbances, parameters)
