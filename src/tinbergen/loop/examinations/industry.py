"""The questions that a diagnosis of industries asks: structure, ties, costs, who is emerging.

Series by sector are columns with a prefix (``V_MAN`` value added, ``EMP_MAN`` jobs); the sectors
are those that the data have. Coefficients are the model's parameters ``a_i_j``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents import Finding, Interval, Part
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.loop.examinations import industry_words as words
from tinbergen.loop.examinations.common import bad, finding
from tinbergen.loop.packs import Question
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import PERCENT, POINTS, unit_of
from tinbergen.methods.capacity import deliveries
from tinbergen.methods.emerging import rank_industries
from tinbergen.methods.input_output import (
    InputOutput,
    extraction,
    input_output,
    linkages,
    multipliers,
)
from tinbergen.methods.location import location_quotients
from tinbergen.methods.shift_share import shift_share
from tinbergen.methods.structural_change import structural_change
from tinbergen.methods.user_cost import user_cost

Array = NDArray[np.float64]

#: What weighs more than the other signs: an industry that does not grow is not emerging.
_EMERGING = {"growth": 2.0, "jobs": 2.0}


@dataclass(frozen=True, slots=True)
class Panel:
    """Values by sector of one kind over the data, (sectors, periods)."""

    codes: tuple[str, ...]
    titles: tuple[Text, ...]
    values: Array

    def back(self, years: int) -> Array:
        """The values ``years`` ago, at most as far as they are known, (sectors,)."""
        return np.asarray(self.values[:, self._at(years)])

    def years(self, years: int) -> int:
        """How far back :meth:`back` goes."""
        return self._last - self._at(years)

    def _at(self, years: int) -> int:
        known = int(np.argmax(np.isfinite(self.values).all(axis=0)))
        return max(known, self._last - years)

    @property
    def _last(self) -> int:
        return int(self.values.shape[1]) - 1


def panel(situation: Situation, question: Question, key: str, default: str) -> Panel:
    """Columns with the prefix that an argument names.

    Raises
    ------
    TinbergenError
        L081 when the data have fewer than two.
    """
    prefix = question.text(key, default) + "_"
    codes = tuple(n.removeprefix(prefix) for n in situation.data if n.startswith(prefix))
    if len(codes) < 2:
        raise TinbergenError("L081", at=question.at, name=question.examine, prefix=prefix)
    titles = tuple(situation.model.titles.get(code, Text(code, code)) for code in codes)
    return Panel(codes, titles, np.array([situation.data[prefix + code] for code in codes]))


def economy(situation: Situation, question: Question) -> tuple[InputOutput, Panel]:
    """The input-output table of the as-of year: the model's coefficients at today's output.

    Raises
    ------
    TinbergenError
        L082 when the model has no coefficients for the sectors; L081 as above.
    """
    output = panel(situation, question, "output", "X")
    prefix, values = question.text("coefficients", "a"), situation.model.values
    names = [[f"{prefix}_{i}_{j}" for j in output.codes] for i in output.codes]
    if any(name not in values for row in names for name in row):
        raise TinbergenError("L082", at=question.at, name=question.examine, prefix=prefix)
    a = np.array([[values[name] for name in row] for row in names])
    today = output.back(0)
    return input_output(output.codes, a * today, today), output


def parts(found: Panel, values: Array) -> tuple[Part, ...]:
    return tuple(
        Part(code, title, float(v))
        for code, title, v in zip(found.codes, found.titles, values, strict=True)
    )


def exact(value: float) -> Interval:
    """The interval of an identity."""
    return Interval(value, value, 1.0, words.EXACT)


def examine_composition(situation: Situation, question: Question) -> Iterable[Finding]:
    """How the shares of the sectors moved over some years; the changes sum to nothing."""
    found = panel(situation, question, "of", "N")
    years = found.years(int(question.number("years", 10)))
    now, then = found.back(0), found.back(years)
    moved = 100 * (now / now.sum() - then / then.sum())
    turned = float(np.abs(moved).sum() / 2)
    what = question.title or Text("Composition", "构成")
    yield finding(
        situation, f"composition of {question.text('of', 'N')}", what,
        statement=words.composition(what, years, found.titles, moved, 100 * now / now.sum()),
        estimate=turned, unit=POINTS, method=words.COMPOSITION, interval=exact(turned),
        severity=bad(turned / max(years, 1), 1.0), parts=parts(found, moved),
        diagnostics=tuple(
            (f"share {code}", float(s))
            for code, s in zip(found.codes, 100 * now / now.sum(), strict=True)
        ),
    )  # fmt: skip


def examine_structural_change(situation: Situation, question: Question) -> Iterable[Finding]:
    """Growth of labour productivity: within the sectors, and from moving between them."""
    value = panel(situation, question, "value_added", "V")
    jobs = panel(situation, question, "jobs", "EMP")
    years = min(p.years(int(question.number("years", 10))) for p in (value, jobs))
    split = structural_change(value.back(years), jobs.back(years), value.back(0), jobs.back(0))
    within = parts(value, split.within)
    moved = (
        Part("static", words.STATIC, float(split.static.sum())),
        Part("dynamic", words.DYNAMIC, float(split.dynamic.sum())),
    )
    between = float(split.between.sum())
    yield finding(
        situation, "structural change",
        Text("Productivity and structural change", "生产率与结构变迁"),
        statement=words.productivity(years, split.total, float(split.within.sum()), between,
                                     value.titles, split.within),
        estimate=split.total, unit=PERCENT, method=words.MCMILLAN, interval=exact(split.total),
        severity=bad(-between, 1.0) if between < 0 else 0.0, parts=(*within, *moved),
        diagnostics=(("within", float(split.within.sum())), ("between", between),
                     *((f"between {c}", float(b))
                       for c, b in zip(value.codes, split.between, strict=True))),
    )  # fmt: skip


def examine_shift_share(situation: Situation, question: Question) -> Iterable[Finding]:
    """Jobs against a reference economy: its growth, the mix, the sectors' own edge."""
    here = panel(situation, question, "jobs", "EMP")
    there = panel(situation, question, "reference", "REF")
    years = min(p.years(int(question.number("years", 10))) for p in (here, there))
    split = shift_share(here.back(years), here.back(0), there.back(years), there.back(0))
    total, own = float(split.change.sum()), float(split.own.sum())
    yield finding(
        situation, "shift share", Text("Jobs against the reference", "就业与参照经济体的比较"),
        statement=words.shift(years, total, split, here.titles),
        estimate=total, unit=words.THOUSAND, method=words.SHIFT_SHARE, interval=exact(total),
        severity=bad(-own, float(0.3 * here.back(0).sum())),
        parts=(
            Part("reference", words.REFERENCE, float(split.reference.sum())),
            Part("mix", words.MIX, float(split.mix.sum())),
            Part("own", words.OWN, own),
        ),
        diagnostics=tuple(
            (f"own {c}", float(v)) for c, v in zip(here.codes, split.own, strict=True)
        ),
    )  # fmt: skip


def examine_specialisation(situation: Situation, question: Question) -> Iterable[Finding]:
    """Location quotients: what the economy has more or less of than the reference."""
    here = panel(situation, question, "jobs", "EMP")
    there = panel(situation, question, "reference", "REF")
    now, other = here.back(0), there.back(0)
    quotients = location_quotients(now, other)
    apart = 100 * (now / now.sum() - other / other.sum())
    index = float(np.abs(apart).sum() / 2)
    yield finding(
        situation, "specialisation", Text("Specialisation", "专业化"),
        statement=words.quotients(here.titles, quotients, index),
        estimate=index, unit=POINTS, method=words.QUOTIENTS, interval=exact(index), severity=0.0,
        parts=parts(here, apart),
        diagnostics=(
            ("weighted mean", float(quotients @ other / other.sum())),
            *((f"quotient {c}", float(q)) for c, q in zip(here.codes, quotients, strict=True)),
        ),
    )  # fmt: skip


def examine_linkages(situation: Situation, question: Question) -> Iterable[Finding]:
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


def examine_emerging(situation: Situation, question: Question) -> Iterable[Finding]:
    """Industries ranked by growth, jobs, productivity, ties and research, with reasons."""
    value = panel(situation, question, "value_added", "V")
    jobs = panel(situation, question, "jobs", "EMP")
    table, _ = economy(situation, question)
    years = min(p.years(int(question.number("years", 10))) for p in (value, jobs))
    ties = linkages(table)
    v0, v1, l0, l1 = value.back(years), value.back(0), jobs.back(years), jobs.back(0)
    signs = {
        "growth": np.log(v1 / v0),
        "jobs": l1 / l1.sum() - l0 / l0.sum(),
        "productivity": np.log(v1 * l0 / (v0 * l1)),
        "backward": _by_code(value, ties.names, ties.backward),
        "forward": _by_code(value, ties.names, ties.forward),
        "research": research(situation, question, value) / v1,
    }
    ranking = rank_industries(value.codes, signs, _EMERGING)
    best = ranking.order[0]
    apart = ranking.score - ranking.score.mean()
    yield finding(
        situation, "emerging industries", Text("Emerging industries", "新兴产业"),
        statement=words.emerging(ranking, value.titles, years),
        estimate=float(apart[best]), unit=words.SCORE, method=words.EMERGING,
        interval=Interval(
            float(ranking.low[best] - ranking.score.mean()),
            float(ranking.high[best] - ranking.score.mean()), 1.0, words.LEAVE_ONE_OUT,
        ),
        severity=0.5, parts=parts(value, apart),
        diagnostics=tuple(
            (f"{sign} {code}", float(rank))
            for sign, row in zip(ranking.signs, ranking.ranks, strict=True)
            for code, rank in zip(value.codes, row, strict=True)
        ),
    )  # fmt: skip


def research(situation: Situation, question: Question, value: Panel) -> Array:
    """Research by sector from a table of the case, (sectors,); NaN where it is not known."""
    known = situation.case.tables.get(question.text("table", "sectors"))
    column = question.text("research", "research")
    if known is None or column not in known.columns:
        return np.full(len(value.codes), np.nan)
    return _by_code(value, known.rows, known.column(column))


def _by_code(found: Panel, codes: Sequence[str], values: Array) -> Array:
    """Values in the order of a panel's sectors; NaN for those that have none."""
    given = dict(zip(codes, values.tolist(), strict=True))
    return np.array([given.get(code, np.nan) for code in found.codes])


def examine_innovation(situation: Situation, question: Question) -> Iterable[Finding]:
    """Research against value added: of all industries, and of those for which it is known."""
    value = panel(situation, question, "value_added", "N")
    spent = research(situation, question, value)
    total = situation.model.values.get(question.text("total", "research"), float("nan"))
    if not np.isfinite(total):
        total = float(np.nansum(spent))
    today = value.back(0)
    share = 100 * total / float(today.sum())
    known = np.isfinite(spent) & (spent > 0)
    listed = tuple(
        Part(value.codes[i], value.titles[i], float(100 * spent[i] / today.sum()))
        for i in np.flatnonzero(known)
    )
    rest = share - sum(part.value for part in listed)
    yield finding(
        situation, "innovation capacity", Text("Research of business", "企业研发"),
        statement=words.research(share, [
            (value.titles[i], float(100 * spent[i] / today[i])) for i in np.flatnonzero(known)
        ]),
        estimate=share, unit=words.PERCENT_OF_VALUE_ADDED, method=words.RESEARCH,
        interval=exact(share), severity=bad(1.5 - share, 0.5),
        parts=(*listed, Part("rest", words.NOT_SPLIT, rest)),
    )  # fmt: skip


def examine_capital_costs(situation: Situation, question: Question) -> Iterable[Finding]:
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
    if name not in situation.model.values:
        raise _lacking(situation, question, name)
    return situation.model.values[name]


def _lacking(situation: Situation, question: Question, name: str) -> TinbergenError:
    model = situation.model
    known = (*model.endogenous, *model.values)
    return TinbergenError(
        "L083", at=question.at, hint=did_you_mean(name, known), name=question.examine, what=name,
        model=model.name,
    )  # fmt: skip


def examine_capacity(situation: Situation, question: Question) -> Iterable[Finding]:
    """How much more final demand the sectors could meet at the highest output they ever had."""
    table, output = economy(situation, question)
    rise = question.number("rise", 10) / 100
    demand = table.final_demand * (1 + rise)
    found = deliveries(table, demand, np.nanmax(output.values, axis=1))
    added = demand.sum() - table.final_demand.sum()
    unmet = 100 * found.unmet / added
    met = 100.0 - float(unmet.sum())
    yield finding(
        situation, "capacity", Text("Room in capacities", "产能余地"),
        statement=words.capacity(100 * rise, met, output.titles, found.prices, unmet),
        estimate=float(unmet.sum()), unit=words.PERCENT_OF_ADDED, method=words.CAPACITY,
        interval=exact(float(unmet.sum())), severity=bad(float(unmet.sum()), 100),
        parts=parts(output, unmet),
        diagnostics=tuple(
            (f"price {code}", float(p)) for code, p in zip(output.codes, found.prices, strict=True)
        ),
    )  # fmt: skip


def examine_value_for_money(situation: Situation, question: Question) -> Iterable[Finding]:
    """What a unit of cost brings through each instrument: of each variable, over the horizon."""
    cost, per = question.text("cost"), question.number("per", 1.0)
    for variable in (cost, *question.names("of")):
        if variable not in situation.policy_model.endogenous:
            raise _lacking(situation, question, variable)
    for variable in question.names("of"):
        yield _per_cost(situation, variable, cost, per)


def _per_cost(situation: Situation, variable: str, cost: str, per: float) -> Finding:
    case, model = situation.case, situation.policy_model
    shown = (variable, cost)
    base = situation.run(model, situation.policy_data, shown)
    first = situation.policy_data.span.position(situation.span.start)
    found, low, high = [], [], []
    for instrument in case.instruments:
        moved = np.array(situation.policy_data[instrument.name])
        moved[first:] += 1.0
        data = situation.policy_data.assign(**{instrument.name: moved})
        runs = situation.run(model, data, shown)
        gain, paid = ((runs[v] - base[v]).sum(axis=1) for v in shown)
        ratio = per * gain / paid
        found.append(float(per * gain.mean() / paid.mean()))
        low.append(float(np.quantile(ratio, 0.05)))
        high.append(float(np.quantile(ratio, 0.95)))
    target = next((t for t in case.targets if t.variable == variable), None)
    title = (
        target.title if target else situation.model.titles.get(variable, Text(variable, variable))
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
EXAMINATIONS = {
    "composition": examine_composition,
    "structural change": examine_structural_change,
    "shift share": examine_shift_share,
    "specialisation": examine_specialisation,
    "linkages": examine_linkages,
    "emerging industries": examine_emerging,
    "innovation capacity": examine_innovation,
    "capital costs": examine_capital_costs,
    "capacity": examine_capacity,
    "value for money": examine_value_for_money,
}
