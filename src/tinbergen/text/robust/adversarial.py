"""Training against attack: word vectors moved where the loss rises fastest.

FGM: Miyato, Dai and Goodfellow (2017), *Adversarial training methods for semi-supervised text
classification*, equation 5. FreeLB: Zhu et al. (2020), *FreeLB: enhanced adversarial training for
natural language understanding*, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tinbergen.text.experiment import TrainingPart
from tinbergen.text.experiment_ways import RobustPart
from tinbergen.text.learning import Shaping
from tinbergen.text.model import TextModel
from tinbergen.text.parts import need
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import Batch, Objective, cross_entropy

_SMALL = 1e-12


@contextmanager
def moved(network: Any, by: Any) -> Iterator[None]:
    """While it lasts, ``by`` (rows, tokens, width) is added to the vectors of words."""
    layer = getattr(network, "module", network).encoder.get_input_embeddings()
    handle = layer.register_forward_hook(lambda _layer, _given, found: found + by)
    try:
        yield
    finally:
        handle.remove()


def fgm_step(gradient: Any, mask: Any, epsilon: Any) -> Any:
    """The move of each row, (rows, tokens, width): along the gradient, of length ``epsilon`` (a
    number, or one a row).

    Words that only fill up a row do not move.
    """
    gradient = gradient * mask.unsqueeze(-1)
    return epsilon * gradient / _length(gradient).clamp(min=_SMALL)


def within(move: Any, epsilon: Any) -> Any:
    """Moves shortened to a length of ``epsilon`` a row where they are longer."""
    length = _length(move)
    return move * (epsilon / length.clamp(min=_SMALL)).clamp(max=1.0)


def first_move(mask: Any, width: int, epsilon: Any) -> Any:
    """A random move, uniform within ``epsilon`` over the root of how many numbers a row has."""
    torch = need("torch")
    drawn = torch.rand((*mask.shape, width), device=mask.device) * 2 - 1
    many = (mask.sum(1) * width).clamp(min=1).sqrt().view(-1, 1, 1)
    return drawn * mask.unsqueeze(-1) * epsilon / many


def _length(move: Any) -> Any:
    """Euclidean length of each row's move, (rows, 1, 1)."""
    return move.flatten(1).norm(dim=1).view(-1, 1, 1)


def against(robust: RobustPart, part: TrainingPart) -> Shaping:
    """The objective of adversarial training; ``robust.adversarial`` says which.

    FGM adds the loss at the moved words to the plain one; FreeLB descends the mean of the losses
    along its ascent.
    """

    def shape(model: TextModel, sample: Sample) -> Objective:
        torch = need("torch")
        assert model.encoder is not None
        words = model.network.encoder.get_input_embeddings()
        width = int(words.weight.shape[1])

        def reach(batch: Batch, share: float) -> Any:
            """So much of the length of each row's own word vectors, (rows, 1, 1)."""
            with torch.no_grad():
                return share * _length(words(batch.ids) * batch.mask.unsqueeze(-1))

        def loss_at(network: Any, batch: Batch, move: Any) -> Any:
            with moved(network, move):
                logits = network(batch.ids, batch.mask, batch.numbers)
            return cross_entropy(logits, batch, part, sample.labels)

        def fgm(network: Any, batch: Batch, plain: Any) -> Any:
            nothing = torch.zeros((*batch.mask.shape, width), device=batch.ids.device)
            nothing.requires_grad_(True)
            slope = torch.autograd.grad(loss_at(network, batch, nothing), nothing)[0]
            move = fgm_step(slope, batch.mask, reach(batch, robust.epsilon))
            return plain + loss_at(network, batch, move)

        def freelb(network: Any, batch: Batch, plain: Any) -> Any:
            furthest = reach(batch, robust.epsilon)
            move = first_move(batch.mask, width, furthest)
            losses = []
            for _ in range(robust.steps):
                move = move.detach().requires_grad_(True)
                loss = loss_at(network, batch, move)
                losses.append(loss)
                slope = torch.autograd.grad(loss, move, retain_graph=True)[0]
                step = fgm_step(slope, batch.mask, reach(batch, robust.step_size))
                move = within(move + step, furthest)
            return torch.stack(losses).mean()

        return {"fgm": fgm, "freelb": freelb}[robust.adversarial]

    return shape
