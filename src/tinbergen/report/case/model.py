"""The model behind a plan: how it was estimated, what the tests say, how well it tracks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Line
from tinbergen.charts.quantities import amount, change_of
from tinbergen.charts.typeset import number
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.engine.estimate.model_fit import ModelFit
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.model.derivatives import gradient
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.case.filtered_models import filtered_blocks
from tinbergen.report.case.view import View, window
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import OUTTURN, capital, clauses, inside, listed, sentences, stretch
from tinbergen.statistics.regression.diagnostics import TestResult

Array = NDArray[np.float64]

_TITLE = Text("The model", "模型")
_LEAD = Text(
    "{count} equations, {behavioural} of them estimated on {sample}; the rest are identities and "
    "rules. Uncertainty comes from {draws} draws of disturbances and coefficients.",
    "共 {count} 个方程，其中 {behavioural} 个以{sample}的数据估计，其余为恒等式与规则。"
    "不确定性来自对扰动与系数的 {draws} 次抽样。",
)

#: Below this probability a test's hypothesis counts as rejected.
_SIGNIFICANT = 0.05
#: A first-stage F below it says that instruments are weak (Staiger and Stock 1997).
_STRONG = 10.0


def model_section(view: View) -> Section:
    """Estimates by equation, their tests, and the model's errors one period ahead."""
    situation = view.run.situation
    fit = situation.fit
    if fit is None:
        return _given(view)
    equations = situation.model_world.model.equations
    lead = _LEAD.fill(
        count=len(equations),
        behavioural=len(fit.equations),
        sample=stretch(fit.sample.start, fit.sample.end),
        draws=number(view.run.case.draws, 0),
    )
    blocks: list[Block] = [equation_table(view, fit)]
    if doubts := _doubts(view, fit):
        blocks.append(doubts)
    if (run := one_ahead(view)) is not None:
        blocks.extend(tracking(view, run))
    return Section(_TITLE, lead, [*blocks, *filtered_blocks(view)])


_GIVEN = {
    "lead": Text(
        "{count} equations at given values: nothing is estimated from these data. {random}",
        "共 {count} 个方程，参数均为给定值，不由本案例数据估计。{random}",
    ),
    "mode": Text(
        "{count} equations, estimated on these data at the mode of their posterior. {random}",
        "共 {count} 个方程，以本案例数据估计，取后验众数。{random}",
    ),
    "draws": Text(
        "Uncertainty comes from {draws} {recipe}.",
        "不确定性来自{recipe}（{draws} 次）。",
    ),
    "certain": Text("Nothing is random.", "不含随机成分。"),
    "title": Text("The model's equations", "模型方程"),
    "name": Text("Equation", "方程"),
    "text": Text("Says", "内容"),
    "more": Text("The first {shown} of {count}; the model file has them all",
                 "仅列前 {shown} 个，共 {count} 个；全部见模型文件"),
}  # fmt: skip

#: Equations that a report prints; models of many sectors repeat themselves.
_SHOWN = 30


def _given(view: View) -> Section:
    """A model whose values its case gives: what it says."""
    model = view.run.case.model
    rows: list[list[Cell]] = [
        [capital(Text(e.name, e.name)), f"{model.graph.text(e.lhs)} = {model.graph.text(e.rhs)}"]
        for e in model.equations[:_SHOWN]
    ]
    columns = (Column(_GIVEN["name"], align="text"), Column(_GIVEN["text"], align="text"))
    note = None
    if len(model.equations) > _SHOWN:
        note = sentences(_GIVEN["more"].fill(shown=_SHOWN, count=len(model.equations)))
    world = view.run.situation.worlds.lead
    said = _GIVEN["draws" if world.uncertain else "certain"].fill(
        draws=number(view.run.case.draws, 0), recipe=world.recipe
    )
    lead = _GIVEN["mode" if view.run.case.method == "mode" else "lead"].fill(
        count=len(model.equations), random=said
    )
    table = Table(_GIVEN["title"], columns, rows, note=note)
    return Section(_TITLE, lead, [table, *filtered_blocks(view)])


_TESTS = {
    "breusch_godfrey": (Text("Autocorr.", "自相关"), Text("no autocorrelation", "无自相关")),
    "arch": (Text("ARCH", "ARCH"), Text("no ARCH", "无ARCH效应")),
    "jarque_bera": (Text("Normality", "正态"), Text("normal disturbances", "扰动正态")),
    "breusch_pagan": (Text("Variance", "异方差"), Text("constant variance", "方差恒定")),
    "sup_f": (Text("Stability", "稳定"), Text("stable coefficients", "系数稳定")),
    "sargan": (Text("Sargan", "Sargan"), Text("valid instruments", "工具变量有效")),
}
_TABLE = {
    "title": Text("The estimated equations and their tests", "估计方程及其检验"),
    "equation": Text("Explains", "被解释变量"),
    "method": Text("Method", "方法"),
    "ser": Text("s.e.", "标准误"),
    "note": Text(
        "Columns after DW: probability of a larger test statistic if the hypothesis holds; below "
        "0.05 it is rejected. s.e.: standard error of the regression, in units of the "
        "equation's left-hand side; DW: Durbin-Watson. Coefficients are in the annex",
        "DW 之后各列为原假设成立时统计量更大的概率，低于 0.05 即拒绝。标准误为回归标准误，"
        "单位同方程左侧；DW 为杜宾-瓦特森统计量。系数见附录",
    ),
    "first": Text("{method}, F {first}", "{method}，F {first}"),
    "weak": Text(
        "F: the smallest first-stage F of instrumented regressors; below {least} they are "
        "weakly identified (Staiger and Stock 1997), and estimates lean towards least squares",
        "F 为各内生解释变量一阶段 F 的最小值，低于 {least} 即为弱工具变量"
        "（Staiger 与 Stock 1997），估计偏向最小二乘",
    ),
    "errors": Text("Standard errors are {convention}", "标准误：{convention}"),
}


def equation_table(view: View, fit: ModelFit) -> Table:
    """One row an equation: what it explains, fit, and the tests of its residuals."""
    tests, names = fit.diagnostics(), explained(view)
    shown = [key for key in _TESTS if any(key in found for found in tests.values())]
    any_iv = any(first_stage(found) is not None for found in tests.values())
    rows: list[list[Cell]] = []
    for name, one in fit.fit.equations.items():
        numbers = [number(v, 2) for v in (one.r2, one.ser, one.durbin_watson)]
        found = tests[name]
        chances = [number(found[key].p_value, 2) if key in found else "" for key in shown]
        first, method = first_stage(found), Text(one.method.upper(), one.method.upper())
        if first is not None:
            method = _TABLE["first"].fill(method=method, first=number(first, 1))
        rows.append([names[name], method, *numbers, *chances])
    columns = (
        Column(_TABLE["equation"], align="text"),
        Column(_TABLE["method"], align="text"),
        Column(Text("R²", "R²")),
        Column(_TABLE["ser"]),
        Column(Text("DW", "DW")),
        *(Column(_TESTS[key][0]) for key in shown),
    )
    notes = [_TABLE["note"], _TABLE["errors"].fill(convention=fit.fit.convention)]
    if any_iv:
        notes.append(_TABLE["weak"].fill(least=number(_STRONG, 0)))
    return Table(_TABLE["title"], columns, rows, note=sentences(*notes))


def first_stage(tests: Mapping[str, TestResult]) -> float | None:
    """The smallest first-stage F of an equation, None where nothing is instrumented."""
    found = [test.statistic for name, test in tests.items() if name.startswith("first_stage")]
    return min(found, default=None)


def explained(view: View) -> dict[str, Text]:
    """Equation -> the variable it determines, by name; the equation's own name if that is unclear.

    An identity whose left-hand side is one variable determines it; a behavioural equation then
    determines the first variable of its left-hand side that is left.
    """
    model = view.run.situation.model_world.model
    sides = {
        e.name: [
            v.name
            for v in model.graph.variables(e.lhs)
            if v.lag == 0 and v.name in model.endogenous
        ]
        for e in model.equations
    }
    taken = {own[0] for own in sides.values() if len(set(own)) == 1}
    names = {}
    for name, own in sides.items():
        left = [v for v in own if v not in taken] or own
        names[name] = view.title(left[0]) if left else capital(Text(name, name))
    return names


_DOUBTS = {
    "title": Text("What the tests question", "检验提出的疑问"),
    "reject": Text("{test} for {names}", "{names}的“{test}”"),
    "all": Text("every equation", "全部方程"),
    "body": Text("At the 5% level they reject {which}", "在 5% 水平上拒绝：{which}"),
    "weak": Text(
        "The instruments of {names} are weak, by a first-stage F of {size}: what they say rests on "
        "little more than least squares",
        "{names}的工具变量较弱，一阶段 F 为 {size}：其估计与最小二乘相去不远",
    ),
    "weight": Text(
        "The bands rest on normal disturbances of constant variance and on stable coefficients: "
        "where these fail, the bands are likely too narrow",
        "区间以正态、同方差扰动与稳定系数为前提；前提不成立时，区间很可能偏窄",
    ),
}


def _doubts(view: View, fit: ModelFit) -> Callout | None:
    """Hypotheses rejected at the usual level, and for which equations."""
    tests, names = fit.diagnostics(), explained(view)
    phrases = []
    for key, (_, hypothesis) in _TESTS.items():
        failing = [
            inside(names[name])
            for name, found in tests.items()
            if key in found and found[key].p_value < _SIGNIFICANT
        ]
        if failing:
            where = _DOUBTS["all"] if len(failing) == len(tests) else listed(failing)
            phrases.append(_DOUBTS["reject"].fill(test=hypothesis, names=where))
    said = [
        _DOUBTS["weak"].fill(names=inside(names[name]), size=number(size, 1))
        for name, found in tests.items()
        if (size := first_stage(found)) is not None and size < _STRONG
    ]
    if phrases:
        said = [_DOUBTS["body"].fill(which=clauses(phrases)), *said, _DOUBTS["weight"]]
    if not said:
        return None
    body = sentences(*said)
    return Callout(_DOUBTS["title"], body, "warning")


def one_ahead(view: View) -> Simulation | None:
    """The model's path over the sample, each period from the data before it."""
    situation = view.run.situation
    if situation.fit is None:
        return None
    try:
        return simulate(
            situation.model_world.model,
            situation.data,
            situation.fit.sample,
            static=True,
        )
    except TinbergenError:
        return None


_TRACKING = {
    "better": Text(
        "One {period} ahead the model's usual error for {name} is {size}, a no-change forecast's "
        "{naive}",
        "超前一{period}，模型对{name}的通常误差为 {size}，不变预测为 {naive}",
    ),
    "subtitle": Text(
        "Outturn and the model's value from the data of the {period} before",
        "实际值与模型依据上一{period}数据的计算值",
    ),
    "model": Text("Model", "模型"),
    "note": Text(
        "Root mean square errors in sample, {sample}; in brackets those of no change: {errors}",
        "{sample}样本内均方根误差，括号内为不变预测：{errors}",
    ),
    "error": Text("{name} {size} ({naive}) {unit}", "{name} {size}（{naive}）{unit}"),
}


def tracking(view: View, run: Simulation) -> Iterator[Panel]:
    """Outturn and one-step values of what the plan watches and the model has, with their errors."""
    names = [n for n in view.shown() if n in view.data and n in run.data]
    if not names:
        return
    charts, errors = [], []
    for name in names:
        span = view.back(12, name)
        layers = (
            Line(OUTTURN, window(view.data, name, span), tone="ink"),
            Line(_TRACKING["model"], window(run.data, name, span), tone=2),
        )
        charts.append(Chart(view.title(name), span, layers, unit=view.unit(name)))
        size, naive = _errors(view, run, name)
        errors.append(
            _TRACKING["error"].fill(
                name=view.title(name), size=number(size, 2), naive=number(naive, 2),
                unit=view.change(name),
            )
        )  # fmt: skip
    size, naive = _errors(view, run, names[0])
    title = _TRACKING["better"].fill(
        period=view.period, name=inside(view.title(names[0])),
        size=amount(size, change_of(view.unit(names[0]))), naive=number(naive, 1),
    )  # fmt: skip
    sample = stretch(run.span.start, run.span.end)
    note = _TRACKING["note"].fill(sample=sample, errors=clauses(errors))
    subtitle = _TRACKING["subtitle"].fill(period=view.period)
    yield Panel(title, charts, 2, subtitle, None, view.source(), sentences(note))


def _errors(view: View, run: Simulation, name: str) -> tuple[float, float]:
    """Root mean square errors of the model and of no change over the sample."""
    actual = view.data.window(run.span.start - 1, run.span.end)[name]
    model, naive = actual[1:] - run[name], np.diff(actual)
    return float(np.sqrt(np.nanmean(model**2))), float(np.sqrt(np.nanmean(naive**2)))


_COEFFICIENTS = {
    "title": Text("Coefficients", "系数"),
    "name": Text("Coefficient", "系数"),
    "of": Text("Multiplies", "所乘项"),
    "estimate": Text("Estimate", "估计值"),
    "se": Text("s.e.", "标准误"),
    "one": Text("constant", "常数项"),
}


def coefficient_table(view: View, fit: ModelFit) -> Table:
    """Every estimated coefficient with what it multiplies."""
    situation, names = view.run.situation, explained(view)
    graph = situation.case.model.graph
    rows: list[list[Cell]] = []
    for name, one in fit.fit.equations.items():
        columns = (one.coefficients, one.standard_errors, one.t_statistics, one.p_values)
        numbers = zip(*(c.tolist() for c in columns), strict=True)
        leaves = [graph.parameter(p) for p in one.coefficient_names]
        terms = gradient(graph, situation.case.model.equation(name).rhs, leaves)
        for k, (coefficient, values) in enumerate(zip(one.coefficient_names, numbers, strict=True)):
            term = graph.text(terms[leaves[k]]) if leaves[k] in terms else "–"
            rows.append(
                [names[name] if k == 0 else "", coefficient,
                 _COEFFICIENTS["one"] if term == "1" else term,
                 *(number(v, d) for v, d in zip(values, (3, 3, 1, 3), strict=True))]
            )  # fmt: skip
    texts = (_TABLE["equation"], _COEFFICIENTS["name"], _COEFFICIENTS["of"])
    figures = (_COEFFICIENTS["estimate"], _COEFFICIENTS["se"], Text("t", "t"), Text("p", "p"))
    heads = (*(Column(t, align="text") for t in texts), *(Column(t) for t in figures))
    return Table(_COEFFICIENTS["title"], heads, rows)
