"""A user's script is fully typed: nothing that the front door gives is ``Any``."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tinbergen

ROOT = Path(__file__).parents[1]
SCRIPT = """
import pandas as pd

import tinbergen as tb

frame = pd.DataFrame()
data = tb.Dataset.from_frame(frame, units={"GDP": "billions"})
fit = tb.estimate("klein1", frame, method="2sls", sample="1921:1941")
run = tb.simulate(fit, data, ("1921", "1941"))
regression = tb.regress(frame, y="C", x="YD, r", sample="1961Q1:2008Q3")
plan = tb.design("us-2008")
adopted = tb.adopt(plan, by="government", settings=frame)
monitoring = tb.monitor(tb.load_case("us-2008", data=frame), adopted)
reveal_type(data.to_frame())
reveal_type(fit)
reveal_type(run["C"])
reveal_type(run.to_frame())
reveal_type(regression.params)
reveal_type(regression.conf_int())
reveal_type(plan)
reveal_type(adopted)
reveal_type(monitoring)
reveal_type(tb.evaluate("us-2008", adopted))
reveal_type(tb.turn("us-2008").cycle)
reveal_type(tb.forecast_series(frame["GDP"]).point)
reveal_type(tb.turning_points(frame["GDP"]).dates)
tb.desing  # no such name
"""


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_a_script_is_typed(tmp_path: Path) -> None:
    names = [n for n in tinbergen.__all__ if n != "__version__"]
    script = tmp_path / "script.py"
    text = SCRIPT + "".join(f"reveal_type(tb.{name})\n" for name in names)
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent",
         f"--config-file={os.devnull}", f"--cache-dir={ROOT / '.mypy_cache'}", str(script)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
    )  # fmt: skip
    shown = done.stdout.splitlines()
    revealed = [line for line in shown if "Revealed type is" in line]
    assert len(revealed) == text.count("reveal_type("), done.stdout + done.stderr
    # Only what follows the name of a class may be Any: the element of a sequence of any kind.
    assert [line for line in revealed if re.search(r'(is "|-> )Any"$', line)] == []
    faults = [line for line in shown if ": error:" in line]
    assert len(faults) == 1, faults
    assert 'Module has no attribute "desing"' in faults[0]
