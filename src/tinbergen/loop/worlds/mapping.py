"""A world under other names: indicators of a case mapped to its own variables and units.

Worlds foresee different paths of an instrument that a rule sets. A plan then says how far to go
from what the rule would set, in each world from its own rule: all worlds show one common path of
the rule, and each is told of a plan's path what it differs from that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.case.worldspec import IndicatorMap
from tinbergen.loop.information import Information
from tinbergen.loop.worlds.around import Around
from tinbergen.loop.worlds.protocol import (
    Choice,
    Explanation,
    Outcome,
    World,
)

Array = NDArray[np.float64]


def mapped(world: World, indicators: Mapping[str, IndicatorMap]) -> World:
    """The world in the case's indicators; itself where all bear the same names."""
    return MappedWorld(world, dict(indicators)) if indicators else world


def on_one_path(
    worlds: Sequence[World],
    rules: Sequence[Sequence[str]],
    told: Sequence[Collection[str]] = (),
    outlooks: Sequence[float] = (),
) -> list[World]:
    """Worlds that show one path of each instrument that rules set.

    Parameters
    ----------
    rules
        By world, the instruments whose rules a plan shifts.
    told
        By world, the instruments of which it knows what a change does, but no rule.
    outlooks
        By world, the weight of its outlook. The path shown is the weighted mean of what these
        worlds foresee of the instrument, or that of the rules where none foresees it.
    """
    found = list(worlds)
    weights = [*outlooks] or [1.0] * len(worlds)
    for name in dict.fromkeys(n for own in rules for n in own):
        ruling = [k for k, own in enumerate(rules) if name in own]
        foreseeing = [k for k, w in enumerate(worlds) if weights[k] > 0 and name in w.foresees]
        known = foreseeing or ruling
        sizes = [weights[k] if foreseeing else 1.0 for k in known]
        common = np.average([worlds[k].baseline(name) for k in known], axis=0, weights=sizes)
        for k in [*ruling, *(k for k, own in enumerate(told) if name in own)]:
            world, shift = found[k], common - worlds[k].baseline(name)
            if not shift.any():
                continue
            if isinstance(world, MappedWorld):
                found[k] = dataclasses.replace(world, shifts={**world.shifts, name: shift})
            else:
                found[k] = MappedWorld(world, {}, {name: shift})
    return found


def own_data(data: Dataset, indicators: Mapping[str, IndicatorMap]) -> Dataset:
    """Data with the world's own variables beside the case's indicators."""
    own = {
        m.variable: (data[name] - m.offset) / m.factor
        for name, m in indicators.items() if name in data
    }  # fmt: skip
    return data.assign(**own) if own else data


@dataclass(frozen=True)
class MappedWorld(Around):
    """``maps`` by indicator; what they don't name keeps its name. Outturns are in indicators.

    ``shifts`` (periods,) by instrument are added to what the world foresees, and taken off what it
    is told; outturns are as they came.
    """

    maps: Mapping[str, IndicatorMap]
    shifts: Mapping[str, Array] = field(default_factory=dict)

    def _of(self, name: str) -> IndicatorMap:
        return self.maps.get(name, IndicatorMap(name))

    def _offset(self, name: str, periods: int | None = None) -> Array:
        """What is added to a variable in the horizon's first periods, (periods,)."""
        shift = self.shifts.get(name, np.zeros(self.span.length))
        return np.asarray(self._of(name).offset + shift[:periods])

    def _named(self, own: Sequence[str]) -> tuple[str, ...]:
        """Indicators that stand for variables, and variables that nothing maps."""
        taken = {m.variable for m in self.maps.values()}
        said = [name for name, m in self.maps.items() if m.variable in own]
        return (*said, *(n for n in own if n not in taken))

    @property
    def indicators(self) -> tuple[str, ...]:
        return self._named(self.inner.indicators)

    @property
    def foresees(self) -> tuple[str, ...]:
        return self._named(self.inner.foresees)

    @property
    def instruments(self) -> tuple[str, ...]:
        return self._named(self.inner.instruments)

    def scores(self, instrument: str) -> tuple[str, ...]:
        return self._named(self.inner.scores(self._of(instrument).variable))

    def baseline(self, name: str) -> Array:
        m = self._of(name)
        return m.factor * self.inner.baseline(m.variable) + self._offset(name)

    def compared(self, name: str) -> Array:
        m = self._of(name)
        return m.factor * self.inner.compared(m.variable) + self._offset(name)

    def anchor(self, name: str) -> Array:
        m = self._of(name)
        return m.factor * self.inner.anchor(m.variable) + self._offset(name)

    def _renamed(self, draws: Ensemble, names: Sequence[str]) -> Ensemble:
        maps = [self._of(n) for n in names]
        values = np.stack([m.factor * draws[m.variable] + m.offset for m in maps], axis=2)
        return Ensemble(draws.span, tuple(names), values, draws.failed, draws.lost)

    def outlook(self) -> Ensemble:
        draws = self.inner.outlook()
        return self._shifted(self._renamed(draws, self._named(draws.variables)))

    def _shifted(self, draws: Ensemble) -> Ensemble:
        if not self.shifts:
            return draws
        none = np.zeros(self.span.length)
        shift = np.column_stack([self.shifts.get(n, none) for n in draws.variables])
        return Ensemble(draws.span, draws.variables, draws.values + shift, draws.failed, draws.lost)

    def _own(self, choice: Choice) -> Choice:
        paths = {}
        for name, path in choice.paths.items():
            m = self._of(name)
            paths[m.variable] = (path - self._offset(name, len(path))) / m.factor
        return Choice(paths, choice.information)

    def _variables(self, names: Sequence[str]) -> list[str]:
        return [self._of(n).variable for n in names]

    def dynamics(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        information: Information = "announced",
    ) -> Dynamics:
        inner = self.inner.dynamics(
            self._variables(instruments), self._variables(indicators), information
        )
        return _Mapped(
            inner, [self._of(n) for n in instruments], [self._of(n) for n in indicators],
            np.column_stack([self._offset(n, self.settings) for n in instruments]),
            np.column_stack([self._offset(n) for n in indicators]),
        )  # fmt: skip

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        own = self._own(choice)
        found = self.inner.effect_draws(own, self._variables(indicators))
        if found is None:
            return None
        rows = _factors([self._of(n) for n in indicators])
        columns = _factors([self._of(n) for n in choice.paths])
        periods, settings = found.shape[1] // rows.size, found.shape[2] // columns.size
        return np.asarray(
            np.tile(rows, periods)[:, None] * found / np.tile(columns, settings)[None, :]
        )

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        found = self.inner.respond(self._own(choice), self._variables(indicators))
        central = {}
        for name in indicators:
            m = self._of(name)
            central[name] = m.factor * found.central[m.variable] + self._offset(name)
        shown = [n for n in indicators if self._of(n).variable in found.draws.variables]
        return Outcome(central, self._shifted(self._renamed(found.draws, shown)))

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        own = self._variables(indicators)
        found = self.inner.explain(own_data(outturn, self.maps), span, self._own(plan), own)
        factors = np.array([self._of(n).factor for n in indicators])
        named = {m.variable: name for name, m in self.maps.items()}
        parts = {named.get(c, c): factors * part for c, part in found.parts.items()}
        titles = {named.get(c, c): title for c, title in found.titles.items()}
        return Explanation(span, tuple(indicators), parts, titles)

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
        found = self.inner.replay(
            own_data(outturn, self.maps), span, {who: self._own(c) for who, c in choices.items()},
            self._variables(indicators), draws=draws, plan=self._own(plan) if plan else None,
        )  # fmt: skip
        return {who: self._renamed(runs, indicators) for who, runs in found.items()}

    def score(self, outturn: Dataset, span: Span, indicators: Sequence[str]) -> float:
        """In the case's units: the density of x is that of a variable over the factor's size."""
        known = [n for n in indicators if n in self.foresees]
        found = self.inner.score(own_data(outturn, self.maps), span, self._variables(known))
        sizes = sum(np.log(abs(self._of(n).factor)) for n in known)
        return float(found - span.length * sizes)


@dataclass(frozen=True)
class _Mapped:
    """Dynamics in a case's units; offsets (settings, instruments) and (periods, variables)."""

    inner: Dynamics
    by_instrument: Sequence[IndicatorMap]
    by_variable: Sequence[IndicatorMap]
    added_to_instruments: Array
    added: Array

    def start(self) -> Any:
        return self.inner.start()

    def paths(self, run: Any) -> Array:
        return np.asarray(_factors(self.by_variable) * self.inner.paths(run) + self.added)

    def instruments(self, run: Any) -> Array:
        own = self.inner.instruments(run)
        return np.asarray(_factors(self.by_instrument) * own + self.added_to_instruments)

    def slopes(self, run: Any) -> Array:
        rows, columns = _factors(self.by_variable), _factors(self.by_instrument)
        slopes = self.inner.slopes(run)
        periods, settings = slopes.shape[0] // rows.size, slopes.shape[1] // columns.size
        return np.asarray(
            np.tile(rows, periods)[:, None] * slopes / np.tile(columns, settings)[None, :]
        )

    def moved(self, run: Any, changes: Array) -> Any:
        return self.inner.moved(run, changes / _factors(self.by_instrument))


def _factors(maps: Sequence[IndicatorMap]) -> Array:
    return np.array([m.factor for m in maps])
