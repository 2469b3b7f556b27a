"""The one place that sends a choice to the program that fits it.

Squared misses: sequential quadratic programming, over central paths or draws; projects that are
done or not are tried in every combination. Misses as they are, or the worst share of them: a linear
program, with projects a mixed-integer one, around the last simulation until it stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import InfeasibleError, TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.engine.control.aims import Mean
from tinbergen.engine.control.branches import Branch, Runs, Sample, Search, WeightedControl
from tinbergen.engine.control.chance import Program, optimise_chances
from tinbergen.engine.control.expected import LinearDraws, expected_loss
from tinbergen.engine.control.linear_program import (
    conditional_value_at_risk,
    linear_losses,
    minimise_linear,
)
from tinbergen.engine.control.scenarios import Best, Chance
from tinbergen.engine.control.weighted import (
    exceeded,
    optimise_expected,
    optimise_regret,
    optimise_weighted,
    within,
)

Array = NDArray[np.float64]
Kind = Literal["path", "level", "switch"]

#: Projects up to which all combinations are tried where the loss is quadratic.
MOST_PROJECTS = 10
#: How often a linear program is set up anew around its answer.
_ROUNDS = 30
#: Gain of a further program, relative to the loss, below which the answer stays.
_GAIN = 1e-8


def choose(
    branches: Sequence[Branch],
    kinds: Sequence[Kind],
    *,
    everywhere: frozenset[str] = frozenset(),
    sample: Sample | None = None,
    penalty: Literal["quadratic", "linear"] = "quadratic",
    risk: float | None = None,
    theta: float | None = None,
    shares: Array | None = None,
    chances: Sequence[Chance] = (),
    scenarios: Sample | None = None,
) -> WeightedControl:
    """The best choice of instruments, each a path, one level for all periods or a switch.

    Parameters
    ----------
    sample
        Draws around runs, whose expected loss is minimised; the central paths without.
    penalty, risk
        Whether misses are squared or taken as they are; with ``risk``, a level such as .95, the
        conditional value at risk of the sum of misses takes the place of its mean.
    theta
        Price of ambiguity, see :func:`~tinbergen.engine.control.expected.minimise_expected`.
    shares
        Worlds' losses as means over the branches, (worlds, branches): their largest regret is made
        small instead of the mean loss; squared misses of central paths, no projects.
    chances, scenarios
        Limits that hold in a share of draws, and these draws around runs; no projects.

    Raises
    ------
    TinbergenError
        E009 when the limits leave no choice, E010 when the iterations do not settle, E020 for too
        many projects with squared misses, E021 when chances can't be had.
    """
    settings, count = branches[0].first.shape
    projects = [k for k, kind in enumerate(kinds) if kind == "switch"]
    if penalty == "linear" or not projects:
        search = Search(branches, basis_of(kinds, settings, count), everywhere)
        whole = [d for d, (k, _) in enumerate(_columns(kinds, settings)) if k == -1]
        program = _program(sample, penalty, risk, theta, shares, whole)
        if chances and scenarios is not None:
            return optimise_chances(search, program, scenarios, chances)
        return program.solve(search, None)
    if len(projects) > MOST_PROJECTS:
        raise TinbergenError("E020", projects=len(projects), most=MOST_PROJECTS)
    held = [kind for kind in kinds if kind != "switch"]
    free = [d for d, (k, _) in enumerate(_columns(kinds, settings)) if k >= 0]
    basis = basis_of(kinds, settings, count)[:, free]
    found = []
    for done in product((0.0, 1.0), repeat=len(projects)):
        checkpoint()
        step = np.zeros((settings, count))
        step[:, projects] = done
        moved = [dataclasses.replace(b, first=b.first + step) for b in branches]
        search = Search(moved, basis, everywhere)
        try:
            found.append(_squared(search, sample, theta) if held else _still(search, sample))
        except InfeasibleError:
            continue
    if not found:
        raise TinbergenError("E009", status="infeasible")
    best = min(found, key=_worth)
    if sample is None:
        return best
    # Without policy no project is done.
    idle = Search(branches, np.zeros((settings * count, 0)), everywhere).begin()
    drawn = sample(idle)
    before = expected_loss(branches[0].problem, drawn, np.zeros(drawn.effects.shape[2]))
    return dataclasses.replace(best, baseline_loss=before)


def _worth(control: WeightedControl) -> tuple[float, float]:
    """What a combination is ranked by: how little it exceeds the limits, then its loss."""
    over = float(np.maximum(-control.slacks, 0.0).sum()) if control.infeasible else 0.0
    return round(over, 6), control.loss


def _columns(kinds: Sequence[Kind], settings: int) -> list[tuple[int, int]]:
    """(instrument, period) of each direction; -1 for a switch, and for all periods."""
    found = []
    for k, kind in enumerate(kinds):
        if kind == "path":
            found += [(k, t) for t in range(settings)]
        else:
            found.append((k if kind == "level" else -1, -1))
    return found


def basis_of(kinds: Sequence[Kind], settings: int, count: int) -> Array:
    """Directions of change, shape (settings * instruments, n)."""
    columns = []
    for k, kind in enumerate(kinds):
        for t in range(settings) if kind == "path" else (slice(None),):
            column = np.zeros((settings, count))
            column[t, k] = 1.0
            columns.append(column.reshape(-1))
    return np.array(columns).T


def _program(
    sample: Sample | None,
    penalty: Literal["quadratic", "linear"],
    risk: float | None,
    theta: float | None,
    shares: Array | None,
    whole: Sequence[int],
) -> Program:
    """The program that fits a loss, and the best step that it sees around an answer."""

    def solve(search: Search, start: Runs | None) -> WeightedControl:
        if penalty == "linear":
            return _linear(search, whole, sample, risk, start)
        if shares is not None:
            return optimise_regret(search, shares, start=start)
        return _squared(search, sample, theta, start)

    def around(search: Search, control: WeightedControl) -> Best:
        draws = _drawn(search, sample, control.runs)
        if penalty == "linear":
            return partial(minimise_linear, search.problem, draws, risk=risk)
        # Of draws their own weights count, of worlds those for which the choice is the best.
        mean = theta is not None or sample is not None
        aim = Mean(draws.weights if mean else control.pull, theta)
        return partial(aim.best, search.problem, draws)

    return Program(solve, around)


def _drawn(search: Search, sample: Sample | None, runs: Runs) -> LinearDraws:
    """What the loss is a mean over: draws, or the central path of every branch."""
    if sample is not None:
        return sample(runs).along(search.basis)
    return search.central(runs, search.slopes(runs))


def _squared(
    search: Search, sample: Sample | None, theta: float | None, start: Runs | None = None
) -> WeightedControl:
    if sample is None:
        return optimise_weighted(search, Mean(search.weights, theta), start=start)
    return optimise_expected(search, sample, theta, start=start)


def _still(search: Search, sample: Sample | None) -> WeightedControl:
    """Nothing but projects: what the combination is worth, if it keeps the limits."""
    runs = search.begin()
    limits = search.limits(runs, search.slopes(runs))
    if (limits.room < -1e-9).any():
        raise TinbergenError("E009", status="infeasible")
    loss = search.loss(runs)
    if sample is not None:
        draws = sample(runs).along(search.basis)
        loss = expected_loss(search.problem, draws, np.zeros(search.basis.shape[1]))
    return search.solved(runs, loss, np.zeros(len(limits.room)), 0.0, 1)


def _linear(
    search: Search,
    whole: Sequence[int],
    sample: Sample | None,
    risk: float | None,
    start: Runs | None = None,
) -> WeightedControl:
    """Linear programs around the last answer; a step that does not help is halved.

    Limits that contradict one another are exceeded by as little as possible.
    """
    n = search.basis.shape[1]
    total = np.zeros(n)
    drawn = partial(_drawn, search, sample)

    def worth(draws: LinearDraws) -> float:
        losses = linear_losses(search.problem, draws, np.zeros(n))
        if risk is None:
            return float(draws.weights @ losses)
        return conditional_value_at_risk(losses, draws.weights, risk)

    runs = search.begin()
    draws = drawn(runs)
    before = current = worth(draws)
    if start is not None:
        runs, draws = start, drawn(start)
        current = worth(draws)
    prices = np.zeros(0)
    for iteration in range(1, _ROUNDS + 1):  # noqa: B007
        checkpoint()
        limits = search.limits(runs, search.slopes(runs))
        ranges = [(-total[k], 1 - total[k]) if k in whole else (-np.inf, np.inf) for k in range(n)]
        least = partial(
            minimise_linear, search.problem, draws, risk=risk, whole=whole, ranges=ranges
        )
        found, excess = within(search, limits, least)
        prices = found.prices
        change, infeasible = found.change, bool((limits.room + excess < -1e-9).any())
        settled = current - found.loss < _GAIN * (1 + abs(current)) and not infeasible
        if settled or np.abs(change).max(initial=0.0) < 1e-10:
            break
        fraction = 1.0
        while True:
            moved = search.moved(runs, fraction * change)
            fresh = drawn(moved)
            if infeasible or worth(fresh) < current - 1e-12 * (1 + abs(current)):
                break
            fraction /= 2
            if whole or fraction < 1e-6:
                fraction = 0.0
                break
        if fraction == 0.0:
            break
        runs, draws, current, total = moved, fresh, worth(fresh), total + fraction * change
    return search.solved(runs, current, prices, 0.0, iteration, before, exceeded(search, excess))
