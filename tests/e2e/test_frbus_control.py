"""FRB/US out of a recession at the command line, as ``examples/frbus_control`` does it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tinbergen.core.documents.plan import Plan
from tinbergen.core.serial import from_dict, unsealed

EXAMPLE = Path(__file__).parents[2] / "examples" / "frbus_control" / "case.yaml"

#: The same problem before cases could say it, as ``model control`` read it.
PROBLEM = """
title: {en: FRB/US, zh: FRB/US}
source: {en: Federal Reserve Board, zh: 美联储}
disturbance: {en: spending falls, zh: 支出下滑}
definitions:
  - {name: debt_ratio, formula: 100 * gfdbtn / xgdpn}
disturbances:
  - {name: eco_aerr, value: -0.006, start: 2040Q1, end: 2040Q4}
  - {name: ebfi_aerr, value: -0.03, start: 2040Q1, end: 2040Q4}
instruments:
  - {name: rff, title: {en: rate, zh: 利率}, unit: {en: percent, zh: 百分比}, lower: 0, smoothness: 0.5}
  - {name: egfe, title: {en: spending, zh: 支出}, unit: {en: percent, zh: 百分比}, measure: percent,
     cost: 0.02, smoothness: 0.1}
targets:
  - {variable: xgap2, title: {en: gap, zh: 缺口}, unit: {en: percent, zh: 百分比}, desired: 0}
  - {variable: picxfe, title: {en: inflation, zh: 通胀}, unit: {en: points, zh: 百分点}, measure: gap}
constraints:
  - {name: debt ceiling, title: {en: debt, zh: 债务}, variable: debt_ratio, sense: at_most,
     unit: {en: percent, zh: 百分比}, bound: 104.5}
"""


@pytest.fixture(scope="module")
def tinbergen(shared: Path, tmp_path_factory):
    """The command line in a folder with the converted model and LONGBASE."""
    pytest.importorskip("pyarrow")
    folder, data = tmp_path_factory.mktemp("frbus"), shared.resolve() / "data" / "frbus"

    def run(*words: object) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [sys.executable, "-m", "tinbergen", *map(str, words)],
            capture_output=True, cwd=folder, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        return done

    run("model", "convert", "frbus", data / "model.xml", "--expectations", "var",
        "--out", "frbus.mod")  # fmt: skip
    shutil.copy(data / "longbase.parquet", folder)
    shutil.copy(EXAMPLE, folder)
    (folder / "problem.yaml").write_text(PROBLEM, encoding="utf-8")
    return run, folder


def path(series: list[dict], name: str) -> list[float]:
    return next(s["values"] for s in series if s["name"] == name)


def test_the_case(tinbergen) -> None:
    run, folder = tinbergen
    done = run("run", "case.yaml", "--out", "report", "--json")
    plan = json.loads(done.stdout)["plan"]
    # The problem's answer before worlds and cases: the numbers stay.
    assert plan["loss"] == pytest.approx(29.61543388329714, rel=1e-9)
    assert plan["baseline_loss"] == pytest.approx(79.77640059527342, rel=1e-9)
    assert plan["kkt_residual"] < 1e-8
    assert min(path(plan["instruments"], "rff")) > -1e-6
    assert max(path(plan["planned"], "debt_ratio")) < 104.5 + 1e-6
    assert {b["constraint"] for b in plan["binding"]} == {"rff lower", "debt ceiling"}
    assert plan["outcomes"] == [] and plan["trip_wires"] == []
    assert all(a["probability"] is None for a in plan["attainment"])
    assert any("random" in text["en"] for text in plan["assumptions"])
    assert sum(p["after"] for p in plan["loss_parts"]) == pytest.approx(plan["loss"], rel=1e-12)
    # Inflation is wanted at the projection's path.
    assert [s["name"] for s in plan["reference"]] == ["xgap2", "picxfe"]
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "federal debt ceiling, binding in 2041 Q1 to 2041 Q3" in page
    assert "institution's own projection" in page.replace("&#39;", "'")


def test_a_problem_file_is_read_as_the_case_that_it_becomes(tinbergen) -> None:
    run, folder = tinbergen
    done = run(
        "model", "control", "frbus.mod", "--data", "longbase.parquet", "--start", "2040Q1",
        "--end", "2049Q4", "--set", "dfpdbt=0", "--set", "dfpsrp=1", "--problem", "problem.yaml",
        "--json",
    )  # fmt: skip
    plan = json.loads(done.stdout)
    assert plan["loss"] == pytest.approx(29.61543388329714, rel=1e-9)
    # It is sealed as any plan that may be handed back.
    assert plan["seal"] and unsealed(from_dict(Plan, plan)) is None
    shown = run(
        "model", "control", "frbus.mod", "--data", "longbase.parquet", "--start", "2040Q1",
        "--end", "2040Q4", "--set", "dfpdbt=0", "--problem", "problem.yaml", "--out", "old.html",
    )  # fmt: skip
    assert b"U076" in shown.stderr and b"baseline: data" in shown.stderr
    assert (folder / "old.html").is_file()
