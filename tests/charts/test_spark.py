"""Paths as rows of blocks."""

import math

from tinbergen.charts.spark import spark


def test_the_path_from_its_lowest_to_its_highest() -> None:
    assert spark([1.0, 2.0, None, 3.0, math.nan]) == "▁▅ █ "
    assert spark([5.0, 5.0]) == "▁▁"
    assert spark([]) == spark([None, math.nan]) == ""


def test_a_long_path_is_thinned() -> None:
    assert len(spark([float(t) for t in range(100)], 20)) == 20
    assert len(spark([float(t) for t in range(101)], 20)) <= 20
