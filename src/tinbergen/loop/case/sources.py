"""Where a case's observations come from: data that ship with dependencies, or the user's CSV."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.core.period import Frequency
from tinbergen.core.text import Text
from tinbergen.data import eightcolumn, sources
from tinbergen.data.catalogue import MACRO
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Store
from tinbergen.data.tabular import Table, read_table
from tinbergen.loop.case.packs import Pack

BUNDLED = ("us_macrodata",)


@dataclass(frozen=True, slots=True)
class Economy:
    """Observations, and what a reader must know of them."""

    store: Store
    source: Text
    notes: tuple[Text, ...]
    advice: tuple[Advice, ...]


def economy(
    source: str,
    price: Literal["auto", "level", "inflation"],
    folder: Path,
    at: Location | None = None,
    *,
    pack: Pack,
    own: bool = False,
    units: Mapping[str, Text] | None = None,
) -> Economy:
    """The observations of bundled data, or of a file in ``folder``.

    The file has the eight columns of macroeconomic data, or columns of its ``own``. What the data
    do not say of their series the indicators of the pack do; ``units`` say it in place of both.

    Raises
    ------
    TinbergenError
        L011 when there is neither; those of reading the file.
    """
    if source == "us_macrodata":
        return _final(with_policy(sources.us_macrodata(), pack, units), sources.US_NOTES, ())
    path = folder / source
    if not is_file(path):
        raise TinbergenError(
            "L011", at=at, hint=did_you_mean(source, BUNDLED), source=source,
            known=", ".join(BUNDLED),
        )  # fmt: skip
    if own:
        return _described(read_table(path, allow_missing=True), pack)
    table = eightcolumn.read_eight(path, price=price)
    return _final(with_policy(table.dataset, pack, units), (USER_VINTAGE,), table.advice)


def with_policy(data: Dataset, pack: Pack, units: Mapping[str, Text] | None = None) -> Dataset:
    """The eight columns, and what the built-in models set beside them.

    RULE, the rate by the policy rule, was the rate seen; no measure on taxes, TAX, was taken.
    """
    known = {**{i.code: i.unit for i in pack.indicators}, **data.units, **(units or {})}
    if data.frequency is Frequency.ANNUAL:
        # What changes over a year needs no annualising.
        known = {code: _YEARLY if unit == _ANNUALISED else unit for code, unit in known.items()}
    return dataclasses.replace(
        data.assign(RULE=data["r"], TAX=np.zeros(data.span.length)), units=known
    )


_ANNUALISED = MACRO["GROWTH"].unit
_YEARLY = MACRO["r"].unit


def _described(table: Table, pack: Pack) -> Economy:
    """A file's own columns, called and measured as the pack's indicators of these names are.

    So are series that are not in the file but follow from it by the model. The file's comment lines
    are its source, in both languages as ``English | 中文``.
    """
    data = table.dataset
    known = {i.code: i for i in pack.indicators}
    described = dataclasses.replace(
        data,
        titles={**data.titles, **{code: i.title for code, i in known.items()}},
        units={**data.units, **{code: i.unit for code, i in known.items()}},
        source=table.sheet.source if table.sheet.source.en else data.source,
    )
    # Series of a case of its own may begin when they like: what needs several takes what all have.
    advice = tuple(a for a in table.advice if a.code != "D053")
    return _final(described, (USER_VINTAGE,), advice)


USER_VINTAGE = Text(
    "The file holds one value for each period. They are taken as known from their own period on: "
    "what was revised later can't be told apart.",
    "文件中每个时期只有一个数值，视为自该时期起即已知；之后的修订无法区分。",
)


def _final(data: Dataset, notes: tuple[Text, ...], advice: tuple[Advice, ...]) -> Economy:
    return Economy(Store.final_values(data), data.source, notes, advice)
