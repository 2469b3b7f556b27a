"""Scores, against scikit-learn's."""

import numpy as np
import pytest

from tinbergen.text.scores import calibration_error, score, softmax, weighted_f1, wilson
from tinbergen.text.temperature import fit_temperature

metrics = pytest.importorskip("sklearn.metrics")
RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 3, 400)
LOGITS = RNG.normal(size=(400, 3)) + 1.2 * np.eye(3)[LABELS]


def test_scores_are_those_of_scikit_learn() -> None:
    chances = softmax(LOGITS)
    found, chosen = score(LABELS, chances, "abc"), chances.argmax(1)
    assert found.weighted_f1 == pytest.approx(metrics.f1_score(LABELS, chosen, average="weighted"))
    assert found.macro_f1 == pytest.approx(metrics.f1_score(LABELS, chosen, average="macro"))
    assert found.accuracy == pytest.approx(metrics.accuracy_score(LABELS, chosen))
    assert found.log_loss == pytest.approx(metrics.log_loss(LABELS, chances))
    np.testing.assert_array_equal(found.confusion, metrics.confusion_matrix(LABELS, chosen))
    table = metrics.precision_recall_fscore_support(LABELS, chosen)
    np.testing.assert_allclose(found.to_frame().to_numpy().T, table)
    truth = np.eye(3)[LABELS]
    assert found.brier == pytest.approx(((chances - truth) ** 2).sum(1).mean())
    # About that of a share over 400 rows.
    assert found.error == pytest.approx(0.025, abs=0.004)


def test_labels_that_nobody_has_or_says() -> None:
    labels, chosen = np.array([0, 0, 1]), np.array([0, 1, 1])
    assert weighted_f1(labels, chosen, 3) == pytest.approx(2 / 3)
    found = score(labels, np.eye(3)[chosen], "abc")
    assert found.macro_f1 == pytest.approx(4 / 9)


def test_calibration_error() -> None:
    # Ten rows said with .8, eight of them right: none; six: .2.
    chances = np.tile([0.8, 0.2], (10, 1))
    assert calibration_error(np.repeat([0, 1], [8, 2]), chances) == pytest.approx(0)
    assert calibration_error(np.repeat([0, 1], [6, 4]), chances) == pytest.approx(0.2)


def test_temperature_undoes_what_sharpens() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(20_000, 3))
    labels = np.array([rng.choice(3, p=p) for p in softmax(logits)])
    assert fit_temperature(3 * logits, labels) == pytest.approx(3, rel=0.03)
    assert fit_temperature(logits[:0], labels[:0]) == 1


def test_wilson_as_published() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, count, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
                                   (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):  # fmt: skip
        assert wilson(hits / count, count) == pytest.approx((low, high), abs=6e-5)
    assert wilson(1.0, 5)[1] == 1
