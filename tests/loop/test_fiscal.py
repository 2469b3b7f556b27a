"""A plan in money: amounts by hand, sums that are the change of the deficit, dates of decisions."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core import serial
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.design import design
from tinbergen.loop.fiscal import fiscal_years, yearly

MODEL = """
var GAP ADDED GROWTH; varexo SPEND TAX; parameters a b; a = 0.5; b = 0.4;
model;
[name='gap'] GAP = a*GAP(-1) + SPEND - 0.3*TAX;
[name='deficit'] ADDED = SPEND - TAX - b*GAP;
[name='growth'] GROWTH = 2 + 4*(GAP - GAP(-1));
end;
"""
CASE = """
name: small
title: {en: Small, zh: 小}
data: {source: data.csv, columns: own}
as_of: 2010Q4
model: small.mod
estimation: {method: none}
horizon: 8
draws: 50
diagnosis: []
exogenous:
  SPEND: {rule: constant}
  TAX: {rule: constant}
tables: {who: who.csv}
instruments:
  - {name: SPEND, title: {en: Spending, zh: 支出}, unit: {en: percent of GDP, zh: 占GDP百分比},
     lag: 2, cost: 0.1, money: {per: GDPN, factor: 0.01}}
  - {name: TAX, title: {en: Tax, zh: 税}, unit: {en: percent of GDP, zh: 占GDP百分比},
     owner: {en: parliament, zh: 议会}, cost: 0.1, money: {per: GDPN, factor: -0.01, spread: [taxes]}}
targets:
  - {variable: GAP, title: {en: Gap, zh: 缺口}, unit: {en: percent, zh: 百分比}, desired: 1}
budget:
  unit: {en: millions, zh: 百万}
  fiscal_year: 10
  grows: {GDPN: [GROWTH]}
  deficit: {variable: ADDED, per: GDPN, factor: 0.01}
  incidence: who
"""
WHO = "# made up | 虚构\ngroup,taxes | 税\nPoor | 穷,1\nRich | 富,3\n"


def write(folder: Path, text: str = CASE) -> Path:
    span = Period.parse("2001Q1").to(Period.parse("2010Q4"))
    rows = [f"{p},0,0,0,0,2,{400 * 1.02 ** (t / 4)!r}" for t, p in enumerate(span)]
    table = "\n".join(["period,GAP,ADDED,SPEND,TAX,GROWTH,GDPN", *rows])
    (folder / "data.csv").write_text(table, encoding="utf-8")
    (folder / "small.mod").write_text(MODEL, encoding="utf-8")
    (folder / "who.csv").write_text(WHO, encoding="utf-8")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return folder / "small.yaml"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return cases.load(write(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return design(case, alternatives=False)


def path(series: tuple[Series, ...], name: str) -> np.ndarray:
    return np.array(next(s.values for s in series if s.name == name), dtype=float)


def test_fiscal_years_are_cut_where_they_begin() -> None:
    span = Span(Period.parse("2026Q3"), 12)
    found = fiscal_years(span, 10)
    assert [(y.name, str(y.start), y.periods, y.whole) for y in found] == [
        ("2025/26", "2026Q3", 1, False), ("2026/27", "2026Q4", 4, True),
        ("2027/28", "2027Q4", 4, True), ("2028/29", "2028Q4", 3, False),
    ]  # fmt: skip
    assert yearly(np.arange(12.0), found, span).tolist() == [0.0, 2.5, 6.5, 7.5]
    assert [y.name for y in fiscal_years(span, 1)] == ["2026", "2027", "2028", "2029"]
    months = fiscal_years(Span(Period.parse("2026-03"), 2), 4)
    assert [(y.name, y.periods) for y in months] == [("2025/26", 1), ("2026/27", 1)]
    assert [y.name for y in fiscal_years(Span(Period.parse("1999"), 1), 1)] == ["1999"]
    assert fiscal_years(Span(Period.parse("1999Q4"), 1), 10)[0].name == "1999/00"


def test_amounts_are_shares_of_nominal_gdp_that_grows_with_the_outlook(plan: Plan) -> None:
    """GDPN at the last quarter is 400 * 1.02 ^ (39/4); the outlook's growth is 2 percent."""
    assert plan.fiscal is not None
    gdp = 400 * 1.02 ** (39 / 4) * np.exp(0.02 * np.arange(1, 9) / 4)
    spent = path(plan.instruments, "SPEND") * gdp / 100 / 4
    taxed = -path(plan.instruments, "TAX") * gdp / 100 / 4
    years = [slice(0, 3), slice(3, 7), slice(7, 8)]
    lines = {line.name: line for line in plan.fiscal.lines}
    for name, flow in (("SPEND", spent), ("TAX", taxed)):
        assert lines[name].amounts == pytest.approx([flow[y].sum() for y in years], abs=1e-12)
    assert sum(lines["SPEND"].amounts) > 0.1
    assert plan.fiscal.unit.en == "millions"
    assert "GDPN, 485 in 2010Q4, grows on by: growth of real GDP" in plan.fiscal.assumptions[0].en


def test_measures_and_the_answer_are_the_deficit(plan: Plan) -> None:
    fiscal = plan.fiscal
    assert fiscal is not None
    gdp = 400 * 1.02 ** (39 / 4) * np.exp(0.02 * np.arange(1, 9) / 4)
    years = fiscal.years
    deficit = yearly(path(plan.planned, "ADDED") * gdp / 100, years, Span(plan.start, 8))
    stabilisers = yearly(-0.4 * path(plan.planned, "GAP") * gdp / 100, years, Span(plan.start, 8))
    np.testing.assert_allclose(fiscal.deficit, deficit, atol=1e-10)
    np.testing.assert_allclose(fiscal.induced, stabilisers, atol=1e-10)
    np.testing.assert_allclose(np.add(fiscal.direct, fiscal.induced), fiscal.deficit, atol=1e-14)
    np.testing.assert_allclose(
        np.sum([line.amounts for line in fiscal.lines], axis=0), fiscal.direct, atol=1e-14
    )
    assert np.abs(stabilisers).min() > 0.05


def test_decisions_precede_effects_by_the_lag(plan: Plan) -> None:
    assert plan.fiscal is not None
    found = {line.name: (str(line.decide), str(line.first)) for line in plan.fiscal.lines}
    assert found == {"SPEND": ("2011Q1", "2011Q3"), "TAX": ("2011Q1", "2011Q1")}
    assert [line.owner.zh for line in plan.fiscal.lines] == ["政府", "议会"]


def test_groups_share_what_a_measure_costs(plan: Plan) -> None:
    """A cut of taxes, spread one to three; of spending nobody knows."""
    fiscal = plan.fiscal
    assert fiscal is not None
    (one,) = fiscal.incidence
    total = sum(fiscal.lines[1].amounts)
    assert (one.instrument, one.way.zh, fiscal.unknown) == ("TAX", "税", ("SPEND",))
    assert [part.value for part in one.groups] == pytest.approx([total / 4, 3 * total / 4])
    assert fiscal.incidence_source is not None
    assert (fiscal.incidence_source.zh, one.groups[1].title.zh) == ("虚构", "富")


def test_it_survives_writing_and_counts_in_the_identity(plan: Plan) -> None:
    assert serial.from_json(Plan, plan.to_json()) == plan
    assert plan.fiscal is not None
    moved = dataclasses.replace(plan.fiscal, direct=tuple(2 * v for v in plan.fiscal.direct))
    assert not serial.is_intact(dataclasses.replace(plan, fiscal=moved))


def test_a_series_grows_on_as_in_five_years_where_nobody_says_how(case: Case, plan: Plan) -> None:
    assert case.budget is not None
    other = dataclasses.replace(case, budget=dataclasses.replace(case.budget, grows={}))
    fiscal = design(other, alternatives=False).fiscal
    assert fiscal is not None
    gdp = 400 * 1.02 ** ((40 + np.arange(8)) / 4)
    spent = (path(plan.instruments, "SPEND") * gdp / 100 / 4)[:3].sum()
    assert fiscal.lines[0].amounts[0] == pytest.approx(spent)
    assert "its average of five years" in fiscal.assumptions[0].en


def test_without_a_deficit_the_answer_is_unknown(case: Case) -> None:
    assert case.budget is not None
    other = dataclasses.replace(case, budget=dataclasses.replace(case.budget, deficit=None))
    fiscal = design(other, alternatives=False).fiscal
    assert fiscal is not None
    assert (fiscal.induced, fiscal.deficit) == ((), ())
    assert list(fiscal.to_frame().index) == ["SPEND", "TAX", "direct"]


def test_numbers_serve_as_well_and_other_instruments_stay_out(tmp_path: Path) -> None:
    text = CASE.replace("money: {per: GDPN, factor: 0.01}", "money: {per: 7}").replace(
        ", money: {per: GDPN, factor: -0.01, spread: [taxes]}", ""
    )
    fiscal = design(cases.load(write(tmp_path, text)), alternatives=False).fiscal
    plan = design(cases.load(tmp_path / "small.yaml"), alternatives=False)
    assert fiscal is not None
    total = sum(fiscal.lines[0].amounts)
    assert total == pytest.approx(7 * path(plan.instruments, "SPEND").sum() / 4)
    assert fiscal.unpriced == ("TAX",)


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("fiscal_year: 10", "fiscal_year: 9", "L003", "budget.fiscal_year"),
        ("fiscal_year: 10", "fiscal_year: 13", "L003", "budget.fiscal_year"),
        ("variable: ADDED", "variable: ADED", "L006", "ADDED"),
        ("variable: ADDED", "variable: TAX", "L003", "budget.deficit.variable"),
        ("[GROWTH]", "[GROWTHS]", "L006", "GROWTH"),
        ("incidence: who", "incidence: whom", "L047", "who"),
        ("  incidence: who\n", "", "L004", "incidence"),
        ("[taxes]", "[taxis]", "D071", "taxis"),
        ("factor: -0.01", "factr: 1", "L002", "factor"),
    ],
)
def test_faults_of_a_budget(tmp_path: Path, old: str, new: str, code: str, place: str) -> None:
    assert old in CASE
    with pytest.raises(TinbergenError) as fault:
        cases.load(write(tmp_path, CASE.replace(old, new)))
    assert fault.value.code == code
    assert place in str(fault.value)


@pytest.mark.parametrize("cells", [("0", "0"), ("-1", "3"), ("", "3"), ("1e308", "1e308")])
def test_a_column_that_is_no_shares_is_a_fault_at_its_table(tmp_path: Path, cells) -> None:
    path = write(tmp_path)
    text = f"group,taxes | 税\nPoor | 穷,{cells[0]}\nRich | 富,{cells[1]}\n"
    (tmp_path / "who.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TinbergenError, match=r"L132.*small\.yaml:") as fault:
        cases.load(path)
    assert fault.value.at.text.startswith("tables:")


def test_money_without_a_budget_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TinbergenError, match="budget") as fault:
        cases.load(write(tmp_path, CASE[: CASE.index("budget:")]))
    assert fault.value.code == "L004"


def test_a_series_that_nobody_knows_is_a_fault(tmp_path: Path) -> None:
    text = CASE.replace("per: GDPN", "per: GNP").replace("{GDPN: [GROWTH]}", "{}")
    with pytest.raises(TinbergenError, match="GNP") as fault:
        design(cases.load(write(tmp_path, text)), alternatives=False)
    assert fault.value.code == "L130"
