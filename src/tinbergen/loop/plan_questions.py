"""Questions that any case may ask of its plan: who contributes what, what if weights differed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.quantities import again, amount, short
from tinbergen.core.documents.evidence import Finding, Interval, Part, Series
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.problem import build_problem
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved, solve_problem
from tinbergen.loop.words import change_of
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

_EXACT = Text(
    "a property of the plan itself: exact but for rounding", "计划自身的性质：除舍入外精确"
)


def contributions(situation: Situation, question: Question) -> Iterable[Finding]:
    """What each instrument adds to each target, on average over the horizon; parts sum exactly.

    The plan's paths take the place of those of no policy, instrument by instrument, in the full
    models of all worlds; effects that depend on the order are shared out (Shapley 1953).
    """
    solved = solve_problem(situation, build_problem(situation))
    names, horizon = solved.scope.instruments, situation.span.length
    variables = solved.problem.problem.variables
    dynamics = [pair.dynamics(names, variables) for pair in solved.scope.pairs]
    starts = [p.start(d, names) for p, d in zip(solved.scope.pairs, dynamics, strict=True)]

    def paths(taken: Mapping[str, float]) -> Array:
        """Mean paths (periods, variables) with some instruments at the plan's."""
        found = np.zeros((len(solved.paths), len(variables)))
        for pair, one, start, run in zip(
            solved.scope.pairs, dynamics, starts, solved.runs, strict=True
        ):
            before = one.instruments(start)
            change = one.instruments(run) - before
            change = change * np.array([taken[name] for name in names])
            found = found + pair.weight * one.paths(one.moved(start, change))
        return found[:horizon]

    none, all_ = dict.fromkeys(names, 0.0), dict.fromkeys(names, 1.0)
    split = attribute(paths, none, all_, {name: [name] for name in names})
    titles = {i.name: i.title for i in situation.case.instruments}
    for target in situation.case.targets:
        own = split.parts[:, :, variables.index(target.variable)]
        unit = change_of(target.unit)
        parts = tuple(
            Part(name, titles[name], float(own[k].mean())) for k, name in enumerate(split.groups)
        )
        total = float(own.sum(axis=0).mean())
        yield finding(
            situation, f"contributions to {target.variable}",
            Text("What moves {name}", "{name}由何推动").fill(name=target.title),
            statement=_moved(target.title, total, unit, parts), estimate=total, unit=unit,
            method=Text(
                "simulations with instruments at the plan's paths or at those of no policy, "
                "averaged over the orders of replacement",
                "工具取计划路径或无政策路径的模拟，对替换顺序取均值",
            ),
            interval=Interval(total, total, 1.0, _EXACT), parts=parts,
            series=tuple(
                Series(name, unit.en, situation.span.start, tuple(own[k].tolist()))
                for k, name in enumerate(split.groups)
            ),
        )  # fmt: skip


def _moved(title: Text, total: float, unit: Text, parts: Iterable[Part]) -> Text:
    words = [
        Text("{name} {v}", "{name} {v}").fill(
            name=p.title, v=again(p.value, short(unit), 2, signed=True)
        )
        for p in sorted(parts, key=lambda p: -abs(p.value))
    ]
    return Text(
        "The plan moves {title} by {total} on average: {en}.",
        "计划使{title}平均变动 {total}：{zh}。",
    ).fill(
        title=title, total=amount(total, short(unit), 2, signed=True),
        en="; ".join(w.en for w in words),
        zh="，".join(w.zh for w in words),
    )  # fmt: skip


def other_weights(situation: Situation, question: Question) -> Iterable[Finding]:
    """The plan with each weight halved and doubled, the others as they are."""
    plain = solve_problem(situation, build_problem(situation))
    case = situation.case
    for k, target in enumerate(case.targets):
        yield _varied(situation, plain, target.title, {
            f: _with(situation, "targets", k, weight=target.weight * f) for f in (0.5, 2.0)
        })  # fmt: skip
    for k, own in enumerate(case.instruments):
        if own.cost or own.smoothness:
            title = Text("use of {name}", "{name}的使用").fill(name=own.title)
            yield _varied(situation, plain, title, {
                f: _with(situation, "instruments", k, cost=own.cost * f,
                         smoothness=own.smoothness * f)
                for f in (0.5, 2.0)
            })  # fmt: skip


def _with(situation: Situation, what: str, k: int, **weights: float) -> Solved:
    """The problem solved with other weights of one target or instrument."""
    parts: list[Any] = list(getattr(situation.case, what))
    parts[k] = dataclasses.replace(parts[k], **weights)
    changed_parts: dict[str, Any] = {what: tuple(parts)}
    case = dataclasses.replace(situation.case, **changed_parts)
    changed = dataclasses.replace(situation, case=case)
    return solve_problem(changed, build_problem(changed))


def _varied(
    situation: Situation, plain: Solved, title: Text, found: Mapping[float, Solved]
) -> Finding:
    """What half and twice a weight make of the targets' typical misses."""
    half, twice, own = (_misses(situation, s) for s in (found[0.5], found[2.0], plain))
    words = [
        _THREE.fill(name=t.title, low=half[t.variable], now=own[t.variable], high=twice[t.variable])
        for t in situation.case.targets
    ]
    first = situation.case.targets[0]
    change = twice[first.variable] - own[first.variable]
    return finding(
        situation, f"weight of {title.en}",
        Text("Other weights: {name}", "其他权重：{name}").fill(name=title),
        statement=Text(
            "Typical misses with half, the same and twice the weight on {name}: {en}.",
            "{name}的权重减半、不变与加倍时的典型偏差：{zh}。",
        ).fill(name=title, en="; ".join(w.en for w in words), zh="；".join(w.zh for w in words)),
        estimate=change, unit=change_of(first.unit),
        method=Text(
            "the plan anew at other weights; typical misses are roots of mean squared misses, and "
            "the number is what twice the weight does to the first target's",
            "以其他权重重新制定计划；典型偏差为均方根偏差，所示数值为权重加倍对首个目标的影响",
        ),
        interval=Interval(change, change, 1.0, _EXACT),
        parts=tuple(
            Part(t.variable, t.title, twice[t.variable] - own[t.variable])
            for t in situation.case.targets
        ),
    )  # fmt: skip


_THREE = Text(
    "{name} {low:,.3g}, {now:,.3g}, {high:,.3g}", "{name} {low:,.3g}、{now:,.3g}、{high:,.3g}"
)


def _misses(situation: Situation, solved: Solved) -> dict[str, float]:
    """Roots of the mean squared misses of each target's terms, over the worlds by weight."""
    squares = {t.variable: 0.0 for t in situation.case.targets}
    for pair, problem, paths in zip(
        solved.scope.pairs, solved.problem.problems, solved.pair_paths, strict=True
    ):
        errors = problem.errors(paths)
        for name in squares:
            own = [e for term, e in zip(problem.terms, errors, strict=True) if term.name == name]
            squares[name] += pair.weight * float(np.mean(np.square(own)))
    return {name: float(np.sqrt(square)) for name, square in squares.items()}
