"""What a scenario assumes of a case, and did to outlooks that it was imposed on: in words and
numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tinbergen.core.documents.evidence import Finding, Series
from tinbergen.core.text import NO_TEXT, SEMICOLONS, Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.finding import finding
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT, change_of
from tinbergen.loop.worlds.around import core_of
from tinbergen.loop.worlds.bank import Member
from tinbergen.loop.worlds.conditional import Imposed
from tinbergen.loop.worlds.table_world import TableWorld

_TITLE = Text(
    "{scenario}: outlooks at least as far away ({world})",
    "{scenario}：偏离至少如此之远的概率（{world}）",
)
_SAID = Text(
    "Imposed as a conditional forecast, by year of the horizon: {imposed}.{early} What goes with "
    "it, as errors of this outlook go together: {follows}. No shock is singled out. The squared "
    "Mahalanobis distance from the outlook is {distance:.1f}; {share:.0f} % of a chi-square "
    "distribution with {freedom} degrees of freedom lies beyond.",
    "以条件预测施加，按期内各年：{imposed}。{early}按该展望各项误差的联动，随之而来：{follows}。"
    "不指定任何单一冲击。与展望的马氏距离平方为 {distance:.1f}；自由度 {freedom} 的卡方分布有 "
    "{share:.0f}% 在其外。",
)
_METHOD = Text(
    "conditional forecast (Waggoner and Zha 1999): the Gaussian conditional mean given what the "
    "scenario says of each year's average; means move, the spread around them stays",
    "条件预测（Waggoner 与 Zha 1999）：给定情景对各年均值的设定时的高斯条件均值；均值移动，"
    "离散程度不变",
)
_ROW = Text("{title} {sizes} ({unit})", "{title} {sizes}（{unit}）")
_CHANGE = Text("percent of what it is else", "占原值的百分比")
_EX_ANTE = Text(
    " The scenario says it before the economy answers (of {names}); here it is taken for what "
    "comes of it, since a conditional forecast knows no answers.",
    "情景所述为经济作出反应之前的变动（{names}）；条件预测不含反应，此处视为最终结果。",
)
_LEFT_OUT = Text(
    "not imposed, for want of an outlook of it: {names}", "因无相应展望而未施加：{names}"
)
_PATHS = Text(
    "what moves together is told by {paths} past paths of errors over {periods} periods, which "
    "overlap: few of them are independent, and the distance takes their covariance as known",
    "联动由 {paths} 条长 {periods} 期的历史误差路径得出；路径相互重叠，独立者不多，且距离将其协方差"
    "视为已知",
)
_BEYOND = Text(
    "beyond the horizon nothing is imposed; there the outlook goes on from where the horizon ends",
    "期外不施加任何条件；展望自期末延续",
)


_ASSUMED = Text(
    "Outlook and plan assume the scenario “{scenario}”. Against what happens without it, by year "
    "of the horizon: {changes}.",
    "展望与计划均以情景“{scenario}”为前提。与没有该情景时相比，期内各年：{changes}。",
)
_NOTHING = Text(
    "Outlook and plan assume the scenario “{scenario}”, which reaches nothing of this case.",
    "展望与计划均以情景“{scenario}”为前提；该情景不涉及本案例的任何指标。",
)
_ASSUMED_TITLE = Text("Assumed: {scenario}", "前提：{scenario}")
_TOLD = Text(
    "the scenario as it is told, and what follows from it along the links between indicators",
    "情景本身的设定，以及沿指标间联系传导的结果",
)
#: Severity of the finding that says what is assumed: worth a sentence, ahead of no diagnosis.
_WORTH = 0.5


def assumed(case: Case) -> Text | None:
    """What a case assumes besides its data, in words; None where it is under no scenario."""
    told = case.scenario
    if told is None:
        return None
    if not told.indicators:
        return _NOTHING.fill(scenario=told.title)
    years = -(-case.horizon // int(case.as_of.frequency))
    return _ASSUMED.fill(
        scenario=told.title,
        changes=SEMICOLONS.join([
            _ROW.fill(
                title=c.title, sizes=_sizes(c.yearly[:years]),
                unit=_CHANGE if c.percent else change_of(c.unit),
            )
            for c in told.indicators
        ]),
    )  # fmt: skip


def assumed_in(assumptions: Iterable[Text]) -> Text | None:
    """The title of the scenario that some assumptions name as :func:`assumed` does, else None."""
    head = {form.en.partition("{scenario}")[0] for form in (_ASSUMED, _NOTHING)}
    for said in assumptions:
        if said.en.startswith(tuple(head)):
            return Text(
                *(words.partition("“")[2].partition("”")[0] for words in (said.en, said.zh))
            )
    return None


def scenario_findings(situation: Situation) -> tuple[Finding, ...]:
    """What a scenario did to outlooks that it was imposed on; else what it assumes."""
    found, case = imposed_findings(situation), situation.case
    words = assumed(case)
    if found or case.scenario is None or words is None:
        return found
    return (
        finding(
            situation, f"scenario {case.scenario.name}",
            _ASSUMED_TITLE.fill(scenario=case.scenario.title), kind="forecast", statement=words,
            estimate=None, unit=NO_TEXT, method=_TOLD, severity=_WORTH,
        ),
    )  # fmt: skip


def imposed_findings(situation: Situation) -> tuple[Finding, ...]:
    """A finding for each outlook that counts and that the case's scenario was imposed on."""
    return tuple(
        _finding(situation, member, member.imposed)
        for member in situation.worlds.members
        if member.imposed is not None and member.outlook > 0 and member.apart is None
    )


def _finding(situation: Situation, member: Member, told: Imposed) -> Finding:
    share = 100 * told.cost.probability
    scenario, world = told.scenario.title, member.world.title
    follows, span = list(_follows(situation, told)), situation.span
    years = [span.start + t for t in range(0, span.length, int(span.start.frequency))]
    said = [
        _ROW.fill(
            title=c.title, sizes=_sizes([c.at(p) for p in years]),
            unit=_CHANGE if c.percent else change_of(c.unit),
        )
        for c in told.changes
    ]  # fmt: skip
    return finding(
        situation, f"scenario {told.scenario.name} on {member.world.name}",
        _TITLE.fill(scenario=scenario, world=world),
        kind="forecast",
        statement=_SAID.fill(
            imposed=SEMICOLONS.join(said), early=_early(told),
            follows=SEMICOLONS.join([row for row, _ in follows]), distance=told.cost.distance,
            share=share, freedom=told.cost.freedom,
        ),
        estimate=share, unit=PERCENT, method=_METHOD, severity=1.0,
        series=tuple(one for _, one in follows),
        assumptions=tuple(_assumptions(situation, member, told)),
        diagnostics=(("distance", told.cost.distance), ("freedom", float(told.cost.freedom))),
    )  # fmt: skip


def _follows(situation: Situation, told: Imposed) -> Iterator[tuple[Text, Series]]:
    """Of what the case sets, wants, or a satellite reads, and nobody imposed: means by year, and
    the path."""
    case, span = situation.case, situation.span
    read = situation.satellite.read if situation.satellite is not None else ()
    known_to = (case.pack.indicator(name) for name in read)
    titles = {i.code: (i.title, i.unit) for i in known_to if i is not None}
    titles |= {t.variable: (t.title, t.unit) for t in case.targets}
    titles |= {i.name: (i.title, i.unit) for i in case.instruments}
    known = {c.indicator for c in told.changes}
    per_year = int(span.start.frequency)
    for name, (title, unit) in titles.items():
        if name not in told.shifts or name in known:
            continue
        path, moved = told.shifts[name][: span.length], change_of(unit)
        means = [float(path[t : t + per_year].mean()) for t in range(0, path.size, per_year)]
        row = _ROW.fill(title=title, sizes=_sizes(means), unit=moved)
        yield row, Series(name, moved.en, span.start, tuple(path.tolist()))


def _early(told: Imposed) -> Text:
    """What of it the scenario means otherwise than a forecast can take it."""
    early = [c.title for c in told.changes if c.ex_ante]
    return _EX_ANTE.fill(names=SEMICOLONS.join(early)) if early else NO_TEXT


def _assumptions(situation: Situation, member: Member, told: Imposed) -> Iterator[Text]:
    if told.left_out:
        yield _LEFT_OUT.fill(names=SEMICOLONS.join([c.title for c in told.left_out]))
    core = core_of(member.world)
    if isinstance(core, TableWorld) and core.forecast is not None and core.forecast.errors:
        paths = len(next(iter(core.forecast.errors.values())))
        yield _PATHS.fill(paths=paths, periods=situation.span.length)
    if situation.case.tail:
        yield _BEYOND


def _sizes(yearly: Sequence[float]) -> str:
    return ", ".join(f"{np.round(value, 2) + 0.0:+.2f}" for value in yearly)
