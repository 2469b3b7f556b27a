"""A case from a file of data alone, for columns whose pack knows a model and an aim for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core.period import Period
from tinbergen.data.accept import DataLike, material_of
from tinbergen.data.entities import only
from tinbergen.data.opening import open_sheet
from tinbergen.data.sheet import Sheet
from tinbergen.loop.case import packs, registry
from tinbergen.loop.case.asked import Asked, asked
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.sources import Price


@dataclass(frozen=True, slots=True)
class Start:
    """``make`` takes the file, the as-of date (the last by default), what its prices are, and what
    is asked.

    ``series`` are the names that the case's data have in the end, the file's and those computed.
    """

    series: frozenset[str]
    make: Callable[[Path | Sheet, Period | None, Price, Asked], Case]


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
    pack = packs.pack(packs.default())
    found = registry.find("STARTS", pack.columns, pack.name)
    assert found is not None, "the default pack starts from its columns"
    made: Start = found[1]
    date = None if as_of is None else Period.parse(as_of)
    material = material_of(data)
    if entity is not None:
        material = only(open_sheet(material), entity)
    return made.make(material, date, price, said)


def start_with(series: Collection[str]) -> Start | None:
    """The start whose data have these series, if there is one."""
    known: list[Start] = list(registry.every("STARTS"))
    return next((one for one in known if one.series.issuperset(series)), None)
