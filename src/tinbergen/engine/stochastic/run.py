"""Stochastic simulation: replicas drawn, shared out, solved and gathered."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.arguments import listed, unfit
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span, SpanLike
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.simulate.backward import solve_dynamic
from tinbergen.engine.stochastic.draws import Bootstrap, Coefficients, Normal, Randomness
from tinbergen.engine.stochastic.executors import Executor, InLine, Processes, executor_of
from tinbergen.engine.stochastic.gather import Gathering
from tinbergen.engine.stochastic.job import Job, Outcome, Rule, read, rule_of
from tinbergen.engine.stochastic.monte_carlo import Failure, MonteCarlo
from tinbergen.model.dynare.writer import write_mod
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Part = tuple[int, int]

_STAGE = Text("Simulate replicas", "模拟各次抽样")
#: Quantiles that are gathered of every variable.
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
#: Bytes up to which the paths of all variables are kept where it is not said which to keep.
_MOST_KEPT = 2**28
#: Seconds of work left from which processes pay for their start.
_WORTH_PROCESSES = 4.0

_WANTED = Text(
    "Normal, Bootstrap, or a mapping from names to standard deviations",
    "Normal、Bootstrap，或名称到标准差的映射",
)


def monte_carlo(
    model: ModelLike,
    data: DataLike,
    span: SpanLike,
    disturbances: Normal | Bootstrap | Mapping[str, float] | None,
    *,
    replicas: int = 1000,
    seed: int = 0,
    coefficients: Coefficients | None = None,
    antithetic: bool = False,
    residuals: DataLike | None = None,
    variables: str | Sequence[str] | None = None,
    keep: str | Sequence[str] | None = None,
    levels: Sequence[float] = LEVELS,
    executor: Executor | Any = None,
    progress: Progress | None = None,
) -> MonteCarlo:
    """Simulate a model under drawn disturbances, drawn coefficients, or both.

    A model that looks ahead is solved under perfect foresight, replica by replica. The same seed
    gives the same numbers, to the last bit, whoever solves the replicas.

    Parameters
    ----------
    model, data, span, residuals
        As for :func:`tinbergen.engine.simulate.backward.simulate`.
    disturbances
        Of equations, added to ``residuals``, or of exogenous variables, added to the data: a joint
        normal distribution, rows of residuals to draw from, or name -> standard deviation of
        independent normal ones.
    replicas, seed
        How many, and where their random numbers start.
    coefficients
        Parameters that are drawn too.
    antithetic
        Whether replicas come in pairs of opposite sign.
    levels
        Quantiles that are gathered, between 0 and 1.
    variables
        What to gather; all endogenous variables by default.
    keep
        Variables whose paths are all kept; by default those of ``variables``, or none where their
        paths would take more than 256 MB (1,000 replicas of 24 periods: 1,400 variables). Of the
        others only mean, deviation and quantiles are held, in memory that does not grow with the
        replicas.
    executor
        ``"in_line"``, ``"processes"``, a ``distributed.Client`` or the address of a Dask
        scheduler, or an executor of :mod:`tinbergen.engine.stochastic.executors`. By default this
        process, and for long work of models that are not solved period by period processes.
    progress
        Told the part of the replicas that is done.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E003, E011 or E012 when the baseline can't be solved, E004 for a
        name the model does not have, E008 when more than half of the replicas can't be solved,
        E066-E069 when executors fail, E070 for a wrong number, E073 when the model can't be
        sent to others, C008-C010 for wrong arguments; those of :meth:`Progress.check`.
    """
    model, data, span = model_of(model), dataset_of(data), Span.parse(span)
    residuals = None if residuals is None else dataset_of(residuals, "residuals")
    disturbances = _drawn(disturbances)
    own, text = _own(model)
    program = compile_model(own)
    filled = path.rows(model, program, data, span, residuals)
    solve_dynamic(own, program, filled)
    disturbed = _names(disturbances)
    wanted, kept = _wanted(model, variables, keep, replicas * span.length)
    job = Job(
        kind="stacked" if program.leads else "backward",
        name=model.name,
        text=text,
        values=filled.values,
        parameters=filled.parameters[0],
        first=filled.lags,
        periods=span.length,
        start=span.start,
        randomness=Randomness.of(seed, disturbances, coefficients, antithetic=antithetic),
        disturbed=tuple(_column(model, program, name) for name in disturbed),
        uncertain=_positions(model, coefficients),
        columns=tuple(model.endogenous.index(n) for n in wanted),
    )
    chosen = _chosen(executor, own, text, always_in_line=not program.leads)
    return _gather(job, chosen, span, wanted, kept, replicas, levels, progress)


def monte_carlo_rule(
    model: ModelLike,
    span: SpanLike,
    disturbances: Normal | Mapping[str, float],
    *,
    replicas: int = 1000,
    seed: int = 0,
    coefficients: Coefficients | None = None,
    antithetic: bool = False,
    variables: str | Sequence[str] | None = None,
    keep: str | Sequence[str] | None = None,
    levels: Sequence[float] = LEVELS,
    executor: Executor | Any = None,
    progress: Progress | None = None,
) -> MonteCarlo:
    """Simulate the first-order solution of a model from its steady state on.

    Parameters
    ----------
    model, span
        As for :func:`monte_carlo`; the steady state needs no data.
    disturbances
        Of shocks (varexo): joint normal, or name -> standard deviation.
    coefficients
        Parameters that are drawn too: every replica is then solved anew.
    replicas, seed, antithetic, variables, keep, levels, executor, progress, cancel
        As for :func:`monte_carlo`.

    Raises
    ------
    TinbergenError
        As :func:`monte_carlo`; E013, E014, E030-E035 when there is no solution at the model's own
        parameters.
    """
    model, span = model_of(model), Span.parse(span)
    covariance = _drawn(disturbances)
    if not isinstance(covariance, Normal):
        raise unfit("disturbances", disturbances, _WANTED)
    own, text = _own(model)
    shocks = model.stochastic
    for name in covariance.names:
        if name not in shocks:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, shocks), names=name, model=model.name
            )
    rule: Rule = rule_of(own)
    wanted, kept = _wanted(model, variables, keep, replicas * span.length)
    job = Job(
        kind="rule",
        name=model.name,
        text=text,
        values=np.zeros((0, 0)),
        parameters=np.array(model.vector()),
        first=0,
        periods=span.length,
        start=span.start,
        randomness=Randomness.of(seed, covariance, coefficients, antithetic=antithetic),
        disturbed=tuple(shocks.index(n) for n in covariance.names),
        uncertain=_positions(model, coefficients),
        columns=tuple(model.endogenous.index(n) for n in wanted),
        rule=rule if coefficients is None else None,
    )
    chosen = _chosen(executor, own, text, always_in_line=coefficients is None)
    return _gather(job, chosen, span, wanted, kept, replicas, levels, progress)


# -- what is asked for ---------------------------------------------------------------------------
def _own(model: Model) -> tuple[Model, str]:
    """The model as its text says it, and the text: the same code here as with every worker.

    A model that calls a user's own functions stays what it is, and has no text.
    """
    if model.graph.called(*(e.residual for e in model.equations)):
        return model, ""
    text = write_mod(model)
    return read(text, model.name), text


def _drawn(
    disturbances: Normal | Bootstrap | Mapping[str, float] | None,
) -> Normal | Bootstrap | None:
    """Standard deviations as independent normal disturbances."""
    if disturbances is None or isinstance(disturbances, Normal | Bootstrap):
        return disturbances
    if not isinstance(disturbances, Mapping):
        raise unfit("disturbances", disturbances, _WANTED)
    variances = np.array([float(sd) ** 2 for sd in disturbances.values()])
    return Normal(tuple(disturbances), np.diag(variances))


def _names(disturbances: Normal | Bootstrap | None) -> tuple[str, ...]:
    return () if disturbances is None else tuple(disturbances.names)


def _wanted(
    model: Model,
    variables: str | Sequence[str] | None,
    keep: str | Sequence[str] | None,
    values: int,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is gathered and what of it is kept, of which each has ``values`` in all paths."""
    variables = None if variables is None else listed(variables)
    keep = None if keep is None else listed(keep)
    kept = tuple(variables or model.endogenous) if keep is None else tuple(keep)
    if keep is None and len(kept) * values * np.float64().nbytes > _MOST_KEPT:
        kept = ()
    wanted = tuple(dict.fromkeys((*(variables or model.endogenous), *kept)))
    for name in wanted:
        if name not in model.endogenous:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, model.endogenous), names=name, model=model.name
            )
    return wanted, kept


def _column(model: Model, program: Program, name: str) -> int:
    """Where an equation's residual or an exogenous variable stands in a row."""
    if name in model.exogenous:
        return len(model.endogenous) + model.exogenous.index(name)
    equation = model.equation(name)
    return program.layout.first_residual + model.equations.index(equation)


def _positions(model: Model, coefficients: Coefficients | None) -> tuple[int, ...]:
    if coefficients is None:
        return ()
    known = model.with_values(dict.fromkeys(coefficients.names, 0.0)).parameters
    return tuple(known.index(n) for n in coefficients.names)


def _chosen(executor: Any, own: Model, text: str, *, always_in_line: bool) -> Executor | None:
    """The executor; None when it is to be seen how long the work takes."""
    if executor is None and text and not always_in_line:
        return None
    chosen = InLine() if executor is None else executor_of(executor)
    if text:
        return chosen
    if not isinstance(chosen, InLine):
        raise TinbergenError("E073", model=own.name)
    return InLine(chosen.size, own)


# -- the work ------------------------------------------------------------------------------------
def _parts(first: int, replicas: int, size: int) -> list[Part]:
    return [(a, min(a + size, replicas)) for a in range(first, replicas, size)]


def _outcomes(job: Job, executor: Executor | None, replicas: int) -> Generator[Outcome, None, None]:
    if executor is not None:
        yield from executor.run(job, _parts(0, replicas, executor.size))
        return
    # Whether processes pay is measured on the first few replicas.
    trial = min(8, replicas)
    begun = time.perf_counter()
    yield from InLine().run(job, [(0, trial)])
    left = (time.perf_counter() - begun) / trial * (replicas - trial)
    chosen: Executor = Processes() if left > _WORTH_PROCESSES else InLine()
    yield from chosen.run(job, _parts(trial, replicas, chosen.size))


def _gather(
    job: Job,
    executor: Executor | None,
    span: Span,
    wanted: tuple[str, ...],
    kept: tuple[str, ...],
    replicas: int,
    levels: Sequence[float],
    progress: Progress | None,
) -> MonteCarlo:
    if replicas < 1:
        raise TinbergenError("E074", replicas=replicas)
    gathered = Gathering(span.length, len(wanted))
    columns = [wanted.index(n) for n in kept]
    limits.check_memory(replicas, span.length, len(kept))
    draws = np.empty((replicas, span.length, len(kept)))
    solved: list[int] = []
    failures: list[Failure] = []
    early: dict[int, Outcome] = {}
    due = done = 0
    outcomes = _outcomes(job, executor, replicas)
    try:
        for outcome in outcomes:
            early[outcome.first] = outcome
            done += outcome.last - outcome.first
            while due in early:
                ready = early.pop(due)
                for replica, values in zip(ready.solved, ready.values, strict=True):
                    gathered.add(values)
                    draws[len(solved)] = values[:, columns]
                    solved.append(replica)
                failures += [Failure(replica, fault) for replica, fault in ready.faults]
                due = ready.last
            if progress is not None:
                progress(_STAGE, done / replicas)
    finally:
        outcomes.close()
    if len(failures) > replicas // 2:
        first = failures[0].fault
        facts = {"period": span.start, "equation": "?", **first.facts}
        if "equations" in facts:
            facts["equation"] = facts["equations"]
        facts |= {"failed": len(failures), "draws": replicas}
        raise TinbergenError("E008", **facts)
    chosen = tuple(float(level) for level in levels)
    return MonteCarlo(
        span,
        wanted,
        replicas,
        job.randomness.seed,
        gathered.mean(),
        gathered.deviation(),
        chosen,
        gathered.quantiles(np.array(chosen)),
        kept,
        draws[: len(solved)],
        tuple(solved),
        tuple(failures),
    )
