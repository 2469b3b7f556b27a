"""What a case says of public debt: its table, and what moves rate, balance and output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.tabular import Table, read_table
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.modelparts import OmitPart
from tinbergen.loop.case.schema import Part

_AT = ("budget", "debt")


class DebtPart(Part):
    """Public debt.

    ``data`` is a table beside the case with the columns ``stock`` (end of a period), ``interest``
    and ``balance`` (at annual rates, a surplus above zero), in the money of ``output``, which is a
    series of the case's data that ``grows`` says how to continue. ``rate`` moves the rate paid,
    ``cycle`` the primary balance: series of the data that worlds foresee. Both are estimated from
    ``start`` on, periods of ``omit`` left out.
    """

    data: str
    stock: str
    interest: str
    balance: str
    output: str
    rate: str
    cycle: str
    start: Period
    omit: tuple[OmitPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Debt:
    """Public debt of a case: its table, columns and drivers by name, the sample."""

    table: Dataset
    source: Text | None
    stock: str
    interest: str
    balance: str
    output: str
    rate: str
    cycle: str
    start: Period
    omitted: tuple[Span, ...]


def debt_of(
    part: DebtPart | None, folder: Path, grown: Sequence[str], counted: bool, positions: Positions
) -> Debt | None:
    """The debt that a case file describes, None where it describes none.

    ``grown`` are the series of which the budget says how they grow, ``counted`` whether its
    deficit is in shares of the output.

    Raises
    ------
    TinbergenError
        L003 when output does not grow by indicators or the deficit is not counted in it, L004 for
        a column that the table lacks; those of reading it.
    """
    if part is None:
        return None
    if part.output not in grown or not counted:
        problem = _GROWS.fill(name=part.output)
        raise positions.wrong(*_AT, "output", problem=problem)
    try:
        read: Table = read_table(beside(folder, part.data), allow_missing=True)
    except TinbergenError as fault:
        raise fault.placed(positions.at(*_AT, "data")) from None
    for key in ("stock", "interest", "balance"):
        if (name := getattr(part, key)) not in read.dataset:
            raise positions.wrong(
                *_AT, key, problem=_COLUMN.fill(known=", ".join(read.dataset.names)),
                hint=did_you_mean(name, read.dataset.names),
            )  # fmt: skip
    return Debt(
        read.dataset, read.sheet.source, part.stock, part.interest, part.balance, part.output,
        part.rate, part.cycle, part.start, tuple(o.start.to(o.end) for o in part.omit),
    )  # fmt: skip


_GROWS = Text(
    "debt is told in shares of {name}, so 'grows' must say by which indicators it grows and "
    "'deficit' be counted 'per' it",
    "债务以占 {name} 的比例表示，故 grows 须说明其按哪些指标增长，deficit 须以其为 per",
)
_COLUMN = Text("the table has no such column; it has {known}", "表中没有该列；已有 {known}")
