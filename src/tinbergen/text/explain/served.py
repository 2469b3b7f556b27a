"""Why a served model says so: by gradients where it has any, else by leaving words out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.text.explain.gradients import attribute, has_gradients
from tinbergen.text.explain.occlusion import occlude
from tinbergen.text.explain.spans import spans_of
from tinbergen.text.model import TextModel

Method = Literal["linear", "integrated-gradients", "occlusion"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Words of a text and the weight of each, for ``label``.

    A weight of ``occlusion`` is by how much the label's chance falls without the word. Those of
    ``linear`` models and of ``integrated-gradients`` are parts of the label's logit: with ``rest``
    (what stands outside any word) and ``gap`` they sum to ``logit - baseline``, so the gap says how
    far the integral is from complete; ``steps`` are its points. ``complete`` is whether all words
    were weighed.
    """

    method: Method
    label: str
    words: tuple[tuple[str, float], ...]
    complete: bool
    logit: float | None = None
    baseline: float | None = None
    rest: float | None = None
    gap: float | None = None
    steps: int | None = None


def explained(model: TextModel, text: str, label: str, *, most: int, seconds: float) -> Explanation:
    """What the chance or the logit of a label rests on.

    Parameters
    ----------
    most
        Words that are left out in turn; gradients weigh all that the model reads.
    seconds
        How long it may take. An integral that could be finer is left where it is, its gap told.

    Raises
    ------
    TinbergenError
        T703 when the time is over before anything was found; T160, T161.
    """
    progress = Progress(seconds=seconds)
    try:
        if not has_gradients(model):
            out = occlude(model, text, label=label, most=most, progress=progress)
            words = tuple((s.text, float(v)) for s, v in zip(out.spans, out.drops, strict=True))
            return Explanation("occlusion", label, words, len(words) == len(spans_of(text)))
        found = attribute(model, text, label=label, progress=progress)
    except TinbergenError as fault:
        if fault.code == "U030":
            raise TinbergenError("T703", seconds=seconds) from None
        raise
    method: Method = "integrated-gradients" if model.lexicon is None else "linear"
    words = tuple((s.text, float(v)) for s, v in zip(found.spans, found.values, strict=True))
    return Explanation(
        method, label, words, found.read >= len(text.rstrip()), found.logit, found.baseline,
        found.rest, found.gap, found.steps,
    )  # fmt: skip
