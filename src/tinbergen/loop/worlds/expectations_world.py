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


_SURPRISE = Text("{name} surprise", "{name}意外")


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
        """The smoothed start and shocks; where the plan's path is kept, instruments set otherwise.

        What the plan itself did is taken off the outturn before it is smoothed: all of it where
        the rule answers surprises, else what its announcement added.
        """
        length = span.length
        seen = self._without(outturn, span, plan)
        found = self._smoothed(seen)
        kept = tuple(plan.paths) if self.kept == "path" else ()
        shifted = [n for n in plan.paths if n in self.policy and self.kept == "rule"]
        parts: dict[str, Array] = {}
        titles: dict[str, Text] = {}
        columns = [self._column(n) for n in indicators]
        before = found.states[seen.span.position(span.start) - 1]
        pushes = {"start": np.zeros((length, self._size))}
        pushes["start"][0] = self._law @ (before - self._now.state - self._told.start)
        titles["start"] = Text("where the economy stood", "起点状态")
        shocks = found.shocks[seen.span.position(span.start) :][:length]
        for j, name in enumerate(self.equilibrium.model.exogenous):
            if name in kept or not self._varies(name):
                continue
            # What a rule's own shock did is that its instrument was set otherwise.
            cause = next((n for n in shifted if name in self._shocks_of(n)), name)
            news = shocks[:, j] - self._told.shocks[:length, j]
            pushed = np.outer(news, self.equilibrium.ghu[:, j])
            pushes[cause] = pushes.get(cause, 0.0) + pushed
            title = self.equilibrium.model.titles.get(cause) or Text(cause, cause)
            said = title if cause in shifted else _SURPRISE.fill(name=title)
            titles[cause] = said
        for cause, pushed in pushes.items():
            parts[cause] = self._held(pushed, kept)[length - 1, columns]
        effects = self.effects(kept, "surprise")
        for k, name in enumerate(kept):
            if not self._varies(name):
                continue
            gap = self._set(name, found, seen, span, shocks) - plan.paths[name][:length]
            moved = np.tensordot(effects[:length, :, :length, k], gap, axes=1)
            parts[name] = moved[length - 1, columns]
            titles[name] = self.equilibrium.model.titles.get(name) or Text(name, name)
        actual = self._as_set(plan, outturn, span)
        for name, path in actual.paths.items():
            if (path != plan.paths[name]).any():
                one = Choice({**plan.paths, name: path}, plan.information)
                moved = self._moved(one, plan.information) - self._moved(plan, plan.information)
                parts[name] = moved[length - 1, columns]
                titles[name] = self.equilibrium.model.titles.get(name) or Text(name, name)
        came = np.array([outturn.window(span.start, span.end)[n][-1] for n in indicators])
        expected = (self._base + self._moved(plan, plan.information) + self._rest)[length - 1]
        parts["measurement"] = came - expected[columns] - sum(parts.values())
        titles["measurement"] = Text("measurement", "测量误差")
        return Explanation(span, tuple(indicators), parts, titles)

    def _varies(self, name: str) -> bool:
        """Whether the data can tell a shock: a variable that has a rule, or a shock with variance.

        What was set of an instrument without either, nothing shows: it counts as planned.
        """
        if name in self.policy:
            return True
        j = self.equilibrium.model.exogenous.index(name)
        return bool(self.equilibrium.covariance[j, j] > 0)

    def _as_set(self, plan: Choice, outturn: Dataset, span: Span) -> Choice:
        """The plan with instruments that no rule sets as the outturn shows them, where it does."""
        paths = dict(plan.paths)
        for name in paths:
            if name in outturn and name not in self.policy and not self._varies(name):
                seen = outturn.window(span.start, span.end)[name]
                path = np.array(paths[name])
                known = ~np.isnan(seen[: path.size])
                path[: known.size][known] = seen[: path.size][known]
                paths[name] = path
        return Choice(paths, plan.information)

    def _without(self, outturn: Dataset, span: Span, plan: Choice | None) -> Dataset:
        """The outturn had no plan been made, or had a kept path come period by period."""
        data = outturn.until(span.end)
        if plan is None or not plan.paths:
            return data
        plan = self._as_set(plan, outturn, span)
        moved = self._moved(plan, plan.information)
        if self.kept == "path":
            if plan.information == "surprise":
                return data
            moved = moved - self._moved(plan, "surprise")
        first = data.span.position(span.start)
        changed = {}
        for name in self.observed:
            values = np.array(data[name])
            values[first:] -= moved[: values.size - first, self._column(name)]
            changed[name] = values
        return data.assign(**changed)

    def _held(self, pushes: Array, instruments: Sequence[str]) -> Array:
        """Paths after pushes (length, n) to variables, rules of instruments set aside."""
        rules = self._pegged(instruments)
        rows, length = [self._column(n) for n in rules], len(pushes)
        paths = np.zeros_like(pushes)
        for t in range(length):
            answers = pegged(
                self.equilibrium.solution, self._law, self._pushes(rules), rows,
                length - t, length - t, announced=False,
            )  # fmt: skip
            paths[t:] += answers @ pushes[t]
        return paths

    def _set(
        self,
        name: str,
        found: Smoothed,
        seen: Dataset,
        span: Span,
        shocks: Array,
        plan: Choice | None = None,
    ) -> Array:
        """How an instrument was set over a span, as the smoother sees it, or as planned."""
        if not self._varies(name):
            planned = plan.paths.get(name) if plan else None
            return np.zeros(span.length) if planned is None else planned[: span.length]
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

        Where a plan's path is kept, instruments are moved from what was set to what the choice
        says. Where the rule answers surprises, the economy goes by its rules, without surprises of
        policy, and the choice is laid over it; no rule goes below its floor.
        """
        length = span.length
        seen = self._without(outturn, span, plan)
        found = self._smoothed(seen)
        first = seen.span.position(span.start)
        states, shocks = found.states[first : first + length], found.shocks[first:][:length]
        columns = [self._column(n) for n in indicators]
        worlds = {}
        for who, choice in choices.items():
            instruments = tuple(choice.paths)
            if self.kept == "rule":
                pushes = self._discretion(shocks, instruments)
                laid = self._moved(choice, choice.information)[:length]
                path = self._floored(states - self._held(pushes, ()) + laid)
            else:
                came = [self._set(n, found, seen, span, shocks, plan) for n in instruments]
                wanted = [choice.paths[n][:length] for n in instruments]
                gaps = np.column_stack(wanted) - np.column_stack(came)
                effects = self.effects(instruments, "surprise")[:length, :, :length]
                told = self._moved(choice, choice.information) - self._moved(choice, "surprise")
                path = states + np.tensordot(effects, gaps, axes=2) + told[:length]
            values = (path[:, columns] + self._rest[columns])[None]
            worlds[who] = Ensemble(span, tuple(indicators), values, 0)
        return worlds

    def _discretion(self, shocks: Array, instruments: Sequence[str]) -> Array:
        """What policy did beyond its rules, as pushes (periods, n) of smoothed shocks (periods, m).

        Surprises of an instrument's rule are the shocks that stand in its equation.
        """
        own = {n for n in instruments if n not in self.policy}
        for name in instruments:
            if name in self.policy:
                own |= self._shocks_of(name)
        columns = [self.equilibrium.model.exogenous.index(name) for name in own]
        return np.asarray(shocks[:, columns] @ self.equilibrium.ghu[:, columns].T)

    def _shocks_of(self, instrument: str) -> set[str]:
        """The shocks in the equation of an instrument's rule."""
        model = self.equilibrium.model
        rule = model.equation(self.policy[instrument])
        sides = (*model.graph.variables(rule.lhs), *model.graph.variables(rule.rhs))
        return {v.name for v in sides if v.name in model.exogenous}

    score = log_density

    def frozen(self) -> FrozenWorld:
        """Its parameters, the covariance of its shocks and its measurement errors."""
        values: Mapping[str, Any] = self.equilibrium.model.values
        covariance = self.equilibrium.covariance
        named = [k for k in range(len(covariance)) if covariance[k, k] > 0]
        shocks = self.equilibrium.model.stochastic
        return FrozenWorld(
            self.name, "expectations", tuple(values.items()),
            equations=tuple(shocks[k] for k in named),
            residual_covariance=tuple(
                tuple(row) for row in covariance[np.ix_(named, named)].tolist()
            ),
            disturbances=tuple(self.observed.items()),
        )  # fmt: skip
