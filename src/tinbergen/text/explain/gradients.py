"""What each word adds to a label's logit: integrated gradients on the embeddings of tokens.

Sundararajan, Taly and Yan (2017), *Axiomatic attribution for deep networks*: the gradient is
averaged along the straight line from a baseline without words to the text, and multiplied by the
distance. The contributions sum to the difference of the logits at the two ends (completeness);
what is missing from that sum says how good the numerical integral is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.text.encoder import padded
from tinbergen.text.explain.spans import Span, spans_of
from tinbergen.text.frozen import Frozen
from tinbergen.text.labelled import Array
from tinbergen.text.model import TextModel
from tinbergen.text.parts import need

if TYPE_CHECKING:
    import pandas as pd

#: Points on the line at first, and at most; they double until the sum is right to this share.
_STEPS, _MOST, _NEAR = 32, 512, 0.01
#: Points that go through the network at once.
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Attribution(Result):
    """Contributions of words to the logit of ``label``, (words,).

    ``logit`` is that of the text, ``baseline`` that of the text with all tokens padded; ``rest`` is
    what tokens outside any word contribute. ``gap`` is ``logit - baseline`` less the sum of all
    contributions: zero when the integral is exact. ``read`` of the text's characters were.
    """

    text: str
    label: str
    spans: tuple[Span, ...]
    values: Array
    logit: float
    baseline: float
    rest: float
    gap: float
    steps: int
    read: int

    def to_frame(self) -> pd.DataFrame:
        """One row a word."""
        import pandas as pd

        return pd.DataFrame({"word": [s.text for s in self.spans], "value": self.values})


def attribute(
    model: TextModel, text: str, *, label: str | None = None,
    numbers: Sequence[float] | None = None, steps: int | None = None,
    progress: Progress | None = None,
) -> Attribution:  # fmt: skip
    """What each word of a text adds to the logit of a label, before the temperature.

    A lexical model is linear: its words' weights times their frequencies are exact.

    Parameters
    ----------
    label
        The likeliest by default.
    numbers
        What stands beside the text, where the model takes any.
    steps
        Points of the Gauss-Legendre rule; by default as many as bring the gap to one percent of
        the difference, at most 512, and fewer where the time of ``progress`` would not do.

    Raises
    ------
    TinbergenError
        T026 for other numbers than the model takes, T160 a label that it does not know, T161 a text
        without a word, T704 for a model without gradients; those of ``progress``.
    """
    if not has_gradients(model):
        raise TinbergenError("T704")
    spans = spans_of(text)
    if not spans:
        raise TinbergenError("T161")
    beside = None if numbers is None else np.asarray([numbers], dtype=float)
    logits = model.logits([text], beside)[0]
    place = label_place(model, label, logits)
    if model.lexicon is not None:
        return _linear(model, text, spans, place, float(logits[place]))
    return _integrated(model, text, spans, place, beside, steps, progress or Progress())


def has_gradients(model: TextModel) -> bool:
    """Whether a model's weights are at hand: not those of a graph, nor of frozen vectors."""
    if model.lexicon is not None:
        return True
    return model.encoder is not None and not isinstance(model.encoder.network, Frozen)


def label_place(model: TextModel, label: str | None, logits: Array) -> int:
    """The position of a label, the likeliest for None; T160 when there is none of that name."""
    if label is None:
        return int(logits.argmax())
    if label not in model.names:
        raise TinbergenError(
            "T160", hint=did_you_mean(label, model.names), label=label, known=", ".join(model.names)
        )
    return model.names.index(label)


def _linear(
    model: TextModel, text: str, spans: tuple[Span, ...], place: int, logit: float
) -> Attribution:
    """Of a lexical model: a pair of words shares its contribution equally."""
    assert model.lexicon is not None and model.weights is not None
    row = model.lexicon.rows([text]).tocoo()
    values, rest = np.zeros(len(spans)), 0.0
    lower = [span.text.casefold() for span in spans]
    for column, value in zip(row.col, row.data, strict=True):
        own = float(value * model.weights[place, column])
        words = model.lexicon.vocabulary[column].split()
        where = [i for i, word in enumerate(lower) if word in words]
        for i in where:
            values[i] += own / len(where)
        rest += 0.0 if where else own
    baseline = float(model.logits([""], np.asarray([model.beside.means]))[0, place])
    beside = logit - baseline - float(values.sum()) - rest
    return Attribution(text, model.names[place], spans, values, logit, baseline, rest + beside,
                       0.0, 0, len(text))  # fmt: skip


def _integrated(
    model: TextModel, text: str, spans: tuple[Span, ...], place: int, beside: Array | None,
    steps: int | None, tell: Progress,
) -> Attribution:  # fmt: skip
    torch = need("torch")
    assert model.encoder is not None
    tokenizer = model.encoder.tokenizer
    found = tokenizer(
        text, truncation=True, max_length=model.encoder.length, return_offsets_mapping=True
    )
    ids, mask = padded([found["input_ids"]], tokenizer.pad_token_id)
    # Marks of the text stay; a word that the tokenizer does not know is a word.
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    bare = torch.tensor([[i if i in marks else tokenizer.pad_token_id for i in ids[0].tolist()]])
    numbers = torch.tensor(model.beside.standard(beside, 1), dtype=torch.float32)
    ends = _Line(model.network, ids, bare, mask, numbers, place)
    baseline, logit = ends.logit(0.0), ends.logit(1.0)
    many = steps or _STEPS
    while True:
        began = tell.left
        each = ends.contributions(many, tell)
        gap = logit - baseline - float(each.sum())
        if steps or many >= _MOST or abs(gap) <= _NEAR * abs(logit - baseline):
            break
        left = tell.left
        # Twice the points take twice the time.
        if began is not None and left is not None and left < 2 * (began - left):
            break
        many *= 2
    values, rest = np.zeros(len(spans)), 0.0
    for (start, end), own in zip(found["offset_mapping"], each, strict=True):
        where = next((i for i, s in enumerate(spans) if s.start <= start < s.end), None)
        if where is None or start == end:
            rest += float(own)
        else:
            values[where] += own
    read = max(end for _, end in found["offset_mapping"])
    return Attribution(text, model.names[place], spans, values, logit, baseline, rest, gap, many,
                       read)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """The line from the baseline's embeddings to the text's, and the logit along it."""

    network: Any
    ids: Any
    bare: Any
    mask: Any
    numbers: Any
    place: int

    def logit(self, at: float) -> float:
        torch = need("torch")
        with torch.no_grad():
            return float(self._logits(torch.tensor([at]), None)[0])

    def contributions(self, steps: int, tell: Progress) -> Array:
        """Of each token, (tokens,): distance times mean gradient."""
        torch = need("torch")
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        points, weights = (nodes + 1) / 2, weights / 2
        total: Any = 0.0
        for start in range(0, steps, _BATCH):
            tell.check()
            chosen = torch.tensor(points[start : start + _BATCH], dtype=torch.float32)
            kept: list[Any] = []
            logits = self._logits(chosen, kept)
            (slope,) = torch.autograd.grad(logits.sum(), kept[0])
            share = torch.tensor(weights[start : start + _BATCH], dtype=torch.float64)
            total = total + (slope.double() * share[:, None, None]).sum(0)
        distance = (self._embedded(self.ids) - self._embedded(self.bare))[0].double()
        return np.asarray((distance * total).sum(1).detach().numpy())

    def _embedded(self, ids: Any) -> Any:
        with need("torch").no_grad():
            return self.network.encoder.get_input_embeddings()(ids)

    def _logits(self, at: Any, kept: list[Any] | None) -> Any:
        """Logits of the label at points of the line; ``kept`` takes the embeddings there."""
        start, end = self._embedded(self.bare), self._embedded(self.ids)
        points = start + at[:, None, None] * (end - start)
        if kept is not None:
            kept.append(points.requires_grad_())
        # The embedding layer hands out these in place of its own: whatever stands between it and
        # the head, adapters and prompts too, works as it does in prediction.
        layer = self.network.encoder.get_input_embeddings()
        handle = layer.register_forward_hook(lambda *_: points)
        many = len(at)
        try:
            logits = self.network(
                self.ids.expand(many, -1), self.mask.expand(many, -1),
                self.numbers.expand(many, -1),
            )  # fmt: skip
        finally:
            handle.remove()
        return logits[:, self.place].float()
