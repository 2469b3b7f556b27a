"""FRB/US steered at the command line, as ``examples/frbus_control`` does it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "frbus_control" / "problem.yaml"


def test_report_of_the_optimal_mix(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    folder = shared / "data" / "frbus"

    def tinbergen(*words: object) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tinbergen", *map(str, words)],
            capture_output=True, cwd=tmp_path, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    tinbergen("model", "convert", "frbus", (folder / "model.xml").resolve(),
              "--expectations", "var", "--out", "frbus.mod")  # fmt: skip
    given = json.loads(tinbergen(
        "model", "control", "frbus.mod", "--data", (folder / "longbase.parquet").resolve(),
        "--start", "2040Q1", "--end", "2049Q4", "--set", "dfpdbt=0", "--set", "dfpsrp=1",
        "--problem", EXAMPLE, "--out", "report.html", "--json",
    ))  # fmt: skip
    assert given["loss"] < 0.5 * given["idle_loss"]
    assert given["kkt"] < 1e-6
    assert given["resimulation"] < 1e-6
    tracks = {t["name"]: t for t in given["tracks"]}
    assert min(tracks["rff"]["plan"]) > -1e-6
    assert max(tracks["debt_ratio"]["plan"]) < 104.5 + 1e-6
    assert all(any(b["binds"]) for b in given["bounds"])
    assert "Shadow price" in (tmp_path / "report.html").read_text(encoding="utf-8")
