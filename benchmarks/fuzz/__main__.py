"""``python -m benchmarks.fuzz``: many inputs, counted by exit status, time and memory.

Every input is read by a process of its own, which is forked from one that has loaded the program,
under limits of processor time and memory. The seed makes a run repeatable; inputs that crash, or
take too long or too much, are kept.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.fuzz.kinds import KINDS, LINES_SHARE, SLOW, Kind, clear, line

#: Seconds a command is given, processor seconds and bytes it may take, and those that are too many.
TIMEOUT, CPU, ADDRESSES = 15, 25, 6 * 2**30
MOST_SECONDS, MOST_BYTES = 20.0, 2 * 2**30
_CODE = re.compile(r'error\[(\w+)\]|"code": "(\w+)"')


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended: ``status`` is the exit status, or that of a shell for a signal."""

    kind: str
    words: tuple[str, ...]
    status: int
    code: str
    seconds: float
    peak: int
    said: str
    content: bytes

    @property
    def bad(self) -> bool:
        """An internal error, or more time or memory than any input may take."""
        return (
            self.status not in (0, 2, 3) or self.code == "U001"
            or self.seconds > MOST_SECONDS or self.peak > MOST_BYTES
        )  # fmt: skip


def load() -> None:
    """What every input needs, before processes are forked."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import pyarrow.parquet  # noqa: F401

    from tinbergen.cli import app

    with _Silent():
        for words in (("packs",), ("model", "solve", "klein1"), ("diagnose", "us-2008")):
            app.run(words)


def attack(count: int, seed: int, folder: Path, *, quick: bool = False) -> Iterator[Outcome]:
    """So many inputs, of all kinds in their shares; ``quick`` ones rarely run a whole cycle."""
    rng = random.Random(seed)
    shares = [kind.share // (SLOW.get(kind.name, 1) if quick else 1) for kind in KINDS]
    weights = [*shares, LINES_SHARE]
    for _ in range(count):
        kind = rng.choices([*KINDS, None], weights)[0]
        clear(folder)
        own = random.Random(rng.random())
        yield _line(own, folder) if kind is None else _input(kind, own, folder)


def _input(kind: Kind, rng: random.Random, folder: Path) -> Outcome:
    content = kind.made(rng)
    (folder / kind.file).write_bytes(content)
    if kind.beside is not None:
        (folder / "data.csv").write_text(kind.beside(), encoding="utf-8")
    words = tuple(w.replace("FILE", kind.file) for w in rng.choice(kind.commands))
    return _ended(kind.name, words, content, folder)


def _line(rng: random.Random, folder: Path) -> Outcome:
    return _ended("options", line(rng, folder), b"", folder)


def _ended(kind: str, words: tuple[str, ...], content: bytes, folder: Path) -> Outcome:
    """What a process of its own makes of a command line."""
    with tempfile.TemporaryFile() as said:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            _carry_out(words, folder, said.fileno())
        _, status, used = os.wait4(child, 0)
        said.seek(0)
        told = said.read(20_000).decode(errors="replace")
    ended = os.waitstatus_to_exitcode(status)
    code = next((a or b for a, b in _CODE.findall(told)), "")
    return Outcome(
        kind, words, ended if ended >= 0 else 128 - ended, code if ended else "",
        used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, told, content,
    )  # fmt: skip


def _carry_out(words: tuple[str, ...], folder: Path, said: int) -> None:
    """In the child: the command, and the end of the process."""
    status = 70
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 5))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(folder)
        for stream in (1, 2):
            os.dup2(said, stream)
        if words[0] == "pack":
            status = _pack(folder)
        else:
            from tinbergen.cli import app

            own = ("--timeout", str(TIMEOUT)) if "--timeout" not in words else ()
            status = app.run((*words, *own))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _pack(folder: Path) -> int:
    """A pack's description, which no command reads from a file."""
    import traceback

    from tinbergen.core.errors import TinbergenError
    from tinbergen.loop.case.packfile import read_pack

    try:
        read_pack(folder)
    except TinbergenError as fault:
        print(fault.render("zh"), file=sys.stderr)
        return 2
    except Exception:
        traceback.print_exc()
        return 1
    return 0


class _Silent:
    """Nothing is printed."""

    def __enter__(self) -> None:
        sys.stdout.flush()
        self._kept = os.dup(1), os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)

    def __exit__(self, *_: Any) -> None:
        sys.stdout.flush()
        for stream, kept in zip((1, 2), self._kept, strict=True):
            os.dup2(kept, stream)


def _keep(found: Outcome, kept: Path, number: int) -> None:
    place = kept / f"{found.kind}-{number}"
    clear(place)
    (place / "input").write_bytes(found.content)
    (place / "said.txt").write_text(f"{found.words}\n{found.status} {found.seconds}\n{found.said}")


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--kept", type=Path, default=Path("out/fuzz"), help="folder of bad inputs")
    asked.add_argument("--quick", action="store_true", help="few of the inputs that take long")
    said = asked.parse_args()
    # In the background interrupts are ignored: ending it by either way gives the table so far.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    load()
    statuses: dict[str, Counter[str]] = {}
    worst: dict[str, tuple[float, int]] = {}
    taken: dict[str, float] = {}
    bad = 0
    work = Path(tempfile.mkdtemp(prefix="fuzz."))
    try:
        for number, found in enumerate(
            attack(said.count, said.seed, work / "in", quick=said.quick)
        ):
            counts = statuses.setdefault(found.kind, Counter())
            counts[str(found.status)] += 1
            counts[found.code] += bool(found.code)
            taken[found.kind] = taken.get(found.kind, 0.0) + found.seconds
            seconds, peak = worst.get(found.kind, (0.0, 0))
            worst[found.kind] = max(seconds, found.seconds), max(peak, found.peak)
            if (number + 1) % 500 == 0:
                print(f"{number + 1} of {said.count}, bad: {bad}", file=sys.stderr, flush=True)
            if found.bad:
                bad += 1
                _keep(found, said.kept, number)
                told = found.said.strip().splitlines()[:1]
                print(found.kind, number, found.words, found.status, f"{found.seconds:.1f} s",
                      f"{found.peak >> 20} MB", *told, flush=True)  # fmt: skip
    except KeyboardInterrupt:
        print("interrupted; so far:")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    heads = (
        "kind",
        "inputs",
        "exit 0",
        "exit 2",
        "other",
        "codes",
        "U030",
        "mean s",
        "most s",
        "most MB",
    )
    print(" | ".join(heads))
    for kind, counts in statuses.items():
        total = sum(n for status, n in counts.items() if status.isdigit())
        codes = sum(not status.isdigit() and status != "" for status in counts)
        seconds, peak = worst[kind]
        row = (kind, total, counts["0"], counts["2"], total - counts["0"] - counts["2"], codes,
               counts["U030"], f"{taken[kind] / total:.2f}", f"{seconds:.1f}",
               peak >> 20)  # fmt: skip
        print(" | ".join(map(str, row)))
    print(f"bad: {bad}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
