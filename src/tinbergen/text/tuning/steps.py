"""Steps of descent: groups of parameters, optimizers, and how rates rise and fall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinbergen.text.experiment import TrainingPart
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.parts import need


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows ready for the network: tokens, labels, and numbers (rows, columns).

    ``targets``, where there are any, are the chances of labels that a teacher gives, (rows,
    labels); ``weights`` are how much each row counts.
    """

    tokens: tuple[tuple[int, ...], ...]
    labels: Whole
    numbers: Array
    targets: Array | None = None
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def lengths(self) -> list[int]:
        """Tokens of each row."""
        return [len(row) for row in self.tokens]


#: Batches whose rows are sorted by length among themselves.
_POOL = 16


def batches(lengths: Sequence[int] | Whole, size: int, seed: int, epoch: int) -> list[Whole]:
    """Rows of each batch of an epoch: an order of its own, the same whenever it is asked for.

    Rows of like ``lengths`` share a batch, which halves what short texts are filled up with: rows
    are shuffled, sorted within pools of some batches, and the batches are shuffled again.
    """
    rng = np.random.default_rng([seed, epoch])
    order = rng.permutation(len(lengths))
    by = np.asarray(lengths)
    found: list[Whole] = []
    for start in range(0, len(order), _POOL * size):
        pool = order[start : start + _POOL * size]
        near = pool[np.argsort(by[pool], kind="stable")]
        found += [near[i : i + size] for i in range(0, len(near), size)]
    return [found[i] for i in rng.permutation(len(found))]


def factor(step: int, steps: int, part: TrainingPart) -> float:
    """What rates are multiplied by at a step: up over the warm-up, then down to zero."""
    warm = int(part.warm_up * steps)
    if step < warm:
        return (step + 1) / warm
    if part.schedule == "constant":
        return 1.0
    past = (step - warm) / max(steps - warm, 1)
    if part.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * past))
    return 1 - past


def optimizer_of(network: Any, part: TrainingPart, rates: tuple[float, float]) -> Any:
    """The optimizer over what moves: the encoder's rate, the head's own; no decay of offsets.

    ``base`` of a group is its rate before the schedule.
    """
    torch = need("torch")
    groups: dict[tuple[bool, bool], list[Any]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            head = name.startswith(("head.", "module.head."))
            groups.setdefault((head, parameter.ndim > 1), []).append(parameter)
    made = [
        {"params": moving, "lr": rates[head], "base": rates[head],
         "weight_decay": part.weight_decay if decays else 0.0}
        for (head, decays), moving in sorted(groups.items(), key=lambda item: item[0])
    ]  # fmt: skip
    kind = {"adamw": torch.optim.AdamW, "adafactor": torch.optim.Adafactor}[part.optimizer]
    return kind(made)


def set_rates(optimizer: Any, by: float) -> None:
    """Every group's rate, as a multiple of its base."""
    for group in optimizer.param_groups:
        group["lr"] = group["base"] * by
