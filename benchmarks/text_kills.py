"""Trainings killed at random moments: do they reach the weights that they would have reached?

    python -m benchmarks.text_kills [N] [SEED]

The packaged encoder learns 240 sentences, once to the end; then it learns them again and is killed
(SIGKILL) N times, each after a random part of what a training takes, two kills a training at most.
Started once more with the same words it must end, and every file of weights must be the same to the
last bit. Ways of fine-tuning take turns. Needs ``TINBERGEN_SHARED`` (labels for research only).
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.text import DATA
from tinbergen.text.tuning.checkpoint import NAME

METHODS = {
    "full": "{epochs: 2, learning_rate: 1.0e-4, save_every: 3}",
    "lora": "{epochs: 2, optimizer: adafactor, save_every: 3}",
    "probe-then-full": "{epochs: 2, precision: bf16, accumulate: 2, save_every: 2}",
}
_SENTENCES = 240


def prepare(place: Path) -> None:
    """A table, and an experiment for each method."""
    with (DATA / "fomc_stance.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:_SENTENCES]
    with (place / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label"))
        writer.writerows((row["sentence"], row["label_name"]) for row in rows)
    for name, training in METHODS.items():
        said = f"name: x\ndata: {{table: table.csv}}\nmethod: {{name: {name}}}\n"
        (place / f"{name}.yaml").write_text(f"{said}training: {training}\n", encoding="utf-8")


def start(place: Path, method: str) -> subprocess.Popen[bytes]:
    words = ("text", "train", f"{method}.yaml", "--out", method)
    return subprocess.Popen(
        [sys.executable, "-m", "tinbergen", *words], cwd=place,
        env={**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def end(place: Path, method: str) -> dict[str, str]:
    """Weights by file, hashed, of a training that is left alone."""
    process = start(place, method)
    _, err = process.communicate()
    assert process.returncode == 0, err.decode("utf-8", "replace")
    folder = place / method
    assert not (folder / NAME).exists()
    files = sorted(folder.rglob("*.safetensors"))
    return {f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
            for f in files}  # fmt: skip


def step_of(folder: Path) -> int | None:
    """The step of the checkpoint that is left, None where there is none."""
    from safetensors import safe_open

    if not (folder / NAME).is_file():
        return None
    with safe_open(str(folder / NAME), "pt") as file:
        return int(json.loads(file.metadata()["standing"])["step"])


def kill(kills: int, seed: int) -> int:
    """Kill trainings; how many ended otherwise than undisturbed ones."""
    chance, wrong, done = random.Random(seed), 0, 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        prepare(place)
        whole, takes = {}, {}
        for method in METHODS:
            began = time.monotonic()
            whole[method] = end(place, method)
            takes[method] = time.monotonic() - began
        while done < kills:
            method = list(METHODS)[done % len(METHODS)]
            shutil.rmtree(place / method)
            steps = []
            for _ in range(min(chance.choice((1, 2)), kills - done)):
                process = start(place, method)
                try:
                    process.wait(chance.uniform(0.2, 1.0) * takes[method])
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    done += 1
                steps.append(step_of(place / method))
            same = end(place, method) == whole[method]
            wrong += not same
            said = ", ".join("none" if s is None else str(s) for s in steps)
            print(f"{done:3d} {method}: checkpoint {said}; {'same' if same else 'OTHER'} weights",
                  flush=True)  # fmt: skip
    return wrong


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    found = kill(*(asked + [20, 1][len(asked) :]))
    print(f"other weights: {found}")
    sys.exit(int(found > 0))
