"""Where public debt goes under a plan and under none, in the draws of the case's worlds.

Growth, the market's rate and the cycle are the worlds'; the rate on debt and the primary balance
answer them as they did in the past (:mod:`tinbergen.economics.debt_drivers`), with errors drawn
from the same past. A plan changes the balance by the deficit that each world tells of it, and
growth and rate by what it does to them. Both policies meet the same errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.fiscal import DebtOutlook
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.economics.debt import DebtFan, debt_draws
from tinbergen.economics.debt_drivers import LEAST, DebtDrivers, debt_drivers
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.case.debt import Debt
from tinbergen.loop.case.fiscal import Budget
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved
from tinbergen.loop.uncertainty import LEVELS
from tinbergen.loop.words import title_of
from tinbergen.loop.worlds.pairs import Answers

Array = NDArray[np.float64]


class _Draws(NamedTuple):
    """(draws, periods) each, with no policy or with a plan; ``added`` percent of output."""

    growth: Array
    rate: Array
    cycle: Array
    added: Array


def debt_outlook(situation: Situation, solved: Solved) -> DebtOutlook | None:
    """Debt over horizon and tail; None where the case tells of none, or too little was known.

    Raises
    ------
    TinbergenError
        L130 when what moves it has no path; F051 for gaps in the past.
    """
    budget = situation.case.budget
    if budget is None or budget.debt is None or budget.deficit is None:
        return None
    debt, data = budget.debt, situation.data
    for name in (debt.output, debt.rate, debt.cycle):
        if name not in data:
            raise TinbergenError("L130", name=name, as_of=situation.as_of)
    known = _known(debt, situation.as_of)
    if known is None or known - debt.start < LEAST:
        return None
    drivers = _drivers(situation, debt, known)
    gap = _since(situation, debt, known)
    before, after = _drawn(situation, solved, budget, debt)
    initial = 100 * debt.table.at(debt.stock, known) / data.at(debt.output, known)
    idle, planned = (
        _fan(drivers, initial, known, gap, draws, situation.case.seed, data.frequency)
        for draws in (before, after)
    )
    last = gap.growth.shape[1] + situation.span.length - 1
    added = planned.draws[:, -1] - idle.draws[:, -1]
    mean, year = planned.central, slice(-int(data.frequency), None)
    low, high = np.quantile(added, (0.05, 0.95)).tolist()
    rising, idle_rising = (
        float((fan.draws[:, -1] > fan.draws[:, last]).mean()) for fan in (planned, idle)
    )
    return DebtOutlook(
        known=known, initial=float(initial), until=situation.span.end, levels=LEVELS,
        fan=tuple(_row(q) for q in planned.quantiles(LEVELS)),
        mean=_row(mean.debt), idle=_row(idle.central.debt),
        interest=_row(mean.interest), growth=_row(mean.growth), balance=_row(-mean.balance),
        adjustment=_row(mean.adjustment), adds=(float(added.mean()), low, high),
        rising=rising, idle_rising=idle_rising,
        lacking=float((mean.stabilising - mean.balance)[year].sum()), draws=len(planned.draws),
        covers=_covers(situation, debt, drivers, known), source=debt.source,
    )  # fmt: skip


def _row(values: Array) -> tuple[float, ...]:
    return tuple(values.tolist())


def _known(debt: Debt, as_of: Period) -> Period | None:
    """The last period by the date in which stock, interest and balance are all known."""
    span = debt.table.span
    if as_of < span.start:
        return None
    table = np.column_stack([debt.table[n] for n in (debt.stock, debt.interest, debt.balance)])
    (whole,) = np.nonzero(np.isfinite(table[: as_of - span.start + 1]).all(axis=1))
    return span.start + int(whole[-1]) if len(whole) else None


def _drivers(situation: Situation, debt: Debt, known: Period) -> DebtDrivers:
    """Estimated on what is known, from the case's start."""
    data = situation.data
    first = max(debt.start - 1, debt.table.span.start, data.span.start)
    own, others = debt.table.window(first, known), data.window(first, known)
    kept = [not any(p in span for span in debt.omitted) for p in first.to(known)]
    return debt_drivers(
        own[debt.stock], own[debt.interest], own[debt.balance], others[debt.output],
        others[debt.rate], others[debt.cycle], frequency=int(data.frequency), kept=kept,
    )  # fmt: skip


def _since(situation: Situation, debt: Debt, known: Period) -> _Draws:
    """What the data say of the periods since debt was last known, (1, periods)."""
    data = situation.data
    if known == situation.as_of:
        return _Draws(*(np.empty((1, 0)) for _ in range(4)))
    seen = data.window(known, situation.as_of)
    for name in (debt.output, debt.rate, debt.cycle):
        if not np.isfinite(seen[name]).all():
            raise TinbergenError("L130", name=name, as_of=situation.as_of)
    output = seen[debt.output]
    rate, cycle = seen[debt.rate][None, 1:], seen[debt.cycle][None, 1:]
    return _Draws((100 * (output[1:] / output[:-1] - 1))[None], rate, cycle, np.zeros_like(rate))


def _drawn(
    situation: Situation, solved: Solved, budget: Budget, debt: Debt
) -> tuple[_Draws, _Draws]:
    """Draws of growth, rate and cycle over the worlds' span, with no policy and with the plan."""
    scope, frequency = solved.scope, int(situation.data.frequency)
    growing = budget.grows[debt.output]
    names = tuple(dict.fromkeys((*growing, debt.rate, debt.cycle)))
    for name in names:
        if not all(name in pair.outlook.foresees for pair in scope.pairs):
            raise TinbergenError("L130", name=name, as_of=situation.as_of)
    assert budget.deficit is not None
    deficit, money = budget.deficit
    answers = Answers((*names, deficit))
    sums = [p.drawn(c, answers) for p, c in zip(scope.pairs, solved.choices, strict=True)]
    outlooks = [answers.outlook(pair.outlook) for pair in scope.pairs]
    # Sums with a weight of zero keep both policies on the same draws.
    idle = [[(1, o), *((0, e) for _, e in s)] for o, s in zip(outlooks, sums, strict=True)]
    moved = [
        [*s, (-1, o)] if pair.own else [(0, o), *s[1:]]
        for pair, o, s in zip(scope.pairs, outlooks, sums, strict=True)
    ]
    added = 100 * money.factor * scope.pooled(moved, (deficit,))[0][:, :, 0]

    def paths(
        parts: Sequence[Sequence[tuple[int, Ensemble]]],
    ) -> tuple[dict[str, Array], NDArray[np.intp]]:
        values, chosen, _ = scope.pooled(parts, names)
        return dict(zip(names, np.moveaxis(values, 2, 0), strict=True)), chosen

    def draws(by_name: Mapping[str, Array], plus: Array) -> _Draws:
        total = sum(by_name[name] for name in growing)
        growth = 100 * np.expm1(total / (100 * frequency))
        return _Draws(growth, by_name[debt.rate], by_name[debt.cycle], plus)

    before, _ = paths(idle)
    after, chosen = paths(sums)
    if debt.rate in scope.instruments:
        # A table of effects knows no rule: an instrument moves by what is set.
        column = solved.problem.problem.variables.index(debt.rate)
        shift = (np.array(solved.pair_paths) - np.array(solved.idle_paths))[:, :, column]
        after[debt.rate] = before[debt.rate] + shift[chosen]
    return draws(before, np.zeros_like(added)), draws(after, added)


def _fan(
    drivers: DebtDrivers,
    initial: float,
    known: Period,
    gap: _Draws,
    draws: _Draws,
    seed: int,
    frequency: int,
) -> DebtFan:
    """Debt from the last known period on: what is known since, then the draws."""
    count = len(draws.growth)
    whole = _Draws(*(
        np.hstack([np.repeat(known_, count, axis=0), drawn])
        for known_, drawn in zip(gap, draws, strict=True)
    ))  # fmt: skip
    found = drivers.draw(whole.rate, whole.cycle, seed)
    return debt_draws(
        initial, found.rate / frequency, whole.growth, (found.balance - whole.added) / frequency,
        found.adjustment / frequency, start=known + 1,
    )  # fmt: skip


def _covers(
    situation: Situation, debt: Debt, drivers: DebtDrivers, known: Period
) -> tuple[Text, ...]:
    """How debt's drivers go on, and what the fan does not hold."""
    named = {n: title_of(n, situation.data, situation.case.model) for n in (debt.rate, debt.cycle)}
    said = [
        _KNOWN.fill(known=known),
        _RATE.fill(
            rate=named[debt.rate], margin=drivers.margin, share=100 * drivers.share,
            now=drivers.rate, start=debt.start,
        ),
        _BALANCE.fill(
            cycle=named[debt.cycle], level=drivers.balance, answer=drivers.answer,
            error=drivers.error,
        ),
        _OTHER.fill(adjustment=drivers.adjustment),
        _FAN,
    ]  # fmt: skip
    return tuple(said[1:] if known == situation.as_of else said)


_KNOWN = Text(
    "Debt is known to {known}; since then it is reckoned from what is known of output, rate and "
    "cycle, and the fan begins there",
    "债务已知至{known}；此后由已知的产出、利率与周期推算，扇形自此开始",
)
_RATE = Text(
    "The rate on debt ({now:.1f} percent then) moves by {share:.1f} percent of the distance a "
    "period towards {rate} plus {margin:.1f} points, as from {start} on",
    "债务利率（当时为{now:.1f}%）每期向“{rate}”加{margin:.1f}个百分点移动差距的{share:.1f}%，"
    "自{start}起估计",
)
_BALANCE = Text(
    "The primary balance stays where it was ({level:.1f} percent of output in the last year known) "
    "but for its answer to {cycle}, {answer:.2f} a unit (standard error {error:.2f}), and errors "
    "that last; the plan changes it by what each world says of the deficit",
    "基础收支保持原有水平（最近已知一年为产出的{level:.1f}%），另随“{cycle}”变动，每单位{answer:.2f}"
    "（标准误{error:.2f}），并有持续的误差；计划按各世界所述的赤字改变它",
)
_OTHER = Text(
    "What changes debt besides (cash, loans) adds {adjustment:.1f} percent of output a "
    "year, its mean",
    "其他使债务变动者（现金、贷款）每年按均值增加产出的{adjustment:.1f}%",
)
_FAN = Text(
    "The fan holds the worlds' draws of growth, rate and cycle, the worlds themselves, and past "
    "errors of rate, balance and the rest; not doubt over these estimates, new laws, epidemics, or "
    "an answer of rates to debt",
    "扇形包含各世界对增长、利率与周期的抽样、世界之间的分歧，以及利率、收支与其余部分的历史误差；"
    "不含这些估计的不确定性、新的立法、疫情，或利率对债务的反应",
)
