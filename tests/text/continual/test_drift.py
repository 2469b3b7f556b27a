"""Drift by hand."""

import numpy as np
import pytest

from tinbergen.text.continual.drift import drift_of, stability_index
from tinbergen.text.continual.forgetting import Forgetting


def test_the_stability_index_by_hand() -> None:
    """Two parts that held a half each now hold .8 and .2: .3 ln(.8 / .5) - .3 ln(.2 / .5)."""
    before, now = np.arange(10.0), np.r_[np.zeros(8), np.full(2, 9.0)]
    expected = 0.3 * np.log(0.8 / 0.5) - 0.3 * np.log(0.2 / 0.5)
    assert stability_index(before, now, 2) == pytest.approx(expected)
    assert stability_index(before, before) == 0.0


def test_a_part_that_is_empty_now_counts_half_a_row() -> None:
    before, now = np.arange(10.0), np.full(10, 9.0)
    shares = np.array([0.5, 10]) / 10.5
    expected = ((shares - 0.5) * np.log(shares / 0.5)).sum()
    assert stability_index(before, now, 2) == pytest.approx(expected)


@pytest.mark.parametrize(("by", "shifted"), [(0.0, False), (1.0, True)])
def test_vectors_that_move_are_seen(by: float, shifted: bool) -> None:
    rng = np.random.default_rng(2)
    chances = rng.dirichlet([2, 2, 2], 400)
    vectors = rng.normal(size=(400, 6))
    now = rng.normal(size=(400, 6)) + np.array([by, 0, 0, 0, 0, 0])
    found = drift_of("abc", chances[:200], chances[200:], vectors, now, 0.25)
    assert found.shifted == shifted and len(found.p_values) == 6
    assert (min(found.p_values) < 0.05 / 6) == shifted


def test_chances_that_move_are_seen() -> None:
    rng = np.random.default_rng(0)
    before, now = rng.dirichlet([2, 2], 400), rng.dirichlet([4, 1], 400)
    still = rng.normal(size=(400, 3))
    found = drift_of("ab", before, now, still, still, 0.25)
    assert found.shifted and min(found.p_values) == 1.0 and max(found.stability) > 0.25
    assert found.to_frame().loc["a", "stability"] == found.stability[0]


def test_backward_and_forward_transfer_by_hand() -> None:
    matrix = np.array([[0.8, 0.4, 0.3], [0.7, 0.9, 0.5], [0.6, 0.7, 0.95]])
    found = Forgetting(("1", "2", "3"), matrix)
    # ((.6 - .8) + (.7 - .9)) / 2, (.4 + .5) / 2, (.6 + .7 + .95) / 3
    assert found.backward == pytest.approx(-0.2)
    assert found.forward == pytest.approx(0.45) and found.last == pytest.approx(0.75)
    assert np.isnan(Forgetting(("1",), matrix[:1, :1]).backward)
