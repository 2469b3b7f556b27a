"""Language models: train one as an experiment says, ask it, examine it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results_text import (
    LabelScores,
    TextEpoch,
    TextEvaluation,
    TextPrediction,
    TextPredictions,
    TextScores,
    TextTraining,
)
from tinbergen.app.text_audit import BESIDE, examine
from tinbergen.app.text_folder import (
    check_name,
    learned_from,
    learned_rows,
    not_read,
    read_before,
    read_beside,
    read_by,
)
from tinbergen.app.text_runs import watched
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.core.manifest import Manifest, begin_results, end_results, listed
from tinbergen.core.plain import dump
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.agreement import krippendorff_alpha
from tinbergen.text.experiment import read_experiment
from tinbergen.text.few.teaching import same_labels
from tinbergen.text.fit import Fitted, fit, majority
from tinbergen.text.fit import evaluate as evaluate_model
from tinbergen.text.labelled import LabelledTable, read_labelled, read_rows
from tinbergen.text.model import (
    FILES,
    Prediction,
    TextModel,
    load_model,
    save_model,
)
from tinbergen.text.scores import Scores
from tinbergen.text.splits import split_rows
from tinbergen.text.tuning.adapters import WHOLE

_LOADING = Text("Load the model", "载入模型")
_SAVING = Text("Write the model", "写出模型")
#: Where models stand unless told otherwise.
OUT = Path("out")
SCORES = "training.json"


@dataclass(frozen=True, slots=True)
class TrainInputs:
    """An experiment file; the folder of the model, out/NAME by default; who else is told of the run
    (``tensorboard``, ``wandb``, ``mlflow``). ``force`` replaces another's model."""

    experiment: Path
    out: Path | None = None
    logs: tuple[str, ...] = ()
    lang: Language = "en"
    force: bool = False


@dataclass(frozen=True, slots=True)
class PredictInputs:
    """A model's folder, and texts: as they stand, or a column of a table."""

    model: Path
    texts: tuple[str, ...] = ()
    data: Path | None = None
    column: str = "text"
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class EvaluateInputs:
    """A model's folder and the experiment whose test rows it is asked."""

    model: Path
    experiment: Path
    lang: Language = "en"


def train(inputs: TrainInputs, progress: Progress | None = None) -> Answer[TextTraining, Fitted]:
    """Train the model of an experiment, ask it the test rows, and keep it.

    A training that was killed goes on from its last checkpoint when it is asked for again.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.text.experiment.read_experiment` and
        :func:`tinbergen.text.fit.fit`; C004 when the folder can't be written, or is to hold an
        encoder and has no name in UTF-8, C236 when it holds the model of another experiment or
        table, one that was changed since, or files of such names that are nobody's.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    folder = inputs.out or OUT / experiment.name
    table = read_labelled(experiment.data, inputs.experiment.parent)
    asked = Manifest("text train", experiment.name, "", "", "", learned_from(experiment, table))
    if experiment.method.name in WHOLE:
        check_name(folder)
    before = begin_results(folder, asked, (*FILES, *BESIDE, SCORES), force=inputs.force)
    run = watched(experiment, inputs.logs)
    fitted = fit(experiment, inputs.experiment.parent, checkpoints=folder, progress=tell,
                 watch=run.epoch)  # fmt: skip
    tell(_SAVING)
    for name in before:
        (folder / name).unlink(missing_ok=True)
    result = _training(experiment.name, str(folder), fitted)
    if experiment.few is not None and (most := experiment.few.labels) is not None:
        result = replace(result, rows={**result.rows, "labels": min(most, result.rows["train"])})
    if experiment.few is not None and (by := experiment.few.teacher) and by.table is not None:
        alike, both = same_labels(fitted.table, fitted.split, by, inputs.experiment.parent)
        result = replace(result, taught=both, taught_alike=alike)
    save_model(fitted.model, folder, {
        "experiment": experiment.model_dump(), "training": result,
        **read_by(fitted.table, learned_rows(fitted.split)),
        **read_beside(experiment, inputs.experiment.parent, fitted.table, fitted.split),
    })  # fmt: skip
    _, gate = examine(folder, experiment, fitted.model, fitted.table, fitted.split,
                      source=inputs.experiment.parent, chances=fitted.chances,
                      progress=tell)  # fmt: skip
    asked_of = {v.name: None if v.value is None else v.passed for v in gate.verdicts}
    result = replace(result, gate=asked_of)
    write_atomic(folder / SCORES, dump(result))
    run.end(result, gate.files)
    end_results(folder, asked, [listed(folder, SCORES), *gate.files])
    return Answer(result, fitted)


def follow(inputs: TrainInputs) -> None:
    """Take part in a training that another process leads, and keep nothing of it."""
    experiment, _ = read_experiment(inputs.experiment)
    fit(experiment, inputs.experiment.parent, checkpoints=inputs.out or OUT / experiment.name)


def predict(
    inputs: PredictInputs, progress: Progress | None = None
) -> Answer[TextPredictions, Prediction]:
    """What a model says of texts.

    Raises
    ------
    TinbergenError
        T028 without texts or with both texts and a table; T026 when the model takes numbers beside
        the text; those of :func:`tinbergen.text.model.load_model` and
        :func:`tinbergen.text.labelled.read_rows`.
    """
    tell = progress or Progress()
    if bool(inputs.texts) == (inputs.data is not None):
        raise TinbergenError("T028")
    model, _ = loaded(inputs.model, tell)
    texts, numbers = inputs.texts, None
    if inputs.data is not None:
        rows = read_rows(inputs.data)
        texts = rows.column(inputs.column)
        if model.beside.columns:
            numbers = rows.numbers(model.beside.columns)
    found = model.predict(texts, numbers, tell)
    listed = tuple(
        TextPrediction(
            text, found.names[label],
            dict(zip(found.names, map(float, chances), strict=True)), bool(sure),
        )
        for text, label, chances, sure in zip(
            texts, found.labels, found.chances, found.sure, strict=True)
    )  # fmt: skip
    advice = tuple(not_read(model, texts))
    return Answer(
        TextPredictions(str(inputs.model), listed, notes(advice, inputs.lang)), found, advice
    )


def evaluate(
    inputs: EvaluateInputs, progress: Progress | None = None
) -> Answer[TextEvaluation, Scores]:
    """Ask a model the test rows of an experiment, which may be another than its own.

    Raises
    ------
    TinbergenError
        T029 when the labels of the two differ; those of reading either.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    model, facts = loaded(inputs.model, tell)
    table = read_labelled(experiment.data, inputs.experiment.parent)
    split = split_rows(table, experiment.data.split)
    test = in_order(table.take(split.test), model)
    scores = evaluate_model(model, test, tell)
    advice = (*read_before(inputs.model, facts, test.texts), *not_read(model, test.texts))
    told = notes(advice, inputs.lang)
    result = TextEvaluation(
        str(inputs.model), experiment.name, _scores(scores), majority(table, split), told
    )
    return Answer(result, scores, advice)


def loaded(folder: Path, tell: Progress) -> tuple[TextModel, dict[str, Any]]:
    """A model and the facts beside it."""
    tell(_LOADING)
    return load_model(folder)


def in_order(table: LabelledTable, model: TextModel) -> LabelledTable:
    """Labels counted as the model counts them.

    Raises
    ------
    TinbergenError
        T029 for a label that the model does not know.
    """
    if set(table.names) - set(model.names):
        raise TinbergenError("T029", given=", ".join(table.names), needed=", ".join(model.names))
    places = np.array([model.names.index(name) for name in table.names])
    return replace(table, labels=places[table.labels], names=model.names)


def _training(name: str, folder: str, fitted: Fitted) -> TextTraining:
    model, split, trained = fitted.model, fitted.split, fitted.trained
    alpha = krippendorff_alpha(fitted.table.annotators) if fitted.table.annotators else math.nan
    epochs = tuple(
        TextEpoch(int(e["epoch"]), e["loss"], e.get("score"))
        for e in (trained.history if trained else ())
    )
    return TextTraining(
        name, folder, model.method.name, model.encoder.source if model.encoder else "-",
        trained.parameters if trained else _fixed(model),
        {side: len(getattr(split, side))
         for side in ("train", "validation", "test", "unlabelled", "dropped")},
        len(split.repeats.pairs), split.leakage, None if math.isnan(alpha) else alpha,
        model.temperature, epochs, fitted.majority, _scores(fitted.scores),
    )  # fmt: skip


def _fixed(model: TextModel) -> int:
    """Parameters of a model that nothing was descended for: its regression's."""
    if model.weights is not None and model.offsets is not None:
        return model.weights.size + model.offsets.size
    return sum(p.numel() for p in model.network.head.parameters())


def _scores(scores: Scores) -> TextScores:
    table = scores.to_frame()
    labels = {
        str(name): LabelScores(row["precision"], row["recall"], row["f1"], int(row["rows"]))
        for name, row in table.iterrows()
    }
    return TextScores(
        scores.rows, scores.accuracy, scores.weighted_f1, scores.error, scores.macro_f1,
        scores.calibration, scores.brier, scores.log_loss, labels,
    )  # fmt: skip
