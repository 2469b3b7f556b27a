"""A model's card and the data sheet of what it learned from, made from the run itself.

After Mitchell et al. (2019), *Model cards for model reporting*, and Gebru et al. (2021),
*Datasheets for datasets*: what no file says is unknown there, and is said to be.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.result import Result
from tinbergen.core.version import __version__
from tinbergen.text.agreement import krippendorff_alpha
from tinbergen.text.audit.harm import find_harm, read_harm
from tinbergen.text.audit.swaps import Biases
from tinbergen.text.experiment import Experiment
from tinbergen.text.knowledge.invariance import Invariance
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.model import TextModel
from tinbergen.text.scores import Scores
from tinbergen.text.splits import Split
from tinbergen.text.tracking.store import flat

if TYPE_CHECKING:
    import pandas as pd

#: The files' names in a model's folder, without their endings.
CARD = "card"


@dataclass(frozen=True, slots=True)
class DataSheet:
    """The labelled table. ``sides``: side -> label -> rows; ``agreement`` is None without several
    annotators, ``dates`` are the first and last where there are any; ``harm``: kind -> texts."""

    file: str
    sha256: str
    licence: str | None
    origin: str | None
    labels: tuple[str, ...]
    split: str
    sides: Mapping[str, Mapping[str, int]]
    unlabelled: int
    dropped: int
    repeats: int
    exact: int
    leakage: float
    annotators: int
    agreement: float | None
    dates: tuple[str, str] | None
    sources: Mapping[str, int]
    languages: Mapping[str, int]
    characters: tuple[int, int]
    harm: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Card(Result):
    """A model: what it is, how it did, what is known against it. ``biases`` are None where names
    were not swapped, ``sources`` where the table names none. ``own`` is whether ``sheet`` is of the
    rows that the model learned from, else of those that it was asked. ``ways`` are the parts
    ``few`` and ``robust`` as the experiment has them, by dotted name."""

    name: str
    title: str
    made: str
    version: str
    method: str
    encoder: str
    training: Mapping[str, object]
    temperature: float
    calibrated_on: int
    scores: Scores
    majority: float
    sources: Invariance | None
    biases: Biases | None
    sheet: DataSheet
    own: bool = True
    ways: Mapping[str, object] = field(default_factory=dict)

    @property
    def skilled(self) -> bool:
        """Whether it beats the commonest label by two standard errors."""
        ahead = self.scores.weighted_f1 - self.majority
        return ahead > 0 and ahead >= 2 * self.scores.error

    def to_frame(self) -> pd.DataFrame:
        """Scores a label."""
        return self.scores.to_frame()


def card_of(
    experiment: Experiment, model: TextModel, table: LabelledTable, split: Split, scores: Scores,
    majority: float, *, made: str = "", biases: Biases | None = None,
    sources: Invariance | None = None, harm: Mapping[str, tuple[str, ...]] | None = None,
    own: bool = True,
) -> Card:  # fmt: skip
    """The card of a model.

    Parameters
    ----------
    made
        When, as text.
    harm
        Words looked for in the texts, by kind; a small list of our own by default.
    own
        Whether the model learned as this experiment says.
    """
    part = experiment.encoder
    training: dict[str, object] = {}
    if own and model.encoder is not None:
        training = {"length": part.length, "pooling": part.pooling}
        # A regression on vectors that stay as they are descends no loss.
        if model.method.name != "probe":
            training |= experiment.training.model_dump()
    return Card(
        experiment.name, experiment.title or experiment.name, made, __version__,
        model.method.name, model.encoder.source if model.encoder else "-",
        training, model.temperature, len(split.validation), scores, majority, sources, biases,
        sheet_of(experiment, table, split, read_harm() if harm is None else harm), own,
        flat(experiment.model_dump(include={"few", "robust"}, exclude_unset=True)) if own else {},
    )  # fmt: skip


def sheet_of(
    experiment: Experiment, table: LabelledTable, split: Split, harm: Mapping[str, tuple[str, ...]]
) -> DataSheet:
    """The data sheet of a labelled table as an experiment splits it."""
    alpha = krippendorff_alpha(table.annotators) if len(table.annotators) > 1 else math.nan
    dates = sorted(date for date in table.dates if date)
    lengths = [len(text) for text in table.texts]
    found = find_harm(table.texts, harm).found
    return DataSheet(
        Path(table.file).name, hashlib.sha256(Path(table.file).read_bytes()).hexdigest(),
        experiment.data.licence, experiment.data.origin, table.names, experiment.data.split.by,
        {side: table.take(getattr(split, side)).balance()
         for side in ("train", "validation", "test")},
        len(split.unlabelled), len(split.dropped), len(split.repeats.pairs), split.repeats.exact,
        split.leakage, len(table.annotators), None if math.isnan(alpha) else alpha,
        (dates[0], dates[-1]) if dates else None, dict(Counter(table.sources)),
        dict(Counter(table.languages)), (int(np.median(lengths)), max(lengths)),
        {kind: len(rows) for kind, rows in found.items()},
    )  # fmt: skip
