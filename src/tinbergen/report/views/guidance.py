"""What a plan announces of an instrument at its bound, and what that adds."""

from __future__ import annotations

from tinbergen.charts.quantities import amount, change_of, short
from tinbergen.charts.typeset import number
from tinbergen.core.documents.guidance import Believed, Guidance
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.document import Block
from tinbergen.report.wording import capital, clauses, decimals_for, inside, sentences, stretch

_WORDS = {
    "title": Text("{title}: at its bound until {until}", "{title}：处于下限直至{until}"),
    "stay": Text(
        "The plan announces {bound} {unit} for {span}", "计划公告：{span}保持在 {bound}（{unit}）"
    ),
    "longer": Text("{count} periods longer than with no policy", "较无新政策时长 {count} 期"),
    "one longer": Text("a period longer than with no policy", "较无新政策时长 1 期"),
    "shorter": Text("{count} periods less than with no policy", "较无新政策时短 {count} 期"),
    "one shorter": Text("a period less than with no policy", "较无新政策时短 1 期"),
    "same": Text("as long as with no policy", "与无新政策时相同"),
    "new": Text("where it would not be with no policy", "无新政策时则不在下限"),
    "adds": Text(
        "That this is announced, not told period by period, moves on average: {parts} (weighted "
        "over the worlds)",
        "这是预先公告而非逐期告知，平均变动：{parts}（按世界加权）",
    ),
    "part": Text("{title} {change}", "{title} {change}"),
    "ends": Text(
        "Were nothing believed, the best plan would stay there {no}; were everything believed, "
        "{all}",
        "若完全不被相信，最优计划{no}；若完全被相信，则{all}",
    ),
    "until": Text("until {until}", "停留至{until}"),
    "never": Text("not at first", "起初不在下限"),
    "lost": Text("none could be found", "无法求得"),
    "warning": Text(
        "The row in which all is believed is a warning, no forecast: with a rule set aside for "
        "many periods models with rational expectations answer out of all proportion, or with the "
        "opposite sign (Carlstrom, Fuerst and Paustian 2015; Del Negro, Giannoni and Patterson "
        "2012)",
        "“完全被相信”一行是警示而非预测：规则被搁置多期时，理性预期模型的反应会失去分寸，甚至符号相反"
        "（Carlstrom、Fuerst 与 Paustian 2015；Del Negro、Giannoni 与 Patterson 2012）",
    ),
    "table": Text(
        "What the announcement does, by how far it is believed", "公告的作用，按其可信程度"
    ),
    "case": Text("Announcement", "公告"),
    "assumed": Text("Believed as assumed", "按设定被相信"),
    "not": Text("Not believed", "不被相信"),
    "fully": Text("Fully believed", "完全被相信"),
    "added": Text("Added, {title}", "增加量：{title}"),
    "loss": Text("Loss of this plan", "本计划的损失"),
    "best": Text("Loss of the best plan then", "此时最优计划的损失"),
    "stays": Text("It stays at the bound until", "最优计划停留至"),
    "note": Text(
        "Means of the targets over the horizon with the plan's own paths, central, weighted over "
        "the worlds; then what announcing adds in each world that believes it in part, against the "
        "same paths told period by period",
        "为计划自身路径下目标的期内均值（中心路径，按世界加权）；其后为部分相信公告的各世界中，公告较逐期告知"
        "同一路径的增加量",
    ),
}


def guidance_blocks(plan: Plan) -> list[Block]:
    """What is announced at the bound, in words and numbers; nothing where nothing is."""
    found = plan.guidance
    if found is None:
        return []
    return [Callout(_title(found), _said(found, _units(plan))), _table(found, _units(plan))]


def guidance_briefly(plan: Plan) -> list[Text]:
    """The same in a passage."""
    found = plan.guidance
    return (
        [] if found is None else [sentences(_title(found), _said(found, _units(plan), brief=True))]
    )


def _title(found: Guidance) -> Text:
    until = stretch(found.until, found.until)
    return _WORDS["title"].fill(title=capital(found.title), until=until)


def _units(plan: Plan) -> dict[str, Text]:
    """The units of the targets, by variable."""
    return {aim.variable: aim.unit for aim in plan.attainment}


def _said(found: Guidance, units: dict[str, Text], *, brief: bool = False) -> Text:
    stay = _WORDS["stay"].fill(
        bound=f"{found.bound:g}", unit=short(found.unit), span=stretch(found.start, found.until)
    )
    with_it, without = found.course("assumed"), found.course("not")
    changes = [a.value - b.value for a, b in zip(with_it.means, without.means, strict=True)]
    digits = max(2, decimals_for(changes, fine=True))
    parts = [
        _WORDS["part"].fill(
            title=inside(mean.title),
            change=amount(change, change_of(units[mean.name]), digits, signed=True),
        )
        for mean, change in zip(with_it.means, changes, strict=True)
    ]
    said = [clauses([stay, _longer(found)]), _WORDS["adds"].fill(parts=clauses(parts))]
    if brief:
        return sentences(*said)
    ends = _WORDS["ends"].fill(no=_until(without), all=_until(found.course("fully")))
    return sentences(*said, ends, _WORDS["warning"])


def _longer(found: Guidance) -> Text:
    """How the stay compares with that without policy."""
    if found.otherwise is None:
        return _WORDS["new"]
    count = found.until - found.otherwise
    if count == 0:
        return _WORDS["same"]
    kind = "longer" if count > 0 else "shorter"
    words = _WORDS[f"one {kind}" if abs(count) == 1 else kind]
    return words.fill(count=abs(count))


def _until(course: Believed) -> Text:
    """How long the plan that would be the best stays at the bound."""
    if course.best is None:
        return _WORDS["lost"]
    if course.until is None:
        return _WORDS["never"]
    return _WORDS["until"].fill(until=stretch(course.until, course.until))


def _table(found: Guidance, units: dict[str, Text]) -> Table:
    first = found.courses[0].means
    digits = [
        max(2, decimals_for([c.means[k].value for c in found.courses], fine=True))
        for k in range(len(first))
    ]
    columns = [
        Column(_WORDS["case"], align="text"),
        *(
            Column(capital(p.title), short(units[p.name]), decimals=d)
            for p, d in zip(first, digits, strict=True)
        ),
        Column(_WORDS["loss"], decimals=1),
        Column(_WORDS["best"], decimals=1),
        Column(_WORDS["stays"], align="text"),
    ]
    rows: list[list[Cell]] = [
        [_WORDS[c.kind], *(m.value for m in c.means), c.loss, c.best, c.until]
        for c in found.courses
    ]
    for one in found.believers:
        cells = [number(a.value, d, signed=True) for a, d in zip(one.adds, digits, strict=True)]
        rows.append([_WORDS["added"].fill(title=one.title), *cells, None, None, None])
    return Table(_WORDS["table"], columns, rows, note=sentences(_WORDS["note"]), strong=(0,))
