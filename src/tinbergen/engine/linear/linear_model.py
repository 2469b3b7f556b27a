"""A model linearised at its steady state, as arrays, and who is a state and who looks forward.

E_t [ ahead x_{t+1} + now x_t + back x_{t-1} + shocks u_t ] = 0, where x are the n endogenous
variables as deviations from the steady state, u the m shocks with mean zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Incidence:
    """Kinds of variables, as positions in declaration order, each kind in that order.

    static (n0,): neither lead nor lag; backward (n1,): lag only; mixed (n2,): both; ahead (n3,):
    lead only. ``states`` are backward then mixed, ``forward`` mixed then ahead; ``order`` is all
    of them, which is Dynare's order of the decision rule's rows.
    """

    static: Indices
    backward: Indices
    mixed: Indices
    ahead: Indices
    states: Indices
    forward: Indices

    @property
    def order(self) -> Indices:
        return np.concatenate([self.static, self.backward, self.mixed, self.ahead])


def incidence(leads: NDArray[np.bool_], lags: NDArray[np.bool_]) -> Incidence:
    """The kinds of n variables from whether each stands with a lead and with a lag, shapes (n,)."""
    backward, mixed, ahead = (
        np.flatnonzero(kind) for kind in (lags & ~leads, lags & leads, leads & ~lags)
    )
    return Incidence(
        static=np.flatnonzero(~lags & ~leads),
        backward=backward,
        mixed=mixed,
        ahead=ahead,
        states=np.concatenate([backward, mixed]),
        forward=np.concatenate([mixed, ahead]),
    )


@dataclass(frozen=True, slots=True)
class Jacobian:
    """Derivatives of n equations by the variables at three dates, (n, n), and by shocks, (n, m).

    Rows are equations, columns variables, both in declaration order. All dense.
    """

    ahead: Array
    now: Array
    back: Array
    shocks: Array

    @classmethod
    def of(cls, ahead: Any, now: Any, back: Any, shocks: Any) -> Jacobian:
        """From dense or sparse blocks."""
        return cls(*(_dense(block) for block in (ahead, now, back, shocks)))

    def incidence(self) -> Incidence:
        """Kinds of variables by the columns that are not zero.

        A derivative may be zero by chance at this steady state; whoever knows the equations passes
        `incidence` what stands in them, as Dynare does.
        """
        leads, lags = (np.any(block, axis=0) for block in (self.ahead, self.back))
        return incidence(np.asarray(leads), np.asarray(lags))


def _dense(block: Any) -> Array:
    return np.asarray(block.toarray() if hasattr(block, "toarray") else block, dtype=float)


@dataclass(frozen=True, slots=True)
class Labels:
    """How errors call variables, equations and shocks: by name, or by number without one."""

    variables: Sequence[str] = ()
    equations: Sequence[str] = ()
    shocks: Sequence[str] = ()

    def variable(self, index: int) -> str:
        return self.variables[index] if self.variables else f"#{index + 1}"

    def equation(self, index: int) -> str:
        return self.equations[index] if self.equations else f"#{index + 1}"

    def shock(self, index: int) -> str:
        return self.shocks[index] if self.shocks else f"#{index + 1}"


class Law(Protocol):
    """x_t = ghx s_{t-1} + ghu u_t with s_t = transition s_{t-1} + impact u_t.

    Shapes (n, k), (n, m), (k, k), (k, m); s need not be among the x.
    """

    @property
    def ghx(self) -> Array: ...
    @property
    def ghu(self) -> Array: ...
    @property
    def transition(self) -> Array: ...
    @property
    def impact(self) -> Array: ...


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """The law of motion x_t = ghx s_{t-1} + ghu u_t of deviations from the steady state.

    ghx is (n, k), ghu (n, m), rows in declaration order; ``states`` (k,) are the positions of the
    state variables s in x, which are ghx's columns. ``compact`` says the same with fewer states,
    where that is known.
    """

    ghx: Array
    ghu: Array
    states: Indices
    compact: Compact | None = None

    @property
    def transition(self) -> Array:
        """From s_{t-1} to s_t, shape (k, k)."""
        return self.ghx[self.states]

    @property
    def impact(self) -> Array:
        """From u_t to s_t, shape (k, m)."""
        return self.ghu[self.states]

    def observed(self, rows: Sequence[int] | Indices) -> Observed:
        """The same law for some variables alone, with no more states than they need."""
        rows = np.asarray(rows, dtype=np.intp)
        if self.compact is not None:
            return self.compact.observed(rows, self.states)
        return Observed(self.ghx[rows], self.ghu[rows], self.transition, self.impact)


@dataclass(frozen=True, slots=True)
class Observed:
    """A law of motion for some of a model's variables.

    Where its states are not the model's, ``projection`` (states, k) makes them of the model's.
    """

    ghx: Array
    ghu: Array
    transition: Array
    impact: Array
    projection: Array | None = None

    def start(self, states: Array) -> Array:
        """The states here that the model's states (k,) come to."""
        return states if self.projection is None else self.projection @ states


@dataclass(frozen=True, slots=True)
class Compact:
    """A decision rule of n variables by a smaller one with q states.

    Variable i is ``units`` [i] times row ``heads`` [i] of the rule ``inner``, ``ages`` [i] periods
    ago. ``projection`` (q, k) makes inner's states of the model's.
    """

    inner: DecisionRule
    projection: Array
    heads: Indices
    ages: Indices
    units: Array

    def observed(self, rows: Indices, states: Indices) -> Observed:
        """The law for some variables; for one that is another's past, with that past as states."""
        inner, q = self.inner, len(self.inner.states)
        heads, ages, units = self.heads[rows], self.ages[rows], self.units[rows]
        oldest: dict[int, int] = {}
        for head, age in zip(heads.tolist(), ages.tolist(), strict=True):
            oldest[head] = max(oldest.get(head, 0), age)
        past = {
            pair: q + i
            for i, pair in enumerate((h, a) for h in oldest for a in range(1, oldest[h] + 1))
        }
        total = q + len(past)
        transition = np.zeros((total, total))
        impact = np.zeros((total, inner.ghu.shape[1]))
        projection = np.zeros((total, len(states)))
        transition[:q, :q], impact[:q], projection[:q] = (
            inner.transition, inner.impact, self.projection,
        )  # fmt: skip
        held = {
            (int(self.heads[i]), int(self.ages[i]) + 1): k for k, i in enumerate(states.tolist())
        }
        for (head, age), own in past.items():
            if age > 1:
                transition[own, past[head, age - 1]] = 1.0
            else:
                transition[own, :q], impact[own] = inner.ghx[head], inner.ghu[head]
            column = held[head, age]
            projection[own, column] = 1 / self.units[states[column]]
        ghx, ghu = np.zeros((len(rows), total)), np.zeros((len(rows), impact.shape[1]))
        here = ages == 0
        ghx[here, :q] = units[here, None] * inner.ghx[heads[here]]
        ghu[here] = units[here, None] * inner.ghu[heads[here]]
        for k in np.flatnonzero(~here):
            ghx[k, past[int(heads[k]), int(ages[k])]] = units[k]
        return Observed(ghx, ghu, transition, impact, projection)
