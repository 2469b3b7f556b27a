"""Pairs of texts and the cosine loss."""

import numpy as np
import pytest

from tinbergen.text.few.contrastive import cosine_loss, pairs_of

torch = pytest.importorskip("torch")


def test_pairs_are_as_many_as_the_paper_draws() -> None:
    """Twice R a row (Tunstall et al. 2022, section 3: R positive and R negative a class of one)."""
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    rows, same = pairs_of(labels, 20, 0)
    assert len(rows) == 2 * 20 * len(labels) and same.sum() == 20 * len(labels)
    assert (same == (labels[rows[:, 0]] == labels[rows[:, 1]])).all()
    assert (rows[:, 0] != rows[:, 1]).all()
    assert (np.bincount(rows[:, 0]) == 40).all()


def test_a_row_alone_with_its_label_has_no_likeness() -> None:
    rows, same = pairs_of(np.array([0, 1, 1]), 3, 0)
    assert same[rows[:, 0] == 0].tolist() == [0, 0, 0] and len(rows) == 3 + 6 + 6


def test_the_loss_by_hand() -> None:
    # Cosines of 0, 1 and -1 against 1, 1 and 0.
    first = torch.tensor([[1.0, 0], [2, 0], [1, 1]])
    second = torch.tensor([[0.0, 3], [5, 0], [-2, -2]])
    lost = cosine_loss(first, second, torch.tensor([1.0, 1.0, 0.0]))
    assert float(lost) == pytest.approx((1 + 0 + 1) / 3)
