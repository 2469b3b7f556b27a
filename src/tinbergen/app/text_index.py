"""From documents to a series with vintages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results_text_index import IndexedDocument, IndexedPeriod, TextIndexed
from tinbergen.app.text_folder import not_read, read_before
from tinbergen.core.errors import Advice, Language, TinbergenError
from tinbergen.core.files import write_new
from tinbergen.core.period import Frequency
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.store import Store
from tinbergen.data.store.dating import Dated
from tinbergen.text.audit.gate import passed
from tinbergen.text.index.documents import Columns, Documents, read_documents
from tinbergen.text.index.measure import TextIndex, measure, scores_of
from tinbergen.text.index.watch import watch
from tinbergen.text.labelled import check_texts
from tinbergen.text.model import load_model

_LOADING = Text("Load the model", "载入模型")
_READING = Text("Read the documents", "读取文档")
_ASKING = Text("Ask the model", "询问模型")
_DRAWING = Text("Draw labels", "抽取标签")
_SOURCE = Text(
    "Index of {count} documents ({file}) by a text model; bands: {covers}",
    "由文本模型对 {count} 份文档（{file}）编制的指数；区间：{covers}",
)


@dataclass(frozen=True, slots=True)
class IndexInputs:
    """What is to be measured.

    Attributes
    ----------
    model, data
        Folder of a model; a table of documents.
    scores
        Label -> its score; labels not named score 0.
    series
        What the index is called.
    columns
        Which columns of the table are read.
    frequency
        Of the index.
    split
        Whether cells hold longer texts, to be split into sentences.
    beside
        A long table of vintages that the index is added to.
    out
        The long table that is written; CSV, or Parquet for ``.parquet``.
    dated
        Which day of its month a vintage stands for; that of ``beside``, else the end.
    force
        Whether another file of that name is replaced.
    """

    model: Path
    data: Path
    scores: Mapping[str, float]
    series: str = "STANCE"
    columns: Columns = field(default_factory=Columns)
    frequency: Frequency = Frequency.QUARTERLY
    split: bool = False
    beside: Path | None = None
    out: Path = Path("out/index.csv")
    level: float = 0.9
    draws: int = 1000
    seed: int = 0
    dated: Dated | None = None
    force: bool = False
    lang: Language = "en"


def index(inputs: IndexInputs, progress: Progress | None = None) -> Answer[TextIndexed, TextIndex]:
    """Ask a model every sentence of documents, and write the index as observations with vintages.

    Raises
    ------
    TinbergenError
        T730 for half a character in the name of the series; T195 when a table it is added to has a
        series of that name, or dates vintages otherwise;
        T026 for a model that takes numbers beside the text; C237 when another file is there; those
        of loading the model, of reading the documents (T190 to T192) and the scores (T193, T194).
    """
    tell = progress or Progress()
    check_texts((inputs.series,))
    tell(_READING)
    store = Store.read(inputs.beside) if inputs.beside else None
    if store is not None and inputs.series in store.series:
        raise TinbergenError("T195", name=inputs.series, file=inputs.beside)
    dated: Dated = inputs.dated or (store.dated if store else "end")
    if store is not None and store.dated != dated:
        raise TinbergenError("T196", given=dated, needed=store.dated, file=inputs.beside)
    tell(_LOADING)
    model, facts = load_model(inputs.model)
    scores = scores_of(model.names, inputs.scores)
    documents = read_documents(
        inputs.data, inputs.columns, frequency=inputs.frequency, dated=dated, split=inputs.split
    )
    tell(_ASKING)
    chances = model.predict(documents.texts, progress=tell).chances
    tell(_DRAWING)
    found = measure(
        chances, documents.places, documents.documents, scores, level=inputs.level,
        draws=inputs.draws, seed=inputs.seed, dated=dated,
    )  # fmt: skip
    if store is None:
        said = _SOURCE.fill(count=len(found.documents), file=inputs.data.name, covers=found.covers)
        store = Store(source=said, dated=dated)
    found.add_to(store, inputs.series)
    with TemporaryDirectory() as place:
        made = store.write(Path(place) / inputs.out.name)
        write_new(inputs.out, made.read_bytes(), force=inputs.force)
    advice = (*_known_of(inputs.model, facts, documents), *not_read(model, documents.texts))
    return Answer(replace(_result(inputs, found), advice=notes(advice, inputs.lang)), found, advice)


def _known_of(folder: Path, facts: Mapping[str, Any], documents: Documents) -> Iterator[Advice]:
    """Warnings of what an index rests on: a gate not passed, sentences that were learned from,
    documents older than what was learned."""
    try:
        passed(folder, unsealed_too=True)
    except TinbergenError as fault:
        why = Text(fault.text("title", "en"), fault.text("title", "zh"))
        yield Advice("T758", {"why": why})
    yield from read_before(folder, facts, documents.texts)
    until = facts.get("until")
    # Days and years, such as 2008-08-05 and 2008, are compared as text.
    if isinstance(until, str) and until[:4].isdigit():
        told = [d.published[: len(until)] <= until for d in documents.documents]
        if any(told):
            yield Advice("T759", {"count": sum(told), "of": len(told), "until": until})


def _result(inputs: IndexInputs, found: TextIndex) -> TextIndexed:
    documents = tuple(
        IndexedDocument(
            d.name, d.published, str(d.period), str(d.vintage), int(n), *map(float, row)
        )
        for d, n, *row in zip(
            found.documents, found.sentences, found.index, found.lower, found.upper, found.doubt,
            strict=True,
        )
    )  # fmt: skip
    periods = tuple(
        IndexedPeriod(str(p), str(v), *map(float, row))
        for p, v, *row in zip(
            found.periods, found.vintages, found.values, found.lows, found.highs, strict=True
        )
    )
    watched, known = watch(found), set(found.periods)
    span = max(known).ordinal - min(known).ordinal + 1
    return TextIndexed(
        str(inputs.model), str(inputs.out), inputs.series, dict(inputs.scores), found.level,
        found.covers, documents, periods,
        None if watched is None else tuple(map(str, watched)), span - len(known),
    )  # fmt: skip
