"""What a model would say without a word: each is taken out in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.text.explain.gradients import label_place
from tinbergen.text.explain.spans import Span, spans_of, without
from tinbergen.text.labelled import Array
from tinbergen.text.model import TextModel

if TYPE_CHECKING:
    import pandas as pd

#: Texts that are asked together, between two looks at whether to go on.
_BATCH = 32
#: Words of one text at most; each is a text more that is asked.
MAX_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Occlusion(Result):
    """``drops`` (words,): how far the chance of ``label`` falls when a word is taken out."""

    label: str
    chance: float
    spans: tuple[Span, ...]
    drops: Array

    def to_frame(self) -> pd.DataFrame:
        """One row a word."""
        import pandas as pd

        return pd.DataFrame({"word": [s.text for s in self.spans], "drop": self.drops})


def occlude(
    model: TextModel, text: str, *, label: str | None = None, numbers: Array | None = None,
    most: int | None = None, progress: Progress | None = None,
) -> Occlusion:  # fmt: skip
    """Take out each word in turn (Zeiler and Fergus 2014).

    Parameters
    ----------
    numbers
        (columns,) what stands beside the text, where the model takes any.
    most
        Words that are taken out, the first ones; all by default.

    Raises
    ------
    TinbergenError
        T160 a label that the model does not know, T161 a text without a word, T735 one of
        very many unless ``most`` is given, T026; those of
        ``progress``.
    """
    tell = progress or Progress()
    spans = spans_of(text)[:most]
    if most is None and len(spans) > MAX_WORDS:
        raise TinbergenError("T735", count=f"{len(spans):,}", most=f"{MAX_WORDS:,}")
    if not spans:
        raise TinbergenError("T161")
    texts = [text, *(without(text, span) for span in spans)]
    beside = None if numbers is None else np.tile(np.asarray(numbers, dtype=float), (len(texts), 1))
    found = []
    for start in range(0, len(texts), _BATCH):
        tell.check()
        part = slice(start, start + _BATCH)
        found.append(model.predict(texts[part], None if beside is None else beside[part]).chances)
    chances = np.concatenate(found)
    place = label_place(model, label, chances[0])
    whole = float(chances[0, place])
    return Occlusion(model.names[place], whole, spans, whole - chances[1:, place])
