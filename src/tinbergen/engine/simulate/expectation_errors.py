"""Expectation errors: what people learn, and when.

In each period with news people take the exogenous paths that they now know for the truth and
foresee all else; the path from there is solved anew, starting where the economy stands. Of each
solution only the periods up to the next news come true (Dynare's
perfect_foresight_with_expectation_errors).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.simulate.foresight import (
    Foresight,
    Method,
    State,
    at_rest,
    result,
    solve_path,
)
from tinbergen.engine.simulate.stacked import Stacked
from tinbergen.engine.simulate.steady import SteadyState, steady_state
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class News:
    """From period ``learnt`` on people know that ``name`` is ``value`` from ``first`` to ``last``.

    Without ``last`` it is so for ever, and the terminal state moves with it: a permanent change.
    A change is anticipated when ``first`` lies after ``learnt``, and a surprise when they coincide.
    """

    name: str
    value: float
    first: int
    last: int | None = None
    learnt: int = 1


@dataclass(frozen=True, slots=True)
class Information:
    """What is known in each period with news: ``paths`` of exogenous variables, shape (news,
    periods, exogenous), and their ``terminal`` levels, (news, exogenous)."""

    learnt: tuple[int, ...]
    paths: Array
    terminal: Array


def information(
    model: Model, exogenous: Mapping[str, float], news: Sequence[News], periods: int
) -> Information:
    """The news in order of their arrival; later ones add to what is known.

    Raises
    ------
    TinbergenError
        E017 for news of a variable that is not exogenous; E047 for news that arrive outside the
        periods, or about periods that are over.
    """
    column = {name: k for k, name in enumerate(model.exogenous)}
    for one in news:
        if one.name not in column:
            raise TinbergenError(
                "E017", hint=did_you_mean(one.name, model.exogenous), name=one.name,
                known=", ".join(model.exogenous),
            )  # fmt: skip
        last = periods if one.last is None else one.last
        if not 1 <= one.learnt <= one.first <= last <= periods:
            raise TinbergenError(
                "E047", name=one.name, learnt=one.learnt, first=one.first, last=last,
                periods=periods,
            )  # fmt: skip
    ending = np.array([float(exogenous.get(name, 0.0)) for name in model.exogenous])
    path = np.tile(ending, (periods, 1))
    learnt = tuple(sorted({1, *(one.learnt for one in news)}))
    paths, endings = [], []
    for period in learnt:
        arrived = [one for one in news if one.learnt == period]
        # What holds for ever first: what is temporary is laid over it.
        for one in sorted(arrived, key=lambda one: one.last is not None):
            path[one.first - 1 : one.last, column[one.name]] = one.value
            if one.last is None:
                ending[column[one.name]] = one.value
        paths.append(path.copy())
        endings.append(ending.copy())
    return Information(learnt, np.array(paths), np.array(endings))


def foresight_with_surprises(
    model: Model,
    initial: State,
    known: Information,
    method: Method | None = None,
    *,
    terminal_guess: bool = False,
) -> Foresight:
    """The path that comes true when information arrives as ``known`` says.

    Parameters
    ----------
    initial
        The state before period 1, usually a steady state; also the first guess.
    terminal_guess
        Start each search from the terminal steady state, not from what was expected before.

    Raises
    ------
    TinbergenError
        E013, E014 when there is no terminal steady state; as ``foresight.foresight``.
    """
    program = compile_model(model, in_blocks=False)
    lags, leads, periods = program.lags, program.leads, known.paths.shape[1]
    n, m = program.layout.endogenous, program.layout.exogenous
    method = method or Method()
    Z = np.zeros((lags + periods + leads, program.layout.width))
    Z[:, :n] = [initial.endogenous.get(name, 0.0) for name in model.endogenous]
    Z[:, n : n + m] = [initial.exogenous.get(name, 0.0) for name in model.exogenous]
    state: Mapping[str, float] = initial.endogenous
    iterations, error, shares = 0, 0.0, list[float]()
    for k, period in enumerate(known.learnt):
        exogenous = dict(zip(model.exogenous, known.terminal[k].tolist(), strict=True))
        rest = steady_state(model, state, exogenous)
        state = rest.values
        part = Z[period - 1 :].copy()
        _expect(model, program, part, known, k, rest, terminal_guess=terminal_guess)
        P = at_rest(_settled(model, rest), rest.values)
        solved, steps = solve_path(model, program, part, P, method)
        Z[period - 1 :] = solved.values
        iterations, error = iterations + solved.iterations, max(error, solved.error)
        shares += steps
    found = result(model, program, Stacked(Z, iterations, error), periods, tuple(shares))
    return dataclasses.replace(found, learnt=known.learnt)


def _settled(model: Model, rest: SteadyState) -> Model:
    """The model at the parameters that its steady state sets."""
    own = {n: v for n, v in rest.parameters.items() if n in model.parameters}
    return model.with_values(own)


def _expect(
    model: Model,
    program: Program,
    part: Array,
    known: Information,
    k: int,
    rest: SteadyState,
    *,
    terminal_guess: bool,
) -> None:
    """Write what is known of the future into the rows from period ``learnt[k]`` on."""
    lags, n, m = program.lags, program.layout.endogenous, program.layout.exogenous
    period = known.learnt[k]
    ahead = known.paths.shape[1] - period + 1
    at_end = [rest.values[name] for name in model.endogenous]
    part[lags : lags + ahead, n : n + m] = known.paths[k, period - 1 :]
    part[lags + ahead :, n : n + m] = known.terminal[k]
    part[lags + ahead :, :n] = at_end
    if terminal_guess:
        part[lags : lags + ahead, :n] = at_end
