"""The chances of a plan's targets as a picture."""

from __future__ import annotations

from tinbergen.charts.ranking import Ranking, Row
from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.report.case.view import View
from tinbergen.report.wording import IDLE, PLAN, inside, stretch

_CHANCES = {
    "up": Text(
        "{name}: the plan raises the chance of meeting the target from {before}% to {after}%",
        "{name}：计划使达标概率由 {before}% 升至 {after}%",
    ),
    "down": Text(
        "{name}: the chance of meeting the target goes from {before}% to {after}%, and no other "
        "rises",
        "{name}：达标概率由 {before}% 变为 {after}%，其他目标也未提高",
    ),
    "even": Text(
        "The plan changes no target's chance by as much as a percentage point",
        "计划使各目标的达标概率变化均不足一个百分点",
    ),
    "both": Text(
        "Chance of meeting the target: {name} from {before}% to {after}%, but {other} from {was}% "
        "to {becomes}%",
        "达标概率：{name}由 {before}% 升至 {after}%，但{other}由 {was}% 降至 {becomes}%",
    ),
    "subtitle": Text(
        "Chance that the average over {span} meets the target", "{span}均值达标的概率"
    ),
    "unit": Text("% of {draws} draws", "占 {draws} 次抽样的%"),
    "row": Text("{name}: {who}", "{name}：{who}"),
}


def _seen(change: float) -> bool:
    """Whether a change of a chance is as much as half a percentage point."""
    return change >= 0.005


def chances(view: View) -> Ranking | None:
    """The probability of each target with no new policy and with the plan; None without any."""
    aims = [
        (a, a.probability_before, a.probability) for a in view.plan.attainment
        if a.probability is not None and a.probability_before is not None
    ]  # fmt: skip
    if not aims:
        return None
    gain, was, becomes = max(aims, key=lambda a: a[2] - a[1])
    rows = []
    for aim, low, high in aims:
        no_policy, plan = (_CHANCES["row"].fill(name=aim.title, who=who) for who in (IDLE, PLAN))
        rows += [
            Row(no_policy, 100 * low, tone="muted"),
            Row(plan, 100 * high),
        ]
    fall, high, low = min(aims, key=lambda a: a[2] - a[1])
    up, down = (_seen(p) for p in (becomes - was, high - low))
    which = "both" if up and down else "up" if up else "down" if down else "even"
    told, start, end = (gain, was, becomes) if up else (fall, high, low)
    return Ranking(
        _CHANCES[which].fill(
            name=inside(told.title) if which == "both" else told.title,
            before=number(100 * start, 0),
            after=number(100 * end, 0),
            other=inside(fall.title),
            was=number(100 * high, 0),
            becomes=number(100 * low, 0),
        ),
        rows,
        _CHANCES["subtitle"].fill(span=stretch(view.plan.start, view.horizon.end)),
        _CHANCES["unit"].fill(draws=number(view.run.case.draws, 0)),
        view.source(),
        mark="bar",
        decimals=0,
    )
