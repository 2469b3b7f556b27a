"""A comparison in a few sentences: what was put in otherwise, and what that changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.quantities import again, amount, change_of, short
from tinbergen.charts.typeset import number
from tinbergen.core.documents.comparison import Compared, Comparison, GivenApart
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell
from tinbergen.report.views.first_cost import is_money
from tinbergen.report.wording import (
    clauses,
    decimals_for,
    inside,
    listed,
    readable,
    sentences,
    stretch,
    telling_decimals,
)

#: Things that a sentence lists.
_MOST = 4
#: Words of what is put in that stand in a sentence.
_LONG = 48
#: A project that is done or not.
_SWITCH = "0 or 1"

_GIVEN = {
    "case": Text("the case", "案例"),
    "date": Text("the date", "日期"),
    "scenario": Text("the scenario", "情景"),
    "data": Text("the data", "数据"),
    "horizon": Text("the horizon", "期间"),
    "targets": Text("the targets", "目标"),
    "limits": Text("the limits", "限制"),
    "budget": Text("the budget", "预算"),
    "worlds": Text("the worlds", "世界"),
    "weights": Text("the weights", "权重"),
    "objective": Text("the objective", "目标函数"),
    "draws": Text("the random numbers", "随机数"),
    "decision": Text("the decision", "采纳"),
    "program": Text("the version of the program", "程序版本"),
    "rest": Text("something that the documents do not hold", "文档未包含的内容"),
}
_WORDS = {
    "lead": Text("B differs from A in {given}; {change}", "B 与 A 的{given}不同；{change}"),
    "same": Text(
        "Nothing that the documents tell of was put in otherwise; {change}",
        "就文档所载，两者输入相同；{change}",
    ),
    "from": Text("{what} ({a} → {b})", "{what}（{a} → {b}）"),
    "nothing": Text("nothing that came out differs", "结果没有差异"),
    "plan": Text("recommends its plan", "建议执行其计划"),
    "rules": Text("recommends that the rules go on", "建议规则延续"),
    "none": Text("recommends nothing", "不作建议"),
    "other": Text("A {a}, B {b}", "A {a}，B {b}"),
    "moves": Text("its plan {moves}", "其计划{moves}"),
    "would": Text(
        "both recommend that the rules go on; B's plan {moves}",
        "两者均建议规则延续；B 的计划{moves}",
    ),
    "kept": Text("its instruments are set alike", "工具设定相同"),
    "results": Text("other results come out", "结果有所不同"),
    "sets": Text("sets on average {moves}", "平均而言{moves}"),
    True: Text("{name} {size} higher", "{name}高出{size}"),
    False: Text("{name} {size} lower", "{name}低{size}"),
    "do": Text("carries out {names} too", "另外实施{names}"),
    "drop": Text("leaves out {names}", "不实施{names}"),
    "more": Text("{count} more (see below)", "另 {count} 项（见下文）"),
    "span": Text("Compared over the periods of both, {span}", "按共同时期（{span}）比较"),
    "levels": Text("Expected with the plan", "计划下的预期"),
    "level": Text("{name} {b} instead of {a}", "{name} {b}（A 为 {a}）"),
    "chances": Text("Chance of meeting the target", "达标概率"),
    "cost": Text("In money", "金额"),
    "binds": Text("Binding in {side} only", "仅 {side} 中起约束作用"),
    "graver": Text("Graver in B", "B 中更严重"),
    "lighter": Text("Less grave in B", "B 中较轻"),
    "shares": Text("Of the budget", "预算份额"),
    "losses": Text("Losses, in parts of those without policy", "损失（占无政策损失的比例）"),
}  # fmt: skip
#: A grade that differs by less says nothing.
_GRADE = 0.5


def has_moved(row: Compared) -> bool:
    """Whether print shows that A and B differ."""
    if row.change is None:
        return False
    digits = decimals_for([v for v in (row.a, row.b) if v is not None], fine=True)
    return abs(row.change) >= 0.5 * 10.0**-digits


def gist(found: Comparison) -> Text:
    """What differs in what was put in and what that does to what comes out, in a sentence; the
    periods compared, where these are not all, in another."""
    change = _change(found)
    lead = _WORDS["same"].fill(change=change)
    if found.given:
        lead = _WORDS["lead"].fill(given=_given(found.given), change=change)
    return sentences(lead, *_span(found))


def _span(found: Comparison) -> list[Text]:
    """The periods of both, where these are not all of each."""
    known = found.along("instrument", "effect")
    if not known or (found.a.start, found.a.periods) == (found.b.start, found.b.periods):
        return []
    span = known[0].span
    return [_WORDS["span"].fill(span=stretch(span.start, span.end))]


def _given(given: Sequence[GivenApart]) -> Text:
    """The kinds of things put in otherwise, with both where these are short.

    What follows from another date, and numbers of worlds that follow from all else, go without
    saying.
    """
    kinds = list(dict.fromkeys(g.topic for g in given))
    follows = {"data", "horizon"} if "date" in kinds else set()
    if all(g.derived for g in given if g.topic == "worlds"):
        follows.add("worlds")
    kinds = [k for k in kinds if k not in follows] or kinds
    words = []
    for kind in kinds[:_MOST]:
        own = [g for g in given if g.topic == kind]
        only = own[0]
        said = _GIVEN[kind]
        brief = kind in ("case", "date", "scenario", "horizon", "objective", "budget", "program")
        if brief and only.a and only.b and max(len(only.a.en), len(only.b.en)) < _LONG:
            said = _WORDS["from"].fill(what=said, a=readable(only.a), b=readable(only.b))
        words.append(said)
    if len(kinds) > _MOST:
        words.append(_WORDS["more"].fill(count=len(kinds) - _MOST))
    return listed(words)


def _change(found: Comparison) -> Text:
    """What becomes of the recommendation and of instruments; of documents without these, whether
    anything came out otherwise."""
    a, b = found.a.advises, found.b.advises
    if a is None or b is None:
        other = any(has_moved(n) for n in found.numbers)
        return _WORDS["results" if other else "nothing"]
    moves = _moves(found)
    if a != b:
        return _WORDS["other"].fill(a=_WORDS[a], b=_WORDS[b])
    if not moves:
        same = not any(has_moved(n) for n in found.numbers)
        return _WORDS["nothing" if same else "kept"]
    return _WORDS["moves" if b == "plan" else "would"].fill(moves=clauses(moves))


def _moves(found: Comparison) -> list[Text]:
    """Instruments that are set otherwise, projects first: levels, whatever rules would do."""
    moved = [m for m in found.of("set") if has_moved(m)]
    projects = [m for m in moved if m.unit.en == _SWITCH]
    told = []
    for key, more in (("do", True), ("drop", False)):
        names = [inside(m.title) for m in projects if ((m.change or 0.0) > 0) == more]
        if names:
            told.append(_WORDS[key].fill(names=listed(names)))
    sizes = []
    for m in (m for m in moved if m not in projects):
        change = m.change or 0.0
        size = amount(abs(change), change_of(m.unit), digits_of([change]))
        sizes.append(_WORDS[change > 0].fill(name=inside(m.title), size=size))
    return [*told, *([_WORDS["sets"].fill(moves=listed(_few(sizes)))] if sizes else [])]


def results(found: Comparison) -> list[tuple[Text, Cell]]:
    """Targets, chances, money, limits and findings that differ, a row each."""
    crossed = found.kind == "crossing"
    money = [
        n for n in found.of("money") if n.name in ("direct", "deficit") and n.change is not None
    ] or [n for n in found.of("used") if is_money(n.unit) and n.change is not None]
    rows = [
        (_WORDS["levels"], [_level(n) for n in found.of("with") if has_moved(n)]),
        (_WORDS["chances"], [_chance(n) for n in found.of("chance") if abs(n.change or 0) >= 0.5]),
        (_WORDS["cost"], [_level(n) for n in money if has_moved(n)]),
    ]
    if crossed:
        rows += [
            (_WORDS["shares"], [_level(n) for n in found.of("share") if has_moved(n)]),
            (_WORDS["losses"], [_level(n) for n in found.of("loss") if has_moved(n)]),
        ]
    prices = [n for n in found.of("price") if n.apart is not None]
    for side, own in (("A", [n for n in prices if n.b is None]),
                      ("B", [n for n in prices if n.a is None])):  # fmt: skip
        rows.append((_WORDS["binds"].fill(side=side), [inside(n.title) for n in own]))
    grades = [n for n in found.of("severity") if abs(n.change or 0.0) >= _GRADE]
    for key, sign in (("graver", 1), ("lighter", -1)):
        names = [inside(n.title) for n in grades if sign * (n.change or 0.0) > 0]
        rows.append((_WORDS[key], names))
    return [(label, sentences(clauses(_few(said)))) for label, said in rows if said]


def _chance(row: Compared) -> Text:
    a, b = (f"{number(v, 0)}%" for v in (row.a, row.b))
    return _WORDS["level"].fill(name=inside(row.title), a=a, b=b)


def _few(items: list[Text]) -> list[Text]:
    rest = len(items) - _MOST
    return [*items[:_MOST], *([_WORDS["more"].fill(count=rest)] if rest > 0 else [])]


def digits_of(values: Sequence[float]) -> int:
    """Decimals that show two or three digits of a number.

    >>> digits_of([1234.0]), digits_of([-4.4]), digits_of([0.4]), digits_of([0.0007])
    (0, 1, 2, 5)
    """
    large = max((abs(v) for v in values), default=0.0)
    if 0 < large < _SMALL:
        return min(6, 1 - math.floor(math.log10(large)))
    return 0 if large >= 100 else 1 if large >= 1 else 2


#: Below this, decimals are counted from the first digit that is not zero.
_SMALL = 0.1


def _level(row: Compared) -> Text:
    a, b = row.a or 0.0, row.b or 0.0
    digits = telling_decimals([a, b], digits_of([a, b]))
    if row.topic == "loss":
        return _WORDS["level"].fill(
            name=inside(row.title), a=number(a, digits), b=number(b, digits)
        )
    unit = short(row.unit)
    return _WORDS["level"].fill(
        name=inside(row.title), a=again(a, unit, digits), b=amount(b, unit, digits)
    )
