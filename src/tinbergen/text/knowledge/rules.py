"""Lexicons and rules of the user: counted as features, and held against what a model says.

A rule says that a text with one phrase and without another can't have some labels. Where a model
says one of them all the same, the violation is counted, and the likeliest label that the rules
allow takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, Field

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.result import Result
from tinbergen.loop.case.schema import Part, checked
from tinbergen.text.labelled import Array
from tinbergen.text.model import Prediction

if TYPE_CHECKING:
    import pandas as pd

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: The list that ships: phrases of monetary policy, in English and Chinese.
OWN = Path(__file__).parent / "monetary.yaml"


class RulePart(Part):
    """``has`` and ``without`` name lexicons: a text with a phrase of each of the first and with
    none of the second has none of the labels of ``never``."""

    name: str
    has: tuple[str, ...] = Field(min_length=1)
    without: tuple[str, ...] = ()
    never: tuple[str, ...] = Field(min_length=1)


class RuleBook(Part):
    """Lexicons (name -> phrases) and rules."""

    lexicons: dict[str, tuple[str, ...]]
    rules: tuple[RulePart, ...] = ()


_PARTS: dict[str, type[BaseModel]] = {"rules": RulePart}


@dataclass(frozen=True, slots=True)
class Violation:
    """A text whose label broke a rule, and the label that takes its place; empty where rules forbid
    all."""

    row: int
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Checked(Result):
    """Predictions held against rules. ``labels`` are those that stand in the end; ``applied``
    counts the texts that each rule speaks of."""

    prediction: Prediction
    labels: tuple[str, ...]
    violations: tuple[Violation, ...]
    applied: dict[str, int]

    def to_frame(self) -> pd.DataFrame:
        """One row a violation."""
        import pandas as pd

        names = ("row", "rule", "before", "after")
        return pd.DataFrame(
            [[getattr(v, n) for n in names] for v in self.violations], columns=names
        )


def read_rules(path: str | Path = OWN) -> RuleBook:
    """A file of lexicons and rules, checked.

    Raises
    ------
    TinbergenError
        C005; L001 to L005 and L016; T174 when a rule names a lexicon that there is none of.
    """
    book, _ = checked(RuleBook, _PARTS, read_text(path), str(path))
    for rule in book.rules:
        for name in (*rule.has, *rule.without):
            if name not in book.lexicons:
                raise TinbergenError(
                    "T174", hint=did_you_mean(name, list(book.lexicons)), rule=rule.name, name=name,
                    known=", ".join(book.lexicons),
                )  # fmt: skip
    return book


def counts(texts: Sequence[str], lexicons: dict[str, tuple[str, ...]]) -> Array:
    """How many phrases of each lexicon a text has, (texts, lexicons): features beside the text."""
    patterns = [_pattern(phrases) for phrases in lexicons.values()]
    return np.array([[len(p.findall(text)) for p in patterns] for text in texts], dtype=float)


def check(texts: Sequence[str], found: Prediction, book: RuleBook) -> Checked:
    """Hold predictions against rules.

    Raises
    ------
    TinbergenError
        T175 when a rule speaks of a label that the model does not know.
    """
    for rule in book.rules:
        for label in rule.never:
            if label not in found.names:
                raise TinbergenError(
                    "T175", hint=did_you_mean(label, found.names), rule=rule.name, label=label,
                    known=", ".join(found.names),
                )  # fmt: skip
    places = {name: j for j, name in enumerate(book.lexicons)}
    has = counts(texts, book.lexicons) > 0
    applied = {rule.name: 0 for rule in book.rules}
    labels, violations = [], []
    for i, chances in enumerate(found.chances):
        here = {name for name, j in places.items() if has[i, j]}
        speaking = [r for r in book.rules if here >= {*r.has} and not here & {*r.without}]
        for rule in speaking:
            applied[rule.name] += 1
        forbidden = {label for rule in speaking for label in rule.never}
        before = found.names[int(chances.argmax())]
        order = [found.names[j] for j in np.argsort(-chances, kind="stable")]
        after = next((name for name in order if name not in forbidden), "")
        if before in forbidden:
            rule = next(r for r in speaking if before in r.never)
            violations.append(Violation(i, rule.name, before, after))
        labels.append(after)
    return Checked(found, tuple(labels), tuple(violations), applied)


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for phrase in sorted(phrases, key=len, reverse=True):
        plain = r"\s+".join(re.escape(word) for word in phrase.split())
        parts.append(plain if _DENSE.search(phrase) else rf"(?<!\w){plain}(?!\w)")
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)
