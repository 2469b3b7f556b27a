"""The record of plans: what each choice cost where each world is the truth, and trip-wires."""

from __future__ import annotations

from collections.abc import Iterator

from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.plan_record import ChoiceScore, Gap, PlanRecord, PlanSample
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import Context
from tinbergen.report.wording import capital

_TITLE = Text("Plans: {title}", "计划：{title}")
_LEAD = Text(
    "Each world is taken for the truth in turn: to what came in is added what a choice moves in "
    "that world, from policy as followed; no instrument passes its bounds. The plan judged is "
    "that of the other worlds alone. Losses are the case's, over {horizon} periods and the {tail} "
    "after, instruments' costs included; {every}.",
    "依次以各世界为真：实际结果加上某一选择在该世界中相对实际政策所引起的变动，工具不超出界限。"
    "所评判的计划仅由其余世界制定。损失按案例计算，覆盖 {horizon} 期及其后 {tail} 期，含工具成本；"
    "{every}。",
)
_EACH = Text("one plan a period", "每期制定一个计划")
_APART = Text("one plan every {every} periods", "每 {every} 期制定一个计划")
_SAMPLE = Text("{title} ({n}, {first} to {last})", "{title}（{n}个，{first}至{last}）")
_LOSSES = Text("Mean loss by truth: {sample}", "各“真实世界”下的平均损失：{sample}")
_GAPS = Text("Less the loss of policy as followed: {sample}", "与实际执行政策的损失之差：{sample}")
_GAPS_NOTE = Text(
    "Below zero the choice is better; in brackets the 95% interval, which counts with horizons "
    "that overlap (Diebold and Mariano's test). Last the share of plans that lost less.",
    "负值表示该选择较优；括号内为计及规划期重叠的95%区间（Diebold–Mariano检验）。"
    "末列为损失较小的计划占比。",
)
_WIRES = Text("Trip-wires: {sample}", "触发线：{sample}")
_WIRES_NOTE = Text(
    "Shares of dates, over truths by their weights. A target is missed when its mean over the "
    "horizon is off by more than its tolerance, unforeseen where the central path had not said so. "
    "Wires of the plan meet the outturn with what the plan moves in the world, those of the rules "
    "the outturn itself.",
    "各时点占比，并按权重对“真实世界”平均。目标在规划期内的均值偏离超过容差即为未达；"
    "中心路径未预示者为意外。计划的触发线对照实际结果加计划在该世界中的变动，"
    "规则的触发线对照实际结果本身。",
)
_POWER = Text(
    "If one world alone is right, the chance that a wire of the plan fires is: {shares}.",
    "若仅某一世界为真，计划的触发线触发的概率为：{shares}。",
)
_SHARE = Text("{title} {share}%", "{title} {share}%")
_COLUMNS = {
    "choice": Text("Choice", "选择"),
    "weighted": Text("Weighted", "加权"),
    "better": Text("Better", "较优"),
    "whose": Text("Wires of", "触发线属于"),
    "stated": Text("Stated chance", "声明概率"),
    "rang": Text("A wire fired", "有线触发"),
    "fired": Text("Wires that fired", "触发的线数"),
    "wires": Text("of", "总线数"),
    "false": Text("Fired, nothing missed", "触发而目标均达"),
    "missed": Text("A target missed", "有目标未达"),
    "silent": Text("Missed, none fired", "未达而未触发"),
    "unforeseen": Text("Missed unforeseen", "意外未达"),
    "surprised": Text("Unforeseen, none fired", "意外而未触发"),
}
_WHOSE = {"plan": Text("the plan", "计划"), "rules": Text("rules going on", "规则延续")}
_LOST = {
    True: Text(
        "{choice} lost more than policy as followed, {sample}: {loss} against {followed} ({gap}).",
        "{choice}的损失大于实际执行的政策，{sample}：{loss} 对 {followed}（{gap}）。",
    ),
    False: Text(
        "{choice} did not provably lose less than policy as followed, {sample}: {loss} against "
        "{followed} ({gap}).",
        "无法证明{choice}的损失小于实际执行的政策，{sample}：{loss} 对 {followed}（{gap}）。",
    ),
}
_RANG = Text(
    "Trip-wires of {whose}, {sample}: at {stated}% of dates one should have fired, at {rang}% one "
    "did. A target was missed that the central path had promised at {unforeseen}% of dates, at "
    "{surprised}% without a wire that fired.",
    "{whose}的触发线，{sample}：按声明应有 {stated}% 的时点触发，实际为 {rang}%。"
    "中心路径所承诺的目标在 {unforeseen}% 的时点未达，在 {surprised}% 的时点未达且无触发线触发。",
)


def sections(found: PlanRecord, context: Context) -> Iterator[Section]:
    """Losses and gaps of every choice, and trip-wires; the first sample alone in brief."""
    apart = _EACH if found.every == 1 else _APART.fill(every=found.every)
    lead = _LEAD.fill(horizon=found.horizon, tail=found.tail, every=apart)
    blocks: list[Block] = []
    wires: list[Block] = []
    for sample in found.samples[: 1 if context.brief else None]:
        blocks.append(_losses(found, sample))
        if not context.brief:
            blocks.append(_gaps(found, sample))
        if sample.alarms:
            wires.append(_wires(found, sample))
    yield Section(_TITLE.fill(title=found.title), lead, blocks)
    if wires:
        yield Section(_TRIP, None, wires)


_TRIP = Text("Trip-wires of the plans", "计划的触发线")


def bad(found: PlanRecord) -> Iterator[Text]:
    """Plans that did not beat policy as followed, wires that fire more or less than stated."""
    for sample in found.samples:
        followed = sample.choices[0]
        for choice in sample.choices:
            gap = choice.gap
            if choice.choice in _JUDGED and (gap.upper is None or gap.upper >= 0):
                yield _LOST[gap.value > 0].fill(
                    choice=choice.title, sample=_named(sample), loss=number(choice.mean, 1),
                    followed=number(followed.mean, 1), gap=_told(gap),
                )  # fmt: skip
        for score in sample.alarms:
            yield _RANG.fill(
                whose=_WHOSE[score.who],
                sample=_named(sample),
                **{
                    name: number(100 * getattr(score, name), 0)
                    for name in ("stated", "rang", "unforeseen", "surprised")
                },
            )
    yield from found.caveats


def _named(sample: PlanSample) -> Text:
    first, last = period_text(sample.first), period_text(sample.last)
    return _SAMPLE.fill(title=sample.title, n=sample.n, first=first, last=last)


def _losses(found: PlanRecord, sample: PlanSample) -> Table:
    columns = [
        Column(_COLUMNS["choice"], align="text"),
        *(Column(capital(truth.title)) for truth in found.truths),
        Column(_COLUMNS["weighted"]),
    ]
    rows: list[list[Cell]] = [[c.title, *c.losses, c.mean] for c in sample.choices]
    return Table(_LOSSES.fill(sample=_named(sample)), columns, rows, strong=(0,))


def _gaps(found: PlanRecord, sample: PlanSample) -> Table:
    columns = [
        Column(_COLUMNS["choice"], align="text"),
        *(Column(capital(truth.title)) for truth in found.truths),
        Column(_COLUMNS["weighted"]),
        Column(_COLUMNS["better"], Text("%", "%"), decimals=0),
    ]

    def row(score: ChoiceScore) -> list[Cell]:
        return [
            score.title, *(_told(gap) for gap in score.gaps), _told(score.gap),
            100 * score.gap.better,
        ]  # fmt: skip

    rows = [row(score) for score in sample.choices[1:]]
    return Table(_GAPS.fill(sample=_named(sample)), columns, rows, note=_GAPS_NOTE)


def _told(gap: Gap) -> str:
    shown = number(gap.value, 1, signed=True)
    if gap.lower is None or gap.upper is None:
        return shown
    low, high = (number(v, 1, signed=True) for v in (gap.lower, gap.upper))
    return f"{shown} ({low}, {high})"


#: Choices of which it is told where they are no better than policy as followed.
_JUDGED = ("plan", "all")
_SHARES = ("stated", "rang", "false", "missed", "silent", "unforeseen", "surprised")


def _wires(found: PlanRecord, sample: PlanSample) -> Table:
    percent = Text("%", "%")
    columns = [
        Column(_COLUMNS["whose"], align="text"),
        *(Column(_COLUMNS[name], percent, decimals=0) for name in _SHARES),
        Column(_COLUMNS["fired"]),
        Column(_COLUMNS["wires"], decimals=0),
    ]
    rows: list[list[Cell]] = [
        [
            _WHOSE[score.who], *(100 * getattr(score, name) for name in _SHARES), score.fired,
            score.wires,
        ]
        for score in sample.alarms
    ]  # fmt: skip
    return Table(_WIRES.fill(sample=_named(sample)), columns, rows, note=_noted(found, sample))


def _noted(found: PlanRecord, sample: PlanSample) -> Text:
    """What shares are of, and the wires' power."""
    shares = [
        _SHARE.fill(title=truth.title, share=number(100 * power, 0))
        for truth, power in zip(found.truths, sample.alarms[0].power, strict=True)
    ]
    power = _POWER.fill(shares=SEMICOLONS.join(shares))
    return Text(f"{_WIRES_NOTE.en} {power.en}", f"{_WIRES_NOTE.zh}{power.zh}")
