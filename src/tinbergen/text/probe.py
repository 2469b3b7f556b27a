"""Two models without fine-tuning, to be beaten: words counted, and vectors of the encoder as it is.

Both end in a logistic regression (scikit-learn); its strength is chosen on the validation rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.parts import need
from tinbergen.text.scores import weighted_f1

_STRENGTHS = (0.1, 1.0, 10.0)


def logistic(
    rows: Any, labels: Whole, held: Any, held_labels: Whole, many: int
) -> tuple[Array, Array]:
    """Weights (labels, columns) and offsets (labels,) of the regression that predicts best.

    ``rows`` may be sparse; ``held`` are validation rows, and without any a strength of one stands.
    Labels that no row has get an offset of -30, so that they are never said.
    """
    models = need("sklearn.linear_model")
    best: tuple[float, Any] | None = None
    for strength in _STRENGTHS if len(held_labels) else (1.0,):
        fit = models.LogisticRegression(C=strength, max_iter=2000).fit(rows, labels)
        told = weighted_f1(held_labels, fit.predict(held), many) if len(held_labels) else 0.0
        if best is None or told > best[0]:
            best = told, fit
    assert best is not None
    fit = best[1]
    weights, offsets = fit.coef_, fit.intercept_
    if len(fit.classes_) == 2:
        # A regression of two labels has one row: the other's is its mirror.
        weights, offsets = np.vstack([-weights, weights]) / 2, np.r_[-offsets, offsets] / 2
    whole = np.zeros((many, weights.shape[1])), np.full(many, -30.0)
    whole[0][fit.classes_], whole[1][fit.classes_] = weights, offsets
    return whole


class Lexicon:
    """TF-IDF of words and pairs of words (sublinear counts), learned from training texts."""

    def __init__(self, vocabulary: Sequence[str], weights: Array) -> None:
        extraction = need("sklearn.feature_extraction.text")
        self.vocabulary = tuple(vocabulary)
        self.weights = weights
        places = {word: i for i, word in enumerate(self.vocabulary)}
        self._counts = extraction.CountVectorizer(
            ngram_range=(1, 2), vocabulary=places, analyzer="word", token_pattern=_TOKEN
        )

    @classmethod
    def learned(cls, texts: Sequence[str]) -> Lexicon:
        """Words that stand in at least two texts, or in any where texts are few.

        Raises
        ------
        TinbergenError
            T731 when there is no such word.
        """
        extraction = need("sklearn.feature_extraction.text")
        least = 2 if len(texts) > 200 else 1
        words = extraction.TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, min_df=least, token_pattern=_TOKEN
        )
        try:
            fit = words.fit(texts)
        except ValueError:
            raise TinbergenError("T731", count=len(texts)) from None
        return cls(list(fit.get_feature_names_out()), np.asarray(fit.idf_))

    def rows(self, texts: Sequence[str]) -> Any:
        """TF-IDF of texts, sparse (texts, words), rows of length one."""
        counts = self._counts.transform(texts).astype(np.float64)
        counts.data = 1 + np.log(counts.data)
        scaled = counts.multiply(self.weights[None, :]).tocsr()
        return need("sklearn.preprocessing").normalize(scaled)


#: A word of letters or digits; a character of a script without blanks.
_TOKEN = r"(?u)[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]{2,}"
