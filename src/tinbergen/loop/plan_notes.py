"""What a plan rests on, in words: how chances were found, what worlds assume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tinbergen.core.documents.plan import TripWire
from tinbergen.core.text import COMMAS, SEMICOLONS, Text
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.worldspec import SatelliteSpec
from tinbergen.loop.information import Belief
from tinbergen.loop.outlook.kept import as_of
from tinbergen.loop.scenarios.imposed import imposed_findings
from tinbergen.loop.situation import Situation
from tinbergen.loop.uncertainty import false_alarms, power
from tinbergen.loop.words import change_of
from tinbergen.loop.worlds.bridges import Bridge
from tinbergen.loop.worlds.protocol import World
from tinbergen.loop.worlds.scored import FEWEST, Weighing, weigh_outlooks

_PLANNED = Text(
    "instruments follow their planned paths in every draw", "每次抽样中工具均按计划路径执行"
)
_SHIFTED = Text(
    "in every draw instruments follow their planned paths, but those that a rule sets: the plan "
    "shifts the rule, which answers surprises as ever",
    "每次抽样中工具均按计划路径执行；由规则设定的工具除外：计划平移规则，规则照常对意外作出反应",
)
_NOTE = Text("{title}: {note}", "{title}：{note}")
_HINDSIGHT = Text(
    "{title}: its numbers see to {sees}, later than the plan's date: not all of it was known then",
    "{title}：其数值所见资料至 {sees}，晚于计划日期，当时并非全部已知",
)


_BRIDGE = Text(
    "{title}: {name} follows {source} by {bridge}, estimated on {count} periods of these data "
    "({sample}): a unit more changes it by {total:.3f} (s.e. {error:.3f}) in the end",
    "{title}：{name} 按{bridge}由 {source} 推得，以本案例 {count} 期数据估计（{sample}）："
    "每增加一个单位，最终使其变动 {total:.3f}（标准误 {error:.3f}）",
)
_FROZEN = Text(
    "{title}: {name} follows {source} by {bridge}, as the plan before had it",
    "{title}：{name} 按{bridge}由 {source} 推得，沿用此前计划的数值",
)


def _bridge(world: World, bridge: Bridge) -> Text:
    """How an indicator follows another in a world that lacks it."""
    total, error = bridge.total
    said = _FROZEN if bridge.sample is None else _BRIDGE
    sample = "" if bridge.sample is None else f"{bridge.sample.start}–{bridge.sample.end}"
    return said.fill(
        title=world.title, name=bridge.name, source=bridge.source, bridge=bridge.title,
        count=bridge.observations, sample=sample, total=total, error=error,
    )  # fmt: skip


_AFTER = Text(
    "misses of {names} count in the horizon and in the {tail} periods after it, where rules have "
    "resumed: the loss is the sum of both, tables and pictures show the horizon",
    "{names}的偏离在期内及其后规则恢复的 {tail} 期内均计入：损失为两者之和，表与图只显示期内",
)


_DECIDED = Text(
    "{title} goes on through {last} as the plan before had decided ({values}): {lag} periods pass "
    "between a decision and its effect, and this plan moves it from there",
    "{title}在 {last} 及以前按此前计划已作的决定执行（{values}）：决定至生效相隔 {lag} 期，"
    "本计划自此起调整",
)


def of_decisions(situation: Situation) -> tuple[Text, ...]:
    """What the plan before had decided that a revised one can't change any more."""
    case, span = situation.case, situation.span
    found = []
    for instrument in case.instruments:
        length = min(instrument.lag, span.length)
        if case.decided is None or not length or instrument.name not in case.decided:
            continue
        last = span.start + (length - 1)
        path = case.decided.window(span.start, last)[instrument.name]
        known = [f"{value:.2f}" for value in path.tolist() if not np.isnan(value)]
        if len(known) == length:
            found.append(_DECIDED.fill(
                title=instrument.title, last=last, values=", ".join(known), lag=instrument.lag
            ))  # fmt: skip
    return tuple(found)


def of_worlds(situation: Situation) -> tuple[Text, ...]:
    """What a reader must know: what worlds assume, see too early or are led to by bridges, what a
    scenario did to their outlooks, and what counts in the tail."""
    case = situation.case
    found: list[Text] = []
    late = [t.title for t in case.targets if t.after and case.tail]
    if late:
        found.append(_AFTER.fill(names=COMMAS.join(late), tail=case.tail))
    if any(i.kind == "switch" for i in case.instruments):
        found.append(_WHOLE)
    weighing = weigh_outlooks(case)
    if weighing is not None:
        found.append(_weighed(case, weighing))
    found += [_NOTE.fill(title=s.title, note=s.note) for s in case.all_worlds if s.note]
    found += [
        believed(s.title, s.information)
        for s in case.all_worlds if isinstance(s.information, Belief) and s.response_weight > 0
    ]  # fmt: skip
    if case.satellite is not None:
        found.append(_satellite(case.satellite))
    found += [
        _HINDSIGHT.fill(title=s.title, sees=s.sees_to)
        for s in case.all_worlds if s.looks_back_from(case.as_of) and s.hindsight
    ]  # fmt: skip
    for one in imposed_findings(situation):
        found += [_NOTE.fill(title=one.title, note=n) for n in (one.statement, *one.assumptions)]
    return (*found, *(_bridge(world, bridge) for world, bridge in situation.bridges))


_BELIEVED = Text(
    "{title}: what is announced of instruments that a rule sets is believed in part: of what "
    "departs from the rule k periods ahead people reckon with {share:g} to the power k, up to "
    "{ahead} periods, and the rest surprises them ({why}); other instruments come as news",
    "{title}：对规则所设工具的公告只被部分相信：对 k 期后偏离规则的部分，公众按 {share:g} 的 k 次方"
    "计入预期，"
    "至多 {ahead} 期，其余届时成为意外（{why}）；其他工具逐期作为新消息出现",
)


def believed(title: Text, belief: Belief) -> Text:
    """How far announcements are believed in a world, and where the numbers come from."""
    return _BELIEVED.fill(title=title, share=belief.share, ahead=belief.ahead, why=belief.why)


_WHOLE = Text(
    "Projects are done or not: limits have no prices then, and a wider one may change the choice",
    "项目或做或不做：此时限制没有价格，放宽限制可能改变所做的项目",
)
_WEIGHED = Text(
    "outlooks count as the mixture of them would have scored best, by the logarithm of the density "
    "that it gave to what came (Hall and Mitchell 2007): {weights}. From {count} paths of "
    "{periods} periods each, of {first} to {last}, all over by the plan's date, on figures as "
    "revised since",
    "各展望的权重使其混合在过去得分最高，评分为其给予实际值的密度之对数"
    "（Hall 与 Mitchell 2007）：{weights}。依据 {first} 至 {last} 的 {count} 条路径，"
    "每条 {periods} 期，至计划日期均已结束，以此后修订的数据计算",
)
_ALIKE = Text(
    "outlooks count the same: of their past paths {count} were over by the plan's date, and scores "
    "weigh from {fewest} on",
    "各展望权重相同：至计划日期仅有 {count} 条过去的路径已结束，满 {fewest} 条方按评分加权",
)
_SHARE = Text("{title} {share:.2f}", "{title} {share:.2f}")


def _weighed(case: Case, weighing: Weighing) -> Text:
    """What outlooks count by, and how much."""
    if not weighing.told:
        return _ALIKE.fill(count=len(weighing.paths), fewest=FEWEST)
    titles = {spec.name: spec.title for spec in case.all_worlds}
    shares = [_SHARE.fill(title=titles[n], share=w) for n, w in weighing.weights.items()]
    return _WEIGHED.fill(
        weights=COMMAS.join(shares),
        count=len(weighing.paths), periods=case.horizon,
        first=weighing.paths[0], last=weighing.paths[-1],
    )  # fmt: skip


_SATELLITE = Text(
    "{title} (a satellite) reads {names} of every world that has them, and changes nothing there",
    "{title}（卫星模型）读取各世界的 {names}，对其并无反馈",
)


def _satellite(spec: SatelliteSpec) -> Text:
    said = _SATELLITE.fill(title=spec.world.title, names=", ".join(spec.indicators))
    note = spec.world.note
    return said if note is None else SEMICOLONS.join((said, note))


_NO_RECORD = Text(
    "The outlook has no record beside naive forecasts: how far it errs was never scored",
    "该展望没有与朴素预测相比的成绩：其误差从未经过检验",
)


def unrecorded(case: Case) -> Text | None:
    """That none of the outlooks that count has been scored; None where one has."""
    weighing = weigh_outlooks(case)
    if weighing is not None and weighing.told:
        return None
    if any(s.outlook is not None and s.outlook_weight > 0 for s in case.all_worlds):
        return None
    return _NO_RECORD


#: Errors from this share of the benchmark's on are no better than its.
_NO_BETTER = 0.995


class NoBetter(NamedTuple):
    """What an outlook forecast a year ahead no better than its benchmark."""

    benchmark: Text
    titles: tuple[Text, ...]


def no_better(case: Case) -> NoBetter | None:
    """Where the outlook that counts most had no skill; None without a record or with skill in all.

    Root mean squared errors of its record as of the case's date, beside its first benchmark's.
    """
    told = [s for s in case.all_worlds if s.outlook is not None and s.outlook_weight > 0]
    if not told:
        return None
    spec = max(told, key=lambda s: s.outlook_weight)
    assert spec.outlook is not None
    outlook, known = spec.outlook[0], as_of(*spec.outlook, case.as_of)
    ahead = int(case.as_of.frequency) - outlook.nearest
    weak = []
    for target in outlook.targets:
        own, rival = (
            float(np.sqrt(np.mean(table[target.name][:, ahead] ** 2)))
            for table in (known.errors, known.rival)
        )
        if own >= _NO_BETTER * rival:
            weak.append(target.title.text())
    if not weak:
        return None
    title = outlook.members[outlook.benchmarks[0]].title
    name = outlook.benchmarks[0]
    return NoBetter(title.text() if title else Text(name, name), tuple(weak))


def of_chances(
    case: Case, wires: Sequence[TripWire], after: Ensemble | None, recipe: Text
) -> tuple[Text, ...]:
    """How chances were found, or why there are none."""
    relative = Text("relative targets are measured from the baseline's central path",
                    "相对目标以基线中心路径衡量")  # fmt: skip
    if after is None:
        return (
            Text("nothing in this picture of the economy is random: the plan has no fan, no "
                 "probability and no trip-wire",
                 "此处对经济的刻画不含随机成分：计划没有扇形图、概率与触发线"),
            relative,
        )  # fmt: skip
    return (
        _SHIFTED if case.shifts_rules else _PLANNED,
        Text("probabilities come from {draws} draws ({failed} could not be solved): {recipe}",
             "概率来自 {draws} 次抽样（其中 {failed} 次无解）：{recipe}").fill(
                 draws=case.draws, failed=after.failed, recipe=recipe),
        Text("a draw meets a target when its mean over the horizon does",
             "抽样的期内均值达标即视为达标"),
        relative,
        Text("were the plan's picture right, at least one of its {count} trip-wires would "
             "fire in {chance:.0f} % of draws",
             "即使计划的判断正确，仍有 {chance:.0f}% 的抽样触发 {count} 条触发线中至少一条",
             ).fill(count=len(wires), chance=100 * false_alarms(wires, after)),
        *_power(wires, after),
    )  # fmt: skip


_POWER = Text(
    "lasting misses that would tear a trip-wire in 80 % of draws: {sizes}; smaller ones may pass "
    "unnoticed",
    "在 80% 的抽样中会触发触发线的持续偏差：{sizes}；更小的偏差可能不被察觉",
)
_SIZE = Text("{title} {size:.1f} ({unit})", "{title} {size:.1f}（{unit}）")


def _power(wires: Sequence[TripWire], after: Ensemble) -> tuple[Text, ...]:
    """How large a miss must be to be noticed; nothing where nothing is watched."""
    if not wires:
        return ()
    titles = {w.variable: (w.title, w.unit) for w in wires}
    sizes = [
        _SIZE.fill(title=titles[name][0], size=size, unit=change_of(titles[name][1]))
        for name, size in power(wires, after).items()
    ]
    listed = COMMAS.join(sizes)
    return (_POWER.fill(sizes=listed),)
