"""A world with an indicator more, which a bridge leads to from one that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.estimate.results import normal_draws
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.information import Information
from tinbergen.loop.worlds.around import Around
from tinbergen.loop.worlds.bridges import Bridge
from tinbergen.loop.worlds.protocol import (
    Choice,
    Explanation,
    Outcome,
    World,
    log_density,
)

Array = NDArray[np.float64]

_SURPRISE = Text("{title}, what it leaves", "{title}的残差")
_RECIPE = Text(
    "{recipe}; draws of the coefficients and disturbances of {title}",
    "{recipe}；对{title}的系数与扰动抽样",
)


@dataclass(frozen=True)
class BridgedWorld(Around):
    """The world ``inner`` and the indicator of ``bridge``; ``draws`` of its coefficients."""

    bridge: Bridge
    draws: int
    seed: int

    @property
    def recipe(self) -> Text:
        return _RECIPE.fill(recipe=self.inner.recipe, title=self.bridge.title)

    def _more(self, names: Sequence[str]) -> tuple[str, ...]:
        return (*names, self.bridge.name) if self.bridge.source in names else tuple(names)

    @property
    def indicators(self) -> tuple[str, ...]:
        return self._more(self.inner.indicators)

    @property
    def foresees(self) -> tuple[str, ...]:
        return self._more(self.inner.foresees)

    @property
    def instruments(self) -> tuple[str, ...]:
        return self.inner.instruments

    def scores(self, instrument: str) -> tuple[str, ...]:
        return self._more(self.inner.scores(instrument))

    def _path(self, name: str, inner: str) -> Array:
        of = getattr(self.inner, inner)
        if name != self.bridge.name:
            return np.asarray(of(name))
        return self.bridge.path(of(self.bridge.source))

    def baseline(self, name: str) -> Array:
        return self._path(name, "baseline")

    def compared(self, name: str) -> Array:
        return self._path(name, "compared")

    def anchor(self, name: str) -> Array:
        return self._path(name, "anchor")

    def _own(self, names: Sequence[str]) -> tuple[str, ...]:
        """What is asked of the world inside: the source in place of the indicator."""
        own = [n for n in names if n != self.bridge.name]
        return tuple(
            dict.fromkeys([*own, *([self.bridge.source] if len(own) < len(names) else [])])
        )

    @cached_property
    def _random(self) -> tuple[Array, Array]:
        """Draws of the coefficients (draws, k) and of the disturbances (draws, periods)."""
        rng, own = np.random.default_rng(self.seed), self.bridge
        coefficients = normal_draws(own.coefficients, own.covariance, self.draws, rng)
        return coefficients, own.deviation * rng.standard_normal((self.draws, self.span.length))

    def _carried(self, draws: Ensemble, names: Sequence[str]) -> Ensemble:
        """An ensemble of the world inside with the indicator, where it holds the source."""
        source = self.bridge.source
        shown = [n for n in names if n in draws.variables]
        values = [draws[n] for n in shown]
        if self.bridge.name in names and source in draws.variables:
            # One path alone has no distribution.
            many = len(draws.values) > 1
            own, rest = (a[draws.places] for a in self._random) if many else (None, 0.0)
            shown.append(self.bridge.name)
            values.append(self.bridge.path(draws[source], own, rest))
        return Ensemble(
            draws.span, tuple(shown), np.stack(values, axis=2), draws.failed, draws.lost
        )

    def outlook(self) -> Ensemble:
        draws = self.inner.outlook()
        return self._carried(draws, self._more(draws.variables))

    def dynamics(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        information: Information = "announced",
    ) -> Dynamics:
        own = self._own(indicators)
        inner = self.inner.dynamics(instruments, own, information)
        return _Bridged(inner, self.bridge, own, tuple(indicators), self.span.length)

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        own = self._own(indicators)
        found = self.inner.effect_draws(choice, own)
        if self.bridge.name not in indicators:
            return found
        if found is None:
            dynamics, run = self._under(choice, own)
            found = dynamics.slopes(run)[None]
        periods = self.span.length
        count = len(found) if len(found) > 1 else self.draws
        matrices = self.bridge.matrix(periods, self._random[0][:count])
        split = found.reshape(len(found), periods, len(own), -1)
        columns = [
            matrices @ split[:, :, own.index(self.bridge.source)]
            if n == self.bridge.name else np.broadcast_to(
                split[:, :, own.index(n)], (len(matrices), periods, split.shape[-1])
            )
            for n in indicators
        ]  # fmt: skip
        return np.stack(columns, axis=2).reshape(len(matrices), periods * len(indicators), -1)

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        own = self._own(indicators)
        found = self.inner.respond(choice, own)
        central = {
            n: self.bridge.path(found.central[self.bridge.source])
            if n == self.bridge.name else found.central[n]
            for n in indicators
        }  # fmt: skip
        return Outcome(central, self._carried(found.draws, indicators))

    # --- what came in -----------------------------------------------------------------------

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        """Of the indicator by what explained the source in each period, and what that leaves."""
        name, source = self.bridge.name, self.bridge.source
        own = self._own(indicators)
        found = self.inner.explain(outturn, span, plan, own)
        if name not in indicators:
            return found
        weights = self.bridge.matrix(span.length)[-1]
        carried: dict[str, float] = dict.fromkeys(found.parts, 0.0)
        titles = dict(found.titles)
        for t in range(span.length):
            one = self.inner.explain(outturn, Span(span.start, t + 1), plan, (source,))
            titles |= one.titles
            for cause, part in one.parts.items():
                carried[cause] = carried.get(cause, 0.0) + weights[t] * float(part[0])
        expected = self._planned(plan)[span.length - 1]
        came = float(outturn.window(span.start, span.end)[name][-1])
        left = came - expected - sum(carried.values())
        zeros = np.zeros(len(own))
        parts = {}
        for cause, size in {**carried, name: left}.items():
            known = found.parts.get(cause, zeros)
            parts[cause] = np.array(
                [size if n == name else known[own.index(n)] for n in indicators]
            )
        titles[name] = _SURPRISE.fill(title=self.bridge.title)
        return Explanation(span, tuple(indicators), parts, titles)

    def _planned(self, plan: Choice) -> Array:
        """The indicator's path with a plan, or with rules going on."""
        if not plan.paths:
            return self.baseline(self.bridge.name)
        dynamics, run = self._under(plan, (self.bridge.source,))
        return self.bridge.path(dynamics.paths(run)[:, 0])

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
        """The outturn of the indicator, with what moves of the source add."""
        found = self.inner.replay(
            outturn, span, choices, self._own(indicators), draws=draws, plan=plan
        )
        if self.bridge.name not in indicators:
            return found
        window = outturn.window(span.start, span.end)
        carried = {}
        for who, runs in found.items():
            moved = runs[self.bridge.source] - window[self.bridge.source]
            own = self._random[0][: len(moved)] if len(moved) > 1 else None
            added = (self.bridge.matrix(span.length, own) @ moved[..., None])[..., 0]
            columns = {n: runs[n] for n in runs.variables}
            columns[self.bridge.name] = window[self.bridge.name] + added
            values = np.stack([columns[n] for n in indicators], axis=2)
            carried[who] = Ensemble(span, tuple(indicators), values, runs.failed, runs.lost)
        return carried

    score = log_density


@dataclass(frozen=True)
class _Bridged:
    """Dynamics of ``own`` variables as those of ``names``, over ``periods``."""

    inner: Dynamics
    bridge: Bridge
    own: tuple[str, ...]
    names: tuple[str, ...]
    periods: int

    def start(self) -> Any:
        return self.inner.start()

    def instruments(self, run: Any) -> Array:
        return self.inner.instruments(run)

    def moved(self, run: Any, changes: Array) -> Any:
        return self.inner.moved(run, changes)

    def _column(self, name: str) -> int:
        return self.own.index(self.bridge.source if name == self.bridge.name else name)

    def paths(self, run: Any) -> Array:
        found = self.inner.paths(run)
        columns = [found[:, self._column(n)] for n in self.names]
        return np.column_stack([
            self.bridge.path(c) if n == self.bridge.name else c
            for n, c in zip(self.names, columns, strict=True)
        ])  # fmt: skip

    def slopes(self, run: Any) -> Array:
        split = self.inner.slopes(run).reshape(self.periods, len(self.own), -1)
        matrix = self.bridge.matrix(self.periods)
        columns = [
            matrix @ split[:, self._column(n)] if n == self.bridge.name
            else split[:, self._column(n)]
            for n in self.names
        ]  # fmt: skip
        return np.stack(columns, axis=1).reshape(self.periods * len(self.names), -1)


def bridges_of(world: World) -> Iterator[Bridge]:
    """The bridges of a world, the last first."""
    while isinstance(world, Around):
        if isinstance(world, BridgedWorld):
            yield world.bridge
        world = world.inner
