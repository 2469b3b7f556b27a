"""Runs that are killed at random moments leave nothing that looks whole and is not."""

import importlib.util
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[1] / "benchmarks" / "kills.py"


@pytest.mark.slow
def test_what_kills_leave_is_told_and_the_next_run_works() -> None:
    spec = importlib.util.spec_from_file_location("kills", _FILE)
    assert spec is not None
    assert spec.loader is not None
    kills = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kills)
    found = kills.kill(10, 3)
    assert sum(found.values()) == 10
    assert any("killed" in left for left in found)
