"""A question about a report, answered by what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_ask import Citation, TextAnswer
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import is_file, is_folder, read_text
from tinbergen.core.manifest import MANIFEST, verify
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json
from tinbergen.core.text import Text
from tinbergen.text.ask.examples import LANG
from tinbergen.text.ask.instruct import choose
from tinbergen.text.ask.passages import Passage, passages
from tinbergen.text.ask.retrieve import LEAST, Ranked, rank
from tinbergen.text.frozen import Frozen
from tinbergen.text.model import TextModel, load_model

REPORT = "cycle.json"
FROZEN_ENCODER = "frozen:use"
#: What marks a model that ``text instruct`` made.
ANSWERS = "answers"
_READING = Text("Read the report", "读取报告")
_SEARCHING = Text("Search the findings", "检索结论")
_CHOOSING = Text("Ask the model which answer", "由模型判断哪些可作答")


@dataclass(frozen=True, slots=True)
class AskInputs:
    """The folder of a run, or its cycle.json; a question in ``lang``; the folder of a model that
    says which of the findings found first answer, and the least log-likelihood ratio of yes to no
    at which one does."""

    report: Path
    question: str
    lang: Language = "en"
    model: Path | None = None
    least: float = 0.0


def ask(inputs: AskInputs, progress: Progress | None = None) -> Answer[TextAnswer, Ranked]:
    """Answer a question with a report's own statements, or say that it does not.

    Raises
    ------
    TinbergenError
        T203 for a folder without a report; C233, C234 for one that is not as its run left it, C003,
        C230 for a document that is damaged or whose numbers were edited; T020 when the encoder, or
        what the model was tuned from, is not installed; T724 for a model that was not made by
        ``text instruct``, T725 for one that is asked in another language than English.
    """
    tell = progress or Progress()
    tell(_READING)
    path, known = read_passages(inputs.report)
    model = None if inputs.model is None else _model(inputs.model, inputs.lang)
    tell(_SEARCHING)
    ranked = rank(inputs.question, known, inputs.lang, Frozen(FROZEN_ENCODER).encode)
    least = LEAST[inputs.lang]
    cited, likeliest = ranked.cited(least), None
    if model is not None:
        tell(_CHOOSING)
        chosen = choose(inputs.question, ranked, model, inputs.least)
        cited, likeliest = chosen.passages, max(chosen.odds, default=None)
    said = " ".join(p.statement(inputs.lang) for p in cited) or None
    scores = dict(zip((p.id for p in ranked.passages), ranked.scores, strict=True))
    citations = tuple(Citation(p.id, p.period, p.title, p.statement, scores[p.id]) for p in cited)
    result = TextAnswer(
        inputs.question, str(path), said, citations, ranked.scores[0], least, ranked.missing,
        likeliest,
    )  # fmt: skip
    return Answer(result, ranked)


def _model(folder: Path, lang: Language) -> TextModel:
    if lang != LANG:
        raise TinbergenError("T725", path=folder, lang=lang)
    model, facts = load_model(folder)
    if ANSWERS not in facts or model.encoder is None or model.part.pooling != "last":
        raise TinbergenError("T724", path=folder)
    return model


def read_passages(report: Path) -> tuple[Path, tuple[Passage, ...]]:
    """The file of a report, and its passages; ``report`` is that file or the folder of its run.

    Raises
    ------
    TinbergenError
        T203 for a folder without a report; C233, C234 for one that is not as its run left it, C003,
        C230 for a document that is damaged or whose numbers were edited.
    """
    path = report / REPORT if is_folder(str(report)) else report
    if not is_file(path):
        raise TinbergenError("T203", path=path)
    if is_file(path.parent / MANIFEST):
        verify(path.parent, unsealed_too=True)
    return path, passages(from_json(Cycle, read_text(path)))
