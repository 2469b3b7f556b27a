"""The questions that the diagnosis of an economy asks: growth, slack, prices, policy, risk.

Severity is measured against a series' own usual deviations, counted in the direction that is bad
(for inflation, both are): 0 nothing to see, 1 worth knowing, 2 serious, 3 alarming.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError, TooLittleDataError
from tinbergen.core.text import Text
from tinbergen.domains.macro import words
from tinbergen.domains.macro.inequality import answer_inequality
from tinbergen.domains.macro.recession import answer_recession_probability
from tinbergen.domains.macro.stance import answer_stance
from tinbergen.domains.macro.words import PERCENT_A_YEAR, PERCENT_OF_GDP
from tinbergen.loop.case.finding import bad, finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT, POINTS
from tinbergen.statistics.cycles.contributions import annualised_contributions
from tinbergen.statistics.cycles.norms import Norm, against_record, natural_rate
from tinbergen.statistics.cycles.output_gap import Gap, output_gap
from tinbergen.statistics.cycles.structural_var import PARTS, demand_supply
from tinbergen.statistics.cycles.taylor import taylor_rate

Array = NDArray[np.float64]

#: Components of demand, in the order of the national accounts.
COMPONENTS = ("C", "I", "G_gov")


def gaps(situation: Situation) -> dict[str, Gap]:
    """Output gaps by three methods; the unobserved-components one only where it converges."""
    values, per_year = situation.data["GDP"], situation.data.frequency
    found = {"hp": output_gap(values, per_year, "hp")}
    found["hamilton"] = output_gap(values, per_year, "hamilton")
    with contextlib.suppress(TooLittleDataError):
        found["unobserved_components"] = output_gap(values, per_year, "unobserved_components")
    return found


def answer_output_gap(situation: Situation, question: Question) -> Iterable[Finding]:
    found = gaps(situation)
    lead = found.get("unobserved_components", found["hp"])
    value = float(lead.gap[-1])
    signs = {np.sign(g.gap[-1]) for g in found.values()}
    spread = float(np.nanstd(lead.gap))
    yield finding(
        situation,
        "output gap",
        Text("Output gap", "产出缺口"),
        statement=words.gap(value, {k: float(g.gap[-1]) for k, g in found.items()}, len(signs)),
        estimate=value,
        unit=Text("percent of trend output", "占趋势产出百分比"),
        method=words.GAP_METHODS[lead.method],
        interval=Interval(float(lead.lower[-1]), float(lead.upper[-1]), lead.level, lead.recipe),
        severity=bad(-value, spread),
        series=(
            *(series(situation, f"gap {name}", PERCENT, gap.gap) for name, gap in found.items()),
            series(situation, "gap lower", PERCENT, lead.lower),
            series(situation, "gap upper", PERCENT, lead.upper),
        ),
        diagnostics=tuple((name, float(gap.gap[-1])) for name, gap in found.items()),
    )


def answer_growth(situation: Situation, question: Question) -> Iterable[Finding]:
    """Contributions to last period's growth: an identity, so the parts carry no sampling error."""
    data = situation.data
    for name in COMPONENTS:
        if name not in data:
            raise TinbergenError("F050", name=name, have=0, need=2)
    titles = [words.component(name, data) for name in COMPONENTS]
    split = annualised_contributions(
        data["GDP"], np.array([data[c] for c in COMPONENTS]), titles, data.frequency
    )
    names = (*COMPONENTS, "REST")
    shown = [*titles, words.component("REST", data)]
    value = float(split.growth[-1])
    record = against_record(split.growth, data.frequency, "mean")
    yield finding(
        situation,
        "growth",
        Text("Growth and its sources", "增长及其来源"),
        statement=words.growth(value, list(zip(shown, split.parts[:, -1].tolist(), strict=True))),
        estimate=value,
        unit=PERCENT_A_YEAR,
        method=Text(
            "contributions of expenditure components, annualised; they sum exactly",
            "支出分项贡献（年化），加总严格相等",
        ),
        interval=Interval(
            value, value, 1.0,
            Text("an accounting identity: exact but for data revisions",
                 "会计恒等式：除数据修订外精确"),
        ),
        severity=bad(-float(record.deviation[-1]), _scale(record)),
        parts=tuple(
            Part(name, title, float(p[-1]))
            for name, title, p in zip(names, shown, split.parts, strict=True)
        ),
        series=tuple(
            series(situation, f"contribution {name}", POINTS, p)
            for name, p in zip(names, split.parts, strict=True)
        ),
    )  # fmt: skip


_BY_DEMAND = Text("percentage points of growth over a year, by demand", "一年增长的百分点（需求）")
_BY_SUPPLY = Text("percentage points of growth over a year, by supply", "一年增长的百分点（供给）")


def answer_demand_or_supply(situation: Situation, question: Question) -> Iterable[Finding]:
    """What kept growth over the last year off its steady path."""
    data = situation.data
    per_year = data.frequency
    growth = np.full(data.span.length, np.nan)
    growth[1:] = 100 * np.diff(np.log(data["GDP"]))
    split = demand_supply(
        growth, data["U"], "unemployment", per_year, over=per_year, seed=situation.case.seed
    )
    # The method averages over the year; growth over the year is that many times as much.
    parts, lower, upper = (per_year * a[:, :, 0] for a in (split.parts, split.lower, split.upper))
    demand, supply, steady = parts[:, -1].tolist()
    # The number shown and its weight are those of what held growth back more.
    k = 0 if demand <= supply else 1
    yield finding(
        situation,
        "demand and supply",
        Text("Demand or supply", "需求还是供给"),
        statement=words.demand_supply(
            demand, supply, steady, (float(lower[0, -1]), float(upper[0, -1])), split.level
        ),
        estimate=(demand, supply)[k],
        unit=(_BY_DEMAND, _BY_SUPPLY)[k],
        method=Text(
            "vector autoregression of growth and unemployment, long-run restriction "
            "(Blanchard and Quah 1989)",
            "增长与失业的向量自回归，长期约束（Blanchard 与 Quah 1989）",
        ),
        interval=Interval(
            float(lower[k, -1]), float(upper[k, -1]), split.level,
            Text("posterior draws of the autoregression", "自回归后验抽样"),
        ),
        severity=bad(-(demand, supply)[k], float(np.nanstd(parts[k]))),
        parts=tuple(
            Part(key, title, float(parts[k, -1]))
            for k, (key, title) in enumerate(
                zip(("demand", "supply", "steady path"), PARTS, strict=True)
            )
        ),
        series=tuple(
            series(situation, f"growth {key}", POINTS, parts[k])
            for k, key in enumerate(("demand", "supply", "steady path"))
        ),
        diagnostics=(("lags", float(split.lags)), ("conventional", float(split.conventional))),
    )  # fmt: skip


def answer_unemployment(situation: Situation, question: Question) -> Iterable[Finding]:
    norm = natural_rate(situation.data["U"], situation.data.frequency, name="U")
    record = against_record(situation.data["U"], situation.data.frequency, name="U")
    yield _against_norm(
        situation, "unemployment", Text("Unemployment against its norm", "失业与其常态"), "U",
        norm, record, worse=1.0, measure=Text("Unemployment", "失业率"),
        method=Text("deviation from the smooth (Hodrick-Prescott) trend", "与平滑趋势（HP）之差"),
    )  # fmt: skip


def answer_inflation(situation: Situation, question: Question) -> Iterable[Finding]:
    per_year = situation.data.frequency
    yearly = _trailing_mean(situation.data["INFL"], per_year)
    record = against_record(yearly, per_year, name="INFL")
    yield _against_norm(
        situation, "inflation", Text("Inflation against its norm", "通胀与其常态"), "INFL",
        record, record, worse=0.0, values=yearly, measure=Text("Inflation", "通胀率"),
        method=Text(
            "mean of the last year against the median of the ten years before",
            "过去一年均值与此前十年中位数之差",
        ),
    )  # fmt: skip


def _against_norm(
    situation: Situation,
    name: str,
    title: Text,
    variable: str,
    norm: Norm,
    record: Norm,
    *,
    worse: float,
    measure: Text,
    method: Text,
    values: Array | None = None,
) -> Finding:
    """``worse``: 1 when a high value is bad, -1 when a low one is, 0 when both are."""
    path = situation.data[variable] if values is None else values
    deviation = float(norm.deviation[-1])
    bad = abs(deviation) if worse == 0 else worse * deviation
    score = abs(float(norm.score[-1])) if worse == 0 else worse * float(norm.score[-1])
    return finding(
        situation,
        name,
        title,
        statement=words.norm(measure, float(path[-1]), float(norm.norm[-1]), deviation,
                               float(record.percentile[-1]), over_a_year=values is not None),
        estimate=deviation,
        unit=POINTS,
        method=method,
        interval=Interval(
            float(norm.lower[-1]), float(norm.upper[-1]), norm.level, norm.recipe
        ),
        severity=max(0.0, min(3.0, score if np.isfinite(score) and bad > 0 else 0.0)),
        series=(
            series(situation, variable, PERCENT, path),
            series(situation, f"{variable} norm", PERCENT, norm.norm),
        ),
        diagnostics=(("percentile", float(record.percentile[-1])),),
    )  # fmt: skip


def answer_policy_rate(situation: Situation, question: Question) -> Iterable[Finding]:
    """The short rate against what Taylor's rule prescribes; the gap's interval carries over.

    The arguments ``natural`` and ``aim`` are its natural real rate and its inflation, 2 unless
    given.
    """
    data = situation.data
    natural, aim = question.number("natural", 2.0), question.number("aim", 2.0)
    inflation = _trailing_mean(data["INFL"], data.frequency)
    gap = output_gap(data["GDP"], data.frequency, "hp")
    rate, low, high = (
        taylor_rate(inflation, g, target=aim, natural_rate=natural)
        for g in (gap.gap, gap.lower, gap.upper)
    )
    deviation = data["r"] - rate
    value = float(deviation[-1])
    yield finding(
        situation,
        "policy rate",
        Text("The interest rate against Taylor's rule", "利率与泰勒规则"),
        statement=words.taylor(float(data["r"][-1]), float(rate[-1]), value, natural),
        estimate=value,
        unit=POINTS,
        method=words.taylor_method(natural, aim),
        interval=Interval(
            float(data["r"][-1] - high[-1]), float(data["r"][-1] - low[-1]), gap.level,
            Text("from the interval of the output gap alone", "仅来自产出缺口的区间"),
        ),
        severity=bad(abs(value), float(np.nanstd(deviation))),
        series=(
            series(situation, "r", PERCENT, data["r"]),
            series(situation, "r prescribed", PERCENT, rate),
        ),
    )  # fmt: skip


def answer_public_finances(situation: Situation, question: Question) -> Iterable[Finding]:
    norm = against_record(situation.data["DEFICIT"], situation.data.frequency, name="DEFICIT")
    value = float(situation.data["DEFICIT"][-1])
    # Where the data tell a budget apart it is a deficit, else what stands between two aggregates.
    budget = "DEFICIT" in situation.data.titles
    yield finding(
        situation,
        "public finances",
        words.balance(budget),
        statement=words.deficit(value, float(norm.deviation[-1]), words.balance(budget)),
        estimate=float(norm.deviation[-1]),
        unit=PERCENT_OF_GDP,
        method=words.balance_method(budget),
        interval=Interval(
            float(norm.lower[-1]), float(norm.upper[-1]), norm.level, norm.recipe
        ),
        severity=max(0.0, min(3.0, float(norm.score[-1]))) * 0.5,
        series=(series(situation, "DEFICIT", PERCENT_OF_GDP, situation.data["DEFICIT"]),),
    )  # fmt: skip


def answer_recession_risk(situation: Situation, question: Question) -> Iterable[Finding]:
    """Chance of shrinking output over the next year, from the baseline's draws."""
    per_year = min(situation.data.frequency, situation.span.length)
    pairs = [p for p in situation.scope.pairs if "GROWTH" in p.outlook.foresees]
    if not pairs or not situation.scope.uncertain:
        return
    runs = situation.scope.before(("GROWTH",))
    growth = runs["GROWTH"][:, :per_year].mean(axis=1)
    chance = 100 * float(np.mean(growth < 0))
    low, high = np.quantile(growth, [0.05, 0.95]).tolist()
    yield finding(
        situation,
        "recession risk",
        Text("Risk of a shrinking economy", "经济萎缩的风险"),
        statement=words.risk(chance, float(growth.mean()), low, high),
        estimate=chance,
        unit=Text("percent", "百分比"),
        method=Text(
            "share of the outlook's draws in which output falls over the next year, no new policy; "
            "a share of draws has no record of its own",
            "无新政策时展望抽样中未来一年产出下降的比例；该比例本身没有成绩记录",
        ),
        severity=min(3.0, chance / 20),
        assumptions=(situation.scope.recipe,),
        diagnostics=(("growth 5%", low), ("growth 95%", high)),
    )


def _trailing_mean(values: Array, periods: int) -> Array:
    """Mean of the last ``periods`` values, each period; NaN where one is missing."""
    result = np.full(values.size, np.nan)
    if values.size >= periods:
        result[periods - 1 :] = np.convolve(values, np.full(periods, 1 / periods), "valid")
    return result


def _scale(norm: Norm) -> float:
    """The usual deviation that a norm's score is in units of."""
    score, deviation = float(norm.score[-1]), float(norm.deviation[-1])
    return deviation / score if np.isfinite(score) and score else float("nan")


#: By the name with which a pack asks for it.
QUESTIONS: dict[str, Answer] = {
    "growth": answer_growth,
    "output gap": answer_output_gap,
    "demand and supply": answer_demand_or_supply,
    "unemployment": answer_unemployment,
    "inflation": answer_inflation,
    "policy rate": answer_policy_rate,
    "recession probability": answer_recession_probability,
    "recession risk": answer_recession_risk,
    "public finances": answer_public_finances,
    "inequality": answer_inequality,
    "text stance": answer_stance,
}
