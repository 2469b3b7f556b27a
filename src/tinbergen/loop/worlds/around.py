"""A world around another: what it passes on unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.loop.worlds.protocol import Choice, Question, World


@dataclass(frozen=True)
class Around:
    """Names, dates, words and frozen numbers are those of the world inside."""

    inner: World

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def title(self) -> Text:
        return self.inner.title

    @property
    def span(self) -> Span:
        return self.inner.span

    @property
    def settings(self) -> int:
        return self.inner.settings

    @property
    def sees_to(self) -> Period | None:
        return self.inner.sees_to

    @property
    def uncertain(self) -> bool:
        return self.inner.uncertain

    @property
    def meaning(self) -> Text:
        return self.inner.meaning

    @property
    def recipe(self) -> Text:
        return self.inner.recipe

    @property
    def answers(self) -> frozenset[Question]:
        return self.inner.answers

    def frozen(self) -> FrozenWorld:
        return self.inner.frozen()

    def _under(self, choice: Choice, names: Sequence[str]) -> tuple[Dynamics, Any]:
        """The dynamics of the world inside, and its run with instruments as a choice sets them."""
        dynamics = self.inner.dynamics(tuple(choice.paths), names, choice.information)
        run = dynamics.start()
        wanted = np.column_stack([p[: self.settings] for p in choice.paths.values()])
        return dynamics, dynamics.moved(run, wanted - dynamics.instruments(run))


def core_of(world: World) -> World:
    """The world inside all others."""
    while isinstance(world, Around):
        world = world.inner
    return world
