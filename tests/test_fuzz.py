"""Damaged inputs, a small seeded run: ``python -m benchmarks.fuzz`` makes a large one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.fuzz import attack


@pytest.mark.filterwarnings("ignore")
def test_damaged_inputs_end_in_a_result_or_a_coded_error(tmp_path: Path) -> None:
    outcomes = list(attack(60, 7, tmp_path))
    crashed = [(kind, text, outcome) for kind, outcome, text, _ in outcomes if "\n" in outcome]
    assert not crashed, crashed[0]
    assert {kind for kind, *_ in outcomes} == {"mod", "yaml", "csv", "xml"}
    assert sum(outcome == "result" for _, outcome, *_ in outcomes) > 10
    assert len({outcome for _, outcome, *_ in outcomes}) > 20
