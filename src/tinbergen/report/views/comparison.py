"""A comparison: what was put in otherwise, what that changes, and what does not compare."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.comparison import Compared, ComparedPath, Comparison, Side, Topic
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Definitions, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.views.comparison_gist import digits_of, gist, results
from tinbergen.report.views.comparison_paths import PERIOD, SIDE_A, SIDE_B, drawn
from tinbergen.report.views.context import Context
from tinbergen.report.wording import (
    capital,
    clauses,
    decimals_for,
    listed,
    readable,
    sentences,
    stretch,
    telling_decimals,
)

#: Rows of a table that a reader goes through; the rest stands in the tables of the folder.
_MOST = 24

_WORDS = {
    "kind": Text("Comparison", "比较"),
    "title": Text("{b} against {a}", "{b} 与 {a} 的比较"),
    "sign": Text("Differences are B less A throughout", "差异一律为 B 减 A"),
    "subtitle": Text(
        "What was put in otherwise, and what that changes: B less A",
        "输入有何不同，结果因此如何变化：B 减 A",
    ),
    "side": Text("{called}: {id}", "{called}：{id}"),
    "as of": Text("{called}: as of {date}, {id}", "{called}：截至{date}，{id}"),
    "common": Text("Periods of both", "共同时期"),
    "short": Text("In short", "要点"),
    "given": Text("What was put in otherwise", "输入的不同"),
    "what": Text("What", "内容"),
    "unsaid": Text("Not told by the documents: {names}", "文档未说明：{names}"),
    "set": Text("Instruments", "政策工具"),
    "levels": Text("Where they are set, on average over {span}", "设定水平，{span}均值"),
    "moves": Text(
        "How far that is from what rules going on would do, which may differ too",
        "与规则延续路径的偏离（规则路径本身也可能不同）",
    ),
    "targets": Text("Targets", "目标"),
    "without": Text("Without a plan, on average over the periods of both", "无计划，共同时期均值"),
    "with": Text("With the plan, on average over the periods of both", "有计划，共同时期均值"),
    "asked": Text(
        "Asked for on average, each from its own path without a plan",
        "目标均值，各以自身的无计划路径为基准",
    ),
    "chance without": Text("Chance of meeting the target without a plan", "无计划时的达标概率"),
    "chance": Text("Chance of meeting the target with the plan", "有计划时的达标概率"),
    "loss": Text("Losses", "损失"),
    "share": Text("Shares of the budget", "预算份额"),
    "money": Text("Cost in money", "金额成本"),
    "money_note": Text(
        "What measures add to the deficit; below zero they save",
        "措施对赤字的增加额，负值表示节省",
    ),
    "limits": Text("Limits and their prices", "限制及其价格"),
    "used": Text("What of limits on sums is used", "合计类限制的使用量"),
    "price": Text("The highest price of a limit in any period", "限制在各期中的最高价格"),
    "wires": Text("Trip-wires", "触发线"),
    "torn": Text("Trip-wires that fired, by quarter of review", "各监测期触发的触发线"),
    "findings": Text("Findings", "诊断发现"),
    "findings_lead": Text("Each at its own date, graver differences first",
                          "各按自身日期，严重程度差异大者在前"),
    "grade": Text("Grade {side}", "程度 {side}"),
    "grades": Text("Grades run from 0 to 3", "程度为 0 至 3"),
    "effect": Text("Effects that were evaluated", "评估的影响"),
    "response": Text("What scenarios do, with no new policy", "无新政策时各情景的影响"),
    "data": Text("Data", "数据"),
    "out": Text("What does not compare", "不可比较者"),
    "out_lead": Text("Left out, and why", "未作比较的内容及原因"),
    "apart": Text("Not subtracted: {names}", "未相减：{names}"),
    "why": Text("{names} ({why})", "{names}（{why}）"),
    "more": Text(
        "{count} more rows stand in the tables of the folder", "另有 {count} 行见文件夹内数据表"
    ),
    "many": Text("{count} numbers are the same in both", "另有 {count} 个数值两者相同"),
    "alike": Text("The same in both: {names}", "两者相同：{names}"),
    "named": Text("{name}, {unit}", "{name}（{unit}）"),
    "band": Text("{low} to {high}", "{low} 至 {high}"),
    "colophon": Text(
        "{id} compares {a} with {b}. The folder of this report holds it as JSON and all numbers as "
        "tables.",
        "{id} 比较 {a} 与 {b}。同一文件夹内有其 JSON 与全部数据表。",
    ),
}  # fmt: skip
_CHANGE = Text("B less A", "B 减 A")
_REVISED = {
    "unknown": Text(
        "Whether data were revised is unknown: the documents hold no observations of both",
        "数据是否修订未知：文档中没有两者共有的观测值",
    ),
    "same": Text("Both saw the same data: their hashes agree", "两者使用同样的数据：哈希一致"),
    "none": Text(
        "None of the {count} observations of {names} that both hold was revised: what differs is "
        "how far the data reach, or series that the documents do not hold",
        "两者共有的 {names} 的 {count} 个观测值均未修订：差异在于数据截止时间，或文档未包含的序列",
    ),
    "some": Text(
        "{some} of the {count} observations of {names} that both hold were revised",
        "两者共有的 {names} 的 {count} 个观测值中有 {some} 个被修订",
    ),
    "title": Text(
        "Observations that were revised, the latest first", "被修订的观测值（最近者在前）"
    ),
}  # fmt: skip


def view(found: Comparison, context: Context) -> Document | Section:
    """The report; its first section alone where ``context`` asks for the gist."""
    short_words = Section(_WORDS["short"], gist(found), _first(found), _WORDS["sign"])
    if context.brief:
        return short_words
    a, b = found.a, found.b
    sections = [short_words, *filter(None, (
        _instruments(found), _targets(found), _plain(found, "share"),
        _money(found), _limits(found),
        _wires(found), _findings(found), _effects(found),
        _plain(found, "response"), _data(found), _left_out(found),
    ))]  # fmt: skip
    meta: list[tuple[Text, Cell]] = [(SIDE_A, _side(a)), (SIDE_B, _side(b))]
    known = found.along("instrument", "outcome", "effect")
    if known:
        span = max((p.span for p in known), key=len)
        meta.append((_WORDS["common"], stretch(span.start, span.end)))
    facts = {"a": a.called, "b": b.called}
    return Document(
        _WORDS["title"].fill(**facts), _WORDS["subtitle"].fill(**facts), meta, sections,
        _WORDS["kind"], _WORDS["colophon"].fill(id=found.id, **facts),
    )  # fmt: skip


def _first(found: Comparison) -> list[Block]:
    rows = results(found)
    return [*([Definitions(rows)] if rows else []), *given_table(found), *_unsaid(found)]


def given_table(found: Comparison) -> list[Block]:
    """What was put in otherwise; nothing where nothing was."""
    if not found.given:
        return []
    rows = [[g.title, _said(g.a), _said(g.b)] for g in found.given]
    columns = [Column(t, align="text") for t in (_WORDS["what"], SIDE_A, SIDE_B)]
    return [Table(_WORDS["given"], columns, rows)]


def _said(words: Text | None) -> Text:
    return Text("–", "–") if words is None else readable(words)


def _unsaid(found: Comparison) -> list[Block]:
    return [sentences(_WORDS["unsaid"].fill(names=listed(found.unknown)))] if found.unknown else []


def _side(side: Side) -> Text:
    try:
        date = period_text(Period.parse(side.vintage))
    except TinbergenError:
        # Several cases have several dates.
        return _WORDS["side"].fill(called=side.called, id=side.document)
    return _WORDS["as of"].fill(called=side.called, date=date, id=side.document)


def _label(row: Compared | ComparedPath) -> Text:
    # A price's unit holds another's, which stands as it is.
    unit = row.unit if row.topic == "price" else short(row.unit)
    return _WORDS["named"].fill(name=capital(row.title), unit=unit)


def table(rows: Sequence[Compared], title: Text | None, note: Text | None = None) -> Table:
    """Numbers of A and of B, their difference, and why where there is none."""
    cells: list[list[Cell]] = []
    for row in rows[:_MOST]:
        known = [v for v in (row.a, row.b) if v is not None]
        alike = [v for n in rows if n.unit == row.unit for v in (n.a, n.b) if v is not None]
        digits = max(telling_decimals(known, digits_of(alike)), _shown(row.change))
        cells.append([
            _label(row), number(row.a, digits), number(row.b, digits),
            number(row.change, digits, signed=True),
        ])  # fmt: skip
    why: dict[Text, list[Text]] = {}
    for row in rows[:_MOST]:
        if row.apart is not None:
            why.setdefault(row.apart, []).append(row.title)
    said = [note] if note else []
    if len(why) == 1 and not any(row.apart is None for row in rows[:_MOST]):
        said.append(_WORDS["apart"].fill(names=next(iter(why))))
    elif why:
        names = [_WORDS["why"].fill(names=listed(n), why=w) for w, n in why.items()]
        said.append(_WORDS["apart"].fill(names=clauses(names)))
    if len(rows) > _MOST:
        said.append(_WORDS["more"].fill(count=len(rows) - _MOST))
    columns = (
        Column(_WORDS["what"], align="text"),
        Column(SIDE_A),
        Column(SIDE_B),
        Column(_CHANGE),
    )
    return Table(title, columns, cells, note=sentences(*said) if said else None)


def _shown(change: float | None) -> int:
    """Decimals, six at most, that show the first digit of a difference."""
    return 0 if not change else max(0, min(6, -math.floor(math.log10(abs(change)))))


def _plain(found: Comparison, topic: Topic) -> Section | None:
    """A section of one table, of what differs."""
    blocks = _unlike(found.of(topic))
    return Section(_WORDS[topic], None, blocks) if blocks else None


def _unlike(rows: Sequence[Compared], title: Text | None = None) -> list[Block]:
    """A table of what differs, and how many or which numbers are the same."""
    other = [n for n in rows if n.apart is not None or n.change]
    same = [capital(n.title) for n in rows if n not in other]
    blocks: list[Block] = [table(other, title)] if other else []
    if len(same) > _MANY:
        blocks.append(sentences(_WORDS["many"].fill(count=len(same))))
    elif same:
        blocks.append(sentences(_WORDS["alike"].fill(names=listed(same))))
    return blocks


#: Names that a sentence lists.
_MANY = 8


def _money(found: Comparison) -> Section | None:
    """Every measure over the horizon, then the sums by fiscal year."""
    rows = [n for n in found.of("money") if " " not in n.name]
    rows += [n for n in found.of("money") if n.name.startswith(("direct ", "deficit "))]
    shown = table(rows, None, _WORDS["money_note"])
    return Section(_WORDS["money"], None, [shown]) if rows else None


def _instruments(found: Comparison) -> Section | None:
    paths = found.along("instrument")
    if not paths:
        return None
    span = paths[0].span
    blocks = [
        *_unlike(found.of("set"), _WORDS["levels"].fill(span=stretch(span.start, span.end))),
        *_unlike(found.of("move"), _WORDS["moves"]),
        *drawn(found, paths, _WORDS["set"]),
    ]
    return Section(_WORDS["set"], None, blocks)


def _targets(found: Comparison) -> Section | None:
    if found.kind == "crossing":
        return _plain(found, "loss")
    blocks: list[Block] = [
        table(rows, _WORDS[topic])
        for topic in ("without", "with", "asked", "chance without", "chance", "loss")
        if (rows := [n for n in found.numbers if n.topic == topic])
    ]
    aims = {n.name for n in found.of("with", "without")}
    blocks += drawn(found, [p for p in found.along("outcome") if p.name in aims], _WORDS["targets"])
    return Section(_WORDS["targets"], None, blocks) if blocks else None


def _limits(found: Comparison) -> Section | None:
    blocks = [*_unlike(found.of("used"), _WORDS["used"]),
              *_unlike(found.of("price"), _WORDS["price"])]  # fmt: skip
    return Section(_WORDS["limits"], None, blocks) if blocks else None


def _wires(found: Comparison) -> Section | None:
    lower = {p.name: p for p in found.along("lower wire")}
    rows: list[list[Cell]] = []
    for upper in found.along("upper wire"):
        for t, period in enumerate(upper.span):
            bands = [
                (side_low[t], side_high[t])
                for side_low, side_high in zip(
                    (lower[upper.name].a, lower[upper.name].b), (upper.a, upper.b), strict=True
                )
            ]
            known = [v for band in bands for v in band if v is not None]
            digits = decimals_for(known)
            name = Text("{what}, {period}", "{what}，{period}").fill(
                what=_label(upper), period=period_text(period)
            )
            rows.append([name, *(_band(low, high, digits) for low, high in bands)])
    blocks: list[Block] = []
    if rows:
        columns = [Column(_WORDS["what"], align="text"), Column(SIDE_A), Column(SIDE_B)]
        blocks.append(Table(None, columns, rows))
    for torn in found.along("torn"):
        columns = [Column(PERIOD, align="text"), Column(SIDE_A), Column(SIDE_B), Column(_CHANGE)]
        fired: list[list[Cell]] = [
            [period_text(period), *(number(v, 0) for v in (torn.a[t], torn.b[t])),
             number(torn.change[t], 0, signed=True)]
            for t, period in enumerate(torn.span)
        ]  # fmt: skip
        blocks.append(Table(_WORDS["torn"], columns, fired))
    return Section(_WORDS["wires"], None, blocks) if blocks else None


def _band(low: float | None, high: float | None, digits: int) -> Cell:
    if low is None or high is None:
        return None
    return _WORDS["band"].fill(low=number(low, digits), high=number(high, digits))


def _findings(found: Comparison) -> Section | None:
    """Grades beside estimates, where the grades differ most first."""
    estimates = {n.name: n for n in found.of("finding")}
    grades = sorted(
        found.of("severity"), key=lambda n: -abs((n.b or 0.0) - (n.a or 0.0))
    )  # fmt: skip
    if not grades:
        return None
    rows: list[list[Cell]] = []
    same = []
    for grade in grades:
        own = estimates.get(grade.name)
        if grade.change == 0.0 and (own is None or own.change == 0.0):
            same.append(grade.title)
            continue
        known = [v for v in (own.a, own.b) if v is not None] if own else []
        digits = telling_decimals(known, digits_of(known))
        rows.append([
            _label(own) if own and own.unit.en else capital(grade.title),
            number(grade.a, 1), number(grade.b, 1),
            *(number(v, digits) for v in ((own.a, own.b) if own else (None, None))),
            number(own.change if own else None, digits, signed=True),
        ])  # fmt: skip
    columns = [
        Column(_WORDS["what"], align="text"),
        *(Column(_WORDS["grade"].fill(side=side)) for side in (SIDE_A, SIDE_B)),
        Column(SIDE_A), Column(SIDE_B), Column(_CHANGE),
    ]  # fmt: skip
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(None, columns, rows, note=sentences(_WORDS["grades"])))
    if same:
        blocks.append(sentences(_WORDS["alike"].fill(names=listed(same))))
    return Section(_WORDS["findings"], sentences(_WORDS["findings_lead"]), blocks)


def _effects(found: Comparison) -> Section | None:
    rows = found.of("effect")
    if not rows:
        return None
    pictures = drawn(found, found.along("effect"), _WORDS["effect"])[:1]
    return Section(_WORDS["effect"], None, [table(rows, None), *pictures])


def _data(found: Comparison) -> Section | None:
    if found.kind == "crossing" or found.a.case != found.b.case:
        return None
    seen = found.revisions
    if seen is None:
        return Section(_WORDS["data"], sentences(_REVISED["unknown"]))
    if seen.same:
        return Section(_WORDS["data"], sentences(_REVISED["same"]))
    names = listed([Text(n, n) for n in dict.fromkeys(seen.series)])
    facts = {"names": names, "count": seen.observations, "some": len(seen.changed)}
    if not seen.changed:
        return Section(_WORDS["data"], sentences(_REVISED["none"].fill(**facts)))
    rows: list[list[Cell]] = []
    for r in sorted(seen.changed, key=lambda r: -r.period.ordinal)[:_MOST]:
        digits = telling_decimals([r.a, r.b], 2)
        name = _WORDS["named"].fill(name=capital(r.title), unit=short(r.unit))
        rows.append([name, period_text(r.period), number(r.a, digits), number(r.b, digits),
                     number(r.b - r.a, digits, signed=True)])  # fmt: skip
    columns = [
        Column(_WORDS["what"], align="text"), Column(PERIOD, align="text"),
        Column(SIDE_A), Column(SIDE_B), Column(_CHANGE),
    ]  # fmt: skip
    more = len(seen.changed) - _MOST
    note = sentences(_WORDS["more"].fill(count=more)) if more > 0 else None
    return Section(_WORDS["data"], sentences(_REVISED["some"].fill(**facts)),
                   [Table(_REVISED["title"], columns, rows, note=note)])  # fmt: skip


def _left_out(found: Comparison) -> Section | None:
    if not found.left_out:
        return None
    why: dict[Text, list[Text]] = {}
    for one in found.left_out:
        why.setdefault(one.why, []).append(one.title)
    items: list[tuple[Text, Cell]] = [(capital(w), listed(names)) for w, names in why.items()]
    return Section(_WORDS["out"], sentences(_WORDS["out_lead"]), [Definitions(items)])
