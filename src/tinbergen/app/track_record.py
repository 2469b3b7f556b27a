"""The record of an outlook: what it would have said at every past origin, kept and scored."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

import numpy as np

from tinbergen.app.answer import Answer
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.record import Rival, Tracked, TrackRecord
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import check_folder, is_file, made_folder, read_text, write_atomic
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import to_json, with_identity
from tinbergen.core.text import Language, Text
from tinbergen.core.version import __version__
from tinbergen.data.vintages import Vintages
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
#: Seconds between two looks at whether to go on.
_PATIENCE = 0.2


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
    against
        Other forecasters' files, by name: CSV with columns origin, variable, horizon and mean.
    """

    out: Path
    outlook: str | None = None
    vintages: Path | None = None
    first: Period | None = None
    last: Period | None = None
    jobs: int = 1
    against: Mapping[str, Path] = field(default_factory=dict)


def track_record(
    inputs: TrackRecordInputs, progress: Progress | None = None
) -> Answer[TrackRecord, tuple[Line, ...]]:
    """Forecast at every origin, keep each, pool them, score them; the basis are all forecasts.

    Files: ``forecasts.csv`` (every origin, variable and horizon with its bands), ``paths.csv``
    (whole paths, as an outlook keeps them beside its description), ``scores.json`` (the
    record), ``track-record.md`` in both languages, ``origins/`` (each origin's members).

    Raises
    ------
    TinbergenError
        Those of reading the description and the data; L122 when origins are out of order or out of
        the description's range; C004 when the folder can't be written.
    """
    tell = progress or Progress()
    kept = inputs.out / "origins"
    for folder in (inputs.out, kept):
        check_folder(folder)
    rivals = {name: _rival(path) for name, path in inputs.against.items()}
    said, path = outlook(inputs.outlook or _default(inputs.vintages is not None))
    first, last = inputs.first or said.first, inputs.last or said.last
    if not said.burn_in <= first <= last <= said.last:
        raise TinbergenError("L122", first=first, last=last, least=said.burn_in, most=said.last)
    tell(_READ)
    digest = _digest(said, path, inputs.vintages)
    series = load(said, path, inputs.vintages)
    span = said.burn_in.to(last)
    made_folder(kept)
    made = {o: f for o in span if (f := _kept(kept / f"{o}.json", digest)) is not None}
    missing = [o for o in span if o not in made]
    for found in _computed(path, inputs, series, said, missing, tell):
        made[found.origin] = found
        _keep(kept / f"{found.origin}.json", digest, found)
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
    )
    record = with_identity(record)
    write_atomic(inputs.out / FORECASTS, forecasts_csv(table, first, last))
    write_atomic(inputs.out / PATHS, paths_csv(said, [made[o] for o in span]))
    write_atomic(inputs.out / SCORES, to_json(record) + "\n")
    page = view(record, Context())
    for lang, other in _LANGUAGES:
        write_atomic(inputs.out / REPORTS[lang], markdown(page, lang, REPORTS[other]))
    return Answer(record, table)


def forecasts_csv(table: Sequence[Line], first: Period, last: Period) -> str:
    """Forecasts of origins from ``first`` to ``last``, a row an origin, variable and horizon."""
    rows = [
        (line.origins[i], v, line.variable, line.horizon, line.point[i], *line.bands[i])
        for v, line in enumerate(table)
        for i in range(len(line.origins))
        if first <= line.origins[i] <= last
    ]
    rows.sort(key=lambda row: (row[0].ordinal, row[1]))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["origin", "variable", "horizon", "mean", "lower", "upper", "lower50", "upper50"]
    )
    for origin, _, variable, horizon, *numbers in rows:
        shown = (f"{v:.4f}" if np.isfinite(v) else "" for v in numbers)
        writer.writerow([origin, variable, horizon, *shown])
    return text.getvalue()


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


def _kept(path: Path, digest: str) -> OriginForecasts | None:
    """An origin that was computed before from the same; None where it was not."""
    if not is_file(path):
        return None
    try:
        data = json.loads(read_text(path))
        if data["digest"] != digest:
            return None
        return OriginForecasts(Period.parse(data["origin"]), data["paths"], data["benchmarks"])
    except (ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, digest: str, found: OriginForecasts) -> None:
    data = {
        "digest": digest, "origin": str(found.origin), "paths": found.paths,
        "benchmarks": found.benchmarks,
    }  # fmt: skip
    write_atomic(path, json.dumps(data) + "\n")


def _computed(
    path: Path,
    inputs: TrackRecordInputs,
    series: Mapping[str, Vintages],
    said: OutlookFile,
    missing: Sequence[Period],
    tell: Progress,
) -> Iterator[OriginForecasts]:
    """Forecasts of origins, a year at a time, as they are ready."""
    if not missing:
        return
    years: dict[int, list[Period]] = {}
    for origin in missing:
        years.setdefault(origin.year, []).append(origin)
    stage = _STAGE.fill(first=missing[0], last=missing[-1])
    if inputs.jobs == 1:
        for i, (year, origins) in enumerate(years.items()):
            tell(stage, i / len(years))
            tightness = tightness_of(said, series, year)
            for origin in origins:
                tell.check()
                yield forecasts(said, series, origin, tightness)
        return
    pool = ProcessPoolExecutor(
        min(inputs.jobs, len(years)), mp_context=get_context("spawn"), initializer=_end_with_parent
    )
    try:
        waiting: set[Future[list[OriginForecasts]]] = {
            pool.submit(_year, path, inputs.vintages, year, origins)
            for year, origins in years.items()
        }
        while waiting:
            tell(stage, 1 - len(waiting) / len(years))
            done, waiting = wait(waiting, _PATIENCE, FIRST_COMPLETED)
            for one in done:
                yield from one.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """A worker ends when the process that waits for it does, however that ends."""

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _year(
    path: Path, vintages: Path | None, year: int, origins: list[Period]
) -> list[OriginForecasts]:
    """What a process does: some origins of a year."""
    said, series = _loaded(path, vintages)
    tightness = tightness_of(said, series, year)
    return [forecasts(said, series, origin, tightness) for origin in origins]


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
