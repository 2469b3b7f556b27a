"""A model that looks ahead, with states that nobody observes, as a world.

It is solved to first order around its steady state. A Kalman filter says where the economy stood at
the as-of date, and how surely; a smoother says which shocks produced an outturn. A path of an
instrument is brought about by shocks to its rule, known from the start (announced) or period by
period (surprise); beyond the horizon the rule resumes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import FrozenWorld
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import LinearDynamics
from tinbergen.engine.linear.news import path_effects, pegged
from tinbergen.engine.linear.solution import Equilibrium
from tinbergen.engine.linear.tracking import Smoothed, smooth
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.worlds.protocol import (
    NO_POLICY,
    Choice,
    Explanation,
    Information,
    Outcome,
    Question,
    log_density,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ExpectationsWorld:
    """A first-order solution, the data it is filtered on, and the rules that a plan sets aside.

    ``observed`` are variables that the data show, with the standard deviation of their measurement
    error. ``policy`` maps variables that a plan sets itself to their rules' equations.
    """

    name: str
    title: Text
    equilibrium: Equilibrium
    data: Dataset
    span: Span
    settings: int
    observed: Mapping[str, float]
    policy: Mapping[str, str]
    draws: int
    seed: int
    sees_to: Period | None = None
    meaning: Text = NO_POLICY
    uncertain: bool = True

    @property
    def recipe(self) -> Text:
        return Text(
            "draws of shocks, and of where the economy stood as the filter sees it",
            "对冲击以及滤波所见起点状态抽样",
        )

    @property
    def answers(self) -> frozenset[Question]:
        return frozenset({"outlook", "respond", "explain", "replay", "score"})

    @property
    def indicators(self) -> tuple[str, ...]:
        """What the model declares; auxiliary variables are named for a date, such as ``y(+1)``."""
        return tuple(name for name in self.equilibrium.model.endogenous if "(" not in name)

    foresees = indicators

    @property
    def instruments(self) -> tuple[str, ...]:
        return (*self.policy, *self.equilibrium.model.exogenous)

    def scores(self, instrument: str) -> tuple[str, ...]:
        return self.indicators

    # --- where the economy stands -----------------------------------------------------------

    def _smoothed(self, data: Dataset) -> Smoothed:
        return smooth(self.equilibrium, data, self.observed)

    @cached_property
    def _now(self) -> Smoothed:
        return self._smoothed(self.data)

    @cached_property
    def _base(self) -> Array:
        """The central path with rules going on, as deviations, shape (periods, n)."""
        paths = np.empty((self.span.length, self._size))
        state = self._now.state
        for t in range(self.span.length):
            state = self._law @ state
            paths[t] = state
        return paths

    @cached_property
    def _law(self) -> Array:
        """From x_{t-1} to x_t, shape (n, n)."""
        law = np.zeros((self._size, self._size))
        law[:, self.equilibrium.solution.incidence.states] = self.equilibrium.ghx
        return law

    @cached_property
    def _rest(self) -> Array:
        """The steady state, shape (n,)."""
        values = self.equilibrium.steady.values
        return np.array([values[name] for name in self.equilibrium.model.endogenous])

    @property
    def _size(self) -> int:
        """Variables n, auxiliary ones included."""
        return len(self.equilibrium.model.endogenous)

    def _column(self, name: str) -> int:
        return self.equilibrium.model.endogenous.index(name)

    # --- outlook and response ---------------------------------------------------------------

    def baseline(self, name: str) -> Array:
        if name in self.equilibrium.model.exogenous:
            return np.zeros(self.span.length)
        k = self._column(name)
        return np.asarray(self._base[:, k] + self._rest[k])

    compared = anchor = baseline

    @cached_property
    def _innovations(self) -> tuple[Array, Array]:
        """What is uncertain of the start (draws, n), and shocks (draws, periods, m)."""
        rng = np.random.default_rng(self.seed)
        start = rng.standard_normal((self.draws, self._size)) @ _root(
            self._now.covariance
        ).T  # fmt: skip
        covariance = self.equilibrium.covariance
        shocks = rng.standard_normal((self.draws, self.span.length, len(covariance)))
        return start, shocks @ _root(covariance).T

    def _spread(self, instruments: Sequence[str], information: Information) -> Array:
        """Draws of deviations from a central path, (draws, periods, n); instruments keep theirs."""
        start, shocks = self._innovations
        set_aside = [
            k for k, name in enumerate(self.equilibrium.model.exogenous) if name in instruments
        ]
        shocks = shocks.copy()
        shocks[:, : self.settings, set_aside] = 0.0
        pushes = shocks @ self.equilibrium.ghu.T
        pushes[:, 0] += start @ self._law.T
        rules = [n for n in instruments if n in self.policy]
        paths = np.zeros_like(pushes)
        for t in range(self.span.length):
            answers = pegged(
                self.equilibrium.solution, self._law, self._pushes(rules),
                [self._column(n) for n in rules], self.span.length - t,
                max(0, self.settings - t), announced=information == "announced",
            )  # fmt: skip
            paths[:, t:] += np.einsum("hij,dj->dhi", answers, pushes[:, t])
        return paths

    def outlook(self) -> Ensemble:
        return self._outlook

    @cached_property
    def _outlook(self) -> Ensemble:
        return self._ensemble(self._base + self._spread((), "surprise"), self.indicators)

    def _ensemble(self, deviations: Array, names: Sequence[str]) -> Ensemble:
        columns = [self._column(n) for n in names]
        values = deviations[:, :, columns] + self._rest[columns]
        return Ensemble(self.span, tuple(names), values, 0)

    def _pushes(self, instruments: Sequence[str]) -> Array:
        """What a unit of each instrument's shock adds to the equations, shape (n, instruments)."""
        model, shocks = self.equilibrium.model, self.equilibrium.solution.jacobian.shocks
        equations = [e.name for e in model.equations]
        found = np.zeros((self._size, len(instruments)))
        for k, name in enumerate(instruments):
            if name in self.policy:
                found[equations.index(self.policy[name]), k] = -1.0
            else:
                found[:, k] = shocks[:, model.exogenous.index(name)]
        return found

    def effects(
        self, instruments: Sequence[str], information: Information, settings: int | None = None
    ) -> Array:
        """Effects of instruments' paths, shape (periods, n, settings, instruments)."""
        rows = [self._column(n) if n in self.policy else None for n in instruments]
        return path_effects(
            self.equilibrium.solution, self._pushes(instruments), rows, self.span.length,
            settings or self.settings, announced=information == "announced",
        )  # fmt: skip

    def dynamics(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        information: Information = "announced",
    ) -> LinearDynamics:
        effects = self.effects(instruments, information)
        periods, _, settings, count = effects.shape
        slopes = np.zeros((periods, len(indicators), settings, count))
        base = np.empty((periods, len(indicators)))
        for k, name in enumerate(indicators):
            base[:, k] = self.baseline(name)
            if name in self.indicators:
                slopes[:, k] = effects[:, self._column(name)]
            else:
                own = list(instruments).index(name)
                slopes[np.arange(settings), k, np.arange(settings), own] = 1.0
        at = np.column_stack([self.baseline(name)[:settings] for name in instruments])
        return LinearDynamics(base, at, slopes.reshape(periods * len(indicators), -1))

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> None:
        return None

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        instruments = tuple(choice.paths)
        path = self._base + self._moved(choice, choice.information)
        central = {}
        for name in indicators:
            if name in self.indicators:
                k = self._column(name)
                central[name] = path[:, k] + self._rest[k]
            else:
                central[name] = np.zeros(self.span.length)
                central[name][: self.settings] = choice.paths[name]
        spread = self._spread(instruments, choice.information)
        shown = [n for n in indicators if n in self.indicators and n not in instruments]
        return Outcome(central, self._ensemble(path + spread, shown))

    def _moved(self, choice: Choice, information: Information) -> Array:
        """What a choice adds to the baseline's deviations, shape (periods, n)."""
        if not choice.paths:
            return np.zeros_like(self._base)
        instruments = tuple(choice.paths)
        change = np.column_stack(
            [choice.paths[n] - self.baseline(n)[: self.settings] for n in instruments]
        )
        return np.tensordot(self.effects(instruments, information), change, axes=2)

    # --- what came in -----------------------------------------------------------------------

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        """The smoothed start and shocks, each with instruments held, and instruments set otherwise.

        What the plan's announcement itself did is taken off the outturn before it is smoothed.
        """
        length = span.length
        seen = self._as_surprises(outturn, span, plan)
        found = self._smoothed(seen)
        instruments = tuple(plan.paths)
        planned = self._base + self._moved(plan, "surprise")
        parts: dict[str, Array] = {}
        titles: dict[str, Text] = {}
        columns = [self._column(n) for n in indicators]
        before = found.states[seen.span.position(span.start) - 1]
        pushes = {"start": np.zeros((length, self._size))}
        pushes["start"][0] = self._law @ (before - self._now.state)
        titles["start"] = Text("where the economy stood", "起点状态")
        shocks = found.shocks[seen.span.position(span.start) :][:length]
        for j, name in enumerate(self.equilibrium.model.exogenous):
            if name in instruments:
                continue
            pushes[name] = np.outer(shocks[:, j], self.equilibrium.ghu[:, j])
            title = self.equilibrium.model.titles.get(name) or Text(name, name)
            titles[name] = Text("{name} surprise", "{name}意外").fill(name=title)
        for cause, pushed in pushes.items():
            parts[cause] = self._held(pushed, instruments)[length - 1, columns]
        effects = self.effects(instruments, "surprise")
        for k, name in enumerate(instruments):
            gap = self._set(name, found, seen, span, shocks) - plan.paths[name][:length]
            moved = np.tensordot(effects[:length, :, :length, k], gap, axes=1)
            parts[name] = moved[length - 1, columns]
            titles[name] = self.equilibrium.model.titles.get(name) or Text(name, name)
        came = np.array([outturn.window(span.start, span.end)[n][-1] for n in indicators])
        announced = self._moved(plan, plan.information) - self._moved(plan, "surprise")
        expected = (planned + announced)[length - 1, columns] + self._rest[columns]
        parts["measurement"] = came - expected - sum(parts.values())
        titles["measurement"] = Text("measurement", "测量误差")
        return Explanation(span, tuple(indicators), parts, titles)

    def _as_surprises(self, outturn: Dataset, span: Span, plan: Choice | None) -> Dataset:
        """The outturn had the plan's path come period by period instead of announced."""
        if plan is None or plan.information == "surprise" or not plan.paths:
            return outturn.until(span.end)
        announced = self._moved(plan, "announced") - self._moved(plan, "surprise")
        data = outturn.until(span.end)
        first = data.span.position(span.start)
        moved = {}
        for name in self.observed:
            values = np.array(data[name])
            values[first:] -= announced[: values.size - first, self._column(name)]
            moved[name] = values
        return data.assign(**moved)

    def _held(self, pushes: Array, instruments: Sequence[str]) -> Array:
        """Paths after pushes (length, n) to variables, rules of instruments set aside."""
        rules = [n for n in instruments if n in self.policy]
        rows, length = [self._column(n) for n in rules], len(pushes)
        paths = np.zeros_like(pushes)
        for t in range(length):
            answers = pegged(
                self.equilibrium.solution, self._law, self._pushes(rules), rows,
                length - t, length - t, announced=False,
            )  # fmt: skip
            paths[t:] += answers @ pushes[t]
        return paths

    def _set(self, name: str, found: Smoothed, seen: Dataset, span: Span, shocks: Array) -> Array:
        """How an instrument was set over a span, as the smoother sees it."""
        if name in self.policy:
            first = seen.span.position(span.start)
            k = self._column(name)
            return np.asarray(found.states[first : first + span.length, k] + self._rest[k])
        return np.asarray(shocks[:, self.equilibrium.model.exogenous.index(name)])

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
        """One path each: parameters are given, and the shocks are those smoothed.

        What was announced is taken back, what is replayed is announced as it says.
        """
        length = span.length
        seen = self._as_surprises(outturn, span, plan)
        found = self._smoothed(seen)
        first = seen.span.position(span.start)
        states, shocks = found.states[first : first + length], found.shocks[first:][:length]
        worlds = {}
        for who, choice in choices.items():
            instruments = tuple(choice.paths)
            came = np.column_stack([self._set(n, found, seen, span, shocks) for n in instruments])
            wanted = np.column_stack([choice.paths[n][:length] for n in instruments])
            effects = self.effects(instruments, "surprise")[:length, :, :length]
            path = states + np.tensordot(effects, wanted - came, axes=2)
            if choice.information == "announced":
                told = self._moved(choice, "announced") - self._moved(choice, "surprise")
                path = path + told[:length]
            columns = [self._column(n) for n in indicators]
            values = (path[:, columns] + self._rest[columns])[None]
            worlds[who] = Ensemble(span, tuple(indicators), values, 0)
        return worlds

    def score(self, outturn: Dataset, span: Span, indicators: Sequence[str]) -> float:
        return log_density(self.outlook(), outturn, span, indicators)

    def frozen(self) -> FrozenWorld:
        values: Mapping[str, Any] = self.equilibrium.model.values
        return FrozenWorld(self.name, "expectations", tuple(values.items()))

    def at(self, data: Dataset, span: Span) -> ExpectationsWorld:
        """The same model from other data on."""
        return dataclasses.replace(self, data=data, span=span)


def _root(covariance: Array) -> Array:
    """(n, r) with root root' the covariance, which may be singular."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))
