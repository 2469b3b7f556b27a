"""A plan in money: what each measure costs in each fiscal year, and what comes back.

A variable's money is its change from no policy times what a unit costs: a factor times a path, such
as nominal GDP. One path serves the measures and the deficit, that with no policy, so that measures
and the economy's answer sum to the change of the deficit. Flows are at annual rates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Part
from tinbergen.core.documents.fiscal import FiscalLine, FiscalTable, FiscalYear, Incidence
from tinbergen.core.documents.problem import Instrument, Money
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.fiscal import Budget, way
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.debt import debt_outlook
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved
from tinbergen.loop.words import title_of
from tinbergen.loop.worlds.series import continued

Array = NDArray[np.float64]

#: A measure begins when it is above this share of its largest change; what is below this in its
#: unit is the solver's noise.
_BEGUN, _NOTHING = 1e-3, 1e-9
_AS_BEFORE = PathPart(rule="growth")


def fiscal_table(
    situation: Situation, solved: Solved, central: Mapping[str, Array]
) -> FiscalTable | None:
    """The plan in money; None where the case has no budget or no instrument of it costs money.

    ``central`` are the plan's central paths by name, (periods,) each.

    Raises
    ------
    TinbergenError
        L130 when a path in which money is counted is not known, L019 when it can't grow on.
    """
    case, scope, span = situation.case, situation.scope, situation.span
    budget = case.budget
    priced = [(i, i.money) for i in case.instruments if i.money]
    if budget is None or not priced:
        return None
    years = fiscal_years(span, budget.fiscal_year)

    def added(name: str, path: Array, money: Money) -> Array:
        change = path[: span.length] - scope.baseline(name)[: span.length]
        change = np.where(np.abs(change) < _NOTHING, 0.0, change)
        return yearly(change * _unit(situation, budget, money), years, span)

    paid = [added(i.name, solved.settings[i.name], money) for i, money in priced]
    lines = tuple(
        _line(instrument, situation, solved, amounts)
        for (instrument, _), amounts in zip(priced, paid, strict=True)
    )
    direct, deficit = np.sum(paid, axis=0), np.zeros(0)
    if budget.deficit is not None and budget.deficit[0] in central:
        name, money = budget.deficit
        deficit = added(name, central[name], money)
    table = budget.incidence
    spread = [
        _spread(instrument.name, column, table, float(amounts.sum()))
        for (instrument, money), amounts in zip(priced, paid, strict=True)
        for column in money.spread
        if table is not None
    ]
    return FiscalTable(
        budget.unit, budget.fiscal_year, years, lines, tuple(direct.tolist()),
        tuple((deficit - direct).tolist()) if deficit.size else (), tuple(deficit.tolist()),
        unpriced=tuple(i.name for i in case.instruments if not i.money),
        incidence=tuple(spread),
        unknown=tuple(i.name for i, money in priced if not money.spread),
        incidence_source=table.source if spread and table else None,
        assumptions=_assumptions(situation, budget, [m for _, m in priced]),
        debt=debt_outlook(situation, solved),
    )  # fmt: skip


def fiscal_years(span: Span, month: int) -> tuple[FiscalYear, ...]:
    """The fiscal years of a span, which begin in a month; named by their first and last year."""
    frequency = span.start.frequency
    found: dict[int, list[int]] = {}
    for t, period in enumerate(span):
        first = (period.number - 1) * 12 // frequency + 1
        found.setdefault(period.year - (first < month), []).append(t)
    return tuple(
        FiscalYear(
            str(year) if month == 1 else f"{year}/{(year + 1) % 100:02d}",
            span.start + places[0], len(places), len(places) == frequency,
        )
        for year, places in found.items()
    )  # fmt: skip


def yearly(rates: Array, years: Sequence[FiscalYear], span: Span) -> Array:
    """Sums by fiscal year, (years,), of flows at annual rates, (periods,)."""
    starts = [span.position(year.start) for year in years]
    return np.asarray(np.add.reduceat(rates, starts) / span.start.frequency)


def _line(
    instrument: Instrument, situation: Situation, solved: Solved, amounts: Array
) -> FiscalLine:
    """The amounts, and when the first of them must be decided."""
    base = situation.scope.baseline(instrument.name)[: situation.span.length]
    size = np.abs(solved.settings[instrument.name][: situation.span.length] - base)
    moved = np.flatnonzero(size > max(_NOTHING, _BEGUN * float(size.max(initial=0.0))))
    first = situation.span.start + int(moved[0]) if moved.size else None
    return FiscalLine(
        instrument.name, instrument.title, instrument.owner, tuple(amounts.tolist()),
        instrument.lag, first, first - instrument.lag if first else None,
    )  # fmt: skip


def _unit(situation: Situation, budget: Budget, money: Money) -> Array:
    """What one unit costs in each period of the horizon, at an annual rate."""
    span = situation.span
    if not isinstance(money.per, str):
        return np.full(span.length, money.factor * money.per)
    return money.factor * _path(situation, budget, money.per)


def _path(situation: Situation, budget: Budget, name: str) -> Array:
    """A series over the horizon: as worlds foresee it with no policy, else from the data on."""
    scope, span, data = situation.scope, situation.span, situation.data
    if scope.knows(name):
        return scope.baseline(name)[: span.length]
    drivers = budget.grows.get(name, ())
    missing = [n for n in drivers if not scope.knows(n)]
    if name not in data or np.isnan(data[name][-1]):
        missing.append(name)
    if missing:
        raise TinbergenError("L130", name=missing[0], as_of=situation.as_of)
    if not drivers:
        return continued(situation.case, _AS_BEFORE, name, data, span)
    growth = np.sum([scope.baseline(n)[: span.length] for n in drivers], axis=0)
    return np.asarray(data[name][-1] * np.exp(np.cumsum(growth) / (100 * data.frequency)))


def _spread(instrument: str, column: str, table: Matrix, total: float) -> Incidence:
    """Money over the horizon by group; shares are rounded, so they are taken of their sum."""
    title, shares = way(table, column)
    parts = zip(map(Text.both, table.rows), (total * shares / shares.sum()).tolist(), strict=True)
    return Incidence(instrument, title, tuple(Part(t.en, t, value) for t, value in parts))


def _assumptions(situation: Situation, budget: Budget, moneys: Sequence[Money]) -> tuple[Text, ...]:
    """How the series in which money is counted go on."""
    if budget.deficit is not None:
        moneys = [*moneys, budget.deficit[1]]
    data, model, said = situation.data, situation.case.model, []
    for name in dict.fromkeys(m.per for m in moneys if isinstance(m.per, str)):
        if situation.scope.knows(name):
            said.append(_FORESEEN.fill(name=title_of(name, data, model)))
            continue
        drivers = [title_of(n, data, model) for n in budget.grows.get(name, ())]
        how = _AVERAGE
        if drivers:
            how = Text(" + ", " + ").join(drivers)
        said.append(
            _GROWS.fill(
                name=title_of(name, data, model), last=float(data[name][-1]),
                as_of=situation.as_of, how=how,
            )
        )  # fmt: skip
    return tuple(said)


_FORESEEN = Text("{name} is that with no policy, as the worlds foresee it",
                 "{name}取各世界在无政策时的预见")  # fmt: skip
_GROWS = Text(
    "{name}, {last:,.0f} in {as_of}, grows on by: {how}",
    "{name}（{as_of}为{last:,.0f}）此后的增长：{how}",
)
_AVERAGE = Text("its average of five years", "五年平均")
