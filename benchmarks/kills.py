"""Kill runs at random moments: is a folder what its manifest says, and does the next run work?

    python -m benchmarks.kills [N] [SEED] [JOB …]

Each of N rounds starts a command, kills it (SIGKILL, which nothing can catch) after a random part
of the time that it takes, or within milliseconds of its first write, and looks at what is left:
``verify`` must pass or say what is missing, no file may be cut short, and the same command must
then succeed and be proved. Commands take turns: a demo, a run under a scenario, a model converted,
compiled code kept on disk, cases on one budget, two runs compared.
With names of jobs only these are killed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinbergen.loop.case.cases import text_of

#: What verify may say of a run that was killed: there is none, or it is not whole.
_SAID = {0: "proved", 2: "told"}

_MODEL = """EQUATION> c TSRANGE 1921 1 1941 1
EQ> c = a1 + a2*p + a3*TSLAG(p,1)
COEFF> a1 a2 a3
IDENTITY> p
EQ> p = c + i
END
"""


@dataclass(frozen=True, slots=True)
class Job:
    """A command, the folder of its results (None where it writes a file), and that file."""

    name: str
    words: tuple[str, ...]
    folder: str | None = None
    file: str | None = None


JOBS = (
    Job("demo", ("run", "small.yaml"), "out/us-2008"),
    Job("run", ("run", "small.yaml", "--scenario", "trade-war", "--lang", "zh"),
        "out/us-2008-trade-war-zh"),
    Job("convert", ("model", "convert", "bimets", "klein.txt", "--out", "klein.mod"),
        file="klein.mod"),
    Job("cache", ("model", "simulate", "klein1", "--json")),
    Job("cross", ("cross", "two.yaml"), "out/two"),
    Job("compare", ("compare", "out/us-2008", "out/us-2008-trade-war-zh"),
        "out/compare-us-2008-us-2008-trade-war-zh"),
)  # fmt: skip


def prepare(place: Path) -> None:
    """Small inputs, so that a run takes seconds."""
    text = text_of("us-2008").replace("draws: 1000", "draws: 50")
    text = text.replace("horizon: 12", "horizon: 4").replace("until: 2009Q3", "until: 2008Q4")
    (place / "small.yaml").write_text(text, encoding="utf-8")
    (place / "klein.txt").write_text(_MODEL, encoding="utf-8")
    (place / "two.yaml").write_text(CROSSING, encoding="utf-8")


CROSSING = """name: two
title: {en: Two, zh: 两例}
unit: {en: bn, zh: 十亿}
budget: 100
draws: 50
scenarios: []
members:
  - case: small.yaml
    spending: {variable: GDP, title: {en: output, zh: 产出}, unit: {en: bn, zh: 十亿},
               relative: true}
    rate: 1.0
    basis: {en: one for one, zh: 一比一}
"""


def start(place: Path, words: Sequence[str], *, quiet: bool = False) -> subprocess.Popen[bytes]:
    own = {
        "TINBERGEN_CACHE": str(place / "cache"), "TINBERGEN_KEY": str(place / "own" / "key"),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tinbergen", *words], cwd=place, env={**os.environ, **own},
        stdout=subprocess.DEVNULL if quiet else subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
    )  # fmt: skip


def ask(place: Path, *words: str) -> tuple[int, str]:
    """Exit code, and what was said on both streams."""
    process = start(place, words)
    out, err = process.communicate()
    return process.returncode, (out + err).decode("utf-8", "replace")


def whole(path: Path) -> bool:
    """Whether a file is one that a run wrote to its end."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        json.loads(text)
        return True
    return text.rstrip().endswith("</html>") if path.suffix == ".html" else text.endswith("\n")


def await_writing(process: subprocess.Popen[bytes], path: Path) -> None:
    """Wait until a file is written, or the process is over."""

    def written() -> int | None:
        try:
            return path.stat().st_mtime_ns
        except OSError:
            return None

    before = written()
    while process.poll() is None and written() == before:
        time.sleep(0.0002)


def round_of(place: Path, job: Job, after: float, *, writing: bool) -> str:
    """Kill a command after so many seconds, from its first write on if ``writing``.

    Returns
    -------
    str
        What was left; AssertionError where it is not sound.
    """
    process = start(place, job.words, quiet=True)
    if writing:
        await_writing(process, place / (job.file or f"{job.folder}/manifest.json"))
    try:
        process.wait(timeout=after)
        left = "over"
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        left = "killed"
    if job.folder is not None:
        folder = place / job.folder
        if folder.is_dir():
            for path in folder.iterdir():
                assert path.name.startswith(".") or whole(path), path
        code, said = ask(place, "verify", job.folder)
        assert code in _SAID, (code, said)
        assert code == 0 or "C233" in said, said
        left += f", {_SAID[code]}"
    if job.file is not None and (place / job.file).exists():
        assert whole(place / job.file)
    code, said = ask(place, *job.words)
    assert code == 0, (job.words, said)
    where = place / (job.folder or ".")
    assert not list(where.glob(".*.part")), list(where.glob(".*.part"))
    if job.folder is not None:
        code, said = ask(place, "verify", job.folder)
        assert code == 0, said
    return left


def kill(rounds: int, seed: int, names: Sequence[str] = ()) -> Counter[str]:
    """How many rounds of all jobs, or of those named, left what; half of the kills fall into the
    milliseconds in which files are written."""
    jobs = [job for job in JOBS if job.name in (names or [one.name for one in JOBS])]
    chance, found = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        prepare(place)
        takes = {}
        for job in JOBS:
            began = time.perf_counter()
            code, said = ask(place, *job.words)
            assert code == 0, (job.words, said)
            takes[job.name] = time.perf_counter() - began
        for i in range(rounds):
            job = jobs[i % len(jobs)]
            if i // len(jobs) % 2:
                # As if it had never been run.
                for path in sorted((place / (job.folder or "cache")).glob("*")):
                    if path.is_file():
                        path.unlink()
            writing = chance.random() < 0.5 and (job.folder or job.file) is not None
            after = chance.uniform(0, 0.03) if writing else chance.random() * takes[job.name]
            left = round_of(place, job, after, writing=writing)
            found[f"{job.name}: {left}"] += 1
            print(i + 1, job.name, "writing" if writing else f"{after:.1f} s", left, flush=True)
    return found


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:3]]
    told = kill(*(asked + [60, 1][len(asked) :]), sys.argv[3:])
    for left, count in sorted(told.items()):
        print(f"{count:5d}  {left}")
