"""Questions about reports: what a search alone cites, and what a small model decides beside it.

    python -m benchmarks.text_ask FOLDER [--cases NAME …] [--epochs N]

Reports of packaged cases that are missing in FOLDER are made first, but those that the questions of
``tests/text/ask`` are about; the model learns from them alone and is kept in FOLDER/answers. It is
asked the English questions of ``test.csv``: 28 that a report answers, 15 that none does. Wherever a
threshold is chosen, it is on ``calibration.csv``, questions on other reports. About fifteen minutes
of one core to learn, one to ask.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.institutions import ROOT

ASKED = ROOT / "tests" / "text" / "ask"
#: Reports of the questions, and those that tell of the same time and place.
APART = (
    "us-2008", "us-now", "us-banks", "us-banks-groups", "us-banks-reverse", "usa-2017", "uk-2012",
    "us-crisis", "us-rate-and-purchases",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A question: the passages that answer it, what a search cites, and what a model makes of the
    passages found first."""

    file: str
    question: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    read: tuple[str, ...]
    scores: tuple[float, ...]
    odds: tuple[float, ...]


def reports(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Passages of each case's report, made where it is missing; a case that can't be run here is
    left out."""
    from tinbergen.app.text_ask import REPORT, read_passages
    from tinbergen.core.errors import TinbergenError
    from tinbergen.core.serial import to_json
    from tinbergen.loop.case import cases
    from tinbergen.loop.cycle import turn

    found = {}
    for name in names or [name for name in cases.names() if name not in APART]:
        path = folder / name / REPORT
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.write_text(to_json(turn(cases.load(name)).cycle), encoding="utf-8")
            except TinbergenError as error:
                print(f"{name}: {error.code}", flush=True)
                continue
        found[name] = read_passages(path.parent)[1]
    return found


def questions() -> list[dict[str, str]]:
    """The English ones of both files."""
    found = []
    for file in ("calibration", "test"):
        with (ASKED / f"{file}.csv").open(encoding="utf-8") as stream:
            found += [row | {"file": file} for row in csv.DictReader(stream) if row["lang"] == "en"]
    return found


def known_of(report: str) -> tuple[Any, ...]:
    """A report's passages, as the tests keep them."""
    from tinbergen.core.text import Text
    from tinbergen.text.ask.passages import Passage

    rows = json.loads((ASKED / f"{report}.json").read_text(encoding="utf-8"))
    return tuple(Passage(r["id"], r["key"], r["period"], Text(**r["title"]),
                         Text(**r["statement"])) for r in rows)  # fmt: skip


def ask(model: Any) -> list[Row]:
    """Every question, to the search and to a model."""
    from tinbergen.text.ask.instruct import choose
    from tinbergen.text.ask.retrieve import LEAST, rank, told
    from tinbergen.text.frozen import Frozen

    embed = Frozen("frozen:use").encode
    at_hand: dict[str, Any] = {}
    rows = []
    for asked in questions():
        report = asked["report"]
        if report not in at_hand:
            known = known_of(report)
            at_hand[report] = known, embed(told(known, "en"))
        known, vectors = at_hand[report]
        ranked = rank(asked["question"], known, "en", embed, vectors)
        chosen = choose(asked["question"], ranked, model)
        rows.append(Row(
            asked["file"], asked["question"], tuple(filter(None, asked["answers"].split("|"))),
            tuple(p.key for p in ranked.cited(LEAST["en"])), tuple(p.key for p in chosen.read),
            ranked.scores[: len(chosen.read)], chosen.odds,
        ))  # fmt: skip
    return rows


def measured(rows: Iterable[Row], cite: Callable[[Row], Sequence[str]]) -> dict[str, list[int]]:
    """Counts, each of how many: answered by the right passage first, citations right, questions
    that nothing answers declined."""
    first, right, declined = [0, 0], [0, 0], [0, 0]
    for row in rows:
        cited = cite(row)
        right[0] += sum(key in row.wanted for key in cited)
        right[1] += len(cited)
        of = first if row.wanted else declined
        of[0] += bool(cited and cited[0] in row.wanted) if row.wanted else not cited
        of[1] += 1
    return {"first": first, "right": right, "declined": declined}


def by_model(
    least: float, share: float = 0.0, margin: float = float("inf"), most: int = 3
) -> Callable[[Row], list[str]]:
    """What is cited by log-likelihood ratios, plus ``share`` times the search's scores: what
    reaches ``least`` and stands no more than ``margin`` below the best."""

    def cite(row: Row) -> list[str]:
        told = [o + share * s for o, s in zip(row.odds, row.scores, strict=True)]
        order = sorted(range(len(told)), key=lambda i: -told[i])
        bound = max([least, *(told[i] - margin for i in order[:1])])
        return [row.read[i] for i in order if told[i] >= bound][:most]

    return cite


def least_for(rows: Sequence[Row], share: float) -> float:
    """The threshold at which most calibration questions are answered or declined rightly."""
    tried = sorted({o + share * s for r in rows for o, s in zip(r.odds, r.scores, strict=True)})

    def well(least: float) -> int:
        told = measured(rows, by_model(least, share))
        return told["first"][0] + told["declined"][0]

    return max(tried, key=lambda least: (well(least), least))


def show(name: str, rows: Sequence[Row]) -> None:
    """The lines of one model; another passage may stand as far below the best as in the command."""
    from tinbergen.text.ask.instruct import MARGIN

    chosen = [row for row in rows if row.file == "calibration"]
    test = [row for row in rows if row.file == "test"]
    lines = {f"{name}, as likely as not": by_model(0.0, 0.0, MARGIN)}
    for share in (0.0, 20.0):
        beside = " beside the search" if share else ""
        least = least_for(chosen, share)
        lines[f"{name}{beside}, threshold chosen ({least:.2f})"] = by_model(least, share, MARGIN)
    for line, cite in lines.items():
        _line(line, measured(test, cite))


def _line(name: str, told: dict[str, list[int]]) -> None:
    print(f"| {name} | " + " | ".join("{} of {}".format(*pair) for pair in told.values()) + " |")


def learn(folder: Path, names: Sequence[str], training: Any) -> Any:
    """Tune on the reports, without questions that are or nearly are those asked."""
    from tinbergen.app.text_instruct import held_out
    from tinbergen.text.ask.examples import examples
    from tinbergen.text.ask.instruct import instruct
    from tinbergen.text.frozen import Frozen
    from tinbergen.text.model import save_model
    from tinbergen.text.repeats import repeated

    known = list(reports(folder, names).values())
    made = examples(known, Frozen("frozen:use").encode, seed=training.seed)
    asked = [row["question"] for row in questions()]
    seen = repeated([e.question for e in made], asked)
    free = [e for i, e in enumerate(made) if i not in seen]
    print(f"{len(free)} pairs of {len({(e.report, e.question) for e in free})} questions, "
          f"{len(seen)} left out", flush=True)  # fmt: skip
    pairs, held = held_out(free, len(known))
    start = time.process_time()
    found = instruct(
        pairs, held, training, checkpoints=folder, watch=lambda e: print(e, flush=True)
    )
    used = time.process_time() - start
    print(f"{found.pairs} pairs learned in {used:.0f} CPU s; weighted F1 of {found.held} held out "
          f"{found.before:.3f} before, {found.after:.3f} after", flush=True)  # fmt: skip
    save_model(found.model, folder / "answers", {"pairs": found.pairs})
    return found.model


def main() -> None:
    """Learn what is missing, ask all, print a table."""
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    said.add_argument("folder", type=Path)
    said.add_argument("--cases", nargs="*", default=[])
    said.add_argument("--epochs", type=int, default=2)
    told = said.parse_args()
    from tinbergen.app.text_instruct import TRAINING
    from tinbergen.text.ask.instruct import answerer
    from tinbergen.text.model import load_model

    kept = told.folder / "answers"
    if (kept / "model.json").is_file():
        tuned = load_model(kept)[0]
    else:
        tuned = learn(told.folder, told.cases, TRAINING.model_copy(update={"epochs": told.epochs}))
    rows = ask(tuned)
    print("| | right finding first | citations right | declined |\n|---|---|---|---|")
    _line("search alone", measured([r for r in rows if r.file == "test"], lambda r: r.found))
    show("untuned", ask(answerer()))
    show("tuned", rows)


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
