"""What a model keeps, refuses and forgets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results_text_ways import (
    TextChange,
    TextContinual,
    TextForeign,
    TextPeriod,
    TextRobustness,
    TextSelective,
)
from tinbergen.app.text import OUT, in_order, loaded
from tinbergen.app.text_folder import check_name, claim, kept, learned_from, read_before, read_by
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.text.continual.drift import Drift
from tinbergen.text.continual.sequence import Continued, go_on
from tinbergen.text.experiment import read_experiment
from tinbergen.text.experiment_ways import RobustPart
from tinbergen.text.fit import NEVER
from tinbergen.text.labelled import LabelledTable, read_labelled, read_rows
from tinbergen.text.model import TextModel
from tinbergen.text.robust.averaging import ensemble
from tinbergen.text.robust.outliers import Shape, auroc, energy, vectors_of
from tinbergen.text.robust.selective import at_threshold, risk_coverage, threshold_for, wilson
from tinbergen.text.robust.suite import Suite, changes_for, run_suite
from tinbergen.text.scores import calibration_error, softmax, weighted_f1
from tinbergen.text.splits import split_rows
from tinbergen.text.tuning.adapters import WHOLE

CONTINUAL = "continual.json"
#: Share wrong among answers that a threshold is chosen for where the experiment says none.
_RISK = 0.2


@dataclass(frozen=True, slots=True)
class RobustInputs:
    """A model's folder, an experiment for its rows and its part ``robust``, and other models whose
    chances are averaged with the model's."""

    model: Path
    experiment: Path
    others: tuple[Path, ...] = ()
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class ContinualInputs:
    """An experiment with a part ``continual``; the last model's folder, out/NAME by default."""

    experiment: Path
    out: Path | None = None
    force: bool = False
    lang: Language = "en"


def robust(inputs: RobustInputs, progress: Progress | None = None) -> Answer[TextRobustness, Suite]:
    """Ask a model the test rows as they are and written anew; see when it is sure with reason, and
    whether it notices texts that it should not know.

    Raises
    ------
    TinbergenError
        T029 for labels that differ, T134 for a list of pairs, T720 for an opposite that is no
        label; those of reading.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    folder, part = inputs.experiment.parent, experiment.robust or RobustPart()
    model, facts = loaded(inputs.model, tell)
    table = read_labelled(experiment.data, folder)
    split = split_rows(table, experiment.data.split)
    # Drawn, not the first: a table may be in the order of its labels or dates.
    drawn = np.random.default_rng(experiment.training.seed).permutation(split.test)
    test = in_order(table.take(np.sort(drawn[: part.rows])), model)
    held = in_order(table.take(split.validation), model)
    suite = run_suite(
        model, test, changes_for(part, folder), undirected=part.undirected,
        opposite=part.counterfactual.opposite if part.counterfactual is not None else None,
        seed=experiment.training.seed, progress=tell,
    )  # fmt: skip
    logits = model.logits(test.texts, test.numbers, tell)
    chances = softmax(logits / model.temperature)
    many = len(model.names)
    advice = [*read_before(inputs.model, facts, test.texts)]
    joined = None
    if inputs.others:
        told = [chances]
        for path in inputs.others:
            other, facts = loaded(path, tell)
            advice += read_before(path, facts, test.texts)
            if set(other.names) != set(model.names):
                names = ", ".join(model.names)
                raise TinbergenError("T029", given=", ".join(other.names), needed=names)
            order = [other.names.index(name) for name in model.names]
            told.append(other.predict(test.texts, test.numbers, tell).chances[:, order])
        joined = weighted_f1(test.labels, ensemble(told).argmax(axis=1), many)
    foreign = None
    if part.out_of_domain is not None:
        texts = [
            t for t in read_rows(folder / part.out_of_domain).column(experiment.data.text) if t
        ]
        learned = in_order(table.take(split.train), model)
        foreign = _foreign(model, learned, test, texts[: part.rows])
    changes = tuple(
        TextChange(k.name, k.must, k.rows, k.share if k.rows else None, k.low if k.rows else None,
                   k.high if k.rows else None, k.examples)
        for k in suite.kinds
    )  # fmt: skip
    result = TextRobustness(
        str(inputs.model), experiment.name, len(test),
        None if math.isnan(suite.kept) else suite.kept, changes,
        weighted_f1(test.labels, chances.argmax(axis=1), many),
        calibration_error(test.labels, softmax(logits)), calibration_error(test.labels, chances),
        _selective(model, held, test, part.abstain if part.abstain is not None else _RISK),
        foreign, joined, notes(advice, inputs.lang),
    )  # fmt: skip
    return Answer(result, suite, tuple(advice))


def _selective(
    model: TextModel, held: LabelledTable, test: LabelledTable, risk: float
) -> TextSelective:
    curves, sides = [], []
    for side in (held, test):
        found = model.predict(side.texts, side.numbers)
        sides.append((found.chances.max(axis=1), found.labels == side.labels))
        curves.append(risk_coverage(*sides[-1]) if len(side) else None)
    own, other = curves
    assert other is not None
    threshold = NEVER if own is None else min(threshold_for(own, risk), NEVER)
    answered, wrong = at_threshold(*sides[1], threshold)
    low, high = wilson(wrong, answered)
    return TextSelective(
        other.area, risk, threshold, answered / len(test),
        wrong / answered if answered else None, low, high,
    )  # fmt: skip


def _foreign(
    model: TextModel, learned: LabelledTable, test: LabelledTable, texts: Sequence[str]
) -> TextForeign:
    numbers = test.numbers[:0]
    if test.numbers.size:
        # Nothing is known beside foreign texts: the mean of training stands for each number.
        numbers = np.full((len(texts), test.numbers.shape[1]), np.nan)
    shape = Shape.of(vectors_of(model, learned.texts), learned.labels)
    distances = [shape.distance(vectors_of(model, side)) for side in (test.texts, texts)]
    energies = [energy(model.logits(test.texts, test.numbers)),
                energy(model.logits(texts, numbers))]  # fmt: skip
    return TextForeign(len(texts), auroc(*energies), auroc(*distances))


def continual(
    inputs: ContinualInputs, progress: Progress | None = None
) -> Answer[TextContinual, Continued]:
    """Learn an experiment's periods one after another, ask all after each, keep the last model.

    Raises
    ------
    TinbergenError
        T757 when the experiment has no part ``continual`` or no column of dates; C004 and
        C236 as for :func:`tinbergen.app.text.train`; those of
        :func:`tinbergen.text.continual.sequence.go_on`.
    """
    experiment, positions = read_experiment(inputs.experiment)
    if experiment.continual is None or experiment.data.date is None:
        lacking = "continual" if experiment.continual is None else "data: date"
        raise TinbergenError("T757", at=positions.at(), lacking=lacking)
    folder = inputs.out or OUT / experiment.name
    if experiment.method.name in WHOLE:
        check_name(folder)
    table = read_labelled(experiment.data, inputs.experiment.parent)
    run = claim(folder, "text continual", experiment.name, learned_from(experiment, table),
                force=inputs.force)  # fmt: skip
    part = experiment.continual
    found = go_on(experiment, inputs.experiment.parent, part, progress)
    drifts: list[Drift | None] = [None, *found.drifts]
    periods = tuple(
        TextPeriod(
            p.name, len(p.train), len(p.test), learned, d.shifted if d else None,
            max(d.stability) if d else None, min(d.p_values) if d and d.p_values else None,
        )
        for p, learned, d in zip(found.periods, found.trained, drifts, strict=True)
    )  # fmt: skip
    told = found.forgetting
    matrix = tuple(tuple(map(float, row)) for row in told.matrix)
    result = TextContinual(
        experiment.name, str(folder), part.by, periods, matrix, told.last, told.backward,
        told.forward,
    )  # fmt: skip
    rows = [int(i) for p in found.periods for i in (*p.train, *p.validation)]
    facts = {"experiment": experiment.model_dump(), "training": result, **read_by(table, rows)}
    with kept(folder, run, found.model, facts, force=inputs.force) as beside:
        beside(CONTINUAL, result)
    return Answer(result, found)
