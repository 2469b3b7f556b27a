"""Trainings killed at random moments: do they reach the weights that they would have reached?

    python -m benchmarks.text_kills [N] [SEED]

The packaged encoder learns 240 sentences, once to the end; then it learns them again and is killed
(SIGKILL) N times, each some moment after the checkpoint of a random step, two kills a training at
most.
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
#: Seconds between two looks at a checkpoint.
_LOOK = 0.02


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


def end(place: Path, method: str) -> tuple[dict[str, str], int]:
    """Weights by file, hashed, of a training that is left alone, and the last step it kept."""
    process, last, folder = start(place, method), 0, place / method
    while process.poll() is None:
        last = max(last, step_of(folder) or 0)
        time.sleep(_LOOK)
    assert process.stderr is not None
    assert process.returncode == 0, process.stderr.read().decode("utf-8", "replace")
    assert not (folder / NAME).exists()
    files = sorted(folder.rglob("*.safetensors"))
    return {f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
            for f in files}, last  # fmt: skip


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
        whole = {method: end(place, method) for method in METHODS}
        while done < kills:
            method = list(METHODS)[done % len(METHODS)]
            folder, steps, last = place / method, [0], whole[method][1]
            shutil.rmtree(folder)
            for _ in range(min(chance.choice((1, 2)), kills - done)):
                process, at = start(place, method), chance.randint(min(steps[-1] + 1, last), last)
                while process.poll() is None and (step_of(folder) or 0) < at:
                    time.sleep(_LOOK)
                time.sleep(chance.uniform(0, 0.5))
                done += process.poll() is None
                process.kill()
                process.wait()
                steps.append(step_of(folder) or 0)
            same = end(place, method)[0] == whole[method][0]
            wrong += not same
            said = ", ".join(map(str, steps[1:]))
            print(f"{done:3d} {method}: after step {said}; {'same' if same else 'OTHER'} weights",
                  flush=True)  # fmt: skip
    return wrong


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    found = kill(*(asked + [20, 1][len(asked) :]))
    print(f"other weights: {found}")
    sys.exit(int(found > 0))
