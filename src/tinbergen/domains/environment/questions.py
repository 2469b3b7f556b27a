"""The questions of the environment pack: what drives emissions and the use of water, and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.environment import carbon_budget, carbon_policy, climate
from tinbergen.domains.environment.carbon_budget import LEVEL
from tinbergen.domains.environment.methods.kuznets import kuznets_curve
from tinbergen.economics.lmdi import (
    KAYA,
    SECTORAL,
    chained,
    divisia,
    kaya_factors,
    sectoral_factors,
)
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import bad, finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of

Array = NDArray[np.float64]

_LMDI = Text(
    "logarithmic mean Divisia index (LMDI-I; Ang 2005), chained year by year; the parts sum "
    "exactly",
    "对数平均迪氏指数（LMDI-I；Ang 2005），逐年链接；各部分严格加总",
)
_IDENTITY = Text("an identity: exact but for data revisions", "恒等式：除数据修订外精确")


def answer_kaya(situation: Situation, question: Question) -> Iterable[Finding]:
    """Population, output per head, energy per output, emissions per energy."""
    keys = ("population", "output", "energy", "emissions")
    factors = kaya_factors(*_recent(situation, question, *(question.text(key) for key in keys)))
    yield _decomposition(
        situation, question, "kaya", Text("What drives emissions (Kaya identity)",
                                          "排放的驱动因素（Kaya 恒等式）"),
        chained(factors, KAYA), dict(zip(keys, KAYA, strict=True)), question.text("emissions"),
    )  # fmt: skip


def answer_sectors(situation: Situation, question: Question) -> Iterable[Finding]:
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
    need = question.whole("years", 10) + 1
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


def answer_water(situation: Situation, question: Question) -> Iterable[Finding]:
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


def answer_kuznets(situation: Situation, question: Question) -> Iterable[Finding]:
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


QUESTIONS: dict[str, Answer] = {
    "kaya": answer_kaya,
    "emissions by sector": answer_sectors,
    "water use": answer_water,
    "kuznets curve": answer_kuznets,
    **carbon_budget.QUESTIONS,
    **carbon_policy.QUESTIONS,
    **climate.QUESTIONS,
}
