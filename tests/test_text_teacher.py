"""Labels that have slipped against their sentences are brought back."""

import numpy as np
import pytest

pytest.importorskip("sklearn")
from benchmarks.text_teacher import SURE, interval, realigned


def test_slipped_labels_are_brought_back() -> None:
    """Sentences are taken out of meetings after they were labelled, as it seems to have happened;
    the regression to begin with is right in three cases of five."""
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    centres = rng.normal(size=(3, 20))
    vectors, beside, true, meetings = [], [], [], []
    for meeting in range(60):
        label = rng.integers(0, 3, 70)
        text = centres[label] + 2.5 * rng.normal(size=(70, 20))
        kept = np.sort(rng.permutation(70)[:64])
        vectors.append(text[kept])
        true.append(label[kept])
        beside.append(label[:64])
        meetings += [f"m{meeting}"] * 64
    seen, right, stated = np.vstack(vectors), np.concatenate(true), np.concatenate(beside)
    others = rng.integers(0, 3, 300)
    start = LogisticRegression(C=0.01).fit(
        centres[others] + 2.5 * rng.normal(size=(300, 20)), others
    )
    found = realigned(seen, stated, np.array(meetings), start)
    sure = found.max(axis=1) > SURE
    assert np.mean(stated == right) < 0.5 and sure.mean() > 0.5
    assert np.mean(found.argmax(axis=1)[sure] == right[sure]) > 0.9
    assert (found.sum(axis=1) <= 1 + 1e-9).all()


def test_an_interval_holds_its_correlation() -> None:
    rng = np.random.default_rng(1)
    one = rng.normal(size=200)
    value, low, high = interval(one, one + rng.normal(size=200))
    assert low < value < high and value == pytest.approx(0.7, abs=0.1)
