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
