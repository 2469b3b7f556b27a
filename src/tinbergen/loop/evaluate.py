"""Evaluate: did it work? Outturn and plan against the path without policy.

All three are runs of the model the plan was made with, at the disturbances that came: the
outturn's instruments reproduce the data, the baseline's give the path without new policy, the
plan's give what the plan would have done in the world as it turned out.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import Evaluation, Finding, Interval, Plan, Series
from tinbergen.core.period import Span
from tinbergen.core.serial import identity
from tinbergen.core.text import Text
from tinbergen.engine.simulate.counterfactual import counterfactual
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop import phrases
from tinbergen.loop.case.case import Case
from tinbergen.loop.plan_tracking import latest, outturn, paths, situation_of, variable_title
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import change_of, unit_of

Array = NDArray[np.float64]

_METHOD = Text(
    "model counterfactual with the disturbances of the outturn; each draw of the coefficients "
    "reproduces the data with disturbances of its own",
    "以实际扰动作模型反事实；每次系数抽样均以其自身扰动重现数据",
)
_RECIPE = Text(
    "draws of the coefficients, as estimated or as the case states",
    "对系数抽样（按估计或案例所定）",
)
_NO_POLICY = Text("instruments at their baseline paths", "工具处于基线路径")


def evaluate(case: Case, plan: Plan) -> Evaluation:
    """Effects of the plan, and of the policy actually followed, up to the last outturn.

    Raises
    ------
    TinbergenError
        L009 when nothing came in after the plan, L010 when the plan is not this case's.
    """
    adopted = situation_of(case, plan)
    last = latest(case, plan)
    span = Span(plan.start, last - plan.start + 1)
    data = outturn(case, last)
    variables = tuple(
        dict.fromkeys([*(t.variable for t in case.targets), *case.trip_variables, "GDP"])
    )
    variables = tuple(v for v in variables if v in adopted.policy_model.endogenous)
    worlds = {
        "idle": paths(plan.baseline_instruments, span),
        "plan": paths(plan.instruments, span),
    }
    model = adopted.policy_model
    drawn = {n: d for n, d in adopted.draws.parameters.items() if n in model.parameters}
    central = counterfactual(model, data, span, worlds, variables=variables)
    runs = counterfactual(model, data, span, worlds, parameters=drawn, variables=variables)
    actual = data.window(span.start, span.end)
    findings = []
    for name in variables:
        title, unit = variable_title(adopted, name), change_of(unit_of(name, adopted.data))
        effects = {
            "plan": (central["plan"][name][0] - central["idle"][name][0],
                     runs["plan"][name] - runs["idle"][name]),
            "outturn": (actual[name] - central["idle"][name][0],
                        actual[name] - runs["idle"][name]),
        }  # fmt: skip
        for who, (estimate, draws) in effects.items():
            findings.append(_effect(adopted, plan, name, who, title, unit, span, estimate, draws))

    def series(of: Ensemble) -> tuple[Series, ...]:
        return tuple(
            Series(v, unit_of(v, adopted.data).en, span.start, tuple(of.mean(v).tolist()))
            for v in variables
        )

    evaluation = Evaluation(
        id="",
        plan=plan.id,
        findings=tuple(findings),
        counterfactual=series(central["idle"]),
        outturn=tuple(
            Series(v, unit_of(v, adopted.data).en, span.start, tuple(actual[v].tolist()))
            for v in variables
        ),
        planned=series(central["plan"]),
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(last), baseline=_NO_POLICY, cites=(plan.id,)
        ),
    )
    return dataclasses.replace(evaluation, id=identity("evaluation", evaluation))


_WHO = {
    "plan": Text("the plan", "计划"),
    "outturn": Text("the policy actually followed", "实际执行的政策"),
}


def _effect(
    adopted: Situation,
    plan: Plan,
    name: str,
    who: str,
    title: Text,
    unit: Text,
    span: Span,
    estimate: Array,
    draws: Array,
) -> Finding:
    """The mean effect over the span, with the interval of the coefficients' draws."""
    level = 0.9
    low, high = np.quantile(draws.mean(axis=1), [0.05, 0.95]).tolist()
    value = float(estimate.mean())
    bands = np.quantile(draws, [0.05, 0.95], axis=0)
    start, word = span.start, unit.en
    finding = Finding(
        id="", kind="effect", name=f"{who} on {name}",
        title=Text("Effect of {who} on {title}", "{who}对{title}的影响").fill(
            who=_WHO[who], title=title),
        statement=phrases.effect(title, _WHO[who], value, unit, low, high, span.length),
        estimate=value, unit=unit, period=span.end, method=_METHOD,
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(span.end), baseline=_NO_POLICY, cites=(plan.id,)
        ),
        interval=Interval(low, high, level, _RECIPE),
        severity=0.0 if low <= 0 <= high else 1.0,
        series=(
            Series("effect", word, start, tuple(estimate.tolist())),
            Series("lower", word, start, tuple(bands[0].tolist())),
            Series("upper", word, start, tuple(bands[1].tolist())),
        ),
        diagnostics=(("draws", float(draws.shape[0])),),
    )  # fmt: skip
    return dataclasses.replace(finding, id=identity("finding", finding))
