"""Run lengths against published tables."""

import pytest

from tinbergen.statistics.cycles.run_length import (
    cusum_run_length,
    ewma_run_length,
    shewhart_run_length,
)

SHIFTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)


@pytest.mark.parametrize(
    ("threshold", "published"),
    [
        (4.0, (168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.62, 2.19, 1.71)),
        (5.0, (465, 139, 38.0, 17.0, 10.4, 5.75, 4.01, 3.11, 2.57, 2.01)),
    ],
)
def test_cusum(threshold, published):
    """Montgomery (2013), table 9.4: tabular CUSUM with k = 1/2, h = 4 and 5."""
    for shift, expected in zip(SHIFTS, published, strict=True):
        assert cusum_run_length(0.5, threshold, shift) == pytest.approx(expected, rel=4e-3)


@pytest.mark.parametrize(
    ("weight", "width", "published"),
    [
        (0.40, 3.054, (500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0, 1.4)),
        (0.25, 2.998, (500, 170, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7)),
        (0.20, 2.962, (500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9)),
        (0.10, 2.814, (500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2)),
        (0.05, 2.615, (500, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7)),
    ],
)
def test_ewma(weight, width, published):
    """Lucas and Saccucci (1990), reprinted in Montgomery (2013), table 9.11."""
    for shift, expected in zip(SHIFTS, published, strict=True):
        found = ewma_run_length(weight, width, shift)
        assert found == pytest.approx(expected, rel=5e-3, abs=0.06)


def test_shewhart():
    """Montgomery (2013), section 5.3: three-sigma limits alarm falsely every 370 samples."""
    assert shewhart_run_length(3.0) == pytest.approx(370.4, abs=0.1)
