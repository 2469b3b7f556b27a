"""A model that looks ahead, with states that nobody observes, as a world.

A smoother says which states and shocks produced an outturn; what of it an announcement did by
itself is taken off before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.news import pegged
from tinbergen.engine.linear.tracking import Smoothed
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.worlds.expectations_paths import ExpectationsPaths
from tinbergen.loop.worlds.protocol import Choice, Explanation, Question, log_density

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ExpectationsWorld(ExpectationsPaths):
    """Its paths, and what it says of an outturn."""

    @property
    def answers(self) -> frozenset[Question]:
        return frozenset({"outlook", "respond", "explain", "replay", "score"})

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

    score = log_density

    def frozen(self) -> FrozenWorld:
        values: Mapping[str, Any] = self.equilibrium.model.values
        return FrozenWorld(self.name, "expectations", tuple(values.items()))
