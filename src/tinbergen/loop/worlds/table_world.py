"""A forecast and a table of identified effects as a world, either or both.

A ministry's own forecast is an outlook without effects; impulse responses that others published are
effects without an outlook. Effects are straight lines: what a unit of an instrument in one period
does to an indicator so many periods later. A pair of instrument and indicator that the table lacks
is not zero but unknown: there the world is silent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import LinearDynamics
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.information import Information
from tinbergen.loop.worlds.protocol import (
    Choice,
    Explanation,
    Outcome,
    Question,
    log_density,
    silent,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Central paths by indicator (periods,), and standard deviations where they are given.

    Errors of one indicator are perfectly persistent within the horizon (a draw is high or low
    throughout, by the deviation of each period); those of different indicators are independent.
    Where past ``errors`` are given, (paths, periods) by indicator with a row for each past
    forecast, draws are whole such paths of all indicators together, less their mean.
    """

    mean: Mapping[str, Array]
    deviation: Mapping[str, Array] = field(default_factory=dict)
    errors: Mapping[str, Array] = field(default_factory=dict)

    @property
    def uncertain(self) -> bool:
        return bool(self.deviation or self.errors)

    def loadings(self, name: str) -> Array:
        """What an indicator's errors are of independent standard normal numbers, (periods, k)."""
        if self.errors:
            errors = self.errors[name]
            return np.asarray((errors - errors.mean(axis=0)).T / np.sqrt(len(errors) - 1))
        names = list(self.deviation)
        found = np.zeros((len(self.mean[name]), len(names)))
        if name in names:
            found[:, names.index(name)] = self.deviation[name]
        return found

    def moved(self, shocks: Array) -> Forecast:
        """With its means where standard normal numbers (k,) take them; the spread stays."""
        mean = {name: path + self.loadings(name) @ shocks for name, path in self.mean.items()}
        return dataclasses.replace(self, mean=mean)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a unit of an instrument in one period does 0, 1, 2 … periods later.

    ``error`` is the standard error, perfectly correlated over horizons; zero where it is not given.
    """

    response: Array
    error: Array


PUBLISHED = Text("the path that was published", "已公布的路径")


@dataclass(frozen=True)
class TableWorld:
    """``effects`` by (instrument, indicator); ``idle`` are instruments' paths with no policy.

    ``ruled`` are instruments that rules set, of which it knows none: in a replay they are taken to
    have gone by them, and a choice counts by how far it goes from its baseline. ``floors`` are
    levels below which instruments do not go.
    """

    name: str
    title: Text
    span: Span
    settings: int
    draws: int
    seed: int
    forecast: Forecast | None = None
    effects: Mapping[tuple[str, str], Effect] = field(default_factory=dict)
    idle: Mapping[str, Array] = field(default_factory=dict)
    sees_to: Period | None = None
    meaning: Text = PUBLISHED
    ruled: frozenset[str] = frozenset()
    floors: Mapping[str, float] = field(default_factory=dict)

    @property
    def recipe(self) -> Text:
        if self.forecast is not None and self.forecast.errors:
            return Text(
                "whole paths of the outlook's own past errors, all variables together, less their "
                "mean",
                "从该展望自身的历史误差路径中整条抽取，各变量一并，减去均值",
            )
        return Text(
            "draws of the forecast's errors and of the effects, with the standard deviations that "
            "the tables give",
            "按表中所给标准差对预测误差与效应抽样",
        )

    @property
    def answers(self) -> frozenset[Question]:
        found: set[Question] = set()
        if self.forecast is not None:
            found |= {"outlook"}
            if self.forecast.uncertain:
                found |= {"score"}
        if self.effects:
            found |= {"respond", "replay"}
        return frozenset(found)

    @property
    def uncertain(self) -> bool:
        """Whether the forecast has a distribution; that of effects is another matter."""
        return self.forecast is not None and self.forecast.uncertain

    @property
    def indicators(self) -> tuple[str, ...]:
        named = [*(self.forecast.mean if self.forecast else ()), *(i for _, i in self.effects)]
        return tuple(dict.fromkeys([*named, *self.instruments]))

    @property
    def foresees(self) -> tuple[str, ...]:
        return tuple(self.forecast.mean) if self.forecast else ()

    @property
    def instruments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(instrument for instrument, _ in self.effects))

    def scores(self, instrument: str) -> tuple[str, ...]:
        return (instrument, *(i for u, i in self.effects if u == instrument))

    def baseline(self, name: str) -> Array:
        """The forecast's path; zero where the world has effects only, which are differences."""
        if self.forecast is not None and name in self.forecast.mean:
            return np.maximum(self.forecast.mean[name], self.floors.get(name, -np.inf))
        return self.idle.get(name, np.zeros(self.span.length))

    compared = anchor = baseline

    @cached_property
    def _random(self) -> tuple[Mapping[str, Array], Mapping[tuple[str, str], Array]]:
        """Standard normal draws (draws,): of the forecast's errors and of the effects'."""
        rng = np.random.default_rng(self.seed)
        errors = self.forecast.deviation if self.forecast else {}
        drawn = {name: rng.standard_normal(self.draws) for name in errors}
        return drawn, {pair: rng.standard_normal(self.draws) for pair in self.effects}

    def outlook(self) -> Ensemble:
        if self.forecast is None:
            raise silent(self, "outlook")
        return self._paths(list(self.forecast.mean))

    @cached_property
    def _past(self) -> NDArray[np.intp]:
        """Which past path each draw takes, (draws,)."""
        rng = np.random.default_rng(self.seed)
        errors = self.forecast.errors if self.forecast else {}
        return rng.integers(len(next(iter(errors.values()))), size=self.draws).astype(np.intp)

    def _paths(self, names: Sequence[str]) -> Ensemble:
        """Draws of the forecast, shape (draws, periods, names)."""
        errors = self.forecast.errors if self.forecast else {}
        deviation = self.forecast.deviation if self.forecast else {}
        values = np.empty((self.draws, self.span.length, len(names)))
        for k, name in enumerate(names):
            values[:, :, k] = self.baseline(name)
            if name in deviation:
                values[:, :, k] += np.outer(self._random[0][name], deviation[name])
            elif name in errors:
                values[:, :, k] += errors[name][self._past] - errors[name].mean(axis=0)
            if name in self.floors:
                values[:, :, k] = np.maximum(values[:, :, k], self.floors[name])
        return Ensemble(self.span, tuple(names), values, 0)

    def _matrix(self, pair: tuple[str, str], column: Array) -> Array:
        """Effects (periods, settings) of each period's setting, from those by horizon."""
        shifted = np.zeros((self.span.length, self.settings))
        for s in range(self.settings):
            kept = min(len(column), self.span.length - s)
            shifted[s : s + kept, s] = column[:kept]
        return shifted

    def dynamics(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        information: Information = "announced",
    ) -> LinearDynamics:
        periods, settings = self.span.length, self.settings
        slopes = np.zeros((periods, len(indicators), settings, len(instruments)))
        for k, name in enumerate(indicators):
            for i, instrument in enumerate(instruments):
                pair = (instrument, name)
                if name == instrument:
                    slopes[np.arange(settings), k, np.arange(settings), i] = 1.0
                elif pair in self.effects:
                    slopes[:, k, :, i] = self._matrix(pair, self.effects[pair].response)
        base = np.column_stack([self.baseline(name) for name in indicators])
        at = np.column_stack([self.baseline(name)[:settings] for name in instruments])
        return LinearDynamics(base, at, slopes.reshape(periods * len(indicators), -1))

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        instruments = tuple(choice.paths)
        pairs = [(i, n) for i in instruments for n in indicators if (i, n) in self.effects]
        if not any(self.effects[pair].error.any() for pair in pairs):
            return None
        slopes = self.dynamics(instruments, indicators).effects
        shape = (self.span.length, len(indicators), self.settings, len(instruments))
        found = np.repeat(slopes.reshape(1, *shape), self.draws, axis=0)
        for pair in pairs:
            error = self._matrix(pair, self.effects[pair].error)
            k, i = list(indicators).index(pair[1]), instruments.index(pair[0])
            found[:, :, k, :, i] += self._random[1][pair][:, None, None] * error
        return found.reshape(self.draws, slopes.shape[0], slopes.shape[1])

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        if not self.effects:
            raise silent(self, "respond")
        dynamics = self.dynamics(tuple(choice.paths), indicators, choice.information)
        path = np.column_stack([p[: self.settings] for p in choice.paths.values()])
        central = dynamics.paths(path)
        shown = [n for n in indicators if n not in choice.paths]
        runs = self._paths(shown)
        values = runs.values + self._moved(choice, shown, self.span.length)
        return Outcome(
            {name: central[:, k] for k, name in enumerate(indicators)},
            Ensemble(self.span, runs.variables, values, 0),
        )

    def _moved(self, choice: Choice, names: Sequence[str], length: int) -> Array:
        """Draws of what a choice adds, shape (draws, length, names)."""
        gaps = {i: p - self.baseline(i)[: len(p)] for i, p in choice.paths.items()}
        return self._added(gaps, names, length, draws=True)

    def _added(
        self, gaps: Mapping[str, Array], names: Sequence[str], length: int, *, draws: bool
    ) -> Array:
        """What gaps of instruments (settings,) add, at the estimates or by draws of the effects."""
        found = np.zeros((self.draws if draws else 1, length, len(names)))
        for k, name in enumerate(names):
            for instrument, gap in gaps.items():
                pair = (instrument, name)
                if pair not in self.effects:
                    continue
                effect = self.effects[pair]
                found[:, :, k] += self._matrix(pair, effect.response)[:length, : len(gap)] @ gap
                if draws and effect.error.any():
                    error = self._matrix(pair, effect.error)[:length, : len(gap)] @ gap
                    found[:, :, k] += np.outer(self._random[1][pair], error)
        return found

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        raise silent(self, "explain")

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
        """The outturn, with what instruments set otherwise would have added."""
        if not self.effects:
            raise silent(self, "replay")
        window = outturn.window(span.start, span.end)
        came = np.array([window[name] for name in indicators]).reshape(-1, span.length).T
        found = {}
        for who, choice in choices.items():
            gaps = {i: self._gap(i, p[: span.length], window[i]) for i, p in choice.paths.items()}
            values = came + self._added(gaps, indicators, span.length, draws=draws)
            found[who] = Ensemble(span, tuple(indicators), values, 0)
        return found

    def _gap(self, name: str, path: Array, came: Array) -> Array:
        """By how much a choice's path differs from what came."""
        if name not in self.ruled:
            return np.asarray(path - came)
        shift = path - self.baseline(name)[: len(path)]
        return np.maximum(shift, np.minimum(self.floors.get(name, -np.inf) - came, 0.0))

    score = log_density

    def frozen(self) -> FrozenWorld:
        """The tables themselves, as numbers by name."""
        values: list[tuple[str, float]] = []
        forecast = self.forecast or Forecast({})
        spread = {n: np.sqrt(np.mean(e**2, axis=0)) for n, e in forecast.errors.items()}
        for word, table in (("", forecast.mean), (" sd", {**forecast.deviation, **spread})):
            for name, path in table.items():
                values += [
                    (f"{name}{word} {self.span.start + t}", v) for t, v in enumerate(path.tolist())
                ]
        for (instrument, indicator), effect in self.effects.items():
            for word, column in (("", effect.response), (" error", effect.error)):
                values += [
                    (f"{instrument} on {indicator}{word} {h}", v)
                    for h, v in enumerate(column.tolist())
                ]
        return FrozenWorld(self.name, "table", tuple(values))
