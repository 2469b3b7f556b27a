"""Questions on trade among regions and on capital flows: gaps, tariffs, agreements.

Those on regions read the case's tables as the calibration ``trade shares`` does (arguments
``trade``, ``tariffs``, ``sigma``); ``country`` is whose question it is, ``titles`` give regions
words in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.domains.trade import openness
from tinbergen.domains.trade.calibration import home_position, trade_world
from tinbergen.domains.trade.methods.armington import World, counterfactual
from tinbergen.domains.trade.methods.sudden_stops import sudden_stops
from tinbergen.domains.trade.methods.tariff_game import (
    TariffOutcome,
    gros_tariff,
    nash_tariffs,
    optimal_tariff,
)
from tinbergen.domains.trade.methods.trade_agreements import agreements
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import Array, finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT, title_of, unit_of

_STATIC = Text(
    "full adjustment in a world of one sector and one factor a region; no intermediate goods",
    "单部门、单要素的世界，已充分调整；无中间品",
)
_BALANCED = Text(
    "trade balanced before tariffs change, since deficits that stay what they were in money would "
    "be worth more or less as prices move (Ossa 2014)",
    "关税变动前先使贸易平衡，否则名义不变的差额会随价格变动而增减其实际价值（Ossa 2014）",
)


def answer_gaps(situation: Situation, question: Question) -> Iterable[Finding]:
    """What stands between a region and each partner: the cost of the border, both ways."""
    base, home, titles = _asked(situation, question)
    # As buyers pay: borders cost them the tariff too.
    flows, power = base.spending, 2.0 * (base.sigma - 1.0)
    for i in range(len(base.countries)):
        if i != home and not min(flows[i, home], flows[home, i], flows[i, i], flows[home, home]):
            raise TinbergenError("L100", at=question.at, a=base.countries[home],
                                 b=base.countries[i])  # fmt: skip
    costs = {
        name: 100 * float(
            (flows[i, i] * flows[home, home] / (flows[i, home] * flows[home, i])) ** (1 / power) - 1
        )
        for i, name in enumerate(base.countries) if i != home
    }  # fmt: skip
    if not costs:
        raise TinbergenError("F050", name="trade", have=1, need=2)
    order = sorted(costs, key=lambda name: -costs[name])
    yield finding(
        situation, "trade gaps", Text("Gaps of trade", "贸易差距"),
        statement=Text(
            "Trade of {home} with {most} is as low as if borders cost {high:.0f} % of the goods' "
            "value each way; with {least} {low:.0f} %. Tariffs are a part of it.",
            "{home}与{most}的贸易之低，相当于边界使货物双向各加价 {high:.0f}%；与{least}为 "
            "{low:.0f}%，其中含关税。",
        ).fill(
            home=titles[base.countries[home]], most=titles[order[0]], high=costs[order[0]],
            least=titles[order[-1]], low=costs[order[-1]],
        ),
        estimate=costs[order[0]], unit=PERCENT, source=_source(situation, question),
        method=Text(
            "geometric mean of both directions against trade at home (Head and Ries 2001, American "
            "Economic Review 91(4); Novy 2013, Economic Inquiry 51(1))",
            "双向贸易与国内贸易之比的几何平均（Head 与 Ries 2001；Novy 2013）",
        ),
        diagnostics=tuple((name, costs[name]) for name in order),
    )  # fmt: skip


def answer_capital(situation: Situation, question: Question) -> Iterable[Finding]:
    """Sudden stops of net capital inflows (the argument ``inflows``, annual)."""
    name = question.text("inflows")
    found = sudden_stops(situation.data[name], 1, name=name)
    span, unit = situation.data.span, unit_of(name, situation.data)
    title = title_of(name, situation.data, situation.model_world.model)
    if found.episodes:
        last = found.episodes[-1]
        years = [str(span.start + episode.peak) for episode in found.episodes]
        words = Text(
            "Sudden stops of {title}: {years}; at the last its change was {severity:.1f} standard "
            "deviations below its mean.",
            "{title}在{years}发生骤停；最近一次的变化低于均值 {severity:.1f} 个标准差。",
        ).fill(
            title=title,
            severity=last.severity,
            years=Text(", ".join(years), "、".join(f"{year}年" for year in years)),
        )
    else:
        words = Text("No sudden stop of {title}.", "{title}：未发生骤停。").fill(title=title)
    known = found.change[np.isfinite(found.change)]
    change = float(known[-1]) if known.size else None
    yield finding(
        situation, "capital flows", Text("Capital flows", "资本流动"),
        statement=words, estimate=change, unit=unit,
        method=Text(
            "change more than two standard deviations below its mean (Calvo, Izquierdo and Mejía "
            "2004, NBER 10520)",
            "变化低于均值两个标准差以上（Calvo、Izquierdo 与 Mejía 2004，NBER 10520）",
        ),
        severity=2.0 if found.active else 0.0,
        series=(series(situation, name, unit, found.change),),
    )  # fmt: skip


def answer_optimal(situation: Situation, question: Question) -> Iterable[Finding]:
    """The one rate on all imports that is best for a region if no one answers."""
    given, home, titles = _asked(situation, question)
    base = _balanced(given)
    found = optimal_tariff(base, base.countries[home])
    after = found.counterfactual.after
    abroad = [i for i in range(len(base.countries)) if i != home]
    inner = after.trade[np.ix_(abroad, abroad)].sum()
    gros = gros_tariff(base.sigma, float(inner / after.trade[:, abroad].sum()))
    welfare = dict(_welfare(found))
    listed = _listed(tuple(welfare), [f"{v:+.2f}" for v in welfare.values()], titles)
    yield finding(
        situation, "optimal tariff",
        Text("The best tariff if no one answers", "无人报复时的最优关税"),
        statement=Text(
            "At {rate:.1f} % on all imports {home} would gain {gain:.2f} % of welfare. Of all, "
            "in percent: {listed}. Gros' formula, which takes the others for one country without "
            "tariffs, gives {gros:.1f} %.",
            "对全部进口征收 {rate:.1f}% 时，{home}福利提高 {gain:.2f}%；"
            "各方（百分比）：{listed}。"
            "将他方视为一个无关税国家的 Gros 公式给出 {gros:.1f}%。",
        ).fill(rate=100 * found.rates[0], home=titles[base.countries[home]], gain=found.gain[0],
               listed=listed, gros=100 * gros),
        estimate=100 * float(found.rates[0]), unit=PERCENT,
        method=Text("search on the equilibrium (exact hat algebra); Gros (1987, Journal of "
                    "International Economics 23)",
                    "在均衡上搜索（精确帽子代数）；Gros（1987）"),
        assumptions=(_STATIC, _BALANCED), source=_source(situation, question),
        diagnostics=(("Gros", 100 * gros), *welfare.items()),
    )  # fmt: skip


def answer_retaliation(situation: Situation, question: Question) -> Iterable[Finding]:
    """A tariff war of all regions, or of those that ``players`` names."""
    given, home, titles = _asked(situation, question)
    base = _balanced(given)
    found = nash_tariffs(base, question.names("players", base.countries))
    welfare = dict(_welfare(found))
    own = welfare[base.countries[home]]
    listed = _listed(tuple(welfare), [f"{v:+.2f}" for v in welfare.values()], titles)
    rates = _listed(found.players, [f"{100 * r:.0f}" for r in found.rates], titles)
    yield finding(
        situation, "retaliation", Text("If others answer", "若他方报复"),
        statement=Text(
            "In a tariff war rates would go to ({rates}) percent. Welfare in percent: {listed}.",
            "关税战中税率（百分比）将升至：{rates}。福利变化（百分比）：{listed}。",
        ).fill(rates=rates, listed=listed),
        estimate=own, unit=PERCENT,
        method=Text("Nash equilibrium of tariffs (Ossa 2014, American Economic Review 104(12))",
                    "关税的纳什均衡（Ossa 2014）"),
        severity=1.0 if own < 0.0 else 0.0, assumptions=(_STATIC, _BALANCED),
        diagnostics=tuple(welfare.items()),
    )  # fmt: skip


def answer_agreements(situation: Situation, question: Question) -> Iterable[Finding]:
    """Free-trade agreements that a region could make, best first, with everyone's welfare.

    ``size``: most members; ``effect``: what an agreement adds to trade beyond tariffs (log).
    """
    base, home, titles = _asked(situation, question)
    found = agreements(
        base, base.countries[home], size=question.whole("size", 2),
        effect=question.number("effect", 0.0),
    )  # fmt: skip
    best = found.options[0]
    after = [f"{100 * (v - 1):+.2f}" for v in best.counterfactual.welfare]
    partners = [_listed(o.members[1:], None, titles) for o in found.options]
    yield finding(
        situation, "agreements", Text("Agreements to make", "可缔结的协定"),
        statement=Text(
            "Of {n} agreements the one with {with_} ranks first: welfare of {home} changes by "
            "{gain:+.2f} %. Of everyone, in percent: {listed}.",
            "在 {n} 个可选协定中，与{with_}缔结者居首：{home}福利变化 {gain:+.2f}%。"
            "各方（百分比）：{listed}。",
        ).fill(n=len(found.options), with_=partners[0], home=titles[base.countries[home]],
               gain=best.gain, listed=_listed(base.countries, after, titles)),
        estimate=best.gain, unit=PERCENT,
        method=Text("general equilibrium with tariffs among members at zero (Costinot and "
                    "Rodríguez-Clare 2014)",
                    "成员间零关税的一般均衡（Costinot 与 Rodríguez-Clare 2014）"),
        assumptions=(_STATIC,), source=_source(situation, question),
        diagnostics=tuple(
            (f"{', '.join(o.members[1:])}: {name}", 100 * float(v - 1))
            for o in found.options
            for name, v in zip(base.countries, o.counterfactual.welfare, strict=True)
        ),
    )  # fmt: skip


def _asked(situation: Situation, question: Question) -> tuple[World, int, dict[str, Text]]:
    """The world of the case's tables, whose question it is, and words for the regions."""
    base = trade_world(situation.case.tables, question)
    home = home_position(base, question)
    words = question.titles()
    return base, home, {name: words.get(name, Text(name, name)) for name in base.countries}


def _source(situation: Situation, question: Question) -> Text:
    return table(situation.case.tables, question, "trade").source


def _balanced(base: World) -> World:
    """The world without deficits, from which tariff games start."""
    return counterfactual(base, closure="balance").after


def _welfare(found: TariffOutcome) -> tuple[tuple[str, float], ...]:
    """Everyone's welfare, percent."""
    hats: Array = found.counterfactual.welfare
    return tuple(
        (name, 100 * float(v - 1))
        for name, v in zip(found.counterfactual.base.countries, hats, strict=True)
    )


def _listed(names: Sequence[str], values: Sequence[str] | None, titles: dict[str, Text]) -> Text:
    shown = [""] * len(names) if values is None else [f" {v}" for v in values]
    pairs = list(zip((titles[n] for n in names), shown, strict=True))
    return Text(", ".join(t.en + v for t, v in pairs), "、".join(t.zh + v for t, v in pairs))


QUESTIONS: dict[str, Answer] = {
    "trade gaps": answer_gaps,
    "capital flows": answer_capital,
    "optimal tariff": answer_optimal,
    "retaliation": answer_retaliation,
    "agreements": answer_agreements,
    **openness.QUESTIONS,
}
