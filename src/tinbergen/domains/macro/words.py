"""What the findings of the macroeconomic pack say, in words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset

PERCENT_A_YEAR = Text("percent, annualised", "百分比（年化）")
PERCENT_OF_GDP = Text("percent of GDP", "占GDP百分比")

GAP_METHODS = {
    "hp": Text("Hodrick-Prescott filter", "HP滤波"),
    "hp_one_sided": Text("one-sided Hodrick-Prescott filter", "单侧HP滤波"),
    "hamilton": Text("Hamilton (2018) regression", "Hamilton（2018）回归"),
    "unobserved_components": Text("unobserved components, Kalman smoother", "不可观测成分模型"),
}

_SHORT = {"hp": "HP", "hamilton": "Hamilton", "unobserved_components": "UC"}

_COMPONENTS = {
    "C": Text("consumption", "消费"),
    "I": Text("investment", "投资"),
    "G_gov": Text("government spending", "政府支出"),
    "REST": Text("the rest", "其余"),
}


def component(name: str, data: Dataset) -> Text:
    """A demand component as the data call it."""
    return data.titles.get(name, _COMPONENTS[name])


def gap(value: float, by_method: Mapping[str, float], signs: int) -> Text:
    listed = ", ".join(f"{_SHORT[k]} {v:+.1f}" for k, v in by_method.items())
    side = Text("below", "低于") if value < 0 else Text("above", "高于")
    agree = (
        Text("the methods agree on the side", "各方法方向一致")
        if signs == 1
        else Text(
            "the methods disagree on the side: read it with care", "各方法方向不一，需谨慎解读"
        )
    )
    return Text(
        "Output is {size:,.1f} % {side} trend ({listed}); {agree}.",
        "产出{side}趋势 {size:,.1f}%（{listed}）；{agree}。",
    ).fill(size=abs(value), side=side, listed=listed, agree=agree)


def growth(value: float, parts: Sequence[tuple[Text, float]]) -> Text:
    ranked = sorted(parts, key=lambda p: -abs(p[1]))
    named = Text("{name} {size:+,.1f}", "{name} {size:+,.1f}")
    words = [named.fill(name=name, size=size) for name, size in ranked]
    verb = Text("falls", "下降") if value < 0 else Text("grows", "增长")
    return Text(
        "GDP {verb} at {size:,.1f} % a year, in points: {en}.",
        "GDP 年化{verb} {size:,.1f}%，各项贡献（百分点）：{zh}。",
    ).fill(
        verb=verb, size=abs(value),
        en="; ".join(w.en for w in words), zh="，".join(w.zh for w in words),
    )  # fmt: skip


def demand_supply(
    demand: float,
    supply: float,
    steady: float,
    bounds: tuple[float, float] | None = None,
    level: float = 0.9,
) -> Text:
    """``bounds`` hold the contribution of demand with probability ``level``."""

    def does(value: float) -> Text:
        if value < 0:
            return Text("took {size:,.1f} points off", "拖累 {size:,.1f} 个百分点").fill(
                size=-value
            )
        return Text("added {size:,.1f} points to", "拉动 {size:,.1f} 个百分点").fill(size=value)

    lead = (
        Text("mainly demand", "主要是需求") if abs(demand) > abs(supply)
        else Text("mainly supply", "主要是供给")
    )  # fmt: skip
    interval = Text("", "")
    if bounds is not None:
        interval = Text(
            " (demand, {level:,.0f} % interval: {low:+,.1f} to {high:+,.1f} points)",
            "（需求的 {level:,.0f}% 区间：{low:+,.1f} 至 {high:+,.1f} 个百分点）",
        ).fill(level=100 * level, low=bounds[0], high=bounds[1])
    return Text(
        "Over the last year demand disturbances {demand} growth and supply disturbances {supply} "
        "it, from a steady path of {steady:.1f} %: {lead}{interval}.",
        "过去一年，相对于 {steady:.1f}% 的稳态路径，需求冲击{demand}，"
        "供给冲击{supply}：{lead}{interval}。",
    ).fill(
        demand=does(demand), supply=does(supply), steady=steady, lead=lead, interval=interval
    )  # fmt: skip


_STANDS = Text("stands at", "现为")


def norm(
    measure: Text, value: float, level: float, deviation: float, percentile: float,
    *, over_a_year: bool = False,
) -> Text:  # fmt: skip
    """How far a measure is from its norm, and its rank; ``over_a_year`` where it is a mean."""
    stands = Text("over the last year is", "过去一年平均为") if over_a_year else _STANDS
    side = Text("above", "高于") if deviation > 0 else Text("below", "低于")
    if percentile >= 99.5:
        rank = Text("higher than ever in the ten years before", "高于此前十年的任何时期")
    elif percentile < 0.5:
        rank = Text("at its lowest of ten years", "为十年来最低")
    else:
        rank = Text(
            "higher than in {percentile:.0f} % of the ten years before",
            "高于此前十年 {percentile:.0f}% 的时期",
        ).fill(percentile=percentile)
    return Text(
        "{measure} {stands} {value:,.1f} %, {size:,.1f} points {side} its norm of {level:,.1f} %, "
        "{rank}.",
        "{measure}{stands} {value:,.1f}%，{side}常态 {level:,.1f}% 达 {size:,.1f} 个百分点，"
        "{rank}。",
    ).fill(
        measure=measure,
        stands=stands,
        value=value,
        size=abs(deviation),
        side=side,
        level=level,
        rank=rank,
    )


def taylor(rate: float, rule: float, deviation: float, natural: float = 2.0) -> Text:
    stance = Text("looser", "更宽松") if deviation < 0 else Text("tighter", "更紧")
    return Text(
        "The rate of {rate:.1f} % is {size:,.1f} points {stance} than the {rule:.1f} % that "
        "Taylor's rule prescribes, which takes the natural real rate as {natural:g} %.",
        "利率 {rate:.1f}%，比泰勒规则的 {rule:.1f}% {stance} {size:,.1f} 个百分点"
        "（该规则取自然实际利率为 {natural:g}%）。",
    ).fill(rate=rate, rule=rule, size=abs(deviation), stance=stance, natural=natural)


def taylor_method(natural: float, aim: float) -> Text:
    """Taylor's rule of 1993 around a natural real rate and an aim for inflation."""
    return Text(
        "Taylor (1993): r = p + 0.5 y + 0.5 (p - {aim:g}) + {natural:g}, p the last year's "
        "inflation, y the Hodrick-Prescott gap",
        "泰勒（1993）：r = p + 0.5 y + 0.5 (p - {aim:g}) + {natural:g}，p 为过去一年通胀，"
        "y 为 HP 缺口",
    ).fill(natural=natural, aim=aim)


def balance(budget: bool) -> Text:
    """What the balance is: a deficit where the data have a ``budget``, else spending less T."""
    if budget:
        return Text("Budget deficit", "预算赤字")
    return Text("Spending less net taxes", "支出减净税收")


def balance_method(budget: bool) -> Text:
    if budget:
        return Text(
            "against the median of the ten years before; by the national accounts",
            "与此前十年中位数之差；取自国民账户",
        )
    return Text(
        "against the median of the ten years before; T is all that stands between GDP and "
        "disposable income, so only changes of this balance mean something",
        "与此前十年中位数之差；T 为GDP与可支配收入之间的全部项目，故只有该差额的变化有意义",
    )


def deficit(value: float, deviation: float, title: Text) -> Text:
    side = Text("higher", "高") if deviation > 0 else Text("lower", "低")
    return Text(
        "{title}: {size:,.1f} % of GDP {side} than the median of the ten years before (level "
        "{value:,.1f} %).",
        "{title}较此前十年中位数{side} {size:,.1f}% GDP（水平 {value:,.1f}%）。",
    ).fill(title=title, value=value, size=abs(deviation), side=side)


def risk(chance: float, mean: float, low: float, high: float) -> Text:
    return Text(
        "With no new policy output shrinks over the next year in {chance:.0f} % of draws; growth "
        "is expected at {mean:.1f} % (90 % of draws: {low:,.1f} to {high:,.1f}).",
        "若无新政策，{chance:.0f}% 的抽样中未来一年产出萎缩；预期增长 {mean:.1f}%"
        "（90% 抽样：{low:,.1f} 至 {high:,.1f}）。",
    ).fill(chance=chance, mean=mean, low=low, high=high)
