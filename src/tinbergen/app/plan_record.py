"""The record of a case's plans: made as of every past date, kept and scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tinbergen.app.by_year import by_year, keep, kept
from tinbergen.core.documents.plan_record import PlanRecord
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import check_folder, made_folder, read_text
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.core.version import __version__
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.keeping import name_of
from tinbergen.loop.record.dated import learned
from tinbergen.loop.record.kept import plans_csv, recipe
from tinbergen.loop.record.origin import Origin, origin, over_by
from tinbergen.loop.record.scoring import dates, plan_record
from tinbergen.loop.situation import fingerprint
from tinbergen.loop.worlds.scored import outlooks_csv
from tinbergen.model.dynare.writer import write_mod

PLANS, OUTLOOKS, FOLDER = "plans.csv", "outlooks.csv", "plans"
_STAGE = Text("Plan {first} to {last}", "制定 {first} 至 {last} 的计划")


@dataclass(frozen=True, slots=True)
class PlanRecordInputs:
    """Which plans are to be made: of a ``case``, name or file, each ``every`` so many periods.

    Results lie in ``out``, where dates made before are kept. ``jobs`` processes do the work, or the
    cluster whose scheduler is at ``dask``.
    """

    case: str
    out: Path
    first: Period
    last: Period
    every: int = 1
    jobs: int = 1
    dask: str | None = None


def record_of_plans(inputs: PlanRecordInputs, tell: Progress) -> tuple[PlanRecord, dict[str, str]]:
    """Make the case's plan as of each date and score it; the record, and the texts of ``plans.csv``
    and ``outlooks.csv``.

    Dates end with the last whose plan was over by the end of the data; those that worlds leave out
    are none.

    Raises
    ------
    TinbergenError
        Those of reading the case and of making its plans; L014 for dates of another frequency, L141
        when no plan was over, C004 when the folder can't be written.
    """
    folder = inputs.out / FOLDER
    check_folder(folder)
    case = cases.load(inputs.case)
    # Dates are those of the data's last period, whatever they are called by vintages.
    first = case.observed_to(inputs.first).as_of
    last = inputs.last
    while last > first and over_by(case, last) > case.last:
        last -= 1
    if over_by(case, last) > case.last:
        raise TinbergenError("L141", date=last, over=over_by(case, last), last=case.last)
    asked = dates(case, first, last, inputs.every)
    digest = _digest(case)
    made_folder(folder)
    made = {d: o for d in asked if (o := kept(_place(folder, d), digest, Origin.read)) is not None}
    missing = [d for d in asked if d not in made]
    here, elsewhere = partial(_plans, case), partial(_loaded_plans, inputs.case)
    stage = _STAGE.fill(first=first, last=last)
    for found in by_year(here, elsewhere, missing, inputs.jobs, tell, stage, inputs.dask):
        made[found.date] = found
        keep(_place(folder, found.date), digest, found.plain())
    origins = [made[d] for d in asked]
    scores = {o.date: o.outlooks for o in origins}
    tables = {PLANS: plans_csv(case, origins), OUTLOOKS: outlooks_csv(case, scores)}
    return plan_record(case, origins, inputs.every), tables


def _place(folder: Path, date: Period) -> Path:
    return folder / f"{date}.json"


def _digest(case: Case) -> str:
    """A short name of the case, its data and the program, by content."""
    specs = case.all_worlds
    said: list[Any] = [
        __version__, recipe(case), case.draws, case.seed, case.trip_level, case.trip_periods,
        case.trip_variables, case.record.rules, fingerprint(case.known(case.last)),
        [(t.variable, t.desired) for t in case.targets],
        [write_mod(s.model) for s in specs if s.model is not None and s.model.equations],
        [(s.policy, s.paths, s.observed, s.omitted, s.kept, s.information) for s in specs],
        [(pair, effect.tolist(), error.tolist())
         for s in specs for pair, (effect, error) in s.effects.items()],
        [s.outlook[0] for s in specs if s.outlook],
        case.record.outlooks and read_text(case.record.outlooks),
    ]  # fmt: skip
    return name_of(said)


def _plans(case: Case, asked: Sequence[Period]) -> Iterator[Origin]:
    """Dates of one year, at which worlds know the same."""
    known = learned(case, asked[0])
    for date in asked:
        yield origin(case, date, known)


def _loaded_plans(case: str, asked: Sequence[Period]) -> Iterator[Origin]:
    """What another process does."""
    yield from _plans(cases.load(case), asked)
