"""The end of a report: where the next turn starts, what was assumed, and how to check it all."""

from __future__ import annotations

from collections.abc import Mapping

from tinbergen.charts.quantities import amount, short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import Constraint, Instrument
from tinbergen.core.period import Period
from tinbergen.core.text import COMMAS, Text
from tinbergen.loop.case import cases
from tinbergen.report.blocks import Callout, Cell, Column, Definitions, Table
from tinbergen.report.case.model import coefficient_table
from tinbergen.report.case.view import View
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import vintage_of
from tinbergen.report.wording import (
    asked,
    capital,
    clauses,
    decimals_for,
    listed,
    plain_number,
    sentences,
    stretch,
)

_NEXT = {
    "title": Text("Next turn", "下一轮"),
    "table": Text("The plan as last revised, {as_of}", "最近修订的计划（{as_of}）"),
    "period": Text("Period", "时期"),
    "verdict": Text("The revised plan's verdict", "修订后计划的结论"),
    "decided": Text(
        "As the plan before had decided, which it can't change any more: {parts}",
        "按此前计划已作、现已不能更改的决定：{parts}",
    ),
    "part": Text("{title} through {last}", "{title}至{last}"),
}

#: Periods of the revised plan that are shown: its next year is what is decided now.
_NEAR = 4


def next_section(view: View) -> Section:
    """What to do now."""
    cycle = view.run.cycle
    revised = cycle.monitoring.revisions if cycle.monitoring else ()
    blocks: list[Block] = []
    if revised:
        blocks = [
            Callout(_NEXT["verdict"], sentences(revised[-1].verdict)),
            _near(view, revised[-1]),
        ]
    return Section(_NEXT["title"], sentences(*cycle.advice), blocks)


def _near(view: View, plan: Plan) -> Table:
    dates = [plan.start + t for t in range(min(_NEAR, plan.horizon))]
    digits = [
        decimals_for([v for v in s.values if v is not None], fine=True) for s in plan.instruments
    ]
    rows: list[list[Cell]] = [
        [date, *(number(s.values[t], d) for s, d in zip(plan.instruments, digits, strict=True))]
        for t, date in enumerate(dates)
    ]
    columns = (
        Column(_NEXT["period"], align="text"),
        *(Column(view.title(s.name), view.unit(s.name)) for s in plan.instruments),
    )
    title = _NEXT["table"].fill(as_of=vintage_of(plan))
    decided = [
        _NEXT["part"].fill(title=i.title, last=period_text(plan.start + (last - 1)))
        for i in view.run.case.instruments
        if (last := min(i.lag, plan.horizon))
    ]
    note = sentences(_NEXT["decided"].fill(parts=listed(decided))) if decided else None
    return Table(title, columns, rows, note=note)


_ANNEX = {
    "title": Text("Annex", "附录"),
    "lead": Text(
        "What was asked for and assumed, the coefficients, and the chain of documents that this "
        "report rests on.",
        "目标与假设、系数，以及本报告所依据的文档链。",
    ),
    "assumptions": Text("Assumptions", "假设"),
    "uncertainty": Text("Uncertainty", "不确定性"),
    "settings": Text("Settings", "设置"),
    "set": Text(
        "model {model}; sample {sample}; horizon {horizon} {periods}; {draws} draws; seed {seed}",
        "模型 {model}；样本 {sample}；期限 {horizon} {periods}；{draws} 次抽样；种子 {seed}",
    ),
    "worlds": Text(
        "worlds {worlds}; horizon {horizon} {periods}; {draws} draws; seed {seed}",
        "世界 {worlds}；期限 {horizon} {periods}；{draws} 次抽样；种子 {seed}",
    ),
    "given": Text("none: values are given", "无：参数值为给定"),
    "reproduce": Text("Reproduce", "复现"),
    "command": Text("tinbergen run {case}", "tinbergen run {case}"),
    "own": Text(
        "tinbergen run, on the case file or the data of {case}, as of {as_of}",
        "对 {case} 的案例文件或数据执行 tinbergen run，截至{as_of}",
    ),
    "software": Text("Software", "软件"),
    "values": Text("Given values", "给定的参数值"),
    "value": Text("{name} {value}", "{name} {value}"),
    "more": Text("{values}, and {count} more", "{values}，另有 {count} 个"),
}  # fmt: skip


def annex(view: View) -> Section:
    """Preferences, assumptions, coefficients, chain of documents, and how to reproduce them."""
    case, plan, fit = view.run.case, view.plan, view.run.situation.fit
    sample = stretch(fit.sample.start, fit.sample.end) if fit else _ANNEX["given"]
    settings = _ANNEX["set" if case.model.equations else "worlds"].fill(
        model=case.model.name, sample=sample, worlds=", ".join(w.name for w in case.all_worlds),
        horizon=plan.horizon, periods=view.periods,
        draws=number(case.draws, 0), seed=case.seed,
    )  # fmt: skip
    known = _ANNEX["command" if case.name in cases.names() else "own"]
    items: list[tuple[Text, Cell]] = [
        (_ANNEX["assumptions"], sentences(*plan.assumptions)),
        (_ANNEX["settings"], capital(settings)),
        (_ANNEX["reproduce"], known.fill(case=case.name, as_of=view.vintage_text)),
        (_ANNEX["software"], plan.provenance.software),
    ]
    if case.model.given:
        items.insert(2, (_ANNEX["values"], given_values(case.model.given)))
    blocks: list[Block] = [preferences(view), Definitions(items), chain(view)]
    if fit is not None:
        blocks.append(coefficient_table(view, fit))
    return Section(_ANNEX["title"], _ANNEX["lead"], blocks)


#: Values that are named; those calibrated to large tables are said in the tables' notes.
_NAMED = 40


def given_values(given: Mapping[str, float]) -> Text:
    """Parameters that the case or its tables set: no data of the case's series are behind them."""
    named = [
        _ANNEX["value"].fill(name=name, value=plain_number(value))
        for name, value in list(given.items())[:_NAMED]
    ]
    if (rest := len(given) - len(named)) > 0:
        values = COMMAS.join(named)
        return _ANNEX["more"].fill(values=values, count=rest)
    return listed(named)


_WANTS = {
    "title": Text("What was asked for, and what it weighs", "目标要求及其权重"),
    "what": Text("Target, instrument or constraint", "目标、工具或约束"),
    "asked": Text("Asked for", "要求"),
    "weight": Text("Weight", "权重"),
    "smooth": Text("Weight of changes", "变动权重"),
    "cost": Text("close to no new policy", "接近无新政策"),
    "range": Text("{low} to {high}", "{low} 至 {high}"),
    "from": Text("from {low}", "不低于 {low}"),
    "to": Text("up to {high}", "不高于 {high}"),
    "step": Text("steps of at most {step}", "每步至多 {step}"),
    "off": Text("within {range} of it", "偏离 {range}"),
    "most": Text("at most {bound}", "不超过{bound}"),
    "least": Text("at least {bound}", "不低于{bound}"),
    "sum": Text("{bound}, summed over the horizon", "期内累计{bound}"),
    "more": Text("{bound} more than with no new policy", "较无新政策多{bound}"),
    "hard": Text("hard", "硬约束"),
    "share": Text("in {share} % of draws", "在 {share}% 的抽样中成立"),
    "note": Text(
        "Weights multiply squared misses in the units of the target; a target missed on its good "
        "side costs nothing",
        "权重乘以偏差的平方（单位同目标）；在有利方向上的偏离不计损失",
    ),
}


def preferences(view: View) -> Table:
    """Targets, instruments and constraints with their weights in the loss."""
    case = view.run.case
    rows: list[list[Cell]] = [
        [t.title, asked(t, view.period), plain_number(t.weight), ""] for t in case.targets
    ]
    rows += [
        [i.title, _range(i), plain_number(i.cost), plain_number(i.smoothness)]
        for i in case.instruments
    ]
    rows += [[c.title, _bound(c), _holds(c), ""] for c in case.constraints]
    columns = (
        Column(_WANTS["what"], align="text"),
        Column(_WANTS["asked"], align="text"),
        Column(_WANTS["weight"]),
        Column(_WANTS["smooth"]),
    )
    return Table(_WANTS["title"], columns, rows, note=sentences(_WANTS["note"]))


def _range(instrument: Instrument) -> Text:
    """Between which bounds and in which steps an instrument moves."""
    low, high = (
        None if b is None else plain_number(b) for b in (instrument.lower, instrument.upper)
    )
    words = [_WANTS["cost"]]
    if low or high:
        form = "range" if low and high else "from" if low else "to"
        bounds = _WANTS[form].fill(low=low, high=high)
        words.append(_WANTS["off"].fill(range=bounds) if instrument.relative else bounds)
    if instrument.max_step is not None:
        words.append(_WANTS["step"].fill(step=plain_number(instrument.max_step)))
    unit, said = short(instrument.unit), clauses(words)
    return Text(f"{said.en} ({unit.en})", f"{said.zh}（{unit.zh}）")


def _holds(constraint: Constraint) -> Text:
    """Whether a constraint holds on central paths, or in which share of draws."""
    if constraint.share is None:
        return _WANTS["hard"]
    return _WANTS["share"].fill(share=plain_number(100 * constraint.share))


def _bound(constraint: Constraint) -> Text:
    relative, summed = constraint.relative, constraint.cumulative
    bound = amount(constraint.bound, short(constraint.unit))
    words = _WANTS["more"].fill(bound=bound) if relative else bound
    words = _WANTS["most" if constraint.sense == "at_most" else "least"].fill(bound=words)
    return _WANTS["sum"].fill(bound=words) if summed else words


_CHAIN = {
    "title": Text("The chain of documents", "文档链"),
    "document": Text("Document", "文档"),
    "id": Text("Identity", "标识"),
    "cites": Text("Rests on", "依据"),
    "vintage": Text("Data as of", "数据截至"),
    "diagnosis": Text("Diagnosis", "诊断"),
    "plan": Text("Plan", "计划"),
    "revised": Text("Plan revised {as_of}", "{as_of}修订的计划"),
    "monitoring": Text("Monitoring", "监测"),
    "evaluation": Text("Evaluation", "评估"),
    "note": Text(
        "An identity is computed from the document's numbers, names, units and dates: it changes "
        "when any of them does",
        "标识由文档中的数字、名称、单位与日期计算得出，其中任何一项变动，标识即改变",
    ),
}


def chain(view: View) -> Table:
    """Each document, what it cites, and the data that it saw."""
    cycle = view.run.cycle
    links: list[tuple[Text, str, Provenance]] = [
        (_CHAIN["diagnosis"], cycle.diagnosis.id, cycle.diagnosis.provenance),
        (_CHAIN["plan"], cycle.plan.id, cycle.plan.provenance),
    ]
    if cycle.monitoring:
        links.append((_CHAIN["monitoring"], cycle.monitoring.id, cycle.monitoring.provenance))
        for review in cycle.monitoring.reviews:
            if review.revised:
                title = _CHAIN["revised"].fill(as_of=vintage_of(review.revised))
                links.append((title, review.revised.id, review.revised.provenance))
    if cycle.evaluation:
        links.append((_CHAIN["evaluation"], cycle.evaluation.id, cycle.evaluation.provenance))
    rows: list[list[Cell]] = [
        [title, own, ", ".join(p.cites) or "–", period_text(Period.parse(p.vintage))]
        for title, own, p in links
    ]
    columns = tuple(
        Column(_CHAIN[name], align="text") for name in ("document", "id", "cites", "vintage")
    )
    return Table(_CHAIN["title"], columns, rows, note=sentences(_CHAIN["note"]))
