"""From an experiment's rows to a model: the network as training finds it, and the training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.base import base_of
from tinbergen.text.beside import Beside
from tinbergen.text.encoder import Encoder, embed, load_encoder, settled
from tinbergen.text.experiment import Experiment
from tinbergen.text.frozen import FROZEN
from tinbergen.text.labelled import Array, LabelledTable
from tinbergen.text.model import TextModel
from tinbergen.text.network import Classifier
from tinbergen.text.parts import need
from tinbergen.text.probe import Lexicon, logistic
from tinbergen.text.splits import Split
from tinbergen.text.tuning.adapters import RATES, tune, with_room
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import Objective, Trained, steps_of, train

_COUNTING = Text("Count words", "统计词语")
#: Methods that begin with a probe.
_PROBED = ("probe", "probe-then-full")

#: Makes the objective of a training once its network and rows are there.
Shaping = Callable[[TextModel, Sample], Objective]


def learn(
    experiment: Experiment, folder: Path, table: LabelledTable, split: Split, *,
    targets: Array | None = None, weights: Array | None = None, checkpoints: Path | None = None,
    objective: Objective | None = None, shaping: Shaping | None = None,
    progress: Progress | None = None,
    watch: Callable[[dict[str, float]], None] | None = None,
) -> tuple[TextModel, Trained | None]:  # fmt: skip
    """A model of the training rows; the validation rows choose its strength or its epoch.

    ``targets`` (rows of the table, labels) and ``weights`` (rows of the table,) are a teacher's
    chances and how much each row counts; what descends no loss learns from the labels alone.
    """
    tell = progress or Progress()
    rows, held = table.take(split.train), table.take(split.validation)
    beside = Beside.of(experiment.data.numbers, rows.numbers)
    part, method = experiment.encoder, experiment.method
    names = table.names
    if method.name == "lexical":
        tell(_COUNTING)
        bare = TextModel(names, method, part, None, None, beside=beside)
        return _lexical(bare, rows, held), None
    model, rates = untrained(experiment, folder, table, split, tell)
    if method.name == "probe":
        return model, None
    trained = descend(
        model, rates, experiment, table, split, targets=targets, weights=weights,
        checkpoints=checkpoints, objective=objective, shaping=shaping, progress=tell, watch=watch,
    )  # fmt: skip
    return model, trained


def descend(
    model: TextModel, rates: tuple[float, float], experiment: Experiment, table: LabelledTable,
    split: Split, *, targets: Array | None = None, weights: Array | None = None,
    checkpoints: Path | None = None, objective: Objective | None = None,
    shaping: Shaping | None = None, progress: Progress | None = None,
    watch: Callable[[dict[str, float]], None] | None = None,
) -> Trained:  # fmt: skip
    """Train a model's network where it stands, as :func:`untrained` or a training left it."""
    assert model.encoder is not None
    rows, held = table.take(split.train), table.take(split.validation)
    sample = replace(
        model.sample(rows.texts, rows.numbers, rows.labels),
        targets=None if targets is None else targets[split.train],
        weights=None if weights is None else weights[split.train],
    )
    return train(
        model.network, sample, model.sample(held.texts, held.numbers, held.labels),
        experiment.training, rates, model.encoder.tokenizer.pad_token_id, folder=checkpoints,
        mark=f"{experiment.model_dump_json()} {base_of(model.encoder)}", progress=progress,
        watch=watch,
        objective=shaping(model, sample) if shaping is not None else objective,
    )  # fmt: skip


def untrained(
    experiment: Experiment, folder: Path, table: LabelledTable, split: Split,
    progress: Progress | None = None,
) -> tuple[TextModel, tuple[float, float]]:  # fmt: skip
    """The network of an experiment as training finds it, and the rates of encoder and head.

    A probe is ready as it comes; so is its head where the method begins with one.

    Raises
    ------
    TinbergenError
        T031 for a lexical method, which has no network; T020 to T023; T200 and T201 for an encoder
        that can't be tuned.
    """
    tell = progress or Progress()
    part, method = experiment.encoder, experiment.method
    if method.name == "lexical":
        raise TinbergenError("T031", method=method.name)
    rows, held = table.take(split.train), table.take(split.validation)
    beside = Beside.of(experiment.data.numbers, rows.numbers)
    names = table.names
    if part.name.startswith(FROZEN) and method.name != "probe":
        raise TinbergenError("T201", method=method.name, name=part.name)
    encoder = with_room(load_encoder(part, folder), method)
    part = settled(part, encoder)
    with need("torch").random.fork_rng():
        need("torch").manual_seed(experiment.training.seed)
        total = steps_of(len(rows), experiment.training)
        probed = method.name in _PROBED or method.probe_head
        first = _head(encoder, rows, held, beside, tell) if probed else None
        network = Classifier(
            tune(encoder, method, total), encoder.width, len(names), pooling=part.pooling,
            dropout=part.dropout, numbers=len(beside.columns),
        )  # fmt: skip
    model = TextModel(names, method, part, encoder, network, beside=beside)
    if first is not None:
        set_head(network, *first)
    network.eval()
    own, other = RATES.get(method.name, (1.0, 1.0))
    asked = experiment.training
    return model, (asked.learning_rate or own, asked.head_learning_rate or other)


def _lexical(bare: TextModel, rows: LabelledTable, held: LabelledTable) -> TextModel:
    sparse = need("scipy.sparse")
    lexicon = Lexicon.learned(rows.texts)
    sides = []
    for side in (rows, held):
        words = lexicon.rows(side.texts) if len(side) else sparse.csr_matrix(
            (0, len(lexicon.vocabulary)))  # fmt: skip
        sides.append(sparse.hstack([words, bare.beside.standard(side.numbers, len(side))]).tocsr())
    weights, offsets = logistic(sides[0], rows.labels, sides[1], held.labels, len(bare.names))
    return replace(bare, lexicon=lexicon, weights=weights, offsets=offsets)


def _head(
    encoder: Encoder, rows: LabelledTable, held: LabelledTable, beside: Beside, tell: Progress
) -> tuple[Array, Array]:
    """The probe's weights and offsets."""
    sides = []
    for side in (rows, held):
        vectors = embed(encoder, side.texts, progress=tell)
        numbers = beside.standard(side.numbers, len(side))
        sides.append(np.concatenate([vectors, numbers], axis=1))
    return logistic(sides[0], rows.labels, sides[1], held.labels, len(rows.names))


def set_head(network: Any, weights: Array, offsets: Array) -> None:
    """Put a regression's weights (labels, columns) and offsets (labels,) into a network's head."""
    torch = need("torch")
    with torch.no_grad():
        network.head.weight.copy_(torch.tensor(weights))
        network.head.bias.copy_(torch.tensor(offsets))
