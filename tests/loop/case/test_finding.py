"""How serious a deviation is."""

import pytest

from tinbergen.loop.case.finding import bad


@pytest.mark.parametrize(
    ("size", "usual", "severity"),
    [
        (1.0, 2.0, 0.5),
        (5.0, 2.0, 2.5),
        (50.0, 2.0, 3.0),
        (-5.0, 2.0, 0.0),
        (float("nan"), 2.0, 0.0),
        (float("inf"), 2.0, 0.0),
        (5.0, float("nan"), 0.0),
        (5.0, 0.0, 0.0),
    ],
)
def test_severity_counts_usual_deviations_to_three(
    size: float, usual: float, severity: float
) -> None:
    """On the good side, and of what is not known, there is none."""
    assert bad(size, usual) == severity
