"""Models whose answers are known."""

from collections.abc import Callable

import numpy as np
import pytest

from tinbergen.text.experiment import EncoderPart, MethodPart
from tinbergen.text.model import TextModel
from tinbergen.text.probe import Lexicon


@pytest.fixture
def says() -> Callable[..., TextModel]:
    """Makes a model that says "no" unless a text has one of the words."""
    pytest.importorskip("sklearn")

    def make(*words: str) -> TextModel:
        """A model that says "no" unless a text has one of the words."""
        lexicon = Lexicon([w.lower() for w in words], np.ones(len(words)))
        weights = np.stack([np.full(len(words), 4.0), np.zeros(len(words))])
        return TextModel(("yes", "no"), MethodPart(name="lexical"), EncoderPart(), None, None,
                         lexicon, weights, np.array([0.0, 1.0]))  # fmt: skip

    return make
