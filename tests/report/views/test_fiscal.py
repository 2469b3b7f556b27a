"""The budget of a plan as tables: what is printed adds up, and what is unknown is said."""

from __future__ import annotations

import csv
import dataclasses
import io
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tinbergen.core.documents.evidence import Part
from tinbergen.core.documents.fiscal import FiscalLine, FiscalTable, FiscalYear, Incidence
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import GOVERNMENT
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.cycle import Run
from tinbergen.report.case.tables import budget
from tinbergen.report.views.context import Context
from tinbergen.report.views.fiscal import fiscal_blocks, incidence_table, money_table

NAMES = Text("spending", "支出"), Text("tax", "税")
FISCAL = FiscalTable(
    Text("billions", "十亿"), 10,
    (FiscalYear("2025/26", Period.parse("2026Q3"), 1, False),
     FiscalYear("2026/27", Period.parse("2026Q4"), 4, True)),
    (FiscalLine("G", NAMES[0], GOVERNMENT, (0.0, 6.0), 2, Period.parse("2027Q1"),
                Period.parse("2026Q3")),
     FiscalLine("T", NAMES[1], Text("parliament", "议会"), (0.0, -2.5), 1, None, None)),
    (0.0, 3.5), (-0.25, -1.0), (-0.25, 2.5), ("r",),
    (Incidence("T", Text("taxes", "税收"), (Part("Poor", Text("Poor", "穷"), -0.5),
                                            Part("Rich", Text("Rich", "富"), -2.0))),),
    ("G",), Text("a bureau", "某局"), (Text("GDP grows on", "GDP 延续"),),
)  # fmt: skip


def plan(fiscal: FiscalTable | None) -> Plan:
    return cast(Plan, SimpleNamespace(fiscal=fiscal))


def shown(fiscal: FiscalTable, **context: Any) -> Any:
    return money_table(fiscal, Context(**context))


def test_rows_are_measures_and_their_sums() -> None:
    table = shown(FISCAL)
    cells = [table.cells(row, "en") for row in table.rows]
    assert cells == [
        ["Spending", "0.0", "6.0", "6.0", "2026 Q3", "2027 Q1", "government"],
        ["Tax", "0.0", "−2.5", "−2.5", "–", "–", "parliament"],
        ["Measures together", "0.0", "3.5", "3.5", "–", "–", "–"],
        ["Economy's answer", "−0.2", "−1.0", "−1.2", "–", "–", "–"],
        ["Deficit", "−0.2", "2.5", "2.2", "–", "–", "–"],
    ]
    assert table.strong == [2, 4]
    assert [c.unit.en if c.unit else None for c in table.columns[1:3]] == ["1/4 only", None]
    assert table.cells(table.rows[0], "zh")[0] == "支出"


def test_notes_say_what_is_not_known() -> None:
    note = shown(FISCAL, titles={"r": Text("policy rate", "政策利率")}).note
    for said in ("October", "GDP grows on", "Not in money: policy rate", "gains: spending"):
        assert said in note.en
    assert "未计金额：政策利率" in note.zh
    silent = dataclasses.replace(FISCAL, induced=(), deficit=())
    assert "answer adds is unknown" in shown(silent).note.en
    assert len(shown(silent).rows) == 3
    assert shown(FISCAL, brief=True).note is None


def test_groups_have_a_table_where_shares_are_published() -> None:
    table = incidence_table(FISCAL)
    assert table is not None
    assert [table.cells(row, "en") for row in table.rows] == [["Poor", "−0.5"], ["Rich", "−2.0"]]
    assert table.columns[1].name.en == "Tax, spread like taxes"
    assert (table.source, table.unit) == (FISCAL.incidence_source, FISCAL.unit)
    assert incidence_table(dataclasses.replace(FISCAL, incidence=())) is None


def test_a_plan_without_money_has_no_tables() -> None:
    (said,) = fiscal_blocks(plan(None), Context())
    assert isinstance(said, Text)
    assert said.en.startswith("Who pays and who gains, by income group, is unknown")
    assert fiscal_blocks(plan(None), Context(brief=True)) == []
    assert len(fiscal_blocks(plan(FISCAL), Context())) == 2
    assert len(fiscal_blocks(plan(FISCAL), Context(brief=True))) == 1


def test_the_table_has_a_face_of_its_own() -> None:
    assert "Economy's answer" in repr(FISCAL)
    assert "Who pays" not in repr(FISCAL)
    assert "谁承担" in FISCAL.summary("zh")
    assert "Measures together" in FISCAL._repr_html_()
    assert FISCAL.to_frame().loc["deficit"].tolist() == [-0.25, 2.5]


def test_the_written_table_holds_every_amount() -> None:
    run = cast(Run, SimpleNamespace(cycle=SimpleNamespace(plan=plan(FISCAL))))
    rows = list(csv.DictReader(io.StringIO(budget(run))))
    sums = {k: sum(float(r["value"]) for r in rows if r["kind"] == k) for k in ("measure", "sum")}
    assert sums["measure"] == pytest.approx(3.5)
    total = [r for r in rows if r["measure"] == "change in the deficit"]
    assert [(r["fiscal_year"], float(r["value"])) for r in total] == [
        ("2025/26", -0.25), ("2026/27", 2.5)
    ]  # fmt: skip
    assert (rows[1]["decide_by"], rows[1]["first_effect"], rows[1]["owner"]) == (
        "2026Q3", "2027Q1", "government"
    )  # fmt: skip
    assert [(r["kind"], r["group"]) for r in rows[-2:]] == [
        ("spread like taxes", "Poor"), ("spread like taxes", "Rich")
    ]  # fmt: skip
    nothing = cast(Run, SimpleNamespace(cycle=SimpleNamespace(plan=plan(None))))
    assert budget(nothing).splitlines() == budget(run).splitlines()[:1]
