"""Words taken out, one by one."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.explain.occlusion import occlude

pytest.importorskip("transformers")


def test_what_a_word_taken_out_changes(linear) -> None:
    found = occlude(linear, "rates rise jobs", label="first")
    chances = linear.predict(["rates rise jobs", "rise jobs", "rates jobs", "rates rise"]).chances[
        :, 0
    ]
    np.testing.assert_allclose(found.drops, chances[0] - chances[1:], atol=1e-6)
    assert found.chance == pytest.approx(chances[0], abs=1e-6)
    assert list(found.to_frame()["word"]) == ["rates", "rise", "jobs"]
    with pytest.raises(TinbergenError, match="T161"):
        occlude(linear, "")


def test_a_text_of_very_many_words_is_refused_unless_the_first_are_asked_for(linear) -> None:
    text = "rates " * 2001
    with pytest.raises(TinbergenError, match="T735"):
        occlude(linear, text)
    assert len(occlude(linear, text, most=2).spans) == 2
