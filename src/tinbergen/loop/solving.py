"""Solving a case's control problem: which program fits it, and what the worlds say of the answer.

One world with a quadratic loss on its central path: sequential quadratic programming on its exact
slopes. Several worlds, or an expected loss: the same, weighted. Losses that are linear in misses,
conditional value at risk, and projects that are done or not: a linear or mixed-integer program.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.branches import Branch, Cuts, WeightedControl
from tinbergen.engine.control.choose import Kind, choose
from tinbergen.engine.control.comparison import shares_of
from tinbergen.engine.control.problem import Limit, Problem
from tinbergen.engine.control.sqp import solve
from tinbergen.loop.case.case import Case
from tinbergen.loop.problem import ControlProblem
from tinbergen.loop.sampling import is_random, sampler
from tinbergen.loop.situation import Situation
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.pairs import Scope
from tinbergen.loop.worlds.protocol import Choice

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Solved:
    """A solved problem. ``choices`` are one a pair of worlds; ``settings`` their weighted mean.

    ``pair_paths`` (periods, variables) are each pair's, ``idle_paths`` those with no policy,
    ``paths`` and ``linear`` weighted means; ``losses`` and ``idle_losses`` are each pair's own with
    the plan and with no policy. ``pull`` (pairs,) are weights with which the mean loss has its
    least at the choice; ``cuts`` are limits from the draws in which chances hold, and
    ``chance_prices`` (limits,) of each what room in all its draws saves; ``period`` is the one in
    which a limit that may hold in any does, and ``attempts`` the least loss for each, None where it
    can't; ``branches`` and ``idle_runs`` are what was searched, and no policy in it, none for one
    world with one central path.
    """

    problem: ControlProblem
    choices: tuple[Choice, ...]
    settings: Mapping[str, Array]
    runs: tuple[Any, ...]
    pair_paths: tuple[Array, ...]
    idle_paths: tuple[Array, ...]
    paths: Array
    linear: Array
    loss: float
    baseline_loss: float
    losses: tuple[float, ...]
    idle_losses: tuple[float, ...]
    prices: Array
    slacks: Array
    kkt: float
    iterations: int
    infeasible: tuple[str, ...]
    pull: Array
    cuts: Cuts | None = None
    chance_prices: tuple[Array, ...] = ()
    branches: tuple[Branch, ...] = ()
    idle_runs: tuple[Any, ...] = ()
    period: int | None = None
    attempts: tuple[tuple[int, float | None], ...] = ()

    @property
    def scope(self) -> Scope:
        return self.problem.scope

    @property
    def priced(self) -> list[tuple[Limit, float, float]]:
        """Limits with their prices and slacks; of chances the slack is that of draws that bind."""
        # Prices of limits that hold in several worlds stand behind the others.
        own = zip(self.problem.problem.limits, self.prices, self.slacks, strict=False)
        found = [(limit, float(price), float(slack)) for limit, price, slack in own]
        for chance, prices in zip(self.problem.chances, self.chance_prices, strict=False):
            found += [(c, p, 0.0) for c, p in zip(chance.limits[0], prices.tolist(), strict=True)]
        return found

    def central(self, names: Sequence[str]) -> dict[str, Array]:
        """Weighted mean paths with the plan by name, those of instruments as they are set."""
        outcomes = [n for n in names if n not in self.settings]
        dynamics = self.scope.dynamics(outcomes)
        pairs = zip(self.scope.pairs, dynamics, self.runs, self.choices, strict=True)
        total = np.zeros((self.scope.pairs[0].response.span.length, len(outcomes)))
        for pair, own, run, choice in pairs:
            # Another world's run may be under names and in units of its own.
            if isinstance(pair.response, ModelWorld) and pair.own:
                paths = np.column_stack([run[name] for name in outcomes])
            else:
                start = pair.start(own, self.scope.instruments)
                change = np.column_stack(list(choice.paths.values())) - own.instruments(start)
                paths = own.paths(own.moved(start, change)) + pair.shift(own, start, outcomes)
            total += pair.weight * paths
        return {**dict(zip(outcomes, total.T, strict=True)), **self.settings}


def solve_problem(situation: Situation, posed: ControlProblem) -> Solved:
    """The best choice of a case.

    Raises
    ------
    TinbergenError
        E009, E010 when the optimisation fails, E021 when a chance can't be had, L148 when nothing
        is random; those of simulation.
    """
    if posed.once is None:
        return _solved(situation, posed)
    # A limit that may hold in any period leaves a problem a period; the least loss is the answer.
    tried = [_solved(situation, posed.in_period(t)) for t in range(situation.span.length)]
    able = [t for t, one in enumerate(tried) if not one.infeasible] or range(len(tried))
    best = min(able, key=lambda t: tried[t].loss)
    attempts = tuple((t, None if one.infeasible else one.loss) for t, one in enumerate(tried))
    return dataclasses.replace(tried[best], period=best, attempts=attempts)


def _solved(situation: Situation, posed: ControlProblem) -> Solved:
    case, scope = situation.case, posed.scope
    names, variables = scope.instruments, posed.problem.variables
    dynamics = scope.dynamics(variables)
    kinds = kinds_of(case)
    plain = scope.one is not None and case.objective != "expected" and case.penalty == "quadratic"
    if plain and set(kinds) == {"path"} and not posed.chances:
        return _one(posed, dynamics[0])
    starts = [p.start(d, names) for p, d in zip(scope.pairs, dynamics, strict=True)]
    idle = np.array([d.instruments(s) for d, s in zip(dynamics, starts, strict=True)])
    mean = np.tensordot(scope.weights, idle, axes=1)
    relative = np.array([i.relative for i in case.instruments])
    branches, idle_losses, idle_paths = [], [], []
    for pair, one, start, own, problem in zip(
        scope.pairs, dynamics, starts, idle, posed.problems, strict=True
    ):
        shift = pair.shift(one, start, variables)
        # Levels are the same in every world, deviations are from each world's own baseline.
        first = np.where(relative, own, mean) - one.instruments(one.start())
        branches.append(Branch(pair.weight, one, problem, shift, first))
        idle_paths.append(one.paths(start) + shift)
        idle_losses.append(float(lost(problem, problem.errors(idle_paths[-1]), case.penalty)))
    sample = sampler(scope, variables, branches) if case.objective == "expected" else None
    scenarios = None
    if posed.chances:
        going = [Choice(dict(zip(names, i.T, strict=True)), p.information)
                 for p, i in zip(scope.pairs, idle, strict=True)]  # fmt: skip
        if not is_random(scope, going, variables):
            raise TinbergenError("L148", name=posed.chances[0].name)
        apart = any(c.everywhere for c in posed.chances)
        scenarios = sampler(scope, variables, branches, apart=apart)
    regrets = case.objective == "regret" and len(scope.responding) > 1
    shares = shares_of(scope.weights, scope.places) if regrets else None
    control = choose(
        branches, kinds, everywhere=posed.everywhere, sample=sample, penalty=case.penalty,
        risk=case.risk, theta=case.theta, shares=shares, chances=posed.chances,
        scenarios=scenarios,
    )  # fmt: skip
    if case.penalty == "linear":
        errors = [b.problem.errors(b.paths(r)) for b, r in zip(branches, control.runs, strict=True)]
        losses = tuple(float(lost(posed.problem, e, case.penalty)) for e in errors)
        control = dataclasses.replace(control, branch_losses=losses)
    found = _several(posed, branches, control, tuple(idle_losses), tuple(idle_paths))
    return dataclasses.replace(found, branches=tuple(branches), idle_runs=tuple(starts))


def kinds_of(case: Case) -> tuple[Kind, ...]:
    """How each instrument is chosen; nature sets paths."""
    return tuple("path" if i.kind == "scenario" else i.kind for i in case.instruments)


def lost(problem: Problem, errors: Array, penalty: Literal["quadratic", "linear"]) -> Array:
    """Weighted sums of errors (…, terms), squared or as they are."""
    return np.asarray((errors**2 if penalty == "quadratic" else np.abs(errors)) @ problem.weights)


def _one(posed: ControlProblem, dynamics: Any) -> Solved:
    """One world, one central path, paths of instruments: the exact program."""
    control = solve(dynamics, posed.problem)
    idle = control.start_paths
    set_to = dynamics.instruments(control.run)
    settings = dict(zip(posed.scope.instruments, set_to.T, strict=True))
    choice = Choice(settings, posed.scope.pairs[0].information)
    return Solved(
        posed, (choice,), settings, (control.run,), (control.paths,), (idle,),
        control.paths, control.linear, control.loss, control.baseline_loss, (control.loss,),
        (control.baseline_loss,), control.prices, control.slacks, control.kkt,
        control.iterations, control.infeasible, np.ones(1),
    )  # fmt: skip


def _several(
    posed: ControlProblem,
    branches: Sequence[Branch],
    control: WeightedControl,
    idle_losses: tuple[float, ...],
    idle_paths: tuple[Array, ...],
) -> Solved:
    names, pairs = posed.scope.instruments, posed.scope.pairs
    choices = tuple(
        Choice(dict(zip(names, b.dynamics.instruments(run).T, strict=True)), pair.information)
        for b, run, pair in zip(branches, control.runs, pairs, strict=True)
    )
    settings = {
        name: np.asarray(sum(p.weight * c.paths[name] for p, c in zip(pairs, choices, strict=True)))
        for name in names
    }
    baseline = control.baseline_loss
    if baseline is None:
        baseline = sum(p.weight * lost for p, lost in zip(pairs, idle_losses, strict=True))
    return Solved(
        posed, choices, settings, control.runs,
        tuple(b.paths(r) for b, r in zip(branches, control.runs, strict=True)),
        idle_paths, control.paths,
        control.linear, control.loss, baseline, control.branch_losses,
        idle_losses, control.prices, control.slacks, control.kkt, control.iterations,
        control.infeasible, control.pull, control.cuts, control.chance_prices,
    )  # fmt: skip
