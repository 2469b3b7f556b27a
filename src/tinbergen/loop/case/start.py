"""A case from a file of data alone, for columns whose pack knows a model and an aim for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core.errors import Advice
from tinbergen.core.period import Period
from tinbergen.data.accept import DataLike, material_of
from tinbergen.data.entities import only
from tinbergen.data.opening import open_sheet
from tinbergen.data.sheet import Sheet
from tinbergen.data.tabular import tabulate
from tinbergen.loop.case import packs, registry
from tinbergen.loop.case.asked import Asked, asked
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.proposal import Proposal, propose
from tinbergen.loop.case.sources import Price


@dataclass(frozen=True, slots=True)
class Start:
    """``make`` takes the file, the as-of date (the last by default), what its prices are, and what
    is asked.

    ``series`` are the names that the case's data have in the end, the file's and those computed.
    ``propose`` is the case file that says the same, None for a table that it does not start from;
    ``canonical`` the pack's code of a column that it knows by its header.
    """

    series: frozenset[str]
    make: Callable[[Path | Sheet, Period | None, Price, Asked], Case]
    propose: Callable[[Sheet, str, str, Period | None], Proposal | None]
    canonical: Callable[[str], str | None]


def start(
    data: DataLike,
    as_of: Period | str | None = None,
    price: Price = "auto",
    *,
    entity: str | None = None,
    targets: Iterable[str] = (),
    bounds: Iterable[str] = (),
    weights: Iterable[str] = (),
) -> Case:
    """A case from data alone, with the built-in model, targets and instruments.

    Parameters
    ----------
    data
        The columns of the default pack (GDP, C, I, G_gov, T, r, P, U), whatever they are called: a
        pandas table, a dataset, or the path of a file.
    as_of
        The date of the case, up to which data are known; the last by default.
    price
        Whether P is a price ``level`` or ``inflation`` in percent a year; found by default.
    entity
        Whose rows are read of a table that stacks several economies.
    targets, bounds, weights
        What is asked in place of the built-in targets, such as ``"GDP growth>=+2"``: a number with
        a sign counts from the path without policy; of bounds, such as ``"short-term interest
        rate>=0.25"``; and of weights, such as ``"inflation=2"``. See
        :mod:`tinbergen.loop.case.asked`.

    Raises
    ------
    TinbergenError
        Those of reading the data; L007, L008, L014 for a date that they don't allow; D262, D263 for
        an entity that is not there; U261 and L262 to L264 for what is asked.
    """
    said = asked(targets, bounds, weights)
    made = _default()
    date = None if as_of is None else Period.parse(as_of)
    material = material_of(data)
    if entity is not None:
        material = only(open_sheet(material), entity)
    return made.make(material, date, price, said)


def proposed(
    sheet: Sheet, name: str, source: str, as_of: Period | None = None
) -> tuple[Proposal, tuple[Advice, ...]]:
    """A case file for a table, and what to know of how the table was read.

    It is of the default pack's built-in model where the columns are the pack's, else of a vector
    autoregression of what columns there are.

    Parameters
    ----------
    sheet
        The table; of one entity.
    name, source
        What the case is called, and the file of the table, relative to the case.
    as_of
        The date of the case; the last of the table by default.

    Raises
    ------
    TinbergenError
        L267 when the columns make no case; L007, L014 for a date that the data don't allow; those
        of reading the table.
    """
    made = _default()
    if (found := made.propose(sheet, name, source, as_of)) is not None:
        return found, ()
    table = tabulate(sheet, allow_missing=True)
    return propose(table.dataset, name, source, made.canonical, as_of), table.advice


def _default() -> Start:
    pack = packs.pack(packs.default())
    found = registry.find("STARTS", pack.columns, pack.name)
    assert found is not None, "the default pack starts from its columns"
    made: Start = found[1]
    return made


def start_with(series: Collection[str]) -> Start | None:
    """The start whose data have these series, if there is one."""
    known: list[Start] = list(registry.every("STARTS"))
    return next((one for one in known if one.series.issuperset(series)), None)
