"""What drives emissions and the use of water, and how the carbon price compares with the cap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import Constraint, Finding, Interval, Part
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.environment.methods.abatement import clear_responses
from tinbergen.domains.environment.methods.kuznets import kuznets_curve
from tinbergen.economics.lmdi import (
    KAYA,
    SECTORAL,
    chained,
    divisia,
    kaya_factors,
    sectoral_factors,
)
from tinbergen.loop.calibrations import table
from tinbergen.loop.case.finding import bad, finding, series
from tinbergen.loop.case.packs import Question
from tinbergen.loop.situation import UNCERTAINTY, Situation
from tinbergen.loop.words import title_of, unit_of

Array = NDArray[np.float64]

#: Probability with which the intervals of this module hold.
LEVEL = 0.9

_LMDI = Text(
    "logarithmic mean Divisia index (LMDI-I; Ang 2005), chained year by year; the parts sum "
    "exactly",
    "对数平均迪氏指数（LMDI-I；Ang 2005），逐年链接；各部分严格加总",
)
_IDENTITY = Text("an identity: exact but for data revisions", "恒等式：除数据修订外精确")


def examine_kaya(situation: Situation, question: Question) -> Iterable[Finding]:
    """Population, output per head, energy per output, emissions per energy."""
    keys = ("population", "output", "energy", "emissions")
    factors = kaya_factors(*_recent(situation, question, *(question.text(key) for key in keys)))
    yield _decomposition(
        situation, question, "kaya", Text("What drives emissions (Kaya identity)",
                                          "排放的驱动因素（Kaya 恒等式）"),
        chained(factors, KAYA), dict(zip(keys, KAYA, strict=True)), question.text("emissions"),
    )  # fmt: skip


def examine_sectors(situation: Situation, question: Question) -> Iterable[Finding]:
    """Activity and each sector's intensity; with ``activities`` structure comes between them."""
    data = situation.data
    sectors = question.names("sectors")
    emissions = np.column_stack(_recent(situation, question, *sectors))
    title = Text("Emissions by sector", "分部门排放")
    total = question.text("emissions")
    if "activities" in question.arguments:
        activity = np.column_stack(_recent(situation, question, *question.names("activities")))
        parts = chained(sectoral_factors(activity, emissions), SECTORAL)
        names = dict(zip(("activity", "structure", "intensity"), SECTORAL, strict=True))
    else:
        (activity,) = _recent(situation, question, question.text("activity"))
        parts = _scale_and_intensities(activity, emissions)
        names = {"activity": SECTORAL[0]} | {
            name: Text("intensity: {s}", "强度：{s}").fill(
                s=title_of(name, data, situation.model_world.model)) for name in sectors
        }  # fmt: skip
    yield _decomposition(situation, question, "sectors", title, parts, names, total)


def _recent(situation: Situation, question: Question, *names: str) -> list[Array]:
    """Series over the last ``years`` and the one before them, shape (years + 1,) each.

    Raises
    ------
    TinbergenError
        F050 when they do not reach back so far, without gaps.
    """
    need = int(question.number("years", 10)) + 1
    found = []
    for name in names:
        recent = situation.data[name][-need:]
        have = int(np.isfinite(recent).sum())
        if have < need:
            raise TinbergenError("F050", name=name, have=have, need=need)
        found.append(recent)
    return found


def _scale_and_intensities(activity: Array, emissions: Array) -> Array:
    """Yearly parts (T, 1 + n): activity, then the intensity of each of n sectors."""
    parts = np.full((activity.size, 1 + emissions.shape[1]), np.nan)
    for t in range(1, activity.size):
        before, after = (
            np.column_stack([np.full(emissions.shape[1], activity[s]), emissions[s] / activity[s]])
            for s in (t - 1, t)
        )
        split = divisia(before, after, (SECTORAL[0], SECTORAL[2]))
        parts[t, 0] = split.parts[0]
        parts[t, 1:] = split.by_sector[:, 1]
    return parts


def _decomposition(
    situation: Situation, question: Question, name: str, title: Text, parts: Array,
    names: Mapping[str, Text], total: str,
) -> Finding:  # fmt: skip
    """The change over the last ``years`` from their yearly parts (years + 1, K), the first idle."""
    data = situation.data
    years = parts.shape[0] - 1
    sums = parts[1:].sum(axis=0)
    before = np.full((data.span.length - years, parts.shape[1]), np.nan)
    parts = np.concatenate([before, parts[1:]])
    change = float(sums.sum())
    unit = unit_of(total, data)
    ranked = sorted(zip(names.values(), sums.tolist(), strict=True), key=lambda p: -abs(p[1]))
    start = situation.as_of - years
    words = [Text("{n} {v:+.0f}", "{n} {v:+.0f}").fill(n=n, v=v) for n, v in ranked]
    verb = Text("rose", "上升") if change > 0 else Text("fell", "下降")
    level = data[total][-1 - years]
    main = max(ranked, key=lambda p: p[1] * np.sign(change))
    return finding(
        situation, name, title,
        statement=Text(
            "Between {start} and {end} emissions {verb} by {size:.0f} {unit} ({share:.0f} %), "
            "mostly {main} ({most:+.0f}). In all: {en}.",
            "{start} 至 {end} 年排放{verb} {size:.0f} {unit}（{share:.0f}%），主要来自{main}"
            "（{most:+.0f}）。各项：{zh}。",
        ).fill(
            start=start, end=situation.as_of, verb=verb, size=abs(change), unit=unit,
            main=main[0], most=main[1],
            share=abs(100 * change / level), en="; ".join(w.en for w in words),
            zh="，".join(w.zh for w in words),
        ),
        estimate=change, unit=unit, method=_LMDI,
        interval=Interval(change, change, 1.0, _IDENTITY),
        severity=bad(change, float(np.nanstd(parts.sum(axis=1)) * np.sqrt(years))),
        parts=tuple(Part(k, t, float(v)) for (k, t), v in zip(names.items(), sums, strict=True)),
        series=tuple(series(situation, k, unit, parts[:, i]) for i, k in enumerate(names)),
    )  # fmt: skip


def examine_water(situation: Situation, question: Question) -> Iterable[Finding]:
    """Output per cubic metre, from a table with a row for each year."""
    water = table(situation.case.tables, question)
    known = _years_until(water, situation.as_of.year)
    use, output = (
        water.column(question.text(key))[list(known.values())] for key in ("use", "output")
    )
    before, after = (np.array([[output[t], use[t] / output[t]]]) for t in (0, -1))
    names = (SECTORAL[0], SECTORAL[2])
    split = divisia(before, after, names)
    gain = 100 * float((output[-1] / use[-1]) / (output[0] / use[0]) - 1)
    first, last = min(known), max(known)
    years = last - first
    yield finding(
        situation, "water", Text("Water-use efficiency", "用水效率"),
        statement=Text(
            "From {first} to {last} output per cubic metre of water {verb} by {gain:.0f} % "
            "({yearly:.1f} % a year). {use:,.0f} million cubic metres were taken in {last}, "
            "{change:+,.0f} since {first}: {scale:+,.0f} with the size of the economy, "
            "{intensity:+,.0f} with the use per unit of output.",
            "{first} 至 {last} 年，每立方米水的产出{verb} {gain:.0f}%（年均 {yearly:.1f}%）。"
            "{last} 年取水 {use:,.0f} 百万立方米，较 {first} 年 {change:+,.0f}：经济规模 "
            "{scale:+,.0f}，单位产出用水 {intensity:+,.0f}。",
        ).fill(
            first=first, last=last, gain=abs(gain), use=use[-1],
            verb=Text("rose", "提高") if gain > 0 else Text("fell", "下降"),
            yearly=100 * ((1 + gain / 100) ** (1 / years) - 1), change=use[-1] - use[0],
            scale=split.parts[0], intensity=split.parts[1],
        ),
        estimate=float(use[-1] - use[0]),
        unit=Text("million cubic metres", "百万立方米"),
        method=Text(
            "logarithmic mean Divisia index (LMDI-I; Ang 2005); the parts sum exactly",
            "对数平均迪氏指数（LMDI-I；Ang 2005）；各部分严格加总",
        ),
        interval=Interval(float(use[-1] - use[0]), float(use[-1] - use[0]), 1.0, _IDENTITY),
        severity=0.0 if gain > 0 else 1.0,
        parts=tuple(
            Part(k, t, float(v))
            for k, t, v in zip(("activity", "intensity"), names, split.parts, strict=True)
        ),
        assumptions=(water.source,), source=water.source,
        diagnostics=(("output per cubic metre, change in percent", gain),),
    )  # fmt: skip


def _years_until(found: Matrix, year: int) -> dict[int, int]:
    """Rows of a table by the year that labels them, up to one: year -> position.

    Raises
    ------
    TinbergenError
        L094 when a label is no year, F050 when fewer than two are left.
    """
    rows = {}
    for position, label in enumerate(found.rows):
        if not label.isdigit():
            raise TinbergenError("L094", label=label, table=found.name)
        if int(label) <= year:
            rows[int(label)] = position
    if len(rows) < 2:
        raise TinbergenError("F050", name=found.name, have=len(rows), need=2)
    return dict(sorted(rows.items()))


def examine_kuznets(situation: Situation, question: Question) -> Iterable[Finding]:
    """Emissions against income in a panel: two tables, countries in columns, years in rows."""
    emissions = table(situation.case.tables, question, "emissions")
    income = table(situation.case.tables, question, "income")
    curve = kuznets_curve(*_panel(emissions, income), level=LEVEL)
    point = curve.turning
    interval, at = None, None
    if point is None:
        said = Text("In this panel emissions per head do not turn with income.",
                    "在该面板中，人均排放不随收入出现拐点。")  # fmt: skip
    elif point.fieller_kind != "bounded":
        said = Text(
            "In this panel a peak of emissions per head can't be told from none: Fieller's "
            "{level:.0f} % interval has no end.",
            "在该面板中无法区分人均排放有无峰值：Fieller {level:.0f}% 区间无界。",
        ).fill(level=100 * LEVEL)
    else:
        at = float(np.exp(point.log_income))
        low, high = np.exp(point.fieller).tolist()
        interval = Interval(low, high, LEVEL, Text("Fieller (1954), errors clustered by country",
                                                   "Fieller（1954），按国家聚类误差"))  # fmt: skip
        said = Text(
            "Across {countries} countries emissions per head peak at an income of {at:,.0f}; "
            "{level:.0f} % interval {low:,.0f} to {high:,.0f}.",
            "{countries} 个国家的人均排放在收入 {at:,.0f} 处达到峰值；{level:.0f}% 区间 "
            "{low:,.0f} 至 {high:,.0f}。",
        ).fill(countries=curve.countries, at=at, level=100 * LEVEL, low=low, high=high)
    yield finding(
        situation, "kuznets", Text("Environmental Kuznets curve", "环境库兹涅茨曲线"),
        statement=said, estimate=at, unit=Text("income per head at the peak", "峰值处人均收入"),
        method=Text(
            "quadratic in log income with country and year effects (Grossman and Krueger 1995)",
            "对数收入二次式，含国家与年份效应（Grossman 与 Krueger 1995）",
        ),
        interval=interval,
        diagnostics=(("observations", float(curve.observations)), ("within R2", curve.within)),
    )  # fmt: skip


def _panel(emissions: Matrix, income: Matrix) -> tuple[list[str], list[int], Array, Array]:
    """Stacked observations of the countries and years that both tables have."""
    countries = [c for c in emissions.columns if c in income.columns]
    years = [y for y in emissions.rows if y in income.rows]
    blocks = [m.block(tuple(years), tuple(countries)) for m in (emissions, income)]
    return (
        [c for _ in years for c in countries],
        [int(float(y)) for y in years for _ in countries],
        blocks[0].ravel(),
        blocks[1].ravel(),
    )


def examine_price_gap(situation: Situation, question: Question) -> Iterable[Finding]:
    """The price now against one price for all sectors that would keep a cumulative cap."""
    found = price_of_cap(situation, question)
    price, low, high = found.price, found.lower, found.upper
    data, sectors = situation.data, question.names("sectors")
    now = float(data[question.text("price")][-1])
    cap = constraint(situation, question)
    total = float(sum(situation.model_world.run[s].sum() for s in sectors))
    titles = [title_of(s, data, situation.model_world.model) for s in sectors]
    unit = unit_of(question.text("price"), data)
    ranked = sorted(zip(titles, found.abatement.tolist(), strict=True), key=lambda p: -p[1])
    words = [Text("{n} {v:.0f}", "{n} {v:.0f}").fill(n=n, v=v) for n, v in ranked]
    yield finding(
        situation, "carbon price", Text("The carbon price against the cap", "碳价与排放上限"),
        statement=Text(
            "With no new policy emissions break the cap with a chance of {chance:.0f} %: they come "
            "to {total:,.0f} {mass} over the years ahead, the cap is {cap:,.0f}. One price of "
            "{price:,.1f} {unit} for all sectors would close the gap; it is {now:,.1f} now. Least "
            "cost takes the cuts from: {en}.",
            "若无新政策，排放有 {chance:.0f}% 的可能突破上限：未来各年合计 {total:,.0f} {mass}，"
            "上限为 {cap:,.0f}。对各部门征收统一碳价 {price:,.1f} {unit} 可弥合差距；现为 "
            "{now:,.1f}。成本最低的减排来自：{zh}。",
        ).fill(
            chance=100 * found.chance, mass=unit_of(sectors[0], data), total=total,
            cap=left(cap), price=price, unit=unit, now=now,
            en="; ".join(w.en for w in words), zh="，".join(w.zh for w in words),
        ),
        estimate=price - now, unit=unit,
        method=Text(
            "marginal-abatement-cost curves of the sectors, full response, no new policy's "
            "emissions; the price is the multiplier of the cap (Montgomery 1972)",
            "各部门边际减排成本曲线，充分响应，无新政策排放；价格为上限的乘子（Montgomery 1972）",
        ),
        interval=Interval(low - now, high - now, LEVEL, UNCERTAINTY),
        severity=max(0.0, 6 * (found.chance - 0.5)),
        assumptions=(cap.title,),
        diagnostics=(("price that keeps the cap", price), ("price now", now),
                     ("emissions with no new policy", total)),
    )  # fmt: skip


def constraint(situation: Situation, question: Question) -> Constraint:
    """The case's constraint that the argument ``cap`` names: a limit on a sum.

    Raises
    ------
    TinbergenError
        L091 when the case has none of that name, L093 when it limits no sum, or one against no
        policy.
    """
    name = question.text("cap")
    known = {c.name: c for c in situation.case.constraints}
    if name not in known:
        raise TinbergenError("L091", at=question.at, hint=did_you_mean(name, known), name=name,
                             known=", ".join(known) or "-")  # fmt: skip
    found = known[name]
    if not found.cumulative or found.relative:
        raise TinbergenError("L093", at=question.at, name=name)
    return found


def left(cap: Constraint) -> float:
    """What a cap still allows."""
    return cap.bound - cap.used


@dataclass(frozen=True, slots=True)
class CapPrice:
    """One price for all sectors that keeps a cumulative cap, with bounds from the draws.

    ``emissions`` (n,): of each sector were there no price at all; ``abatement`` (n,): what each
    gives up at it; ``chance``: with which the cap is broken with no new policy.
    """

    price: float
    lower: float
    upper: float
    emissions: Array
    abatement: Array
    chance: float


def price_of_cap(situation: Situation, question: Question) -> CapPrice:
    """The price that keeps ``cap``, from the curves of the ``sectors``, whose parameters are
    ``responses``.

    The prices that sectors feel already (``felt``, none by default) are undone first, so that it is
    the level of the price, not what is to be added to it.
    """
    sectors, responses = question.names("sectors"), question.names("responses")
    felt = question.names("felt", ()) or (None,) * len(sectors)
    bound = left(constraint(situation, question))
    values, base = situation.model_world.model.values, situation.model_world.run
    curves = np.array([values[b] for b in responses])
    nothing = np.zeros(situation.span.length)
    paths = [nothing if name is None else base[name] for name in felt]
    unpriced = np.array(
        [(base[s] * np.exp(b * p)).sum() for s, b, p in zip(sectors, curves, paths, strict=True)]
    )
    cleared = clear_responses(unpriced, curves, bound)
    runs, drawn = situation.model_world.outlook(), situation.model_world.draws.parameters
    prices = []
    for d in range(runs.values.shape[0]):
        own = _curves(drawn, values, responses, d)
        there = [
            (runs[s][d] * np.exp(b * (p if name is None else runs[name][d]))).sum()
            for s, b, p, name in zip(sectors, own, paths, felt, strict=True)
        ]
        prices.append(clear_responses(there, own, bound).price)
    low, high = np.quantile(prices, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    sums = np.sum([runs[s].sum(axis=1) for s in sectors], axis=0)
    chance = float(np.mean(sums > bound))
    return CapPrice(cleared.price, low, high, unpriced, cleared.abatement, chance)


#: A response so much smaller than the central one is as good as none.
_NO_RESPONSE = 1e-3


def _curves(
    drawn: Mapping[str, Array], values: Mapping[str, float], names: Sequence[str], draw: int
) -> Array:
    """Responses in one draw; those that come out negative are as good as none."""
    found = [float(drawn[b][draw]) if b in drawn else values[b] for b in names]
    return np.maximum(found, [_NO_RESPONSE * values[b] for b in names])


EXAMINATIONS = {
    "kaya": examine_kaya,
    "emissions by sector": examine_sectors,
    "water use": examine_water,
    "kuznets curve": examine_kuznets,
    "carbon price": examine_price_gap,
}
