"""What a system of equations over periods must offer to be solved for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.compile.kernels import Layout, Pattern

Array = NDArray[np.float64]


class System(Protocol):
    """Equations over rows of values: a compiled model, or one changed (linearised, bounded)."""

    @property
    def layout(self) -> Layout: ...

    @property
    def lags(self) -> int: ...

    @property
    def leads(self) -> int: ...

    @property
    def jacobian_pattern(self) -> Pattern: ...

    def residuals(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        """Errors of each equation; shape (rows, equations)."""
        ...

    def jacobian(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        """Derivatives in the order of ``jacobian_pattern``; shape (rows, entries)."""
        ...


@dataclass(frozen=True, eq=False)
class Changed:
    """A system made from another one: the same variables, lags and leads."""

    system: System

    @property
    def layout(self) -> Layout:
        return self.system.layout

    @property
    def lags(self) -> int:
        return self.system.lags

    @property
    def leads(self) -> int:
        return self.system.leads


@dataclass(frozen=True, eq=False)
class Linearised(Changed):
    """The first-order approximation of a system around a point at which it rests.

    ``rest`` is a row of values, shape (width,); ``slopes`` are the derivatives there, (entries,).
    """

    rest: Array
    slopes: Array

    @classmethod
    def at(cls, system: System, rest: Array, P: Array) -> Linearised:
        rows = np.tile(rest, (system.lags + 1 + system.leads, 1))
        return cls(system, rest, system.jacobian(rows, P, system.lags, 1)[0])

    @property
    def jacobian_pattern(self) -> Pattern:
        return self.system.jacobian_pattern

    def residuals(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        pattern = self.jacobian_pattern
        away = Z - self.rest
        dates = first + np.arange(rows)[:, None] + pattern.lag[None, :]
        terms = self.slopes * away[dates, pattern.column]
        errors = np.zeros((self.layout.equations, rows))
        np.add.at(errors, pattern.equation, terms.T)
        return errors.T.copy()

    def jacobian(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        return np.tile(self.slopes, (rows, 1))
