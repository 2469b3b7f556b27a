"""A small worked case as a file, and its plan."""

from pathlib import Path

import pytest

from tinbergen.app.case import CaseInputs
from tinbergen.app.verbs import VerbInputs, design
from tinbergen.core.documents.plan import Plan
from tinbergen.core.serial import to_json
from tinbergen.loop.case.cases import text_of


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    """The worked case with few draws and a short horizon."""
    text = text_of("us-2008").replace("draws: 1000", "draws: 50")
    text = text.replace("horizon: 12", "horizon: 4").replace("until: 2009Q3", "until: 2008Q4")
    path = tmp_path_factory.mktemp("case") / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return CaseInputs(str(path))


@pytest.fixture(scope="session")
def plan(small: CaseInputs) -> Plan:
    return design(VerbInputs(small)).result


@pytest.fixture
def plan_file(plan: Plan, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(to_json(plan), encoding="utf-8")
    return path
