"""Questions made from reports, with the passages that answer them: what a small model learns from.

A question is made from a passage by a template of its kind (``questions.yaml``), so it is known
what answers it. Beside each stand the passages that a search finds first and that do not answer.
Questions about what a report does not hold are made from topics of other reports, and of none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from tinbergen.core.text import Language
from tinbergen.text.ask.passages import Passage
from tinbergen.text.ask.retrieve import Embed, rank, terms_of, told
from tinbergen.text.repeats import words_of

#: Questions are English, as is the model that learns from them.
LANG: Language = "en"
#: Reviews say the same of many periods: at most so many of a kind a report.
_REVIEWS = 4
#: Passages beside a question that do not answer it.
BESIDE = 2
#: Questions that nothing answers, for each that a finding does.
_NOTHING = 0.3
_REVIEWED = ("news", "alarm", "perturbation", "chance")
_NUMBER = re.compile(r"\d")
_EFFECT = re.compile(r"^Effect of .*? (?:carried out|followed) on ")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage that answers it or does not, and the report's place among all."""

    question: str
    passage: Passage
    answers: bool
    report: int


def topic_of(passage: Passage) -> str:
    """What a passage is about, as a question would call it; "" of a verdict."""
    _, kind, _ = passage.key.partition("@")[0].split("/", 2) if passage.key.count("/") > 1 else (
        "", "verdict", "")  # fmt: skip
    title, said = passage.title(LANG), passage.statement(LANG)
    if kind == "verdict":
        return ""
    if kind == "target":
        title = said.removeprefix("Target ").partition(": ")[0]
    elif kind == "instrument":
        title = said.partition(", by the plan")[0].removeprefix("use of ")
    elif kind in ("alarm", "chance"):
        title = title.partition(": ")[2] or title
    title = _EFFECT.sub("", title)
    # A word in capitals is a name.
    return title[:1].lower() + title[1:] if not title[1:2].isupper() else title


def questions_of(passage: Passage, telling: Sequence[str] = ()) -> list[str]:
    """The questions that a passage answers, by all templates of its kind.

    ``telling`` are words of it that no other passage of the report has.
    """
    templates = _templates()
    kind = _kind(passage)
    topic = topic_of(passage)
    found = [t.format(topic=topic, period=passage.period) for t in templates[kind]]
    if kind != "diagnosis":
        return found
    if len(telling) > 1:
        words = f"{telling[0]} and {telling[1]}"
        found += [t.format(words=words) for t in templates["words"]]
    said = re.split(r"[:;,.(–]", passage.statement(LANG), maxsplit=1)[0].strip()
    if 4 <= len(said.split()) <= 16 and not _NUMBER.search(said):
        start = said[:1].lower() + said[1:] if not said[1:2].isupper() else said
        found += [t.format(said=start) for t in templates["said"]]
    return found


def examples(
    reports: Sequence[Sequence[Passage]], embed: Embed, *, seed: int = 0, each: int = 1
) -> list[Example]:
    """Questions on each report, ``each`` a passage at most, with what answers them and what not.

    Parameters
    ----------
    reports
        Passages of each report, as :func:`tinbergen.text.ask.passages.passages` gives them.
    embed
        The encoder that searches, as in :func:`tinbergen.text.ask.retrieve.rank`.
    """
    rng = np.random.default_rng(seed)
    topics = [{t for t in map(topic_of, known) if t and "_" not in t} for known in reports]
    found: list[Example] = []
    for place, known in enumerate(reports):
        texts = told(known, LANG)
        vectors = embed(texts)
        telling = _telling(known, texts)
        asked = list(_asked(known, telling, rng, each))
        foreign = sorted(set().union(*topics[:place], *topics[place + 1 :]))
        nothing = list(_unanswered(foreign, texts, rng, round(len(asked) * _NOTHING)))
        for question, passage in [*asked, *((question, None) for question in nothing)]:
            if passage is not None:
                found.append(Example(question, passage, True, place))
            ranked = rank(question, known, LANG, embed, vectors).passages
            others = [p for p in ranked if passage is None or not _alike(p, passage)]
            found += [Example(question, p, False, place) for p in others[:BESIDE]]
    return found


def _templates() -> Mapping[str, list[str]]:
    read: Mapping[str, list[str]] = yaml.safe_load(
        Path(__file__).with_name("questions.yaml").read_text("utf-8")
    )
    return read


def _kind(passage: Passage) -> str:
    """Which templates ask a passage."""
    parts = passage.key.partition("@")[0].split("/")
    kind, name = parts[1], parts[-1]
    if kind == "effect":
        return "plan on" if name.startswith("plan on") else "outturn on"
    known = (*_REVIEWED, "target", "instrument", "verdict")
    return kind if kind in known else "diagnosis"


def _alike(one: Passage, other: Passage) -> bool:
    """Whether two passages are about the same, so that one may answer what the other does."""
    own, its = set(terms_of(topic_of(one))), set(terms_of(topic_of(other)))
    return one.key == other.key or (own == its and _kind(one) == _kind(other)) or (
        bool(own & its) and one.period == other.period and "review" in one.key
        and "review" in other.key)  # fmt: skip


def _telling(known: Sequence[Passage], texts: Sequence[str]) -> list[list[str]]:
    """Of each passage its long words that no other has, in their order."""
    words = [dict.fromkeys(w for w in words_of(t) if len(w) > 5 and w.isalpha()) for t in texts]
    often = Counter(w for each in words for w in each)
    return [[w for w in each if often[w] == 1] for each in words]


def _asked(
    known: Sequence[Passage], telling: Sequence[Sequence[str]], rng: np.random.Generator, each: int
) -> Iterator[tuple[str, Passage]]:
    """Questions and what answers them."""
    many: Counter[str] = Counter()
    for i in rng.permutation(len(known)):
        passage, kind = known[i], _kind(known[i])
        many[kind] += 1
        if kind in _REVIEWED and many[kind] > _REVIEWS:
            continue
        possible = questions_of(passage, telling[i])
        for j in rng.permutation(len(possible))[: 1 if kind in _REVIEWED else each]:
            yield possible[j], passage


def _unanswered(
    foreign: Sequence[str], texts: Sequence[str], rng: np.random.Generator, many: int
) -> Iterator[str]:
    """Questions on topics of other reports, and of none, of which a word does not stand here."""
    templates = _templates()
    here = {term for text in texts for term in terms_of(text)}
    near = [topic for topic in foreign if not set(terms_of(topic)) <= here]
    for k in range(many):
        from_near = near and k % 2
        pool = near if from_near else templates["elsewhere"]
        topic = str(pool[int(rng.integers(len(pool)))])
        kind = "diagnosis" if from_near else "nothing"
        yield templates[kind][int(rng.integers(len(templates[kind])))].format(topic=topic)
