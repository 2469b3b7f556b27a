"""How data of the macroeconomic pack are read, and the case that its eight columns alone make."""

from __future__ import annotations

from pathlib import Path

from tinbergen.data.catalogue import MACRO
from tinbergen.data.eightcolumn import read_eight
from tinbergen.data.japan import JAPAN_NOTES, japan_quarterly
from tinbergen.data.sheet import Sheet
from tinbergen.data.sources import (
    BOARD_NOTES,
    QUARTERLY_NOTES,
    US_NOTES,
    us_board,
    us_macrodata,
    us_quarterly,
)
from tinbergen.domains.macro.canonical import DERIVED, with_policy
from tinbergen.domains.macro.eight_columns import (
    eight_column_case,
    eight_column_proposal,
    known_code,
)
from tinbergen.loop.case.sources import USER_VINTAGE, Economy, Reader, Wanted, final
from tinbergen.loop.case.start import Start


def _file(path: Path | Sheet, wanted: Wanted) -> Economy:
    table = read_eight(path, price=wanted.price)
    data = with_policy(table.dataset, wanted.pack, wanted.units)
    return final(data, (USER_VINTAGE,), table.advice)


def _united_states(wanted: Wanted) -> Economy:
    return final(with_policy(us_macrodata(), wanted.pack, wanted.units), US_NOTES, ())


def _board(wanted: Wanted) -> Economy:
    return final(with_policy(us_board(), wanted.pack, wanted.units), BOARD_NOTES, ())


def _quarterly(wanted: Wanted) -> Economy:
    return final(us_quarterly(), QUARTERLY_NOTES, ())


def _japan(wanted: Wanted) -> Economy:
    return final(japan_quarterly(), JAPAN_NOTES, ())


_SOURCES = {
    "us_macrodata": _united_states,
    "us_board": _board,
    "us_quarterly": _quarterly,
    "japan_quarterly": _japan,
}
READERS = {"eight": Reader(_file, _SOURCES)}
STARTS = {
    "eight": Start(
        frozenset({*MACRO, *DERIVED}), eight_column_case, eight_column_proposal, known_code
    )
}
