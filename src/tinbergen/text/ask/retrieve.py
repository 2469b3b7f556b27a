"""Which passages answer a question, and whether any does.

A passage's score is .7 of the cosine of its vector with the question's (a frozen encoder, so that
words need not be the same) and .3 of the share of the question's telling words that stand in it, by
inverse document frequency. Whatever period or name a question brings must stand in the passage or
in the report; what does not is not answered.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.text import Language
from tinbergen.text.ask.passages import Passage
from tinbergen.text.labelled import Array
from tinbergen.text.repeats import words_of

#: Vectors of texts, (texts, width), of length one.
Embed = Callable[[Sequence[str]], Array]

#: Least score of an answer, by language, chosen on questions about other reports than those it was
#: measured on (docs/text-index.md).
LEAST: dict[Language, float] = {"en": 0.305, "zh": 0.27}
#: How far below the best another passage may stand to be cited beside it, how many at most.
MARGIN, MOST = 0.02, 3
#: Share of the cosine in a score, chosen on the same questions.
SHARE = 0.7
_PERIOD = re.compile(r"(?<![\d.,])(?:1[89]|20)\d\d(?:[-Q]\d{1,2})?(?![\d%])")
_QUARTER = re.compile(r"((?:1[89]|20)\d\d)年?第?([一二三四1-4])季度?")
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][a-z]{2,}\b")
_HAN = re.compile(r"[\u3400-\u9fff]")
_EMPTY_WORDS = (
    "a an the is are was were be been do does did of in on at to for by with and or what which who "
    "when where why how much many that this it its from as than there have has had will would can "
    "should could about into say says report according per during after under 的 了 是 在 有 和 与 "
    "吗 呢 什 么 多 少 何 哪 些 个 如 为 对 其 该 此 报 告 请 问"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passages by falling score; ``scores`` beside them; ``missing`` is what the question names
    that the report does not, and for whose sake nothing is answered."""

    passages: tuple[Passage, ...]
    scores: tuple[float, ...]
    missing: tuple[str, ...] = ()

    def cited(self, least: float) -> tuple[Passage, ...]:
        """The passages that answer, none where the best scores less than ``least``."""
        if self.missing or not self.scores or self.scores[0] < least:
            return ()
        near = [p for p, s in zip(self.passages, self.scores, strict=True)
                if s >= self.scores[0] - MARGIN]  # fmt: skip
        return tuple(near[:MOST])


def rank(
    question: str, known: Sequence[Passage], lang: Language, embed: Embed,
    vectors: Array | None = None,
) -> Ranked:  # fmt: skip
    """Passages by how well they answer a question in a language.

    ``vectors`` are those of the passages, ``embed(told(passages, lang))``, where they are at hand.
    """
    texts = told(known, lang)
    if vectors is None:
        vectors = embed(texts)
    missing = _missing(question, known, texts)
    periods = periods_of(question)
    cosine = vectors @ embed([question])[0]
    overlap = _overlap(question, texts)
    scores = SHARE * cosine + (1 - SHARE) * overlap
    for i, passage in enumerate(known):
        if any(p not in f"{passage.period} {texts[i]}" for p in periods):
            scores[i] = -1.0
    order = np.argsort(-scores, kind="stable")
    return Ranked(tuple(known[i] for i in order), tuple(float(scores[i]) for i in order), missing)


def told(known: Sequence[Passage], lang: Language) -> list[str]:
    """Passages as they are searched: title and statement."""
    return [f"{p.title(lang)}. {p.statement(lang)}" for p in known]


def periods_of(question: str) -> tuple[str, ...]:
    """Years and quarters that a question names, written as documents write them."""
    digits = {"一": "1", "二": "2", "三": "3", "四": "4"}
    quarters = [f"{y}Q{digits.get(q, q)}" for y, q in _QUARTER.findall(question)]
    rest = _QUARTER.sub(" ", question)
    return (*quarters, *_PERIOD.findall(rest))


def terms_of(text: str) -> list[str]:
    """Words by their stem; of Chinese, pairs of neighbouring characters."""
    words = [w for w in words_of(text) if w not in _EMPTY]
    found: list[str] = []
    for i, word in enumerate(words):
        if not _HAN.fullmatch(word):
            found.append(_stem(word))
        elif i + 1 < len(words) and _HAN.fullmatch(words[i + 1]):
            found.append(word + words[i + 1])
    return found


def _stem(word: str) -> str:
    """A word without the commonest endings, so that 'rates' and 'rate' meet."""
    for ending in ("ation", "ments", "ment", "ings", "ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _overlap(question: str, texts: Sequence[str]) -> Array:
    """(passages,) the share of the question's terms that stand in each, by rarity."""
    sets = [set(terms_of(text)) for text in texts]
    often = Counter(term for terms in sets for term in terms)
    wanted = {t: math.log(1 + len(texts) / (1 + often[t])) for t in terms_of(question)}
    total = sum(wanted.values()) or 1.0
    return np.array([sum(w for t, w in wanted.items() if t in terms) / total for terms in sets])


def _missing(question: str, known: Sequence[Passage], texts: Sequence[str]) -> tuple[str, ...]:
    """Periods and names of a question that stand nowhere in the report."""
    everything = " ".join([*texts, *(p.period for p in known), *(p.key for p in known)])
    plain = everything.casefold()
    names = [n for n in _NAME.findall(question) if n.casefold() not in plain]
    return (*(p for p in periods_of(question) if p not in everything), *names)
