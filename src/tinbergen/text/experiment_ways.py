"""Parts of an experiment file that say how little, how hard and how long a model learns.

``few``: from few, doubtful or borrowed labels. ``robust``: against noise and attack. ``continual``:
as new periods arrive.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tinbergen.loop.case.schema import Part, Positive

Chance = Annotated[float, Field(ge=0, le=1)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Whole = Annotated[int, Field(ge=1, le=1_000_000)]


class TeacherPart(Part):
    """Who teaches: a trained model's folder (its chances), or a table of texts that a model or
    first readers labelled; paths are relative to the experiment.

    ``labels`` translate the table's words. ``share`` is how much the teacher's chances weigh
    against the labels of rows that have both.
    """

    model: str | None = None
    table: str | None = None
    text: str = "text"
    label: str = "label"
    labels: dict[str, str] | None = None
    share: Chance = 0.5


class FewPart(Part):
    """Learning from few labels.

    ``labels``: only so many of training's labels count, drawn label by label; the other texts are
    unlabelled. ``by``: ``pseudo`` takes what the model says with at least ``confidence`` for a
    label, ``rounds`` times; ``consistency`` asks that it says the same of an unlabelled text and of
    that text with words hidden; ``contrastive`` draws texts of one label together, ``pairs`` of
    either kind a text. Both of the former weigh unlabelled texts by ``weight``. ``unlabelled``: a
    table of more texts, of which at most ``most`` are drawn. ``noise``: ``confident`` leaves out
    labels that other rows contradict, ``small-loss`` learns from each batch but the ``noise_rate``
    that fit worst.
    """

    labels: Whole | None = None
    by: Literal["none", "pseudo", "consistency", "contrastive"] = "none"
    unlabelled: str | None = None
    most: Whole = 5000
    rounds: int = Field(default=2, ge=1, le=20)
    confidence: Chance = 0.9
    weight: Positive = 1.0
    pairs: int = Field(default=20, ge=1, le=1000)
    teacher: TeacherPart | None = None
    noise: Literal["none", "confident", "small-loss"] = "none"
    noise_rate: Fraction = 0.2


class AugmentPart(Part):
    """Training texts written anew, ``times`` each, so that the label stays: words replaced by
    ``synonyms`` (a CSV of ``word,other``, or ``own``), other ``numbers``, other names
    (``entities``: a CSV of ``word,other``), or a detour through another language (``translate``:
    folders of two translation models, there and back)."""

    times: int = Field(default=1, ge=1, le=20)
    synonyms: str | None = "own"
    numbers: bool = True
    entities: str | None = None
    translate: tuple[str, str] | None = None


class CounterfactualPart(Part):
    """Sentences turned into their opposite, which then have the opposite label.

    ``phrases``: a CSV of ``word,other`` whose exchange turns a sentence round, or
    ``monetary-stance``, our own English list for that task alone. ``opposite``: which labels are
    opposite, each pair once. ``train``: training learns from them besides; ``text robust`` asks
    them in any case.
    """

    phrases: str
    opposite: dict[str, str] = Field(min_length=1)
    train: bool = True


class RobustPart(Part):
    """Robustness: in training, and what ``text robust`` asks.

    ``adversarial``: word vectors of a text are moved against the loss by ``epsilon`` of their
    length, once (``fgm``) or in ``steps`` of ``step_size`` of it (``freelb``). ``average``: of
    parameters over the later half of epochs (``swa``), over ``members`` trainings (``soup``), or
    over those that help on the validation rows (``greedy-soup``). ``abstain``: a model that may say
    "I don't know" answers where, on the validation rows, at most this share is wrong.
    ``opposites``: a CSV of
    ``word,other`` whose exchange must move the label, besides our own; ``undirected`` labels have
    no opposite. ``counterfactual``: sentences that must turn to the opposite label.
    ``out_of_domain``: a table of texts that the model should not know. ``rows`` of the test at most
    are asked.
    """

    augment: AugmentPart | None = None
    counterfactual: CounterfactualPart | None = None
    adversarial: Literal["none", "fgm", "freelb"] = "none"
    epsilon: Positive = 0.02
    steps: int = Field(default=3, ge=1, le=20)
    step_size: Positive = 0.01
    average: Literal["none", "swa", "soup", "greedy-soup"] = "none"
    members: int = Field(default=3, ge=2, le=50)
    abstain: Chance | None = None
    synonyms: str | None = None
    opposites: str | None = None
    entities: str | None = None
    undirected: tuple[str, ...] = ()
    out_of_domain: str | None = None
    rows: Whole = 300


class ContinualPart(Part):
    """Periods that arrive one after another.

    ``starts``: the first date of each period after the first (compared as text). ``by``: ``naive``
    goes on with the new rows alone, ``replay`` adds ``memory`` rows of each earlier period, ``ewc``
    holds parameters by ``strength`` where earlier periods need them, ``adapters`` keeps one a
    period, ``joint`` learns all periods again. ``retrain: drift`` leaves a model as it is until its
    chances (population stability above ``stability``) or its vectors have moved.
    """

    starts: tuple[str, ...] = Field(min_length=1)
    by: Literal["naive", "replay", "ewc", "adapters", "joint"] = "replay"
    memory: Whole = 100
    strength: Positive = 100.0
    fisher_rows: Whole = 200
    retrain: Literal["always", "drift"] = "always"
    stability: Positive = 0.25
