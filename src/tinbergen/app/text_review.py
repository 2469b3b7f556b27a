"""Put doubtful texts to people, and keep what they decide."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_audit import TextReview, TextReviewItem
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.report.document import Document
from tinbergen.report.views.text_review import review_view
from tinbergen.text.audit.review import UNSURE, ask, decide, doubtful, read_reviews
from tinbergen.text.labelled import read_rows
from tinbergen.text.model import load_model


@dataclass(frozen=True, slots=True)
class ReviewInputs:
    """A model's folder; texts, as they stand or a column of a table, of which the doubtful are put
    to people (likeliest label below ``unsure``, or moved by names); or a decision on an item."""

    model: Path
    texts: tuple[str, ...] = ()
    data: Path | None = None
    column: str = "text"
    unsure: float = UNSURE
    number: int | None = None
    label: str | None = None
    by: str | None = None
    note: str = ""
    lang: Language = "en"


def review(inputs: ReviewInputs, progress: Progress | None = None) -> Answer[TextReview, Document]:
    """Texts put to people, decided, or only listed.

    Raises
    ------
    TinbergenError
        T173 a decision that lacks number, label or name; T160, T170, T171, T172; those of reading
        model and table.
    """
    tell = progress or Progress()
    model, _ = load_model(inputs.model)
    tell.check()
    if inputs.texts or inputs.data is not None:
        texts, numbers = list(inputs.texts), None
        if inputs.data is not None:
            rows = read_rows(inputs.data)
            texts += rows.column(inputs.column)
            if model.beside.columns:
                numbers = rows.numbers(model.beside.columns)
        ask(inputs.model, doubtful(model, texts, numbers, unsure=inputs.unsure))
    if inputs.number is not None or inputs.label is not None or inputs.by is not None:
        if inputs.number is None or not inputs.label or not inputs.by:
            raise TinbergenError("T173")
        decide(inputs.model, inputs.number, inputs.label, inputs.by, model.names, inputs.note)
    found = read_reviews(inputs.model)
    items = tuple(
        TextReviewItem(
            i.number, i.text, i.label, i.chance, i.why,
            i.decision.label if i.decision else None, i.decision.by if i.decision else None,
        )
        for i in found.items
    )  # fmt: skip
    result = TextReview(str(inputs.model), len(found.waiting), found.overruled, items)
    return Answer(result, review_view(found))
