"""What is known beside labels: rules held against a model, mentions grounded, attacks withstood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_audit import (
    TextBroken,
    TextChecked,
    TextGame,
    TextLead,
    TextMention,
    TextMentions,
    TextRound,
)
from tinbergen.app.text_folder import claim, kept, learned_from, learned_rows, read_by
from tinbergen.core import limits
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.report.document import Document
from tinbergen.report.views.text_knowledge import game_view, lead_view, mentions_view, rules_view
from tinbergen.text.audit.adversary import play
from tinbergen.text.experiment import read_experiment
from tinbergen.text.knowledge.ground import ground
from tinbergen.text.knowledge.lead import lead_or_follow
from tinbergen.text.knowledge.rules import OWN, check, read_rules
from tinbergen.text.labelled import read_labelled, read_rows
from tinbergen.text.model import load_model
from tinbergen.text.splits import split_rows


@dataclass(frozen=True, slots=True)
class CheckInputs:
    """A model's folder, texts (as they stand or a column of a table), a file of rules; those of
    monetary policy that ship by default."""

    model: Path
    texts: tuple[str, ...] = ()
    data: Path | None = None
    column: str = "text"
    rules: Path | None = None
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class AttackInputs:
    """An experiment, how many rounds and texts, a folder for the model of the best round."""

    experiment: Path
    rounds: int = 3
    texts: int = 50
    out: Path | None = None
    force: bool = False
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class LeadInputs:
    """A table of consecutive periods, its columns of an index and an outcome, and the others."""

    data: Path
    index: str
    outcome: str
    horizon: int = 4
    lags: int = 2
    controls: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    lang: Language = "en"


def lead(inputs: LeadInputs) -> Answer[TextLead, Document]:
    """Whether an index moves before an outcome or after it.

    Raises
    ------
    TinbergenError
        C240 for more periods or lags than the limits; those of reading the table and of
        :func:`tinbergen.text.knowledge.lead.lead_or_follow`.
    """
    limits.check("horizon", inputs.horizon)
    limits.check("lag", inputs.lags)
    names = tuple(dict.fromkeys(
        (inputs.index, inputs.outcome, *inputs.controls, *inputs.instruments)
    ))  # fmt: skip
    columns = read_rows(inputs.data).numbers(names)
    found = lead_or_follow(
        dict(zip(names, columns.T, strict=True)), inputs.index, inputs.outcome,
        horizon=inputs.horizon, lags=inputs.lags, controls=inputs.controls,
        instruments=inputs.instruments,
    )  # fmt: skip
    numbers = (found.ahead.estimate, found.ahead.se, found.behind.estimate, found.behind.se)
    result = TextLead(inputs.index, inputs.outcome, found.order, found.identified, found.critical,
                      *(tuple(map(float, each)) for each in numbers))  # fmt: skip
    return Answer(result, lead_view(found))


def check_rules(
    inputs: CheckInputs, progress: Progress | None = None
) -> Answer[TextChecked, Document]:
    """What a model says of texts, held against rules, and corrected where it breaks one.

    Raises
    ------
    TinbergenError
        T028 without texts or with both; T174, T175; those of reading model, table and rules.
    """
    if bool(inputs.texts) == (inputs.data is not None):
        raise TinbergenError("T028")
    model, _ = load_model(inputs.model)
    texts, numbers = inputs.texts, None
    if inputs.data is not None:
        rows = read_rows(inputs.data)
        texts = rows.column(inputs.column)
        if model.beside.columns:
            numbers = rows.numbers(model.beside.columns)
    book = read_rules(inputs.rules or OWN)
    found = check(texts, model.predict(texts, numbers, progress), book)
    broken = tuple(TextBroken(texts[v.row], v.rule, v.before, v.after) for v in found.violations)
    result = TextChecked(str(inputs.model), len(texts), found.labels, found.applied, broken)
    return Answer(result, rules_view(texts, found))


def mentions(texts: tuple[str, ...]) -> Answer[TextMentions, Document]:
    """Indicators that texts name, and of which economy; T755 without texts."""
    if not texts:
        raise TinbergenError("T755", command="ground")
    found = [m for text in texts for m in ground(text)]
    listed = tuple(
        TextMention(text, m.words, m.start, m.indicator, m.entity)
        for text in texts for m in ground(text)
    )  # fmt: skip
    return Answer(TextMentions(listed), mentions_view(found))


def attack(inputs: AttackInputs, progress: Progress | None = None) -> Answer[TextGame, Document]:
    """Attack and defence in turns; the model of the best round is kept where a folder is named.

    Raises
    ------
    TinbergenError
        Those of reading and fitting an experiment; C004; C236 when the folder holds another model.
    """
    experiment, _ = read_experiment(inputs.experiment)
    folder = inputs.experiment.parent
    table = read_labelled(experiment.data, folder)
    split = split_rows(table, experiment.data.split)
    run = None
    if inputs.out is not None:
        digest = learned_from(experiment, table, inputs.rounds, inputs.texts)
        run = claim(inputs.out, "text attack", experiment.name, digest, force=inputs.force)
    game = play(experiment, folder, table, split, rounds=inputs.rounds, texts=inputs.texts,
                progress=progress)  # fmt: skip
    if inputs.out is not None and run is not None:
        facts = {"experiment": experiment.model_dump(), **read_by(table, learned_rows(split))}
        with kept(inputs.out, run, game.model, facts, force=inputs.force):
            pass
    rounds = tuple(
        TextRound(r.number, r.learned, r.asked, r.fooled, r.share, r.lower, r.upper, r.weighted_f1)
        for r in game.rounds
    )
    result = TextGame(experiment.name, str(inputs.out or ""), game.best, rounds)
    return Answer(result, game_view(game, result.folder))
