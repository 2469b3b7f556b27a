"""How targets and limits fare under a plan, in numbers and in its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.quantities import again, amount, change_of
from tinbergen.core.documents.plan import Attainment
from tinbergen.core.documents.problem import Target
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import SPACES, Text
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.measures import desired, measure
from tinbergen.loop.solving import Solved

Array = NDArray[np.float64]


def attain(
    target: Target,
    solved: Solved,
    central: Mapping[str, Array],
    before: Ensemble | None,
    after: Ensemble | None,
) -> Attainment:
    """How a target fares in the central paths, and its chances in draws ``before`` and ``after``.

    Without draws there are no chances, and none of hitting a point without a tolerance.
    """
    scope, name = solved.scope, target.variable
    pair = scope.pairs[0]
    horizon = pair.response.settings
    reference = scope.compared(name)
    # What is asked for in percent of a path is told in percent of it.
    scale = measure(target, reference, name) if target.percent else None

    def told(path: Array) -> Array:
        return (path if scale is None else scale.of(path))[:horizon]

    wanted = told(desired(target, reference))
    plan = told(central[name])
    linear = told(solved.linear[:, solved.problem.problem.variables.index(name)])
    misses = np.maximum(miss(plan - wanted, target.sense), 0.0)
    worst = int(np.argmax(misses))
    slack = np.maximum(target.tolerance, 1e-6 * (1 + np.abs(wanted)))
    mean_miss = max(0.0, float(miss(np.mean(plan - wanted), target.sense)))
    shortfall = mean_miss if target.average else float(misses.mean())
    met = bool(shortfall <= slack.mean() if target.average else (misses <= slack).all())

    def chance(runs: Ensemble | None) -> float | None:
        if runs is None or (target.sense == "at" and not target.tolerance):
            return None
        draws = runs[name] if scale is None else scale.of(runs[name])
        return _probability(target, draws[:, :horizon], wanted)

    return Attainment(
        variable=name,
        title=target.title,
        unit=target.unit,
        sense=target.sense,
        average=target.average,
        desired=float(wanted.mean()),
        before=float(told(scope.baseline(name)).mean()),
        planned=float(plan.mean()),
        linear=float(linear.mean()),
        shortfall=shortfall,
        worst=float(misses[worst]),
        worst_period=pair.response.span.start + worst,
        periods_met=int((misses <= slack).sum()),
        met=met,
        probability=chance(after),
        probability_before=chance(before),
    )


def miss(gap: Array | np.floating[Any], sense: str) -> Array | np.floating[Any]:
    """How far a gap (value minus desired) is on the wrong side."""
    if sense == "at_least":
        return -gap
    return gap if sense == "at_most" else np.abs(gap)


def _probability(target: Target, paths: Array, wanted: Array) -> float:
    """Share of draws whose mean over the horizon meets the target."""
    gaps = paths.mean(axis=1) - wanted.mean()
    return float(np.mean(miss(gaps, target.sense) <= target.tolerance))


_MISS_AVERAGE = Text("{title}: {gap} off target on average", "{title}平均偏离目标{gap}")
_MISS_WORST = Text(
    "{title}: {gap} off target on average, at worst {worst}, in {period}",
    "{title}平均偏离目标{gap}，{period}最差，为 {worst}",
)

_EXCEEDED = Text("{title}: broken by {excess}", "{title}突破{excess}")
_EXCEEDED_MOST = Text(
    "{title}: broken by up to {excess}, most in {period}", "{title}最多突破{excess}（{period}）"
)


def _dated(period: Period) -> Text:
    """A period inside a sentence: a bare year is no date in Chinese."""
    yearly = period.frequency is Frequency.ANNUAL
    return Text(str(period), f"{period}年" if yearly else str(period))


def broken_limits(solved: Solved, start: Period) -> list[Text]:
    """Limits that the plan can't keep, each with its largest excess."""
    worst: dict[str, tuple[float, int | None]] = {}
    limits = solved.problem.problem.limits
    for limit, slack in zip(limits, solved.slacks.tolist(), strict=False):
        if limit.name in solved.infeasible and -slack > worst.get(limit.name, (0.0, None))[0]:
            worst[limit.name] = (-slack, limit.period)
    words = []
    for name, (excess, period) in worst.items():
        title, unit = solved.problem.meanings[name]
        words.append(
            (_EXCEEDED if period is None else _EXCEEDED_MOST).fill(
                title=title,
                excess=amount(excess, change_of(unit), 2),
                period=start + (period or 0),
            )
        )
    return words


#: Above it the first-order conditions are missed: a kink of the model stopped the search.
_STUCK = 1e-4


def verdict_of(attainment: Sequence[Attainment], broken: Sequence[Text], kkt: float) -> Text:
    """Which constraints and which targets the plan gives up, and by how much."""
    said = [_of_targets(attainment)]
    if broken:
        limits = Text(
            "No path satisfies all constraints; as little as possible is given up: {en}.",
            "没有路径满足全部约束；尽可能少地放弃：{zh}。",
        ).fill(en="; ".join(w.en for w in broken), zh="；".join(w.zh for w in broken))
        said.insert(0, limits)
    if kkt > _STUCK:
        said.append(
            Text(
                "The search stopped at a kink of the model: a better plan may exist.",
                "搜索止于模型的折点：可能存在更好的计划。",
            )
        )
    return SPACES.join(said)


_MET = Text("All targets are met on the central path.", "中心路径上全部目标均可实现。")
_MET_CHANCE = Text(
    "All targets are met on the central path; the chance that the average meets it is lowest for "
    "{title}: {chance:.0f} %.",
    "中心路径上全部目标均可实现；均值达标的概率以{title}最低，为 {chance:.0f}%。",
)


_MET_ALONE = Text(
    "The target is met on the central path; the chance that the average meets it is "
    "{chance:.0f} %.",
    "中心路径上目标可实现；均值达标的概率为 {chance:.0f}%。",
)


def _all_met(attainment: Sequence[Attainment]) -> Text:
    """That the central path meets all targets, and the least of their chances."""
    chances = [(a.probability, a.title) for a in attainment if a.probability is not None]
    if not chances:
        return _MET
    chance, title = min(chances, key=lambda one: one[0])
    if len(attainment) == 1:
        return _MET_ALONE.fill(chance=100 * chance)
    return _MET_CHANCE.fill(title=title, chance=100 * chance)


#: Periods that miss by about the same have no worst one.
_ALIKE = 1.01


def _of_targets(attainment: Sequence[Attainment]) -> Text:
    missed = [a for a in attainment if not a.met]
    if not missed:
        return _all_met(attainment)
    words = [
        (_MISS_AVERAGE if a.average or a.worst <= _ALIKE * a.shortfall else _MISS_WORST).fill(
            title=a.title,
            gap=amount(a.shortfall, change_of(a.unit), 2),
            worst=again(a.worst, change_of(a.unit), 2),
            period=_dated(a.worst_period),
        )
        for a in missed
    ]
    return Text(
        "Not all targets can be met within the constraints. The best compromise: {en}.",
        "在约束内无法实现全部目标。最佳折中：{zh}。",
    ).fill(en="; ".join(w.en for w in words), zh="；".join(w.zh for w in words))
