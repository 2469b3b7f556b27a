"""What a minister reads of a budget split among cases: who gets what, and what it buys."""

from __future__ import annotations

import dataclasses

from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Definitions, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.first import TITLE, warnings
from tinbergen.report.views.money import money
from tinbergen.report.views.weights import most_moved
from tinbergen.report.wording import clauses, listed, sentences

_WORDS = {
    "lead": Text("Split {budget} so: {parts}", "{budget}按此分配：{parts}"),
    "part": Text("{money} to {case}", "{case}分得{money}"),
    "none": Text("nothing to {cases}", "{cases}未获分配"),
    "cost": Text("Cost", "成本"),
    "spent": Text("{spent} of {budget}", "{budget}中的{spent}"),
    "against": Text("Against it", "反对理由"),
    "weights": Text(
        "The split is only as right as the weights, which are the asker's and no data tell",
        "分配取决于权重，而权重由使用者给定，数据无从判断",
    ),
    "skill": Text(
        "Skill unknown: no split of this kind has a record", "能力未知：此类分配没有成绩记录"
    ),
    "wrong": Text("It is wrong if", "何时证伪"),
    "wires": Text(
        "{period} brings what a first trip-wire of one of {count} plans excludes (the bands stand "
        "with each plan). Each plan's wires fire with a chance of at most {chance}% though it is "
        "right",
        "{period}的实际值触及 {count} 项计划中任一项的首批触发线（区间见各计划）。"
        "即使计划正确，其触发线触发的概率仍至多 {chance}%",
    ),
    "unknown": Text("Unknown: the plans have no trip-wires", "未知：各计划没有触发线"),
}
_AIMS = {
    "title": Text("What it is expected to achieve", "预期成果"),
    "case": Text("Case", "案例"),
    "gets": Text("Gets", "所得"),
    "closes": Text("Cuts its loss by", "损失减少"),
    "met": Text("Targets met", "达标数"),
    "chance": Text("Least likely target", "最难达标者的概率"),
    "of": Text("{met} of {all}", "{met}/{all}"),
    "unknown": Text("unknown", "未知"),
    "note": Text(
        "A case's loss counts its misses of targets and what its instruments cost. Targets are "
        "judged by the central path; the chance is a share of the case's draws, in which the "
        "average meets the target, without and with its plan",
        "案例的损失计入其目标偏差与工具成本。达标按中心路径判断；概率为该案例各次抽样中均值达标的比例"
        "（无计划与有计划）",
    ),
    "free": Text(
        "{cases} cut the loss without a share, with instruments that cost nothing: the budget does "
        "not bring it about",
        "{cases}未得份额而损失减少，靠的是不花钱的工具，与预算无关",
    ),
}

#: A part of a loss that print does not show.
_NOTHING = 0.005


def first_section(found: Crossing) -> Section:
    """The split, its cost, what each case makes of it, what it rests on, when it is wrong."""
    found = _shortly(found)
    stopped = [callout for plan in found.plans for callout in warnings(plan)]
    rows: list[tuple[Text, Cell]] = [
        (_WORDS["against"], sentences(*_against(found))),
        (_WORDS["wrong"], sentences(_wrong_if(found))),
    ]
    spent = _WORDS["spent"].fill(spent=money(found, found.spent), budget=money(found, found.budget))
    blocks: list[Block] = [*stopped, Definitions([(_WORDS["cost"], sentences(spent))])]
    return Section(TITLE, sentences(_lead(found)), [*blocks, _achieves(found), Definitions(rows)])


def _shortly(found: Crossing) -> Crossing:
    """The same, the cases' titles without what follows the comma, where it is the same in all."""

    def split(title: str, comma: str) -> tuple[str, str]:
        head, _, tail = title.rpartition(comma)
        return (head, tail) if head else (title, "")

    named = [(split(s.title.en, ", "), split(s.title.zh, "，")) for s in found.shares]
    if len({(en[1], zh[1]) for en, zh in named}) > 1:
        return found
    return dataclasses.replace(found, shares=tuple(
        dataclasses.replace(share, title=Text(en[0], zh[0]))
        for share, (en, zh) in zip(found.shares, named, strict=True)
    ))  # fmt: skip


def _lead(found: Crossing) -> Text:
    ordered = sorted(found.shares, key=lambda share: -share.amount)
    parts = [
        _WORDS["part"].fill(money=money(found, s.amount), case=s.title)
        for s in ordered
        if s.amount > 0
    ]
    if none := [s.title for s in ordered if s.amount <= 0]:
        parts.append(_WORDS["none"].fill(cases=listed(none)))
    return _WORDS["lead"].fill(budget=money(found, found.budget), parts=clauses(parts))


def _achieves(found: Crossing) -> Table:
    plans = dict(zip((s.case for s in found.shares), found.plans, strict=False))
    rows: list[list[Cell]] = []
    for share in sorted(found.shares, key=lambda one: -one.amount):
        plan = plans.get(share.case)
        closes = f"{100 * (1 - share.loss):.0f}%"
        rows.append([share.title, share.amount, closes, *_targets(plan)])
    columns = (
        Column(_AIMS["case"], align="text"),
        Column(_AIMS["gets"], found.unit, decimals=0),
        Column(_AIMS["closes"]),
        Column(_AIMS["met"]),
        Column(_AIMS["chance"]),
    )
    free = [s.title for s in found.shares if s.amount <= 0 and s.loss < 1 - _NOTHING]
    notes = [_AIMS["note"], *([_AIMS["free"].fill(cases=listed(free))] if free else [])]
    return Table(_AIMS["title"], columns, rows, note=sentences(*notes))


def _targets(plan: Plan | None) -> tuple[Cell, Cell]:
    """How many targets a plan meets, and the chance of that which it meets least likely."""
    if plan is None or not plan.attainment:
        return _AIMS["unknown"], _AIMS["unknown"]
    met = _AIMS["of"].fill(met=sum(a.met for a in plan.attainment), all=len(plan.attainment))
    known = [
        (a.probability, a.probability_before)
        for a in plan.attainment
        if a.probability is not None and a.probability_before is not None
    ]
    if not known:
        return met, _AIMS["unknown"]
    after, before = min(known)
    return met, f"{100 * before:.0f}% → {100 * after:.0f}%"


def _against(found: Crossing) -> list[Text]:
    said = [_WORDS["weights"]]
    if found.other_weights:
        said.append(most_moved(found))
    return [*said, _WORDS["skill"]]


def _wrong_if(found: Crossing) -> Text:
    watched = [(plan, plan.trip_wires[0]) for plan in found.plans if plan.trip_wires]
    if not watched:
        return _WORDS["unknown"]
    first = min((wire.period for _, wire in watched), key=lambda period: period.ordinal)
    count = sum(wire.period == first for _, wire in watched)
    chance = max(100 * (1 - wire.level) for _, wire in watched)
    return _WORDS["wires"].fill(period=period_text(first), count=count, chance=number(chance, 0))
