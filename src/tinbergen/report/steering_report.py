"""The report of a model steered by its instruments: what to do, what it does, what binds."""

from __future__ import annotations

import math
from pathlib import Path

from tinbergen import __version__
from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Bars, Layer, Level, Line, Part, StackedBars
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.files import write_atomic
from tinbergen.core.text import Language, Text
from tinbergen.loop.steered import Bound, Mix, Steering, Track
from tinbergen.report.blocks import Callout, Cell, Column, Definitions, Table
from tinbergen.report.case.view import grid
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.wording import (
    IDLE,
    PLAN,
    amount,
    capital,
    change_of,
    listed,
    one_of,
    scientific,
    sentences,
    short,
    stretch,
    stretches,
)

_BASELINE = Text("Baseline", "基线")

_WORDS = {
    "kind": Text("Optimal control", "最优控制"),
    "subtitle": Text("Plan for {when}, against no new policy", "{when}的计划，与无新政策对照"),
    "model": Text("Model", "模型"),
    "source": Text("Model and data", "模型与数据"),
    "horizon": Text("Horizon", "计划期"),
    "colophon": Text("Written by Tinbergen {version}.", "由 Tinbergen {version} 生成。"),
    "ground": Text(
        "Baseline: the data, which add-factors make the model reproduce. No new policy: {what}, "
        "and the model's own rules set the instruments. Plan: the instruments' paths that "
        "minimise the loss within the limits",
        "基线：数据本身，由附加因子使模型重现。无新政策：{what}，工具由模型自身规则决定。"
        "计划：在约束内使损失最小的工具路径",
    ),
    "outcomes": Text("What the plan does", "计划的效果"),
    "worst": Text(
        "{name} in {when}: {plan} with the plan, {idle} with no new policy",
        "{when}{name}：计划下为{plan}，无新政策时为{idle}",
    ),
    "panel": Text("Plan, no new policy and baseline", "计划、无新政策与基线"),
    "limits": Text("What binds, and what room is worth", "哪些约束生效、放松的价值"),
    "shares": Text("The instruments' contributions", "各工具的贡献"),
    "mix": Text("How the mix depends on the weights", "政策组合如何随权重变化"),
    "trust": Text("How far to trust it", "可信程度"),
    "loss": Text("What the loss is made of", "损失的构成"),
}  # fmt: skip


def build(found: Steering) -> Document:
    """The report, in both languages."""
    when = stretch(found.span.start, found.span.end)
    meta: list[tuple[Text, Cell]] = [
        (_WORDS["horizon"], when),
        (_WORDS["model"], found.model),
        (_WORDS["source"], found.source),
    ]
    sections = [_outcomes(found), _limits(found), _contributions(found), _mix(found),
                _trust(found)]  # fmt: skip
    return Document(
        found.title, _WORDS["subtitle"].fill(when=when), meta, sections, _WORDS["kind"],
        _WORDS["colophon"].fill(version=__version__),
    )  # fmt: skip


def write(found: Steering, path: Path, lang: Language) -> Path:
    """Write the report in one language; C004 when the place can't be written."""
    return write_atomic(path, build(found).html(lang))


def _worst(found: Steering) -> tuple[Track, int]:
    """The first target, and the period in which no new policy is furthest from the baseline."""
    track = found.track(found.targets[0])
    gaps = [abs(a - b) for a, b in zip(track.idle, track.baseline, strict=True)]
    return track, gaps.index(max(gaps))


def _outcomes(found: Steering) -> Section:
    track, t = _worst(found)
    unit = short(track.unit)
    facts = {
        "name": capital(track.title), "when": period_text(found.start + t),
        "plan": amount(track.plan[t], unit), "idle": amount(track.idle[t], unit),
    }  # fmt: skip
    lead = Text(
        "The plan lowers the loss from {before} to {after}, by {share}%",
        "计划使损失由 {before} 降至 {after}，降幅 {share}%",
    ).fill(
        before=number(found.idle_loss, 1), after=number(found.loss, 1),
        share=number(100 * (1 - found.loss / found.idle_loss), 0) if found.idle_loss > 0 else "0",
    )  # fmt: skip
    headline = capital(_WORDS["worst"].fill(**facts))
    charts = [_chart(found, one) for one in found.tracks]
    note = sentences(_WORDS["ground"].fill(what=found.disturbance))
    blocks: list[Block] = [
        Panel(headline, *grid(charts), _WORDS["panel"], None, found.source, note),
        _loss_table(found),
    ]
    return Section(_WORDS["outcomes"], sentences(lead, headline), blocks)


def _chart(found: Steering, track: Track) -> Chart:
    layers: list[Layer] = [
        Line(PLAN, track.plan, tone=1),
        Line(IDLE, track.idle, style="dashed", tone=2),
        Line(_BASELINE, track.baseline, style="dotted", tone="muted"),
    ]
    for bound in _levels(found):
        if bound.variable == track.name:
            layers.append(Level(bound.title, bound.bound))
    return Chart(capital(track.title), found.span, layers, unit=short(track.unit))


def _loss_table(found: Steering) -> Table:
    columns = (
        Column(Text("Loss from", "损失来源"), align="text"),
        Column(IDLE, decimals=2),
        Column(PLAN, decimals=2),
    )
    rows: list[list[Cell]] = [[capital(s.title), s.idle, s.plan] for s in found.shares]
    rows.append([Text("Total", "合计"), found.idle_loss, found.loss])
    note = Text(
        "Sums over {count} periods of weighted squared distances from targets, and of instruments' "
        "weighted squared distances from the baseline and changes of these",
        "{count} 期内目标偏差的加权平方和，以及工具偏离基线及其变动的加权平方和",
    ).fill(count=len(found.periods))
    return Table(_WORDS["loss"], columns, rows, note=sentences(note), strong=[len(rows) - 1])


def _binding(bound: Bound, found: Steering) -> list[int]:
    return [t for t, binds in enumerate(bound.binds) if binds]


def _limits(found: Steering) -> Section:
    tight = [b for b in found.bounds if any(b.binds)]
    loose = [b for b in found.bounds if not any(b.binds)]
    said = []
    for bound in tight:
        when = stretches([found.start + t for t in _binding(bound, found)])
        said.append(
            Text("{name}: binding in {when}", "{name}在{when}生效").fill(
                name=bound.title, when=when
            )
        )
    if loose:
        names = listed([b.title for b in loose])
        said.append(Text("Never binding: {names}", "始终未生效：{names}").fill(names=names))
    if not tight:
        said.insert(0, Text("No limit binds", "没有约束生效"))
    blocks: list[Block] = []
    if found.infeasible:
        names = listed([b.title for b in found.bounds if b.name in found.infeasible])
        blocks.append(
            Callout(
                Text("Not all limits can be kept", "无法满足全部约束"),
                sentences(Text("Exceeded as little as can be: {names}",
                               "以尽可能小的幅度突破：{names}").fill(names=names)),
                "warning",
            )
        )  # fmt: skip
    for bound in tight:
        blocks += [_worth(found, bound), _prices(found, bound)]
    if tight:
        blocks.append(_price_table(found, tight))
    return Section(_WORDS["limits"], sentences(*said), blocks)


def _step(bound: Bound) -> Text:
    return one_of(change_of(bound.unit))


def _dearest(bound: Bound) -> int:
    return max(range(len(bound.prices)), key=lambda t: bound.prices[t])


def _worth(found: Steering, bound: Bound) -> Callout:
    t = _dearest(bound)
    words = Text(
        "At the margin, room is worth most in {when}: {price} of loss per {step}. "
        "The loss that remains is {loss} in all, so that a tenth of that much room would save "
        "about {tenth}",
        "按边际计，{when}放松该约束最有价值：每{step}可减少损失 {price}。"
        "剩余损失总计 {loss}，故放松其十分之一约可减少 {tenth}",
    ).fill(
        when=period_text(found.start + t), step=_plain_step(bound), price=_price(bound.prices[t]),
        loss=number(found.loss, 1), tenth=_price(bound.prices[t] / 10),
    )  # fmt: skip
    when = stretches([found.start + k for k in _binding(bound, found)])
    title = Text("{name}, binding in {when}", "{name}：{when}生效").fill(
        name=capital(bound.title), when=when
    )
    return Callout(title, sentences(words), "binding")


def _price(price: float) -> str:
    return number(price, 2 if price >= 0.095 else min(6, 1 - math.floor(math.log10(price))))


def _prices(found: Steering, bound: Bound) -> Chart:
    subtitle = Text(
        "Shadow price: loss saved per {step} of room, by period",
        "影子价格：各期每放松{step}减少的损失",
    ).fill(step=_plain_step(bound))  # fmt: skip
    title = Text("{name}, worth most in {when}", "{name}：{when}放松最有价值").fill(
        name=capital(bound.title), when=period_text(found.start + _dearest(bound))
    )
    bars = Bars(bound.title, bound.prices, tone=2)
    return Chart(title, found.span, (bars,), subtitle, height=150)


def _plain_step(bound: Bound) -> Text:
    step = _step(bound)
    return Text(step.en.removeprefix("one "), step.zh)


def _price_table(found: Steering, tight: list[Bound]) -> Table:
    when = sorted({t for bound in tight for t in _binding(bound, found)})
    columns = [Column(Text("Period", "时期"), align="text")]
    for bound in tight:
        unit = Text("loss per {step}", "每{step}的损失").fill(step=_plain_step(bound))
        columns.append(Column(capital(bound.title), unit, decimals=3))
    rows: list[list[Cell]] = [
        [found.start + t, *(b.prices[t] if b.binds[t] else math.nan for b in tight)] for t in when
    ]
    note = Text(
        "Periods in which a limit binds; a dash where this one does not",
        "仅列有约束生效的时期；短横表示该约束当期未生效",
    )
    return Table(Text("Shadow prices", "影子价格"), columns, rows, note=sentences(note))


def _contributions(found: Steering) -> Section:
    titles = {name: found.track(name).title for name in found.instruments}
    shown = [t for t in found.tracks if t.name not in found.instruments]
    charts = []
    for track in shown:
        total = [p - i for p, i in zip(track.plan, track.idle, strict=True)]
        parts = [Part(capital(titles[n]), track.parts[n]) for n in found.instruments]
        unit = change_of(track.unit)
        charts.append(Chart(capital(track.title), found.span, (StackedBars(parts, total),),
                            unit=unit))  # fmt: skip
    track, t = _worst(found)
    unit = change_of(track.unit)
    pieces = [
        Text("{name} {size}", "{name} {size}").fill(
            name=titles[n], size=number(track.parts[n][t], 2, True)
        )
        for n in found.instruments
    ]
    lead = Text(
        "{what} in {when}: {size} against no new policy, of which {parts}",
        "{when}{what}较无新政策变动 {size}，其中{parts}",
    ).fill(
        when=period_text(found.start + t), what=capital(track.title), parts=listed(pieces),
        size=amount(track.plan[t] - track.idle[t], unit, 2, True),
    )  # fmt: skip
    note = Text(
        "Plan minus no new policy. An instrument's part is what its path changes, averaged over "
        "all orders of taking the instruments from no new policy to the plan; parts sum exactly "
        "to the total",
        "计划减无新政策。每种工具的贡献为其路径由无新政策换成计划所致的变化，"
        "对所有替换次序取平均；各部分之和恰为总变化",
    )
    panel = Panel(capital(lead), *grid(charts), _WORDS["shares"], None, found.source,
                  sentences(note))  # fmt: skip
    return Section(_WORDS["shares"], sentences(lead), [panel])


def _mix(found: Steering) -> Section:
    columns = [
        Column(Text("Weight on", "变动的权重"), align="text"),
        *(Column(capital(found.track(n).title), short(found.track(n).unit), decimals=2)
          for n in _varied(found)),
        *(Column(capital(b.title), Text("periods binding", "生效期数"), decimals=0)
          for b in _levels(found)),
    ]  # fmt: skip
    rows = [_mix_row(found, mix) for mix in found.mixes]
    note = Text(
        "Means over {when}, each row a plan found anew with one weight changed",
        "{when}均值；每行为改变一个权重后重新求得的计划",
    ).fill(when=stretch(found.span.start, found.span.end))
    table = Table(_WORDS["mix"], columns, rows, note=sentences(note), strong=[0])
    lead = [_span_words(found, name) for name in found.instruments]
    return Section(_WORDS["mix"], sentences(*lead), [table])


def _mix_row(found: Steering, mix: Mix) -> list[Cell]:
    name = capital(mix.changed)
    if mix.factor != 1:
        name = Text("{name} × {factor:g}", "{name} × {factor:g}").fill(name=name, factor=mix.factor)
    return [
        name, *(mix.means[n] for n in _varied(found)),
        *(float(mix.binding.get(b.name, 0)) for b in _levels(found)),
    ]  # fmt: skip


def _varied(found: Steering) -> list[str]:
    return list(dict.fromkeys([*found.targets, *found.instruments]))


def _levels(found: Steering) -> list[Bound]:
    """Limits of levels; those of steps are too many for a table."""
    return [b for b in found.bounds if not b.name.endswith((" rise", " fall"))]


def _span_words(found: Steering, name: str) -> Text:
    track, unit = found.track(name), short(found.track(name).unit)
    means = [mix.means[name] for mix in found.mixes]
    return Text(
        "With each weight halved or doubled in turn, the mean of {name} is between {low} "
        "and {high}",
        "逐一将各权重减半或加倍时，{name}的均值介于{low}与{high}之间",
    ).fill(name=track.title, low=amount(min(means), unit, 2), high=amount(max(means), unit, 2))


def _trust(found: Steering) -> Section:
    items: list[tuple[Text, Cell]] = [
        (Text("Optimality", "最优性"), Text(
            "The first-order (Karush-Kuhn-Tucker) conditions hold on the nonlinear model to {kkt} "
            "of the gradient, after {count} iterations",
            "非线性模型上的一阶（KKT）条件成立，相对梯度的残差为 {kkt}，迭代 {count} 次",
        ).fill(kkt=scientific(found.kkt), count=found.iterations)),
        (Text("Re-simulation", "重新模拟"), Text(
            "The whole model, run anew from the path without the plan and with the add-factors "
            "that implement it, returns the plan to {gap} in the unit of any picture above",
            "以无计划路径为初值、加入实现计划的附加因子重新模拟整个模型，"
            "与计划的最大差异为 {gap}（按上列各图的单位）",
        ).fill(gap=scientific(found.resimulation))),
        (Text("Curvature", "非线性"), Text(
            "The model linearised around no new policy would be off by up to {gap} in the unit "
            "of a target, limit or instrument: the plan is computed on the model itself",
            "若用在无新政策附近线性化的模型，最大误差达 {gap}（按目标、约束或工具的单位）："
            "计划以模型本身计算",
        ).fill(gap=number(found.curvature, 2))),
        (Text("What is taken as known", "视为已知"), Text(
            "The disturbance and the rest of the baseline, over the whole horizon; no interval is "
            "given because none of this is drawn at random",
            "整个计划期内的扰动与其余基线；此处没有随机抽样，故不给出区间",
        )),
    ]  # fmt: skip
    return Section(_WORDS["trust"], None, [Definitions(items)])
