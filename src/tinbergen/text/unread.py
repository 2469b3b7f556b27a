"""Texts whose words a model does not know: it answers all the same, from little or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinbergen.text.encoder import tokens_of
from tinbergen.text.model import TextModel

#: Share of a text's tokens that may be unknown before it counts as not read.
MOST = 0.25


def unread(model: TextModel, texts: Sequence[str]) -> int:
    """How many texts the model can't read: more than :data:`MOST` of their tokens stand in no
    vocabulary of its encoder or, of a lexical model, none of their words in its lexicon.

    A text of another language in an alphabet that the encoder has counts as read: its tokens are
    known, if not what they mean.
    """
    if not texts:
        return 0
    if model.lexicon is not None:
        return int(np.sum(np.diff(model.lexicon.rows(texts).indptr) == 0))
    if model.encoder is None:
        rows, unknown = model.network.tokens(texts), model.network.unknown
    elif model.encoder.tokenizer is None:
        return 0
    else:
        rows, unknown = tokens_of(model.encoder, texts), model.encoder.tokenizer.unk_token_id
    return 0 if unknown is None else sum(_share(row, unknown) > MOST for row in rows)


def _share(row: Sequence[int], unknown: Any) -> float:
    # The tokens that begin and end a text say nothing of it.
    return row.count(unknown) / max(1, len(row) - 2)
