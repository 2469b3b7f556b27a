"""A compiled model as a world: estimated or given, simulated, explained exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import FrozenWorld
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import Dynamics, ModelDynamics
from tinbergen.engine.control.resuming import ResumingDynamics, resume
from tinbergen.engine.estimate.model_fit import ModelFit
from tinbergen.engine.simulate.backward import Simulation, simulate, track
from tinbergen.engine.simulate.counterfactual import counterfactual
from tinbergen.engine.simulate.derive import derive
from tinbergen.engine.stochastic.ensemble import Ensemble, ensemble, resuming_ensemble
from tinbergen.loop.words import equation_title
from tinbergen.loop.worlds.law import Draws, Law
from tinbergen.loop.worlds.protocol import (
    NO_POLICY,
    Choice,
    Explanation,
    Information,
    Outcome,
    Question,
    log_density,
    silent,
)
from tinbergen.model.model import Model
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

#: The cause that takes what identities leave: data that do not add up exactly.
IDENTITIES = "identities"


UNCERTAINTY = Text(
    "draws of the equations' disturbances and of their coefficients, as estimated or as the case "
    "states",
    "对方程扰动与系数抽样（按估计或案例所定）",
)


@dataclass(frozen=True)
class ModelWorld:
    """A model at its values as of a date.

    ``known`` are the data, with exogenous paths going on over ``span``. ``run`` is the model's path
    with no new policy: rules as estimated, disturbances at ``residuals`` (those of a scenario, or
    those with which it follows the data), zero without. ``policy`` maps variables that a plan sets
    itself to the equations that determine them otherwise. ``fit`` is None when the values are
    given. ``reference`` is the path from which relative targets count where it is not the
    baseline's: that of no policy since a plan was adopted. With an institution's ``projection``
    relative targets and limits and instruments' costs count from it.
    ``meaning`` says in words what the baseline is.
    """

    name: str
    title: Text
    model: Model
    known: Dataset
    span: Span
    settings: int
    run: Simulation
    policy: Mapping[str, str]
    law: Law
    sees_to: Period | None
    fit: ModelFit | None = None
    residuals: Dataset | None = None
    reference: Simulation | None = None
    projection: Simulation | None = None
    meaning: Text = NO_POLICY

    @property
    def recipe(self) -> Text:
        return UNCERTAINTY

    # --- what it is -------------------------------------------------------------------------

    @property
    def answers(self) -> frozenset[Question]:
        if self.model.lags[1]:
            return frozenset({"outlook", "respond"})
        return frozenset({"outlook", "respond", "explain", "replay", "score"})

    @property
    def uncertain(self) -> bool:
        return not self.law.empty

    @property
    def indicators(self) -> tuple[str, ...]:
        return (*self.model.endogenous, *self.model.exogenous)

    @property
    def foresees(self) -> tuple[str, ...]:
        return self.model.endogenous

    @property
    def instruments(self) -> tuple[str, ...]:
        return (*self.policy, *self.model.exogenous)

    def scores(self, instrument: str) -> tuple[str, ...]:
        return self.indicators

    @cached_property
    def policy_model(self) -> Model:
        """The model in which the variables that a plan sets are given from outside."""
        return self.model.exogenise(self.policy) if self.policy else self.model

    @property
    def policy_data(self) -> Dataset:
        """Data for the policy model: instruments at their baseline paths."""
        return self.run.data

    @cached_property
    def draws(self) -> Draws:
        return self.law.draw(self.model.values, self.span.length)

    @property
    def _resumes(self) -> bool:
        """Whether the world goes on beyond the horizon, where rules resume."""
        return self.span.length > self.settings

    def residuals_of(self, model: Model) -> Dataset | None:
        """The baseline's disturbances of those equations that a model has."""
        if self.residuals is None:
            return None
        kept = {e.name for e in model.equations}
        return self.residuals.select(n for n in self.residuals if n in kept)

    # --- outlook and response ---------------------------------------------------------------

    def baseline(self, name: str) -> Array:
        return self.run[name]

    def compared(self, name: str) -> Array:
        return (self.projection or self.reference or self.run)[name]

    def anchor(self, name: str) -> Array:
        return (self.projection or self.run)[name]

    def outlook(self) -> Ensemble:
        return self._outlook

    @cached_property
    def _outlook(self) -> Ensemble:
        return self.ensemble(self.model, self.known, self.model.endogenous)

    def ensemble(self, model: Model, data: Dataset, variables: Sequence[str]) -> Ensemble:
        """Draws of a model on these data: disturbances and coefficients together.

        Where nothing is random there is one, the central path.
        """
        if self.law.empty:
            run = simulate(model, data, self.span, residuals=self.residuals_of(model))
            values = np.stack([run[name] for name in variables], axis=1)
            return Ensemble(self.span, tuple(variables), values[None], 0)
        kept = {e.name for e in model.equations}
        disturbances = {n: d for n, d in self.draws.disturbances.items() if n in kept}
        return ensemble(
            model, data, self.span, disturbances, residuals=self.residuals_of(model),
            parameters=self.draws.parameters, variables=variables,
        )  # fmt: skip

    def dynamics(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        information: Information = "announced",
    ) -> Dynamics:
        if self._resumes:
            return ResumingDynamics(
                self.model, self.policy_model, self.policy, self.policy_data, self.span,
                self.settings, tuple(instruments), tuple(indicators), self.residuals,
            )  # fmt: skip
        return ModelDynamics(
            self.policy_model, self.policy_data, self.span, tuple(instruments), tuple(indicators),
            self.residuals_of(self.policy_model),
        )  # fmt: skip

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        """By finite differences of the draws, where coefficients are uncertain.

        A step is a thousandth of an instrument's largest value or of one.
        """
        if not self.draws.parameters:
            return None
        outcomes = [n for n in indicators if n in self.policy_model.endogenous]
        at = self.respond(choice, outcomes).draws
        shape = (self.span.length, len(indicators), self.settings, len(choice.paths))
        found = np.zeros((len(at.values), *shape))
        columns = [list(indicators).index(n) for n in outcomes]
        for i, (name, path) in enumerate(choice.paths.items()):
            if name in indicators:
                own, every = list(indicators).index(name), np.arange(self.settings)
                found[:, every, own, every, i] = 1.0
            size = 1e-3 * max(1.0, float(np.abs(path).max()))
            for s in range(self.settings):
                moved = np.array(path)
                moved[s] += size
                paths = {**choice.paths, name: moved}
                runs = self.respond(Choice(paths, choice.information), outcomes).draws
                found[:, :, columns, s, i] = (runs.values - at.values) / size
        return found.reshape(len(at.values), shape[0] * shape[1], shape[2] * shape[3])

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        data = self._with(choice)
        central = self.followed(data)
        shown = tuple(n for n in indicators if n in self.policy_model.endogenous)
        if self._resumes:
            runs = self._resuming(data, central, shown)
        else:
            runs = self.ensemble(self.policy_model, data, shown)
        return Outcome({name: central[name] for name in indicators}, runs)

    def followed(self, data: Dataset) -> Simulation:
        """The central path with instruments at these data; beyond the horizon rules resume."""
        model = self.policy_model
        if self._resumes:
            return resume(
                self.model, model, self.policy, data, self.span, self.settings, self.residuals
            )
        return simulate(model, data, self.span, residuals=self.residuals_of(model))

    def _resuming(self, data: Dataset, central: Simulation, variables: tuple[str, ...]) -> Ensemble:
        """Draws in which rules are set aside over the horizon, and resume."""
        if self.law.empty:
            values = np.stack([central[name] for name in variables], axis=1)
            return Ensemble(self.span, variables, values[None], 0)
        return resuming_ensemble(
            self.model, self.policy_model, data, self.span, self.settings,
            self.draws.disturbances, residuals=self.residuals, parameters=self.draws.parameters,
            variables=variables,
        )  # fmt: skip

    def _with(self, choice: Choice) -> Dataset:
        """The baseline's data with instruments at a choice's paths."""
        data = self.policy_data
        first = data.span.position(self.span.start)
        moved = {}
        for name, path in choice.paths.items():
            values = np.array(data[name])
            values[first : first + len(path)] = path
            moved[name] = values
        return data.assign(**moved)

    # --- what came in -----------------------------------------------------------------------

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        """From what a plan assumed to what came, input by input, on the policy model.

        Instruments, other exogenous variables and every equation's disturbance are replaced one by
        one; the parts sum exactly.
        """
        if self.model.lags[1]:
            raise silent(self, "explain")
        model, outturn = self.policy_model, derive(self.model, outturn)
        new, old, groups = self._inputs(outturn, span, plan)
        longer = outturn.window(outturn.span.start, span.end)
        first = longer.span.position(span.start)
        equations = [e.name for e in model.equations]

        def evaluate(inputs: Mapping[str, Array]) -> Array:
            moved = {}
            for name in model.exogenous:
                values = np.array(longer[name])
                values[first:] = inputs[name]
                moved[name] = values
            shocks = Dataset.of(span.start, {name: inputs[name] for name in equations})
            run = simulate(model, longer.assign(**moved), span, residuals=shocks)
            return np.array([run[name][-1] for name in indicators])

        split = attribute(evaluate, old, new, groups)
        parts = dict(zip(split.groups, split.parts, strict=True))
        titles = {name: self._cause(name) for name in parts}
        return Explanation(span, tuple(indicators), parts, titles)

    def _inputs(
        self, outturn: Dataset, span: Span, plan: Choice
    ) -> tuple[dict[str, Array], dict[str, Array], dict[str, list[str]]]:
        """What came, what the plan assumed, and which of these inputs make a cause together."""
        model = self.policy_model
        residuals = track(model, outturn, span)
        planned = {name: path[: span.length] for name, path in plan.paths.items()}
        others = [n for n in model.exogenous if n not in planned]
        window = outturn.window(span.start, span.end)
        expected = self.policy_data.window(span.start, span.end)
        new = {name: window[name] for name in (*planned, *others)}
        old = {name: planned.get(name, expected[name]) for name in new}
        assumed = self.residuals_of(model)
        if assumed is not None:
            assumed = assumed.window(span.start, span.end)
        equations = [e.name for e in model.equations]
        for name in equations:
            new[name] = residuals[name]
            old[name] = np.zeros(span.length)
            if assumed is not None and name in assumed:
                old[name] = assumed[name]
        drawn = self.draws.disturbances
        behavioural = [e.name for e in model.equations if e.behavioural or e.name in drawn]
        groups = {name: [name] for name in (*planned, *others, *behavioural)}
        groups[IDENTITIES] = [name for name in equations if name not in behavioural]
        return new, old, groups

    def _cause(self, name: str) -> Text:
        """A variable by its title, a disturbance as its equation's surprise."""
        if name == IDENTITIES:
            return Text("rounding of the data", "数据舍入")
        known = self.known.titles.get(name) or self.model.titles.get(name)
        if known:
            return known
        title = equation_title(name, self.known, self.model)
        return Text("{name} surprise", "{name}意外").fill(name=title)

    def replay(
        self,
        outturn: Dataset,
        span: Span,
        choices: Mapping[str, Choice],
        indicators: Sequence[str],
        *,
        draws: bool = False,
        plan: Choice | None = None,
    ) -> Mapping[str, Ensemble]:
        if self.model.lags[1]:
            raise silent(self, "replay")
        model, outturn = self.policy_model, derive(self.model, outturn)
        paths = {
            who: {name: path[: span.length] for name, path in choice.paths.items()}
            for who, choice in choices.items()
        }
        parameters = None
        if draws:
            parameters = {
                n: d for n, d in self.draws.parameters.items() if n in model.parameters
            }  # fmt: skip
        return counterfactual(
            model, outturn, span, paths, parameters=parameters, variables=tuple(indicators)
        )

    def score(self, outturn: Dataset, span: Span, indicators: Sequence[str]) -> float:
        if not self.uncertain:
            raise silent(self, "score")
        return log_density(self.outlook(), outturn, span, indicators)

    def frozen(self) -> FrozenWorld:
        return self.law.frozen(self.name, self.model.values)
