"""A trained model made smaller: by which steps, how like its original it stays, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from tinbergen.app.answer import Answer
from tinbergen.app.results_text_serve import ModelCost, TextCompression
from tinbergen.app.text_folder import claim, kept, learned_from
from tinbergen.core.errors import Language, TinbergenError, did_you_mean
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.compress.comparison import check_likeness, cost, likeness
from tinbergen.text.compress.export import exported, merged, quantised, tokenizer_of
from tinbergen.text.compress.pruning import head_scores, with_layers, without_heads
from tinbergen.text.compress.vocabulary import trimmed_tokenizer, with_vocabulary
from tinbergen.text.encoder import tokens_of
from tinbergen.text.experiment import Experiment, TrainingPart, read_experiment
from tinbergen.text.labelled import LabelledTable, read_labelled, read_rows
from tinbergen.text.model import TextModel, files_of, load_model
from tinbergen.text.scores import softmax
from tinbergen.text.splits import split_rows
from tinbergen.text.tuning.adapters import RATES
from tinbergen.text.tuning.training import logits_of, train

Step = Literal["int8", "pruned", "student", "trimmed"]
STEPS: tuple[Step, ...] = get_args(Step)
REPORT = "compression.json"
_SMALLER = Text("Make the model smaller", "压缩模型")
_COMPARING = Text("Compare with the original", "与原模型比较")
#: Texts by which heads are scored.
_SCORED = 256


@dataclass(frozen=True, slots=True)
class CompressInputs:
    """A model's folder, the experiment whose rows it is compared on, the steps in their order.

    ``layers`` that a student or a pruned model has (half by default for a student, all for a pruned
    one), ``heads`` the share that is cut, ``texts`` more texts without labels, ``agreement`` and
    ``drift`` what must be reached.
    """

    model: Path
    experiment: Path
    steps: tuple[Step, ...]
    out: Path
    layers: int | None = None
    heads: float = 0.25
    texts: Path | None = None
    column: str = "text"
    agreement: float = 0.95
    drift: float = 0.5
    force: bool = False
    lang: Language = "en"


def steps_of(given: str) -> tuple[Step, ...]:
    """Steps written with commas; eight bits come last whatever the order.

    Raises
    ------
    TinbergenError
        T105 for a word that is none.
    """
    words = [word.strip() for word in given.split(",")]
    for word in words:
        if word not in STEPS:
            hint = did_you_mean(word, STEPS)
            raise TinbergenError("T105", hint=hint, given=word, known=", ".join(STEPS))
    order = ("pruned", "student", "trimmed", "int8")
    return tuple(step for step in order if step in words)  # type: ignore[misc]


def compress(
    inputs: CompressInputs, progress: Progress | None = None
) -> Answer[TextCompression, TextModel]:
    """Make a model smaller, and keep it if it still says what its original says.

    Raises
    ------
    TinbergenError
        T100 a model that can't be made smaller, T101 one that is no longer like its original,
        T102 to T104; T029 for other labels; those of reading; C236 when the folder holds another
        model.
    """
    tell = progress or Progress()
    experiment, _ = read_experiment(inputs.experiment)
    model, facts = load_model(inputs.model)
    network = merged(model)
    table = read_labelled(experiment.data, inputs.experiment.parent)
    if table.names != model.names:
        raise TinbergenError("T029", given=", ".join(table.names), needed=", ".join(model.names))
    how = (inputs.steps, inputs.layers, inputs.heads, inputs.texts, inputs.column,
           [file.sha256 for file in files_of(inputs.model)])  # fmt: skip
    run = claim(inputs.out, "text compress", experiment.name,
                learned_from(experiment, table, *how), force=inputs.force)  # fmt: skip
    split = split_rows(table, experiment.data.split)
    test, learned = table.take(split.test), table.take(split.train)
    held = table.take(split.validation)
    more = _more(inputs, test)
    tell(_SMALLER)
    small, tokenizer, notes = _smaller(
        inputs, experiment, model, network, learned, held, more, tell
    )  # fmt: skip
    graph = exported(model, small, tokenizer)
    if "int8" in inputs.steps:
        graph = quantised(graph)
    found = replace(model, network=graph, encoder=None)
    tell(_COMPARING)
    said = model.logits(test.texts, test.numbers)
    near = likeness(said, found.logits(test.texts, test.numbers), test)
    check_likeness(near, inputs.agreement, inputs.drift)
    before = likeness(said, said, test)
    made = facts | {"compressed": list(inputs.steps)}
    with kept(inputs.out, run, found, made, force=inputs.force) as beside:
        costs = [ModelCost(each.size, each.p50, each.p99, each.throughput)
                 for each in (cost(model, inputs.model, test.texts, test.numbers),
                              cost(found, inputs.out, test.texts, test.numbers))]  # fmt: skip
        result = TextCompression(
            str(inputs.model), str(inputs.out), inputs.steps, len(test), near.agreement,
            near.drift, near.mean_drift, before.f1, near.f1, costs[0], costs[1], notes,
        )  # fmt: skip
        beside(REPORT, result)
    return Answer(result, found)


def _more(inputs: CompressInputs, test: LabelledTable) -> list[str]:
    """Texts without labels, none of which stands in the test."""
    if inputs.texts is None:
        return []
    asked = {text.casefold() for text in test.texts}
    rows = read_rows(inputs.texts).column(inputs.column)
    return [text for text in dict.fromkeys(rows) if text and text.casefold() not in asked]


def _smaller(
    inputs: CompressInputs, experiment: Experiment, model: TextModel, network: Any,
    learned: LabelledTable, held: LabelledTable, more: Sequence[str], tell: Progress,
) -> tuple[Any, str, dict[str, Any]]:  # fmt: skip
    """The smaller network, its tokenizer, and what was done."""
    assert model.encoder is not None
    tokenizer, notes = tokenizer_of(model), {}
    pad = model.encoder.tokenizer.pad_token_id
    if "pruned" in inputs.steps:
        rows = learned.take(range(min(len(learned), _SCORED)))
        scores = head_scores(network, model.sample(rows.texts, rows.numbers, rows.labels), pad)
        if inputs.layers is not None and "student" not in inputs.steps:
            network = with_layers(network, inputs.layers)
        else:
            network, cut = without_heads(network, scores, inputs.heads)
            notes["heads"] = cut.tolist()
        notes["scores"] = scores.round(4).tolist()
    if "student" in inputs.steps:
        network, notes["student"] = _student(
            inputs, experiment.training, model, network, learned, held, more, pad, tell
        )  # fmt: skip
    if "trimmed" in inputs.steps:
        tokens = tokens_of(model.encoder, [*learned.texts, *held.texts, *more])
        tokenizer, stay = trimmed_tokenizer(tokenizer, {i for row in tokens for i in row})
        network = with_vocabulary(network, stay)
        notes["words"] = len(stay)
    return network, tokenizer, notes


def _student(
    inputs: CompressInputs, part: TrainingPart, model: TextModel, network: Any,
    learned: LabelledTable, held: LabelledTable, more: Sequence[str], pad: int, tell: Progress,
) -> tuple[Any, dict[str, Any]]:  # fmt: skip
    """A network of fewer layers that learned the chances that its teacher gives."""
    whole = model.network.encoder.config.num_hidden_layers
    small = with_layers(network, inputs.layers or max(whole // 2, 1))
    texts = [*learned.texts, *more]
    numbers = learned.numbers if model.beside.columns else np.empty((len(learned), 0))
    if model.beside.columns and more:
        numbers = np.concatenate([numbers, np.full((len(more), numbers.shape[1]), np.nan)])
    sample = model.sample(texts, numbers, np.zeros(len(texts), dtype=np.int64))
    targets = softmax(logits_of(network, sample, pad))
    for parameter in small.parameters():
        parameter.requires_grad_(True)
    trained = train(
        small, replace(sample, targets=targets),
        model.sample(held.texts, held.numbers, held.labels), part,
        (part.learning_rate or RATES["full"][0], part.head_learning_rate or RATES["full"][1]),
        pad, progress=tell,
    )  # fmt: skip
    return small.eval(), {"texts": len(texts), "steps": trained.steps}
