"""Labels that are doubtful."""

import numpy as np
import pytest

from tinbergen.text.few.noise import confident_joint, doubtful, kept_losses, unseen_chances

torch = pytest.importorskip("torch")
pytest.importorskip("sklearn")

# Mean chance of label 0 among its rows: (.9 + .8 + .1) / 3 = .6; of label 1: (.7 + .6 + .2) / 3 = .5.
LABELS = np.array([0, 0, 0, 1, 1, 1])
CHANCES = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.4, 0.6], [0.8, 0.2]])


def test_the_confident_joint_by_hand() -> None:
    assert confident_joint(LABELS, CHANCES).tolist() == [[2, 1], [1, 2]]
    assert doubtful(LABELS, CHANCES).tolist() == [2, 5]


def test_a_row_below_every_mean_counts_as_nothing() -> None:
    chances = CHANCES.copy()
    chances[1] = [0.55, 0.45]  # means are now .5167 and .5; rows beneath both are not counted
    chances[0] = [0.9, 0.1]
    chances[4] = [0.51, 0.49]  # means: .5167, (.7 + .49 + .2) / 3 = .4633
    assert confident_joint(LABELS, chances).tolist() == [[2, 1], [1, 2]]
    chances[4] = [0.6, 0.4]  # label 0's mean .5167 is reached: counts as 0
    assert doubtful(LABELS, chances).tolist() == [2, 4, 5]


def test_no_row_is_judged_by_a_model_that_saw_it() -> None:
    """A row that nothing resembles is judged by the others: its own label can't speak for it."""
    rng = np.random.default_rng(0)
    rows = np.r_[rng.normal(-2, 0.3, (30, 1)), rng.normal(2, 0.3, (30, 1))]
    labels = np.repeat([0, 1], 30)
    labels[[3, 40]] = 1 - labels[[3, 40]]
    chances = unseen_chances(rows, labels, 2, 0)
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    assert doubtful(labels, chances).tolist() == [3, 40]


def test_the_worst_losses_are_left_out() -> None:
    each = torch.tensor([1.0, 4.0, 2.0, 9.0, 3.0])
    assert float(kept_losses(each, 0.2)) == pytest.approx((1 + 2 + 3 + 4) / 4)
    assert float(kept_losses(each, 0.0)) == pytest.approx(19 / 5)
    assert float(kept_losses(each, 0.99)) == 1.0
