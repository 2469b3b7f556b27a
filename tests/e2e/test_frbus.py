"""FRB/US at the command line: convert, track, shock; the numbers are pyfrbus 1.1.0's.

Model and baseline are the Federal Reserve Board's (model.xml, LONGBASE); see
``tests/reference/test_frbus.py``.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SURPLUS_RULE = ("--set", "dfpdbt=0", "--set", "dfpsrp=1")
SHOCK = ("--track", "--add", "rffintay=1@2040Q1")


def tinbergen(folder: Path, *words: object) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tinbergen", *map(str, words), "--json"],
        capture_output=True, cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def reference(shared: Path, name: str) -> dict[str, np.ndarray]:
    with (shared / "reference" / "frbus" / f"frbus_pyfrbus_{name}.csv").open() as file:
        header, *rows = csv.reader(file)
    values = np.array([row[1:] for row in rows], dtype=float)
    return dict(zip(header[1:], values.T, strict=True))


def converted(shared: Path, folder: Path, expectations: str) -> tuple[str, ...]:
    """The words of a simulation of the converted model on the Board's baseline."""
    xml, base = (shared / "data" / "frbus" / name for name in ("model.xml", "longbase.parquet"))
    tinbergen(folder, "model", "convert", "frbus", xml, "--expectations", expectations,
              "--out", "frbus.mod")  # fmt: skip
    return ("model", "simulate", "frbus.mod", "--data", str(base))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_hundred_basis_points(shared: Path, tmp_path: Path, form: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    words = converted(shared, tmp_path, "var")
    if form == "csv":
        # As the Board's own LONGBASE.TXT: names in capitals, quarters in a column OBS.
        frame = parquet.read_table(words[-1]).to_pandas()
        frame.rename(columns=str.upper).to_csv(tmp_path / "LONGBASE.TXT", index_label="OBS")
        words = (*words[:-1], "LONGBASE.TXT")
    span = ("--start", "2040Q1", "--end", "2045Q4")
    found = tinbergen(tmp_path, *words, *span, *SURPLUS_RULE, *SHOCK)
    expected = reference(shared, "var_100bp_levels_TIGHT_all284")
    assert (len(expected), len(found["periods"])) == (284, 24)
    for name, values in expected.items():
        np.testing.assert_allclose(
            found["simulated"][name], values, rtol=1e-6, atol=1e-8, err_msg=name
        )
    zeros = next(note for note in found["advice"] if note["code"] == "U069")
    assert zeros["message"].startswith("284 add-factors")
    if form == "csv":
        return
    by_column = tinbergen(tmp_path, *words, *span, *SURPLUS_RULE, "--track",
                          "--add", "rffintay_aerr=1@2040Q1")  # fmt: skip
    np.testing.assert_allclose(
        by_column["simulated"]["xgdp"], found["simulated"]["xgdp"], rtol=1e-12
    )


def test_hundred_basis_points_with_model_consistent_expectations(
    shared: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    words = converted(shared, tmp_path, "mcap+wp")
    found = tinbergen(
        tmp_path, *words, "--start", "2040Q1", "--end", "2100Q1", *SURPLUS_RULE,
        "--set", "drstar=0", "--set", "drstar=1@2049Q4:2100Q1", *SHOCK,
        "--expectations", "model-consistent",
    )  # fmt: skip
    assert len(found["periods"]) == 241
    for label, values in reference(shared, "mce_241q_100bp_dev").items():
        name = label.removesuffix("_pct")
        run, base = (np.array(found[path][name]) for path in ("simulated", "baseline"))
        moved = 100 * (run / base - 1) if label != name else run - base
        np.testing.assert_allclose(moved, values, atol=1e-8, err_msg=label)
