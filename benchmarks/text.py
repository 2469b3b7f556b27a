"""Ways of learning from text, compared on expert labels: what ``make bench-text`` runs.

    python -m benchmarks.text [--minutes N] [--only WORD …] [--table]

Each row (a set, a seed, a method) is trained once and written to ``benchmarks/text_results.jsonl``;
what stands there is not run again, so the whole can be spread over as many evenings as it takes.
The labels are for research only (CC BY-NC): they are read from ``TINBERGEN_SHARED`` and no sentence
of them is kept. One thread; a training of the packaged encoder takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.institutions import ROOT, SHARED
from benchmarks.text_jobs import LABELS, MINUTES, Job, Said, experiment_of, jobs

RESULTS = ROOT / "benchmarks" / "text_results.jsonl"
DATA = SHARED / "data" / "text"
#: As the labels' numbers in the sentences' table stand.
_NAMES = ("dovish", "hawkish", "neutral")
#: Sentences of the minutes that an encoder reads before it is tuned.
_READ = 10_000


def run(job: Job) -> list[Said]:
    """Train a row (of ``active``, its whole curve) and ask it the test."""
    from tinbergen.text.experiment import parse_experiment

    experiment, _ = parse_experiment(json.dumps(experiment_of(job)), "bench")
    start = time.process_time()
    rows = _RUNNERS[job.kind](experiment)
    used = round(time.process_time() - start)
    about = {"set": job.set, "seed": job.seed, "method": job.method, "cpu_seconds": used}
    return [about | row for row in rows]


def _scores(scores: Any, rows: int) -> Said:
    return {
        "rows": rows, "test": scores.rows, "weighted_f1": scores.weighted_f1,
        "accuracy": scores.accuracy, "macro_f1": scores.macro_f1, "error": scores.error,
        "calibration": scores.calibration,
    }  # fmt: skip


def _fit(experiment: Any) -> list[Said]:
    from tinbergen.text.fit import fit

    found = fit(experiment, DATA)
    moved = found.trained.parameters if found.trained else 0
    return [
        _scores(found.scores, len(found.split.train))
        | {"majority": found.majority, "leakage": found.split.leakage, "parameters": moved}
    ]


def _together(experiment: Any) -> list[Said]:
    """Three trainings that differ in their seed, and the mean of what they say."""
    from tinbergen.text.fit import fit
    from tinbergen.text.robust.averaging import ensemble
    from tinbergen.text.scores import score

    seed, found = experiment.training.seed, []
    for own in range(seed, seed + 3):
        training = experiment.training.model_copy(update={"seed": own})
        found.append(fit(experiment.model_copy(update={"training": training}), DATA))
    first = found[0]
    told = score(first.table.labels[first.split.test], ensemble([f.chances for f in found]),
                 first.model.names)  # fmt: skip
    alone = [each.scores.weighted_f1 for each in found]
    return [_scores(told, len(first.split.train)) | {"alone": alone}]


def _read(experiment: Any) -> list[Said]:
    """As ``_fit``, of an encoder that has guessed words of the minutes."""
    encoder = experiment.encoder.model_copy(update={"name": _reader().name})
    return _fit(experiment.model_copy(update={"encoder": encoder}))


@cache
def _reader() -> tempfile.TemporaryDirectory[str]:
    """The packaged encoder after one reading of the minutes, without what experts labelled."""
    import numpy as np

    from tinbergen.text.encoder import load_encoder
    from tinbergen.text.experiment import EncoderPart, TrainingPart
    from tinbergen.text.labelled import read_rows
    from tinbergen.text.repeats import repeated
    from tinbergen.text.tuning.pretraining import pretrain

    known, minutes = (read_rows(DATA / file).column("sentence")
                      for file in ("fomc_stance.csv", MINUTES))  # fmt: skip
    seen = repeated(minutes, known)
    drawn = np.random.default_rng(0).permutation(len(minutes))
    texts = [minutes[i] for i in drawn if i not in seen][:_READ]
    folder = tempfile.TemporaryDirectory()
    part = TrainingPart(epochs=1, batch=16)
    told = pretrain(load_encoder(EncoderPart(), DATA), texts, part, Path(folder.name))
    print(f"{told.texts} read: {told.before:.2f} {told.losses[-1]:.2f}", flush=True)
    return folder


def _turned(experiment: Any) -> list[Said]:
    """As ``_fit``; of the test sentences that a phrase turns, how many labels turn too."""
    from tinbergen.text.fit import fit
    from tinbergen.text.robust.counterfactual import change_of
    from tinbergen.text.robust.suite import run_suite

    found = fit(experiment, DATA)
    part = experiment.robust.counterfactual
    kind = run_suite(
        found.model, found.table.take(found.split.test),
        {"counterfactual": ("turn", change_of(part, DATA))}, opposite=part.opposite,
    ).kinds[0]  # fmt: skip
    told = {"turned": kind.as_must, "asked": kind.rows, "turn": kind.share}
    return [_scores(found.scores, len(found.split.train)) | told]


def _taught(experiment: Any) -> list[Said]:
    """As ``_fit``; labels are brought back from what experts said of the training rows alone."""
    from benchmarks.text_teacher import write_taught
    from tinbergen.text.labelled import read_labelled
    from tinbergen.text.splits import split_rows

    table = read_labelled(experiment.data, DATA)
    split = split_rows(table, experiment.data.split)
    learned = [
        {"sentence": table.texts[i], "label": str(_NAMES.index(table.names[table.labels[i]]))}
        for i in split.train
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "taught.csv"
        write_taught(path, learned)
        teacher = experiment.few.teacher.model_copy(update={"table": str(path)})
        few = experiment.few.model_copy(update={"teacher": teacher})
        return _fit(experiment.model_copy(update={"few": few}))


def _noise(experiment: Any) -> list[Said]:
    """Learned and chosen by first-pass labels; the test has the reviewed ones."""
    import numpy as np

    from tinbergen.text.fit import calibrated, evaluate
    from tinbergen.text.labelled import read_labelled
    from tinbergen.text.splits import split_rows
    from tinbergen.text.ways import learn_as_said

    first = read_labelled(experiment.data, DATA)
    names = {name: name for name in first.names}
    data = experiment.data.model_copy(update={"label": "stance", "labels": names})
    reviewed = read_labelled(data, DATA)
    split = split_rows(first, experiment.data.split)
    model, _ = learn_as_said(experiment, DATA, first, split)
    model = calibrated(model, first.take(split.validation))
    wrong = float(np.mean(first.labels != reviewed.labels))
    scores = evaluate(model, reviewed.take(split.test))
    return [_scores(scores, len(split.train)) | {"noise": wrong}]


def _continual(experiment: Any) -> list[Said]:
    from tinbergen.text.continual.sequence import go_on

    found = go_on(experiment, DATA, experiment.continual)
    told = found.forgetting
    return [{"weighted_f1": told.last, "backward": told.backward, "forward": told.forward,
             "matrix": told.matrix.tolist(),
             "shifted": [drift.shifted for drift in found.drifts]}]  # fmt: skip


def _active(experiment: Any) -> list[Said]:
    """From sixteen labels on, those of the texts asked for by a probe are added; vectors are
    computed once. What is not asked for stays unlabelled."""
    import numpy as np

    from tinbergen.text.encoder import embed, load_encoder
    from tinbergen.text.few.asking import to_ask
    from tinbergen.text.few.lesson import Lesson, fewer
    from tinbergen.text.labelled import read_labelled
    from tinbergen.text.probe import logistic
    from tinbergen.text.scores import score, softmax
    from tinbergen.text.splits import split_rows

    table = read_labelled(experiment.data, DATA)
    split = split_rows(table, experiment.data.split)
    vectors = embed(load_encoder(experiment.encoder, DATA), table.texts)
    labels, many = table.labels, len(table.names)
    known = fewer(Lesson(table, split), LABELS[0], experiment.training.seed).split.train
    rows = []
    for size in LABELS:
        while True:
            weights, offsets = logistic(vectors[known], labels[known], vectors[split.validation],
                                        labels[split.validation], many)  # fmt: skip
            chances = softmax(vectors @ weights.T + offsets)
            if len(known) == size:
                break
            pool = np.setdiff1d(split.train, known)
            step = min(16, size - len(known))
            asked = to_ask(chances[pool], vectors[pool], vectors[known], step)
            known = np.r_[known, pool[asked]]
        told = score(labels[split.test], chances[split.test], table.names)
        rows.append(_scores(told, size) | {"labels": size})
    return rows


_RUNNERS = {
    "fit": _fit, "noise": _noise, "continual": _continual, "active": _active, "turned": _turned,
    "taught": _taught, "together": _together, "read": _read,
}  # fmt: skip


def done(path: Path = RESULTS) -> list[Said]:
    """What has been run."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines]


def tables(rows: Iterable[Said]) -> str:
    """Markdown: by set and method the mean, the spread over seeds and how many there are."""
    groups: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in rows:
        method = f"{row['method']}, {row['labels']}" if "labels" in row else row["method"]
        groups[row["set"], method].append(row)
    lines: list[str] = []
    for name in dict.fromkeys(name for name, _ in groups):
        lines += [f"\n{name}\n", "| method | weighted F1 | spread | seeds | accuracy | macro F1 "
                  "| calibration error | backward transfer | turned | CPU s |",
                  "|---|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
        for (own, method), group in groups.items():
            if own == name:
                lines.append(_line(method, group))
    return "\n".join(lines)


def _line(method: str, group: list[Said]) -> str:
    import numpy as np

    def mean(of: str, places: int = 3) -> str:
        known = [row[of] for row in group if of in row]
        return f"{np.mean(known):.{places}f}" if known else "–"

    values = [row["weighted_f1"] for row in group]
    spread = f"{np.std(values, ddof=1):.3f}" if len(values) > 1 else "–"
    return (
        f"| {method} | {mean('weighted_f1')} | {spread} | {len(values)} "
        f"| {mean('accuracy')} | {mean('macro_f1')} | {mean('calibration')} "
        f"| {mean('backward')} | {mean('turn')} | {mean('cpu_seconds', 0)} |"
    )


def main() -> None:
    """Run what is missing, as long as there is time, and print the tables."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--minutes", type=float, default=float("inf"))
    asked.add_argument("--only", nargs="*", default=[], help="rows whose set or method has a word")
    asked.add_argument("--table", action="store_true", help="run nothing")
    said = asked.parse_args()
    until = time.monotonic() + 60 * said.minutes
    known = {(row["set"], row["seed"], row["method"]) for row in done()}
    for job in jobs():
        words = f"{job.set} {job.seed} {job.method}"
        if said.table or job.key in known or time.monotonic() > until:
            continue
        if said.only and not any(word in words for word in said.only):
            continue
        rows = run(job)
        with RESULTS.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        last = rows[-1]
        print(f"{words}: {last['weighted_f1']:.3f} ({last['cpu_seconds']} CPU s)", flush=True)
    print(tables(done()))


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
