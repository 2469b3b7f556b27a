"""How a satellite's variables answer its own instruments, and the world's through what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.simulate.backward import Simulation
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.satellite import Satellite, read_paths, slopes
from tinbergen.loop.worlds.series import paths_over

Array = NDArray[np.float64]


class Stack(NamedTuple):
    """A run of the world inside, None where it does not move, one of the satellite on it, and
    the paths (settings,) that nature sets of what it reads."""

    inner: Any
    own: Simulation
    natural: Mapping[str, Array]


@dataclass(frozen=True)
class StackedDynamics:
    """``inner`` are dynamics of the world's variables ``asked``, None where it does not move.

    ``base`` (periods, asked) is its baseline; ``own`` is the satellite on that, to which ``lent``
    paths are added. ``names`` are instruments, ``variables`` what is scored, of either;
    instruments of ``nature`` take the place of what is read.
    """

    inner: Dynamics | None
    own: ModelWorld
    satellite: Satellite
    lent: Mapping[str, Array]
    base: Array
    asked: tuple[str, ...]
    names: tuple[str, ...]
    variables: tuple[str, ...]
    nature: tuple[str, ...] = ()

    @cached_property
    def _natural(self) -> list[str]:
        """Instruments that are nature's."""
        return [n for n in self.names if n in self.nature]

    @cached_property
    def _mine(self) -> list[str]:
        """Instruments of the satellite."""
        return [n for n in self.names if n in self.satellite.variables]

    @cached_property
    def _theirs(self) -> list[int]:
        """Where the world's instruments stand."""
        apart = {*self.satellite.variables, *self.nature}
        return [k for k, n in enumerate(self.names) if n not in apart]

    def start(self) -> Stack:
        inner = self.inner.start() if self.inner is not None else None
        paths = {n: self.own.run[n][: self.own.settings] for n in self._mine}
        for n in self._natural:
            whole = self.base[:, self.asked.index(n)] + self.lent.get(n, 0.0)
            paths[n] = whole[: self.own.settings]
        return self._run(inner, paths)

    def _run(self, inner: Any, paths: Mapping[str, Array]) -> Stack:
        """The satellite on a run of the world, its and nature's instruments at ``paths``."""
        world = self.base if self.inner is None else self.inner.paths(inner)
        read = {
            n: world[:, self.asked.index(n)] + self.lent.get(n, 0.0) for n in self.satellite.read
        }
        natural = {n: paths[n] for n in self._natural}
        for n, path in natural.items():
            read[n] = np.r_[path, read[n][len(path) :]]
        paths = {n: paths[n] for n in self._mine}
        span = self.own.span
        data = paths_over(self.own.run.data, read_paths(self.satellite.reads, read), span)
        return Stack(inner, self.own.followed(paths_over(data, paths, span)), natural)

    def paths(self, run: Stack) -> Array:
        world = self.base if self.inner is None else self.inner.paths(run.inner)
        found = np.column_stack([
            run.own[n] if n in self.satellite.variables else world[:, self.asked.index(n)]
            for n in self.variables
        ])  # fmt: skip
        for n, path in run.natural.items():
            if n in self.variables:
                found[: len(path), self.variables.index(n)] = path
        return found

    def instruments(self, run: Stack) -> Array:
        settings = self.own.settings
        found = np.empty((settings, len(self.names)))
        if self.inner is not None:
            found[:, self._theirs] = self.inner.instruments(run.inner)
        for n in self._mine:
            found[:, self.names.index(n)] = run.own[n][:settings]
        for n, path in run.natural.items():
            found[:, self.names.index(n)] = path
        return found

    def moved(self, run: Stack, changes: Array) -> Stack:
        inner = run.inner
        if self.inner is not None:
            inner = self.inner.moved(inner, changes[:, self._theirs])
        paths = (self.instruments(run) + changes).T
        apart = [*self._mine, *self._natural]
        return self._run(inner, {n: paths[self.names.index(n)] for n in apart})

    def slopes(self, run: Stack) -> Array:
        periods, settings = self.own.span.length, self.own.settings
        found = np.zeros((periods, len(self.variables), settings, len(self.names)))
        scored = [n for n in self.variables if n in self.satellite.variables]
        places = [self.variables.index(n) for n in scored]
        by_read, by_own = slopes(self.own, run.own, list(self.satellite.reads), self._mine, scored)
        mine = [self.names.index(n) for n in self._mine]
        found[np.ix_(range(periods), places, range(settings), mine)] = by_own
        every = np.arange(settings)
        for n in self._natural:
            column = self.names.index(n)
            for k, r in enumerate(self.satellite.reads.values()):
                if r.indicator == n:
                    rows = np.ix_(range(periods), places, range(settings), [column])
                    found[rows] += r.factor * by_read[:, :, :settings, [k]]
            if n in self.variables:
                found[every, self.variables.index(n), every, column] = 1.0
        if self.inner is not None:
            world = self.inner.slopes(run.inner).reshape(
                periods, len(self.asked), settings, len(self._theirs)
            )
            read = [self.asked.index(r.indicator) for r in self.satellite.reads.values()]
            factors = np.array([
                0.0 if r.indicator in self._natural else r.factor
                for r in self.satellite.reads.values()
            ])  # fmt: skip
            carried = np.tensordot(
                by_read * factors, world[:, read], axes=([2, 3], [0, 1])
            )  # (periods, scored, settings, their instruments)
            found[np.ix_(range(periods), places, range(settings), self._theirs)] = carried
            for k, n in enumerate(self.variables):
                if n not in self.satellite.variables:
                    found[:, k][:, :, self._theirs] = world[:, self.asked.index(n)]
        return found.reshape(periods * len(self.variables), -1)
