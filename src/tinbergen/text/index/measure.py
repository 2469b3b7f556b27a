"""Chances of labels as an index: a number a document, a number a period, and their bands.

A sentence's score is the sum of its labels' scores, each times its chance; a document's index is
the mean over its sentences, a period's the mean over its documents. With scores of 1 for hawkish
and -1 for dovish it is the expected (hawkish - dovish) / sentences of Shah, Paturi and Chava
(2023), *Trillion Dollar Words*, ACL.

Bands draw a label for every sentence from its chances, independently. They cover that a sentence
was misread by chance. They do not cover errors that many sentences share (a model trained on other
labels or other years would be off in the same direction for all), nor which sentences were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.store import Store
from tinbergen.data.store.dating import Dated
from tinbergen.data.store.observation import Observation
from tinbergen.text.index.documents import Document
from tinbergen.text.labelled import Array, Whole

if TYPE_CHECKING:
    import pandas as pd

#: What the band covers, for every reader of it.
COVERS = Text(
    "{level:.0%} of {draws} draws of a label for every sentence from its calibrated chances: "
    "covers sentences misread by chance, not errors that sentences share, nor which were written",
    "每句按校准概率抽取标签，共 {draws} 次，取其 {level:.0%}：涵盖个别句子的误读，"
    "不涵盖各句共有的误差，也不涵盖文稿取舍",
)
#: Numbers of one draw held at once at most.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class TextIndex(Result):
    """Indices of documents, and of periods as each publication left them.

    Attributes
    ----------
    documents
        By period, then by vintage.
    sentences, index, lower, upper, doubt
        (documents,) how many, the index and its band, mean entropy of the chances over the most
        there can be (0: sure of every sentence; 1: of none).
    periods, vintages
        (rows,) of which period a value is, from which month on it was known.
    values, lows, highs
        (rows,) the value and its band.
    level, draws
        Of the bands.
    dated
        Which day of its month a vintage stands for.
    """

    documents: tuple[Document, ...]
    sentences: Whole
    index: Array
    lower: Array
    upper: Array
    doubt: Array
    periods: tuple[Period, ...]
    vintages: tuple[Period, ...]
    values: Array
    lows: Array
    highs: Array
    level: float
    draws: int
    dated: Dated

    @property
    def covers(self) -> Text:
        """What the bands cover, and what not."""
        return COVERS.fill(level=self.level, draws=self.draws)

    def to_frame(self) -> pd.DataFrame:
        """One row a document."""
        import pandas as pd

        return pd.DataFrame(
            {"published": [d.published for d in self.documents],
             "period": [str(d.period) for d in self.documents], "sentences": self.sentences,
             "index": self.index, "lower": self.lower, "upper": self.upper, "doubt": self.doubt},
            index=pd.Index([d.name for d in self.documents], name="document"),
        )  # fmt: skip

    def add_to(self, store: Store, name: str) -> None:
        """Add the index to a store as ``name``, its band as ``name_LOWER`` and ``name_UPPER``.

        Vintages must be dated as the store dates its own.
        """
        said = {name: self.values, f"{name}_LOWER": self.lows, f"{name}_UPPER": self.highs}
        store.add(
            Observation(code, period, vintage, float(value))
            for code, values in said.items()
            for period, vintage, value in zip(self.periods, self.vintages, values, strict=True)
        )


def scores_of(names: Sequence[str], given: Mapping[str, float]) -> Array:
    """(labels,) the score of each label of a model; labels not named score zero.

    Raises
    ------
    TinbergenError
        T193 for a label that the model does not know, T194 when all labels score the same.
    """
    for label in given:
        if label not in names:
            raise TinbergenError(
                "T193", hint=did_you_mean(label, names), label=label, known=", ".join(names)
            )
    scores = np.array([float(given.get(name, 0.0)) for name in names])
    if not (np.abs(scores) <= limits.LARGEST).all() or np.ptp(scores) < limits.SMALLEST:
        raise TinbergenError("T194", known=", ".join(names))
    return scores


def measure(
    chances: Array, places: Sequence[int], documents: Sequence[Document], scores: Array, *,
    level: float = 0.9, draws: int = 1000, seed: int = 0, dated: Dated = "end",
) -> TextIndex:  # fmt: skip
    """The index of documents and periods.

    Parameters
    ----------
    chances
        (sentences, labels), rows summing to one.
    places
        (sentences,) the position of each one's document.
    documents
        By period, then by vintage, each with a sentence at least.
    scores
        (labels,)
    """
    where = np.asarray(places, dtype=np.int64)
    counts = np.bincount(where, minlength=len(documents))
    index = np.bincount(where, chances @ scores, len(documents)) / counts
    logs = np.log(np.clip(chances, 1e-300, 1))
    entropy = -(chances * logs).sum(axis=1) / np.log(chances.shape[1])
    drawn = _drawn(chances, where, counts, scores, draws, seed)
    tails = [(1 - level) / 2, (1 + level) / 2]
    lower, upper = np.quantile(drawn, tails, axis=0)
    periods, vintages, groups = _published(documents)
    _, _, values = published_means(documents, index)
    means = np.column_stack([drawn[:, list(group)].mean(axis=1) for group in groups])
    lows, highs = np.quantile(means, tails, axis=0)
    return TextIndex(
        tuple(documents), counts.astype(np.int64), index, lower, upper,
        np.bincount(where, entropy, len(documents)) / counts, periods, vintages, values, lows,
        highs, level, draws, dated,
    )  # fmt: skip


def published_means(
    documents: Sequence[Document], index: Sequence[float] | Array
) -> tuple[tuple[Period, ...], tuple[Period, ...], Array]:
    """Periods, vintages and values (rows,): the mean over a period's documents known by then.

    Documents are by period; ``index`` has a number for each.
    """
    numbers = np.asarray(index, dtype=float)
    periods, vintages, groups = _published(documents)
    return periods, vintages, np.array([numbers[list(group)].mean() for group in groups])


def _drawn(
    chances: Array, where: Whole, counts: Whole, scores: Array, draws: int, seed: int
) -> Array:
    """(draws, documents) indices when labels are drawn."""
    rng = np.random.default_rng(seed)
    edges = np.cumsum(chances, axis=1)[:, :-1]
    found = np.empty((draws, len(counts)))
    block = max(1, _BLOCK // len(where))
    for start in range(0, draws, block):
        many = min(block, draws - start)
        uniform = rng.random((many, len(where)))
        label = (uniform[:, :, None] > edges).sum(axis=2)
        for k in range(many):
            found[start + k] = np.bincount(where, scores[label[k]], len(counts)) / counts
    return found


def _published(
    documents: Sequence[Document],
) -> tuple[tuple[Period, ...], tuple[Period, ...], list[tuple[int, ...]]]:
    """Of each period, at each vintage that adds a document, the documents known by then."""
    known: dict[Period, dict[Period, list[int]]] = {}
    for j, document in enumerate(documents):
        known.setdefault(document.period, {}).setdefault(document.vintage, []).append(j)
    rows = []
    for period, by_vintage in known.items():
        seen: tuple[int, ...] = ()
        for vintage in sorted(by_vintage, key=lambda v: v.ordinal):
            seen = (*seen, *by_vintage[vintage])
            rows.append((period, vintage, seen))
    periods, vintages, groups = zip(*rows, strict=True)
    return tuple(periods), tuple(vintages), list(groups)
