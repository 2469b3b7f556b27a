"""Which texts to have labelled next, and the answers taken back."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_ways import TextAsked, TextTaken
from tinbergen.app.text import loaded
from tinbergen.core.errors import Language, Location, TinbergenError, did_you_mean
from tinbergen.core.files import write_new
from tinbergen.core.progress import Progress
from tinbergen.text.experiment import Experiment, read_experiment
from tinbergen.text.few.asking import doubts, to_ask
from tinbergen.text.few.lesson import Lesson
from tinbergen.text.few.unlabelled import unseen
from tinbergen.text.fit import fit
from tinbergen.text.labelled import Rows, read_labelled, read_rows
from tinbergen.text.robust.outliers import vectors_of
from tinbergen.text.splits import split_rows

Choice = Literal["uncertainty", "diversity", "batch"]


@dataclass(frozen=True, slots=True)
class ActiveInputs:
    """An experiment, and either ``data``, texts of which ``ask`` are to be labelled, or ``take``,
    the table that came of it with the labels written in.

    ``model`` is a trained one of the experiment; without it one is trained. ``out`` is the file
    that is written: NAME-ask.csv or NAME-labelled.csv by default.
    """

    experiment: Path
    data: Path | None = None
    take: Path | None = None
    ask: int = 50
    by: Choice = "batch"
    model: Path | None = None
    out: Path | None = None
    force: bool = False
    lang: Language = "en"


def active(
    inputs: ActiveInputs, progress: Progress | None = None
) -> Answer[TextAsked | TextTaken, None]:
    """Choose texts to have labelled, or take their labels back into a new table.

    Raises
    ------
    TinbergenError
        T136 when not exactly one of ``data`` and ``take`` is given, T754 for an answer that is no
        label, T753 without a text left to ask, T137 without any answer, C237 when the file is there
        already; those of reading and training.
    """
    experiment, _ = read_experiment(inputs.experiment)
    if (inputs.data is None) == (inputs.take is None):
        raise TinbergenError("T136")
    if inputs.take is not None:
        return Answer(_taken(inputs, experiment, inputs.take), None)
    assert inputs.data is not None
    return Answer(_asked(inputs, experiment, inputs.data, progress or Progress()), None)


def _asked(inputs: ActiveInputs, experiment: Experiment, data: Path, tell: Progress) -> TextAsked:
    folder = inputs.experiment.parent
    rows = read_rows(data)
    written = rows.column(experiment.data.text)
    table = read_labelled(experiment.data, folder)
    split = split_rows(table, experiment.data.split)
    # Texts of the test must stay unseen, and what has a label need not be asked.
    known = {table.texts[i] for i in np.r_[split.train, split.dropped]}
    fresh = [i for i, text in enumerate(written) if text and text not in known]
    texts, places = unseen(Lesson(table, split), [written[i] for i in fresh], len(fresh) or 1, 0)
    if not texts:
        raise TinbergenError("T753", file=data)
    model = loaded(inputs.model, tell)[0] if inputs.model else fit(
        experiment, folder, progress=tell).model  # fmt: skip
    numbers = rows.numbers(model.beside.columns)[[fresh[i] for i in places]]
    found = model.predict(texts, numbers if model.beside.columns else None, tell)
    vectors = vectors_of(model, texts)
    learned = vectors_of(model, [table.texts[i] for i in split.train])
    chosen = to_ask(found.chances, vectors, learned, inputs.ask, inputs.by)
    doubt = doubts(found.chances)
    file = inputs.out or Path(f"{experiment.name}-ask.csv")
    beside = list(model.beside.columns)
    head = [experiment.data.text, experiment.data.label, *beside, "guess", "doubt"]
    lines = [
        [texts[i], "", *(rows.cells[fresh[places[i]]][rows.place(name)] for name in beside),
         found.names[found.labels[i]], f"{doubt[i]:.4f}"]
        for i in chosen
    ]  # fmt: skip
    write_new(file, _csv([head, *lines]), force=inputs.force)
    guesses = Counter(found.names[found.labels[i]] for i in chosen)
    return TextAsked(str(file), len(chosen), len(texts), inputs.by, dict(guesses))


def _taken(inputs: ActiveInputs, experiment: Experiment, take: Path) -> TextTaken:
    data = experiment.data
    answers, table = read_rows(take), read_rows(inputs.experiment.parent / data.table)
    labels, texts = answers.column(data.label), answers.column(data.text)
    codes = _codes(table, experiment)
    filled = {data.text: texts, data.label: tuple(codes.get(label, label) for label in labels)}
    for name in data.numbers:
        filled[name] = answers.column(name)
    if data.split.by == "column" and data.split.column is not None:
        filled[data.split.column] = ("train",) * len(texts)
    for name, words in data.keep.items():
        filled[name] = (words.split("|")[0].strip(),) * len(texts)
    given = [i for i, label in enumerate(labels) if label]
    for i in given:
        if labels[i] not in codes:
            raise TinbergenError(
                "T754", at=Location(answers.file, answers.lines[i]), label=labels[i],
                hint=did_you_mean(labels[i], list(codes)), known=", ".join(codes),
            )  # fmt: skip
    if not given:
        raise TinbergenError("T137", at=Location(answers.file), column=data.label)
    new = [[filled[name][i] if name in filled else "" for name in table.header] for i in given]
    file = inputs.out or Path(f"{experiment.name}-labelled.csv")
    whole = [list(table.header), *(list(row) for row in table.cells), *new]
    write_new(file, _csv(whole), force=inputs.force)
    return TextTaken(str(file), len(given), len(labels) - len(given), len(whole) - 1)


def _codes(table: Rows, experiment: Experiment) -> dict[str, str]:
    """What the table writes for each answer: its own words, and the names that they are given."""
    if experiment.data.labels:
        names = {name: code for code, name in reversed(experiment.data.labels.items())}
        return {**names, **{code: code for code in experiment.data.labels}}
    return {word: word for word in sorted(set(table.column(experiment.data.label))) if word}


def _csv(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()
