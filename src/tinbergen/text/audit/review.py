"""A queue of texts that people decide on, kept in a log that can only grow.

Its lines are a chain of seals (:mod:`tinbergen.core.chain`), with a head file beside it. Who can
put back an older copy of both files goes unnoticed; keep a copy elsewhere where that matters.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tinbergen.core.chain import ChainError, link, note, noted, unchain
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import alone, is_file, made_folder, read_text, write_atomic
from tinbergen.core.result import Result
from tinbergen.text.audit.swaps import own_names, swapped
from tinbergen.text.labelled import Array, check_texts
from tinbergen.text.model import TextModel

if TYPE_CHECKING:
    import pandas as pd

#: Names in a model's folder.
LOG, HEAD = "reviews.jsonl", "reviews.head.json"
#: Chance of the likeliest label below which a text is put to people.
UNSURE = 0.6
Why = Literal["unsure", "moved"]
_PURPOSE = "reviews"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, when."""

    label: str
    by: str
    time: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A text put to people: what the model said of it with which chance, and why it was put."""

    number: int
    text: str
    label: str
    chance: float
    why: Why
    time: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Reviews(Result):
    """All items of a log, in the order in which they came."""

    items: tuple[Item, ...]

    @property
    def waiting(self) -> tuple[Item, ...]:
        """Items that nobody has decided."""
        return tuple(item for item in self.items if item.decision is None)

    @property
    def overruled(self) -> int:
        """Decisions for another label than the model's."""
        return sum(i.decision is not None and i.decision.label != i.label for i in self.items)

    def to_frame(self) -> pd.DataFrame:
        """One row an item; undecided ones have no ``decided``."""
        import pandas as pd

        return pd.DataFrame([
            {"number": i.number, "text": i.text, "label": i.label, "chance": i.chance, "why": i.why,
             "decided": i.decision.label if i.decision else None,
             "by": i.decision.by if i.decision else None}
            for i in self.items
        ])  # fmt: skip


def doubtful(
    model: TextModel, texts: Sequence[str], numbers: Array | None = None, *,
    unsure: float = UNSURE,
) -> tuple[tuple[str, str, float, Why], ...]:  # fmt: skip
    """Texts that people should see: those of which the model is unsure, and those whose label moves
    when a name is swapped; text, label, chance and why of each."""
    found = model.predict(texts, numbers)
    chosen: list[tuple[str, str, float, Why]] = []
    for i, text in enumerate(texts):
        label, chance = int(found.labels[i]), float(found.chances[i].max())
        why: Why | None = "unsure" if chance < unsure else None
        if why is None:
            others = [other for kind in own_names() for other in swapped(text, kind)]
            beside = None if numbers is None else numbers[[i] * len(others)]
            if others and (model.predict(others, beside).labels != label).any():
                why = "moved"
        if why is not None:
            chosen.append((text, model.names[label], chance, why))
    return tuple(chosen)


def read_reviews(folder: str | Path) -> Reviews:
    """The log of a folder, every seal checked; empty where there is none.

    Raises
    ------
    TinbergenError
        T170 where the chain is broken, T171 when lines were taken from the end; C232 when the
        user's key can't be used.
    """
    with alone(folder):
        lines, _ = _lines(Path(folder))
    items: list[Item] = []
    for line in lines:
        if line["kind"] == "asked":
            items.append(Item(len(items) + 1, line["text"], line["label"], line["chance"],
                              line["why"], line["time"]))  # fmt: skip
        else:
            place = line["number"] - 1
            told = Decision(line["label"], line["by"], line["time"], line["note"])
            items[place] = replace(items[place], decision=told)
    return Reviews(tuple(items))


def ask(folder: Path, doubts: Sequence[tuple[str, str, float, Why]]) -> Reviews:
    """Put texts to people; those that wait already are not put again."""
    waiting = {item.text for item in read_reviews(folder).waiting}
    fresh = [
        {"kind": "asked", "text": text, "label": label, "chance": chance, "why": why}
        for text, label, chance, why in dict.fromkeys(doubts) if text not in waiting
    ]  # fmt: skip
    _add(folder, fresh)
    return read_reviews(folder)


def decide(
    folder: Path, number: int, label: str, by: str, names: Sequence[str], note: str = ""
) -> Reviews:
    """Decide an item; a later decision on the same takes the earlier one's place, both are kept.

    Raises
    ------
    TinbergenError
        T172 an item that there is none of, T160 a label that the model does not know, T730 for half
        a character in a name or a note; those of
        :func:`read_reviews`.
    """
    found = read_reviews(folder)
    if not 1 <= number <= len(found.items):
        raise TinbergenError("T172", number=number, most=len(found.items))
    if label not in names:
        raise TinbergenError(
            "T160", hint=did_you_mean(label, names), label=label, known=", ".join(names)
        )
    check_texts((by, note))
    _add(folder, [{"kind": "decided", "number": number, "label": label, "by": by, "note": note}])
    return read_reviews(folder)


def _lines(folder: Path) -> tuple[list[dict[str, Any]], str]:
    """Lines that the chain vouches for, and the last seal."""
    path, head = folder / LOG, folder / HEAD
    try:
        found, last = unchain(read_text(path) if is_file(path) else "", _PURPOSE)
    except ChainError as fault:
        at = Location(str(path), fault.line)
        raise TinbergenError("T170", at=at, detail=fault.detail) from None
    if is_file(head) or found:
        many = noted(read_text(head), _PURPOSE) if is_file(head) else None
        # A kill between the two writes leaves the head one step behind: the chain vouches for more.
        if many is None or many > len(found):
            raise TinbergenError("T171", path=path, lines=len(found), known=many or "?")
    return found, last


def _add(folder: Path, told: Sequence[Mapping[str, Any]]) -> None:
    """Lines more, each sealed with the one before; of several who write, one after another."""
    with alone(made_folder(folder)):
        _add_alone(folder, told)


def _add_alone(folder: Path, told: Sequence[Mapping[str, Any]]) -> None:
    known, last = _lines(folder)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    written = []
    for number, each in enumerate(told, len(known) + 1):
        line, last = link({"time": now, **each}, number, last, _PURPOSE)
        written.append(line)
    if not written:
        return
    many = len(known) + len(written)
    try:
        if not known:
            write_atomic(folder / HEAD, note(0, _PURPOSE))
        handle = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, "".join(line + "\n" for line in written).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as fault:
        detail = fault.strerror or fault
        raise TinbergenError("C004", path=folder / LOG, detail=detail) from fault
    write_atomic(folder / HEAD, note(many, _PURPOSE))
