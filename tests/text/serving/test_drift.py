"""Population stability: a worked example by hand, and shifts that are found."""

import numpy as np
import pytest

from tinbergen.text.serving.drift import drift, reference_of, stability


def test_the_index_of_two_distributions() -> None:
    # .1 log(.6/.5) - .1 log(.4/.5) = .018232 + .022314
    found = stability(np.array([0.6, 0.4]), np.array([0.5, 0.5]))
    assert found == pytest.approx(0.0405465, abs=1e-6)
    assert stability(np.array([0.3, 0.7]), np.array([0.3, 0.7])) == 0
    assert np.isfinite(stability(np.array([1.0, 0.0]), np.array([0.0, 1.0])))


def test_what_moved_is_named() -> None:
    rng = np.random.default_rng(0)
    up = rng.uniform(0, 1, 4000)
    chances, lengths = np.c_[up, 1 - up], rng.integers(20, 200, 4000)
    reference = reference_of(chances, lengths.tolist())
    same = drift(reference, chances[::2], lengths[::2].tolist())
    assert same.largest < 0.02
    longer = drift(reference, chances, (lengths + 100).tolist())
    assert longer.length > 0.25 > 0.01 > longer.confidence
    surer = drift(reference, np.c_[up**0.1, 1 - up**0.1], lengths.tolist())
    assert surer.labels > 0.25 and surer.confidence > 0.25 and surer.length < 0.01
