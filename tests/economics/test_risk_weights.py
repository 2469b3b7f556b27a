"""Standardised weights, floors and refusals; published points are in tests/reference."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.economics.risk_weights import (
    asset_correlation,
    defaulted_risk_weight,
    fixed_risk_weight,
    internal_risk_weight,
    mortgage_risk_weight,
    rated_risk_weight,
    unrated_bank_weight,
)


def test_standardised_weights_are_creditriskengine_s():
    """creditriskengine 0.31.0, steps of credit quality 1 to 6 and unrated; unrated banks by grade."""
    steps = ("AA", "A", "BBB", "BB", "B", "CCC", "unrated")
    assert [rated_risk_weight("sovereign", s) for s in steps] == [0, 0.2, 0.5, 1, 1, 1.5, 1]
    assert [rated_risk_weight("bank", s) for s in steps[:-1]] == [0.2, 0.3, 0.5, 1, 1, 1.5]
    assert [rated_risk_weight("corporate", s) for s in steps] == [0.2, 0.5, 0.75, 1, 1.5, 1.5, 1]
    assert [unrated_bank_weight(g) for g in ("A", "B", "C")] == [0.4, 0.75, 1.5]
    kinds = ("retail", "subordinated", "equity", "speculative-equity")
    assert [fixed_risk_weight(kind) for kind in kinds] == [0.75, 1.5, 2.5, 4.0]
    ratios = [0.4, 0.5, 0.55, 0.7, 0.85, 0.95, 1.2]
    assert mortgage_risk_weight(ratios).tolist() == [0.2, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7]
    assert mortgage_risk_weight(ratios, let=True).tolist() == [
        0.3,
        0.3,
        0.35,
        0.45,
        0.6,
        0.75,
        1.05,
    ]
    assert defaulted_risk_weight([0.1, 0.2]).tolist() == [1.5, 1.0]


def test_floors():
    least = internal_risk_weight(0.0, 0.45)
    assert (
        least
        == internal_risk_weight(0.0005, 0.45)
        > internal_risk_weight(0.0, 0.45, framework="basel-2")
    )
    assert internal_risk_weight(0.0, 0.45, "sovereign") == 0.0
    weights = internal_risk_weight([0.0, 1e-8, 1e-6, 1e-5, 1e-4], 0.45, "sovereign")
    assert (np.diff(weights) > 0.0).all()
    assert internal_risk_weight(0.0, 0.5, "revolving") == internal_risk_weight(
        0.001, 0.5, "revolving"
    )


def test_correlations_lie_between_their_bounds():
    assert asset_correlation([0.0, 1.0]).tolist() == pytest.approx([0.24, 0.12])
    assert asset_correlation([0.0, 1.0], "retail").tolist() == pytest.approx([0.16, 0.03])
    assert asset_correlation(0.0, turnover=5.0) == pytest.approx(0.20)
    assert asset_correlation(0.0, turnover=27.5) == pytest.approx(0.22)
    large, small = (internal_risk_weight(0.01, 0.45, "bank", large_bank=b) for b in (True, False))
    assert large > small


def test_maturity_is_cut():
    weights = internal_risk_weight(0.01, 0.45, maturity=np.array([0.1, 1.0, 2.5, 5.0, 9.0]))
    assert weights[0] == weights[1] < weights[2] < weights[3] == weights[4]


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: internal_risk_weight(1.0, 0.45)),
        ("F053", lambda: internal_risk_weight(0.01, 45.0)),
        ("F172", lambda: internal_risk_weight(0.01, 0.45, "corporat")),
        ("F172", lambda: rated_risk_weight("bank")),
        ("F172", lambda: unrated_bank_weight("D")),
        ("F172", lambda: fixed_risk_weight("retial")),
        ("F053", lambda: mortgage_risk_weight(-0.1)),
        ("F053", lambda: asset_correlation(0.01, turnover=-1.0)),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
