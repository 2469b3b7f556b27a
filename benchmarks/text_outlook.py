"""Does an index of the Federal Reserve's minutes earn a place in the outlook's autoregression?

Pseudo-real time: every origin sees the vintages and the minutes published by the middle of its
quarter. The system of the outlook ``us-as-known`` (``small``) is asked three times: from 1960 on
without the index (what is shipped), from 1996 on without it, from 1996 on with it. The comparison
was fixed before it was run: one system, one index (the published (hawkish - dovish) / sentences of
Shah, Paturi and Chava 2023, per meeting, mean over a quarter's meetings), origins 2004Q1 to 2021Q4.

    python benchmarks/text_outlook.py SHARED FOLDER

SHARED holds data/realtime, data/track and data/text; results are written to FOLDER.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import yaml

from tinbergen.app.track_record import TrackRecordInputs, track_record
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.store import Store
from tinbergen.data.store.observation import Observation
from tinbergen.loop.outlook.file import outlooks
from tinbergen.text.index.documents import Document, known_from
from tinbergen.text.index.measure import published_means

FIRST, LAST, START = "2004Q1", "2021Q4", "1996Q1"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def published(path: Path) -> tuple[list[Document], list[float]]:
    """Meetings of the published index by quarter, from when on they are known, their values."""
    documents, values = [], []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            month, _, year = row["EndDate"].split("/")
            quarter = Period.of(Frequency.QUARTERLY, int(year), _MONTHS.index(month) // 3 + 1)
            out = tuple(map(int, row["ReleaseDate"].split("-")))
            documents.append(Document(row["Date"], row["ReleaseDate"], quarter,
                                      known_from(out, "middle")))  # fmt: skip
            values.append(float(row["our_measure"]))
    return documents, values


def stance(shared: Path, folder: Path) -> Path:
    """The index as a long table with vintages."""
    documents, values = published(shared / "data/text/fomc_published_index_mm.csv")
    rows = zip(*published_means(documents, values), strict=True)
    store = Store((Observation("STANCE", p, v, x) for p, v, x in rows),
                  source=Text("published index", "公布指数"), dated="middle")  # fmt: skip
    return store.write(folder / "stance.parquet")


def described(folder: Path, shared: Path, name: str, start: str | None, *, words: bool) -> Path:
    """A description of an outlook that is one system."""
    said = yaml.safe_load(outlooks()["us-as-known"].read_text(encoding="utf-8"))
    said |= {"name": name, "burn_in": FIRST, "first": FIRST, "last": LAST}
    if start:
        said["start"] = start
    wanted = said["members"]["small"]["series"]
    if words:
        said["sources"]["minutes"] = {"file": str(folder / "stance.parquet"), "revised": True,
                                      "beside": "outlook"}  # fmt: skip
        said["series"]["stance"] = {"source": "minutes", "code": "STANCE", "scale": "level"}
        wanted.append("stance")
    kept = {*wanted, "payrolls", "hours", "oil"}
    said["series"] = {n: s for n, s in said["series"].items() if n in kept}
    said["members"] = {n: said["members"][n] for n in ("small", "ar", "mean", "walk")}
    said["targets"] = [{**t, "groups": [["small"]]} for t in said["targets"]]
    rate = {"name": "RATE", "title": {"en": "Treasury bill rate", "zh": "国库券利率"},
            "unit": {"en": "percent", "zh": "百分比"}, "series": "bill", "show": "level",
            "groups": [["small"]]}  # fmt: skip
    said["targets"].append(rate)
    said["samples"] = [{"title": {"en": "to 2022 without 2020Q1–2021Q1", "zh": "至2022年"},
                        "last": "2022Q4", "without": ["2020Q1", "2021Q1"]}]  # fmt: skip
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def compared(shared: Path, folder: Path) -> list[dict[str, object]]:
    """RMSE ratios of the system with the index to those without, and Diebold-Mariano."""
    folder.mkdir(parents=True, exist_ok=True)
    stance(shared, folder)
    rivals: dict[str, Path] = {}
    for name, start, words in (("long", None, False), ("short", START, False),
                               ("words", START, True)):  # fmt: skip
        path = described(folder, shared, name, start, words=words)
        made = track_record(TrackRecordInputs(
            folder / name, str(path), shared / "data/realtime", against=dict(rivals), force=True,
        ))  # fmt: skip
        rivals[name] = folder / name / "forecasts.csv"
    return [
        {"variable": s.variable, "horizon": s.horizon, "n": r.n, "rmse": s.rmse, "against": r.name,
         "ratio": r.ours / r.rmse, "p_value": r.p_value}
        for s in made.result.scores for r in s.rivals if r.name in ("long", "short")
    ]  # fmt: skip


if __name__ == "__main__":
    found = compared(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
    Path(sys.argv[2], "compared.json").write_text(json.dumps(found, indent=1))
    for row in found:
        print(*(f"{key} {value}" for key, value in row.items()))
