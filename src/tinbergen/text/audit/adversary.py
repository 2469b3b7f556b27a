"""Attack and defence in turns: texts changed a little until the label falls, then learned from.

The attack is greedy, as in Jin et al. (2020), *Is BERT really robust?*: words are tried in the
order in which the true label's chance falls without them; each is misspelt, its number changed by
little, or it gives way to a synonym of the user's; what hurts most stays, until the label changes
or a fifth of the words is used up. Words that carry the meaning can be protected. The defence
trains again with what the attack found on training texts. Both go on until the share fooled no
longer falls.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.text.experiment import Experiment
from tinbergen.text.explain.occlusion import occlude
from tinbergen.text.explain.spans import Span, spans_of
from tinbergen.text.fit import evaluate
from tinbergen.text.labelled import Array, LabelledTable, Whole
from tinbergen.text.learning import learn
from tinbergen.text.model import TextModel
from tinbergen.text.scores import wilson
from tinbergen.text.splits import Split

if TYPE_CHECKING:
    import pandas as pd

#: Share of a text's words that may change; shorter words are not misspelt.
_BUDGET, _SHORT = 0.2, 4
_ROUND = Text("Round {number} of attack and defence", "攻防第 {number} 轮")
_NONE: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True)
class Attack:
    """A text whose label fell: ``changed`` words of it were changed, ``asked`` texts were tried."""

    text: str
    other: str
    changed: int
    asked: int


@dataclass(frozen=True, slots=True)
class Round:
    """``fooled`` of ``asked`` test texts that the model had right; ``lower`` to ``upper`` is
    Wilson's 95 percent interval of the share over which texts were asked. ``weighted_f1`` is that
    of the whole test unchanged, ``learned`` the examples that it was trained with besides."""

    number: int
    asked: int
    fooled: int
    lower: float
    upper: float
    weighted_f1: float
    learned: int

    @property
    def share(self) -> float:
        """Share of texts fooled; NaN when none was right."""
        return self.fooled / self.asked if self.asked else math.nan


@dataclass(frozen=True, slots=True)
class Game(Result):
    """All rounds, the model of the best of them, and attacks that fooled it."""

    rounds: tuple[Round, ...]
    model: TextModel
    best: int
    attacks: tuple[Attack, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row a round."""
        import pandas as pd

        names = ("number", "asked", "fooled", "share", "lower", "upper", "weighted_f1", "learned")
        return pd.DataFrame([{name: getattr(r, name) for name in names} for r in self.rounds])


def attack(
    model: TextModel, text: str, label: str, numbers: Array | None = None, *,
    synonyms: Mapping[str, Sequence[str]] = _NONE, protected: Collection[str] = (),
) -> Attack | None:  # fmt: skip
    """Change a text that the model has right until it no longer has; None when it holds.

    Parameters
    ----------
    synonyms
        Word in small letters -> words that may take its place.
    protected
        Words in small letters that must stay.
    """
    words = [s for s in spans_of(text) if s.text.casefold() not in protected]
    if not words:
        return None
    place = model.names.index(label)
    out = occlude(model, text, label=label, numbers=numbers)
    drops = dict(zip(out.spans, out.drops, strict=True))
    order = sorted(words, key=lambda span: -drops[span])
    budget = max(1, math.ceil(_BUDGET * len(out.spans)))
    chosen: dict[Span, str] = {}
    worst, asked = out.chance, 1 + len(out.spans)
    for span in order:
        options = list(_options(span.text, synonyms))
        if len(chosen) == budget or not options:
            continue
        tried = [_rewritten(text, chosen | {span: option}) for option in options]
        beside = None if numbers is None else np.tile(numbers, (len(tried), 1))
        chances = model.predict(tried, beside).chances
        asked += len(tried)
        k = int(chances[:, place].argmin())
        if chances[k, place] >= worst:
            continue
        worst, chosen[span] = float(chances[k, place]), options[k]
        if int(chances[k].argmax()) != place:
            return Attack(text, tried[k], len(chosen), asked)
    return None


def play(
    experiment: Experiment, folder: Path, table: LabelledTable, split: Split, *, rounds: int = 3,
    texts: int = 50, synonyms: Mapping[str, Sequence[str]] = _NONE,
    protected: Collection[str] = (), progress: Progress | None = None,
) -> Game:  # fmt: skip
    """Attack and defence in turns, at most ``rounds`` defences, until the share fooled no longer
    falls. At most ``texts`` of the test and of training are attacked a round."""
    tell = progress or Progress()
    rng = np.random.default_rng(experiment.training.seed)
    asked = np.sort(rng.permutation(split.test)[:texts])
    played: list[Round] = []
    kept: tuple[TextModel, tuple[Attack, ...], int] | None = None
    now, sides, learned = table, split, 0
    for number in range(rounds + 1):
        tell(_ROUND.fill(number=number + 1), number / (rounds + 1))
        model, _ = learn(experiment, folder, now, sides, progress=tell)
        right, found = _attacked(model, table, asked, synonyms, protected, tell)
        low, high = wilson(len(found) / right, right) if right else (math.nan, math.nan)
        f1 = evaluate(model, table.take(split.test)).weighted_f1
        played.append(Round(number, right, len(found), low, high, f1, learned))
        fell = not played[:-1] or played[-1].share < played[-2].share
        if fell:
            kept = model, tuple(a for _, a in found), number
        if not fell or not found or number == rounds:
            break
        pool = rng.permutation(split.train)[:texts]
        _, examples = _attacked(model, table, pool, synonyms, protected, tell)
        if not examples:
            break
        now, sides = _joined(now, sides, table, examples)
        learned += len(examples)
    assert kept is not None
    return Game(tuple(played), kept[0], kept[2], kept[1])


def _attacked(
    model: TextModel, table: LabelledTable, rows: Whole, synonyms: Mapping[str, Sequence[str]],
    protected: Collection[str], tell: Progress,
) -> tuple[int, list[tuple[int, Attack]]]:  # fmt: skip
    """How many of some rows the model has right, and those of them on which it is fooled."""
    some = table.take(rows)
    labels = model.predict(some.texts, some.numbers).labels
    right = [k for k in range(len(rows)) if labels[k] == some.labels[k] and some.texts[k].strip()]
    found = []
    for k in right:
        tell.check()
        beside = some.numbers[k] if some.numbers.size else None
        one = attack(model, some.texts[k], table.names[some.labels[k]], beside, synonyms=synonyms,
                     protected=protected)  # fmt: skip
        if one is not None:
            found.append((int(rows[k]), one))
    return len(right), found


def _joined(
    now: LabelledTable, sides: Split, table: LabelledTable, found: Sequence[tuple[int, Attack]]
) -> tuple[LabelledTable, Split]:
    """The table with changed texts below, each with the rest of its row, and all of them trained
    on."""
    more = [row for row, _ in found]
    whole = now.take([*range(len(now)), *more])
    texts = (*now.texts, *(one.other for _, one in found))
    fresh = np.arange(len(now), len(now) + len(more), dtype=np.int64)
    return replace(whole, texts=texts), replace(sides, train=np.concatenate([sides.train, fresh]))


def _options(word: str, synonyms: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What may stand in a word's place."""
    for other in synonyms.get(word.casefold(), ()):
        yield other[:1].upper() + other[1:] if word[:1].isupper() else other
    if word[-1:].isdigit():
        yield word[:-1] + str((int(word[-1]) + 1) % 10)
    elif word.isalpha() and word.isascii() and len(word) > _SHORT:
        middle = len(word) // 2
        yield word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        yield word[:middle] + word[middle + 1 :]
        yield word[:middle] + word[middle] + word[middle:]


def _rewritten(text: str, chosen: Mapping[Span, str]) -> str:
    for span in sorted(chosen, key=lambda s: -s.start):
        text = text[: span.start] + chosen[span] + text[span.end :]
    return text
