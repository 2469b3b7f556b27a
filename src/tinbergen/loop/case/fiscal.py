"""What a case says of money: what units cost, its fiscal year, its deficit, who gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from tinbergen.core.arguments import HUGE
from tinbergen.core.documents.problem import Instrument, Money
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.period import Frequency
from tinbergen.core.text import Text
from tinbergen.data.matrix import Array, Matrix
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.debt import Debt, DebtPart, debt_of
from tinbergen.loop.case.schema import Number, Part, Words


class MoneyPart(Part):
    """What one unit of a variable adds to the deficit: ``factor`` times ``per``, at an annual rate.

    ``per`` is a series, such as nominal GDP or a price, or a number; the factor of revenue is below
    zero. ``spread`` names columns of the budget's table of incidence, by which the money may be
    spread over groups.
    """

    per: Number | str = Field(default=1.0, union_mode="left_to_right")
    factor: Number = 1.0
    spread: tuple[str, ...] = ()

    def money(self) -> Money:
        return Money(self.per, self.factor, self.spread)


class DeficitPart(MoneyPart):
    """The indicator that is the deficit, and what one unit of it is in money."""

    variable: str


class BudgetPart(Part):
    """What measures share in money.

    ``fiscal_year`` is the month in which it begins. ``grows``: indicators whose sum is the
    growth of a series beyond the data, in percent a year as changes of logs; by default a series
    grows on at its average of five years. ``incidence`` is one of the case's tables, groups by
    columns, of which shares are taken. ``debt`` says where public debt stands and what moves it.
    """

    unit: Words
    fiscal_year: int = Field(default=1, ge=1, le=12)
    grows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    deficit: DeficitPart | None = None
    incidence: str | None = None
    debt: DebtPart | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What all measures of a case share in money; ``deficit`` is an indicator and its money."""

    unit: Text
    fiscal_year: int
    grows: Mapping[str, tuple[str, ...]]
    deficit: tuple[str, Money] | None
    incidence: Matrix | None
    debt: Debt | None = None


def budget_of(
    part: BudgetPart | None,
    instruments: Sequence[Instrument],
    frequency: Frequency,
    tables: Mapping[str, Matrix],
    positions: Positions,
    folder: Path,
) -> Budget | None:
    """The budget that a case file describes, None where it has none.

    Tables lie in the ``folder``.

    Raises
    ------
    TinbergenError
        L003 when the fiscal year begins within a period, L004 when instruments have money and the
        case no budget, or are spread and the budget has no incidence, L047 and D071 for a table and
        a column that are not there, L132 for a column that is no shares; those of its debt.
    """
    priced = [i.money for i in instruments if i.money]
    if part is None:
        if priced:
            raise TinbergenError("L004", at=positions.at(), key="budget", place="budget")
        return None
    if (part.fiscal_year - 1) % (12 // frequency):
        problem = _WITHIN.fill(month=part.fiscal_year)
        raise positions.wrong("budget", "fiscal_year", problem=problem)
    columns = [column for money in priced for column in money.spread]
    table = _incidence(part.incidence, tables, positions)
    if columns and table is None:
        raise TinbergenError("L004", at=positions.at("budget"), key="incidence",
                             place="budget.incidence")  # fmt: skip
    if table is not None:
        for column in columns:
            _check_shares(table, column, positions.at("tables", part.incidence or ""))
    deficit = (part.deficit.variable, part.deficit.money()) if part.deficit else None
    counted = deficit is not None and part.debt is not None and deficit[1].per == part.debt.output
    debt = debt_of(part.debt, folder, tuple(part.grows), counted, positions)
    return Budget(part.unit.text(), part.fiscal_year, part.grows, deficit, table, debt)


def way(table: Matrix, name: str) -> tuple[Text, Array]:
    """A column of a table of incidence by its English name: title and values, (groups,).

    Raises
    ------
    TinbergenError
        D071 when it is not there.
    """
    titles = {Text.both(column).en: column for column in table.columns}
    column = titles.get(name, name)
    return Text.both(column), table.column(column)


def _incidence(
    name: str | None, tables: Mapping[str, Matrix], positions: Positions
) -> Matrix | None:
    if name is not None and name not in tables:
        raise TinbergenError(
            "L047", at=positions.at("budget", "incidence"), hint=did_you_mean(name, tables),
            name=name, known=", ".join(tables) or "-",
        )  # fmt: skip
    return tables[name] if name else None


def _check_shares(table: Matrix, column: str, at: Location | None) -> None:
    """Shares are numbers of at least zero with a sum above it."""
    try:
        _, shares = way(table, column)
    except TinbergenError as fault:
        raise fault.placed(at) from None
    if not (((shares >= 0) & (shares <= HUGE)).all() and shares.any()):
        listed = ", ".join(f"{share:g}" for share in shares)
        raise TinbergenError("L132", at=at, column=column, table=table.name, shares=listed)


_WITHIN = Text("month {month} is not the first of a period of the data",
               "{month} 月不是数据某一时期的首月")  # fmt: skip
