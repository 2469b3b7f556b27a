"""What research yields: patents by unit of spending, and the distance to the frontier of others."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix, row_of
from tinbergen.domains.innovation.methods.counts import CountPanel, count_panel
from tinbergen.domains.innovation.methods.envelopment import data_envelopment
from tinbergen.domains.innovation.methods.stochastic_frontier import stochastic_frontier
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import bad, finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.case.sectors import exact
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]

LEVEL = 0.9
_LOGS = Text("percent (logarithms)", "百分比（对数）")


def answer_production(situation: Situation, question: Question) -> Iterable[Finding]:
    """The change of a country's patents by its spending, what all share in, and the rest.

    The table has a row a country and year, such as ``JPN 2000``, with ``patents`` and ``spending``.
    """
    found = table(situation.case.tables, question)
    countries, years = _labels(found, question)
    counts, spending = found.column("patents"), np.log(found.column("spending"))
    periods = np.unique(years)
    dummies = (years[:, None] == periods[None, 1:]).astype(float)
    units = np.unique(countries, return_inverse=True)[1]
    regressors = np.column_stack([spending, dummies])
    poisson, dispersed = (
        count_panel(counts, regressors, units, family)
        for family in ("poisson", "negative binomial")
    )  # fmt: skip
    country = question.text("country")
    rows = np.flatnonzero(countries == country)
    if rows.size < 2:
        row_of(found, f"{country} {periods[0]}", question.at)
    first, last = (rows[np.argsort(years[rows])][k] for k in (0, -1))
    common = dict(zip(periods.tolist(), np.r_[0.0, poisson.coefficients[1:]], strict=True))
    total = 100 * float(np.log(counts[last] / counts[first]))
    by_spending = 100 * float(poisson.coefficients[0] * (spending[last] - spending[first]))
    shared = 100 * float(common[int(years[last])] - common[int(years[first])])
    low, high = _bounds(poisson, 0)
    low_nb, high_nb = _bounds(dispersed, 1)
    agree = Text("", "") if low <= high_nb and low_nb <= high else Text(
        " The two models disagree beyond their intervals: these data do not settle it.",
        "两个模型之差超出各自区间：这些数据不能确定弹性。")  # fmt: skip
    yield finding(
        situation, "knowledge production", Text("What research yields in patents",
                                                "研发的专利产出"),
        statement=Text(
            "One percent more spending goes with {beta:.2f} percent more patents ({level:.0f} % "
            "interval {low:.2f} to {high:.2f}; negative binomial {other:.2f}, {low_nb:.2f} to "
            "{high_nb:.2f}) in {n} countries.{agree} From {a} to {b} patents changed by "
            "{total:+.0f} percent: spending {spent:+.0f}, what all countries share {shared:+.0f}, "
            "the rest {rest:+.0f}.",
            "{n} 国中，支出增加 1% 对应专利增加 {beta:.2f}%（{level:.0f}% 区间 {low:.2f} 至 "
            "{high:.2f}；负二项 {other:.2f}，{low_nb:.2f} 至 {high_nb:.2f}）。{agree}{a}—{b} 年专利"
            "变动 {total:+.0f}%：支出 {spent:+.0f}，各国共同 {shared:+.0f}，其余 {rest:+.0f}。",
        ).fill(
            beta=poisson.coefficients[0], level=100 * LEVEL, low=low, high=high,
            other=dispersed.coefficients[1], low_nb=low_nb, high_nb=high_nb, n=poisson.units,
            agree=agree,
            a=years[first], b=years[last], total=total, spent=by_spending, shared=shared,
            rest=total - by_spending - shared,
        ),
        estimate=total, unit=_LOGS,
        method=Text(
            "Poisson with effects of countries and years, errors clustered by country (Hausman, "
            "Hall and Griliches 1984); an association: what else moves both is left out; the parts "
            "sum exactly",
            "含国家与年份效应的泊松回归，按国家聚类误差（Hausman、Hall 与 Griliches 1984）；"
            "仅为相关关系，未含同时影响两者的因素；各部分严格加总",
        ),
        interval=exact(total), severity=bad(-(total - by_spending - shared), 50.0),
        parts=(
            Part("spending", Text("spending", "支出"), by_spending),
            Part("shared", Text("what all countries share", "各国共同"), shared),
            Part("rest", Text("the rest", "其余"), total - by_spending - shared),
        ),
        source=found.source,
        diagnostics=(
            ("elasticity", float(poisson.coefficients[0])), ("elasticity error",
             float(poisson.errors[0])), ("elasticity negative binomial",
             float(dispersed.coefficients[1])), ("elasticity negative binomial error",
             float(dispersed.errors[1])),
        ),
    )  # fmt: skip


def _labels(found: Matrix, question: Question) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Countries and years (n,) of rows such as ``JPN 2000``; L047 when labels are no such pairs."""
    pairs = [row.rsplit(" ", 1) for row in found.rows]
    if not all(len(pair) == 2 and pair[1].isdigit() for pair in pairs):
        raise TinbergenError("innovation-1", at=question.at, table=found.name)
    return np.array([p[0] for p in pairs]), np.array([int(p[1]) for p in pairs])


def _bounds(fit: CountPanel, k: int) -> tuple[float, float]:
    reach = float(stats.norm.ppf((1 + LEVEL) / 2) * fit.errors[k])
    return float(fit.coefficients[k]) - reach, float(fit.coefficients[k]) + reach


def answer_frontier(situation: Situation, question: Question) -> Iterable[Finding]:
    """How far a country is from the frontier in making ``outputs`` (columns) of ``inputs``."""
    found = table(situation.case.tables, question)
    country = question.text("country")
    here = row_of(found, country, question.at)
    inputs, outputs = (found.block(found.rows, question.names(k)) for k in ("inputs", "outputs"))
    constant, _ = data_envelopment(inputs, outputs, here, "constant", "outputs")
    variable, peers = data_envelopment(inputs, outputs, here, "variable", "outputs")
    without = [
        data_envelopment(np.delete(inputs, k, 0), np.delete(outputs, k, 0), here - (k < here),
                   "constant", "outputs")[0]
        for k in range(len(found.rows)) if k != here
    ]  # fmt: skip
    parts = (
        Part("own", Text("own inefficiency", "自身效率不足"), -100 * float(np.log(variable))),
        Part("scale", Text("scale", "规模"), -100 * float(np.log(constant / variable))),
    )
    total = sum(p.value for p in parts)
    best = [question.called(found.rows[k]) for k in np.argsort(-peers)[:3] if peers[k] > 1e-6]
    yield finding(
        situation, "frontier", Text("Distance to the frontier of research", "与研发前沿的距离"),
        statement=Text(
            "{c} makes {constant:.0f} percent of what the frontier of {n} countries would make of "
            "its inputs, {variable:.0f} percent of what countries of its size would. It is "
            "compared to {best}.",
            "{c}的产出为 {n} 国前沿在其投入下产出的 {constant:.0f}%，为同等规模国家的 "
            "{variable:.0f}%。参照国：{best}。",
        ).fill(
            c=question.called(country), n=len(found.rows), constant=100 * constant,
            variable=100 * variable,
            best=Text(" and ", "、").join(best),
        ),
        estimate=total, unit=_LOGS,
        method=Text(
            "data envelopment toward outputs at constant and at variable returns (Charnes, Cooper "
            "and Rhodes 1978; Banker, Charnes and Cooper 1984); noise counts as distance; the "
            "parts sum exactly",
            "产出导向数据包络分析，规模报酬不变与可变（Charnes、Cooper 与 Rhodes 1978；"
            "Banker、Charnes 与 Cooper 1984）；噪声计入距离；各部分严格加总",
        ),
        interval=Interval(
            -100 * float(np.log(max(without))), total, 1.0,
            Text("leaving out any one other country; not over errors of measurement",
                 "剔除任一其他国家；不含测量误差")),
        severity=bad(total, 70.0), parts=parts, source=found.source,
        diagnostics=(("constant returns", constant), ("variable returns", variable)),
    )  # fmt: skip
    yield _with_noise(situation, question, np.log(inputs), np.log(outputs[:, 0]), here)


def _with_noise(situation: Situation, question: Question, inputs: Array, output: Array,
                here: int) -> Finding:  # fmt: skip
    """The same by a frontier with noise, for the first output; all in logarithms."""
    fit = stochastic_frontier(output, np.column_stack([np.ones(output.size), inputs]), level=LEVEL)
    own, low, high = (100 * float(v[here]) for v in (fit.inefficiency, fit.lower, fit.upper))
    middle = 100 * float(np.median(fit.inefficiency))
    said = Text(
        "With noise, {c} is {own:.0f} percent ({level:.0f} % interval {low:.0f} to {high:.0f}) "
        "below the frontier in {name}, the median country {middle:.0f}; no inefficiency has p = "
        "{p:.3f}.",
        "考虑噪声后，{c}的{name}低于前沿 {own:.0f}%（{level:.0f}% 区间 {low:.0f} 至 "
        "{high:.0f}），中位国家 {middle:.0f}%；无效率不足的 p = {p:.3f}。",
    )
    if fit.sigma_u == 0:
        said = Text(
            "With noise no country is told to be below the frontier in {name}: what the line "
            "leaves is skewed the other way, so that how far {c} is from it is not identified.",
            "考虑噪声后，{name}无法判断任何国家低于前沿：残差偏向另一侧，{c}与前沿的距离无法识别。",
        )
    return finding(
        situation, "frontier with noise", Text("The frontier with noise", "考虑噪声的前沿"),
        statement=said.fill(
            c=question.called(question.text("country")), own=own, level=100 * LEVEL, low=low,
            high=high,
            name=question.called(question.names("outputs")[0]), middle=middle, p=fit.p_value,
        ),
        estimate=own if fit.sigma_u > 0 else None, unit=_LOGS,
        method=Text(
            "stochastic frontier, half-normal (Aigner, Lovell and Schmidt 1977; Jondrow and others "
            "1982)",
            "随机前沿，半正态（Aigner、Lovell 与 Schmidt 1977；Jondrow 等 1982）",
        ),
        interval=Interval(low, high, LEVEL, Text(
            "the country's noise, given the parameters", "给定参数下该国的噪声"))
        if fit.sigma_u > 0 else None,
        severity=bad(own - middle, 50.0),
        source=table(situation.case.tables, question).source,
        diagnostics=(("sigma u", fit.sigma_u), ("sigma v", fit.sigma_v), ("p", fit.p_value)),
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {
    "knowledge production": answer_production,
    "research frontier": answer_frontier,
}
