"""Agreement of annotators."""

import math

import pytest

from tinbergen.text.agreement import krippendorff_alpha

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve
# units, gaps; nominal alpha .743.
PUBLISHED = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


def test_the_published_example() -> None:
    observers = [[word.replace(".", "") for word in row.split()] for row in PUBLISHED]
    assert krippendorff_alpha(observers) == pytest.approx(0.743, abs=5e-4)


def test_edges() -> None:
    assert krippendorff_alpha([["a", "b"], ["a", "b"]]) == 1
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) == 1
    assert math.isnan(krippendorff_alpha([["a", ""], ["", "b"]]))
    # Two annotators who never agree are worse than chance.
    assert krippendorff_alpha([["a", "b"], ["b", "a"]]) == pytest.approx(-0.5)
