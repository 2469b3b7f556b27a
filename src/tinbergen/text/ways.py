"""The ways in which an experiment may ask to learn, one on top of the other.

Rows first (which labels count, what else is read, what is written anew), then the objective
(attack, consistency, small losses), then what is kept (one training's best epoch, or a mean of
several).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.text.encoder import load_encoder
from tinbergen.text.experiment import Experiment
from tinbergen.text.experiment_ways import RobustPart
from tinbergen.text.few.contrastive import draw_together
from tinbergen.text.few.lesson import Lesson, fewer
from tinbergen.text.few.noise import cleaned, small_losses
from tinbergen.text.few.teaching import taught
from tinbergen.text.few.unlabelled import consistent, pseudo_labelled, take_in
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.learning import Shaping, descend, learn, set_head, untrained
from tinbergen.text.model import TextModel
from tinbergen.text.probe import logistic
from tinbergen.text.robust.adversarial import against
from tinbergen.text.robust.augmenting import augmented
from tinbergen.text.robust.averaging import Mean, greedy, mean_of
from tinbergen.text.robust.counterfactual import with_counterfactuals
from tinbergen.text.robust.outliers import vectors_of
from tinbergen.text.scores import weighted_f1
from tinbergen.text.splits import Split
from tinbergen.text.tuning.adapters import moving
from tinbergen.text.tuning.processes import set_values
from tinbergen.text.tuning.training import Objective, Trained

#: Methods that descend no loss.
_STILL = ("lexical", "probe")


def learn_as_said(
    experiment: Experiment, folder: Path, table: LabelledTable, split: Split, *,
    checkpoints: Path | None = None, objective: Objective | None = None,
    progress: Progress | None = None,
    watch: Callable[[dict[str, float]], None] | None = None,
) -> tuple[TextModel, Trained | None]:  # fmt: skip
    """A model of the training rows, learned in the ways that ``few`` and ``robust`` ask for.

    Of ways that train several times (pseudo-labels) the last training writes checkpoints; means of
    trainings and pairs of texts begin anew after a kill.

    Raises
    ------
    TinbergenError
        T130 to T134, T720, T721, and those of :func:`tinbergen.text.learning.learn`.
    """
    said = {"progress": progress, "watch": watch}
    lesson = _lesson(experiment, folder, Lesson(table, split), progress)
    few, robust = experiment.few, experiment.robust
    if few is not None and few.by == "contrastive":
        return _contrastive(experiment, folder, lesson, progress)
    shaping = _shaping(experiment, lesson)
    kept: dict[str, Any] = {
        "targets": lesson.targets, "weights": lesson.weights, "objective": objective,
        "shaping": shaping, **said,
    }  # fmt: skip
    if robust is not None and robust.average != "none":
        return _averaged(experiment, robust, folder, lesson, kept)
    return learn(experiment, folder, lesson.table, lesson.split, checkpoints=checkpoints, **kept)


def _lesson(
    experiment: Experiment, folder: Path, lesson: Lesson, progress: Progress | None
) -> Lesson:
    few, robust, seed = experiment.few, experiment.robust, experiment.training.seed
    if few is not None:
        if few.labels is not None:
            lesson = fewer(lesson, few.labels, seed)
        lesson = take_in(lesson, few, folder, experiment.data.text, seed)
        if few.noise == "confident":
            lesson = cleaned(lesson, _reader(experiment, folder), experiment, progress)
        if few.teacher is not None:
            lesson = taught(lesson, few, few.teacher, folder, seed, progress)
    if robust is not None and robust.augment is not None:
        lesson = augmented(lesson, robust.augment, folder, seed, progress)
    if robust is not None and robust.counterfactual is not None and robust.counterfactual.train:
        lesson = with_counterfactuals(lesson, robust.counterfactual, folder, seed)
    if few is not None and few.by == "pseudo":
        shaping = _shaping(experiment, lesson)

        def again(now: Lesson, first: bool) -> TextModel:
            return learn(
                experiment, folder, now.table, now.split, targets=now.targets,
                weights=now.weights, shaping=shaping, progress=progress,
            )[0]  # fmt: skip

        lesson = pseudo_labelled(lesson, few, again)
    return lesson


def _reader(experiment: Experiment, folder: Path) -> Any:
    """The encoder as it is, or None for a lexical method."""
    if experiment.method.name == "lexical":
        return None
    return load_encoder(experiment.encoder, folder)


def _shaping(experiment: Experiment, lesson: Lesson) -> Shaping | None:
    """The objective asked for; only one can be.

    Raises
    ------
    TinbergenError
        T131 for two, or for a method that descends nothing.
    """
    few, robust = experiment.few, experiment.robust
    asked: dict[str, Callable[[], Shaping]] = {}
    if robust is not None and robust.adversarial != "none":
        asked[robust.adversarial] = lambda: against(robust, experiment.training)
    if few is not None and few.by == "consistency":
        asked["consistency"] = lambda: consistent(lesson, few, experiment.training.batch)
    if few is not None and few.noise == "small-loss":
        asked["small-loss"] = lambda: small_losses(few.noise_rate, experiment)
    if not asked:
        return None
    if len(asked) > 1 or experiment.method.name in _STILL:
        raise TinbergenError("T131", way=", ".join(asked), method=experiment.method.name)
    return next(iter(asked.values()))()


def _contrastive(
    experiment: Experiment, folder: Path, lesson: Lesson, progress: Progress | None
) -> tuple[TextModel, Trained | None]:
    """Texts of one label drawn together, then the head as a regression on their vectors."""
    if experiment.method.name in _STILL:
        raise TinbergenError("T131", way="contrastive", method=experiment.method.name)
    assert experiment.few is not None
    model, rates = untrained(experiment, folder, lesson.table, lesson.split, progress)
    assert model.encoder is not None
    rows = lesson.table.take(lesson.split.train)
    held = lesson.table.take(lesson.split.validation)
    trained = draw_together(
        model.network, model.sample(rows.texts, rows.numbers, rows.labels), experiment.training,
        experiment.few.pairs, rates[0], model.encoder.tokenizer.pad_token_id, progress,
    )  # fmt: skip
    sides = [
        np.concatenate([vectors_of(model, side.texts),
                        model.beside.standard(side.numbers, len(side))], axis=1)
        for side in (rows, held)
    ]  # fmt: skip
    set_head(model.network, *logistic(sides[0], rows.labels, sides[1], held.labels,
                                      len(rows.names)))  # fmt: skip
    return model, trained


def _averaged(
    experiment: Experiment, robust: RobustPart, folder: Path, lesson: Lesson, kept: dict[str, Any]
) -> tuple[TextModel, Trained | None]:
    """A mean over epochs or over trainings that start from the same parameters."""
    if experiment.method.name in _STILL:
        raise TinbergenError("T131", way=robust.average, method=experiment.method.name)
    table, split = lesson.table, lesson.split
    model, rates = untrained(experiment, folder, table, split, kept["progress"])
    parameters = moving(model.network)
    if robust.average == "swa":
        # All epochs are taken: the mean, not the best one, is what stays.
        training = experiment.training.model_copy(update={"patience": 0})
        told, mean, outer = experiment.model_copy(update={"training": training}), Mean(), kept

        def watch(epoch: dict[str, float]) -> None:
            if int(epoch["epoch"]) >= training.epochs // 2:
                mean.add(parameters)
            if outer["watch"] is not None:
                outer["watch"](epoch)

        trained = descend(model, rates, told, table, split, **(kept | {"watch": watch}))
        set_values(parameters, mean.values)
        return model, trained
    start = {name: p.detach().clone() for name, p in parameters.items()}
    members, scores = [], []
    for member in range(robust.members):
        set_values(parameters, start)
        seeded = experiment.training.model_copy(update={"seed": experiment.training.seed + member})
        told = experiment.model_copy(update={"training": seeded})
        trained = descend(model, rates, told, table, split, **kept)
        members.append({name: p.detach().clone() for name, p in parameters.items()})
        scores.append(trained.score)
    held = table.take(split.validation)

    def judge(values: dict[str, Any]) -> float:
        set_values(parameters, values)
        found = model.predict(held.texts, held.numbers).labels
        return weighted_f1(held.labels, found, len(held.names))

    whole = robust.average == "soup" or not len(held)
    set_values(parameters, mean_of(members) if whole else greedy(members, scores, judge)[0])
    return model, trained
