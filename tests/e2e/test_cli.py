"""The program as a user starts it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "tinbergen")


def start(*words: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if k not in ("TINBERGEN_LANG", "FORCE_COLOR")}
    return subprocess.run(
        [*PROGRAM, *words], capture_output=True, cwd=cwd, env={**clean, **more}, check=False
    )


def test_simulation_as_a_program_reads_it(tmp_path: Path) -> None:
    done = start("model", "simulate", "klein1", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert found["periods"][0] == "1921"
    assert len(found["simulated"]["C"]) == len(found["baseline"]["C"]) == 21


def test_a_mistake_is_explained(tmp_path: Path) -> None:
    done = start("model", "simulate", "klein", cwd=tmp_path, TINBERGEN_LANG="zh")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("错误[M019]: 没有模型“klein”")


def test_a_scenario_in_a_case_without_a_model_of_its_own(tmp_path: Path) -> None:
    """Imposed on the pictures' outlooks of 1974, and said in the diagnosis and on the plan."""
    asked = ("--scenario", "pandemic-supply-shock", "--json")
    found = json.loads(start("diagnose", "us-stagflation", *asked, cwd=tmp_path).stdout)
    said = [f for f in found["findings"] if f["kind"] == "forecast"]
    assert len(said) == 3
    assert "Mahalanobis" in said[0]["statement"]["en"]
    assert "马氏距离" in said[0]["statement"]["zh"]
    plans = [
        json.loads(start("design", "us-stagflation", "--json", *more, cwd=tmp_path).stdout)
        for more in ((), asked[:2])
    ]
    growth = [next(s for s in p["baseline"] if s["name"] == "GROWTH")["values"] for p in plans]
    assert growth[1][0] < growth[0][0] - 3
    assert "conditional forecast" in plans[1]["provenance"]["baseline"]["en"]


def test_a_terminal_without_unicode(tmp_path: Path) -> None:
    plain = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    shown = start("model", "list", "--lang", "zh", cwd=tmp_path, **plain)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"klein1" in shown.stdout
    read = start("schema", "case", "--json", cwd=tmp_path, **plain)
    assert json.loads(read.stdout)["title"] == "case"


def test_nobody_reads_the_output(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, "schema", "--json"], stdout=writer, stderr=subprocess.PIPE, cwd=tmp_path,
        check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Started in the background, a shell's children would inherit that they ignore the signal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "regress", "-", "--y", "A", "--x", "B"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as running:  # fmt: skip
        try:
            # More than a pipe holds: once it is written, the program has begun to read it.
            assert running.stdin
            running.stdin.write(b"year,A,B\n" * 20_000)
            running.stdin.flush()
            # By now it waits for more; a signal between two reads would wait with it.
            time.sleep(0.5)
            running.send_signal(signal.SIGINT)
            running.wait(20)
            assert running.stdout
            assert running.stderr
            assert (running.stdout.read(), running.stderr.read()) == (b"", b"")
            assert running.returncode == 130
        finally:
            running.kill()
