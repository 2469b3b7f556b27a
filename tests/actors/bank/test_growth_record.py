"""The kept record of growth at risk is what its tool writes."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.data.matrix import read_matrix

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_the_kept_record(tmp_path, monkeypatch) -> None:
    out = tmp_path / "record.csv"
    tool = str(ROOT / "tools" / "build_growth_record.py")
    monkeypatch.setattr(sys, "argv", [tool, "--out", str(out)])
    runpy.run_path(tool, run_name="__main__")
    kept = read_matrix(Path(tb.__file__).parent / "actors" / "bank" / "us-growth-record.csv")
    found = read_matrix(out)
    assert found.rows == kept.rows
    np.testing.assert_allclose(found.values, kept.values, atol=2e-3)
