"""What becomes of concepts that packs share, in each scenario: the owner's and other answers."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.charts.typeset import number
from tinbergen.core.documents.budget import Crossing, Outcome
from tinbergen.core.text import Text
from tinbergen.loop.scenarios.outcomes import FLOOR, TOLERANCE, agree
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.wording import capital, clauses, inside, readable, sentences

_TITLE = Text("Where the packs agree", "各领域包是否一致")
_HEADS = {
    "scenario": Text("Scenario", "情景"),
    "others": Text("Answers of others", "其他包的结果"),
    "concept": Text("Concept", "概念"),
    "owner": Text("Owner", "归属"),
    "rest": Text("The others", "其他"),
}
_PERCENT = Text("%", "%")
_LEAD = Text(
    "Each concept has one owner; the others read its outcome in the same world. Of {own} answers "
    "of their own {count} agree with the owner's: one sign, and apart by no more than {part} "
    "percent of it or {floor} points",
    "每个概念只有一个归属，其他领域包读取其在同一世界中的结果。{own} 个自有结果中 {count} 个"
    "与归属包一致：符号相同，且相差不超过其 {part}% 或 {floor} 个百分点",
)
_NOTE = Text(
    "The owner's change in percent, means over the horizon with no new policy. Those who read have "
    "the same and are not listed",
    "归属包的变化（百分比），均为无新政策时整个期间的均值；读取者与之相同，故不列出",
)
_READ_NOTE = Text(
    "Reading: by year of the horizon, a year of a quarterly case being the mean of its quarters; "
    "only between cases of the same economy whose horizons begin together",
    "读取按计划期的年份进行，季度案例取各季均值；仅限同一经济体且计划期同时开始的案例之间",
)
_OWN = Text("{case}: {concept} {change}, {verdict}", "{case}：{concept} {change}，{verdict}")
_VERDICT = {True: Text("agrees", "一致"), False: Text("apart", "不一致")}
_ROLES = {
    "reads": Text("{case} reads it: {why}", "{case}读取：{why}"),
    "own": Text("{case} answers itself: {why}", "{case}自行给出：{why}"),
    "silent": Text("{case} cannot answer: {why}", "{case}无法回答：{why}"),
}
_SOMETIMES = Text(
    "{case} answers itself, except in {count} of {all} scenarios: {why}",
    "{case}自行给出，但 {all} 个情景中有 {count} 个无法回答：{why}",
)


def concept_section(found: Crossing) -> Section:
    """A row a scenario: what becomes of each concept, and who answers otherwise."""
    own = [o for o in found.outcomes if o.role == "own"]
    count = sum(agree(_owner(found, o), o.change or 0.0) for o in own)
    lead = _LEAD.fill(own=len(own), count=count, part=f"{100 * TOLERANCE:.0f}", floor=f"{FLOOR:g}")
    return Section(_TITLE, sentences(lead), [_changes(found), _roles(found)])


def _owner(found: Crossing, other: Outcome) -> float:
    key = (other.scenario, other.concept)
    owners = (o for o in found.outcomes if o.role == "owner")
    return next((o.change or 0.0 for o in owners if (o.scenario, o.concept) == key), 0.0)


def _title(found: Crossing, case: str) -> Text:
    return next(readable(s.title) for s in found.shares if s.case == case)


def _concepts(found: Crossing) -> dict[str, Text]:
    return {o.concept: o.title for o in found.outcomes if o.role == "owner"}


def _changes(found: Crossing) -> Table:
    concepts = _concepts(found)
    rows: list[list[Cell]] = []
    for name in dict.fromkeys(o.scenario for o in found.outcomes):
        told = [o for o in found.outcomes if o.scenario == name]
        said = {o.concept: o.change for o in told if o.role == "owner"}
        others = [_said(found, o) for o in told if o.role == "own"]
        rows.append([
            capital(told[0].scenario_title), *(said.get(c) for c in concepts),
            clauses(others) if others else Text("–", "–"),
        ])  # fmt: skip
    columns = [
        Column(_HEADS["scenario"], align="text"),
        *(Column(capital(title), _PERCENT, decimals=2, signed=True) for title in concepts.values()),
        Column(_HEADS["others"], align="text"),
    ]
    return Table(None, columns, rows, note=sentences(_NOTE))


def _said(found: Crossing, one: Outcome) -> Text:
    change = one.change or 0.0
    return _OWN.fill(
        case=_title(found, one.case), concept=inside(one.title),
        change=f"{number(change, 2, signed=True)} %",
        verdict=_VERDICT[agree(_owner(found, one), change)],
    )  # fmt: skip


def _roles(found: Crossing) -> Table:
    """Who owns a concept, who reads it and how, and who cannot answer, and why."""
    rows: list[list[Cell]] = []
    for concept, title in _concepts(found).items():
        told = [o for o in found.outcomes if o.concept == concept]
        owner = next(o for o in told if o.role == "owner")
        others = [
            _role(found, [o for o in told if o.case == case])
            for case in dict.fromkeys(o.case for o in told if o.role != "owner")
        ]
        rows.append([capital(title), _title(found, owner.case), clauses(others)])
    columns = [Column(_HEADS[h], align="text") for h in ("concept", "owner", "rest")]
    return Table(None, columns, rows, note=sentences(_READ_NOTE))


def _role(found: Crossing, told: Sequence[Outcome]) -> Text:
    """What one case does about a concept, over all scenarios."""
    spoken = [o for o in told if o.role != "silent"]
    silent = len(told) - len(spoken)
    if spoken and silent:
        why = next(o.note for o in told if o.role == "silent")
        case = _title(found, told[0].case)
        return _SOMETIMES.fill(case=case, count=silent, all=len(told), why=why)
    one = told[0]
    return _ROLES[one.role].fill(case=_title(found, one.case), why=one.note)
