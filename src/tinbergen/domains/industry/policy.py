"""The questions on industries that prepare a choice: ties, room, the cost of capital, measures."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.domains.industry import words
from tinbergen.domains.industry.methods.capacity import deliveries
from tinbergen.domains.industry.methods.user_cost import user_cost
from tinbergen.economics.input_output import extraction, linkages, multipliers
from tinbergen.loop.case.finding import bad, finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.case.sectors import economy, exact, parts
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import unit_of


def answer_linkages(situation: Situation, question: Question) -> Iterable[Finding]:
    """What a unit of final demand sets in motion, and the industries that all hang on."""
    table, output = economy(situation, question)
    demand = table.final_demand
    pulls = multipliers(table)
    whole = float(table.output.sum() / demand.sum())
    ties, cut = linkages(table), extraction(table)
    yield finding(
        situation, "linkages", Text("Linkages and key sectors", "产业关联与关键部门"),
        statement=words.ties(whole, output.titles, ties, cut),
        estimate=whole, unit=words.PER_DEMAND, method=words.LINKAGES, interval=exact(whole),
        severity=0.5, parts=parts(output, demand * pulls / demand.sum()),
        diagnostics=tuple(
            (f"{kind} {code}", float(v))
            for kind, values in (("backward", ties.backward), ("forward", ties.forward),
                                 ("extraction", cut.total), ("multiplier", pulls))
            for code, v in zip(output.codes, values, strict=True)
        ),
    )  # fmt: skip


def answer_capital_costs(situation: Situation, question: Question) -> Iterable[Finding]:
    """Hall and Jorgenson's user cost of capital, what taxes add, and what a credit would take."""
    rate = question.number("rate", 0.02)
    credit = question.number("credit", 5) / 100
    delta, tau, z = (_parameter(situation, question, k) for k in ("delta", "tau", "z"))
    now, then = user_cost(rate, delta, tau, 0.0, z), user_cost(rate, delta, tau, credit, z)
    cost, untaxed = 100 * float(now.cost), 100 * float(now.untaxed)
    yield finding(
        situation, "capital costs", Text("User cost of capital", "资本使用成本"),
        statement=words.capital(cost, 100 * float(now.effective_rate), 100 * credit,
                                100 * float(then.cost), 100 * float(then.effective_rate)),
        estimate=cost, unit=words.PERCENT_OF_CAPITAL, method=words.HALL_JORGENSON,
        interval=exact(cost), severity=bad(100 * float(now.effective_rate), 30),
        parts=(
            Part("return", words.RETURN, 100 * rate),
            Part("depreciation", words.DEPRECIATION, 100 * delta),
            Part("tax", words.TAXES, cost - untaxed),
        ),
        diagnostics=(("effective tax rate", 100 * float(now.effective_rate)),
                     ("with the credit", 100 * float(then.effective_rate))),
    )  # fmt: skip


def _parameter(situation: Situation, question: Question, key: str) -> float:
    """The model's value of the parameter that an argument names; L083 when it has none."""
    name = question.text(key, key)
    if name not in situation.model_world.model.values:
        raise _lacking(situation, question, name)
    return situation.model_world.model.values[name]


def _lacking(situation: Situation, question: Question, name: str) -> TinbergenError:
    model = situation.model_world.model
    known = (*model.endogenous, *model.values)
    return TinbergenError(
        "L083", at=question.at, hint=did_you_mean(name, known), name=question.name, what=name,
        model=model.name,
    )  # fmt: skip


def answer_capacity(situation: Situation, question: Question) -> Iterable[Finding]:
    """How much more final demand the sectors could meet at the highest output they ever had."""
    table, output = economy(situation, question)
    rise = question.number("rise", 10) / 100
    demand = table.final_demand * (1 + rise)
    found = deliveries(table, demand, np.nanmax(output.values, axis=1))
    added = demand.sum() - table.final_demand.sum()
    unmet = 100 * found.unmet / added
    yield finding(
        situation, "capacity", Text("Demand beyond capacities", "超出产能的需求"),
        statement=words.capacity(100 * rise, output.titles, found.prices, unmet),
        estimate=float(unmet.sum()), unit=words.PERCENT_OF_ADDED, method=words.CAPACITY,
        interval=exact(float(unmet.sum())), severity=bad(float(unmet.sum()), 100),
        parts=parts(output, unmet),
        diagnostics=tuple(
            (f"price {code}", float(p)) for code, p in zip(output.codes, found.prices, strict=True)
        ),
    )  # fmt: skip


def answer_value_for_money(situation: Situation, question: Question) -> Iterable[Finding]:
    """What a unit of cost brings through each instrument: of each variable, over the horizon."""
    cost, per = question.text("cost"), question.number("per", 1.0)
    for variable in (cost, *question.names("of")):
        if variable not in situation.model_world.policy_model.endogenous:
            raise _lacking(situation, question, variable)
    for variable in question.names("of"):
        yield _per_cost(situation, variable, cost, per)


def _per_cost(situation: Situation, variable: str, cost: str, per: float) -> Finding:
    case, model = situation.case, situation.model_world.policy_model
    shown = (variable, cost)
    base = situation.model_world.ensemble(model, situation.model_world.policy_data, shown)
    first = situation.model_world.policy_data.span.position(situation.span.start)
    found, low, high = [], [], []
    for instrument in case.instruments:
        moved = np.array(situation.model_world.policy_data[instrument.name])
        moved[first:] += 1.0
        data = situation.model_world.policy_data.assign(**{instrument.name: moved})
        runs = situation.model_world.ensemble(model, data, shown)
        gain, paid = ((runs[v] - base[v]).sum(axis=1) for v in shown)
        ratio = per * gain / paid
        found.append(float(per * gain.mean() / paid.mean()))
        low.append(float(np.quantile(ratio, 0.05)))
        high.append(float(np.quantile(ratio, 0.95)))
    target = next((t for t in case.targets if t.variable == variable), None)
    title = (
        target.title
        if target
        else situation.model_world.model.titles.get(variable, Text(variable, variable))
    )
    unit = target.unit if target else words.PER_UNIT
    titles = [instrument.title for instrument in case.instruments]
    best = int(np.argmax(found))
    return finding(
        situation, f"value for money {variable}",
        words.PER_COST.fill(title=title, per=per, unit=unit_of(cost, situation.data)),
        statement=words.money(title, unit, titles, found, situation.span.length),
        estimate=found[best], unit=unit, method=words.MONEY,
        interval=Interval(low[best], high[best], 0.9, words.DRAWS), severity=0.0,
        parts=tuple(
            Part(i.name, i.title, v) for i, v in zip(case.instruments, found, strict=True)
        ),
        diagnostics=tuple(
            (f"{end} {i.name}", v)
            for end, values in (("5%", low), ("95%", high))
            for i, v in zip(case.instruments, values, strict=True)
        ),
    )  # fmt: skip


#: By the name with which a pack asks for it.
QUESTIONS: dict[str, Answer] = {
    "linkages": answer_linkages,
    "capital costs": answer_capital_costs,
    "capacity": answer_capacity,
    "value for money": answer_value_for_money,
}
