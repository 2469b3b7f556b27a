"""From an experiment to a model that has been asked what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.text.experiment import Experiment
from tinbergen.text.labelled import Array, LabelledTable, Whole, read_labelled
from tinbergen.text.model import TextModel
from tinbergen.text.robust.selective import risk_coverage, threshold_for
from tinbergen.text.scores import Scores, score, softmax
from tinbergen.text.splits import Split, split_rows
from tinbergen.text.temperature import fit_temperature
from tinbergen.text.tuning.training import Objective, Trained
from tinbergen.text.ways import learn_as_said

if TYPE_CHECKING:
    import pandas as pd

#: A threshold that no chance reaches.
NEVER = 2.0
_READING = Text("Read the table", "读取表格")
_ASKING = Text("Ask the test rows", "测试")


@dataclass(frozen=True, slots=True)
class Fitted(Result):
    """A model and how it was come by.

    ``scores`` are those of the test rows, and ``chances`` what it said of them, (rows, labels);
    ``majority`` is the weighted F1 there of always saying the commonest label of training.
    ``trained`` is None where nothing was descended.
    """

    model: TextModel
    table: LabelledTable
    split: Split
    scores: Scores
    chances: Array
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
        Those of the table (T001 to T007), the split (T008 to T010), the encoder (T020 to T023), the
        training (T024, T025) and its ways (T130 to T134); U030 when no time is left.
    """
    tell = progress or Progress()
    tell(_READING)
    table = read_labelled(experiment.data, folder)
    split = split_rows(table, experiment.data.split)
    learned, trained = learn_as_said(
        experiment, folder, table, split, checkpoints=checkpoints, objective=objective,
        progress=tell, watch=watch,
    )  # fmt: skip
    held = table.take(split.validation)
    model = calibrated(learned, held)
    if experiment.robust is not None and experiment.robust.abstain is not None:
        model = abstaining(model, held, experiment.robust.abstain)
    tell(_ASKING)
    test = table.take(split.test)
    chances = model.predict(test.texts, test.numbers).chances
    scores = score(test.labels, chances, model.names)
    return Fitted(model, table, split, scores, chances, majority(table, split), trained)


def evaluate(model: TextModel, table: LabelledTable, progress: Progress | None = None) -> Scores:
    """Scores of a model on labelled rows."""
    found = model.predict(table.texts, table.numbers, progress)
    return score(table.labels, found.chances, model.names)


def calibrated(model: TextModel, held: LabelledTable) -> TextModel:
    """The model with the temperature that suits its validation rows best."""
    if not len(held):
        return model
    logits = model.logits(held.texts, held.numbers)
    return replace(model, temperature=fit_temperature(logits, held.labels))


def abstaining(model: TextModel, held: LabelledTable, risk: float) -> TextModel:
    """The model with the threshold down to which, on validation rows, no more than ``risk`` of its
    answers are wrong; without such rows, or where none is, it never answers."""
    if not len(held):
        return replace(model, threshold=NEVER)
    found = model.predict(held.texts, held.numbers)
    curve = risk_coverage(found.chances.max(axis=1), found.labels == held.labels)
    return replace(model, threshold=min(threshold_for(curve, risk), NEVER))


def majority(table: LabelledTable, split: Split) -> float:
    """Weighted F1 on the test of always saying the commonest label of training."""
    labels: Whole = table.labels[split.test]
    often = int(np.bincount(table.labels[split.train], minlength=len(table.names)).argmax())
    chances = softmax(np.eye(len(table.names))[np.full(len(labels), often)] * 50)
    return score(labels, chances, table.names, draws=1).weighted_f1
