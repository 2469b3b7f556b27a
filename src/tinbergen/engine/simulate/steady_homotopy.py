"""Steady states approached step by step, in parameters and exogenous variables.

Dynare's three ways (homotopy_setup with steady(homotopy_mode)): all variables together in equal
steps, one variable after the other in equal steps, or together in steps as long as they succeed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.engine.simulate.homotopy import follow
from tinbergen.engine.simulate.steady import SteadyState
from tinbergen.model.model import Model

#: Weights of the ends, one for each variable that moves.
_Weights = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A parameter or exogenous variable that goes from ``initial`` to ``final``."""

    name: str
    initial: float
    final: float

    def at(self, weight: float) -> float:
        return (1 - weight) * self.initial + weight * self.final


@dataclass(frozen=True, slots=True)
class Approach:
    """The values of what moved, the steady state there, and how many steps it took.

    ``reached`` is the share of the way that was solved; below 1 ``fault`` says why.
    """

    values: Mapping[str, float]
    rest: SteadyState
    tries: int
    reached: float
    fault: TinbergenError | None


#: (model, first guess, exogenous values) -> steady state.
Solver = Callable[[Model, Mapping[str, float], Mapping[str, float]], SteadyState]


def approach(
    model: Model,
    guess: Mapping[str, float],
    exogenous: Mapping[str, float],
    moves: Sequence[Move],
    solver: Solver,
    *,
    mode: int,
    steps: int,
    at: Location | None = None,
) -> Approach:
    """The steady state at the final values, or as near to it as could be reached.

    Parameters
    ----------
    mode
        1 all together, 2 one after the other, 3 in steps that are halved where they fail.
    steps
        Number of equal steps; the most tries in mode 3.

    Raises
    ------
    TinbergenError
        E043 when there is no steady state even at the initial values.
    """
    outside = {move.name for move in moves} & set(model.exogenous)

    def solve(weights: _Weights, rest: SteadyState | None) -> SteadyState:
        values = _values(moves, weights)
        own = {n: v for n, v in values.items() if n not in outside}
        known = {**exogenous, **{n: v for n, v in values.items() if n in outside}}
        at_values = dataclasses.replace(model, values={**model.values, **own})
        return solver(at_values, guess if rest is None else rest.values, known)

    start: _Weights = (0.0,) * len(moves)
    try:
        first = solve(start, None)
    except TinbergenError as fault:
        raise stopped(model, _values(moves, start), 0.0, fault, at) from None
    if mode == 3:
        along = follow(
            lambda weight, rest: solve((weight,) * len(moves), rest),
            first, step=1.0, smallest=1e-8, max_iter=max(steps, 1),
        )  # fmt: skip
        ended = _values(moves, (along.reached,) * len(moves))
        last = along.fault if along.reached < 1 else None
        return Approach(ended, along.solution, along.tries + 1, along.reached, last)
    return _in_equal_steps(moves, solve, first, mode=mode, steps=steps)


def _in_equal_steps(
    moves: Sequence[Move],
    solve: Callable[[_Weights, SteadyState | None], SteadyState],
    rest: SteadyState,
    *,
    mode: int,
    steps: int,
) -> Approach:
    ended: _Weights = (0.0,) * len(moves)
    tries = 1
    for weights in _grid(len(moves), mode, steps):
        checkpoint()
        tries += 1
        try:
            rest = solve(weights, rest)
        except TinbergenError as fault:
            reached = sum(ended) / len(ended)
            return Approach(_values(moves, ended), rest, tries, reached, fault)
        ended = weights
    return Approach(_values(moves, ended), rest, tries, 1.0, None)


def _grid(size: int, mode: int, steps: int) -> Iterator[_Weights]:
    shares = [k / steps for k in range(1, steps + 1)]
    if mode == 1:
        yield from ((share,) * size for share in shares)
        return
    for moving in range(size):
        for share in shares:
            yield (1.0,) * moving + (share,) + (0.0,) * (size - moving - 1)


def _values(moves: Sequence[Move], weights: _Weights) -> dict[str, float]:
    return {m.name: m.at(weight) for m, weight in zip(moves, weights, strict=True)}


def stopped(
    model: Model,
    values: Mapping[str, float],
    reached: float,
    fault: TinbergenError,
    at: Location | None = None,
) -> TinbergenError:
    """E043: how far it got, at which values, and what went wrong after."""
    return TinbergenError(
        "E043",
        at=at or fault.at,
        model=model.name,
        reached=f"{100 * reached:.4g}",
        point=", ".join(f"{n} = {v:.6g}" for n, v in values.items()),
        equations=fault.facts.get("equations") or fault.facts.get("detail") or fault.code,
    )
