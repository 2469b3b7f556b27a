"""Damaged inputs, a small seeded run: ``make fuzz`` makes a large one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Inputs of each kind; ``python -m benchmarks.fuzz`` prints how they end.
COUNT = "500"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="inputs are read by forked processes")
def test_damaged_inputs_end_in_a_result_or_a_coded_error(tmp_path: Path) -> None:
    words = ("--count", COUNT, "--seed", "7", "--kept", str(tmp_path / "bad"), "--quick")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", *words], cwd=ROOT, text=True, check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    table = [line.split(" | ") for line in done.stdout.splitlines() if " | " in line]
    rows = {row[0]: row for row in table[1:]}
    assert {"model", "table", "parquet", "plan", "case", "pack", "options"} <= set(rows)
    assert sum(int(row[1]) for row in rows.values()) == int(COUNT)
    # Some are whole enough for a result, and the faults are many.
    assert sum(int(row[2]) for row in rows.values()) > 50
    assert sum(int(row[5]) for row in rows.values()) > 50
