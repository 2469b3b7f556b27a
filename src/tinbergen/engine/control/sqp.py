"""Optimal control of a model under inequality constraints.

Sequential quadratic programming on the model's exact sensitivities (Nocedal and Wright, Numerical
Optimization, 2006, chapter 18): linearise the paths around the last simulation, solve the
quadratic program, re-simulate the full model, accept what lowers loss plus infeasibility. The
answer is a path of the nonlinear model, not of its approximation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, UnsolvedError
from tinbergen.core.period import Span, SpanLike
from tinbergen.core.progress import checkpoint
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.engine.control.dynamics import Dynamics, ModelDynamics
from tinbergen.engine.control.excess import BROKEN, least_excess
from tinbergen.engine.control.problem import Problem, loss
from tinbergen.engine.control.quadratic import minimise
from tinbergen.model.library import ModelLike, model_of

Array = NDArray[np.float64]

#: Relative steps below which the search is near the optimum.
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Control:
    """A solved control problem.

    ``run`` is the full model at the optimum (a ``Simulation`` of a compiled one), ``linear``
    (periods, variables) what the model linearised around the baseline promises for the same
    instruments. ``prices`` (limits,) are multipliers: the loss saved by one unit of each bound.
    ``kkt`` is the largest violation of the first-order conditions at the nonlinear optimum,
    relative to the size of the gradient. ``infeasible`` names limits that no path meets: their
    violation is as small as it can be, their ``slacks`` are negative by it, and prices and ``kkt``
    are those of the problem with their bounds moved so far. ``start_paths`` are those before any
    choice.
    """

    run: Any
    paths: Array
    linear: Array
    loss: float
    baseline_loss: float
    prices: Array
    slacks: Array
    kkt: float
    iterations: int
    infeasible: tuple[str, ...]
    start_paths: Array


#: Steps that still tremble do not matter where the first-order conditions hold so well.
_GOOD = 1e-6


def optimise(
    model: ModelLike,
    data: DataLike,
    span: SpanLike,
    problem: Problem,
    *,
    residuals: DataLike | None = None,
    tol: float = 1e-9,
    max_iter: int = 60,
) -> Control:
    """Choose the instruments' paths of a model that minimise the sum of terms within the limits.

    Parameters
    ----------
    model, data, span, residuals
        As for :func:`tinbergen.engine.simulate.backward.simulate`.
    problem
        Terms of the loss, instruments and limits, see :mod:`tinbergen.engine.control.problem`.
    tol, max_iter
        The relative step below which the search has settled; steps it may take.

    Raises
    ------
    TinbergenError
        C008-C010 for wrong arguments, E004 for a wrong name, E009 when the quadratic program can't
        be solved, E010 when the iterations do not settle and the first-order conditions do not
        hold either.
    """
    model, data, span = model_of(model), dataset_of(data), Span.parse(span)
    residuals = None if residuals is None else dataset_of(residuals, "residuals")
    dynamics = ModelDynamics(model, data, span, problem.instruments, problem.variables, residuals)
    return solve(dynamics, problem, tol=tol, max_iter=max_iter)


def solve(
    dynamics: Dynamics, problem: Problem, *, tol: float = 1e-9, max_iter: int = 60
) -> Control:
    """The same for any dynamics; errors as :func:`optimise`."""
    run = start = dynamics.start()
    first_slopes = dynamics.slopes(run)
    start_paths = dynamics.paths(run)
    baseline_loss = loss(problem, start_paths)
    penalty = 0.0
    for iteration in range(1, max_iter + 1):
        checkpoint()
        paths = dynamics.paths(run)
        slopes = dynamics.slopes(run) if iteration > 1 else first_slopes
        instruments = dynamics.instruments(run)
        step, prices, excess = _quadratic_step(problem, paths, slopes, instruments.shape)
        units = _units(problem, slopes).reshape(step.shape)
        penalty = max(penalty, 2 * float(prices.max(initial=0.0)))
        size = float(np.max(np.abs(step) / (units + np.abs(instruments))))
        moved = _search(dynamics, problem, run, step, penalty, excess, near=size < _NEAR)
        if moved is None or size < tol:
            break
        run = moved
    paths = dynamics.paths(run)
    slopes = dynamics.slopes(run)
    instruments = dynamics.instruments(run)
    _, prices, excess = _quadratic_step(problem, paths, slopes, instruments.shape)
    slacks = problem.slacks(paths)
    change = instruments - dynamics.instruments(start)
    linear = start_paths + (first_slopes @ change.reshape(-1)).reshape(paths.shape)
    kkt = stationarity(problem, paths, slopes, prices, slacks + excess)
    if iteration == max_iter and size >= tol and kkt > _GOOD:
        raise TinbergenError("E010", iterations=max_iter, size=f"{size:.2g}")
    return Control(
        run, paths, linear, loss(problem, paths), baseline_loss, prices, slacks,
        kkt, iteration,
        tuple(m.name for m, e in zip(problem.limits, excess, strict=True) if e > BROKEN),
        start_paths,
    )  # fmt: skip


def stationarity(
    problem: Problem, paths: Array, slopes: Array, prices: Array, slacks: Array
) -> float:
    """Largest violation of the Karush-Kuhn-Tucker conditions, whatever the units.

    Stationarity is relative to the gradient, feasibility to the bounds; signs of the prices and
    complementary slackness, both as losses, are relative to the loss.
    """
    gradient = np.zeros(slopes.shape[1])
    size = np.zeros(slopes.shape[1])
    pulls = 2 * problem.weights * problem.errors(paths)
    for weights, rows in ((pulls, problem.target_matrix), (prices, problem.constraint_matrix)):
        if rows.size:
            each = weights[:, None] * (rows @ slopes)
            gradient += each.sum(axis=0)
            size += np.abs(each).sum(axis=0)
    units = _units(problem, slopes)
    scale = 1 + np.abs(problem.bounds)
    level = 1 + loss(problem, paths)
    return max(
        float(np.abs(gradient * units).max()) / (1e-12 + float((size * units).max())),
        float(np.max(-slacks / scale, initial=0.0)),
        float(np.max(-prices * scale, initial=0.0)) / level,
        float(np.max(np.abs(prices * slacks), initial=0.0)) / level,
    )


def _units(problem: Problem, slopes: Array) -> Array:
    """Changes of instruments that move the loss by about one, shape (settings * instruments,)."""
    curvature = np.zeros(slopes.shape[1])
    if problem.terms:
        curvature = problem.weights @ (problem.target_matrix @ slopes) ** 2
    return 1 / np.sqrt(np.where(curvature > 0, curvature, 1.0))


def _quadratic_step(
    problem: Problem, paths: Array, slopes: Array, shape: tuple[int, ...]
) -> tuple[Array, Array, Array]:
    """The step, of the instruments' ``shape``, that is best on the linearised paths, with the
    limits' prices.

    One-sided terms get a slack of their own. The third answer is by how much each limit's bound
    was moved because the limits contradict one another, zero where they do not.
    """
    n = slopes.shape[1]
    units = _units(problem, slopes)
    H, g, A, b = _program(problem, paths, slopes * units)
    optimum = minimise(H, g, A, b)
    first = b.size - len(problem.limits)
    excess = np.zeros(len(problem.limits))
    if not optimum.feasible:
        hard = np.array([limit.hard for limit in problem.limits], dtype=bool)
        excess = least_excess(hard, A[first:, :n], b[first:])
        b[first:] += excess
        optimum = minimise(H, g, A, b)
        if not optimum.feasible:
            raise TinbergenError("E009", status="infeasible")
    step = (optimum.x[:n] * units).reshape(shape)
    return step, optimum.multipliers[first:], excess


def _program(problem: Problem, paths: Array, slopes: Array) -> tuple[Array, Array, Array, Array]:
    """H, g, A, b over the step and the slacks of one-sided terms; limits come last in A."""
    n = slopes.shape[1]
    sided = [i for i, t in enumerate(problem.terms) if t.sense != "at"]
    even = [i for i, t in enumerate(problem.terms) if t.sense == "at"]
    size, m = n + len(sided), len(problem.limits)
    targets = problem.target_matrix @ slopes if problem.terms else np.zeros((0, n))
    gaps, weights = problem.gaps(paths), problem.weights
    H, g = np.zeros((size, size)), np.zeros(size)
    pulled = 2 * weights[even, None] * targets[even]
    H[:n, :n] = targets[even].T @ pulled
    g[:n] = gaps[even] @ pulled
    A, b = np.zeros((2 * len(sided) + m, size)), np.zeros(2 * len(sided) + m)
    for k, i in enumerate(sided):
        sign = 1.0 if problem.terms[i].sense == "at_most" else -1.0
        root = sign * np.sqrt(weights[i])
        H[n + k, n + k] = 2.0
        A[2 * k, :n], A[2 * k : 2 * k + 2, n + k] = root * targets[i], -1.0
        b[2 * k] = -root * gaps[i]
    if m:
        A[-m:, :n], b[-m:] = problem.constraint_matrix @ slopes, problem.slacks(paths)
    H[np.diag_indices(size)] += 1e-12 * max(1.0, float(np.abs(np.diag(H)).max()))
    return H, g, A, b


def _search(
    dynamics: Dynamics,
    problem: Problem,
    run: Any,
    step: Array,
    penalty: float,
    excess: Array,
    *,
    near: bool,
) -> Any | None:
    """The first of 1, 1/2, 1/4 … of the step that lowers loss plus penalised infeasibility.

    None when no fraction does: the iterations have converged to rounding. Near the optimum the
    loss is flat: a step of 1e-8 changes it by less than it can tell, and is taken unless it harms.
    """
    before = _merit(problem, dynamics.paths(run), penalty, excess)
    before += 1e-13 * (1 + abs(before)) if near else 0.0
    fraction = 1.0
    for _ in range(20):
        try:
            moved = dynamics.moved(run, fraction * step)
        except UnsolvedError:
            pass
        else:
            if _merit(problem, dynamics.paths(moved), penalty, excess) < before:
                return moved
        fraction /= 2
    return None


def _merit(problem: Problem, paths: Array, penalty: float, excess: Array) -> float:
    over = float(np.maximum(-problem.slacks(paths) - excess, 0.0).sum())
    return loss(problem, paths) + penalty * over
