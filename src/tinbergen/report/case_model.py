"""The model behind a plan: how it was estimated, what the tests say, how well it tracks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.engine.estimate.specification import regression
from tinbergen.engine.simulate import Simulation, simulate
from tinbergen.model.model import Equation
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.case_view import View, window
from tinbergen.report.case_words import OUTTURN, capital, listed, sentences, stretch
from tinbergen.report.chart import Chart, Panel
from tinbergen.report.document import Block, Section
from tinbergen.report.layers import Line
from tinbergen.report.typeset import number

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


def model_section(view: View) -> Section:
    """Estimates by equation, their tests, and the model's errors one period ahead."""
    situation = view.run.situation
    equations = situation.model.equations
    fit = situation.fit
    lead = _LEAD.fill(
        count=len(equations),
        behavioural=len(fit.equations),
        sample=stretch(fit.sample.start, fit.sample.end),
        draws=number(view.run.case.draws, 0),
    )
    blocks: list[Block] = [equation_table(view)]
    if doubts := _doubts(view):
        blocks.append(doubts)
    if (run := one_ahead(view)) is not None:
        blocks.append(tracking(view, run))
    return Section(_TITLE, lead, blocks)


_TESTS = {
    "breusch_godfrey": Text("no autocorrelation", "无自相关"),
    "arch": Text("no ARCH", "无ARCH效应"),
    "jarque_bera": Text("normal disturbances", "扰动正态"),
    "breusch_pagan": Text("constant variance", "方差恒定"),
    "sup_f": Text("stable coefficients", "系数稳定"),
    "sargan": Text("valid instruments", "工具变量有效"),
}
_TABLE = {
    "title": Text("The estimated equations and their tests", "估计方程及其检验"),
    "equation": Text("Explains", "被解释变量"),
    "method": Text("Method", "方法"),
    "ser": Text("s.e.", "标准误"),
    "note": Text(
        "Columns from the Durbin-Watson statistic on give the probability of a larger statistic if "
        "the hypothesis named holds; below 0.05 it is rejected. s.e.: standard error of the "
        "regression, in units of the equation's left-hand side. Coefficients are in the annex",
        "DW 之后各列为所列假设成立时统计量更大的概率，低于 0.05 即拒绝该假设。"
        "标准误为回归标准误，单位同方程左侧。系数见附录",
    ),
    "errors": Text("Standard errors are {convention}", "标准误：{convention}"),
}


def equation_table(view: View) -> Table:
    """One row an equation: what it explains, fit, and the tests of its residuals."""
    fit = view.run.situation.fit
    tests = fit.diagnostics()
    shown = [key for key in _TESTS if any(key in found for found in tests.values())]
    rows: list[list[Cell]] = []
    for name, one in fit.fit.equations.items():
        explained = explains(view, view.run.situation.model.equation(name))
        found = tests[name]
        probabilities = [found[key].p_value if key in found else None for key in shown]
        rows.append(
            [explained, one.method.upper(), number(one.r2, 2), number(one.ser, 2),
             number(one.durbin_watson, 2), *probabilities]
        )  # fmt: skip
    columns = (
        Column(_TABLE["equation"], align="text"),
        Column(_TABLE["method"], align="text"),
        Column(Text("R²", "R²")),
        Column(_TABLE["ser"]),
        Column(Text("DW", "DW")),
        *(Column(_TESTS[key], decimals=2) for key in shown),
    )
    convention = _TABLE["errors"].fill(convention=fit.fit.convention)
    return Table(_TABLE["title"], columns, rows, note=sentences(_TABLE["note"], convention))


def explains(view: View, equation: Equation) -> Text:
    """The variable on an equation's left-hand side; the equation's name when there is none."""
    model = view.run.situation.model
    own = [v.name for v in model.graph.variables(equation.lhs) if v.lag == 0]
    own = [name for name in own if name in model.endogenous]
    if not own:
        return capital(Text(equation.name, equation.name))
    return view.title(own[0])


_DOUBTS = {
    "title": Text("What the tests question", "检验提出的疑问"),
    "reject": Text("{test} is rejected for {names}", "{names}：拒绝“{test}”"),
    "weight": Text(
        "Bands drawn from normal, uncorrelated disturbances are then too narrow, and coefficients "
        "that were not stable before need not be so ahead",
        "因此按正态、不相关扰动得出的区间偏窄；过去不稳定的系数今后也未必稳定",
    ),
}


def _doubts(view: View) -> Callout | None:
    """Hypotheses rejected at the usual level, and for which equations."""
    tests = view.run.situation.fit.diagnostics()
    model = view.run.situation.model
    phrases = []
    for key, hypothesis in _TESTS.items():
        failing = [
            explains(view, model.equation(name))
            for name, found in tests.items()
            if key in found and found[key].p_value < _SIGNIFICANT
        ]
        if failing:
            names = listed([_lower(f) for f in failing])
            phrases.append(_DOUBTS["reject"].fill(test=capital(hypothesis), names=names))
    if not phrases:
        return None
    return Callout(_DOUBTS["title"], sentences(*phrases, _DOUBTS["weight"]), "warning")


def _lower(text: Text) -> Text:
    """A name inside a sentence; abbreviations stay as they are."""
    keep = len(text.en) > 1 and text.en[1].isupper()
    return text if keep else Text(text.en[:1].lower() + text.en[1:], text.zh)


def one_ahead(view: View) -> Simulation | None:
    """The model's path over the sample, each period from the data before it."""
    situation = view.run.situation
    try:
        return simulate(situation.model, situation.data, situation.fit.sample, static=True)
    except TinbergenError:
        return None


_TRACKING = {
    "better": Text(
        "One {period} ahead the model misses {name} by {size}, a no-change forecast by {naive}",
        "超前一{period}，模型对{name}的误差为 {size}，不变预测为 {naive}",
    ),
    "subtitle": Text(
        "Outturn and the model's value from the data of the {period} before",
        "实际值与模型依据上一{period}数据的计算值",
    ),
    "model": Text("Model", "模型"),
    "note": Text(
        "Root mean square errors over {sample}, in sample; in brackets those of no change: {errors}",
        "{sample}样本内均方根误差，括号内为不变预测：{errors}",
    ),
    "error": Text("{name} {size} ({naive}) {unit}", "{name} {size}（{naive}）{unit}"),
}


def tracking(view: View, run: Simulation) -> Panel:
    """Outturn and one-step values of what the plan watches, with their errors."""
    span = view.back(12)
    names = [n for n in view.shown() if n in view.data]
    charts, errors = [], []
    for name in names:
        path = run.data.window(span.start, span.end)[name]
        layers = (
            Line(OUTTURN, window(view.data, name, span), tone="ink"),
            Line(_TRACKING["model"], path, tone=2),
        )
        charts.append(Chart(view.title(name), span, layers, unit=view.unit(name)))
        size, naive = _errors(view, run, name)
        errors.append(
            _TRACKING["error"].fill(
                name=view.title(name), size=number(size, 2), naive=number(naive, 2),
                unit=view.change(name),
            )
        )  # fmt: skip
    size, naive = (number(v, 1) for v in _errors(view, run, names[0]))
    title = _TRACKING["better"].fill(
        period=view.period, name=view.title(names[0]), size=size, naive=naive
    )
    sample = stretch(run.span.start, run.span.end)
    note = _TRACKING["note"].fill(sample=sample, errors=listed(errors))
    subtitle = _TRACKING["subtitle"].fill(period=view.period)
    return Panel(title, charts, 2, subtitle, None, view.source(), sentences(note))


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


def coefficient_table(view: View) -> Table:
    """Every estimated coefficient with what it multiplies."""
    situation = view.run.situation
    model, rows, last = situation.case.model, list[list[Cell]](), ""
    for name, one in situation.fit.fit.equations.items():
        part = regression(model, model.equation(name))
        terms = dict(zip(part.parameters, part.regressors, strict=True))
        values = zip(
            one.coefficient_names, one.coefficients, one.standard_errors, one.t_statistics,
            one.p_values, strict=True,
        )  # fmt: skip
        for coefficient, b, se, t, p in values:
            term = model.graph.text(terms[coefficient])
            first = explains(view, model.equation(name)) if name != last else Text("", "")
            last = name
            rows.append(
                [first, coefficient, _COEFFICIENTS["one"] if term == "1" else term,
                 number(b, 3), number(se, 3), number(t, 1), number(p, 3)]
            )  # fmt: skip
    columns = (
        Column(_TABLE["equation"], align="text"),
        Column(_COEFFICIENTS["name"], align="text"),
        Column(_COEFFICIENTS["of"], align="text"),
        Column(_COEFFICIENTS["estimate"]),
        Column(_COEFFICIENTS["se"]),
        Column(Text("t", "t")),
        Column(Text("p", "p")),
    )
    return Table(_COEFFICIENTS["title"], columns, rows)
