"""Experiment files: YAML, checked against a schema, every fault with its line and column.

An experiment says which labelled table is learned from, how it is split, which encoder is tuned by
which method, and what the result must reach before it may be served. Other fields than economics
differ in this file alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tinbergen.core.files import read_text
from tinbergen.core.text import Text
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.schema import Part, Positive, checked
from tinbergen.text.experiment_ways import (
    AugmentPart,
    ContinualPart,
    CounterfactualPart,
    FewPart,
    RobustPart,
    TeacherPart,
)

Share = Annotated[float, Field(gt=0, lt=1)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Chance = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(gt=0, le=1)]

#: How an encoder is tuned. ``probe`` leaves it as it is; ``lexical`` has none.
MethodName = Literal[
    "lexical", "probe", "full", "probe-then-full", "lora", "adalora", "ia3", "prefix", "prompt",
    "bottleneck",
]  # fmt: skip


class SplitPart(Part):
    """Which rows are learned from and which are asked.

    ``column``: a column says ``train``, ``validation`` or ``test``. ``time``: rows from ``start``
    on (compared as text, so ISO dates and years work) are the test. ``group``: whole groups, such
    as documents, are drawn into the test. ``random``: rows are drawn, stratified by label.
    ``repeats``: texts on both sides are dropped from training (``drop``), kept, or refused.
    """

    by: Literal["column", "time", "group", "random"] = "random"
    column: str | None = None
    start: str | None = None
    test: Share = 0.2
    validation: Fraction = 0.15
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    repeats: Literal["drop", "keep", "refuse"] = "drop"


class DataPart(Part):
    """A labelled table: the file, relative to the experiment, and what its columns are.

    ``labels`` names codes and orders them; those of the table, sorted, by default. ``keep`` says
    which rows count, by column (``AllAgree|75Agree``). ``numbers`` are columns fused with the text,
    ``annotators`` columns of what each of several people said.
    """

    table: str
    text: str = "text"
    label: str = "label"
    labels: dict[str, str] | None = None
    date: str | None = None
    group: str | None = None
    source: str | None = None
    language: str | None = None
    numbers: tuple[str, ...] = ()
    keep: dict[str, str] = Field(default_factory=dict)
    annotators: tuple[str, ...] = ()
    licence: str | None = None
    origin: str | None = None
    split: SplitPart = SplitPart()


class EncoderPart(Part):
    """``name``: ``packaged``, a model's folder (relative to the experiment), ``hub:NAME``,
    ``smollm2`` (causal, 135 million parameters, a wheel of its own), or ``frozen:use``, many
    languages, for the method ``probe`` alone.

    ``pooling`` makes one vector of a text's tokens, ``last`` for models that read forwards;
    ``length`` is how many tokens count, of long texts the first, with ``last`` the last ones.
    """

    name: str = "packaged"
    pooling: Literal["mean", "first", "last"] = "mean"
    length: int = Field(default=128, ge=8, le=8192)
    dropout: Fraction = 0.1


class MethodPart(Part):
    """How the encoder is tuned. ``rank`` and ``alpha`` of low-rank adapters, ``tokens`` of prefixes
    and prompts, ``size`` of bottlenecks, ``targets`` the layers that adapters stand in (all linear
    ones by default). ``probe_head``: an adapter's head starts as the probe's."""

    name: MethodName = "probe-then-full"
    rank: int = Field(default=8, ge=1, le=1024)
    alpha: Positive = 16.0
    tokens: int = Field(default=20, ge=1, le=512)
    size: int = Field(default=32, ge=1, le=4096)
    targets: tuple[str, ...] = ()
    probe_head: bool = False


class TrainingPart(Part):
    """How the loss is descended.

    ``learning_rate``: one to two orders below pre-training for the whole encoder, higher for
    adapters; by the method's default when absent, as is ``head_learning_rate``. ``warm_up`` is a
    share of all steps. ``patience`` epochs without a better validation score end the training;
    0 takes all epochs. ``accumulate`` batches make one step. ``save_every`` steps a checkpoint is
    written. ``sharded`` spreads the network over the processes of a launcher, where there are
    several.
    """

    epochs: int = Field(default=4, ge=1, le=1000)
    batch: int = Field(default=16, ge=1, le=4096)
    accumulate: int = Field(default=1, ge=1, le=1024)
    learning_rate: Rate | None = None
    head_learning_rate: Rate | None = None
    optimizer: Literal["adamw", "adafactor"] = "adamw"
    schedule: Literal["linear", "cosine", "constant"] = "linear"
    warm_up: Fraction = 0.1
    weight_decay: Fraction = 0.01
    label_smoothing: Fraction = 0.0
    class_weights: Literal["none", "balanced"] = "none"
    clip: Positive = 1.0
    patience: int = Field(default=2, ge=0, le=100)
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"
    gradient_checkpointing: bool = False
    sharded: bool = False
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    save_every: int = Field(default=0, ge=0, le=1_000_000)


class GatePart(Part):
    """What a model must reach before it may be served; what is absent is not asked.

    ``f1``: weighted F1 on the test. ``calibration``: expected calibration error at most.
    ``robustness``: share of labels that survive typing errors, case and the like. ``bias``: share
    of labels that move when names are swapped, at most. ``leakage``: share of test texts that stand
    in training, at most.
    """

    f1: Chance | None = None
    calibration: Chance | None = None
    robustness: Chance | None = None
    bias: Chance | None = None
    leakage: Chance | None = 0.0


class Experiment(Part):
    """One experiment: ``name`` is its folder, ``title`` what people read."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str | None = None
    data: DataPart
    encoder: EncoderPart = EncoderPart()
    method: MethodPart = MethodPart()
    training: TrainingPart = TrainingPart()
    gate: GatePart = GatePart()
    few: FewPart | None = None
    robust: RobustPart | None = None
    continual: ContinualPart | None = None


#: Schemas below keys, for hints at misspelt ones.
PARTS: dict[str, type[BaseModel]] = {
    "data": DataPart,
    "split": SplitPart,
    "encoder": EncoderPart,
    "method": MethodPart,
    "training": TrainingPart,
    "gate": GatePart,
    "few": FewPart,
    "teacher": TeacherPart,
    "robust": RobustPart,
    "augment": AugmentPart,
    "counterfactual": CounterfactualPart,
    "continual": ContinualPart,
}


def read_experiment(path: str | Path) -> tuple[Experiment, Positions]:
    """An experiment file, checked, and the positions of its parts for later errors.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001 no YAML, L002 unknown key, L003 wrong value, L004 missing key,
        L005 too large, L016 a key twice.
    """
    return parse_experiment(read_text(path), str(path))


def parse_experiment(text: str, name: str) -> tuple[Experiment, Positions]:
    """As :func:`read_experiment`, of a text; ``name`` is how messages call it."""
    written, positions = checked(Experiment, PARTS, text, name)
    split = written.data.split
    needed = {"column": split.column, "time": split.start and written.data.date,
              "group": written.data.group, "random": "-"}[split.by]  # fmt: skip
    if not needed:
        raise positions.wrong("data", "split", "by", problem=_LACKS[split.by])
    if written.training.sharded and _whole(written):
        raise positions.wrong("training", "sharded", problem=_WHOLE)
    turned = written.robust.counterfactual if written.robust is not None else None
    if turned is not None:
        named = [*turned.opposite, *turned.opposite.values()]
        if len(set(named)) < len(named):
            raise positions.wrong("robust", "counterfactual", "opposite", problem=_TWICE)
    return written, positions


def _whole(written: Experiment) -> bool:
    """Whether an experiment asks for what looks at the whole network while it learns."""
    part, robust = written.training, written.robust
    attacked = robust is not None and robust.adversarial != "none"
    return (attacked or written.method.name == "adalora" or part.optimizer == "adafactor"
            or part.precision == "fp16")  # fmt: skip


_WHOLE = Text(
    "not with AdaLoRA, Adafactor, fp16 (take bf16) or attacks while training",
    "不能与 AdaLoRA、Adafactor、fp16（请用 bf16）或对抗训练同用",
)
_TWICE = Text(
    "each label stands in one pair, and opposite another", "每个标签只列一次，且与另一标签相反"
)
_LACKS = {
    "column": Text("'column' must name the column that says train or test",
                   "须由 column 指明标注 train 或 test 的列"),
    "time": Text("'start' and the data's 'date' are needed", "需要 start 与数据的 date"),
    "group": Text("the data's 'group' must name a column", "数据的 group 须指明一列"),
}  # fmt: skip
