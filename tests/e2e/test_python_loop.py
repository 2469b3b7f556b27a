"""The loop walked in Python gives the documents that the command line writes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

import tinbergen as tb
from tinbergen.cli.app import run


@pytest.mark.slow
def without_seals(told: Any) -> Any:
    """A document as plain data, seals at any depth left out."""
    if isinstance(told, dict):
        return {name: without_seals(part) for name, part in told.items() if name != "seal"}
    return [without_seals(part) for part in told] if isinstance(told, list) else told


def test_python_and_the_command_line_write_the_same_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["run", "us-2008", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    case = tb.load_case("us-2008")
    situation = tb.assess(case)
    diagnosis = tb.diagnose(situation)
    plan = tb.design(situation, diagnosis=diagnosis)
    monitoring = tb.monitor(case, plan)
    evaluation = tb.evaluate(case, plan)

    written = tmp_path / "out" / "us-2008"
    cycle = json.loads((written / "cycle.json").read_text(encoding="utf-8"))
    for name, document in (
        ("diagnosis", diagnosis), ("plan", plan), ("monitoring", monitoring),
        ("evaluation", evaluation),
    ):  # fmt: skip
        # The command line seals a plan that it writes.
        assert without_seals(cycle[name]) == without_seals(json.loads(document.to_json())), name
        assert document.id in json.dumps(told[name]), name
    kept = tb.from_json(tb.Plan, (written / "plan.json").read_text(encoding="utf-8"))
    assert dataclasses.replace(kept, seal="") == plan

    adopted = tb.adopt(plan, by="government")
    assert tb.monitor("us-2008", adopted).id == monitoring.id
    assert tb.turn("us-2008").cycle.plan.id == plan.id
