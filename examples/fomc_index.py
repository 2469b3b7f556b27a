"""The Federal Reserve's minutes as an index: trained, measured, known when it was published.

A model is trained on labelled sentences that stand in no minutes, so that it has read none of what
it measures; every sentence of the minutes is asked; the index of each meeting is set beside the one
that Shah, Paturi and Chava (2023) published, and the diagnosis of 2008Q3 beside the rule. The
labels are for non-commercial use (CC BY-NC 4.0): nothing made of them ships with this package.

    python examples/fomc_index.py FOLDER OUT

FOLDER holds fomc_stance.csv, fomc_silver_minutes.csv and fomc_published_index_mm.csv; without them
nothing is done. OUT receives the table with vintages and a report in both languages.
"""

import csv
import dataclasses
import sys
from pathlib import Path

import numpy as np

import tinbergen as tb
from tinbergen.app.text import TrainInputs, train
from tinbergen.app.text_index import IndexInputs, index
from tinbergen.data.store import Store
from tinbergen.domains.macro.questions import QUESTIONS
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import assess
from tinbergen.text.index.documents import Columns
from tinbergen.text.repeats import find_repeats

NEEDED = ("fomc_stance.csv", "fomc_silver_minutes.csv", "fomc_published_index_mm.csv")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
EXPERIMENT = """name: stance
title: stance of the Federal Open Market Committee
data:
  table: unseen.csv
  labels: {{"0": dovish, "1": hawkish, "2": neutral}}
  licence: CC BY-NC 4.0
  split: {{test: 0.1}}
method: {{name: {method}}}
"""
ENGLISH = """# The minutes as an index

{meetings} meetings, none of whose sentences the model was trained on. Correlation with the
published index {correlation:.2f} ({low:.2f} to {high:.2f}, by blocks of eight meetings). The bands
of 90 percent hold {inside:.0%} of the published values: they cover sentences misread by chance, not
what the model gets wrong throughout.

{en}
"""
CHINESE = """# 会议纪要指数

{meetings} 次会议，模型训练中未见其任何句子。与公布指数的相关系数为 {correlation:.2f}
（{low:.2f} 至 {high:.2f}，按八次会议分块）。90% 区间包含 {inside:.0%} 的公布值：
区间只涵盖个别句子的误读，不涵盖模型的系统性误差。

{zh}
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(said: str) -> str:
    month, number, year = said.split("/")
    return f"{year}{MONTHS.index(month) + 1:02d}{int(number):02d}"


def prepare(folder: Path, out: Path) -> dict[str, float]:
    """Write unseen.csv and minutes.csv; the published index by meeting."""
    gold, minutes, published = (rows_of(folder / name) for name in NEEDED)
    texts = [r["sentence"] for r in (*gold, *minutes)]
    seen = {i for i, _ in find_repeats(texts, range(len(gold)), range(len(gold), len(texts))).pairs}
    out.mkdir(parents=True, exist_ok=True)
    with (out / "unseen.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows((r["sentence"], r["label"]) for i, r in enumerate(gold) if i not in seen)
    released, values = {}, {}
    for row in published:
        for meeting in (day(row["StartDate"]), day(row["EndDate"])):
            released[meeting] = row["ReleaseDate"]
            values[meeting] = float(row["our_measure"])
    with (out / "minutes.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "meeting", "published"])
        writer.writerows((r["sentence"], r["meeting"], released[r["meeting"]]) for r in minutes)
    return values


def correlation(ours: np.ndarray, theirs: np.ndarray, block: int = 8) -> tuple[float, float, float]:
    """Pearson's correlation and its 95 percent interval by blocks of a year's meetings."""
    rng, many = np.random.default_rng(0), len(ours)
    starts = rng.integers(0, many - block + 1, (2000, many // block + 1))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(2000, -1)[:, :many]
    found = [np.corrcoef(ours[d], theirs[d])[0, 1] for d in drawn]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(np.corrcoef(ours, theirs)[0, 1]), float(low), float(high)


def measured(folder: Path, out: Path, method: str = "probe") -> dict[str, float]:
    """Train, measure, compare; the numbers of the report."""
    published = prepare(folder, out)
    (out / "stance.yaml").write_text(EXPERIMENT.format(method=method), encoding="utf-8")
    model = train(TrainInputs(out / "stance.yaml", out / method)).result
    made = index(IndexInputs(
        out / method, out / "minutes.csv", {"hawkish": 1.0, "dovish": -1.0},
        columns=Columns(period="meeting", document="meeting"), out=out / "index.csv", force=True,
    )).result  # fmt: skip
    ours = np.array([d.index for d in made.documents])
    theirs = np.array([published[d.document] for d in made.documents])
    inside = np.mean([d.lower <= t <= d.upper for d, t in zip(made.documents, theirs, strict=True)])
    value, low, high = correlation(ours, theirs)
    return {"meetings": len(ours), "f1": model.scores.weighted_f1, "correlation": value, "low": low,
            "high": high, "inside": float(inside)}  # fmt: skip


def diagnosed(out: Path) -> tb.Text:
    """What the diagnosis of 2008Q3 says of the index as it was known then, beside the rule."""
    known = Store.read(out / "index.csv").as_of("2008-11", frequency="Q")
    there = assess(dataclasses.replace(cases.load("us-2008"), draws=50))
    paths = {}
    for name in ("STANCE", "STANCE_LOWER", "STANCE_UPPER"):
        paths[name] = np.full(there.data.span.length, np.nan)
        for period, value in zip(known.span, known[name], strict=True):
            if period in there.data.span:
                paths[name][there.data.span.position(period)] = value
    there = dataclasses.replace(there, data=there.data.assign(**paths))
    (found,) = QUESTIONS["text stance"](there, Question("text stance"))
    return found.statement


def report(out: Path, said: dict[str, float], stance: tb.Text) -> None:
    """The same report in both languages."""
    facts = {**said, "en": stance.en, "zh": stance.zh}
    (out / "report.md").write_text(ENGLISH.format(**facts), encoding="utf-8")
    (out / "report.zh.md").write_text(CHINESE.format(**facts), encoding="utf-8")


if __name__ == "__main__":
    place, made = Path(sys.argv[1]), Path(sys.argv[2])
    if not all((place / name).is_file() for name in NEEDED):
        sys.exit(f"{place} does not hold {', '.join(NEEDED)}: nothing is done.")
    numbers = measured(place, made, *sys.argv[3:4])
    report(made, numbers, diagnosed(made))
    print((made / "report.md").read_text(encoding="utf-8"))
