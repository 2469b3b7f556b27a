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
    """A row of the table: a set, its seed, a method by name, and what its experiment says."""

    set: str
    seed: int
    method: str
    said: Said = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int, str]:
        return self.set, self.seed, self.method


_DESCENT: Said = {"precision": "bf16", "epochs": 3, "batch": 16}
_LONG: Said = _DESCENT | {"epochs": 10, "patience": 3}

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
}


def jobs() -> list[Job]:
    """Every row of the tables."""
    found = [Job("FOMC", seed, name, said) for name, said in METHODS.items() for seed in SEEDS]
    found += [Job("FOMC, repeats kept", seed, name, METHODS[name])
              for name in ("lexical", "probe", "probe, then full") for seed in SEEDS]  # fmt: skip
    found += [Job("PhraseBank AllAgree", 0, name, METHODS[name])
              for name in ("lexical", "probe", "probe, then full", "full")]  # fmt: skip
    return found


def experiment_of(job: Job) -> Said:
    """The experiment file of a row, as YAML would say it."""
    if job.set.startswith("PhraseBank"):
        data: Said = {
            "table": "financial_phrasebank.csv", "text": "sentence",
            "keep": {"agreement": "AllAgree"}, "split": {"test": 0.2, "seed": job.seed},
        }  # fmt: skip
    else:
        side = {"by": "column", "column": f"split_{job.seed}", "seed": job.seed}
        side["repeats"] = "keep" if "kept" in job.set else "drop"
        data = {"table": "fomc_stance.csv", "text": "sentence", "label": "label_name",
                "date": "year", "split": side}  # fmt: skip
    said = {"name": "bench", "data": data, **job.said}
    said["training"] = {"seed": job.seed, **job.said.get("training", {})}
    return said


def run(job: Job) -> Said:
    """Train a row and ask it the test."""
    from tinbergen.text.experiment import parse_experiment
    from tinbergen.text.fit import fit

    experiment, _ = parse_experiment(json.dumps(experiment_of(job)), "bench")
    start = time.process_time()
    found = fit(experiment, DATA)
    scores = found.scores
    return {
        "set": job.set, "seed": job.seed, "method": job.method, "rows": len(found.split.train),
        "test": scores.rows, "weighted_f1": scores.weighted_f1, "accuracy": scores.accuracy,
        "macro_f1": scores.macro_f1, "error": scores.error, "calibration": scores.calibration,
        "majority": found.majority, "leakage": found.split.leakage,
        "parameters": found.trained.parameters if found.trained else 0,
        "cpu_seconds": round(time.process_time() - start),
    }  # fmt: skip


def done(path: Path = RESULTS) -> list[Said]:
    """What has been run."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines]


def tables(rows: Iterable[Said]) -> str:
    """Markdown: by set and method the mean, the spread over seeds and how many there are."""
    groups: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in rows:
        groups[row["set"], row["method"]].append(row)
    lines: list[str] = []
    for name in dict.fromkeys(name for name, _ in groups):
        lines += [f"\n{name}\n", "| method | weighted F1 | spread | seeds | accuracy | macro F1 "
                  "| calibration error | CPU s |", "|---|---|---|---|---|---|---|---|"]  # fmt: skip
        for (own, method), group in groups.items():
            if own == name:
                lines.append(_line(method, group))
    return "\n".join(lines)


def _line(method: str, group: list[Said]) -> str:
    import numpy as np

    def mean(of: str) -> float:
        return float(np.mean([row[of] for row in group]))

    values = [row["weighted_f1"] for row in group]
    spread = f"{np.std(values, ddof=1):.3f}" if len(values) > 1 else "–"
    return (
        f"| {method} | {mean('weighted_f1'):.3f} | {spread} | {len(values)} "
        f"| {mean('accuracy'):.3f} | {mean('macro_f1'):.3f} | {mean('calibration'):.3f} "
        f"| {mean('cpu_seconds'):.0f} |"
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
        row = run(job)
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(f"{words}: {row['weighted_f1']:.3f} ({row['cpu_seconds']} CPU s)", flush=True)
    print(tables(done()))


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
