"""Other ways to a cap: one price for all, each instrument alone, a tax instead; and its revenue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import brentq

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.domains.environment.carbon_budget import LEVEL, constraint, left, price_of_cap
from tinbergen.domains.environment.methods.abatement import response_cost
from tinbergen.domains.environment.methods.carbon_price import passed_on
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.case.sectors import economy
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT, title_of, unit_of
from tinbergen.loop.worlds.model_paths import UNCERTAINTY

_MODEL = Text(
    "simulations of the full model, instruments constant over the horizon",
    "完整模型模拟，工具在期内保持不变",
)

#: A price that no search goes beyond when the case gives no upper bound.
_HIGHEST = 1000.0


def under(situation: Situation, levels: Mapping[str, float]) -> Simulation:
    """The model's path with some instruments at constant levels over the horizon."""
    return simulate(
        situation.model_world.policy_model, _data(situation, levels), situation.span,
        residuals=situation.model_world.residuals_of(situation.model_world.policy_model),
    )  # fmt: skip


def _data(situation: Situation, levels: Mapping[str, float]) -> Dataset:
    data = situation.model_world.policy_data
    first = data.span.position(situation.span.start)
    moved = {}
    for name, level in levels.items():
        values = np.array(data[name])
        values[first:] = level
        moved[name] = values
    return data.assign(**moved)


def level_for_cap(
    situation: Situation, instruments: Sequence[str], emissions: str, cap: float
) -> tuple[float, Simulation]:
    """The common constant level of instruments at which emissions sum to a cap.

    It is the least of their upper bounds where that does not suffice, zero where none is needed.
    """
    bounds = {i.name: i.upper for i in situation.case.instruments}
    highest = min(b if (b := bounds.get(n)) is not None else _HIGHEST for n in instruments)

    def at(level: float) -> Simulation:
        return under(situation, dict.fromkeys(instruments, level))

    def excess(level: float) -> float:
        return float(at(level)[emissions].sum()) - cap

    if excess(0.0) <= 0:
        return 0.0, at(0.0)
    if excess(highest) > 0:
        return highest, at(highest)
    level = float(brentq(excess, 0.0, highest, xtol=1e-8))
    return level, at(level)


def answer_ranking(situation: Situation, question: Question) -> Iterable[Finding]:
    """Where one price for all sectors finds its tonnes, and at what cost.

    Nothing is said where the cap asks for no price.
    """
    found = price_of_cap(situation, question)
    price, abated = found.price, found.abatement
    if price == 0:
        return
    sectors, responses = question.names("sectors"), question.names("responses")
    data, values = situation.data, situation.model_world.model.values
    costs = [
        float(response_cost(e, values[b], price))
        for e, b in zip(found.emissions.tolist(), responses, strict=True)
    ]
    unpriced = dict(zip(sectors, found.emissions.tolist(), strict=True))
    parts = tuple(
        Part(s, title_of(s, data, situation.model_world.model), float(a))
        for s, a in zip(sectors, abated, strict=True)
        if unpriced[s] > 0
    )
    ranked = sorted(
        ((p.title, p.value, 100 * p.value / unpriced[p.name]) for p in parts), key=lambda p: -p[1],
    )  # fmt: skip
    words = [
        Text("{n} {v:.0f} ({share:.1f} %)", "{n} {v:.0f}（{share:.1f}%）").fill(n=n, v=v, share=s)
        for n, v, s in ranked
    ]
    total = float(abated.sum())
    unit = unit_of(question.text("emissions"), data)
    yield finding(
        situation, "ranking", Text("Where a tonne is cheapest", "何处减排成本最低"),
        statement=Text(
            "At one price of {price:,.1f} {per} the sectors give up {total:.0f} {unit} at "
            "{cost:,.1f} a tonne on average. By sector: {en}.",
            "在统一碳价 {price:,.1f} {per} 下，各部门共减排 {total:.0f} {unit}，平均每吨成本 "
            "{cost:,.1f}。分部门：{zh}。",
        ).fill(
            price=price, per=unit_of(question.text("price"), data), total=total, unit=unit,
            cost=sum(costs) / total if total else 0.0,
            en="; ".join(w.en for w in words), zh="，".join(w.zh for w in words),
        ),
        estimate=total, unit=unit,
        method=Text(
            "marginal-abatement-cost curves, cleared at the cap; all marginal costs are equal "
            "(Baumol and Oates 1988)",
            "边际减排成本曲线在上限处出清；各边际成本相等（Baumol 与 Oates 1988）",
        ),
        interval=Interval(
            total, total, 1.0,
            Text("the amount is the gap to the cap; the price that brings it about: {low:,.1f} to "
                 "{high:,.1f}", "减排量即与上限之差；相应价格区间：{low:,.1f} 至 {high:,.1f}"
                 ).fill(low=found.lower, high=found.upper),
        ),
        parts=parts,
    )  # fmt: skip


_SHORT = Text("{n} falls {left:,.0f} {u} short at its bound", "{n}在其上限处仍差 {left:,.0f} {u}")


def answer_single_instruments(situation: Situation, question: Question) -> Iterable[Finding]:
    """What it costs to keep the cap with one instrument alone, and with one price for all.

    Costs are against no new policy. Nothing is said where the cap asks for nothing.
    """
    cap = left(constraint(situation, question))
    emissions, cost = question.text("emissions"), question.text("cost")
    if float(situation.model_world.run[emissions].sum()) <= cap:
        return
    prices = question.names("prices")
    named = {i.name: i.title for i in situation.case.instruments}
    options: list[tuple[str, Text, tuple[str, ...]]] = [
        ("one price", Text("one price for all sectors", "各部门统一碳价"), prices),
        *((o, named.get(o, Text(o, o)), (o,)) for o in question.names("options")),
    ]
    found = []
    for name, title, instruments in options:
        level, run = level_for_cap(situation, instruments, emissions, cap)
        short = float(run[emissions].sum()) - cap
        found.append((name, title, level, float(run[cost].sum()), short, instruments[0]))
    kept = [f for f in found if f[4] <= 1e-3]
    missed = [f for f in found if f[4] > 1e-3]
    unit = unit_of(cost, situation.data)
    words = [
        Text("{n} {cost:,.1f} (at {level:,.0f} {u})", "{n} {cost:,.1f}（{level:,.0f}，{u}）").fill(
            n=title, cost=spent, level=level, u=unit_of(code, situation.data))
        for _, title, level, spent, _, code in sorted(kept, key=lambda f: f[3])
    ]  # fmt: skip
    lacking = [
        _SHORT.fill(n=title, left=short, u=unit_of(emissions, situation.data))
        for _, title, _, _, short, _ in missed
    ]  # fmt: skip
    everything = [*words, *lacking]
    best = min(kept, key=lambda f: f[3])[1] if kept else Text("none of them", "没有一种工具")
    yield finding(
        situation, "single instruments", Text("One instrument alone", "只用一种工具"),
        statement=Text(
            "Keeping the cap is cheapest with {best}. Cost over the horizon, {unit}: {en}.",
            "以{best}守住上限成本最低。期内总成本（{unit}）：{zh}。",
        ).fill(
            best=best, unit=unit, en="; ".join(w.en for w in everything),
            zh="；".join(w.zh for w in everything),
        ),
        estimate=min((f[3] for f in kept), default=None), unit=unit,
        method=Text(
            "each option alone at the constant level that keeps the cap in the full model; the "
            "options are alternatives and do not add up",
            "各方案单独使用，取在完整模型中恰好守住上限的固定水平；各方案互为替代，不可相加",
        ),
        parts=tuple(Part(name, title, spent) for name, title, _, spent, *_ in kept),
        assumptions=(_MODEL,),
    )  # fmt: skip


def answer_double_dividend(situation: Situation, question: Question) -> Iterable[Finding]:
    """One price for all, its revenue kept or given back as lower taxes on labour.

    Nothing is said where the cap asks for no price.
    """
    cap = left(constraint(situation, question))
    prices, share = question.names("prices"), question.text("recycling")
    level, kept = level_for_cap(situation, prices, question.text("emissions"), cap)
    if level == 0:
        return
    levels = dict.fromkeys(prices, level)
    given = under(situation, {**levels, share: 100.0})
    output, cost, jobs = (question.text(k) for k in ("effect", "cost share", "employment"))
    spent = question.text("cost")
    money = float(kept[spent].mean() / kept[cost].mean())  # of a percent of output

    def moved(run: Simulation, name: str) -> float:
        return float((run[name] - situation.model_world.run[name]).mean())

    resource = -moved(kept, cost)
    interaction = moved(kept, output) - resource
    recycling = moved(given, output) - resource - interaction
    net = resource + interaction + recycling
    low, high = _effect_interval(situation, {**levels, share: 100.0}, output)
    unit = unit_of(spent, situation.data)
    yield finding(
        situation, "double dividend", Text("The double dividend", "双重红利"),
        statement=Text(
            "A price of {level:,.1f} raises {revenue:,.1f} {unit} a year; given back through lower "
            "taxes on labour {verdict}. Kept, it moves output by {without:+.3f} % and employment "
            "by {jobs0:+.3f} %; given back, by {net:+.3f} % and {jobs1:+.3f} %.",
            "碳价 {level:,.1f} 每年带来收入 {revenue:,.1f} {unit}；用于降低劳动税时{verdict}。"
            "若留存，产出变动 {without:+.3f}%，就业变动 {jobs0:+.3f}%；若返还，则为 {net:+.3f}% 与 "
            "{jobs1:+.3f}%。",
        ).fill(
            level=level, revenue=float(kept[question.text("revenue")].mean()), unit=unit,
            without=resource + interaction, jobs0=moved(kept, jobs), net=net,
            jobs1=moved(given, jobs),
            verdict=Text("it brings a second dividend", "带来第二重红利") if net > 0 else
            Text("it undoes {share:.0f} % of the loss of output but brings no gain",
                 "可抵消产出损失的 {share:.0f}%，但不产生净收益").fill(
                     share=100 * recycling / -(resource + interaction)),
        ),
        estimate=net * money, unit=Text("{u} a year", "{u}/年").fill(u=unit),
        method=Text(
            "cost of abatement, tax interaction and revenue recycling (Goulder 1995), means over "
            "the horizon; the parts sum exactly",
            "减排成本、税收交互与收入返还效应（Goulder 1995），期内均值；各部分严格加总",
        ),
        interval=Interval(low * money, high * money, LEVEL, UNCERTAINTY),
        parts=(
            Part("resource", Text("cost of abatement", "减排成本"), resource * money),
            Part("interaction", Text("dearer consumption lowers real wages",
                                     "消费品涨价压低实际工资"), interaction * money),
            Part("recycling", Text("lower taxes on labour", "降低劳动税"), recycling * money),
        ),
        assumptions=(_MODEL,),
        diagnostics=(("percent of output, kept", resource + interaction),
                     ("percent of output, given back", net)),
    )  # fmt: skip


def _effect_interval(
    situation: Situation, levels: Mapping[str, float], output: str
) -> tuple[float, float]:
    """Bounds of the mean effect over the draws, against no new policy."""
    model = situation.model_world.policy_model
    runs = situation.model_world.ensemble(model, _data(situation, levels), (output,))
    without = situation.model_world.ensemble(model, situation.model_world.policy_data, (output,))
    means = (runs[output] - without[output]).mean(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return low, high


_CAP_OR_TAX = Text(
    "On the central path permits under the cap trade at {price:,.1f} {unit} with a full response, "
    "and a tax of {tax:,.1f} from the first year emits as much while responses take three years. "
    "Unsure, they part: under the tax emissions come to {least:,.0f} to {most:,.0f} and break the "
    "cap in {over:.0f} % of draws; under the cap the price comes to {low:,.0f} to {high:,.0f}.",
    "在中心路径上，若充分响应，上限下的许可价格为 {price:,.1f} {unit}；响应需三年时，自首年起征税 "
    "{tax:,.1f} 可达到同样排放。有不确定性时两者不同：征税下排放为 {least:,.0f} 至 {most:,.0f}，"
    "{over:.0f}% 的抽样突破上限；总量控制下价格为 {low:,.0f} 至 {high:,.0f}。",
)
_NEITHER = Text(
    "On the central path the cap asks for no price. Unsure, cap and tax part all the same: with "
    "what was set before and no tax besides, emissions come to {least:,.0f} to {most:,.0f} and "
    "break the cap in {over:.0f} % of draws; under the cap permits come to {low:,.0f} to "
    "{high:,.0f} {unit}.",
    "在中心路径上，上限无需碳价。有不确定性时，总量控制与征税仍不相同：沿用此前设定而不另征税时，"
    "排放为 {least:,.0f} 至 {most:,.0f}，{over:.0f}% 的抽样突破上限；总量控制下许可价格为 "
    "{low:,.0f} 至 {high:,.0f} {unit}。",
)


def answer_cap_or_tax(situation: Situation, question: Question) -> Iterable[Finding]:
    """The permit price of a cap against the tax that brings about the same; and when unsure."""
    emissions, prices = question.text("emissions"), question.names("prices")
    cap = left(constraint(situation, question))
    found = price_of_cap(situation, question)
    price, low, high = found.price, found.lower, found.upper
    tax, run = level_for_cap(situation, prices, emissions, cap)
    # Where the cap asks for nothing, what was set before goes on.
    data = _data(situation, dict.fromkeys(prices, tax) if tax else {})
    sums = situation.model_world.ensemble(situation.model_world.policy_model, data, (emissions,))[
        emissions
    ].sum(axis=1)
    least, most = np.quantile(sums, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    over = 100 * float(np.mean(sums > cap))
    unit = unit_of(question.text("price"), situation.data)
    yield finding(
        situation, "cap or tax", Text("A cap or a tax", "总量控制还是征税"),
        statement=(_CAP_OR_TAX if tax else _NEITHER).fill(
            price=price, unit=unit, tax=tax, least=least, most=most, over=over, low=low, high=high
        ),
        estimate=price, unit=unit,
        method=Text(
            "the tax by simulation of the full model, the permit price as the multiplier of the "
            "cap on the sectors' cost curves; prices and quantities as in Weitzman (1974)",
            "税率由完整模型模拟求得，许可价格为各部门成本曲线上总量上限的乘子；"
            "价格与数量之比较见 Weitzman（1974）",
        ),
        interval=Interval(low, high, LEVEL, Text("the permit price over the draws",
                                                 "许可价格在抽样中的分布")),
        assumptions=(_MODEL, UNCERTAINTY),
        diagnostics=(("permit price", price), ("tax", tax), ("percent over the cap", over),
                     ("emissions at the tax", float(run[emissions].sum()))),
    )  # fmt: skip


def answer_passed_on(situation: Situation, question: Question) -> Iterable[Finding]:
    """What a carbon price does to the prices of industries, through what they buy.

    The industries are those of the input-output model (see :func:`industry.economy`), emissions
    per unit of their output its parameters with the prefix ``emissions``. ``price`` times ``unit``
    is in the table's money for a unit of emissions.
    """
    flows, industries = economy(situation, question)
    prefix, values = question.text("emissions", "c"), situation.model_world.model.values
    names = [f"{prefix}_{code}" for code in industries.codes]
    missing = [n for n in names if n not in values]
    if missing:
        raise TinbergenError("L092", at=question.at, hint=did_you_mean(missing[0], values),
                             name=missing[0], model=situation.model_world.model.name)  # fmt: skip
    price = question.number("price")
    emitted = np.array([values[n] for n in names]) * flows.output
    basket = np.maximum(flows.final_demand, 0.0)
    found = passed_on(flows, emitted, basket, price * question.number("unit", 1.0))
    rows = [
        (t, float(d), float(a))
        for t, d, a in zip(industries.titles, found.direct, found.total, strict=True)
    ]
    words = [
        Text("{n} {a:.1f} (own {d:.1f})", "{n} {a:.1f}（自身 {d:.1f}）").fill(n=n, a=a, d=d)
        for n, d, a in sorted(rows, key=lambda r: -r[2])
    ]
    yield finding(
        situation, "carbon price passed on", Text("A carbon price passed on", "碳价的传导"),
        statement=Text(
            "A carbon price of {price:,.0f} makes final demand {all:.2f} % dearer. By industry, "
            "in percent: {en}.",
            "碳价 {price:,.0f} 使最终需求价格上升 {all:.2f}%。分行业（百分比）：{zh}。",
        ).fill(
            price=price, all=found.consumers, en="; ".join(w.en for w in words),
            zh="，".join(w.zh for w in words),
        ),
        estimate=found.consumers, unit=PERCENT,
        method=Text(
            "Leontief's price model: costs passed on in full, nobody substitutes, so upper bounds; "
            "bars are the rises of the industries' prices",
            "里昂惕夫价格模型：成本完全转嫁、无替代，故为上限；条形为各行业价格涨幅",
        ),
        parts=tuple(
            Part(c, t, a) for c, (t, _, a) in zip(industries.codes, rows, strict=True)
        ),
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {
    "abatement ranking": answer_ranking,
    "single instruments": answer_single_instruments,
    "double dividend": answer_double_dividend,
    "cap or tax": answer_cap_or_tax,
    "carbon price passed on": answer_passed_on,
}
