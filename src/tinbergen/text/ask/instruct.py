"""A small causal model that says whether a passage answers a question: as it comes, or tuned.

It reads a passage and a question and is asked for one word. Only "yes" and "no" are compared: its
last hidden state against the two words' rows of its own unembedding, so the difference of the two
logits is the model's log-likelihood ratio. What is cited is thus a passage or nothing; the model
writes no word of an answer, and no number. Pointwise ranking by a word's likelihood: Nogueira,
Jiang, Pradeep and Lin (2020), *Document ranking with a pretrained sequence-to-sequence model*.
Tuning is by low-rank adapters on questions made from reports
(:mod:`tinbergen.text.ask.examples`); the unembedding stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.text.ask.examples import LANG, Example
from tinbergen.text.ask.passages import Passage
from tinbergen.text.ask.retrieve import MOST, Ranked
from tinbergen.text.base import base_of
from tinbergen.text.encoder import SMOLLM, Encoder, load_encoder, settled
from tinbergen.text.experiment import EncoderPart, MethodPart, TrainingPart
from tinbergen.text.labelled import Array
from tinbergen.text.learning import set_head
from tinbergen.text.model import TextModel
from tinbergen.text.network import Classifier
from tinbergen.text.parts import need
from tinbergen.text.scores import weighted_f1
from tinbergen.text.tuning.adapters import RATES, tune
from tinbergen.text.tuning.training import Trained, steps_of, train

ANSWERS = ("no", "yes")
#: How many passages of a search are read, best first.
READ = 6
#: How far below the likeliest another passage may stand to be cited beside it.
MARGIN = 0.5
#: Words of a passage that are read, and of a question.
_WORDS, _ASKED = 70, 50
_TASK = "Does the finding answer the question? Say yes or no."
_GIVEN = "Finding: {passage}\nQuestion: {question}"


@dataclass(frozen=True, slots=True)
class Instructed:
    """A tuned model; ``before`` and ``after`` are weighted F1 of pairs held out, ``trained`` what
    each epoch told."""

    model: TextModel
    trained: Trained
    before: float
    after: float
    pairs: int
    held: int


def answerer(
    name: str = SMOLLM, folder: Path = Path(), method: MethodPart | None = None, steps: int = 4
) -> TextModel:
    """A causal model that says yes or no: as it comes, or ready to be tuned by ``method``.

    Raises
    ------
    TinbergenError
        T020 when the wheel, or gguf that reads it, is not installed; T722 for a model without a
        word for each answer or with an unembedding of its own; those of
        :func:`tinbergen.text.encoder.load_encoder`.
    """
    part = EncoderPart(name=name, pooling="last", length=256, dropout=0.0)
    encoder = load_encoder(part, folder)
    rows = _answer_rows(encoder)
    part = settled(part, encoder)
    asked = method or MethodPart(name="full")
    network = Classifier(
        tune(encoder, asked, steps) if method else encoder.network, encoder.width, len(ANSWERS),
        pooling="last", dropout=0.0,
    )  # fmt: skip
    set_head(network, rows, np.zeros(len(ANSWERS)))
    network.head.requires_grad_(False)
    network.eval()
    return TextModel(ANSWERS, asked, part, encoder, network)


def _answer_rows(encoder: Encoder) -> Array:
    """(2, width) what the model's last hidden state is held against for each answer."""
    words = [_first(encoder.tokenizer, word) for word in ANSWERS]
    lacks = encoder.tokenizer.unk_token_id in words or words[0] == words[1]
    if lacks or not getattr(encoder.network.config, "tie_word_embeddings", False):
        raise TinbergenError("T722", source=encoder.source)
    table = encoder.network.get_input_embeddings().weight.detach()
    return np.asarray(table[words].float().numpy(), dtype=float)


def _first(tokenizer: Any, word: str) -> int:
    """The token with which an answer begins, in the form that follows a prompt."""
    said = word.capitalize() if tokenizer.chat_template else f" {word}"
    return int(tokenizer(said, add_special_tokens=False)["input_ids"][0])


def prompt(tokenizer: Any, passage: Passage, question: str) -> str:
    """What a model is given, up to the word that it must say: in its own form of a talk, where it
    has one."""
    said = " ".join(f"{passage.title(LANG)}. {passage.statement(LANG)}".split()[:_WORDS])
    asked = " ".join(question.split()[:_ASKED])
    given = _GIVEN.format(passage=said, question=asked)
    if not tokenizer.chat_template:
        return f"{given}\n{_TASK}\nAnswer:"
    talk = [{"role": "system", "content": _TASK}, {"role": "user", "content": given}]
    return str(tokenizer.apply_chat_template(talk, add_generation_prompt=True, tokenize=False))


def odds(model: TextModel, pairs: Sequence[tuple[str, Passage]]) -> Array:
    """(pairs,) log-likelihood of "yes" less that of "no", for each question and passage."""
    torch = need("torch")
    assert model.encoder is not None
    texts = [prompt(model.encoder.tokenizer, passage, question) for question, passage in pairs]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = model.logits(texts)
    return np.asarray(found[:, 1] - found[:, 0])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The passages that the model says answer, the likeliest first; ``odds`` beside ``read``, all
    that it was asked of."""

    passages: tuple[Passage, ...]
    read: tuple[Passage, ...]
    odds: tuple[float, ...]


def choose(question: str, ranked: Ranked, model: TextModel, least: float = 0.0) -> Chosen:
    """Of the passages that a search finds first, those of which the model says yes.

    What the search must refuse (a name or period that the report does not know) is not asked.
    ``least`` log-likelihood ratio of an answer: at zero yes is as likely as no. Others are cited
    beside the likeliest where they stand no more than :data:`MARGIN` below.
    """
    read = [p for p, score in zip(ranked.passages[:READ], ranked.scores, strict=False)
            if score >= 0]  # fmt: skip
    if ranked.missing or not read:
        return Chosen((), (), ())
    found = odds(model, [(question, passage) for passage in read])
    order = np.argsort(-found, kind="stable")
    bound = max(least, float(found.max()) - MARGIN)
    cited = [read[i] for i in order if found[i] >= bound][:MOST]
    return Chosen(tuple(cited), tuple(read), tuple(map(float, found)))


def instruct(
    pairs: Sequence[Example], held: Sequence[Example], training: TrainingPart, *,
    name: str = SMOLLM, folder: Path = Path(), rank: int = 8, checkpoints: Path | None = None,
    progress: Progress | None = None, watch: Callable[[dict[str, float]], None] | None = None,
) -> Instructed:  # fmt: skip
    """Tune a model on pairs of question and passage; those held out choose the epoch.

    A training that was killed goes on from its last checkpoint in ``checkpoints`` and reaches the
    same numbers.

    Raises
    ------
    TinbergenError
        Those of :func:`answerer` and of :func:`tinbergen.text.tuning.training.train`.
    """
    method = MethodPart(name="lora", rank=rank, alpha=2.0 * rank)
    with need("torch").random.fork_rng():
        need("torch").manual_seed(training.seed)
        model = answerer(name, folder, method, steps_of(len(pairs), training))
    assert model.encoder is not None
    tokenizer = model.encoder.tokenizer

    def sample(side: Sequence[Example]) -> Any:
        texts = [prompt(tokenizer, each.passage, each.question) for each in side]
        labels = np.array([int(each.answers) for each in side], dtype=np.int64)
        return model.sample(texts, np.empty((len(side), 0)), labels)

    def judged() -> float:
        told = odds(model, [(each.question, each.passage) for each in held])
        return weighted_f1(np.array([int(e.answers) for e in held]), (told >= 0).astype(int), 2)

    before = judged() if held else float("nan")
    own, _ = RATES["lora"]
    rate = training.learning_rate or own
    trained = train(
        model.network, sample(pairs), sample(held), training, (rate, rate),
        tokenizer.pad_token_id, folder=checkpoints, progress=progress, watch=watch,
        mark=f"{_mark(pairs, training, name, rank)} {base_of(model.encoder)}",
    )  # fmt: skip
    after = judged() if held else float("nan")
    return Instructed(model, trained, before, after, len(pairs), len(held))


def _mark(pairs: Sequence[Example], training: TrainingPart, name: str, rank: int) -> str:
    """Which training a checkpoint belongs to: its settings and what is learned from."""
    from hashlib import sha256

    read = "\n".join(f"{e.question}\t{e.passage.id}\t{e.answers}" for e in pairs)
    digest = sha256(read.encode()).hexdigest()
    return f"{name} {rank} {training.model_dump_json()} {digest}"
