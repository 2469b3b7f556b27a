"""Risk and coverage by hand."""

import numpy as np
import pytest

from tinbergen.text.robust.selective import at_threshold, risk_coverage, threshold_for, wilson

CONFIDENCE = np.array([0.6, 0.9, 0.8, 0.7, 0.7])
RIGHT = np.array([0, 1, 1, 0, 1])


def test_the_curve_by_hand() -> None:
    """Answered in order: .9 right, .8 right, both .7 together (one wrong), .6 wrong."""
    curve = risk_coverage(CONFIDENCE, RIGHT)
    np.testing.assert_allclose(curve.coverage, [0.2, 0.4, 0.8, 1.0])
    np.testing.assert_allclose(curve.risk, [0, 0, 0.25, 0.4])
    assert curve.area == pytest.approx(0.4 * 0.25 + 0.2 * 0.4)
    assert curve.to_frame()["confidence"].tolist() == [0.9, 0.8, 0.7, 0.6]


def test_the_threshold_answers_as_much_as_the_risk_allows() -> None:
    curve = risk_coverage(CONFIDENCE, RIGHT)
    assert threshold_for(curve, 0.3) == 0.7
    assert threshold_for(curve, 0.1) == 0.8
    assert threshold_for(risk_coverage(np.array([0.9]), np.array([0])), 0.5) == np.inf
    assert at_threshold(CONFIDENCE, RIGHT, 0.7) == (4, 1)


def test_wilsons_interval() -> None:
    """81 of 263: (.2553, .3662) in Newcombe (1998), Statistics in Medicine 17, table I."""
    low, high = wilson(81, 263)
    assert low == pytest.approx(0.2553, abs=5e-5) and high == pytest.approx(0.3662, abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0) and wilson(0, 20)[0] == 0.0
    # 0 of 20: (0, .1611) in the same table.
    assert wilson(0, 20)[1] == pytest.approx(0.1611, abs=5e-5)
