"""Trainings: told to the store while they go on, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer
from tinbergen.app.results_text import TextTraining
from tinbergen.app.results_text_audit import TextRun, TextRuns
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.manifest import Listed
from tinbergen.report.document import Document
from tinbergen.report.views.text_runs import runs_view
from tinbergen.text.experiment import Experiment
from tinbergen.text.tracking.store import Run, begin, flat, read_runs, runs_folder
from tinbergen.text.tracking.writers import Writer, check_names, writers


@dataclass(frozen=True, slots=True)
class RunsInputs:
    """A store of trainings, a page to write."""

    store: Path | None = None
    page: Path | None = None
    force: bool = False
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class Watched:
    """A training that is told to the store and to whoever else wants to know."""

    run: Run
    others: tuple[Writer, ...]

    def epoch(self, told: Mapping[str, float]) -> None:
        """What an epoch told."""
        self.run.epoch(told)
        step = int(told.get("epoch", 0))
        for other in self.others:
            other.epoch(step, {k: v for k, v in told.items() if k != "epoch"})

    def end(self, result: TextTraining, files: Iterable[Listed]) -> None:
        """What came of it, and the files that make the model."""
        scores = result.scores
        metrics = {
            "weighted_f1": scores.weighted_f1, "standard_error": scores.standard_error,
            "accuracy": scores.accuracy, "macro_f1": scores.macro_f1,
            "calibration_error": scores.calibration_error, "brier": scores.brier,
            "log_loss": scores.log_loss, "majority_f1": result.majority_f1,
        }  # fmt: skip
        self.run.end(metrics, {f.name: f.sha256 for f in files})
        for other in self.others:
            other.end(metrics)


def watched(experiment: Experiment, logs: tuple[str, ...] = ()) -> Watched:
    """A training that begins now.

    Raises
    ------
    TinbergenError
        T167 a log that there is none of, T020 one that is not installed, C004.
    """
    asked = experiment.model_dump()
    check_names(logs)
    run = begin(experiment.name, asked)
    return Watched(run, writers(logs, run.id, flat(asked), runs_folder()))


def runs(inputs: RunsInputs) -> Answer[TextRuns, Document]:
    """Trainings of a store, side by side.

    Raises
    ------
    TinbergenError
        T168 without any run, T166; R003, C004 and C237 of the page.
    """
    place = inputs.store or runs_folder()
    records = read_runs(place)
    if not records:
        raise TinbergenError("T168", folder=place)
    document = runs_view(records)
    if inputs.page is not None:
        document.save(inputs.page, inputs.lang, force=inputs.force)
    listed = tuple(
        TextRun(r.id, r.name, r.started, r.ended, r.finished, len(r.epochs), dict(r.parameters),
                dict(r.metrics), dict(r.artefacts))
        for r in records
    )  # fmt: skip
    return Answer(TextRuns(str(place), str(inputs.page or ""), listed), document)
