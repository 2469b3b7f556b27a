"""Where a case's observations come from: data that ship with dependencies, or the user's CSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.core.text import Text
from tinbergen.data import eightcolumn, sources
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Store

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
) -> Economy:
    """The observations of bundled data, or of a file in ``folder``.

    Raises
    ------
    TinbergenError
        L011 when there is neither; those of reading the file.
    """
    if source == "us_macrodata":
        macro = sources.us_macrodata()
        return _final(macro, sources.US_NOTES, ())
    path = folder / source
    if not is_file(path):
        raise TinbergenError(
            "L011", at=at, hint=did_you_mean(source, BUNDLED), source=source,
            known=", ".join(BUNDLED),
        )  # fmt: skip
    table = eightcolumn.read_eight(path, price=price)
    return _final(table.dataset, (USER_VINTAGE,), table.advice)


USER_VINTAGE = Text(
    "The file holds one value for each period. They are taken as known from their own period on: "
    "what was revised later can't be told apart.",
    "文件中每个时期只有一个数值，视为自该时期起即已知；之后的修订无法区分。",
)


def _final(data: Dataset, notes: tuple[Text, ...], advice: tuple[Advice, ...]) -> Economy:
    return Economy(Store.final_values(data), data.source, notes, advice)
