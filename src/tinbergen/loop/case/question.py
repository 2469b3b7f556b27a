"""Questions as packs and cases ask them: a name, and what to apply it to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.limits import LARGEST
from tinbergen.core.text import Text
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.schema import Part, Words

#: Years, samples and other counts that a question takes at most.
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Question:
    """What ``pack`` asks: the name of a question and what to apply it to.

    The name is that of a question of the pack itself, else of any other; ``other pack.name`` is the
    other's. ``written`` are the arguments that stand with the question itself, not with its case.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    title: Text | None = None
    at: Location | None = None
    pack: str = ""
    written: tuple[str, ...] = ()

    def given(self, common: Mapping[str, Any]) -> Question:
        """The same question, with what is common to several where it does not say itself."""
        return dataclasses.replace(self, arguments={**common, **self.arguments})

    def text(self, key: str, default: str | None = None) -> str:
        """An argument that is a word.

        Raises
        ------
        TinbergenError
            L042 when it is missing and there is no default, or is no word.
        """
        value = self.arguments.get(key, default)
        if not isinstance(value, str):
            raise self._lacks(key)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """An argument that is a number to compute with; L042 as above."""
        value = self.arguments.get(key)
        if value is None and default is not None:
            return default
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise self._lacks(key) from None
        if not abs(number) <= LARGEST:
            raise self._lacks(key)
        return number

    def whole(
        self, key: str, default: int | None = None, *, least: int = 1, most: int = _MOST
    ) -> int:
        """An argument that is a whole number from ``least`` to ``most``; L042 as above."""
        number = self.number(key, default)
        if not (least <= number <= most and number == int(number)):
            raise self._lacks(key)
        return int(number)

    def flag(self, key: str) -> bool:
        """An argument that is true or false, false by default; L042 for anything else."""
        said = str(self.arguments.get(key, False)).lower()
        if said not in ("true", "false"):
            raise self._lacks(key)
        return said == "true"

    def names(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """An argument that is a list of words; L042 as above."""
        value = self.arguments.get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise self._lacks(key)
        return tuple(value)

    def words(self, key: str, default: Text | None = None) -> Text:
        """An argument that is a phrase in both languages, ``{en: …, zh: …}``; L042 as above."""
        value = self.arguments.get(key)
        if value is None and default is not None:
            return default
        try:
            return _phrase(value)
        except (KeyError, TypeError):
            raise self._lacks(key) from None

    def titles(self) -> dict[str, Text]:
        """What the argument ``titles`` calls labels, nothing by default; L042 as above."""
        given: Any = self.arguments.get("titles", {})
        try:
            return {name: _phrase(value) for name, value in given.items()}
        except (AttributeError, KeyError, TypeError):
            raise self._lacks("titles") from None

    def called(self, label: str) -> Text:
        """What ``titles`` calls a label, else the label itself; L042 as above."""
        return self.titles().get(label, Text(label, label))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """An argument that is a list of pairs of words, none by default; L042 as above."""
        value = self.arguments.get(key, ())
        if not isinstance(value, list | tuple):
            raise self._lacks(key)
        for pair in value:
            if not isinstance(pair, list | tuple) or [type(v) for v in pair] != [str, str]:
                raise self._lacks(key)
        return tuple((a, b) for a, b in value)

    def _lacks(self, key: str) -> TinbergenError:
        return TinbergenError("L042", at=self.at, key=key, name=self.name)


class Noted(Mapping[str, Any]):
    """Arguments that keep which of them were asked for, there or not."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._arguments = arguments
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return self._arguments[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arguments)

    def __len__(self) -> int:
        return len(self._arguments)


def _phrase(value: Any) -> Text:
    return Text(str(value["en"]), str(value["zh"]))


class QuestionPart(Part):
    """``examine`` is the name of a question; ``with`` are its arguments."""

    examine: str
    title: Words | None = None
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")


def questions(
    written: tuple[QuestionPart, ...], positions: Positions, part: str, pack: str
) -> tuple[Question, ...]:
    """Questions as a file of ``pack`` asks them, each knowing its place."""
    return tuple(
        Question(
            q.examine,
            q.arguments,
            q.title.text() if q.title else None,
            positions.at(part, i, "examine"),
            pack,
            tuple(q.arguments),
        )
        for i, q in enumerate(written)
    )
