"""Documents as a table: sentences, whose they are, of when they speak, when they were out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.data.store.dating import Dated
from tinbergen.text.labelled import Rows, read_rows

#: The day of a month up to which what is published is known in its middle.
_MIDDLE = 15
_DAY = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ].*)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
#: The end of a sentence: a stop before a blank and no initial or usual abbreviation; of Chinese
#: and Japanese the stop alone.
_STOP = re.compile(
    r"(?<=[.!?])(?<!\b[A-Za-z]\.)(?<!\b(?:Mr|Ms|Dr|St|vs|No)\.)(?<!\bMrs\.)\s+"
    r"|(?<=[.!?][\"')\]”’])\s+|(?<=[。！？；])(?![”’」』])|(?<=[。！？；][”’」』])"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of the table are read.

    ``published`` is the day, or month, on which a document could be read; ``period`` that of which
    it speaks, of the same when absent; ``document`` tells documents apart, by default those of one
    period and publication are one.
    """

    text: str = "text"
    published: str = "published"
    period: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """``vintage`` is the month from which on it was known, by the convention asked for."""

    name: str
    published: str
    period: Period
    vintage: Period


@dataclass(frozen=True, slots=True)
class Documents:
    """Sentences, and the position of each one's document in ``documents`` (by date)."""

    texts: tuple[str, ...]
    places: tuple[int, ...]
    documents: tuple[Document, ...]


def read_documents(
    path: str | Path, columns: Columns, *, frequency: Frequency = Frequency.QUARTERLY,
    dated: Dated = "end", split: bool = False,
) -> Documents:  # fmt: skip
    """A table of documents, a row a sentence or, with ``split``, a row a longer text.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.text.labelled.read_rows`; T002 for a column that is not there,
        T190 for what is no date, T191 where one document has two dates, T192 without any text.
    """
    rows = read_rows(path)
    texts, published = rows.column(columns.text), rows.column(columns.published)
    about = rows.column(columns.period or columns.published)
    names = rows.column(columns.document)
    found: dict[str, Document] = {}
    sentences: list[tuple[str, str]] = []
    for i, text in enumerate(texts):
        parts = [part for part in (sentences_of(text) if split else (text,)) if part]
        if not parts:
            continue
        said = _document(rows, i, columns, published[i], about[i], frequency, dated)
        key = names[i] if names else f"{about[i]} {published[i]}"
        known = found.setdefault(key, Document(key, published[i], *said))
        if (known.period, known.vintage) != said:
            at = Location(rows.file, rows.lines[i])
            raise TinbergenError("T191", at=at, document=key, given=published[i])
        sentences += [(part, key) for part in parts]
    if not sentences:
        raise TinbergenError("T192", at=Location(rows.file), column=columns.text)
    ordered = sorted(found.values(), key=lambda d: (d.period.ordinal, d.vintage.ordinal))
    place = {document.name: j for j, document in enumerate(ordered)}
    return Documents(
        tuple(text for text, _ in sentences), tuple(place[key] for _, key in sentences),
        tuple(ordered),
    )  # fmt: skip


def sentences_of(text: str) -> tuple[str, ...]:
    """Sentences of a text, in order, without blanks around them."""
    return tuple(part.strip() for part in _STOP.split(text) if part.strip())


def known_from(day: tuple[int, int, int | None], dated: Dated) -> Period:
    """The first monthly vintage that may see what is published on a day.

    By the convention ``end`` a vintage sees its whole month; by ``middle`` what is out later than
    the fifteenth, or on a day not known, is seen a month later.
    """
    year, month, date = day
    here = Period.of(Frequency.MONTHLY, year, month)
    late = dated == "middle" and (date is None or date > _MIDDLE)
    return here + int(late)


def _document(
    rows: Rows, i: int, columns: Columns, published: str, about: str, frequency: Frequency,
    dated: Dated,
) -> tuple[Period, Period]:  # fmt: skip
    at = Location(rows.file, rows.lines[i])
    vintage = known_from(_day(published, at, columns.published), dated)
    try:
        year, month, _ = _day(about, at, columns.period or columns.published)
    except TinbergenError:
        said = _period(about)
        if said is None or said.frequency != frequency:
            raise
        return said, vintage
    months = 12 // int(frequency)
    return Period.of(frequency, year, (month - 1) // months + 1), vintage


def _period(said: str) -> Period | None:
    try:
        return Period.parse(said)
    except TinbergenError:
        return None


def _day(said: str, at: Location, column: str) -> tuple[int, int, int | None]:
    """Year, month and day, the last None where only the month is said."""
    found: Sequence[int] = ()
    if match := _DAY.fullmatch(said):
        found = [int(match[k]) for k in (1, 3, 4)]
    elif match := _MONTH.fullmatch(said):
        found = [int(match[1]), int(match[2]), 1]
    if not found or not (1 <= found[1] <= 12 and 1 <= found[2] <= 31 and found[0] > 0):
        raise TinbergenError("T190", at=at, column=column, given=said)
    return found[0], found[1], found[2] if _DAY.fullmatch(said) else None
