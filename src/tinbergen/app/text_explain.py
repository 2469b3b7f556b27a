"""Say why a model says what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_audit import (
    TextExplanation,
    TextExplanations,
    TextNeighbour,
    TextWord,
)
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.report.document import Document
from tinbergen.report.views.text_explanation import Explained, explanation
from tinbergen.text.experiment import read_experiment
from tinbergen.text.explain.gradients import attribute
from tinbergen.text.explain.neighbours import nearest, vectors_of
from tinbergen.text.explain.occlusion import occlude
from tinbergen.text.labelled import LabelledTable, read_labelled
from tinbergen.text.model import load_model
from tinbergen.text.splits import split_rows

_EXPLAINING = Text("Explain", "解释")


@dataclass(frozen=True, slots=True)
class ExplainInputs:
    """A model's folder, texts, the label that is explained (the likeliest by default); the
    experiment whose training rows are searched for like texts; a page to write."""

    model: Path
    texts: tuple[str, ...]
    label: str | None = None
    experiment: Path | None = None
    page: Path | None = None
    force: bool = False
    lang: Language = "en"


def explain(
    inputs: ExplainInputs, progress: Progress | None = None
) -> Answer[TextExplanations, Document]:
    """What words a model's answers rest on, what it would say without each, what it learned from.

    Raises
    ------
    TinbergenError
        T028 without texts; T026 of a model that takes numbers beside the text, T160, T161; those of
        reading model, experiment and table; R003, C004 and C237 of the page.
    """
    tell = progress or Progress()
    if not inputs.texts:
        raise TinbergenError("T028")
    model, _ = load_model(inputs.model)
    table = _training_rows(inputs.experiment) if inputs.experiment else None
    vectors = vectors_of(model, table.texts, tell) if table is not None else None
    found = []
    for i, text in enumerate(inputs.texts):
        tell(_EXPLAINING, i / len(inputs.texts))
        gradients = attribute(model, text, label=inputs.label)
        out = occlude(model, text, label=gradients.label)
        like = nearest(model, text, table, vectors=vectors) if table is not None else None
        found.append(Explained(out.chance, gradients, out, like))
    document = explanation(inputs.model.name, found)
    if inputs.page is not None:
        document.save(inputs.page, inputs.lang, force=inputs.force)
    listed = tuple(_listed(each) for each in found)
    return Answer(TextExplanations(str(inputs.model), str(inputs.page or ""), listed), document)


def _training_rows(path: Path) -> LabelledTable:
    experiment, _ = read_experiment(path)
    table = read_labelled(experiment.data, path.parent)
    return table.take(split_rows(table, experiment.data.split).train)


def _listed(each: Explained) -> TextExplanation:
    own, like = each.gradients, each.neighbours
    words = tuple(
        TextWord(span.text, float(adds), float(drops))
        for span, adds, drops in zip(own.spans, own.values, each.occlusion.drops, strict=True)
    )
    neighbours = () if like is None else tuple(
        TextNeighbour(*row) for row in zip(like.likeness, like.labels, like.texts, strict=True)
    )  # fmt: skip
    return TextExplanation(
        own.text, own.label, each.chance, own.logit - own.baseline, own.gap, own.steps, words,
        neighbours,
    )  # fmt: skip
