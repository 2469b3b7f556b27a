"""What the commands of ``tinbergen text`` return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tinbergen.app.answer import Note


@dataclass(frozen=True, slots=True)
class LabelScores:
    """Scores of one label; ``rows`` of the test have it."""

    precision: float
    recall: float
    f1: float
    rows: int


@dataclass(frozen=True, slots=True)
class TextScores:
    """Scores on labelled rows; see ``tinbergen.text.scores.Scores``.

    ``standard_error`` is that of the weighted F1 over draws of these rows: it covers which rows
    were asked, not which were trained on, nor the training's random numbers.
    """

    rows: int
    accuracy: float
    weighted_f1: float
    standard_error: float
    macro_f1: float
    calibration_error: float
    brier: float
    log_loss: float
    labels: Mapping[str, LabelScores]


@dataclass(frozen=True, slots=True)
class TextEpoch:
    """What an epoch told: mean loss of its steps, weighted F1 of the validation rows."""

    epoch: int
    loss: float
    score: float | None


@dataclass(frozen=True, slots=True)
class TextTraining:
    """``text train``: rows a side (``labels``: how many of training's count with their label, where
    not all do), what was trained, and how it did on rows it had not seen.

    ``majority_f1`` is the weighted F1 of always saying the commonest label; ``repeats`` are pairs
    of texts that stood on both sides, ``leakage`` the share of test texts that still do.
    ``taught`` are labelled training texts that a teacher's table labels too, ``taught_alike`` those
    that it gives the same label; None without such a table. ``gate`` is what the experiment asks
    before the model may be served, and whether it passed; None where nothing was measured.
    """

    name: str
    folder: str
    method: str
    encoder: str
    parameters: int
    rows: Mapping[str, int]
    repeats: int
    leakage: float
    agreement: float | None
    temperature: float
    epochs: tuple[TextEpoch, ...]
    majority_f1: float
    scores: TextScores
    taught: int | None = None
    taught_alike: int | None = None
    gate: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextPrediction:
    """The likeliest label of a text and the chance of each; ``sure`` is whether that of the label
    reaches the model's threshold: else the model does not know."""

    text: str
    label: str
    chances: Mapping[str, float]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class TextPredictions:
    """``text predict``."""

    model: str
    predictions: tuple[TextPrediction, ...]
    advice: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRate:
    """``text rate``: the rate at which the loss falls fastest, and what was tried."""

    experiment: str
    suggested: float
    rates: tuple[float, ...]
    losses: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TextPretraining:
    """``text pretrain``: mean loss of a hidden token on texts kept aside, before and by epoch.
    ``fresh`` is whether the head that guesses started from nothing: then most of the fall is its
    own."""

    folder: str
    texts: int
    kept_aside: int
    before: float
    losses: tuple[float, ...]
    fresh: bool


@dataclass(frozen=True, slots=True)
class TextEvaluation:
    """``text evaluate``: a model asked the test rows of an experiment. ``majority_f1`` is what
    always saying the commonest label of its training rows would reach there."""

    model: str
    experiment: str
    scores: TextScores
    majority_f1: float
    advice: tuple[Note, ...] = ()
