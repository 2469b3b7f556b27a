"""From an experiment to a model that has been asked what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.text.beside import Beside
from tinbergen.text.encoder import HUB, Encoder, embed, load_encoder
from tinbergen.text.experiment import Experiment
from tinbergen.text.frozen import FROZEN
from tinbergen.text.labelled import Array, LabelledTable, Whole, read_labelled
from tinbergen.text.model import TextModel
from tinbergen.text.network import Classifier
from tinbergen.text.parts import need
from tinbergen.text.probe import Lexicon, logistic
from tinbergen.text.scores import Scores, score, softmax
from tinbergen.text.splits import Split, split_rows
from tinbergen.text.temperature import fit_temperature
from tinbergen.text.tuning.adapters import RATES, tune
from tinbergen.text.tuning.training import Objective, Trained, steps_of, train

if TYPE_CHECKING:
    import pandas as pd

_READING = Text("Read the table", "读取表格")
_COUNTING = Text("Count words", "统计词语")
#: Methods that begin with a probe.
_PROBED = ("probe", "probe-then-full")
_ASKING = Text("Ask the test rows", "测试")


@dataclass(frozen=True, slots=True)
class Fitted(Result):
    """A model and how it was come by.

    ``scores`` are those of the test rows; ``majority`` is the weighted F1 there of always saying
    the commonest label of training. ``trained`` is None where nothing was descended.
    """

    model: TextModel
    table: LabelledTable
    split: Split
    scores: Scores
    majority: float
    trained: Trained | None

    def to_frame(self) -> pd.DataFrame:
        """Scores a label."""
        return self.scores.to_frame()


def fit(
    experiment: Experiment, folder: Path, *, checkpoints: Path | None = None,
    objective: Objective | None = None, progress: Progress | None = None,
    watch: Callable[[dict[str, float]], None] | None = None,
) -> Fitted:  # fmt: skip
    """Train the model of an experiment and ask it the test rows, which nothing has seen before.

    Parameters
    ----------
    experiment
        What :func:`tinbergen.text.experiment.read_experiment` returns.
    folder
        Where the paths in it start from.
    checkpoints
        Folder of checkpoints; a training that was killed goes on from there.
    objective
        A loss in place of cross-entropy.
    watch
        Told of each epoch.

    Raises
    ------
    TinbergenError
        Those of the table (T001 to T007), the split (T008 to T010), the encoder (T020 to T023) and
        the training (T024, T025); U030 when no time is left.
    """
    tell = progress or Progress()
    tell(_READING)
    table = read_labelled(experiment.data, folder)
    split = split_rows(table, experiment.data.split)
    learned, trained = learn(experiment, folder, table, split, checkpoints=checkpoints,
                             objective=objective, progress=tell, watch=watch)  # fmt: skip
    model = calibrated(learned, table.take(split.validation))
    tell(_ASKING)
    test = table.take(split.test)
    scores = evaluate(model, test)
    return Fitted(model, table, split, scores, _majority(table, split), trained)


def evaluate(model: TextModel, table: LabelledTable, progress: Progress | None = None) -> Scores:
    """Scores of a model on labelled rows."""
    found = model.predict(table.texts, table.numbers, progress)
    return score(table.labels, found.chances, model.names)


def learn(
    experiment: Experiment, folder: Path, table: LabelledTable, split: Split, *,
    checkpoints: Path | None = None, objective: Objective | None = None,
    progress: Progress | None = None,
    watch: Callable[[dict[str, float]], None] | None = None,
) -> tuple[TextModel, Trained | None]:  # fmt: skip
    """A model of the training rows; the validation rows choose its strength or its epoch."""
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
    assert model.encoder is not None
    trained = train(
        model.network, model.sample(rows.texts, rows.numbers, rows.labels),
        model.sample(held.texts, held.numbers, held.labels), experiment.training, rates,
        model.encoder.tokenizer.pad_token_id, folder=checkpoints,
        mark=experiment.model_dump_json(), objective=objective, progress=tell, watch=watch,
    )  # fmt: skip
    return model, trained


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
    encoder = load_encoder(part, folder)
    if not part.name.startswith((HUB, FROZEN)) and part.name != "packaged":
        part = part.model_copy(update={"name": str(Path(encoder.source).resolve())})
    with need("torch").random.fork_rng():
        need("torch").manual_seed(experiment.training.seed)
        total = steps_of(len(rows), experiment.training)
        first = _head(encoder, rows, held, beside, tell) if method.name in _PROBED else None
        network = Classifier(
            tune(encoder, method, total), encoder.width, len(names), pooling=part.pooling,
            dropout=part.dropout, numbers=len(beside.columns),
        )  # fmt: skip
    model = TextModel(names, method, part, encoder, network, beside=beside)
    if first is not None:
        _set_head(network, *first)
    network.eval()
    own, other = RATES.get(method.name, (1.0, 1.0))
    asked = experiment.training
    return model, (asked.learning_rate or own, asked.head_learning_rate or other)


def calibrated(model: TextModel, held: LabelledTable) -> TextModel:
    """The model with the temperature that suits its validation rows best."""
    if not len(held):
        return model
    logits = model.logits(held.texts, held.numbers)
    return replace(model, temperature=fit_temperature(logits, held.labels))


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


def _set_head(network: Any, weights: Array, offsets: Array) -> None:
    torch = need("torch")
    with torch.no_grad():
        network.head.weight.copy_(torch.tensor(weights))
        network.head.bias.copy_(torch.tensor(offsets))


def _majority(table: LabelledTable, split: Split) -> float:
    labels: Whole = table.labels[split.test]
    often = int(np.bincount(table.labels[split.train], minlength=len(table.names)).argmax())
    chances = softmax(np.eye(len(table.names))[np.full(len(labels), often)] * 50)
    return score(labels, chances, table.names, draws=1).weighted_f1
