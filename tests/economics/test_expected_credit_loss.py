"""Expected credit losses by hand and by another program; stages whose parts sum."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.economics.expected_credit_loss import expected_credit_loss, stage_provisions

MOVES = np.array([[0.95, 0.04, 0.01], [0.1, 0.8, 0.1], [0.0, 0.05, 0.95]])
CRISIS = np.array([[0.85, 0.12, 0.03], [0.05, 0.75, 0.2], [0.0, 0.02, 0.98]])


def test_like_creditriskengine():
    """creditriskengine 0.31.0: ecl_lifetime on the marginal probabilities of yearly ones, with paths
    of loss and exposure, at 5 per cent; ecl_12_month."""
    given = ([0.02, 0.03, 0.025], [0.45, 0.4, 0.35], [100.0, 80.0, 60.0], 0.05)
    assert expected_credit_loss(*given) == pytest.approx(2.1415873015873026, rel=1e-13)
    assert expected_credit_loss(*given, 1) == pytest.approx(0.8571428571428572, rel=1e-13)
    assert expected_credit_loss(*given, 3) == pytest.approx(45.0)


def test_draws_and_quarters():
    pd = np.full((7, 12), 0.01)
    found = expected_credit_loss(pd, 0.5, 100.0, 0.0, 1, per_year=4)
    np.testing.assert_allclose(found, 50.0 * (1 - 0.99**4))
    np.testing.assert_allclose(expected_credit_loss(pd, 0.5, 100.0, 0.0), 50.0 * (1 - 0.99**12))


def test_provisions_by_hand():
    """Two years left at 0 per cent: stage 1 sees a year, stage 2 two."""
    found = stage_provisions([80.0, 15.0, 5.0], MOVES[None], 0.4, 0.0, 2)
    second = 0.1 + 0.8 * 0.1 + 0.1 * 0.01
    np.testing.assert_allclose(found.coverage[0], [0.4 * 0.01, 0.4 * second, 0.4])
    np.testing.assert_allclose(found.exposure[1], np.array([80.0, 15.0, 5.0]) @ MOVES)
    np.testing.assert_allclose(found.charge, np.diff(found.allowance.sum(axis=-1)))
    np.testing.assert_allclose(found.remeasurement, 0.0, atol=1e-12)


def test_a_crisis_ahead_is_provided_for_at_once():
    """Stage 2 foresees it from the start; both parts of the charge are positive, and sum."""
    path = np.stack([MOVES, CRISIS, CRISIS, MOVES])
    calm = stage_provisions([80.0, 15.0, 5.0], np.stack([MOVES] * 4), 0.4, 0.05, 3)
    crisis = stage_provisions([80.0, 15.0, 5.0], np.stack([path, path]), 0.4, 0.05, 3)
    assert crisis.exposure.shape == (2, 5, 3)
    assert crisis.coverage[0, 0, 1] > calm.coverage[0, 1]
    np.testing.assert_allclose(crisis.charge, np.diff(crisis.allowance.sum(axis=-1), axis=-1))
    np.testing.assert_allclose(crisis.exposure.sum(axis=-1), 100.0)
    assert crisis.charge[0].sum() > calm.charge.sum()
    assert crisis.to_frame().shape == (5, 9)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: expected_credit_loss([1.5], 0.4, 1.0, 0.0)),
        ("F053", lambda: expected_credit_loss([0.5], 0.4, 1.0, 0.0, 4)),
        ("F053", lambda: expected_credit_loss([0.5], 0.4, 1.0, -1.0)),
        ("C011", lambda: stage_provisions([1.0], MOVES[None], 0.4, 0.0, 2)),
        ("C011", lambda: stage_provisions([1.0, 1.0, 1.0], MOVES, 0.4, 0.0, 2)),
        ("F171", lambda: stage_provisions([1.0, 1.0, 1.0], 0.9 * MOVES[None], 0.4, 0.0, 2)),
        ("F053", lambda: stage_provisions([1.0, 1.0, 1.0], MOVES[None], 0.4, 0.0, 0)),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
