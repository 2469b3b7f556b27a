"""Structural decompositions of chains of matrices."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.economics.structural_decomposition import (
    divisia_structural,
    structural_decomposition,
)

NAMES = (Text("intensity", "强度"), Text("technology", "技术"), Text("demand", "需求"))


def economy(seed: int, n: int = 5):
    """Intensities, Leontief inverse and final demand."""
    rng = np.random.default_rng(seed)
    a = rng.uniform(0, 0.9 / n, (n, n))
    return rng.uniform(0.1, 1, n), np.linalg.inv(np.eye(n) - a), rng.uniform(10, 50, n)


@pytest.fixture
def change():
    before = economy(1)
    rng = np.random.default_rng(2)
    e, inverse, y = before
    a = np.eye(5) - np.linalg.inv(inverse)
    after = (
        e * rng.uniform(0.8, 1.0, 5),
        np.linalg.inv(np.eye(5) - a * rng.uniform(0.9, 1.1, (5, 5))),
        y * rng.uniform(1.0, 1.3, 5),
    )
    return before, after


@pytest.mark.parametrize("mean", ["polar", "full"])
def test_parts_sum_exactly(change, mean):
    before, after = change
    found = structural_decomposition(before, after, NAMES, mean=mean)
    totals = [e @ inverse @ y for e, inverse, y in change]
    assert found.totals.sum() == pytest.approx(totals[1] - totals[0], rel=1e-13)
    assert (found.spread[:, 0] <= found.totals + 1e-12).all()
    assert (found.totals <= found.spread[:, 1] + 1e-12).all()


def test_the_polar_mean_is_close_to_the_full_mean(change):
    polar, full = (structural_decomposition(*change, NAMES, mean=m) for m in ("polar", "full"))
    # The orders themselves differ by far more.
    assert np.abs(polar.totals - full.totals).max() < 0.02 * np.ptp(full.spread, axis=1).max()


def test_two_determinants_are_marshall_edgeworth():
    """With K = 2 both means are (dx)(mean y) + (mean x)(dy)."""
    x, y = (3.0, 5.0), (2.0, 7.0)
    found = structural_decomposition([[[x[0]]], [[y[0]]]], [[[x[1]]], [[y[1]]]], NAMES[:2])
    assert found.totals == pytest.approx([(5 - 3) * 4.5, 4.0 * (7 - 2)])


def test_by_sector_with_a_diagonal(change):
    before, after = change
    whole = structural_decomposition(before, after, NAMES)
    diagonal = [(np.diag(e), inverse, y) for e, inverse, y in change]
    split = structural_decomposition(*diagonal, NAMES)
    assert split.parts.shape == (3, 5, 1)
    assert split.totals == pytest.approx(whole.totals)


def test_divisia_agrees_with_the_means(change):
    before, after = change
    found = divisia_structural(before, after, NAMES)
    full = structural_decomposition(before, after, NAMES, mean="full")
    assert found.parts.shape == (3, 5, 5)
    assert found.totals.sum() == pytest.approx(full.totals.sum(), rel=1e-12)
    assert found.totals == pytest.approx(full.totals, rel=0.02)


def test_shapes_must_agree(change):
    before, after = change
    for wrong in (after[:2], (after[0][:3], *after[1:])):
        with pytest.raises(TinbergenError) as caught:
            structural_decomposition(before, wrong, NAMES)
        assert caught.value.code == "F054"
    nine = [np.eye(1)] * 9
    with pytest.raises(TinbergenError) as caught:
        structural_decomposition(nine, nine, [NAMES[0]] * 9, mean="full")
    assert caught.value.code == "F053"
