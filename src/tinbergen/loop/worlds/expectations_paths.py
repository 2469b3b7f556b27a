"""Paths of a model that looks ahead: where it stands, where it goes, how it answers instruments.

It is solved to first order around its steady state. A Kalman filter says where the economy stood at
the as-of date, and how surely. A path of an
instrument is brought about by shocks to its rule, known from the start (announced) or period by
period (surprise), or believed in part; beyond the horizon the rule resumes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import LinearDynamics
from tinbergen.engine.estimate.mode_result import ModeEstimate
from tinbergen.engine.estimate.posterior_mode import without
from tinbergen.engine.linear.credibility import believed_effects, believed_pegged
from tinbergen.engine.linear.news import path_effects, pegged
from tinbergen.engine.linear.solution import Equilibrium
from tinbergen.engine.linear.tracking import Smoothed, smooth
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.information import Belief, Information
from tinbergen.loop.worlds.protocol import (
    NO_POLICY,
    Choice,
    Kept,
    Outcome,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Innovations:
    """What moves a path: the ``start`` (n,), and ``shocks`` (periods, m)."""

    start: Array
    shocks: Array


@dataclass(frozen=True)
class ExpectationsPaths:
    """A first-order solution, the data it is filtered on, and the rules that a plan sets aside.

    ``observed`` are variables that the data show, with the standard deviation of their measurement
    error; their values in ``omitted`` periods count as missing. ``fit`` says how the model was
    estimated, where it was. ``policy`` maps variables that a plan sets itself to their rules'
    equations. ``kept`` says what holds of them when something unforeseen comes: the planned path,
    or the rule, which the plan then shifts and which answers surprises as ever. Below its ``floor``
    a rule does not go where an outturn is replayed. ``expected`` is what a scenario makes of the
    start and the shocks to come, whose mean is zero otherwise.
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
    kept: Kept = "rule"
    omitted: tuple[Span, ...] = ()
    fit: ModeEstimate | None = None
    floors: Mapping[str, float] = field(default_factory=dict)
    expected: Innovations | None = None

    @property
    def recipe(self) -> Text:
        return Text(
            "draws of shocks, and of where the economy stood as the filter sees it",
            "对冲击以及滤波所见起点状态抽样",
        )

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
        known = without(data, self.observed, self.omitted)
        return smooth(self.equilibrium, known, self.observed)

    @cached_property
    def _now(self) -> Smoothed:
        return self._smoothed(self.data)

    @cached_property
    def _base(self) -> Array:
        """The central path with rules going on, as deviations, shape (periods, n)."""
        paths = np.empty((self.span.length, self._size))
        state = self._now.state + self._told.start
        for t in range(self.span.length):
            state = self._law @ state + self.equilibrium.ghu @ self._told.shocks[t]
            paths[t] = state
        return paths

    @cached_property
    def _told(self) -> Innovations:
        """The means of start and shocks."""
        shocks = (self.span.length, self.equilibrium.ghu.shape[1])
        return self.expected or Innovations(np.zeros(self._size), np.zeros(shocks))

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
            return self._told.shocks[:, self.equilibrium.model.exogenous.index(name)]
        k = self._column(name)
        return np.asarray(self._base[:, k] + self._rest[k])

    compared = anchor = baseline

    @cached_property
    def _innovations(self) -> tuple[Array, Array]:
        """What is uncertain of the start (draws, n), and shocks (draws, periods, m)."""
        rng = np.random.default_rng(self.seed)
        of_start, of_shocks = self._roots
        start = rng.standard_normal((self.draws, self._size)) @ of_start.T
        shocks = rng.standard_normal((self.draws, self.span.length, len(of_shocks)))
        return start, shocks @ of_shocks.T

    @cached_property
    def _roots(self) -> tuple[Array, Array]:
        """What start and shocks are of independent standard normal numbers, (n, n) and (m, m)."""
        return _root(self._now.covariance), _root(self.equilibrium.covariance)

    @cached_property
    def _loadings(self) -> Array:
        """What all paths are of the numbers behind the start, then each period's shocks,
        (periods, n, n + periods * m)."""
        of_start, of_shocks = self._roots
        push, length = self.equilibrium.ghu @ of_shocks, self.span.length
        found = np.zeros((length, self._size, self._size + length * push.shape[1]))
        answer, carried = push, of_start
        for t in range(length):
            carried = self._law @ carried
            found[t, :, : self._size] = carried
            for s in range(length - t):
                first = self._size + s * push.shape[1]
                found[s + t, :, first : first + push.shape[1]] = answer
            answer = self._law @ answer
        return found

    def loadings(self, name: str) -> Array:
        """What an indicator's errors are of independent standard normal numbers, (periods, k)."""
        return np.asarray(self._loadings[:, self._column(name)])

    def innovations(self, numbers: Array) -> Innovations:
        """The start and the shocks that such numbers (k,) stand for."""
        of_start, of_shocks = self._roots
        later = numbers[self._size :].reshape(self.span.length, -1)
        return Innovations(of_start @ numbers[: self._size], later @ of_shocks.T)

    def _spread(self, instruments: Sequence[str], information: Information) -> Array:
        """Draws of deviations from a central path, (draws, periods, n); instruments keep theirs."""
        covariance = self.equilibrium.covariance
        set_aside = tuple(
            k for k, name in enumerate(self.equilibrium.model.exogenous)
            if name in instruments and covariance[k, k] > 0
        )  # fmt: skip
        rules = tuple(self._pegged(instruments))
        key = (set_aside, rules, information if rules else "surprise")
        if key not in self._spreads:
            self._spreads[key] = self._drawn(*key)
        return self._spreads[key]

    @cached_property
    def _spreads(self) -> dict[tuple[tuple[int, ...], tuple[str, ...], Information], Array]:
        return {}

    def _drawn(
        self, set_aside: tuple[int, ...], rules: tuple[str, ...], information: Information
    ) -> Array:
        """Draws of shocks, some set aside over the horizon, and of the start, carried on."""
        start, shocks = self._innovations
        shocks = shocks.copy()
        shocks[:, : self.settings, set_aside] = 0.0
        pushes = shocks @ self.equilibrium.ghu.T
        pushes[:, 0] += start @ self._law.T
        if not rules:
            for t in range(1, self.span.length):
                pushes[:, t] += pushes[:, t - 1] @ self._law.T
            return np.asarray(pushes)
        paths = np.zeros_like(pushes)
        for t in range(self.span.length):
            answers = self._pegged_answers(rules, self.span.length - t, information)
            paths[:, t:] += np.tensordot(pushes[:, t], answers, axes=([1], [2]))
        return paths

    def _pegged_answers(
        self, rules: Sequence[str], periods: int, information: Information
    ) -> Array:
        """Answers to a push ``periods`` before the end, rules' instruments keeping their paths."""
        settings = max(0, self.settings - self.span.length + periods)
        solution, pushes = self.equilibrium.solution, self._pushes(rules)
        rows = [self._column(n) for n in rules]
        if isinstance(information, Belief):
            shares = self._shares(rules, information)
            return believed_pegged(solution, pushes, rows, periods, settings, shares)
        return pegged(
            solution, self._law, pushes, rows, periods, settings,
            announced=information == "announced",
        )  # fmt: skip

    def _shares(self, instruments: Sequence[str], belief: Belief) -> Array:
        """Of what is announced for k periods ahead, which share is believed, (ahead + 1,
        instruments): nothing of what no rule sets, which comes as news."""
        ahead = np.arange(belief.ahead + 1)
        ruled = [name in self.policy for name in instruments]
        return np.outer(belief.share**ahead, ruled)

    def _pegged(self, instruments: Sequence[str]) -> list[str]:
        """Those whose paths are kept whatever comes."""
        return [n for n in instruments if n in self.policy and self.kept == "path"]

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
        solution, pushes = self.equilibrium.solution, self._pushes(instruments)
        periods, settings = self.span.length, settings or self.settings
        if isinstance(information, Belief):
            shares = self._shares(instruments, information)
            return believed_effects(solution, pushes, rows, periods, settings, shares)
        return path_effects(
            solution, pushes, rows, periods, settings, announced=information == "announced"
        )

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

    def _floored(self, path: Array) -> Array:
        """A path of deviations (periods, n) with rules held at their floors, as it comes."""
        path = path.copy()
        for name, floor in self.floors.items():
            k = self._column(name)
            answer = path_effects(
                self.equilibrium.solution, self._pushes([name]), [None], len(path), 1,
                announced=False,
            )[:, :, 0, 0]  # fmt: skip
            for t in range(len(path)):
                short = floor - self._rest[k] - path[t, k]
                if short > 0:
                    path[t:] += short / answer[0, k] * answer[: len(path) - t]
        return path

    def _moved(self, choice: Choice, information: Information) -> Array:
        """What a choice adds to the baseline's deviations, shape (periods, n)."""
        if not choice.paths:
            return np.zeros_like(self._base)
        instruments = tuple(choice.paths)
        change = np.column_stack(
            [choice.paths[n] - self.baseline(n)[: self.settings] for n in instruments]
        )
        return np.tensordot(self.effects(instruments, information), change, axes=2)


def _root(covariance: Array) -> Array:
    """The symmetric (n, n) with root root the covariance, which may be singular.

    It is the only one, whatever signs a library gives to eigenvectors: with another root the same
    seed would draw other numbers on another processor.
    """
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T)
