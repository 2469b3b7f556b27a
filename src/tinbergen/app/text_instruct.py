"""A small model that learns from reports which of their findings answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_ask import TextInstruction
from tinbergen.app.text_ask import ANSWERS, FROZEN_ENCODER, read_passages
from tinbergen.app.text_folder import claim, kept
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.files import made_folder
from tinbergen.core.plain import dump
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.loop.case.keeping import name_of
from tinbergen.text.ask.examples import Example, examples
from tinbergen.text.ask.instruct import Instructed, instruct
from tinbergen.text.base import hash_at
from tinbergen.text.encoder import SMOLLM, find_encoder
from tinbergen.text.experiment import TrainingPart
from tinbergen.text.frozen import Frozen

_MAKING = Text("Make questions from the findings", "由结论生成问题")
#: How a model is tuned unless a command says otherwise: about a quarter of an hour of one core for
#: fifteen reports.
TRAINING = TrainingPart(
    epochs=2, batch=8, learning_rate=5e-4, precision="bf16", save_every=25, patience=0
)
#: Every so many reports one is held out.
_HELD = 7


@dataclass(frozen=True, slots=True)
class InstructInputs:
    """Folders of runs, or their cycle.json, whose findings are learned from; the model's folder;
    the causal model that is tuned (``smollm2`` or a folder); how long and from which seed."""

    reports: tuple[Path, ...]
    out: Path
    base: str = SMOLLM
    epochs: int = TRAINING.epochs
    seed: int = TRAINING.seed
    force: bool = False
    lang: Language = "en"


def held_out(found: Sequence[Example], reports: int) -> tuple[list[Example], list[Example]]:
    """Pairs learned from, and those of every seventh report, or of every seventh question where
    there are fewer reports."""
    whole = reports >= _HELD
    keys = [e.report if whole else (e.report, e.question) for e in found]
    order = range(reports) if whole else list(dict.fromkeys(keys))
    aside = set(order[_HELD - 1 :: _HELD])
    sides = [[e for e, key in zip(found, keys, strict=True) if (key in aside) is held]
             for held in (False, True)]  # fmt: skip
    return sides[0], sides[1]


def instruct_on(
    inputs: InstructInputs, progress: Progress | None = None
) -> Answer[TextInstruction, Instructed]:
    """Tune a causal model on questions made from reports, and keep it for ``text ask``.

    A command that was killed goes on where its last checkpoint in the model's folder stands.

    Raises
    ------
    TinbergenError
        C236 when the folder holds the model of other reports or settings, one that was changed
        since, or files of such names that are nobody's; C004 when it can't be written; T723 when no
        question can be made; those of :func:`tinbergen.app.text_ask.read_passages` and of
        :func:`tinbergen.text.ask.instruct.instruct`.
    """
    tell = progress or Progress()
    known = [read_passages(report)[1] for report in inputs.reports]
    training = TRAINING.model_copy(update={"epochs": inputs.epochs, "seed": inputs.seed})
    base = find_encoder(inputs.base, Path())
    read = (dump(known), dump(training.model_dump()), base, str(hash_at(base)))
    run = claim(inputs.out, "text instruct", inputs.base, name_of(read), force=inputs.force)
    tell(_MAKING)
    made = examples(known, Frozen(FROZEN_ENCODER).encode, seed=inputs.seed)
    if not any(each.answers for each in made):
        raise TinbergenError("T723", count=len(known))
    pairs, held = held_out(made, len(known))
    folder = made_folder(inputs.out)
    found = instruct(
        pairs, held, training, name=inputs.base, checkpoints=folder, progress=tell,
    )  # fmt: skip
    asked = {(each.report, each.question) for each in made}
    answered = {(each.report, each.question) for each in made if each.answers}
    result = TextInstruction(
        str(folder), len(known), len(asked), len(asked - answered), found.pairs, found.held,
        found.before if held else None, found.after if held else None, found.trained.epoch,
        found.trained.history,
    )  # fmt: skip
    with kept(folder, run, found.model, {ANSWERS: result}, force=inputs.force):
        pass
    return Answer(result, found)
