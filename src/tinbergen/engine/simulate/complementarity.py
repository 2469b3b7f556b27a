"""Bounds that change which equation holds: mixed complementarity problems.

An equation tagged ``[mcp = 'i > 0']`` holds as it stands while i lies inside its bound; at the
bound it need not. With F = lhs - rhs the sign is Dynare's: at a lower bound F >= 0, at an upper one
F <= 0. Two equivalent systems without inequalities are solved by semismooth Newton steps: the
median of F and the distances to the bounds, which ends after finitely many changes of regime where
the rest is linear, and the function of Fischer (1992) and Burmeister, smoother far from the
solution (Ferris and Munson 1999; Munson et al. 2001).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.engine.compile.kernels import Pattern
from tinbergen.engine.simulate.stacked import Stacked, solve_stacked
from tinbergen.engine.simulate.systems import Changed, System
from tinbergen.model.model import Equation, Model

Array = NDArray[np.float64]
Merit = Literal["median", "fischer-burmeister"]

_TAG = re.compile(r"\s*(\w+)\s*(<=?|>=?)\s*([+-]?)\s*(\w[\w.]*(?:[eE][+-]?\d+)?|\.\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Bound:
    """``lower <= variable <= upper`` goes with an equation; both are positions in the model."""

    equation: int
    variable: int
    lower: float
    upper: float


def tagged(model: Model) -> list[Equation]:
    """The equations with a complementarity tag."""
    return [e for e in model.equations if "mcp" in e.tags]


def bounds_of(model: Model) -> tuple[Bound, ...]:
    """The bounds that the equations' ``mcp`` tags state, at the model's parameters.

    Raises
    ------
    TinbergenError
        E038 for a tag that is not ``variable < number`` or ``variable > number``, where a parameter
        may stand for the number; E038 too when two tags bound the same variable.
    """
    found: dict[int, Bound] = {}
    for k, equation in enumerate(model.equations):
        if "mcp" not in equation.tags:
            continue
        bound = _read(model, k, equation)
        if bound.variable in found:
            raise _unread(equation, model.endogenous[bound.variable])
        found[bound.variable] = bound
    return tuple(found.values())


def _read(model: Model, place: int, equation: Equation) -> Bound:
    match = _TAG.match(equation.tags["mcp"])
    if match is None:
        raise _unread(equation, equation.tags["mcp"])
    name, sign, minus, limit = match.groups()
    if name not in model.endogenous:
        raise _unread(equation, name, did_you_mean(name, model.endogenous))
    try:
        number = float(limit)
    except ValueError:
        if limit not in model.values:
            raise _unread(equation, limit, did_you_mean(limit, model.parameters)) from None
        number = model.values[limit]
    number = -number if minus == "-" else number
    lower, upper = (number, np.inf) if sign.startswith(">") else (-np.inf, number)
    return Bound(place, model.endogenous.index(name), lower, upper)


def _unread(equation: Equation, word: str, hint: str | None = None) -> TinbergenError:
    return TinbergenError(
        "E038", at=equation.at, hint=hint, tag=equation.tags["mcp"], word=word,
        equation=equation.name,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Bounded(Changed):
    """A system whose bounded equations are replaced by a function that is zero at a solution."""

    bounds: tuple[Bound, ...]
    merit: Merit
    jacobian_pattern: Pattern
    #: Where each bounded variable stands in its equation, among the pattern's entries.
    places: tuple[int, ...]

    @classmethod
    def of(cls, system: System, bounds: Sequence[Bound], merit: Merit) -> Bounded:
        pattern, places = system.jacobian_pattern, list[int]()
        for b in bounds:
            here = np.flatnonzero(
                (pattern.equation == b.equation)
                & (pattern.column == b.variable)
                & (pattern.lag == 0)
            )
            places.append(int(here[0]) if here.size else pattern.lag.size)
            if not here.size:
                pattern = Pattern(
                    np.append(pattern.equation, b.equation),
                    np.append(pattern.column, b.variable),
                    np.append(pattern.lag, 0),
                )
        return cls(system, tuple(bounds), merit, pattern, tuple(places))

    def residuals(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        errors = self.system.residuals(Z, P, first, rows)
        for b in self.bounds:
            x = Z[first : first + rows, b.variable]
            errors[:, b.equation] = self._function(b, x, errors[:, b.equation])[0]
        return errors

    def jacobian(self, Z: Array, P: Array, first: int, rows: int) -> Array:
        known = self.system.jacobian(Z, P, first, rows)
        entries = np.zeros((rows, self.jacobian_pattern.lag.size))
        entries[:, : known.shape[1]] = known
        errors = self.system.residuals(Z, P, first, rows)
        for b, place in zip(self.bounds, self.places, strict=True):
            x = Z[first : first + rows, b.variable]
            _, own, share = self._function(b, x, errors[:, b.equation])
            entries[:, self.jacobian_pattern.equation == b.equation] *= share[:, None]
            entries[:, place] += own
        return entries

    def _function(self, b: Bound, x: Array, F: Array) -> tuple[Array, Array, Array]:
        """Its value and its derivatives by the variable and by the equation's error."""
        if self.merit == "median":
            return _median(x - b.lower, F, x - b.upper)
        return _fischer(x - b.lower, F, b.upper - x)


def _median(above: Array, F: Array, below: Array) -> tuple[Array, Array, Array]:
    value = np.maximum(below, np.minimum(above, F))
    at_bound = np.where((value == F), 0.0, 1.0)
    return value, at_bound, 1.0 - at_bound


def _fischer(above: Array, F: Array, room: Array) -> tuple[Array, Array, Array]:
    """phi(above, -phi(room, -F)) with phi(a, b) = a + b - sqrt(a^2 + b^2)."""
    inner, by_x, by_F = F, np.zeros_like(F), np.ones_like(F)
    if np.isfinite(room).all():
        value, da, db = _phi(room, -F)
        inner, by_x, by_F = -value, da, db
    if not np.isfinite(above).all():
        return inner, by_x, by_F
    value, da, db = _phi(above, inner)
    return value, da + db * by_x, db * by_F


def _phi(a: Array, b: Array) -> tuple[Array, Array, Array]:
    """Fischer's function and an element of its generalised derivative."""
    r = np.hypot(a, b)
    safe = np.where(r == 0, 1.0, r)
    at_kink = 1 - np.sqrt(0.5)
    da = np.where(r == 0, at_kink, 1 - a / safe)
    db = np.where(r == 0, at_kink, 1 - b / safe)
    # a + b - r cancels where one is far larger than the other.
    value = np.where((a + b) > 0, 2 * a * b / np.where(a + b + r == 0, 1.0, a + b + r), a + b - r)
    return value, da, db


def solve_bounded(
    model: Model,
    system: System,
    values: Array,
    P: Array,
    bounds: Sequence[Bound],
    *,
    start: Period | None = None,
    tol: float = 1e-10,
    max_iter: int = 100,
) -> Stacked:
    """Solve all periods at once with bounds; arguments as for ``stacked.solve_stacked``.

    Raises
    ------
    TinbergenError
        E011, E012 when neither function's zero is found.
    """
    guess = values.copy()
    periods = slice(system.lags, values.shape[0] - system.leads)
    for b in bounds:
        guess[periods, b.variable] = np.clip(guess[periods, b.variable], b.lower, b.upper)
    merits: tuple[Merit, ...] = ("median", "fischer-burmeister")
    for merit in merits:
        bounded = Bounded.of(system, bounds, merit)
        try:
            return solve_stacked(model, bounded, guess, P, start=start, tol=tol, max_iter=max_iter)
        except TinbergenError as fault:
            last = fault
    raise last
