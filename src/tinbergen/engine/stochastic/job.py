"""A job that any process can do: the model as text, values as numbers, replicas by their number.

Executors all compute on the model that the text says, so that code, and with it every last bit, is
the same wherever a replica is solved.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import checkpoint
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate import newton
from tinbergen.engine.simulate.backward import solve_rows
from tinbergen.engine.simulate.stacked import solve_stacked
from tinbergen.engine.stochastic.draws import Randomness
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Kind = Literal["backward", "stacked", "rule"]

_KEPT = 4
_read: OrderedDict[str, Model] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule as arrays: x_t = rest + ghx s_{t-1} + ghu u_t, states at ``states`` in x."""

    ghx: Array
    ghu: Array
    states: NDArray[np.int64]
    rest: Array


@dataclass(frozen=True, slots=True)
class Job:
    """What every replica shares.

    ``kind``: solved period by period, all periods at once, or by the first-order ``rule`` (None
    where it varies with the parameters). ``values`` (rows, width) are the solved baseline, from
    row ``first`` on the ``periods`` of the span beginning at ``start``; ``parameters`` (k,) in the
    model's order. ``disturbed`` are columns of ``values``, or shocks of the rule, that
    disturbances are added to; ``uncertain`` positions of drawn parameters; ``columns`` what is
    handed back.
    """

    kind: Kind
    name: str
    text: str
    values: Array
    parameters: Array
    first: int
    periods: int
    start: Period
    randomness: Randomness
    disturbed: tuple[int, ...]
    uncertain: tuple[int, ...]
    columns: tuple[int, ...]
    rule: Rule | None = None
    tol: float = 1e-9
    max_iter: int = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """Replicas ``first`` … ``last - 1``: those ``solved``, their values, and faults of the others.

    ``values`` has shape (solved, periods, columns); ``faults`` are (replica, fault).
    """

    first: int
    last: int
    solved: tuple[int, ...]
    values: Array
    faults: tuple[tuple[int, TinbergenError], ...]


def read(text: str, name: str) -> Model:
    """The model of a text; the last few are kept."""
    if text not in _read:
        _read[text] = parse(text, name)
        if len(_read) > _KEPT:
            _read.popitem(last=False)
    _read.move_to_end(text)
    return _read[text]


def carry_out(job: Job, first: int, last: int, model: Model | None = None) -> Outcome:
    """Draw and solve replicas ``first`` … ``last - 1``.

    ``model`` stands in for the job's text where a model can't be written, for one that calls a
    user's own functions.
    """
    if job.kind == "rule" and job.rule is not None:
        model = None
    elif model is None:
        model = read(job.text, job.name)
    numbers = range(first, last)
    drawn = np.stack([job.randomness.disturbances(r, job.periods) for r in numbers])
    P = np.repeat(job.parameters[None], len(numbers), axis=0)
    if job.uncertain:
        P[:, list(job.uncertain)] = [job.randomness.coefficients(r) for r in numbers]
    faults: dict[int, TinbergenError] = {}
    match job.kind:
        case "backward":
            assert model is not None
            found = _backward(job, model, drawn, P, faults)
        case "stacked":
            assert model is not None
            found = _stacked(job, model, drawn, P, faults)
        case _:
            found = _by_rule(job, model, drawn, P, faults)
    kept = [k for k in range(len(numbers)) if k not in faults]
    return Outcome(
        first,
        last,
        tuple(first + k for k in kept),
        np.ascontiguousarray(found[kept]),
        tuple((first + k, fault) for k, fault in sorted(faults.items())),
    )


def _rows(job: Job, drawn: Array) -> Array:
    """The baseline of every replica with its disturbances, shape (replicas, rows, width)."""
    Z = np.repeat(job.values[None], len(drawn), axis=0)
    Z[:, job.first : job.first + job.periods, list(job.disturbed)] += drawn
    return Z


def _backward(
    job: Job, model: Model, drawn: Array, P: Array, faults: dict[int, TinbergenError]
) -> Array:
    program: Program = compile_model(model)
    Z = _rows(job, drawn)
    _, failed = solve_rows(model, program, Z, P, job.first, tol=job.tol, max_iter=job.max_iter)
    for k, row, block in failed:
        period = job.start + row - job.first
        faults[k] = newton.failure(
            model, program, Z[k], P[k], row, program.blocks[block], period
        )  # fmt: skip
    return np.asarray(Z[:, job.first : job.first + job.periods][:, :, list(job.columns)])


def _stacked(
    job: Job, model: Model, drawn: Array, P: Array, faults: dict[int, TinbergenError]
) -> Array:
    """Disturbances are known ahead within a replica: it is one path of perfect foresight."""
    program = compile_model(model)
    found = np.zeros((len(drawn), job.periods, len(job.columns)))
    for k, Z in enumerate(_rows(job, drawn)):
        checkpoint()
        try:
            solved = solve_stacked(model, program, Z, P[k], start=job.start, tol=job.tol)
        except TinbergenError as fault:
            faults[k] = fault
            continue
        inside = solved.values[job.first : job.first + job.periods]
        found[k] = inside[:, list(job.columns)]
    return found


def _by_rule(
    job: Job, model: Model | None, drawn: Array, P: Array, faults: dict[int, TinbergenError]
) -> Array:
    found = np.zeros((len(drawn), job.periods, len(job.columns)))
    for k, shocks in enumerate(drawn):
        checkpoint()
        rule = job.rule
        if rule is None:
            assert model is not None
            named = {model.parameters[i]: float(P[k, i]) for i in job.uncertain}
            try:
                rule = rule_of(model.with_values(named))
            except TinbergenError as fault:
                faults[k] = fault
                continue
        found[k] = _path(rule, shocks, job)[:, list(job.columns)]
    return found


def _path(rule: Rule, drawn: Array, job: Job) -> Array:
    """The path (periods, n) from the steady state on, one period after the other."""
    shocks = np.zeros((job.periods, rule.ghu.shape[1]))
    shocks[:, list(job.disturbed)] = drawn
    path = np.empty((job.periods, len(rule.rest)))
    state = np.zeros(len(rule.states))
    for t in range(job.periods):
        path[t] = rule.ghx @ state + rule.ghu @ shocks[t]
        state = path[t, rule.states]
    return path + rule.rest


def rule_of(model: Model) -> Rule:
    """The first-order solution of a model as arrays.

    Raises
    ------
    TinbergenError
        E013, E014 without a steady state; E030-E035 without one stable solution.
    """
    found = equilibrium(model)
    rest = np.array([found.steady.values[n] for n in found.model.endogenous])
    states = np.asarray(found.solution.rule.states, dtype=np.int64)
    return Rule(found.ghx, found.ghu, states, rest)
