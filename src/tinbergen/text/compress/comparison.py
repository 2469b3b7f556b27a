"""How far a smaller model says what its original says, and what it costs to ask.

Accuracy alone hides damage: it may even rise by chance. What is gated is the share of texts with
the same label, and how far logits moved.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.text.labelled import Array, LabelledTable
from tinbergen.text.model import TextModel, size_of
from tinbergen.text.parts import need
from tinbergen.text.scores import weighted_f1

#: Texts that are asked one by one for the times.
_TIMED = 200


@dataclass(frozen=True, slots=True)
class Likeness:
    """``agreement``: share of texts with the original's label; ``drift`` and ``mean_drift``: the
    largest and the mean change of a logit."""

    agreement: float
    drift: float
    mean_drift: float
    f1: float


@dataclass(frozen=True, slots=True)
class Cost:
    """``size`` in bytes of the folder; milliseconds for one text at the median and at the 99th
    percentile, texts a second of processor time, one at a time."""

    size: int
    p50: float
    p99: float
    throughput: float


def likeness(reference: Array, found: Array, table: LabelledTable) -> Likeness:
    """Two models' logits of the same rows, (rows, labels)."""
    chosen = found.argmax(axis=1)
    moved = np.abs(found - reference)
    f1 = weighted_f1(table.labels, chosen, len(table.names))
    same = float(np.mean(chosen == reference.argmax(axis=1)))
    return Likeness(same, float(moved.max()), float(moved.mean()), f1)


def check_likeness(found: Likeness, agreement: float, drift: float) -> None:
    """Whether a smaller model is like enough.

    Raises
    ------
    TinbergenError
        T101 when it is not.
    """
    if found.agreement < agreement or found.mean_drift > drift:
        raise TinbergenError(
            "T101", agreement=f"{found.agreement:.3f}", needed=f"{agreement:g}",
            drift=f"{found.mean_drift:.3f}", most=f"{drift:g}",
        )  # fmt: skip


def cost(model: TextModel, folder: Path, texts: Sequence[str], numbers: Array) -> Cost:
    """What a model costs on one core that stands in a folder, on up to 200 of the texts."""
    torch = need("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _timed(model, folder, texts, numbers)
    finally:
        torch.set_num_threads(threads)


def _timed(model: TextModel, folder: Path, texts: Sequence[str], numbers: Array) -> Cost:
    many = min(len(texts), _TIMED)
    rows = np.linspace(0, len(texts) - 1, many).astype(int)
    beside = numbers if numbers.size else np.empty((len(texts), 0))
    for i in rows[:5]:
        model.logits([texts[i]], beside[i : i + 1])
    taken = []
    began = time.process_time()
    for i in rows:
        start = time.perf_counter()
        model.logits([texts[i]], beside[i : i + 1])
        taken.append(1000 * (time.perf_counter() - start))
    spent = time.process_time() - began
    return Cost(
        size_of(folder, model.encoder), float(np.percentile(taken, 50)),
        float(np.percentile(taken, 99)), many / max(spent, 1e-9),
    )  # fmt: skip
