"""A world with a satellite on it: an actor's own variables follow from the world's indicators.

The world inside answers for its indicators as it does alone. The satellite is simulated on each
draw of them, with disturbances and coefficients of its own; what a choice does to them reaches it
by the chain rule. It answers nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import Simulation
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.information import Information
from tinbergen.loop.words import midway
from tinbergen.loop.worlds.around import Around
from tinbergen.loop.worlds.differences import for_all, per_unit, size_of
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.protocol import Choice, Outcome
from tinbergen.loop.worlds.satellite import Satellite, carried, drawn, drawn_in_parts, read_paths
from tinbergen.loop.worlds.series import paths_over
from tinbergen.loop.worlds.stacked_dynamics import StackedDynamics

Array = NDArray[np.float64]

_RECIPE = Text(
    "{recipe}; on each of these {title}, whose own coefficients and disturbances are drawn too",
    "{recipe}；在每次抽样上模拟{title}，并对其自身的系数与扰动抽样",
)


@dataclass(frozen=True)
class StackedPaths(Around):
    """The world ``inner`` with the variables of ``satellite``.

    ``lent`` are other worlds' paths (periods,) of indicators that this one knows as differences
    only: the satellite then has a response and no outlook. ``nature`` are indicators read whose
    paths are set as a scenario, whatever the world says of them: they move the satellite alone.
    """

    satellite: Satellite
    lent: Mapping[str, Array] = field(default_factory=dict)
    nature: tuple[str, ...] = ()

    @property
    def recipe(self) -> Text:
        return _RECIPE.fill(recipe=self.inner.recipe, title=midway(self.satellite.title))

    @property
    def indicators(self) -> tuple[str, ...]:
        return (*self.inner.indicators, *self.satellite.variables)

    @property
    def foresees(self) -> tuple[str, ...]:
        own = () if self.lent else self.satellite.model.endogenous
        return (*self.inner.foresees, *own)

    @property
    def instruments(self) -> tuple[str, ...]:
        theirs = (n for n in self.inner.instruments if n not in self.nature)
        return (*theirs, *self.satellite.instruments, *self.nature)

    def scores(self, instrument: str) -> tuple[str, ...]:
        """Of the satellite's own instruments all: they do nothing to the world, by construction."""
        if instrument in self.satellite.instruments:
            return self.indicators
        if instrument in self.nature:
            return (instrument, *self.satellite.model.endogenous)
        known = self.inner.scores(instrument)
        reached = all(n in known for n in self.satellite.read)
        return (*known, *self.satellite.model.endogenous) if reached else known

    # --- its paths ----------------------------------------------------------------------------

    def _read(self, of: str) -> dict[str, Array]:
        """Central paths of the indicators read: the world's baseline, or what it compares with."""
        paths = {n: np.asarray(getattr(self.inner, of)(n)) for n in self.satellite.read}
        return {n: path + self.lent.get(n, 0.0) for n, path in paths.items()}

    @cached_property
    def own(self) -> ModelWorld:
        """The satellite on the world's baseline."""
        return self.satellite.over(self._read("baseline"))

    @cached_property
    def _compared(self) -> Simulation:
        at = self.satellite.over(self._read("compared"))
        return at.run if self.satellite.reference is None else self.satellite.reference(at)

    def baseline(self, name: str) -> Array:
        if name not in self.satellite.variables:
            return self.inner.baseline(name)
        return self.own.baseline(name)

    def compared(self, name: str) -> Array:
        if name not in self.satellite.variables:
            return self.inner.compared(name)
        return self._compared[name]

    def anchor(self, name: str) -> Array:
        if name not in self.satellite.variables:
            return self.inner.anchor(name)
        return self.own.anchor(name)

    # --- outlook and response -----------------------------------------------------------------

    def outlook(self) -> Ensemble:
        return self._outlook

    @cached_property
    def _outlook(self) -> Ensemble:
        draws = self.inner.outlook()
        if self.lent:
            return draws
        told = self._told(draws, self._read("baseline"), {})
        return self._joined(draws, self.own.known, told, self.foresees, held=False)

    def outlook_of(self, names: Sequence[str]) -> Ensemble:
        """Draws of some of the satellite's variables as :meth:`outlook` has them, to the digit, in
        the memory that these take."""
        draws = self.inner.outlook()
        told = self._told(draws, self._read("baseline"), {})
        if len(draws.values) == self.satellite.own.law.draws:
            return drawn_in_parts(self.own, self.own.known, told, names)
        places = draws.places
        return drawn(self.own, self.own.known, told, places, names, held=False)

    def _told(
        self, draws: Ensemble, central: Mapping[str, Array], natural: Mapping[str, Array]
    ) -> dict[str, Array]:
        """What the satellite reads draw by draw; centrally where the world draws nothing of it."""
        shape = draws.values.shape[:2]
        found = {}
        for name in self.satellite.read:
            known = name in draws.variables
            path = draws[name] + self.lent.get(name, 0.0) if known else central[name]
            found[name] = np.broadcast_to(path, shape)
            if name in natural:
                found[name] = laid(found[name], natural[name])
        return read_paths(self.satellite.reads, found)

    def _joined(
        self,
        draws: Ensemble,
        data: Dataset,
        told: Mapping[str, Array],
        names: Sequence[str],
        *,
        held: bool,
    ) -> Ensemble:
        """Draws of the world with the satellite's on them, of those that both could solve."""
        mine = tuple(n for n in names if n in self.satellite.model.endogenous)
        theirs = [n for n in names if n in draws.variables]
        if held:
            mine = tuple(n for n in mine if n not in self.own.policy)
        if not mine:
            values = np.stack([draws[n] for n in theirs], axis=2)
            return Ensemble(draws.span, tuple(theirs), values, draws.failed, draws.lost)
        places = draws.places
        found = drawn(self.own, data, told, places, mine, held=held)
        kept = found.places
        values = np.concatenate(
            [np.stack([draws[n] for n in theirs], axis=2)[kept], found.values], axis=2
        ) if theirs else found.values  # fmt: skip
        lost = (*draws.lost, *places[list(found.lost)].tolist())
        return Ensemble(
            draws.span, (*theirs, *mine), values, draws.failed + found.failed, tuple(sorted(lost))
        )

    def dynamics(
        self,
        instruments: Sequence[str],
        indicators: Sequence[str],
        information: Information = "announced",
    ) -> StackedDynamics:
        asked = self._asked(indicators)
        theirs = [n for n in instruments if self._moves(n)]
        inner = self.inner.dynamics(theirs, asked, information) if theirs else None
        base = np.column_stack([self.inner.baseline(n) for n in asked])
        return StackedDynamics(
            inner, self.own, self.satellite, self.lent, base, asked, tuple(instruments),
            tuple(indicators), self.nature,
        )  # fmt: skip

    def _asked(self, names: Sequence[str]) -> tuple[str, ...]:
        """What the world inside is asked: its own of these names, and what is read."""
        own = [n for n in names if self._theirs(n)]
        return tuple(dict.fromkeys([*own, *self.satellite.read]))

    def _theirs(self, name: str) -> bool:
        """Whether the world inside answers for a name."""
        return name not in self.satellite.variables

    def _moves(self, instrument: str) -> bool:
        """Whether an instrument is one of the world inside."""
        return self._theirs(instrument) and instrument not in self.nature

    def split(self, choice: Choice) -> tuple[Choice, dict[str, Array], dict[str, Array]]:
        """What the world inside is told of a choice, what the satellite is, and nature's paths."""
        theirs = {n: p for n, p in choice.paths.items() if self._moves(n)}
        own = {n: p for n, p in choice.paths.items() if not self._theirs(n)}
        natural = {n: p for n, p in choice.paths.items() if n in self.nature}
        return Choice(theirs, choice.information), own, natural

    def answered(self, choice: Choice, names: Sequence[str]) -> Outcome:
        """What the world inside says of a choice and, beside ``names``, of what is read.

        Where it moves none of its instruments rules go on.
        """
        asked = self._asked(names)
        if choice.paths:
            return self.inner.respond(choice, asked)
        draws = self.inner.outlook() if "outlook" in self.inner.answers else None
        central = {n: np.asarray(self.inner.baseline(n)) for n in asked}
        if draws is None:
            values = np.stack(list(central.values()), axis=1)[None]
            draws = Ensemble(self.span, tuple(central), values, 0)
        return Outcome(central, draws)

    def lead(self, choice: Choice) -> dict[str, Array]:
        """Central paths (periods,) of the indicators read with a choice."""
        theirs, _, natural = self.split(choice)
        return self._central(self.answered(theirs, ()).central, natural)

    def _central(
        self, central: Mapping[str, Array], natural: Mapping[str, Array]
    ) -> dict[str, Array]:
        """Of the indicators read, from the world's own central paths and nature's."""
        found = {n: central[n] + self.lent.get(n, 0.0) for n in self.satellite.read}
        return found | {n: laid(found[n], path) for n, path in natural.items()}

    def _data(self, central: Mapping[str, Array], own: Mapping[str, Array]) -> Dataset:
        """The satellite's data with indicators on central paths and what is set of it."""
        told = {**read_paths(self.satellite.reads, central), **own}
        return paths_over(self.own.run.data, told, self.span)

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        theirs, own, natural = self.split(choice)
        found = self.answered(theirs, indicators)
        central = self._central(found.central, natural)
        data = self._data(central, own)
        run = self.own.followed(data)
        paths = {n: found.central[n] if self._theirs(n) else run[n] for n in indicators}
        paths |= {n: central[n] for n in indicators if n in natural}
        told = self._told(found.draws, central, natural)
        shown = [n for n in indicators if n not in natural]
        return Outcome(paths, self._joined(found.draws, data, told, shown, held=True))

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        """What draws of the world's effects do to the satellite, by its own finite differences."""
        theirs, own, natural = self.split(choice)
        asked = self._asked(indicators)
        known = self.inner.effect_draws(theirs, asked) if theirs.paths else None
        if known is None and not self.own.draws.parameters:
            return None
        if known is None and theirs.paths:
            dynamics, run = self._under(theirs, asked)
            known = dynamics.slopes(run)[None]
        found = self.answered(theirs, indicators)
        central = self._central(found.central, natural)
        base = self._told(found.draws, central, natural)
        data = self._data(central, own)
        shape = (self.span.length, len(indicators), self.settings, len(choice.paths))
        effects = np.zeros((len(found.draws.values), *shape))
        places, count = found.draws.places, found.draws.asked
        if known is not None:
            known = known[places] if len(known) > 1 else known
            size = (len(known), self.span.length, len(asked), self.settings, len(theirs.paths))
            known = known.reshape(size)
            rows = [k for k, n in enumerate(indicators) if self._theirs(n)]
            columns = [k for k, n in enumerate(choice.paths) if self._moves(n)]
            inside = known[:, :, [asked.index(indicators[k]) for k in rows]]
            every = np.ix_(*map(range, (len(effects), shape[0])), rows, range(shape[2]), columns)
            effects[every] = inside
        for i, name in enumerate(choice.paths):
            if name not in theirs.paths and name in indicators:
                every_period = np.arange(self.settings)
                effects[:, every_period, list(indicators).index(name), every_period, i] = 1.0
        mine = [n for n in indicators if n in self.own.policy_model.endogenous]
        if not mine:
            return for_all(effects.reshape(len(effects), shape[0] * shape[1], -1), places, count)
        rows = [list(indicators).index(n) for n in mine]

        def simulated(data: Dataset, told: Mapping[str, Array]) -> Array:
            return drawn(self.own, data, told, places, mine, held=True).whole()

        at = simulated(data, base)
        for i, (name, path) in enumerate(choice.paths.items()):
            step = size_of(path)
            if name in own and name in self._passing:
                # What is not carried on moves its own period only: one run has all.
                moved = paths_over(data, {name: path + step}, self.span)
                change = per_unit(simulated(moved, base), at, step)
                for s in range(self.settings):
                    effects[:, s, rows, s, i] = change[:, s]
                continue
            for s in range(self.settings):
                told, moved = base, data
                if name in own:
                    path_moved = path + step * (np.arange(path.size) == s)
                    moved = paths_over(data, {name: path_moved}, self.span)
                elif name in natural:
                    at_s = step * (np.arange(self.span.length) == s)
                    told = {
                        x: base[x] + r.factor * at_s if r.indicator == name else base[x]
                        for x, r in self.satellite.reads.items()
                    }
                elif known is not None:
                    column = known[:, :, :, s, list(theirs.paths).index(name)]
                    told = {
                        x: base[x] + step * r.factor * column[:, :, asked.index(r.indicator)]
                        for x, r in self.satellite.reads.items()
                    }
                effects[:, :, rows, s, i] = per_unit(simulated(moved, told), at, step)
        return for_all(effects.reshape(len(effects), shape[0] * shape[1], -1), places, count)

    @cached_property
    def _passing(self) -> frozenset[str]:
        """The satellite's instruments that move their own period alone."""
        model = self.own.policy_model
        return frozenset(n for n in self.satellite.instruments if not carried(model, n))


def laid(path: Array, over: Array) -> Array:
    """A path (..., periods) with another over its first periods, (settings,)."""
    found = np.array(path)
    found[..., : len(over)] = over
    return found
