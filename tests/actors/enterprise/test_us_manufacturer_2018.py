"""The manufacturer as of 2018Q4: what the verbs say of its plan by what came."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import Run, turn
from tinbergen.report.case.report import write


@pytest.fixture(scope="module")
def run() -> Run:
    return turn(dataclasses.replace(cases.load("us-manufacturer-2018"), draws=100))


def test_only_what_was_known_counts(run: Run) -> None:
    """Amounts are at the prices of 2018Q4, the tariff is that of the fiscal year 2018: 43.1 billion
    dollars on imports of 3,097; equations end with 2018Q4."""
    own = run.situation.satellite
    assert own is not None
    values = own.own.model.values
    assert values["OUTPUT_0"] == pytest.approx(101.44, abs=0.2)
    assert values["TARIFF_0"] == pytest.approx(100 * 43.096 / 3096.8, rel=1e-3)
    assert [m.world.name for m in run.situation.worlds.members] == ["record"]
    assert str(own.own.fit.sample.end) == "2018Q4"


def test_the_spring_of_2020_tears_a_wire(run: Run) -> None:
    monitoring = run.cycle.monitoring
    assert monitoring is not None and len(monitoring.reviews) == 8
    fired = {(w.variable, str(w.period)) for r in monitoring.reviews for w in r.fired}
    assert ("OUTPUT", "2020Q2") in fired
    assert not any(period < "2020" for _, period in fired)
    assert monitoring.revisions


def test_the_evaluation_is_the_definition_of_cash_by_what_came(run: Run) -> None:
    """By hand: what the projects of the plan made at the prices and volumes that came."""
    plan, evaluation = run.cycle.plan, run.cycle.evaluation
    assert evaluation is not None
    own = run.situation.satellite
    assert own is not None
    v = own.own.model.values
    data = run.case.known(tb.Period.parse("2020Q4")).window(
        tb.Period.parse("2019Q1"), tb.Period.parse("2020Q4")
    )
    at = {n: data[n] / v[f"{n}_0"]
          for n in ("OUTPUT", "PRICE", "MATERIALS", "IMPORTS", "WAGE", "OIL", "ROLLED")}  # fmt: skip
    inputs = 0.7713 * at["MATERIALS"] + 0.2287 * at["IMPORTS"] * (
        (100 + data["TARIFF"]) / (100 + v["TARIFF_0"])
    )
    done = {s.name: s.values[0] or 0.0 for s in plan.instruments}
    total = np.zeros(8)
    for name in ("PLANT", "SECOND", "ROBOTS", "CELLS", "HEAT"):
        p = {k: v[f"{k}_{name}"] for k in ("SALES", "BUYS", "LABOUR", "ENERGY", "OVERHEAD",
                                           "CYCLE", "HOURS", "COST", "WEAR")}  # fmt: skip
        volume = at["OUTPUT"] ** p["CYCLE"]
        made = (
            p["SALES"] * at["PRICE"] * volume - p["BUYS"] * inputs * volume
            - p["LABOUR"] * at["WAGE"] * (1 - p["HOURS"] + p["HOURS"] * at["OUTPUT"])
            - p["ENERGY"] * at["OIL"] * at["OUTPUT"] - p["OVERHEAD"] * at["PRICE"]
        )  # fmt: skip
        capital = (data["BONDS"] + 4.5) / 400 * p["COST"]
        value = (0.79 * (made - p["WEAR"] * p["COST"]) - capital) / at["ROLLED"]
        total += done[f"DO_{name}"] * value
    total += 0.79 * done["HEDGE"] * 5.0 * (at["OIL"] - 1.05) / at["ROLLED"]
    found = next(f for f in evaluation.findings if f.name == "plan on VALUE")
    assert found.estimate == pytest.approx(total.mean(), rel=1e-6)
    assert found.interval is not None and found.interval.lower == found.interval.upper
    assert "nothing is random" in found.statement.en and "own model" in found.method.en


def test_its_report_is_written_in_both_languages(run: Run, tmp_path: Path) -> None:
    """How projects were set before is unknown, so that no outturn of them is drawn."""
    for lang, said in (("en", "own model"), ("zh", "行为者自身的模型")):
        page = write(run, tmp_path / lang, lang)["report"].read_text("utf-8")  # type: ignore[arg-type]
        assert said in page
        assert "effects of a table" not in page and "效应表" not in page
        assert page.count("IPMANSICS") == 1
