"""Texts that a model should not know."""

import numpy as np
import pytest

from tinbergen.text.robust.outliers import Shape, auroc, energy


def test_energy_by_hand() -> None:
    logits = np.array([[0.0, 0.0], [10.0, 0.0]])
    np.testing.assert_allclose(energy(logits), [-np.log(2), -np.log(np.exp(10) + 1)])
    np.testing.assert_allclose(energy(logits, 2.0)[0], -2 * np.log(2))


def test_distance_by_hand() -> None:
    """Two labels at (0, 0) and (10, 0), both with variances 4 and 1: (12, 2) is 1 + 4 away."""
    around = np.array([[2.0, 1], [-2, 1], [2, -1], [-2, -1]])
    vectors = np.r_[around, around + np.array([10.0, 0])]
    shape = Shape.of(vectors, np.repeat([0, 1], 4))
    np.testing.assert_allclose(shape.means, [[0, 0], [10, 0]])
    np.testing.assert_allclose(shape.distance(np.array([[12.0, 2]])), 5, rtol=0.01)


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    rng = np.random.default_rng(0)
    known, foreign = rng.integers(0, 6, 12), rng.integers(2, 9, 9)
    pairs = np.mean([(f > k) + (f == k) / 2 for k in known for f in foreign])
    assert auroc(known, foreign) == pytest.approx(pairs)


def test_vectors_are_those_of_the_network(workshop) -> None:
    """Of a network that was not trained they are the encoder's own."""
    pytest.importorskip("torch")
    from tinbergen.text.encoder import embed, load_encoder
    from tinbergen.text.experiment import EncoderPart, MethodPart
    from tinbergen.text.model import TextModel
    from tinbergen.text.network import Classifier
    from tinbergen.text.robust.outliers import vectors_of

    part = EncoderPart(name="tiny")
    encoder = load_encoder(part, workshop)
    network = Classifier(encoder.network, encoder.width, 2)
    model = TextModel(("a", "b"), MethodPart(name="full"), part, encoder, network)
    texts = ["rates rise", "jobs lost and prices fell in the market", "the"]
    np.testing.assert_allclose(vectors_of(model, texts, 2), embed(encoder, texts), atol=1e-6)
