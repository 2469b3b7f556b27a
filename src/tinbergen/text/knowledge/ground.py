"""Which indicator and which economy a text speaks of: "the policy rate of Japan".

Indicators are those of the packs' concept map; what people call them, and which economy an
institution acts in, stands in a small graph. Within a sentence an indicator belongs to the entity
that is nearest; without one the entity is unknown, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tinbergen.core.text import Text
from tinbergen.loop.case.packs import pack

_GRAPH = Path(__file__).parent / "graph.yaml"
_DENSE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[^.!?。！？;；]*(?:\.(?=\d)[^.!?。！？;；]*)*[.!?。！？;；]?")


@dataclass(frozen=True, slots=True)
class Mention:
    """An indicator (``pack.code`` and its title) named at ``start`` to ``end`` of a text, and the
    economy it is said of (ISO code; None where none is named)."""

    indicator: str
    title: Text
    words: str
    start: int
    end: int
    entity: str | None


def ground(text: str) -> tuple[Mention, ...]:
    """Indicators named in a text and whose they are, in reading order."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        entities = list(_named(sentence.group(), _graph()["entities"]))
        for code, start, end in _named(sentence.group(), _graph()["indicators"]):
            near = min(
                entities, key=lambda e: max(e[1] - end, start - e[2], 0), default=(None, 0, 0)
            )
            begin = sentence.start()
            found.append(Mention(code, _title(code), sentence.group()[start:end], begin + start,
                                 begin + end, near[0]))  # fmt: skip
    return tuple(found)


def _named(text: str, names: Mapping[str, list[str]]) -> Iterator[tuple[str, int, int]]:
    """Codes whose names stand in a text, with their places; the longest name wins."""
    of = {name.casefold(): code for code, own in names.items() for name in own}
    parts = [
        re.escape(name) if _DENSE.search(name) else rf"(?<!\w){re.escape(name)}(?!\w)"
        for name in sorted(of, key=len, reverse=True)
    ]
    for found in re.finditer("|".join(parts), text, re.IGNORECASE):
        # "us" is a word; the country is written in capitals.
        if found.group() != "us":
            yield of[found.group().casefold()], found.start(), found.end()


@cache
def _graph() -> Mapping[str, Mapping[str, list[str]]]:
    kept: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_GRAPH.read_text("utf-8"))
    return kept


@cache
def _title(code: str) -> Text:
    name, _, own = code.partition(".")
    return next(i.title for i in pack(name).indicators if i.code == own)
