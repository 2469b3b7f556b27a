"""A model that goes on learning as periods arrive, asked about all of them after each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.text.continual.drift import Drift, drift_of
from tinbergen.text.continual.elastic import Anchor, anchored, fisher_of, held_by
from tinbergen.text.continual.forgetting import Forgetting
from tinbergen.text.continual.periods import Period, periods_of
from tinbergen.text.experiment import Experiment
from tinbergen.text.experiment_ways import ContinualPart
from tinbergen.text.labelled import Array, LabelledTable, Whole, read_labelled
from tinbergen.text.learning import Shaping, descend, learn, untrained
from tinbergen.text.model import TextModel
from tinbergen.text.repeats import Repeats
from tinbergen.text.robust.outliers import vectors_of
from tinbergen.text.scores import weighted_f1
from tinbergen.text.splits import Split
from tinbergen.text.tuning.adapters import ADAPTED, moving
from tinbergen.text.tuning.processes import set_values

#: Methods that descend no loss: they learn each time from the rows they are given.
_STILL = ("lexical", "probe")


@dataclass(frozen=True, slots=True)
class Continued(Result):
    """The model after the last period, and what became of earlier ones on the way.

    ``drifts[k]`` compares period k + 1's texts with those of the last training, ``trained[k]`` says
    whether period k was learned.
    """

    model: TextModel
    periods: tuple[Period, ...]
    forgetting: Forgetting
    drifts: tuple[Drift, ...]
    trained: tuple[bool, ...]

    def to_frame(self) -> Any:
        """Scores by period learned and period asked."""
        return self.forgetting.to_frame()


@dataclass(slots=True)
class _Run:
    """What lasts from period to period."""

    experiment: Experiment
    folder: Path
    table: LabelledTable
    part: ContinualPart
    tell: Progress
    model: TextModel | None = None
    rates: tuple[float, float] = (0.0, 0.0)
    anchor: Anchor | None = None
    seen: list[Period] = field(default_factory=list)
    adapters: list[dict[str, Any]] = field(default_factory=list)

    def learn(self, period: Period) -> None:
        """Learn a period that has arrived, in the way asked for."""
        self.seen.append(period)
        rows, held = self._rows(period)
        split = Split(rows, held, period.test, rows[:0], rows[:0], Repeats((), ()), 0.0)
        name = self.experiment.method.name
        if name in _STILL:
            if self.part.by in ("ewc", "adapters"):
                raise TinbergenError("T131", way=self.part.by, method=name)
            self.model = learn(self.experiment, self.folder, self.table, split,
                               progress=self.tell)[0]  # fmt: skip
            return
        if self.part.by == "adapters" and name not in ADAPTED:
            raise TinbergenError("T131", way=self.part.by, method=name)
        if self.model is None or self.part.by == "joint":
            self.model, self.rates = untrained(
                self.experiment, self.folder, self.table, split, self.tell
            )
        shaping: Shaping | None = None
        if self.anchor is not None:
            shaping = held_by(self.anchor, self.part.strength)
        descend(self.model, self.rates, self.experiment, self.table, split, shaping=shaping,
                progress=self.tell)  # fmt: skip
        if self.part.by == "ewc":
            self._hold(period)
        if self.part.by == "adapters":
            values = moving(self.model.network)
            self.adapters.append({n: p.detach().clone() for n, p in values.items()})

    def _rows(self, period: Period) -> tuple[Whole, Whole]:
        """Rows learned from, and rows that choose the epoch."""
        if self.part.by == "joint":
            return (np.concatenate([p.train for p in self.seen]),
                    np.concatenate([p.validation for p in self.seen]))  # fmt: skip
        if self.part.by != "replay":
            return period.train, period.validation
        rng = np.random.default_rng([self.experiment.training.seed, len(self.seen)])
        kept = [rng.permutation(p.train)[: self.part.memory] for p in self.seen[:-1]]
        # The epoch is chosen on earlier periods too, else it would be the one that forgets.
        held = [p.validation for p in self.seen]
        return np.concatenate([period.train, *kept]), np.concatenate(held)

    def _hold(self, period: Period) -> None:
        assert self.model is not None and self.model.encoder is not None
        own = self.table.take(period.train)
        sample = self.model.sample(own.texts, own.numbers, own.labels)
        fisher = fisher_of(
            self.model.network, sample, self.model.encoder.tokenizer.pad_token_id,
            self.part.fisher_rows, self.experiment.training.seed, self.tell,
        )  # fmt: skip
        self.anchor = anchored(self.anchor, self.model.network, fisher)

    def ask(self, periods: tuple[Period, ...]) -> Array:
        """Weighted F1 on each period's test rows; each with its own adapter where it has one."""
        assert self.model is not None
        scores = []
        for place, period in enumerate(periods):
            if self.adapters:
                own = self.adapters[min(place, len(self.adapters) - 1)]
                set_values(moving(self.model.network), own)
            rows = self.table.take(period.test)
            found = self.model.predict(rows.texts, rows.numbers).labels
            scores.append(weighted_f1(rows.labels, found, len(rows.names)))
        if self.adapters:
            set_values(moving(self.model.network), self.adapters[-1])
        return np.array(scores)

    def drift(self, period: Period) -> Drift:
        """How far a period's texts are from those that were learned last."""
        assert self.model is not None
        sides = [self.table.take(np.r_[p.validation, p.test] if p is self.seen[-1] else p.train)
                 for p in (self.seen[-1], period)]  # fmt: skip
        chances = [self.model.predict(side.texts, side.numbers).chances for side in sides]
        vectors = [vectors_of(self.model, side.texts) for side in sides]
        return drift_of(self.table.names, chances[0], chances[1], vectors[0], vectors[1],
                        self.part.stability)  # fmt: skip


def go_on(
    experiment: Experiment, folder: Path, part: ContinualPart, progress: Progress | None = None
) -> Continued:
    """Learn an experiment's periods one after another; its ``few`` and ``robust`` are not read.

    With ``retrain: drift`` a period whose texts are like those learned last is not learned; the
    drift is measured against rows of that period which were not learned from, since a model is
    surer of what it has read.

    Raises
    ------
    TinbergenError
        T131 for a way that the method does not have, T135 for a period of too few rows; those of
        reading the table and of training.
    """
    tell = progress or Progress()
    table = read_labelled(experiment.data, folder)
    periods = periods_of(table, part.starts, experiment.data.split)
    run = _Run(experiment, folder, table, part, tell)
    matrix, drifts, trained = [], [], []
    for place, period in enumerate(periods):
        needed = True
        if place:
            drifts.append(run.drift(period))
            needed = part.retrain == "always" or drifts[-1].shifted
        if needed:
            run.learn(period)
        trained.append(needed)
        matrix.append(run.ask(periods))
    assert run.model is not None
    forgetting = Forgetting(tuple(p.name for p in periods), np.array(matrix))
    return Continued(replace(run.model), periods, forgetting, tuple(drifts), tuple(trained))
