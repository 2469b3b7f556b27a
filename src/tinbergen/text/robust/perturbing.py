"""A text written anew: with typing errors, other capitals, other numbers, a "not" more or less.

Each function takes a text and a source of random numbers and returns the new text, or None where it
has nothing to change: no number, no verb that takes a "not", no letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

Change = Callable[[str, np.random.Generator], str | None]

#: Share of words in which a letter goes wrong.
_TYPOS = 0.15
_WORD = re.compile(r"[A-Za-z]{4,}")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*[A-Za-z])")
#: A year is no quantity: another one would be another statement of fact, but no other size.
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT = re.compile(r"\b(not)\s+|(?<=[a-z])n't\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(is|are|was|were|will|would|should|could|can|may|might|must|has|have|had|does|do|did)\b",
    re.IGNORECASE,
)
_ZH_NOT = re.compile("不会|不|未|没有")
_ZH_VERB = re.compile("将|会|应|能|要")


def typos(text: str, rng: np.random.Generator) -> str | None:
    """Two neighbouring letters exchanged, or one left out, in some words of four letters or more;
    the first letter stays."""
    words = list(_WORD.finditer(text))
    if not words:
        return None
    chosen = rng.random(len(words)) < _TYPOS
    chosen[int(rng.integers(len(words)))] = True
    letters = list(text)
    for word, taken in zip(words, chosen, strict=True):
        if not taken:
            continue
        i = int(rng.integers(word.start() + 1, word.end() - 1))
        if rng.random() < 0.5 and letters[i] != letters[i + 1]:
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        else:
            letters[i] = ""
    return "".join(letters)


def capitals(text: str, rng: np.random.Generator) -> str | None:
    """All in capitals or all in small letters."""
    other = text.upper() if rng.random() < 0.5 else text.lower()
    if other == text:
        other = text.upper()
    return other if other != text else None


def numbers(text: str, rng: np.random.Generator) -> str | None:
    """Each number but years times a factor between a half and two, with as many decimals."""
    hits = [hit for hit in _NUMBER.finditer(text) if not _YEAR.fullmatch(hit.group())]
    if not hits:
        return None
    pieces, last = [], 0
    for hit in hits:
        places = len(hit.group().partition(".")[2])
        value = f"{float(hit.group()) * 2 ** rng.uniform(-1, 1):.{places}f}"
        if value == hit.group():
            value = f"{float(hit.group()) + 10**-places:.{places}f}"
        pieces += [text[last : hit.start()], value]
        last = hit.end()
    return "".join([*pieces, text[last:]])


def negated(text: str, rng: np.random.Generator) -> str | None:
    """A "not" taken away where there is one, else put behind the first verb that takes it."""
    hit = _NOT.search(text)
    if hit is not None:
        return text[: hit.start()] + text[hit.end() :]
    hit = _VERB.search(text)
    if hit is not None:
        return f"{text[: hit.end()]} not{text[hit.end() :]}"
    hit = _ZH_NOT.search(text)
    if hit is not None:
        return text[: hit.start()] + text[hit.end() :]
    hit = _ZH_VERB.search(text)
    return None if hit is None else f"{text[: hit.start()]}不{text[hit.start() :]}"


def lengthened(text: str, rng: np.random.Generator) -> str | None:
    """The text with a closing line of a release behind it, several times over."""
    closing = _CLOSING_ZH if re.search(r"[\u3400-\u9fff]", text) else _CLOSING
    return f"{text} {closing * 12}".rstrip()


_CLOSING = "The full text can be found on the website. "
_CLOSING_ZH = "全文见网站。"
