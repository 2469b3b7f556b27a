"""Attention heads that matter least, cut out; whole layers left out.

A head matters by how far the loss moves when it is turned down (Michel, Levy and Neubig 2019, *Are
sixteen heads really better than one?*, section 4.1): the mean over texts of the absolute product of
its output and the gradient there, normalised within a layer.
"""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.parts import need
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import batch_of


def attention_layers(encoder: Any) -> list[Any]:
    """The attention of each layer of a BERT or one made like it.

    Raises
    ------
    TinbergenError
        T102 for a network that is made otherwise.
    """
    found = [module for module in encoder.modules()
             if hasattr(module, "self") and hasattr(module, "output")
             and all(hasattr(module.self, part) for part in ("query", "key", "value"))
             and hasattr(module.output, "dense")]  # fmt: skip
    if not found:
        raise TinbergenError("T102", network=type(encoder).__name__)
    return found


def head_scores(network: Any, sample: Sample, pad: int) -> Array:
    """How much each head matters, (layers, heads); the squares of a layer sum to one.

    The loss is against the network's own labels, so no one else's are needed.
    """
    torch = need("torch")
    layers = attention_layers(network.encoder)
    heads = layers[0].self.num_attention_heads
    totals = np.zeros((len(layers), heads))
    for start in range(0, len(sample), 16):
        rows = np.arange(start, min(start + 16, len(sample)))
        batch = batch_of(sample, rows, pad)
        kept: list[Any] = []
        hooks = [
            layer.output.dense.register_forward_pre_hook(partial(_keep, kept)) for layer in layers
        ]
        logits = network(batch.ids, batch.mask, batch.numbers)
        for hook in hooks:
            hook.remove()
        loss = torch.nn.functional.cross_entropy(logits, logits.argmax(dim=1))
        for place, moved in enumerate(torch.autograd.grad(loss, kept)):
            product = (kept[place].detach() * moved).reshape(*moved.shape[:2], heads, -1)
            each = product.sum(dim=(1, 3)).abs().sum(dim=0)
            totals[place] += len(rows) * each.double().numpy()
    scale = np.sqrt((totals**2).sum(axis=1, keepdims=True))
    return np.asarray(totals / np.maximum(scale, 1e-300))


def _keep(kept: list[Any], _: Any, given: Any) -> None:
    given[0].requires_grad_(True)
    kept.append(given[0])


def without_heads(network: Any, scores: Array, share: float) -> tuple[Any, Whole]:
    """A copy of a network without the heads that matter least, and which ones were cut (heads, 2).

    At least one head of a layer stays. The copy's layers differ in width, so it can be kept as a
    graph only.
    """
    torch = need("torch")
    small = copy.deepcopy(network)
    order = np.argsort(scores, axis=None, kind="stable")
    left = np.full(len(scores), scores.shape[1])
    cut: list[tuple[int, int]] = []
    for place in order:
        layer, head = (int(i) for i in np.unravel_index(place, scores.shape))
        if len(cut) >= round(share * scores.size):
            break
        if left[layer] > 1:
            left[layer] -= 1
            cut.append((layer, head))
    for number, layer in enumerate(attention_layers(small.encoder)):
        gone = {head for at, head in cut if at == number}
        size, heads = layer.self.attention_head_size, scores.shape[1]
        stay = torch.tensor(
            [h * size + i for h in range(heads) if h not in gone for i in range(size)]
        )
        with torch.no_grad():
            for name in ("query", "key", "value"):
                setattr(layer.self, name, _narrowed(getattr(layer.self, name), stay, 0))
            layer.output.dense = _narrowed(layer.output.dense, stay, 1)
        layer.self.num_attention_heads = heads - len(gone)
        layer.self.all_head_size = size * (heads - len(gone))
    return small, np.array(cut, dtype=np.int64).reshape(-1, 2)


def _narrowed(linear: Any, stay: Any, axis: int) -> Any:
    torch = need("torch")
    weight = linear.weight.index_select(axis, stay)
    narrow = torch.nn.Linear(weight.shape[1], weight.shape[0])
    narrow.weight.copy_(weight)
    narrow.bias.copy_(linear.bias.index_select(0, stay) if axis == 0 else linear.bias)
    return narrow


def with_layers(network: Any, layers: int) -> Any:
    """A copy of a network with so many of its layers, evenly taken; the last always stays.

    Raises
    ------
    TinbergenError
        T102 for a network that has no list of layers, T103 for a number it can't have.
    """
    small = copy.deepcopy(network)
    stack = getattr(getattr(small.encoder, "encoder", None), "layer", None)
    if stack is None:
        raise TinbergenError("T102", network=type(small.encoder).__name__)
    if not 1 <= layers <= len(stack):
        raise TinbergenError("T103", given=layers, most=len(stack))
    chosen = np.linspace(len(stack) / layers - 1, len(stack) - 1, layers).round().astype(int)
    small.encoder.encoder.layer = need("torch").nn.ModuleList([stack[i] for i in chosen])
    small.encoder.config.num_hidden_layers = layers
    return small
