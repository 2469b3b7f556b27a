"""Examine a model: its card, its biases, its gate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tinbergen.app.answer import Answer, notes
from tinbergen.app.results_text_audit import TextAudit
from tinbergen.app.text_folder import learned_rows, read_before, read_by, share_read
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.core.plain import dump
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.report.document import Document
from tinbergen.report.markdown import markdown
from tinbergen.report.views.text_card import card_view
from tinbergen.text.audit.card import CARD, Card, card_of
from tinbergen.text.audit.gate import GATE, Gate, judge, write_gate
from tinbergen.text.audit.harm import read_harm
from tinbergen.text.audit.swaps import Biases, biases
from tinbergen.text.experiment import Experiment, read_experiment
from tinbergen.text.experiment_ways import RobustPart
from tinbergen.text.fit import majority
from tinbergen.text.knowledge.invariance import by_source
from tinbergen.text.labelled import Array, LabelledTable, read_labelled
from tinbergen.text.model import TextModel, load_model
from tinbergen.text.robust.suite import changes_for, run_suite
from tinbergen.text.scores import score
from tinbergen.text.splits import Split, split_rows

_AUDITING = Text("Examine the model", "检验模型")

_PAGES: tuple[tuple[Language, Language], ...] = (("en", "zh"), ("zh", "en"))
_ENDS: dict[Language, str] = {"en": ".md", "zh": ".zh.md"}
#: Files that stand beside a model once it was examined.
BESIDE = (GATE, f"{CARD}.json", *(f"{CARD}{end}" for end in _ENDS.values()))


@dataclass(frozen=True, slots=True)
class AuditInputs:
    """A model's folder, the experiment whose test rows it is asked, a list of harmful words."""

    model: Path
    experiment: Path
    harm: Path | None = None
    lang: Language = "en"


def audit(inputs: AuditInputs, progress: Progress | None = None) -> Answer[TextAudit, Document]:
    """Ask a model the test rows again, swap names in them, write its card and its gate.

    Raises
    ------
    TinbergenError
        T029 when the model has other labels than the table, T162; those of reading experiment,
        table and model; C004.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    model, facts = load_model(inputs.model)
    table = read_labelled(experiment.data, inputs.experiment.parent)
    if table.names != model.names:
        raise TinbergenError("T029", given=", ".join(table.names), needed=", ".join(model.names))
    split = split_rows(table, experiment.data.split)
    harm = read_harm(inputs.harm) if inputs.harm else None
    # What counts is what this model has read, which may be another experiment's rows.
    asked = table.take(split.test).texts
    share = share_read(facts, asked)
    leaked = math.nan if share is None else max(share, split.leakage)
    card, gate = examine(
        inputs.model,
        experiment,
        model,
        table,
        replace(split, leakage=leaked),
        own=facts.get("read") == read_by(table, learned_rows(split))["read"],
        source=inputs.experiment.parent,
        swap=True,
        harm=harm,
        progress=tell,
    )
    advice = tuple(read_before(inputs.model, facts, asked))
    result = TextAudit(
        str(inputs.model), gate.passed,
        {v.name: v.value for v in gate.verdicts}, {v.name: v.passed for v in gate.verdicts},
        {} if card.biases is None else {k.name: k.share for k in card.biases.kinds},
        notes(advice, inputs.lang),
    )  # fmt: skip
    return Answer(result, card_view(card, gate.verdicts), advice)


def examine(
    folder: Path, experiment: Experiment, model: TextModel, table: LabelledTable, split: Split, *,
    own: bool = True, source: Path | None = None, chances: Array | None = None, swap: bool = False,
    harm: Mapping[str, tuple[str, ...]] | None = None, progress: Progress | None = None,
) -> tuple[Card, Gate]:  # fmt: skip
    """Write the card (``card.json``, ``card.md``, ``card.zh.md``) and the gate of a model.

    Parameters
    ----------
    own
        Whether these are the rows that the model learned from and was to be asked.
    source
        The experiment's folder, from which the word lists of its ``robust`` part are read.
    chances
        What the model says of the test rows, where that is known already.
    swap
        Whether names are swapped although the gate does not ask for it.
    """
    tell = progress or Progress()
    tell(_AUDITING)
    test = table.take(split.test)
    if chances is None:
        chances = model.predict(test.texts, test.numbers, tell).chances
    scores = score(test.labels, chances, model.names)
    found: Biases | None = None
    if swap or experiment.gate.bias is not None:
        found = biases(model, test.texts, test.numbers, progress=tell)
    measured: dict[str, float | None] = {
        "f1": scores.weighted_f1, "calibration": scores.calibration, "leakage": split.leakage,
        "bias": found.share if found is not None else None,
    }  # fmt: skip
    if experiment.gate.robustness is not None:
        part = experiment.robust or RobustPart()
        changes = changes_for(part, source or folder)
        measured["robustness"] = run_suite(model, test, changes, progress=tell).kept
    verdicts = judge(experiment.gate, measured)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    sources = by_source(test.sources, test.labels, chances, model.names) if test.sources else None
    card = card_of(
        experiment, model, table, split, scores, majority(table, split), made=now, biases=found,
        sources=sources, harm=harm, own=own,
    )  # fmt: skip
    document = card_view(card, verdicts)
    write_atomic(folder / f"{CARD}.json", dump(card))
    for lang, other in _PAGES:
        page = markdown(document, lang, f"{CARD}{_ENDS[other]}")
        write_atomic(folder / f"{CARD}{_ENDS[lang]}", page)
    return card, write_gate(folder, experiment.name, verdicts, now)
