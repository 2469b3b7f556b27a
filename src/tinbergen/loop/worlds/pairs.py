"""Pairs of an outlook and a response, and what they say together.

What a choice brings is the outlook plus the difference that the choice makes in the responding
world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.information import Information
from tinbergen.loop.worlds.protocol import Choice, World, lacks_effects

Array = NDArray[np.float64]

#: Fractional part of the golden ratio: steps by it fill the unit interval evenly.
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Pair:
    """An outlook of one world with the response of another, or of the same; weights sum to one."""

    outlook: World
    response: World
    weight: float
    information: Information = "announced"

    @property
    def own(self) -> bool:
        return self.outlook is self.response

    def idle(self, instruments: Sequence[str]) -> Array:
        """Instruments' paths with no policy, shape (settings, instruments): the outlook's own."""
        settings = self.response.settings
        return np.column_stack([
            (self.outlook if n in self.outlook.indicators else self.response).baseline(n)[:settings]
            for n in instruments
        ])  # fmt: skip

    def dynamics(self, instruments: Sequence[str], names: Sequence[str]) -> Dynamics:
        return self.response.dynamics(instruments, names, self.information)

    def start(self, dynamics: Dynamics, instruments: Sequence[str]) -> Any:
        """The responding world at the outlook's paths of the instruments."""
        run = dynamics.start()
        if self.own:
            return run
        change = self.idle(instruments) - dynamics.instruments(run)
        return dynamics.moved(run, change) if np.abs(change).max(initial=0.0) > 0 else run

    def shift(self, dynamics: Dynamics, start: Any, names: Sequence[str]) -> Array:
        """What turns the response's paths into the outlook's with no policy, (periods, names)."""
        paths = dynamics.paths(start)
        if self.own:
            return np.zeros_like(paths)
        return np.column_stack([
            self.baseline(n) - paths[:, k] for k, n in enumerate(names)
        ])  # fmt: skip

    def drawn(self, choice: Choice, answers: Answers) -> list[tuple[int, Ensemble]]:
        """Draws with a choice as a sum of ensembles with signs, draw by draw.

        The outlook, plus the response with the choice, less that with no policy.
        """
        moved = (1, answers.to(self.response, choice))
        if self.own:
            return [moved]
        paths = dict(zip(choice.paths, self.idle(tuple(choice.paths)).T, strict=True))
        idle = Choice(paths, choice.information)
        # Draws in which rules go on scatter as the rules answer, which a plan sets aside.
        answering = lacks_effects(self.outlook, tuple(paths), answers.names) is None
        outlook = answers.to(self.outlook, idle) if answering else answers.outlook(self.outlook)
        return [(1, outlook), moved, (-1, answers.to(self.response, idle))]

    def baseline(self, name: str) -> Array:
        """The path of an indicator or instrument with no policy."""
        known = name in self.outlook.indicators
        return (self.outlook if known else self.response).baseline(name)

    def anchor(self, name: str) -> Array:
        """The path from which an instrument's costs and bounds count."""
        known = name in self.outlook.indicators
        return (self.outlook if known else self.response).anchor(name)

    def compared(self, name: str) -> Array:
        """The path from which relative targets and limits count."""
        world = self.outlook if name in self.outlook.indicators else self.response
        return world.compared(name)


@dataclass(frozen=True, slots=True)
class Scope:
    """The pairs that count in a design, the weights normalised, and why others are silent."""

    instruments: tuple[str, ...]
    pairs: tuple[Pair, ...]
    silent: Mapping[str, Text]

    @property
    def one(self) -> World | None:
        """The only world, where there is one that answers with its own outlook."""
        return self.pairs[0].response if len(self.pairs) == 1 and self.pairs[0].own else None

    @property
    def responding(self) -> list[World]:
        """The worlds that say what a choice does, each once."""
        return list({id(p.response): p.response for p in self.pairs}.values())

    @property
    def places(self) -> NDArray[np.intp]:
        """(pairs,) where each pair's response stands among those responding."""
        known = [id(world) for world in self.responding]
        return np.array([known.index(id(p.response)) for p in self.pairs])

    @property
    def weights(self) -> Array:
        """(pairs,)"""
        return np.array([p.weight for p in self.pairs])

    @property
    def meaning(self) -> Text:
        """What the baseline is, in words."""
        return _joined([pair.outlook for pair in self.pairs], "meaning")

    @property
    def recipe(self) -> Text:
        """Where draws come from, in words."""
        worlds = [world for pair in self.pairs for world in (pair.outlook, pair.response)]
        return _joined(worlds, "recipe")

    @property
    def uncertain(self) -> bool:
        """Whether any outlook has a distribution."""
        return any(pair.outlook.uncertain for pair in self.pairs)

    def baseline(self, name: str) -> Array:
        """The weighted mean path with no policy."""
        return np.asarray(sum(p.weight * p.baseline(name) for p in self.pairs))

    def compared(self, name: str) -> Array:
        return np.asarray(sum(p.weight * p.compared(name) for p in self.pairs))

    def anchor(self, name: str) -> Array:
        """The path from which an instrument's costs and bounds count, (settings,)."""
        settings = self.pairs[0].response.settings
        return np.asarray(sum(p.weight * p.anchor(name) for p in self.pairs))[:settings]

    def knows(self, name: str) -> bool:
        """Whether every pair has paths of a name, without and with policy."""
        return all(name in p.outlook.foresees and name in p.response.indicators for p in self.pairs)

    def dynamics(self, names: Sequence[str]) -> list[Dynamics]:
        """How each pair's response answers the instruments; made once for each world."""
        known: dict[tuple[int, Information], Dynamics] = {}
        for p in self.pairs:
            key = (id(p.response), p.information)
            if key not in known:
                known[key] = p.dynamics(self.instruments, names)
        return [known[id(p.response), p.information] for p in self.pairs]

    def before(self, names: Sequence[str]) -> Ensemble:
        """Draws with no policy, pooled by weight."""
        if (world := self.one) is not None:
            return world.outlook()
        answers = Answers(tuple(names))
        return self._ensemble([[(1, answers.outlook(p.outlook))] for p in self.pairs], names)

    def after(self, choices: Sequence[Choice], names: Sequence[str]) -> Ensemble:
        """Draws with a choice for each pair, pooled by weight."""
        if (world := self.one) is not None:
            return world.respond(choices[0], names).draws
        return self._ensemble(self.parts(choices, names), names)

    def parts(
        self, choices: Sequence[Choice], names: Sequence[str]
    ) -> list[list[tuple[int, Ensemble]]]:
        """Each pair's draws as signed sums; a world asked the same twice answers once."""
        answers = Answers(tuple(names))
        return [p.drawn(c, answers) for p, c in zip(self.pairs, choices, strict=True)]

    def allotted(self, draws: int) -> NDArray[np.intp]:
        """Which pair each draw is taken from, (draws,), evenly by weight.

        Draw d stays draw d: two worlds that are the same leave what they say together as it was.
        """
        edges = np.cumsum(self.weights)
        place = (0.5 + _GOLDEN * np.arange(draws)) % 1.0 * edges[-1]
        chosen = np.searchsorted(edges, place, side="right")
        return np.asarray(np.minimum(chosen, len(self.pairs) - 1), dtype=np.intp)

    def _ensemble(
        self, parts: Sequence[Sequence[tuple[int, Ensemble]]], names: Sequence[str]
    ) -> Ensemble:
        values, _, _ = self.pooled(parts, names)
        lost = {draw for sums in parts for _, ensemble in sums for draw in ensemble.lost}
        return Ensemble(self.pairs[0].response.span, tuple(names), values, len(lost))

    def pooled(
        self,
        parts: Sequence[Sequence[tuple[int, Ensemble]]],
        names: Sequence[str],
        *,
        apart: bool = False,
    ) -> tuple[Array, NDArray[np.intp], NDArray[np.intp]]:
        """One draw of one pair each, (draws, periods, names): which pair, which of its draws.

        All draws of every pair one after the other with ``apart``.

        ``parts`` are each pair's signed sums; a single draw serves for all. Draws that one of a
        sum's ensembles could not solve are in none; L270 where that leaves none. Of what an outlook
        does not foresee, which counts as a difference only, the pair's path with no policy stands
        in.
        """
        solved = [_solved([ensemble for _, ensemble in sums]) for sums in parts]
        counts = [len(places) for places in solved]
        if apart:
            chosen = np.repeat(np.arange(len(self.pairs)), max(counts))
        else:
            chosen = self.allotted(max(counts))
        places = np.arange(len(chosen)) % max(counts) % np.array(counts)[chosen]
        values = np.zeros((len(chosen), self.pairs[0].response.span.length, len(names)))
        for k, sums in enumerate(parts):
            (own,) = np.nonzero(chosen == k)
            places[own] = solved[k][places[own]]
            for sign, ensemble in sums:
                rows = np.zeros_like(own)
                if len(ensemble.values) > 1:
                    rows = np.searchsorted(ensemble.places, places[own])
                for i, name in enumerate(names):
                    drawn = name in ensemble.variables
                    path = ensemble[name][rows] if drawn else self.pairs[k].baseline(name)
                    values[own, :, i] += sign * path
        return values, chosen, places


def _solved(ensembles: Sequence[Ensemble]) -> NDArray[np.intp]:
    """Which draws all could solve, the first alone where there is but one; L270 where none is."""
    many = [ensemble.places for ensemble in ensembles if len(ensemble.values) > 1]
    found = reduce(np.intersect1d, many) if many else np.zeros(1, dtype=np.intp)
    if not len(found):
        raise TinbergenError("L270", draws=max(e.asked for e in ensembles))
    return found


@dataclass(frozen=True, slots=True)
class Answers:
    """Draws of ``names`` with choices, each asked of a world only once."""

    names: tuple[str, ...]
    known: dict[tuple[Any, ...], Ensemble] = field(default_factory=dict)

    def outlook(self, world: World) -> Ensemble:
        """A world's draws with rules going on."""
        key = (id(world),)
        if key not in self.known:
            self.known[key] = world.outlook()
        return self.known[key]

    def to(self, world: World, choice: Choice) -> Ensemble:
        """A world's draws with a choice."""
        key = (id(world), choice.key)
        if key not in self.known:
            self.known[key] = world.respond(choice, self.names).draws
        return self.known[key]


def _joined(worlds: Sequence[World], what: str) -> Text:
    """What worlds say of themselves: the only one's words, or each's behind its name."""
    said: dict[str, tuple[Text, Text]] = {
        world.name: (world.title, getattr(world, what)) for world in worlds
    }
    if len(said) == 1:
        return next(iter(said.values()))[1]
    words = [_NAMED.fill(title=title, words=words) for title, words in said.values()]
    return SEMICOLONS.join(words)


_NAMED = Text("{title}: {words}", "{title}：{words}")
