"""What the climate asks of the world: the best carbon price, and what a limit to warming costs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval, Part, Series
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.domains.environment.methods import dice
from tinbergen.domains.environment.methods.dice import Climate
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT

Array = NDArray[np.float64]

DOLLARS = Text("2010 US dollars per tonne of CO2", "2010年美元/吨 CO2")
TRILLIONS = Text("trillions of 2010 US dollars, present value", "万亿2010年美元（现值）")
DEGREES = Text("degrees Celsius above 1900", "摄氏度（较1900年）")

_MODEL = Text(
    "DICE-2016R2 (Nordhaus 2017, PNAS 114(7); 2018, AEJ: Economic Policy 10(3)), solved as a "
    "planner's problem over a hundred periods of five years",
    "DICE-2016R2（Nordhaus 2017，PNAS 114(7)；2018，AEJ: Economic Policy 10(3)），"
    "作为一百个五年期的规划者问题求解",
)
#: Equilibrium climate sensitivity: IPCC (2013), Fifth Assessment Report, Working Group I, Summary
#: for Policymakers, D.2: likely in the range 1.5 to 4.5 degrees; likely is at least 66 percent.
_SENSITIVITY, _LIKELY = (1.5, 4.5), 0.66
_RECIPE = Text(
    "the same at a climate sensitivity of 1.5 and of 4.5 degrees, the likely range of the IPCC's "
    "Fifth Assessment Report (at least 66 percent)",
    "在气候敏感度为1.5度和4.5度时的结果，即IPCC第五次评估报告的可能范围（概率不低于66%）",
)
#: Dates between which the damage of a tonne is summed.
_ERAS = (2050, 2100, 2150, 2200)
_SHOWN = (2030, 2050, 2100)
_UNTIL = 2100
_HALF = 0.5


def answer_dice(situation: Situation, question: Question) -> Iterable[Finding]:
    """DICE's answers: the social cost of carbon, the best path, the cost of a limit to warming.

    The pack may give the ``year`` of the social cost and the ``limit`` in degrees.
    """
    year = question.whole("year", 2020)
    limit = max(0.0, question.number("limit", 2.0))
    best = dice.optimal()
    likely = [dice.optimal({"t2xco2": sensitivity}) for sensitivity in _SENSITIVITY]
    yield _social_cost(situation, best, likely, year)
    yield _path(situation, best, likely)
    yield _limited(situation, best, limit)


def _social_cost(situation: Situation, best: Climate, likely: list[Climate], year: int) -> Finding:
    value = best.at("SCC", year)
    parts = _by_era(best, year)
    late = float(dice.damage_dates(best, year)[best.years >= _UNTIL].sum())
    dates = dict.fromkeys(y for y in (year, *_SHOWN) if y >= year)
    costs = [(y, best.at("SCC", y)) for y in dates]
    return finding(
        situation, "social cost of carbon", Text("Social cost of carbon", "碳的社会成本"),
        statement=Text(
            "A tonne of CO2 emitted in {year} costs the world {value:.1f} dollars of consumption, "
            "{share:.0f} % of it by damage after {until}. By year of emission: {en}.",
            "{year} 年排放的每吨 CO2 使世界损失 {value:.1f} 美元的消费，其中 {share:.0f}% 来自 "
            "{until} 年之后的损害。按排放年份：{zh}。",
        ).fill(
            year=year, value=value, share=100 * late / value, until=_UNTIL,
            en=", ".join(f"{y}: {c:.0f}" for y, c in costs),
            zh="，".join(f"{y}年 {c:.0f} 美元" for y, c in costs),
        ),
        estimate=value,
        unit=DOLLARS,
        method=_MODEL,
        interval=_interval([path.at("SCC", year) for path in likely]),
        parts=parts,
        diagnostics=(("kkt", best.kkt), ("iterations", float(best.iterations))),
    )  # fmt: skip


def _by_era(best: Climate, year: int) -> tuple[Part, ...]:
    """The social cost by the time at which damage is done; sums exactly."""
    harm = dice.damage_dates(best, year)
    edges = [year, *(y for y in _ERAS if y > year)]
    parts = [
        Part(
            f"{a}-{b}",
            Text(f"damage from {a} to {b}", f"{a}至{b}年的损害"),
            float(harm[(best.years >= a) & (best.years < b)].sum()),
        )
        for a, b in pairwise(edges)
    ]
    last = edges[-1]
    title = Text(f"damage after {last}", f"{last}年之后的损害")
    return (*parts, Part(f"{last} and later", title, float(harm[best.years >= last].sum())))


def _path(situation: Situation, best: Climate, likely: list[Climate]) -> Finding:
    en, zh = [], []
    for year in _SHOWN:
        price, abated = best.at("CPRICE", year), 100 * best.at("MIU", year)
        warming = best.at("TATM", year)
        en.append(f"{year}: {price:.0f} dollars, {abated:.0f} %, {warming:.1f} degrees")
        zh.append(f"{year}年：{price:.0f}美元，{abated:.0f}%，{warming:.1f}度")
    first = _SHOWN[0]
    return finding(
        situation, "best carbon price", Text("Best carbon price for the world", "全球最优碳价"),
        statement=Text(
            "The best carbon price, the share of emissions that it abates and the warming that "
            "remains are, in {en}.",
            "最优碳价、相应减排率与仍将出现的升温：{zh}。",
        ).fill(en="; in ".join(en), zh="；".join(zh)),
        estimate=best.at("CPRICE", first),
        unit=DOLLARS,
        method=_MODEL,
        interval=_interval([path.at("CPRICE", first) for path in likely]),
        series=(
            _series(best, "carbon price", DOLLARS, best["CPRICE"]),
            _series(best, "abatement", PERCENT, 100 * best["MIU"]),
            _series(best, "temperature", DEGREES, best["TATM"]),
            _series(best, "social cost of carbon", DOLLARS, best.social_cost),
        ),
        diagnostics=tuple((f"price {year}", best.at("CPRICE", year)) for year in _SHOWN),
        assumptions=(
            Text("between the model's five-year periods the series are interpolated linearly",
                 "模型以五年为一期，其间各年按线性插值"),
        ),
    )  # fmt: skip


def _limited(situation: Situation, best: Climate, limit: float) -> Finding:
    """What keeping within a limit costs; where none can, within the next half degree."""
    least = dice.least_warming()
    halves = 0 if limit > least else int((least - limit) / _HALF) + 1
    kept = limit + _HALF * halves
    path = dice.optimal(limit=kept)
    value, year = dice.cost(best, path), 2020
    missed = Text(
        "Warming can't be kept to {limit:g} degrees in this model: with all the abatement that it "
        "allows, it comes to {least:.2f}. ",
        "在该模型中无法将升温控制在 {limit:g} 度：即使采取其允许的全部减排，升温仍达 "
        "{least:.2f} 度。",
    ).fill(limit=limit, least=least)
    said = Text(
        "Keeping it to {kept:g} degrees costs {value:.0f} trillion dollars more than the best "
        "path, which reaches {peak:.1f}; the carbon price of {year} is {price:.0f} instead of "
        "{best:.0f} dollars.",
        "将升温控制在 {kept:g} 度的代价比最优路径（升温达 {peak:.1f} 度）高 {value:.0f} 万亿美元；"
        "{year} 年碳价为 {price:.0f} 美元，而非 {best:.0f} 美元。",
    ).fill(
        kept=kept, value=value, peak=float(best["TATM"].max()), year=year,
        price=path.at("CPRICE", year), best=best.at("CPRICE", year),
    )  # fmt: skip
    return finding(
        situation, "warming limit", Text("What a limit to warming costs", "限制升温的代价"),
        statement=Text(missed.en + said.en, missed.zh + said.zh) if kept > limit else said,
        estimate=value,
        unit=TRILLIONS,
        method=_MODEL,
        interval=Interval(
            value, value, 1.0, Text("exact at the model's parameters", "在模型参数下精确")
        ),
        diagnostics=(
            ("least warming", least), ("limit kept", kept),
            ("carbon price 2020", path.at("CPRICE", year)), ("kkt", path.kkt),
        ),
    )  # fmt: skip


def _interval(values: list[float]) -> Interval:
    return Interval(min(values), max(values), _LIKELY, _RECIPE)


def _series(best: Climate, name: str, unit: Text, values: Array) -> Series:
    """A path of five-year periods as one of years, until the end of the century."""
    first = int(best.years[0])
    years = np.arange(first, _UNTIL + 1)
    between = np.interp(years, best.years, values)
    return Series(name, unit.en, Period.of(Frequency.ANNUAL, first), tuple(between.tolist()))


QUESTIONS: dict[str, Answer] = {"dice": answer_dice}
