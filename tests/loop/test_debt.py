"""Debt under a plan: the fan is that of a simulation in money, its parts sum, and it is judged."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core import serial
from tinbergen.core.documents.fiscal import DebtOutlook
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.economics.debt_drivers import debt_drivers
from tinbergen.loop.case import cases
from tinbergen.loop.debt import debt_outlook
from tinbergen.loop.design import design
from tinbergen.loop.problem import build_problem
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.solving import Solved, solve_problem
from tinbergen.report.views.debt import debt_table, debt_verdict

MODEL = """
var GAP ADDED GROWTH RATE; varexo SPEND; parameters a b; a = 0.5; b = 0.4;
model;
[name='gap'] GAP = a*GAP(-1) + SPEND;
[name='deficit'] ADDED = SPEND - b*GAP;
[name='growth'] GROWTH = 4 + 4*(GAP - GAP(-1));
[name='rate'] RATE = 3 + 0.2*GAP;
end;
"""
CASE = """
name: small
title: {en: Small, zh: 小}
data: {source: data.csv, columns: own}
as_of: 2010Q4
model: small.mod
estimation: {method: none}
uncertainty: {disturbances: {gap: 0.6, rate: 0.3}}
horizon: 8
tail: 8
draws: 60
diagnosis: []
exogenous:
  SPEND: {rule: constant}
instruments:
  - {name: SPEND, title: {en: Spending, zh: 支出}, unit: {en: percent of GDP, zh: 占GDP百分比},
     cost: 0.1, money: {per: GDPN, factor: 0.01}}
targets:
  - {variable: GAP, title: {en: Gap, zh: 缺口}, unit: {en: percent, zh: 百分比}, desired: 1}
budget:
  unit: {en: millions, zh: 百万}
  grows: {GDPN: [GROWTH]}
  deficit: {variable: ADDED, per: GDPN, factor: 0.01}
  debt: {data: debt.csv, stock: DEBT, interest: PAID, balance: SURPLUS, output: GDPN,
         rate: RATE, cycle: GAP, start: 1991Q1}
"""
SPAN = Period.parse("1990Q1").to(Period.parse("2010Q4"))
KNOWN = Period.parse("2009Q4")


def write(folder: Path, text: str = CASE) -> Path:
    random = np.random.default_rng(4)
    gap, rate = random.normal(0, 1, SPAN.length), 3 + random.normal(0, 0.5, SPAN.length)
    output = 400 * 1.01 ** np.arange(SPAN.length)
    rows = [f"{p},{gap[t]:.17g},0,0,4,{rate[t]:.17g},{output[t]:.17g}" for t, p in enumerate(SPAN)]
    table = "\n".join(["period,GAP,ADDED,SPEND,GROWTH,RATE,GDPN", *rows])
    (folder / "data.csv").write_text(table, encoding="utf-8")
    stock, lines = 240.0, ["# made up | 虚构", "quarter,DEBT,SURPLUS,PAID"]
    for t, p in enumerate(Period.parse("1990Q1").to(KNOWN)):
        paid = 0.04 * stock * (1 + 0.02 * random.normal())
        surplus = (-0.01 + 0.004 * gap[t] + 0.003 * random.normal()) * output[t] - paid
        stock = stock - surplus / 4
        lines.append(f"{p},{stock:.17g},{surplus:.17g},{paid:.17g}")
    (folder / "debt.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "small.mod").write_text(MODEL, encoding="utf-8")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return folder / "small.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("small")).parent


@pytest.fixture(scope="module")
def made(folder: Path) -> tuple[Situation, Solved]:
    there = assess(cases.load(folder / "small.yaml"))
    return there, solve_problem(there, build_problem(there))


@pytest.fixture(scope="module")
def found(made: tuple[Situation, Solved]) -> DebtOutlook:
    outlook = debt_outlook(*made)
    assert outlook is not None
    return outlook


def money(there: Situation, solved: Solved, *, planned: bool) -> np.ndarray:
    """Draws of debt over GDP, in money and a quarter at a time: (draws, quarters from 2010Q1)."""
    case, data = there.case, there.data
    assert case.budget is not None and case.budget.debt is not None
    table = case.budget.debt.table
    past = Period.parse("1990Q4").to(KNOWN)
    own, other = table.window(past.start, KNOWN), data.window(past.start, KNOWN)
    drivers = debt_drivers(own["DEBT"], own["PAID"], own["SURPLUS"], other["GDPN"],
                           other["RATE"], other["GAP"], frequency=4)  # fmt: skip
    names = ("GROWTH", "RATE", "GAP", "ADDED")
    before, after = there.scope.before(names), there.scope.after(solved.choices, names)
    runs = after if planned else before
    since = data.window(KNOWN + 1, there.as_of)
    count, gap = len(runs.values), 4
    rate, cycle = (
        np.hstack([np.tile(since[n], (count, 1)), runs[n]]) for n in ("RATE", "GAP")
    )  # fmt: skip
    extra = np.zeros_like(rate)
    if planned:
        extra[:, gap:] = after["ADDED"] - before["ADDED"]
    shock = drivers.draw(rate, cycle, case.seed)
    ratios = np.empty_like(rate)
    for d in range(count):
        stock, output = table.at("DEBT", KNOWN), data.at("GDPN", KNOWN)
        for t in range(rate.shape[1]):
            output = (
                since["GDPN"][t] if t < gap else output * np.exp(runs["GROWTH"][d, t - gap] / 400)
            )
            interest = shock.rate[d, t] / 400 * stock
            primary = (shock.balance[d, t] - extra[d, t]) / 400 * output
            stock = stock + interest - primary + shock.adjustment[d, t] / 400 * output
            ratios[d, t] = 100 * stock / output
    return ratios


def test_the_fan_is_that_of_a_simulation_in_money(
    made: tuple[Situation, Solved], found: DebtOutlook
) -> None:
    plan, idle = (money(*made, planned=planned) for planned in (True, False))
    np.testing.assert_allclose(found.fan, np.quantile(plan, found.levels, axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.mean, plan.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.idle, idle.mean(axis=0), rtol=1e-9)
    added = plan[:, -1] - idle[:, -1]
    assert found.adds[0] == pytest.approx(added.mean())
    assert found.adds[1:] == pytest.approx(np.quantile(added, (0.05, 0.95)))
    assert abs(added.mean()) > 0.1
    last = 4 + 8 - 1
    assert found.rising == (plan[:, -1] > plan[:, last]).mean()
    assert found.idle_rising == (idle[:, -1] > idle[:, last]).mean()
    assert (found.known, found.until, found.draws) == (KNOWN, Period.parse("2012Q4"), 60)


def test_parts_sum(found: DebtOutlook) -> None:
    parts = np.sum([found.interest, found.growth, found.balance, found.adjustment], axis=0)
    change = np.diff(found.mean, prepend=found.initial)
    np.testing.assert_allclose(parts, change, atol=1e-12)
    assert found.lacking == pytest.approx(change[-4:].sum())
    frame = found.to_frame()
    assert (str(frame.index[0]), len(frame)) == ("2010Q1", 4 + 8 + 8)
    assert frame["0.5"].iloc[-1] == found.fan[3][-1]
    assert found.plot().charts[0].layers[0].median == found.fan[3]
    assert "Where public debt goes" in found.summary()


def test_the_table_sums_and_judges(found: DebtOutlook) -> None:
    """Rows are a year apart up to the tail's end; changes sum from the debt last known."""
    table = debt_table(found)
    assert len(table.rows) == 5
    changes = [float(row[4]) for row in table.rows]  # type: ignore[arg-type]
    assert found.initial + sum(changes) == pytest.approx(found.mean[-1])
    for row in table.rows:
        assert sum(map(float, row[5:])) == pytest.approx(float(row[4]))  # type: ignore[arg-type]
    for share, said in ((0.9, "Not stable"), (0.1, "Stable:"), (0.5, "Stable or not")):
        verdict = debt_verdict(dataclasses.replace(found, rising=share))
        assert verdict.en.startswith(said)
    assert "2009" in str(table.note) and "epidemics" in str(table.note)


def test_a_plan_has_it_and_keeps_it(folder: Path, found: DebtOutlook) -> None:
    plan = design(folder / "small.yaml", alternatives=False)
    assert plan.fiscal is not None and plan.fiscal.debt == found
    again = serial.from_json(type(plan), serial.to_json(plan))
    assert again.fiscal is not None and again.fiscal.debt == found


def test_before_enough_is_known_nothing_is_said(folder: Path) -> None:
    there = assess(dataclasses.replace(
        cases.load(folder / "small.yaml"), as_of=Period.parse("2000Q4")
    ))  # fmt: skip
    assert debt_outlook(there, solve_problem(there, build_problem(there))) is None


@pytest.mark.parametrize(
    ("written", "wrong", "said"),
    [
        ("stock: DEBT", "stock: DEPT", "DEBT, SURPLUS, PAID"),
        ("output: GDPN", "output: GDP", "grows"),
        ("deficit: {variable: ADDED, per: GDPN", "deficit: {variable: ADDED, per: 1", "deficit"),
    ],
)
def test_faults_of_the_file(tmp_path: Path, written: str, wrong: str, said: str) -> None:
    path = write(tmp_path, CASE.replace(written, wrong))
    with pytest.raises(TinbergenError) as fault:
        cases.load(path)
    assert fault.value.code == "L003" and said in str(fault.value)


def test_what_worlds_do_not_foresee_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, CASE.replace("rate: RATE", "rate: MARKET"))
    with pytest.raises(TinbergenError) as fault:
        design(path, alternatives=False)
    assert fault.value.code == "L130"


@pytest.mark.parametrize("name", ["GDPN", "RATE", "GAP"])
def test_a_gap_since_debt_was_last_known_is_said(tmp_path: Path, name: str) -> None:
    """Debt is known to 2009Q4: without the second quarter of 2010 nothing can be reckoned on."""
    path = write(tmp_path)
    header, *rows = (tmp_path / "data.csv").read_text(encoding="utf-8").splitlines()
    place = header.split(",").index(name)
    for k, row in enumerate(rows):
        if row.startswith("2010Q2"):
            cells = row.split(",")
            rows[k] = ",".join([*cells[:place], "", *cells[place + 1 :]])
    (tmp_path / "data.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    with pytest.raises(TinbergenError, match=name) as fault:
        design(path, alternatives=False)
    assert fault.value.code == "L130"
