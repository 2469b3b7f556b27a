"""Pairs of words: our own short lists, and a user's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.text.labelled import read_rows

#: Words by the words that may stand in their place.
Pairs = Mapping[str, tuple[str, ...]]

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def own_pairs(kind: str) -> Pairs:
    """Our own list: ``same``, ``opposite`` or ``monetary-stance``."""
    return both_ways(own_list(kind))


def own_list(kind: str) -> list[Any]:
    """As :func:`own_pairs`, as it is written; ``monetary-directed`` holds words instead."""
    listed = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return list(listed[kind])


def read_pairs(path: Path) -> Pairs:
    """A user's CSV with the columns ``word`` and ``other``.

    Raises
    ------
    TinbergenError
        T134 for a pair with an empty side, T002 without the columns; those of
        :func:`tinbergen.text.labelled.read_rows`.
    """
    rows = read_rows(path)
    listed = list(zip(rows.column("word"), rows.column("other"), strict=True))
    for pair, line in zip(listed, rows.lines, strict=True):
        if not all(pair):
            raise TinbergenError("T134", at=Location(rows.file, line))
    return both_ways(listed)


def pairs_from(name: str | None, kind: str, folder: Path) -> Pairs:
    """Our own list for ``own``, a user's besides it for a file's name, ours alone for None."""
    if name in (None, "own"):
        return own_pairs(kind)
    assert name is not None
    found = dict(own_pairs(kind))
    for word, others in read_pairs(folder / name).items():
        found[word] = tuple(dict.fromkeys((*others, *found.get(word, ()))))
    return found


def both_ways(listed: Sequence[Sequence[str]]) -> Pairs:
    """Pairs as a mapping in both directions, in lower case."""
    found: dict[str, list[str]] = {}
    for first, second in listed:
        found.setdefault(first.lower(), []).append(second)
        found.setdefault(second.lower(), []).append(first.lower())
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def exchange(text: str, pairs: Pairs, rng: np.random.Generator, share: float = 1.0) -> str | None:
    """A text with words replaced by their partners, each with a chance of ``share``; None where no
    word has one. At least one is replaced. Capitals at a word's start stay."""
    found = hits(text, pairs)
    if not found:
        return None
    chosen = rng.random(len(found)) < share
    chosen[int(rng.integers(len(found)))] = True
    pieces, last = [], 0
    for hit, taken in zip(found, chosen, strict=True):
        if not taken:
            continue
        others = pairs[hit.group().lower()]
        word = others[int(rng.integers(len(others)))]
        if hit.group()[0].isupper():
            word = word[0].upper() + word[1:]
        pieces += [text[last : hit.start()], word]
        last = hit.end()
    return "".join([*pieces, text[last:]])


def hits(text: str, pairs: Pairs) -> list[re.Match[str]]:
    """Where words of the pairs stand in a text, in any case, one after the other."""
    return list(_pattern(pairs).finditer(text)) if pairs else []


def _pattern(pairs: Pairs) -> re.Pattern[str]:
    """Whole words, the longest first; scripts without blanks have no ends of words."""
    words = sorted(pairs, key=len, reverse=True)
    parts = [re.escape(w) if _DENSE.search(w) else rf"\b{re.escape(w)}\b" for w in words]
    return re.compile("|".join(parts), re.IGNORECASE)
