"""A case from a file of data alone, for columns whose pack knows a model and an aim for them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core.period import Period
from tinbergen.loop.case import packs, registry
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.sources import Price


@dataclass(frozen=True, slots=True)
class Start:
    """``make`` takes the file, the as-of date (the last by default) and what its prices are.

    ``series`` are the names that the case's data have in the end, the file's and those computed.
    """

    series: frozenset[str]
    make: Callable[[Path, Period | None, Price], Case]


def start(path: Path, as_of: Period | None = None, price: Price = "auto") -> Case:
    """A case from a file with the columns of the default pack.

    Raises
    ------
    TinbergenError
        Those of reading the file.
    """
    pack = packs.pack(packs.default())
    found = registry.find("STARTS", pack.columns, pack.name)
    assert found is not None, "the default pack starts from its columns"
    made: Start = found[1]
    return made.make(path, as_of, price)


def start_with(series: Collection[str]) -> Start | None:
    """The start whose data have these series, if there is one."""
    known: list[Start] = list(registry.every("STARTS"))
    return next((one for one in known if one.series.issuperset(series)), None)
