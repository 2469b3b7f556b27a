"""Scores by source."""

import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from tinbergen.text.knowledge.invariance import by_source

pytest.importorskip("scipy")


def test_scores_by_source_and_whether_they_differ() -> None:
    sources = ["fed"] * 40 + ["ecb"] * 20
    labels = np.zeros(60, dtype=int)
    chances = np.tile([0.9, 0.1], (60, 1))
    chances[:10] = chances[40:55] = [0.1, 0.9]
    found = by_source(sources, labels, chances, ("a", "b"))
    assert [(s.source, s.rows, s.accuracy) for s in found.sources] == [
        ("ecb", 20, 0.25),
        ("fed", 40, 0.75),
    ]
    # Against scipy's table of right and wrong, without Yates's correction.
    whole = chi2_contingency([[5, 15], [30, 10]], correction=False)
    assert (found.statistic, found.chance, found.freedom) == pytest.approx(
        (whole.statistic, whole.pvalue, 1)
    )
    assert len(found.to_frame()) == 2


def test_one_source_tells_no_difference() -> None:
    found = by_source(["x"] * 4, np.zeros(4, dtype=int), np.eye(2)[[0, 0, 1, 0]], ("a", "b"))
    assert math.isnan(found.chance) and found.freedom == 0
    alike = by_source(["x", "y"], np.zeros(2, dtype=int), np.eye(2)[[0, 0]], ("a", "b"))
    assert math.isnan(alike.chance)
