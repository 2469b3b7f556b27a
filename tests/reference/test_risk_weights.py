"""Risk weights that the Basel Committee published."""

import numpy as np
import pytest

from tinbergen.economics.risk_weights import internal_risk_weight

PD = (
    np.array([0.03, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 1, 1.3, 1.5, 2, 2.5, 3, 4, 5, 6, 10, 15, 20])
    / 100
)

#: Basel II (June 2006), Annex 5, per cent: class, loss given default, turnover.
ANNEX_5 = {
    ("corporate", 0.45, 50.0): [14.44, 19.65, 29.65, 49.47, 62.72, 69.61, 82.78, 92.32, 100.95, 105.59, 114.86, 122.16, 128.44, 139.58, 149.86, 159.61, 193.09, 221.54, 238.23],
    ("corporate", 0.45, 5.0): [11.30, 15.39, 23.30, 39.01, 49.49, 54.91, 65.14, 72.40, 78.77, 82.11, 88.55, 93.43, 97.58, 105.04, 112.27, 119.48, 146.51, 171.91, 188.42],
    ("mortgage", 0.45, None): [4.15, 6.23, 10.69, 21.30, 29.94, 35.08, 46.46, 56.40, 67.00, 73.45, 87.94, 100.64, 111.99],
    ("mortgage", 0.25, None): [2.30, 3.46, 5.94, 11.83, 16.64, 19.49, 25.81, 31.33, 37.22, 40.80, 48.85, 55.91, 62.22],
    ("retail", 0.45, None): [4.45, 6.63, 11.16, 21.15, 28.42, 32.36, 40.10, 45.77, 50.80, 53.37, 57.99, 60.90],
    ("retail", 0.85, None): [8.41, 12.52, 21.08, 39.96, 53.69, 61.13, 75.74, 86.46, 95.95, 100.81, 109.53, 115.03],
    ("revolving", 0.45, None): [0.98, 1.51, 2.71, 5.76, 8.41, 10.04, 13.80, 17.22, 21.02, 23.40, 28.92, 33.98],
    ("revolving", 0.85, None): [1.85, 2.86, 5.12, 10.88, 15.88, 18.97, 26.06, 32.53, 39.70, 44.19, 54.63, 64.18],
}  # fmt: skip


@pytest.mark.parametrize("kind", list(ANNEX_5))
def test_annex_5(kind):
    """All 19 points for corporates, those to 2.5 or 3 per cent for the rest. The Committee rounded
    intermediate numbers: the largest difference is .007 points."""
    exposure_class, lgd, turnover = kind
    theirs = ANNEX_5[kind]
    ours = internal_risk_weight(
        PD[: len(theirs)], lgd, exposure_class, turnover=turnover, framework="basel-2"
    )
    np.testing.assert_allclose(100 * ours, theirs, atol=0.0071)


def test_basel_3():
    """The Saudi Central Bank's rulebook (in force since 2023), illustrative weights of Basel III:
    corporates at a loss of 40 per cent, large and small, revolving retail at 50."""
    pd = PD[2:9]
    large, small, revolving = (
        100 * internal_risk_weight(pd, 0.4),
        100 * internal_risk_weight(pd, 0.4, turnover=5.0),
        100 * internal_risk_weight(pd, 0.5, "revolving"),
    )
    np.testing.assert_allclose(
        large, [26.36, 43.97, 55.75, 61.88, 73.58, 82.06, 89.73], atol=0.0071
    )
    np.testing.assert_allclose(
        small, [20.71, 34.68, 43.99, 48.81, 57.91, 64.35, 70.02], atol=0.0071
    )
    np.testing.assert_allclose(
        revolving, [3.01, 6.40, 9.34, 11.16, 15.33, 19.14, 23.35], atol=0.0071
    )


@pytest.mark.parametrize(
    ("arguments", "theirs"),
    [
        ((0.01, 0.4, "corporate", 2.5, None), 82.0593790151568),
        ((0.01, 0.4, "corporate", 4.0, 20.0), 84.6012186947822),
        ((0.02, 0.45, "bank", 1.0, None), 95.77069927734496),
        ((0.02, 0.25, "mortgage", 2.5, None), 48.852793483186865),
        ((0.0005, 0.5, "revolving", 2.5, None), 3.0095034135413012),
        ((0.03, 0.6, "retail", 2.5, None), 83.7224814307428),
    ],
)
def test_like_creditriskengine(arguments, theirs):
    """creditriskengine 0.31.0, irb_risk_weight. It floors sovereigns too, which the accord does not."""
    pd, lgd, kind, maturity, turnover = arguments
    ours = internal_risk_weight(pd, lgd, kind, maturity=maturity, turnover=turnover)
    assert 100 * ours == pytest.approx(theirs, rel=1e-12)
