"""Which texts of training a text is most like, as the model sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.text.encoder import embed
from tinbergen.text.labelled import UNLABELLED, Array, LabelledTable
from tinbergen.text.model import TextModel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Neighbours(Result):
    """``rows`` of the table, the most alike first; ``likeness`` is the cosine of the vectors."""

    rows: tuple[int, ...]
    likeness: tuple[float, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row a neighbour."""
        import pandas as pd

        return pd.DataFrame({"likeness": self.likeness, "label": self.labels, "text": self.texts})


def vectors_of(model: TextModel, texts: Sequence[str], progress: Progress | None = None) -> Array:
    """Vectors of unit length, (texts, width): the tuned encoder's, or words of a lexical model.

    Raises
    ------
    TinbergenError
        T707 for a graph, which gives logits alone.
    """
    if model.lexicon is not None:
        return np.asarray(model.lexicon.rows(texts).toarray())
    if model.encoder is None:
        raise TinbergenError("T707")
    tuned = replace(model.encoder, network=model.network.encoder)
    found = embed(tuned, texts, progress=progress)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12))


def nearest(
    model: TextModel, text: str, table: LabelledTable, *, most: int = 5,
    vectors: Array | None = None, progress: Progress | None = None,
) -> Neighbours:  # fmt: skip
    """The texts of a table that are most like a text.

    Parameters
    ----------
    vectors
        (rows, width) what :func:`vectors_of` said of the table, so that it need not say it again.
    """
    known = vectors_of(model, table.texts, progress) if vectors is None else vectors
    alike = known @ vectors_of(model, [text])[0]
    order = [int(i) for i in np.argsort(-alike, kind="stable")[:most]]
    names = [table.names[i] if i != UNLABELLED else "" for i in table.labels[order]]
    return Neighbours(
        tuple(order), tuple(float(alike[i]) for i in order),
        tuple(table.texts[i] for i in order), tuple(names),
    )  # fmt: skip
