"""A rate of learning found by trial: it grows step by step, and the loss says where it helps most.

Smith (2017), *Cyclical learning rates for training neural networks*, section 3.3; the rate taken is
where the smoothed loss falls fastest, which stays below where it turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.text.experiment import TrainingPart
from tinbergen.text.labelled import Array, Whole
from tinbergen.text.parts import need
from tinbergen.text.tuning.adapters import moving
from tinbergen.text.tuning.steps import Sample, batches, optimizer_of, set_rates
from tinbergen.text.tuning.training import batch_of, cross_entropy

if TYPE_CHECKING:
    import pandas as pd

_TRYING = Text("Try rates of learning", "试探学习率")
#: How much of the loss before goes into the smoothed one; the trial ends at this multiple of the
#: least loss.
_KEPT, _RISEN = 0.8, 4.0
#: Steps until the smoothed loss is one of several batches.
_SETTLED = 5


@dataclass(frozen=True, slots=True)
class RateTrial(Result):
    """Losses, smoothed, at rates that grow; ``suggested`` is where the loss falls fastest."""

    rates: Array
    losses: Array
    suggested: float

    def to_frame(self) -> pd.DataFrame:
        """One row a step."""
        import pandas as pd

        return pd.DataFrame({"rate": self.rates, "loss": self.losses})


def find_rate(
    network: Any, sample: Sample, part: TrainingPart, pad: int, *, lowest: float = 1e-6,
    highest: float = 1e-1, steps: int = 60, head: float = 1.0, progress: Progress | None = None,
) -> RateTrial:  # fmt: skip
    """Try rates from ``lowest`` to ``highest``; the network is left as it was.

    Parameters
    ----------
    network, sample, part, pad
        As :func:`tinbergen.text.tuning.training.train` takes them.
    steps
        How many rates are tried, each for one batch.
    head
        The head's rate as a multiple of the encoder's.

    Raises
    ------
    TinbergenError
        T025 when no rate gives a loss that is a number.
    """
    torch = need("torch")
    tell = progress or Progress()
    parameters = moving(network)
    before = {name: p.detach().clone() for name, p in parameters.items()}
    rates = np.geomspace(lowest, highest, steps)
    losses: list[float] = []
    with torch.random.fork_rng():
        torch.manual_seed(part.seed)
        optimizer = optimizer_of(network, part, (1.0, head))
        chosen: list[Whole] = []
        while len(chosen) < steps:
            # Any rows share a batch: long texts at one rate and short at the next compare badly.
            chosen += batches([0] * len(sample), part.batch, part.seed, len(chosen))
        network.train()
        smooth = 0.0
        for step, rate in enumerate(rates):
            tell(_TRYING, step / steps)
            set_rates(optimizer, rate)
            batch = batch_of(sample, chosen[step], pad)
            loss = cross_entropy(
                network(batch.ids, batch.mask, batch.numbers), batch, part, sample.labels
            )
            smooth = _KEPT * smooth + (1 - _KEPT) * float(loss.detach())
            corrected = smooth / (1 - _KEPT ** (step + 1))
            if not np.isfinite(corrected) or (losses and corrected > _RISEN * min(losses)):
                break
            losses.append(corrected)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            for name, parameter in parameters.items():
                parameter.copy_(before[name])
    network.eval()
    if not losses:
        raise TinbergenError("T025", step=0)
    tried = rates[: len(losses)]
    return RateTrial(tried, np.array(losses), steepest(tried, np.array(losses)))


def steepest(rates: Array, losses: Array) -> float:
    """The rate at which the loss falls fastest by the log of the rate, before its least value.

    The first losses, of few batches each, say nothing of the rate.
    """
    end = int(np.argmin(losses)) + 1
    if end < _SETTLED + 3:
        return float(rates[0])
    slopes = np.gradient(losses[:end], np.log(rates[:end]))
    return float(rates[_SETTLED + int(np.argmin(slopes[_SETTLED:]))])
