"""Elastic weights: what earlier periods need is held in place.

Kirkpatrick et al. (2017), *Overcoming catastrophic forgetting in neural networks*, PNAS 114,
equation 3, with the diagonal of the Fisher information summed over earlier periods and parameters
held at where the last one left them (one penalty, Huszár 2018, *Note on the quadratic penalties in
elastic weight consolidation*).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.learning import Shaping
from tinbergen.text.model import TextModel
from tinbergen.text.parts import need
from tinbergen.text.tuning.adapters import moving
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import Batch, Objective, batch_of

_WEIGHING = Text("See which parameters earlier periods need", "计算以往时期所需的参数")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where parameters are held, and how firmly each: its Fisher information."""

    values: Values
    fisher: Values

    def penalty(self, parameters: Values) -> Any:
        """Half the sum of squared distances, each times its information."""
        terms = [
            (self.fisher[name] * (parameter - self.values[name]) ** 2).sum()
            for name, parameter in parameters.items()
        ]
        return 0.5 * sum(terms)


def fisher_of(
    network: Any, sample: Sample, pad: int, most: int, seed: int, progress: Progress | None = None
) -> Values:
    """The diagonal of the Fisher information of what moves, a mean over rows.

    Expected over the labels that the network itself says (not the true ones), without dropout.

    Parameters
    ----------
    sample
        Rows; at most ``most`` of them are drawn.
    """
    torch = need("torch")
    tell = progress or Progress()
    parameters = moving(network)
    found = {name: torch.zeros_like(p) for name, p in parameters.items()}
    rows = np.random.default_rng(seed).permutation(len(sample))[:most]
    device = next(iter(parameters.values())).device
    network.eval()
    for step, row in enumerate(rows):
        tell(_WEIGHING, step / len(rows))
        one = batch_of(sample, np.array([row]), pad, device)
        told = network(one.ids, one.mask, one.numbers).float().log_softmax(1)[0]
        for label, chance in enumerate(told.detach().exp()):
            slopes = torch.autograd.grad(
                told[label], list(parameters.values()), retain_graph=label + 1 < len(told),
                allow_unused=True,
            )  # fmt: skip
            for name, slope in zip(parameters, slopes, strict=True):
                if slope is not None:
                    found[name] += chance * slope**2 / len(rows)
    return found


def anchored(before: Anchor | None, network: Any, fisher: Values) -> Anchor:
    """The anchor after one more period."""
    values = {name: p.detach().clone() for name, p in moving(network).items()}
    if before is not None:
        fisher = {name: value + before.fisher[name] for name, value in fisher.items()}
    return Anchor(values, fisher)


def held_by(anchor: Anchor, strength: float) -> Shaping:
    """An objective that adds the penalty, ``strength`` times."""

    def shape(model: TextModel, sample: Sample) -> Objective:
        def objective(network: Any, batch: Batch, plain: Any) -> Any:
            return plain + strength * anchor.penalty(moving(getattr(network, "module", network)))

        return objective

    return shape
