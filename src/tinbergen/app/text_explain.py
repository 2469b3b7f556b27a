"""Say why a model says what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results_text_audit import (
    TextExplanation,
    TextExplanations,
    TextNeighbour,
    TextWord,
)
from tinbergen.app.text_folder import not_read
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.report.document import Document
from tinbergen.report.views.text_explanation import Explained, explanation
from tinbergen.text.experiment import read_experiment
from tinbergen.text.explain.gradients import attribute, has_gradients
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

    A model without gradients is explained by what it would say without each word alone.

    Raises
    ------
    TinbergenError
        T755 without texts; T026 of a model that takes numbers beside the text, T160, T161; those of
        reading model, experiment and table; R003, C004 and C237 of the page.
    """
    tell = progress or Progress()
    if not inputs.texts:
        raise TinbergenError("T755", command="explain MODEL")
    model, _ = load_model(inputs.model)
    table = _training_rows(inputs.experiment) if inputs.experiment else None
    vectors = vectors_of(model, table.texts, tell) if table is not None else None
    found = []
    for i, text in enumerate(inputs.texts):
        tell(_EXPLAINING, i / len(inputs.texts))
        gradients = attribute(model, text, label=inputs.label) if has_gradients(model) else None
        out = occlude(model, text, label=gradients.label if gradients else inputs.label)
        like = nearest(model, text, table, vectors=vectors) if table is not None else None
        found.append(Explained(out.chance, gradients, out, like))
    document = explanation(inputs.model.name, found)
    if inputs.page is not None:
        document.save(inputs.page, inputs.lang, force=inputs.force)
    listed = tuple(_listed(text, each) for text, each in zip(inputs.texts, found, strict=True))
    advice = tuple(not_read(model, inputs.texts))
    told = notes(advice, inputs.lang)
    result = TextExplanations(str(inputs.model), str(inputs.page or ""), listed, told)
    return Answer(result, document, advice)


def _training_rows(path: Path) -> LabelledTable:
    experiment, _ = read_experiment(path)
    table = read_labelled(experiment.data, path.parent)
    return table.take(split_rows(table, experiment.data.split).train)


def _listed(text: str, each: Explained) -> TextExplanation:
    own, out, like = each.gradients, each.occlusion, each.neighbours
    adds = own.values.tolist() if own else [None] * len(out.spans)
    words = tuple(
        TextWord(span.text, added, float(drops))
        for span, added, drops in zip(out.spans, adds, out.drops, strict=True)
    )
    neighbours = () if like is None else tuple(
        TextNeighbour(*row) for row in zip(like.likeness, like.labels, like.texts, strict=True)
    )  # fmt: skip
    difference, gap, steps = (
        (own.logit - own.baseline, own.gap, own.steps) if own else (None, None, None)
    )
    return TextExplanation(text, out.label, each.chance, difference, gap, steps, words, neighbours)
