"""Is a plan still the best, given what came in? The optimal policy perturbation of what is left.

Every instrument may move by the same amount in each period that is left to it. Doubt is that of the
worlds by their weights and of their effects; shocks that nobody can foresee change no decision.
What is left of the plan was announced before, so that it is taken as it comes; the change is news.
Limits that bind are kept, by moving instruments together; a change goes as far as bounds let it,
other limits are left to the revised plan, which keeps them all.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import null_space

from tinbergen.core.documents.evidence import Finding, Interval
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import Instrument
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.engine.control.problem import Limit, Problem
from tinbergen.loop.case.case import Case
from tinbergen.loop.measures import bounds
from tinbergen.loop.problem import ControlProblem, build_problem
from tinbergen.loop.sampling import drawn_paths
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import change_of
from tinbergen.loop.worlds.pairs import Pair, Scope
from tinbergen.loop.worlds.protocol import Choice
from tinbergen.statistics.evaluation.perturbation import (
    Centre,
    Perturbation,
    perturbation_from_draws,
)

Array = NDArray[np.float64]

#: Slack, in units of what it limits, below which a limit binds.
_BINDS = 1e-6
#: Draws that are enough to tell what worlds and their effects disagree about.
DRAWS = 200

_METHOD = Text(
    "optimal policy perturbation (Barnichon and Mesters 2023): the same change in each period "
    "left, limits that bind are kept; by draws of worlds and of their effects",
    "最优政策扰动（Barnichon 与 Mesters 2023）：剩余各期作相同变动，起约束的限制保持不变；"
    "对各世界及其效应抽样",
)
_RECIPE = Text(
    "worlds by their weights and their effects, without shocks to come",
    "各世界按权重及其效应；不含未来冲击",
)
_SAID = {
    "revise": Text(
        "As known in {period}, {name} had better be {size:.2f} {side} than planned for the rest of "
        "the horizon (90 % band {low:+.2f} to {high:+.2f}; no change for the better: p {p:.2f}).",
        "以 {period} 所知，余下期间{name}宜比计划{side} {size:.2f}"
        "（90% 区间 {low:+.2f} 至 {high:+.2f}；“无需变动”之 p 值 {p:.2f}）。",
    ),
    "unclear": Text(
        "As known in {period}, the plan is no longer the best (p {p:.2f}), but which way {name} "
        "had better go is not clear ({change:+.2f}, 90 % band {low:+.2f} to {high:+.2f}).",
        "以 {period} 所知，计划已非最优（p 值 {p:.2f}），但{name}宜增宜减尚不明确"
        "（{change:+.2f}，90% 区间 {low:+.2f} 至 {high:+.2f}）。",
    ),
    "optimal": Text(
        "As known in {period}, nothing speaks clearly for changing {name} ({change:+.2f}, 90 % "
        "band {low:+.2f} to {high:+.2f}; p {p:.2f}).",
        "以 {period} 所知，尚无充分理由变动{name}"
        "（{change:+.2f}，90% 区间 {low:+.2f} 至 {high:+.2f}；p 值 {p:.2f}）。",
    ),
}
_HIGHER, _LOWER = Text("higher", "高"), Text("lower", "低")


def still_best(there: Situation, plan: Plan) -> tuple[Finding, ...]:
    """How each instrument had better change in what is left of a plan, and whether that is clear.

    Parameters
    ----------
    there
        The situation as of the review, over what is left of the plan's horizon; :data:`DRAWS` are
        enough.
    plan
        The plan that goes on.

    Returns
    -------
    A finding an instrument that can still move, in its unit; of some severity where the hypothesis
    that the plan is the best is rejected at 10 percent, 2 where the direction is clear too. None
    where nothing is uncertain about effects, where misses are not squared or are expected over
    shocks, against which a plan then insures, or where instruments are projects.
    """
    if not can_tell(there.case):
        return ()
    posed = build_problem(there)
    kept = what_is_left(there, posed.scope, plan)
    found = _perturbation(there, posed, kept)
    # Without a p-value draws agree on what a change does: mostly nothing before the horizon ends.
    if found is None or math.isnan(found.p_value):
        return ()
    movable = {i.name: i for i in there.case.instruments}
    return tuple(
        _finding(there, plan, movable[n], found, k, _reach(posed.scope, movable[n], kept[n]))
        for k, n in enumerate(found.names)
    )


def can_tell(case: Case) -> bool:
    """Whether the test fits a case's loss and instruments."""
    plain = case.penalty == "quadratic" and case.objective != "expected"
    return plain and all(i.kind != "switch" for i in case.instruments)


def _reach(scope: Scope, instrument: Instrument, path: Array) -> tuple[float, float]:
    """How far an instrument can go down and up before every period is at a bound."""
    lower, upper = bounds(instrument, scope.anchor(instrument.name))
    down = -np.inf if lower is None else float((lower - path)[instrument.lag :].min(initial=0.0))
    up = np.inf if upper is None else float((upper - path)[instrument.lag :].max(initial=0.0))
    return down, up


def what_is_left(there: Situation, scope: Scope, plan: Plan) -> dict[str, Array]:
    """What is left of a plan's paths, (settings,): of a rule that it shifts, the shift counts."""
    first, length = there.span.start - plan.start, there.span.length
    idle = {s.name: np.array(s.values, dtype=float) for s in plan.baseline_instruments}
    paths = {}
    for instrument, series in zip(there.case.instruments, plan.instruments, strict=True):
        path = np.array(series.values, dtype=float)
        if there.case.shifts_rules and series.name in there.case.policies:
            rule = scope.baseline(series.name)[:length]
            lower, upper = bounds(instrument, scope.anchor(series.name))
            shifted = rule + (path - idle[series.name])[first:]
            paths[series.name] = np.clip(shifted, lower, upper)
        else:
            paths[series.name] = path[first:]
    return paths


class Along(NamedTuple):
    """A pair along the plan that goes on: its path (periods, variables) and how it answers news."""

    pair: Pair
    problem: Problem
    path: Array
    slopes: Array


def _perturbation(
    there: Situation, posed: ControlProblem, kept: dict[str, Array]
) -> Perturbation | None:
    """The change of each instrument that can move; None where none can or effects are certain."""
    scope, problem = posed.scope, posed.problem
    going = going_on(posed, kept)
    weights = scope.weights
    slack = weights @ np.array([one.problem.slacks(one.path) for one in going])
    free = np.column_stack([_free(name, problem.limits, slack, kept[name]) for name in kept])
    able = np.flatnonzero(free.any(axis=0))
    if not able.size:
        return None
    directions = (free[:, :, None] * np.eye(free.shape[1])[:, able]).reshape(free.size, -1)
    own = {c.name for c in there.case.constraints}
    places = [k for k, limit in enumerate(problem.limits) if limit.name in own]
    rows = np.zeros((len(places), able.size))
    chosen = scope.allotted(there.case.draws)
    effects, gaps, centre, certain = [], [], [], len(scope.responding) == 1
    for k, (pair, posed_here, path, slopes) in enumerate(going):
        drawn = pair.response.effect_draws(Choice(kept, pair.information), problem.variables)
        certain = certain and drawn is None
        errors = posed_here.errors(path)
        # One-sided misses count only where there is one.
        terms = posed_here.target_matrix * (errors != 0)[:, None]
        central = slopes @ directions
        moved = (terms @ central)[None] if drawn is None else terms @ (drawn @ directions)
        count = int((chosen == k).sum())
        centre.append((terms @ central, errors, weights[k]))
        effects.append(moved[np.arange(count) % len(moved)])
        gaps.append(np.tile(errors, (count, 1)))
        if places:
            rows += weights[k] * (posed_here.constraint_matrix[places] @ central)
    if certain:
        return None
    chance_slack, chance_rows = _chances(posed, kept, going, directions)
    slack, rows = np.append(slack[places], chance_slack), np.vstack([rows, chance_rows])
    at = Centre(*(np.array(column) for column in zip(*centre, strict=True)))
    names = [scope.instruments[k] for k in able]
    return _within(
        np.concatenate(effects), np.concatenate(gaps), problem.weights, at, names, slack, rows
    )  # fmt: skip


def _chances(
    posed: ControlProblem, kept: dict[str, Array], going: Sequence[Along], directions: Array
) -> tuple[Array, Array]:
    """Slack (limits,) of limits that hold in a share of draws, and what changes do to it, (limits,
    changes): that which the asked-for share of draws leaves, moved as the central path moves.

    Limits that hold together have the slack of all of them.
    """
    slack, rows = np.zeros(0), np.zeros((0, directions.shape[1]))
    if not posed.chances:
        return slack, rows
    weights, central = posed.scope.weights, [one.path for one in going]
    choices = [Choice(kept, one.pair.information) for one in going]
    drawn, chosen, _ = drawn_paths(posed.scope, central, posed.problem.variables, choices)
    for chance in posed.chances:
        wanted = chance.coefficients
        left = chance.bounds[chosen] - drawn.reshape(len(drawn), -1) @ wanted.T
        if chance.jointly:
            left = np.broadcast_to(left.min(axis=1, keepdims=True), left.shape)
        slack = np.append(slack, np.quantile(left, 1 - chance.share, axis=0, method="lower"))
        pairs = zip(weights, going, strict=True)
        moved = sum(weight * (wanted @ one.slopes @ directions) for weight, one in pairs)
        rows = np.vstack([rows, moved])
    return slack, rows


def going_on(posed: ControlProblem, kept: dict[str, Array]) -> list[Along]:
    """Each pair with the plan going on, period by period, and its answers to news now."""
    scope, variables = posed.scope, posed.problem.variables
    levels = np.column_stack([kept[n] for n in scope.instruments])
    found = []
    for pair, news, own, problem in zip(
        scope.pairs, scope.dynamics(variables), _heard(scope).dynamics(variables), posed.problems,
        strict=True,
    ):  # fmt: skip
        start = pair.start(own, scope.instruments)
        run = own.moved(start, levels - own.instruments(start))
        path = own.paths(run) + pair.shift(own, start, variables)
        found.append(Along(pair, problem, path, news.slopes(run)))
    return found


def _heard(scope: Scope) -> Scope:
    """The scope in which paths are taken as they come, period by period."""
    pairs = tuple(dataclasses.replace(p, information="surprise") for p in scope.pairs)
    return dataclasses.replace(scope, pairs=pairs)


def _free(name: str, limits: Sequence[Limit], slack: Array, path: Array) -> NDArray[np.bool_]:
    """In which periods an instrument can move by the same to both sides, (settings,).

    Not at a bound, not before a decision takes effect, and not so that a step breaks its limit
    where such a stretch of periods begins or ends.
    """
    tight: dict[str, NDArray[np.bool_]] = {}
    for limit, left in zip(limits, slack.tolist(), strict=True):
        own, _, kind = limit.name.rpartition(" ")
        if own == name and limit.period is not None and (kind == "lag" or left <= _BINDS):
            held = tight.setdefault(kind, np.zeros(len(path) + 1, dtype=bool))
            held[limit.period] = True
    none = np.zeros(len(path) + 1, dtype=bool)
    free = ~(tight.get("lower", none) | tight.get("upper", none) | tight.get("lag", none))[:-1]
    steps = tight.get("rise", none) | tight.get("fall", none)
    while True:
        before, after = np.r_[False, free[:-1]], np.r_[free[1:], False]
        kept = free & (before | ~steps[:-1]) & (after | ~steps[1:])
        if (kept == free).all():
            return free
        free = kept


def _within(
    menus: Array,
    gaps: Array,
    weights: Array,
    at: Centre,
    names: list[str],
    slack: Array,
    rows: Array,
) -> Perturbation | None:
    """The perturbation along which limits that bind stay as they are.

    ``rows`` (limits, k) say what a change does to the limits, of which ``slack`` is left. A limit
    is kept only where the change would break it.
    """
    kept = np.zeros(len(slack), dtype=bool)
    while True:
        along = null_space(rows[kept]) if kept.any() else np.eye(len(names))
        if along.shape[1] == 0:
            return None
        found = perturbation_from_draws(
            menus, gaps, weights, centre=at, names=names, directions=along
        )
        broken = ~kept & (slack <= _BINDS) & (rows @ found.change > _BINDS)
        if not broken.any():
            return found
        kept[np.argmax(broken)] = True


def _finding(
    there: Situation,
    plan: Plan,
    instrument: Instrument,
    found: Perturbation,
    k: int,
    reach: tuple[float, float],
) -> Finding:
    change, low, high = (
        float(np.clip(x[k], *reach)) for x in (found.change, found.lower, found.upper)
    )
    clear = low > 0 or high < 0
    said = _SAID["unclear" if found.verdict == "revise" and not clear else found.verdict].fill(
        period=there.as_of, name=instrument.title, change=change, size=abs(change),
        side=_HIGHER if change > 0 else _LOWER, low=low, high=high, p=found.p_value,
    )  # fmt: skip
    return with_identity(Finding(
        id="", kind="perturbation", name=instrument.name, title=instrument.title, statement=said,
        estimate=change, unit=change_of(instrument.unit), period=there.as_of, method=_METHOD,
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(there.case.vintage), cites=(plan.id,),
            baseline=Text("the plan going on", "计划照旧"),
        ),
        interval=Interval(low, high, found.level, _RECIPE),
        severity=0.0 if found.verdict == "optimal" else 2.0 if clear else 1.0,
        diagnostics=(("p value", found.p_value), ("loss as planned", found.loss_before),
                     ("loss when changed", found.loss)),
    ))  # fmt: skip
