"""Which texts to ask."""

from itertools import combinations

import numpy as np
import pytest

from tinbergen.text.few.asking import doubts, k_center, to_ask

CHANCES = np.array([[0.9, 0.05, 0.05], [0.5, 0.5, 0.0], [0.4, 0.3, 0.3]])


def test_doubts_by_hand() -> None:
    np.testing.assert_allclose(doubts(CHANCES, "confidence"), [0.1, 0.5, 0.6])
    np.testing.assert_allclose(doubts(CHANCES, "margin"), [-0.85, 0.0, -0.1])
    third = -0.4 * np.log(0.4) - 0.6 * np.log(0.3)
    np.testing.assert_allclose(doubts(CHANCES)[1:], [np.log(2), third])


def radius(vectors, centers) -> float:
    apart = np.linalg.norm(vectors[:, None] - centers[None], axis=2)
    return float(apart.min(axis=1).max())


@pytest.mark.parametrize("seed", range(5))
def test_the_greedy_cover_is_within_twice_the_best(seed: int) -> None:
    """Its guarantee (Gonzalez 1985), against every choice of three of ten."""
    rng = np.random.default_rng(seed)
    vectors, known = rng.normal(size=(10, 2)), rng.normal(size=(2, 2))
    chosen = k_center(vectors, known, 3)
    ours = radius(vectors, np.vstack([known, vectors[chosen]]))
    best = min(
        radius(vectors, np.vstack([known, vectors[list(some)]]))
        for some in combinations(range(10), 3)
    )
    assert best <= ours <= 2 * best + 1e-12


def test_the_next_center_is_the_farthest() -> None:
    line = np.array([[0.0], [1.0], [5.0], [9.0]])
    assert k_center(line, np.array([[0.0]]), 2).tolist() == [3, 2]
    # Without a known one it begins at the middle (3.75): 5, then 0, then 9.
    assert k_center(line, np.empty((0, 1)), 3).tolist() == [2, 0, 3]
    assert k_center(line, np.empty((0, 1)), 9).tolist() == [2, 0, 3, 1]
    assert not len(k_center(line[:0], line, 2))


def test_a_batch_spreads_over_the_doubtful() -> None:
    chances = np.array([[0.5, 0.5]] * 4 + [[0.51, 0.49]] + [[1.0, 0.0]] * 20)
    vectors = np.array([[1.0], [1.0], [1.0], [1.0], [4.0], *[[90.0]] * 20])
    known = np.array([[0.0]])
    assert to_ask(chances, vectors, known, 2, "uncertainty").tolist() == [0, 1]
    assert to_ask(chances, vectors, known, 1, "batch").tolist() == [4]
    assert to_ask(chances, vectors, known, 1, "diversity").tolist() == [5]
