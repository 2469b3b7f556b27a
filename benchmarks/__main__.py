"""Run the benchmarks, each in a process of its own, and print them as a table.

``python -m benchmarks [NAME …]``; times are CPU seconds, the least of several repeats, since the
machines it runs on are shared, with linear algebra on one thread, as the command line sets it:
waiting threads spin, which CPU seconds would count. Memory is the process's peak.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

from benchmarks.cases import BENCHMARKS, FRBUS
from benchmarks.institutions import SHARED

ALL = {**BENCHMARKS, **FRBUS}
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", **os.environ}


def measure(name: str) -> dict[str, float]:
    """CPU seconds (children included) and peak memory of one benchmark, in this process."""
    benchmark = ALL[name]
    work = benchmark.prepare()
    work()
    times = []
    for _ in range(benchmark.repeats):
        own, children = time.process_time(), _children()
        work()
        times.append(time.process_time() - own + _children() - children)
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    times.sort()
    return {"least": times[0], "median": times[len(times) // 2], "peak": peak / 1024}


def _against(goal: float | None, least: float) -> str:
    return "" if goal is None else f"{goal:g} {'✓' if least <= goal else '✗'}"


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(names: list[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="CPU seconds; peers as quoted in benchmarks/cases.py")
    for heading in ("", "least", "median", "peer", "times faster", "goal", "peak MB"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name in names or (ALL if SHARED.is_dir() else BENCHMARKS):
        command = [sys.executable, "-m", "benchmarks", "--one", name]
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
        benchmark = ALL[name]
        if done.returncode:
            table.add_row(benchmark.title, "failed", done.stderr.strip().splitlines()[-1][:60])
            continue
        found = json.loads(done.stdout)
        peer = benchmark.peer
        table.add_row(
            benchmark.title,
            f"{found['least']:.4f}",
            f"{found['median']:.4f}",
            f"{peer:.3f}" if peer else "",
            f"{peer / found['least']:.0f}" if peer else "",
            _against(benchmark.goal, found["least"]),
            f"{found['peak']:.0f}",
        )
    console = Console(width=110)
    console.print(table)
    if not SHARED.is_dir():
        console.print(f"FRB/US is left out: no model at {SHARED} (set TINBERGEN_SHARED)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2])))
    else:
        main(sys.argv[1:])
