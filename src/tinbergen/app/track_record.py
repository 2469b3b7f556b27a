"""The record of an outlook: what it would have said at every past origin, kept and scored."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.app.answer import Answer
from tinbergen.app.by_year import by_year, keep, kept
from tinbergen.app.plan_record import PlanRecordInputs, record_of_plans
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.record import Rival, Tracked, TrackRecord
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import check_folder, is_file, made_folder, read_text
from tinbergen.core.manifest import Manifest, check_place, write_results
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import to_json, with_identity
from tinbergen.core.table import csv_text
from tinbergen.core.text import Language, Text
from tinbergen.core.version import __version__
from tinbergen.data.vintages import Vintages
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.digest import digest as case_digest
from tinbergen.loop.case.keeping import name_of
from tinbergen.loop.outlook.file import OutlookFile, outlook, outlooks, read_outlook
from tinbergen.loop.outlook.forecast import OriginForecasts, forecasts, tightness_of
from tinbergen.loop.outlook.kept import paths_csv
from tinbergen.loop.outlook.panel import files, load
from tinbergen.loop.outlook.record import Line, lines
from tinbergen.loop.outlook.scoring import recessions, scores
from tinbergen.report.markdown import markdown
from tinbergen.report.views.context import Context
from tinbergen.report.views.track_record import view

FORECASTS, PATHS, SCORES = "forecasts.csv", "paths.csv", "scores.json"
REPORTS: Mapping[Language, str] = {"en": "track-record.md", "zh": "track-record.zh.md"}
_LANGUAGES: tuple[tuple[Language, Language], ...] = (("en", "zh"), ("zh", "en"))
_READ = Text("Read vintages", "读取历史版本数据")
_STAGE = Text("Forecast {first} to {last}", "预测 {first} 至 {last}")
_SCORE = Text("Score", "评分")


@dataclass(frozen=True, slots=True)
class TrackRecordInputs:
    """What is to be tracked.

    Attributes
    ----------
    out
        Folder of the results; origins that it holds already are not computed again.
    outlook
        Name or file of a description; by default the first that needs vintages, or none of them.
    vintages
        Folder of vintages.
    first, last
        Origins scored; the description's by default.
    jobs
        Processes at work.
    dask
        Address of the scheduler of a cluster that works instead.
    force
        Whether results of another run that are there are replaced.
    against
        Other forecasters' files, by name: CSV with columns origin, variable, horizon and mean.
    plans
        Name or file of a case whose plans are tracked too, one ``every`` so many periods.
    """

    out: Path
    outlook: str | None = None
    vintages: Path | None = None
    first: Period | None = None
    last: Period | None = None
    jobs: int = 1
    against: Mapping[str, Path] = field(default_factory=dict)
    plans: str | None = None
    every: int = 1
    dask: str | None = None
    force: bool = False


def track_record(
    inputs: TrackRecordInputs, progress: Progress | None = None
) -> Answer[TrackRecord, tuple[Line, ...]]:
    """Forecast at every origin, keep each, pool them, score them; the basis are all forecasts.

    Files: ``forecasts.csv`` (every origin, variable and horizon with its bands), ``paths.csv``
    (whole paths, as an outlook keeps them beside its description), ``scores.json`` (the
    record), ``track-record.md`` in both languages, ``origins/`` (each origin's members); of plans
    ``plans.csv`` (losses) and ``outlooks.csv`` (scores of worlds' outlooks), as a case keeps them,
    and ``plans/`` (each date's). The manifest, written last, lists all but what is kept by date.

    Raises
    ------
    TinbergenError
        Those of reading the description and the data; L122 when origins are out of order or out of
        the description's range; L271 when the case of ``plans`` counts in other periods; those of
        :func:`record_of_plans`; C004 when the folder can't be
        written, C236 when it holds results of another run.
    """
    tell = progress or Progress()
    origins = inputs.out / "origins"
    for folder in (inputs.out, origins):
        check_folder(folder)
    rivals = {name: _rival(path) for name, path in inputs.against.items()}
    said, path = outlook(inputs.outlook or _default(inputs.vintages is not None))
    first, last = inputs.first or said.first, inputs.last or said.last
    if not said.burn_in <= first <= last <= said.last:
        raise TinbergenError("L122", first=first, last=last, least=said.burn_in, most=said.last)
    case = None if inputs.plans is None else cases.load(inputs.plans)
    if case is not None and case.as_of.frequency is not first.frequency:
        raise TinbergenError(
            "L271", case=inputs.plans, example=case.as_of, outlook=said.name, other=first
        )
    tell(_READ)
    digest = _digest(said, path, inputs.vintages)
    run = _run(inputs, case, said.name, f"{first}:{last}", digest)
    names = (FORECASTS, PATHS, SCORES, *REPORTS.values())
    check_place(inputs.out, run, names, force=inputs.force)
    series = load(said, path, inputs.vintages)
    span = said.burn_in.to(last)
    made_folder(origins)
    made = {o: f for o in span if (f := kept(origins / f"{o}.json", digest, _read)) is not None}
    missing = [o for o in span if o not in made]
    here, elsewhere = partial(_made, said, series), partial(_loaded_and_made, path, inputs.vintages)
    stage = _STAGE.fill(first=span.start, last=last)
    for found in by_year(here, elsewhere, missing, inputs.jobs, tell, stage, inputs.dask):
        made[found.origin] = found
        keep(origins / f"{found.origin}.json", digest, _plain(found))
    plans, tables = None, dict[str, str]()
    if inputs.plans is not None:
        asked = PlanRecordInputs(
            inputs.plans, inputs.out, first, last, inputs.every, inputs.jobs, inputs.dask
        )  # fmt: skip
        plans, tables = record_of_plans(asked, tell)
    tell(_SCORE)
    table = lines(said, series, [made[o] for o in span])
    record = TrackRecord(
        id="",
        name=said.name,
        title=said.title.text(),
        as_known=said.needs_vintages,
        first=first,
        last=last,
        variables=tuple(Tracked(t.name, t.title.text(), t.unit.text()) for t in said.targets),
        samples=tuple(s.title.text() for s in said.samples),
        rivals=_rivals(said, rivals),
        scores=scores(said, table, rivals, first, last),
        provenance=Provenance(
            vintage=digest, source=said.note.text(), software=f"tinbergen {__version__}"
        ),
        caveats=tuple(c.text() for c in said.caveats),
        recessions=recessions(said, series),
        plans=plans,
    )
    record = with_identity(record)
    page = view(record, Context())
    contents = {
        FORECASTS: forecasts_csv(table, first, last),
        PATHS: paths_csv(said, [made[o] for o in span]),
        SCORES: to_json(record) + "\n",
        **{REPORTS[lang]: markdown(page, lang, REPORTS[other]) for lang, other in _LANGUAGES},
        **tables,
    }
    write_results(inputs.out, run, contents, force=inputs.force)
    return Answer(record, table)


def _run(
    inputs: TrackRecordInputs, case: Case | None, name: str, origins: str, digest: str
) -> Manifest:
    """What the folder's manifest says of the record."""
    others = [(rival, read_text(path)) for rival, path in sorted(inputs.against.items())]
    asked = name_of((digest, others, case and case_digest(case), inputs.every))
    return Manifest("track-record", name, "", "", origins, asked)


def forecasts_csv(table: Sequence[Line], first: Period, last: Period) -> str:
    """Forecasts of origins from ``first`` to ``last``, a row an origin, variable and horizon."""
    rows = [
        (line.origins[i], v, line.variable, line.horizon, line.point[i], *line.bands[i])
        for v, line in enumerate(table)
        for i in range(len(line.origins))
        if first <= line.origins[i] <= last
    ]
    rows.sort(key=lambda row: (row[0].ordinal, row[1]))
    header = ["origin", "variable", "horizon", "mean", "lower", "upper", "lower50", "upper50"]
    shown = (
        (origin, variable, horizon, *(f"{v:.4f}" if np.isfinite(v) else "" for v in numbers))
        for origin, _, variable, horizon, *numbers in rows
    )
    return csv_text(header, shown)


def _rivals(said: OutlookFile, others: Iterable[str]) -> tuple[Rival, ...]:
    """The outlook's own benchmarks, then other forecasters."""
    own = ((name, said.members[name].title) for name in said.benchmarks)
    titled = [Rival(name, title.text() if title else Text(name, name), True) for name, title in own]
    return (*titled, *(Rival(name, Text(name, name)) for name in others))


def _default(vintages: bool) -> str:
    """The first description that needs vintages, or the first that needs none."""
    for name, path in outlooks().items():
        if read_outlook(path).needs_vintages == vintages:
            return name
    raise TinbergenError("L120", name="-", known=", ".join(outlooks()))


def _digest(said: OutlookFile, path: Path, vintages: Path | None) -> str:
    """A short name of the description, the data and the program, by content."""
    content = hashlib.sha256(f"{__version__}\n{read_text(path)}".encode())
    for _, file, _ in files(said, path, vintages):
        if not is_file(file):
            raise TinbergenError("D010", path=file)
        content.update(file.read_bytes())
    return content.hexdigest()[:12]


def _read(data: Mapping[str, Any]) -> OriginForecasts:
    """An origin as it was kept."""
    return OriginForecasts(Period.parse(data["origin"]), data["paths"], data["benchmarks"])


def _plain(found: OriginForecasts) -> dict[str, Any]:
    return {
        "origin": str(found.origin), "paths": found.paths, "benchmarks": found.benchmarks,
    }  # fmt: skip


def _made(
    said: OutlookFile, series: Mapping[str, Vintages], origins: Sequence[Period]
) -> Iterator[OriginForecasts]:
    """Origins of a year."""
    tightness = tightness_of(said, series, origins[0].year)
    for origin in origins:
        yield forecasts(said, series, origin, tightness)


def _loaded_and_made(
    path: Path, vintages: Path | None, origins: Sequence[Period]
) -> Iterator[OriginForecasts]:
    """What another process does."""
    yield from _made(*_loaded(path, vintages), origins)


@cache
def _loaded(path: Path, vintages: Path | None) -> tuple[OutlookFile, dict[str, Vintages]]:
    said = read_outlook(path)
    return said, load(said, path, vintages)


def _rival(path: Path) -> dict[tuple[Period, str, str], float]:
    """Another forecaster's file."""
    rows = list(csv.DictReader(io.StringIO(read_text(path))))
    columns = ("origin", "variable", "horizon", "mean")
    if not rows or any(name not in rows[0] for name in columns):
        raise TinbergenError("L123", at=Location(str(path)), columns=", ".join(columns))
    found = {}
    for line, row in enumerate(rows, 2):
        try:
            if row["mean"]:
                key = Period.parse(row["origin"]), row["variable"], row["horizon"]
                found[key] = float(row["mean"])
        except (ValueError, TypeError):
            at = Location(str(path), line)
            raise TinbergenError("L123", at=at, columns=", ".join(columns)) from None
    return found
