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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.institutions import ROOT, SHARED

RESULTS = ROOT / "benchmarks" / "text_results.jsonl"
DATA = SHARED / "data" / "text"
#: The seeds of the published splits of the FOMC sentences.
SEEDS = (5768, 78516, 944601)

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the table: a set, its seed, a method by name, what its experiment says, and who
    runs it (``fit`` unless the experiment needs another table or goes on by periods or labels)."""

    set: str
    seed: int
    method: str
    said: Said = field(default_factory=dict)
    kind: str = "fit"

    @property
    def key(self) -> tuple[str, int, str]:
        return self.set, self.seed, self.method


_DESCENT: Said = {"precision": "bf16", "epochs": 3, "batch": 16}
_LONG: Said = _DESCENT | {"epochs": 10, "patience": 3}

_FULL: Said = {"method": {"name": "probe-then-full"}, "training": _DESCENT}
#: Sentences of the minutes with a large model's labels; unlabelled where these are not asked for.
_MINUTES = "fomc_silver_minutes.csv"
_TEACHER: Said = {
    "table": _MINUTES, "text": "sentence",
    "labels": {"LABEL_0": "dovish", "LABEL_1": "hawkish", "LABEL_2": "neutral"},
}  # fmt: skip

#: Methods in the order in which they are run: the cheapest first.
METHODS: dict[str, Said] = {
    "lexical": {"method": {"name": "lexical"}},
    "probe": {"method": {"name": "probe"}},
    "probe, then full": {"method": {"name": "probe-then-full"}, "training": _DESCENT},
    "full": {"method": {"name": "full"}, "training": _DESCENT | {"learning_rate": 1e-4}},
    "bottleneck": {"method": {"name": "bottleneck"}, "training": _LONG},
    "IA3": {"method": {"name": "ia3"}, "training": _LONG},
    "AdaLoRA": {"method": {"name": "adalora"}, "training": _LONG},
    "prefix": {"method": {"name": "prefix"}, "training": _LONG},
    "prompt": {"method": {"name": "prompt"}, "training": _LONG},
    "LoRA": {"method": {"name": "lora"}, "training": _LONG},
    "LoRA, probe's head": {"method": {"name": "lora", "probe_head": True}, "training": _LONG},
    "augmented": _FULL | {"robust": {"augment": {}}},
    "FGM": _FULL | {"robust": {"adversarial": "fgm"}},
    "FreeLB": _FULL | {"robust": {"adversarial": "freelb"}},
    "SWA": _FULL | {"robust": {"average": "swa"}},
    "soup of 3": _FULL | {"robust": {"average": "soup"}},
    "greedy soup of 3": _FULL | {"robust": {"average": "greedy-soup"}},
    "teacher's minutes, as they stand": _FULL | {"few": {"teacher": _TEACHER, "most": 5000}},
    "pseudo-labels": _FULL | {"few": {"by": "pseudo", "unlabelled": _MINUTES, "most": 3000}},
    "consistency": _FULL | {"few": {"by": "consistency", "unlabelled": _MINUTES, "most": 3000}},
}

#: With few labels: the method and what it asks for besides so many labels.
FEW: dict[str, Said] = {
    "probe": {"method": {"name": "probe"}},
    "SetFit-like": {
        "method": {"name": "full"}, "few": {"by": "contrastive", "pairs": 10},
        "training": {"precision": "bf16", "epochs": 1, "batch": 16, "learning_rate": 2e-5},
    },
    "full": {"method": {"name": "full"}, "training": _LONG | {"learning_rate": 1e-4}},
    "LoRA": {"method": {"name": "lora"}, "training": _LONG},
    "probe, pseudo-labels": {"method": {"name": "probe"}, "few": {"by": "pseudo"}},
}  # fmt: skip
LABELS = (16, 32, 64, 128, 256, 512)

#: With the teacher's labels brought back to their sentences, which this table is written to.
TAUGHT: dict[str, Said] = {
    "teacher's minutes, brought back": _FULL | {"few": {"teacher": {"table": "-"}, "most": 20000}}
}

#: First-pass labels of the World Central Banks set; the test is asked by reviewed ones.
NOISE: dict[str, Said] = {
    "probe": {"method": {"name": "probe"}},
    "probe, confident learning": {"method": {"name": "probe"}, "few": {"noise": "confident"}},
    "probe, then full": _FULL,
    "small losses": _FULL | {"few": {"noise": "small-loss", "noise_rate": 0.3}},
}
#: How often a label turns with its sentence, without and with such pairs in training.
_TURNED: Said = {"phrases": "monetary-stance", "opposite": {"hawkish": "dovish"}}
TURNED: dict[str, Said] = {
    f"{name}{words}": METHODS[name] | {"robust": {"counterfactual": _TURNED | {"train": train}}}
    for name in ("lexical", "probe")
    for words, train in (("", False), (", turned sentences learned", True))
}
#: As the labels' numbers in the sentences' table stand.
_NAMES = ("dovish", "hawkish", "neutral")
PERIODS: Said = {"starts": ["2007", "2015"]}
CONTINUAL: dict[str, Said] = {
    **dict.fromkeys(("naive", "replay", "ewc", "joint"), _FULL), "adapters": METHODS["LoRA"],
}  # fmt: skip


def jobs() -> list[Job]:
    """Every row of the tables, the cheaper sets first."""
    found = [Job("FOMC", seed, name, said) for name, said in METHODS.items() for seed in SEEDS]
    found += [Job("FOMC", seed, name, said, "taught") for name, said in TAUGHT.items()
              for seed in SEEDS]  # fmt: skip
    found += [Job("FOMC, repeats kept", seed, name, METHODS[name])
              for name in ("lexical", "probe", "probe, then full") for seed in SEEDS]  # fmt: skip
    found += [Job("PhraseBank AllAgree", 0, name, METHODS[name])
              for name in ("lexical", "probe", "probe, then full", "full")]  # fmt: skip
    found += [Job("FOMC, few labels", seed, "active", {"method": {"name": "probe"}}, "active")
              for seed in SEEDS]  # fmt: skip
    for name, said in FEW.items():
        for seed in SEEDS:
            for labels in LABELS:
                few = {"few": {**said.get("few", {}), "labels": labels}}
                found.append(Job("FOMC, few labels", seed, f"{name}, {labels}", said | few))
    found += [Job("World Central Banks, first-pass labels", seed, name, said, "noise")
              for name, said in NOISE.items() for seed in (0, 1, 2)]  # fmt: skip
    found += [Job("World Central Banks, first-pass labels", seed, "probe, reviewed labels learned",
                  METHODS["probe"]) for seed in (0, 1, 2)]  # fmt: skip
    found += [Job("FOMC, sentences turned", seed, name, said, "turned")
              for name, said in TURNED.items() for seed in SEEDS]  # fmt: skip
    found += [Job("FOMC, three periods", seed, by, said | {"continual": PERIODS | {"by": by}},
                  "continual") for by, said in CONTINUAL.items() for seed in (0, 1, 2)]  # fmt: skip
    return found


def experiment_of(job: Job) -> Said:
    """The experiment file of a row, as YAML would say it."""
    if job.set.startswith("PhraseBank"):
        data: Said = {
            "table": "financial_phrasebank.csv", "text": "sentence",
            "keep": {"agreement": "AllAgree"}, "split": {"test": 0.2, "seed": job.seed},
        }  # fmt: skip
    elif job.set.startswith("World"):
        label = "stance_first" if job.kind == "noise" else "stance"
        data = {"table": "wcb_reviewed_subset.csv", "text": "sentence", "label": label,
                "split": {"test": 0.2, "seed": job.seed}}  # fmt: skip
    else:
        side = {"by": "column", "column": f"split_{job.seed}", "seed": job.seed}
        side["repeats"] = "keep" if "kept" in job.set else "drop"
        if job.kind == "continual":
            side = {"test": 0.2, "seed": job.seed}
        data = {"table": "fomc_stance.csv", "text": "sentence", "label": "label_name",
                "date": "year", "split": side}  # fmt: skip
    said = {"name": "bench", "data": data, **job.said}
    said["training"] = {"seed": job.seed, **job.said.get("training", {})}
    return said


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
    "taught": _taught,
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
