"""How far annotators agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def krippendorff_alpha(annotators: Sequence[Sequence[str]]) -> float:
    """Krippendorff's alpha for nominal labels; empty labels are missing.

    One minus observed over expected disagreement (Krippendorff 2011, *Computing Krippendorff's
    alpha-reliability*, section C); NaN when no row has two labels, 1 when all labels are one.

    Parameters
    ----------
    annotators
        One sequence an annotator, one label a row.
    """
    words = sorted({word for labels in annotators for word in labels if word})
    places = {word: i for i, word in enumerate(words)}
    together = np.zeros((len(words), len(words)))
    for row in zip(*annotators, strict=True):
        given = [places[word] for word in row if word]
        if len(given) < 2:
            continue
        counts = np.bincount(given, minlength=len(words)).astype(float)
        together += (np.outer(counts, counts) - np.diag(counts)) / (len(given) - 1)
    totals = together.sum(axis=1)
    whole = totals.sum()
    if whole < 2:
        return float("nan")
    expected = whole * whole - float(totals @ totals)
    observed = whole - float(np.trace(together))
    return 1.0 if expected == 0 else 1 - (whole - 1) * observed / expected
