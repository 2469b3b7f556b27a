"""Texts of training that are most alike."""

import numpy as np
import pytest

from tinbergen.text.experiment import DataPart
from tinbergen.text.explain.neighbours import nearest, vectors_of
from tinbergen.text.labelled import read_labelled

pytest.importorskip("sklearn")


def test_a_text_is_most_like_itself(trained, workshop) -> None:
    table = read_labelled(DataPart(table="table.csv"), workshop)
    found = nearest(trained, table.texts[7], table, most=3)
    assert found.texts[0] == table.texts[7] and found.likeness[0] == pytest.approx(1, abs=1e-6)
    assert list(found.likeness) == sorted(found.likeness, reverse=True)
    assert found.labels[0] == table.names[table.labels[7]] and len(found.to_frame()) == 3
    vectors = vectors_of(trained, table.texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert nearest(trained, table.texts[7], table, most=3, vectors=vectors).rows == found.rows
