"""Projects of an enterprise from a table: what each costs, sells, buys and burns."""

from __future__ import annotations

from collections.abc import Mapping

from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix, row_of
from tinbergen.loop.case.calibration import Calibrated, table
from tinbergen.loop.case.question import Question

#: Column of the table -> parameter of the model, a row's name after it.
_PARAMETERS = {
    "cost": "COST", "sales": "SALES", "materials": "BUYS", "labour": "LABOUR", "energy": "ENERGY",
    "overhead": "OVERHEAD", "cycle": "CYCLE", "hours": "HOURS", "wear": "WEAR",
}  # fmt: skip
#: The row of the business in place.
BASE = "BASE"
#: What the table of projects is at the prices of: columns of the table of markets.
_MARKETS = ("OUTPUT", "PRICE", "MATERIALS", "WAGE", "OIL", "IMPORTS", "TARIFF", "ROLLED")

_STOCK = Text("Capital in place: {name}", "在用资本：{name}")
_MADE = Text("Operating profit: {name}", "营业利润：{name}")
_VALUE = Text("Economic profit today: {name}", "经济利润现值：{name}")


def projects(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters of each project (the table's rows), and ``PROJECTS`` for the macro processor.

    Its amounts are at the prices, wages and demand of the row ``at`` of the table ``market``.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, D071 for a missing row or column.
    """
    found, market = table(tables, question), table(tables, question, "market")
    base = row_of(market, question.text("at"), question.at)
    values = {
        f"{parameter}_{row}": float(value)
        for column, parameter in _PARAMETERS.items()
        for row, value in zip(found.rows, found.column(column), strict=True)
    }
    values |= {f"{name}_0": float(market.column(name)[base]) for name in _MARKETS}
    titles: dict[str, Text] = {}
    for row, title in question.titles().items():
        titles |= {
            f"DO_{row}": title,
            f"STOCK_{row}": _STOCK.fill(name=title),
            f"MADE_{row}": _MADE.fill(name=title),
            f"VALUE_{row}": _VALUE.fill(name=title),
        }
    return Calibrated(values, {"PROJECTS": [r for r in found.rows if r != BASE]}, titles)


CALIBRATIONS = {"projects": projects}
