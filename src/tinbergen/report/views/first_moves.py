"""What a plan recommends: which instruments, by how much, from when; or that the rules go on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.quantities import again, amount, change_of
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.views.context import Context, named, span_of
from tinbergen.report.wording import (
    clauses,
    decimals_for,
    inside,
    listed,
    sentences,
    stretch,
)

Array = NDArray[np.float64]

#: Instruments, worlds and watched variables that are named; of more it is said how many.
MOST = 4
#: A project that is done or not.
_SWITCH = "0 or 1"

_DO = {
    "plan": Text(
        "From {when}, against letting the rules go on: {moves}", "{when}，与规则延续相比：{moves}"
    ),
    "rules": Text(
        "Let the rules go on for {names}, from {when}: {why}",
        "{when}，{names}均按既有规则延续：{why}",
    ),
    "found": Text("The plan that was found is told for comparison only", "所得计划仅供比较"),
    "record": Text(
        "past plans like this one did no better than policy as it was",
        "以往此类计划并不优于实际政策",
    ),
    "worlds": Text(
        "models disagree over the plan by more than it gains", "各模型对计划的分歧大于计划的收益"
    ),
    "nothing": Text("nothing else does better", "没有更好的选择"),
    "raise": Text("{name} up by {mean} on average", "{name}平均提高{mean}"),
    "lower": Text("{name} down by {mean} on average", "{name}平均降低{mean}"),
    "most": Text("{verb} (most in {when}: {most})", "{verb}，{when}最多，为{most}"),
    "both": Text(
        "{name} by {low} {unit} ({first}) to {high} ({second})",
        "{name}变动 {low} {unit}（{first}）至 {high}（{second}）",
    ),
    "do": Text("carry out {names}", "实施{names}"),
    "more": Text("{count} more instruments (see below)", "另 {count} 项工具（见下文）"),
    "start": Text("{move}, from {period}", "{move}（{period}起）"),
}


def recommends_rules(plan: Plan) -> bool:
    """Whether not the plan is recommended but that rules go on."""
    return plan.unproven or not moves_of(plan)


def recommendation(plan: Plan, context: Context) -> Text:
    """What to set and from when, or that the rules go on and why."""
    moves, when = moves_of(plan), stretch(plan.start, span_of(plan).end)
    if not recommends_rules(plan):
        return sentences(_DO["plan"].fill(when=when, moves=clauses(_told(plan, moves, context))))
    unbeaten = plan.record is not None and not plan.record.better
    why = "nothing" if not moves else "record" if unbeaten else "worlds"
    names = [inside(context.title(series.name)) for series in plan.instruments]
    if len(names) > MOST:
        names = [*names[: MOST - 1], _DO["more"].fill(count=len(names) - MOST + 1)]
    rules = _DO["rules"].fill(names=listed(names), when=when, why=_DO[why])
    return sentences(rules, _DO["found"]) if only_compared(plan) else sentences(rules)


def only_compared(plan: Plan) -> bool:
    """Whether a plan is told although it is not recommended."""
    return recommends_rules(plan) and bool(moves_of(plan))


def moves_of(plan: Plan) -> dict[str, tuple[Series, Array]]:
    """The instruments that the plan moves by as much as print shows, and by how much, (T,)."""
    found = {}
    for planned in plan.instruments:
        base = np.array(named(plan.baseline_instruments, planned.name).values, dtype=float)
        path = np.array(planned.values, dtype=float)
        digits = decimals_for([*path.tolist(), *base.tolist()], fine=True)
        moves = path - base
        if np.abs(moves).max() >= 0.5 * 10.0**-digits:
            found[planned.name] = (planned, moves)
    return found


def _told(plan: Plan, moves: dict[str, tuple[Series, Array]], context: Context) -> list[Text]:
    """The largest moves in words; projects in one clause."""
    projects = [n for n, (s, path) in moves.items() if s.unit == _SWITCH and path.max() > 0.5]
    words = [
        _move(context.title(n), plan, series, path, context)
        for n, (series, path) in moves.items()
        if series.unit != _SWITCH
    ]
    if projects:
        names = listed([inside(context.title(n)) for n in projects])
        words.insert(0, _DO["do"].fill(names=names))
    rest = len(words) - MOST
    return [*words[:MOST], *([_DO["more"].fill(count=rest)] if rest > 0 else [])]


def _move(title: Text, plan: Plan, series: Series, moves: Array, context: Context) -> Text:
    name, unit = inside(title), change_of(context.unit(series))
    seen = np.abs(moves) > 0.005 * np.abs(moves).max()
    first = int(np.argmax(seen))
    digits = decimals_for(moves.tolist(), fine=np.abs(moves).max() < 10)
    low, high = int(np.argmin(moves)), int(np.argmax(moves))
    if min(-moves[low], moves[high]) > 0.1 * np.abs(moves).max():
        ends = sorted((low, high))
        told = _DO["both"].fill(
            name=name, unit=unit,
            low=number(float(moves[ends[0]]), digits, signed=True),
            first=period_text(series.start + ends[0]),
            high=number(float(moves[ends[1]]), digits, signed=True),
            second=period_text(series.start + ends[1]),
        )  # fmt: skip
    else:
        # From when it moves on: a mean that is told with a later start is that from there.
        mean = float(moves[first:].mean())
        size = amount(abs(mean), unit, digits)
        told = _DO["raise" if mean > 0 else "lower"].fill(name=name, mean=size)
        far = int(np.argmax(np.abs(moves)))
        if abs(moves[far]) > 1.1 * abs(mean):
            most = again(abs(float(moves[far])), unit, digits)
            told = _DO["most"].fill(verb=told, most=most, when=period_text(series.start + far))
    return told if first == 0 else _DO["start"].fill(
        move=told, period=period_text(series.start + first))  # fmt: skip
