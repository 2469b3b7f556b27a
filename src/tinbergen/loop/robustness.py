"""How a plan fares where one world alone is right, and whether rules had better go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.robustness import Course, Robustness
from tinbergen.core.text import COMMAS, Text
from tinbergen.engine.control.branches import Search
from tinbergen.engine.control.choose import basis_of
from tinbergen.engine.control.comparison import Comparison, compare, shares_of
from tinbergen.engine.control.expected import LinearDraws, Misses
from tinbergen.engine.control.problem import Problem
from tinbergen.loop.sampling import sampler
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved, kinds_of, lost

Array = NDArray[np.float64]

Kind = Literal["plan", "weighted", "regret", "own", "rules"]

#: A loss that differs by less, in proportion to that with no policy, is the same.
_ALIKE = 0.01


def robustness_of(situation: Situation, solved: Solved) -> Robustness | None:
    """What each responding world says of the plan and of what else could be done.

    None where fewer than two worlds respond, the loss is that of the worst draws alone, or nature
    chooses. Other
    choices are not sought where misses are not squared or projects are chosen.

    Raises
    ------
    TinbergenError
        E009, E010 when another choice can't be found.
    """
    case, scope = situation.case, solved.scope
    worlds = scope.responding
    if len(worlds) < 2 or case.risk is not None or case.nature:
        return None
    world = scope.places
    kinds = kinds_of(case)
    search = Search(
        solved.branches, basis_of(kinds, situation.span.length, len(kinds)),
        solved.problem.everywhere, solved.cuts,
    )  # fmt: skip
    problem = solved.problem.problem
    draws = None
    if case.objective == "expected":
        sample = sampler(scope, problem.variables, solved.branches)
        still, draws = sample(solved.idle_runs), sample(solved.runs)
        losses = [lost(problem, _errors(problem, d), case.penalty) for d in (still, draws)]
        shares = shares_of(draws.weights, world[draws.branch])
    else:
        losses = [np.array(solved.idle_losses), np.array(solved.losses)]
        shares = shares_of(search.weights, world)
    rules, plan = (shares @ loss for loss in losses)
    comparison = None
    if case.penalty == "quadratic" and "switch" not in kinds:
        comparison = compare(search, solved.runs, world, draws)
    membership = world == np.arange(len(worlds))[:, None]
    weights = membership @ search.weights
    names = tuple(w.name for w in worlds)
    aim = "regret" if case.objective == "regret" else "weighted" if case.theta is None else "feared"
    gains = rules - plan
    gain = float(weights @ gains)
    dispersion = float(np.sqrt(weights @ (gains - gain) ** 2))
    worse = tuple(names[k] for k in _worse(plan.tolist(), rules.tolist()))
    courses = _courses(names, weights, plan, rules, comparison, aim)
    return Robustness(
        worlds=names,
        weights=tuple(weights.tolist()),
        courses=courses,
        adverse=() if aim == "weighted" else tuple((membership @ solved.pull).tolist()),
        price=None if comparison is None
        else float(weights @ (comparison.regret - comparison.weighted)),
        gain=gain,
        dispersion=dispersion,
        worse=worse,
        recommended="rules" if worse and gain < dispersion else "plan",
    )  # fmt: skip


def _errors(problem: Problem, draws: LinearDraws) -> Array:
    return Misses.of(problem, draws).errors(np.zeros(draws.effects.shape[2]))


def _courses(
    names: tuple[str, ...],
    weights: Array,
    plan: Array,
    rules: Array,
    comparison: Comparison | None,
    aim: str,
) -> tuple[Course, ...]:
    """The plan, what else could be chosen, and no policy, in this order."""

    def course(kind: Kind, losses: Array, world: str | None = None) -> Course:
        regrets = () if comparison is None else (losses - np.diag(comparison.own)).tolist()
        return Course(
            kind, world, tuple(losses.tolist()), tuple(regrets), float(weights @ losses)
        )  # fmt: skip

    found = [course("plan", plan)]
    if comparison is not None:
        if aim != "weighted":
            found.append(course("weighted", comparison.weighted))
        if aim != "regret":
            found.append(course("regret", comparison.regret))
        found += [
            course("own", losses, name)
            for name, losses in zip(names, comparison.own, strict=True)
        ]  # fmt: skip
    return (*found, course("rules", rules))


def said(found: Robustness, titles: Mapping[str, Text], *, unbeaten: bool = False) -> Text | None:
    """The first sentence of a verdict where a world says that no policy is better than the plan.

    ``titles`` are those of the worlds. Where past plans have left the rules ``unbeaten``, which
    decides, it only tells what today's plan does.
    """
    if not found.worse:
        return None
    plan, rules = found.course("plan"), found.course("rules")
    parts = []
    for name in found.worse:
        k = found.worlds.index(name)
        parts.append(_SAID["world"].fill(
            title=titles[name], before=rules.losses[k], after=plan.losses[k]))  # fmt: skip
    worlds = COMMAS.join(parts)
    numbers = {
        "count": len(found.worse), "total": len(found.worlds), "worlds": worlds,
        "before": rules.mean, "after": plan.mean, "dispersion": found.dispersion,
        "gain": abs(found.gain),
    }  # fmt: skip
    if unbeaten:
        return _SAID["unbeaten"].fill(**numbers)
    which = "plan" if found.recommended == "plan" else "rules" if found.gain > 0 else "loses"
    first = _SAID[which].fill(**numbers)
    least = [course for course in found.courses if course.kind == "regret"]
    if found.price is None or not least or _worse(least[0].losses, rules.losses):
        return first
    second = _SAID["instead"].fill(price=found.price)
    return Text(f"{first.en} {second.en}", f"{first.zh}{second.zh}")


def _worse(losses: Sequence[float], rules: Sequence[float]) -> list[int]:
    """The worlds, by place, in which losses are above those with the rules."""
    pairs = enumerate(zip(losses, rules, strict=True))
    return [k for k, (loss, rule) in pairs if loss - rule > _ALIKE * rule]


_SAID = {
    "instead": Text(
        "The choice of least regret is no worse than the rules in any world, and costs "
        "{price:,.2f} more in weighted loss than the best.",
        "后悔值最小的选择在任何世界中都不逊于规则，其加权损失比最优多 {price:,.2f}。",
    ),
    "world": Text(
        "“{title}” (loss {before:,.2f} → {after:,.2f})",
        "“{title}”（损失 {before:,.2f} → {after:,.2f}）",
    ),
    "plan": Text(
        "The plan is worse than letting the rules go on in {count} of {total} worlds, {worlds}; it "
        "is recommended all the same, since weighted over the worlds it lowers the loss from "
        "{before:,.2f} to {after:,.2f}, by more than they differ over that ({dispersion:,.2f}).",
        "{total} 个世界中有 {count} 个认为计划不如规则延续，即{worlds}；但按权重计，"
        "计划使损失由 {before:,.2f} 降至 {after:,.2f}，降幅大于各世界间的离散度"
        "（{dispersion:,.2f}），故仍推荐计划。",
    ),
    "unbeaten": Text(
        "Today's plan itself is worse than the rules in {count} of {total} worlds, {worlds}; "
        "weighted over the worlds its loss is {after:,.2f}, theirs {before:,.2f}.",
        "当前计划本身在 {total} 个世界中的 {count} 个逊于规则，即{worlds}；按权重计其损失为 "
        "{after:,.2f}，规则为 {before:,.2f}。",
    ),
    "rules": Text(
        "Let the rules go on: the plan is worse than that in {count} of {total} worlds, {worlds}, "
        "and it lowers the weighted loss by less ({gain:,.2f}) than the worlds differ over that "
        "({dispersion:,.2f}).",
        "宜让规则延续：{total} 个世界中有 {count} 个认为计划更差，即{worlds}；"
        "且加权损失的降幅（{gain:,.2f}）小于各世界间的离散度（{dispersion:,.2f}）。",
    ),
    "loses": Text(
        "Let the rules go on: the plan is worse than that in {count} of {total} worlds, {worlds}, "
        "and it raises the weighted loss by {gain:,.2f}.",
        "宜让规则延续：{total} 个世界中有 {count} 个认为计划更差，即{worlds}；"
        "且计划使加权损失上升 {gain:,.2f}。",
    ),
}
