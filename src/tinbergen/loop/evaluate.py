"""Evaluate: did it work? Outturn and plan against the path without policy.

All three are runs of the model the plan was made with, at the disturbances that came: the
outturn's instruments reproduce the data, rules that go on give the path without new policy, the
plan's instruments give what the plan would have done in the world as it turned out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.cycle import Evaluation
from tinbergen.core.documents.evidence import Finding, Interval, Part, Series
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import with_identity
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop import phrases
from tinbergen.loop.case.case import Case
from tinbergen.loop.hindsight import beyond_belief, seen_later
from tinbergen.loop.plan_tracking import (
    choice_of,
    latest,
    no_policy_of,
    outturn,
    plan_of,
    replaying,
    situation_of,
    variable_title,
)
from tinbergen.loop.questions import ask
from tinbergen.loop.situation import Situation, case_of
from tinbergen.loop.words import change_of, unit_of
from tinbergen.loop.worlds.pairs import Pair
from tinbergen.loop.worlds.protocol import World, lacks_effects
from tinbergen.loop.worlds.stacked import satellite_of

Array = NDArray[np.float64]

#: By the kind of world: how its effects are found, and what their interval covers.
_METHODS = {
    "model": Text(
        "model counterfactual with the disturbances of the outturn; each draw of the coefficients "
        "reproduces the data with disturbances of its own",
        "以实际扰动作模型反事实；每次系数抽样均以其自身扰动重现数据",
    ),
    "expectations": Text(
        "model counterfactual with the shocks that a filter finds in the outturn, rules going on",
        "以滤波得到的实际冲击作模型反事实，规则照常",
    ),
    "table": Text(
        "the outturn, less what a table's effects make of the other settings",
        "实际值扣除按效应表推算的工具设定差异的影响",
    ),
    "satellite": Text(
        "the actor's own model on what came, with the other choice; the economy is as it was, "
        "which it does not move",
        "以行为者自身的模型代入实际情形与另一选择；经济维持实际情形，不受其影响",
    ),
}
_RECIPES = {
    "model": Text(
        "draws of the coefficients alone, as estimated or as the case states; the form of the "
        "equations is taken as right",
        "仅对系数抽样（按估计或案例所定）；方程形式视为正确",
    ),
    "expectations": Text(
        "none in models that are filtered, whose parameters are given",
        "滤波模型的参数给定，不含抽样",
    ),
    "satellite": Text(
        "draws of the coefficients of the actor's own model; where what came is known, definitions "
        "say the rest and nothing is left to them",
        "对行为者自身模型的系数抽样；实际情形已知之处由定义决定，不留余地",
    ),
    "table": Text(
        "draws of the table's effects, with the standard errors that it gives",
        "按表中所给标准误对效应抽样",
    ),
}
#: What it covers in a few words, for the sentence that gives it; nothing of filtered models.
_COVERED = {
    "model": Text("the coefficients", "系数"),
    "table": Text("the table's standard errors", "效应表的标准误"),
    "satellite": Text("the coefficients of its own model", "其自身模型的系数"),
}
_COVERS = {
    "alone": Text("covers {what} alone", "仅涵盖{what}"),
    "given": Text("takes parameters as given", "参数视为给定"),
    "all": Text("covers {what}", "涵盖{what}"),
    "all but": Text(
        "covers {what}, but takes the parameters of filtered models as given",
        "涵盖{what}，滤波模型的参数视为给定",
    ),
    "worlds": Text("what the worlds say differently", "各世界的差异"),
    "and": Text(" and ", "与"),
    "comma": Text(", ", "、"),
}
_POOLED = Text(
    "{recipes}; pooled over worlds by their weights, so that what they say differently is in it",
    "{recipes}；各世界按权重合并，其间的差异计入区间",
)
_NO_POLICY = Text(
    "rules go on and answer what came; instruments without a rule at their baseline paths",
    "规则照常并对实际情形作出反应；无规则的工具处于基线路径",
)


def evaluate(
    subject: Situation | Case | str | Path,
    adopted: Plan | Adoption,
    *,
    until: Period | str | None = None,
) -> Evaluation:
    """Effects of a plan, and of the policy actually followed, up to the last outturn.

    What the case asks of comparators is beside what worlds say.
    Every world of the plan that can replay the outturn answers; with several, effects are means
    weighted as the plan's responses, their parts say what each contributes and their diagnostics
    its weight.

    Parameters
    ----------
    subject
        The plan's case: a situation, a case, its name or the path of its file.
    adopted
        The plan, or its adoption, which says what was actually set.
    until
        The last period; the case's ``monitor_until`` by default.

    Raises
    ------
    TinbergenError
        L009 when nothing came in after the plan, L014 for a period of another frequency, L010 when
        the plan is not this case's, L073 when no world can replay, or none knows the effects of all
        the plan's instruments on a target.
    """
    case, plan = case_of(subject), plan_of(adopted)
    made = situation_of(case, plan)
    last = latest(case, plan, until)
    span = Span(plan.start, last - plan.start + 1)
    came = outturn(case, last, adopted, unknown_as="baseline")
    data = came.data
    able = replaying(made)
    if not able:
        raise TinbergenError("L073", case=case.name)
    named = [*(t.variable for t in case.targets), *case.trip_variables, *case.pack.headline]
    instruments = tuple(series.name for series in plan.instruments)
    set_by_plan = {*case.policies, *instruments}
    variables = tuple(
        name for name in dict.fromkeys(named)
        if name in data and name not in set_by_plan
        and all(
            lacks_effects(world, instruments, (name,)) is None
            and (name in world.foresees or name not in world.instruments)
            for world in (pair.response for pair in able)
        )
    )  # fmt: skip
    if not variables:
        raise TinbergenError("L073", case=case.name)
    actual = data.window(span.start, span.end)
    watched = tuple(
        name
        for name in dict.fromkeys((*variables, *case.plausible))
        if all(
            name in pair.response.foresees and name not in pair.response.instruments
            for pair in able
        )
    )
    replays = [_replayed(made, pair, plan, data, span, variables, watched) for pair in able]
    findings = []
    # What was not observed is not zero: nobody can say what unknown settings did.
    asked = ("plan",) if came.unknown else ("plan", "outturn")
    for name in variables:
        for who in asked:
            findings.append(_effect(made, plan, name, who, span, replays, actual))

    def series(who: str, variables: Sequence[str] = variables) -> tuple[Series, ...]:
        return tuple(
            Series(
                v, unit_of(v, made.data).en, span.start,
                tuple(np.sum([r.weight * r.central[who].mean(v) for r in replays],
                axis=0).tolist()),
            )
            for v in variables
        )  # fmt: skip

    doubts = beyond_belief(
        case, series("idle", watched), {n: variable_title(made, n) for n in watched},
        {n: unit_of(n, made.data) for n in watched}, findings[0].provenance,
    )  # fmt: skip
    compared = [
        found
        for question in case.pack.evaluation
        for found in ask(made, question.given({"until": str(last)}))
    ]
    evaluation = Evaluation(
        id="",
        plan=plan.id,
        findings=(*findings, *compared, *doubts),
        counterfactual=series("idle"),
        outturn=tuple(
            Series(v, unit_of(v, made.data).en, span.start, tuple(actual[v].tolist()))
            for v in variables
        ),
        planned=series("plan"),
        provenance=dataclasses.replace(
            plan.provenance,
            vintage=str(made.case.reading.vintage(last)),
            baseline=_NO_POLICY,
            cites=(plan.id,),
        ),
    )
    return with_identity(evaluation)


@dataclass(frozen=True, slots=True)
class _Replay:
    """What one world makes of the outturn, by choice: at its estimates, and draw by draw."""

    world: World
    weight: float
    central: Mapping[str, Ensemble]
    runs: Mapping[str, Ensemble]

    def effect(self, who: str, name: str, actual: Dataset) -> tuple[Array, Array]:
        """The central effect (periods,) and draws of it (draws, periods)."""
        if who == "outturn":
            came = actual[name]
            return came - self.central["idle"][name][0], came - self.runs["idle"][name]
        return (
            self.central[who][name][0] - self.central["idle"][name][0],
            self.runs[who][name] - self.runs["idle"][name],
        )


def _replayed(
    made: Situation, pair: Pair, plan: Plan, data: Dataset, span: Span,
    variables: tuple[str, ...], watched: tuple[str, ...],
) -> _Replay:  # fmt: skip
    """Draws are of ``variables`` alone; central paths also of those ``watched`` for belief."""
    choices = {
        "idle": no_policy_of(made, plan, pair),
        "plan": choice_of(plan.instruments, pair.information),
    }
    central, runs = (
        pair.response.replay(data, span, choices, names, draws=draws, plan=choices["plan"])
        for names, draws in ((tuple(dict.fromkeys((*variables, *watched))), False),
                             (variables, True))
    )  # fmt: skip
    return _Replay(pair.response, pair.weight, central, runs)


_WHO = {
    "plan": Text("the plan, had it been carried out", "计划（如得到执行）"),
    "outturn": Text("the policy actually followed", "实际执行的政策"),
}


def _effect(
    made: Situation,
    plan: Plan,
    name: str,
    who: str,
    span: Span,
    replays: Sequence[_Replay],
    actual: Dataset,
) -> Finding:
    """The mean effect over the span, with the interval of the coefficients' draws."""
    title, unit = variable_title(made, name), change_of(unit_of(name, made.data))
    kinds = [_kind(r.world, name) for r in replays]
    recipe, covers = _said(_RECIPES, kinds), covers_of(kinds)
    if len(replays) > 1:
        recipe = _POOLED.fill(recipes=recipe)
    level = 0.9
    effects = [r.effect(who, name, actual) for r in replays]
    estimate = np.sum([r.weight * e for r, (e, _) in zip(replays, effects, strict=True)], axis=0)
    draws = _pooled([d for _, d in effects], [r.weight for r in replays])
    low, high = np.quantile(draws.mean(axis=1), [0.05, 0.95]).tolist()
    value = float(estimate.mean())
    bands = np.quantile(draws, [0.05, 0.95], axis=0)
    start, word = span.start, unit.en
    parts: tuple[Part, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    if len(replays) > 1:
        weights = tuple((f"weight of {r.world.name}", r.weight) for r in replays)
        parts = tuple(
            Part(r.world.name, r.world.title, r.weight * float(e.mean()))
            for r, (e, _) in zip(replays, effects, strict=True)
        )
    finding = Finding(
        id="", kind="effect", name=f"{who} on {name}",
        title=Text("Effect of {who} on {title}", "{who}对{title}的影响").fill(
            who=_WHO[who], title=title),
        statement=phrases.effect(title, _WHO[who], value, unit, low, high, covers,
                                 span.length),
        estimate=value, unit=unit, period=span.end,
        method=_said(_METHODS, kinds),
        provenance=dataclasses.replace(
            plan.provenance, vintage=str(made.case.reading.vintage(span.end)),
            baseline=_NO_POLICY, cites=(plan.id,),
        ),
        interval=Interval(low, high, level, recipe),
        parts=parts,
        assumptions=seen_later(made.case, span),
        severity=0.0 if low <= 0 <= high else 1.0,
        series=(
            Series("effect", word, start, tuple(estimate.tolist())),
            Series("lower", word, start, tuple(bands[0].tolist())),
            Series("upper", word, start, tuple(bands[1].tolist())),
        ),
        diagnostics=(("draws", float(draws.shape[0])), *weights),
    )  # fmt: skip
    return with_identity(finding)


def _kind(world: World, name: str) -> str:
    """Of what kind the world is that says what was done to a variable."""
    own = satellite_of(world)
    return (own if own and name in own.variables else world).frozen().kind


def _said(words: Mapping[str, Text], kinds: Sequence[str]) -> Text:
    """What holds of each kind of world among those that replay, one after the other."""
    said = [words[kind] for kind in dict.fromkeys(kinds)]
    return SEMICOLONS.join(said)


def covers_of(kinds: Sequence[str]) -> Text:
    """What an interval covers, as a verb, by the kinds of the worlds that replay."""
    covered = [_COVERED[kind] for kind in dict.fromkeys(kinds) if kind in _COVERED]
    if len(kinds) == 1:
        return _COVERS["alone"].fill(what=covered[0]) if covered else _COVERS["given"]
    what = _COVERS["worlds"]
    if covered:
        what = _COVERS["and"].join([_COVERS["comma"].join(covered), what])
    return _COVERS["all" if set(kinds) <= set(_COVERED) else "all but"].fill(what=what)


def _pooled(draws: Sequence[Array], weights: Sequence[float]) -> Array:
    """Draws of several worlds as one sample, each world's share its weight."""
    if len(draws) == 1:
        return draws[0]
    count = max(len(d) for d in draws)
    shares = [max(1, round(w * count)) for w in weights]
    return np.concatenate([d[np.arange(n) % len(d)] for d, n in zip(draws, shares, strict=True)])
