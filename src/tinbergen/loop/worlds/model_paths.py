"""Paths of a compiled model: its baseline, its draws and how it answers instruments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import Dynamics, ModelDynamics
from tinbergen.engine.control.resuming import ResumingDynamics, resume
from tinbergen.engine.estimate.model_fit import ModelFit
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.engine.stochastic.ensemble import Ensemble, ensemble, resuming_ensemble
from tinbergen.loop.information import Information
from tinbergen.loop.worlds.differences import per_unit, size_of
from tinbergen.loop.worlds.law import Draws, Law
from tinbergen.loop.worlds.protocol import (
    NO_POLICY,
    Choice,
    Outcome,
)
from tinbergen.loop.worlds.series import paths_over
from tinbergen.model.model import Model

Array = NDArray[np.float64]


#: Where draws come from, in words.
UNCERTAINTY = Text(
    "draws of the equations' disturbances and of their coefficients, as estimated or as the case "
    "states",
    "对方程扰动与系数抽样（按估计或案例所定）",
)


@dataclass(frozen=True)
class ModelPaths:
    """A model at its values as of a date.

    ``known`` are the data, with exogenous paths going on over ``span``. ``run`` is the model's path
    with no new policy: rules as estimated, disturbances at ``residuals`` (those of a scenario, or
    those with which it follows the data), zero without. ``policy`` maps variables that a plan sets
    itself to the equations that determine them otherwise. ``fit`` is None when the values are
    given. ``reference`` is the path from which relative targets count where it is not the
    baseline's: that of no policy since a plan was adopted. With an institution's ``projection``
    relative targets and limits and instruments' costs count from it.
    ``meaning`` says in words what the baseline is. Where the case's data do not show its variables
    it is not ``observed``: it can't tell what produced an outturn.
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
    observed: bool = True

    @property
    def recipe(self) -> Text:
        return UNCERTAINTY

    # --- what it is -------------------------------------------------------------------------

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
    def resumes(self) -> bool:
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
        if self.resumes:
            return ResumingDynamics(
                self.model, self.policy_model, self.policy, self.policy_data, self.span,
                self.settings, tuple(instruments), tuple(indicators), self.residuals,
            )  # fmt: skip
        return ModelDynamics(
            self.policy_model, self.policy_data, self.span, tuple(instruments), tuple(indicators),
            self.residuals_of(self.policy_model),
        )  # fmt: skip

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        """By finite differences of the draws, where coefficients are uncertain."""
        if not self.draws.parameters:
            return None
        outcomes = [n for n in indicators if n in self.policy_model.endogenous]
        at = self.respond(choice, outcomes).draws.whole()
        shape = (self.span.length, len(indicators), self.settings, len(choice.paths))
        found = np.zeros((len(at), *shape))
        columns = [list(indicators).index(n) for n in outcomes]
        for i, (name, path) in enumerate(choice.paths.items()):
            if name in indicators:
                own, every = list(indicators).index(name), np.arange(self.settings)
                found[:, every, own, every, i] = 1.0
            size = size_of(path)
            for s in range(self.settings):
                moved = np.array(path)
                moved[s] += size
                paths = {**choice.paths, name: moved}
                runs = self.respond(Choice(paths, choice.information), outcomes).draws
                found[:, :, columns, s, i] = per_unit(runs.whole(), at, size)
        return found.reshape(len(at), shape[0] * shape[1], shape[2] * shape[3])

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        data = self._with(choice)
        central = self.followed(data)
        shown = tuple(n for n in indicators if n in self.policy_model.endogenous)
        if self.resumes:
            runs = self._resuming(data, central, shown)
        else:
            runs = self.ensemble(self.policy_model, data, shown)
        return Outcome({name: central[name] for name in indicators}, runs)

    def followed(self, data: Dataset) -> Simulation:
        """The central path with instruments at these data; beyond the horizon rules resume."""
        model = self.policy_model
        if self.resumes:
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
        return paths_over(self.policy_data, choice.paths, self.span)
