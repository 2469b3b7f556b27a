"""Where a case's observations come from: data that a pack brings, or the user's file."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, material_of
from tinbergen.data.dataset import Dataset
from tinbergen.data.entities import only
from tinbergen.data.opening import open_sheet
from tinbergen.data.sheet import Sheet
from tinbergen.data.store import Store
from tinbergen.data.tabular import Table, read_table
from tinbergen.loop.case import registry
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.casefile import VintagesPart
from tinbergen.loop.case.packfile import Pack
from tinbergen.loop.case.vintages import FINAL, Reading, note, reading_of

#: What the column of prices holds, for readers that have one.
Price = Literal["auto", "level", "inflation"]

#: The reader of files with columns of their own.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Economy:
    """Observations, and what a reader must know of them."""

    store: Store
    source: Text
    notes: tuple[Text, ...]
    advice: tuple[Advice, ...]
    reading: Reading = FINAL


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader is asked for: the pack's words for series, the case's units, its prices."""

    pack: Pack
    units: Mapping[str, Text]
    price: Price


@dataclass(frozen=True, slots=True)
class Reader:
    """How data of some columns become a case's, from a file or a sheet; and data by name."""

    read: Callable[[Path | Sheet, Wanted], Economy]
    bundled: Mapping[str, Callable[[Wanted], Economy]] = field(default_factory=dict)


def reader(columns: str, pack: str, at: Location | None = None) -> Reader:
    """What reads the columns of that name.

    Raises
    ------
    TinbergenError
        L056 when no pack brings it.
    """
    if columns == OWN:
        return Reader(_own)
    found = registry.find("READERS", columns, pack)
    if found is None:
        known = (OWN, *registry.names("READERS"))
        raise TinbergenError(
            "L056", at=at, hint=did_you_mean(columns, known), name=columns, known=", ".join(known)
        )
    made: Reader = found[1]
    return made


def economy(
    source: str,
    price: Price,
    folder: Path,
    at: Location | None = None,
    *,
    pack: Pack,
    reader: Reader,
    units: Mapping[str, Text] | None = None,
    data: DataLike | None = None,
    vintages: VintagesPart | None = None,
    entity: str | None = None,
) -> Economy:
    """The observations of data that come with the reader, or of a file in ``folder``.

    ``data`` stand in for the source, where they are given. What the data do not say of their series
    the indicators of the pack do; ``units`` say it in place of both, where the reader asks for
    them. With ``vintages`` the file is a long table of them; data in its place are too where they
    are a path, else final figures. ``entity`` is whose rows of the file are read.

    Raises
    ------
    TinbergenError
        L011 when there is neither, L230 for what is no data; those of reading the file.
    """
    wanted = Wanted(pack, units or {}, price)
    if vintages is not None and (data is None or isinstance(data, str | Path)):
        named = beside(folder, source, at) if data is None else Path(data)
        return _by_vintage(named, vintages, pack, at)
    if data is not None:
        found = reader.read(material_of(data), wanted)
        if isinstance(data, Dataset):
            found.store.describe(data.titles, data.units)
        return found
    if source in reader.bundled:
        return reader.bundled[source](wanted)
    path = beside(folder, source, at)
    if not is_file(path):
        raise TinbergenError(
            "L011", at=at, hint=did_you_mean(source, reader.bundled), source=source,
            known=", ".join(reader.bundled) or "-",
        )  # fmt: skip
    return reader.read(path if entity is None else only(open_sheet(path), entity), wanted)


def _own(path: Path | Sheet, wanted: Wanted) -> Economy:
    return _described(read_table(path, allow_missing=True), wanted.pack)


def _by_vintage(path: Path, vintages: VintagesPart, pack: Pack, at: Location | None) -> Economy:
    if not is_file(path):
        raise TinbergenError("L011", at=at, source=path.name, known="-")
    store = Store.read(path, dated=vintages.dated)
    store.describe(
        {i.code: i.title for i in pack.indicators}, {i.code: i.unit for i in pack.indicators}
    )
    return Economy(store, store.source, (note(vintages),), (), reading_of(vintages))


def described(table: Table, pack: Pack) -> Dataset:
    """A file's own columns, called and measured as the pack's indicators of these names are.

    So are series that are not in the file but follow from it by the model. The file's comment lines
    are its source, in both languages as ``English | 中文``.
    """
    data = table.dataset
    known = {i.code: i for i in pack.indicators}
    return dataclasses.replace(
        data,
        titles={**data.titles, **{code: i.title for code, i in known.items()}},
        units={**data.units, **{code: i.unit for code, i in known.items()}},
        source=table.sheet.source if table.sheet.source.en else data.source,
    )


def _described(table: Table, pack: Pack) -> Economy:
    # Series of a case of its own may begin when they like: what needs several takes what all have.
    advice = tuple(a for a in table.advice if a.code != "D053")
    return final(described(table, pack), (USER_VINTAGE,), advice)


USER_VINTAGE = Text(
    "The file holds one value for each period. They are taken as known from their own period on: "
    "what was revised later can't be told apart.",
    "文件中每个时期只有一个数值，视为自该时期起即已知；之后的修订无法区分。",
)


def final(data: Dataset, notes: tuple[Text, ...], advice: tuple[Advice, ...]) -> Economy:
    """Observations of which one value each is known."""
    return Economy(Store.final_values(data), data.source, notes, advice)
