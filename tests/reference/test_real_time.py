"""Real-time data of the United States: what was known when.

Federal Reserve Bank of Philadelphia, Real-Time Data Set for Macroeconomists (vintages 1965Q4 to
2024Q1). Growth of the third quarter of 2008 and the dates of the changes of base are the bank's and
the Bureau of Economic Analysis's own.
"""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.period import Frequency, Period
from tinbergen.data.store import Revisions, Store
from tinbergen.data.transforms import growth
from tinbergen.loop.design import design
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def store(shared):
    return Store.read(shared / "data/realtime/rtdsm_us.parquet")


def _growth(data, period):
    rates = growth(data["ROUTPUT"], Frequency.QUARTERLY, annualised=True)
    return rates[data.span.position(Period.parse(period))]


@pytest.mark.parametrize(("vintage", "rate"), [("2008Q4", -0.3), ("2009Q4", -2.7)])
def test_growth_of_2008q3_as_it_was_told(store, vintage, rate):
    data = store.as_of(vintage, frequency="Q")
    assert round(_growth(data, "2008Q3"), 1) == rate
    # A month's vintage is its middle, as a quarter's is the middle of its middle month.
    month = {"2008Q4": "2008-11", "2009Q4": "2009-11"}[vintage]
    np.testing.assert_array_equal(store.as_of(month, frequency="Q")["ROUTPUT"], data["ROUTPUT"])


@pytest.mark.parametrize(
    ("vintage", "start", "end"),
    [
        ("1991Q4", "1947Q1", "1991Q3"), ("1992Q1", "1959Q1", "1991Q4"),
        ("1993Q1", "1947Q1", "1992Q4"), ("1996Q1", "1959Q3", "1995Q3"),
        ("1997Q1", "1959Q3", "1996Q4"), ("1999Q4", "1959Q1", "1999Q3"),
        ("2000Q2", "1947Q1", "2000Q1"),
    ],
)  # fmt: skip
def test_values_taken_back_are_gone(store, vintage, start, end):
    extent = store.as_of(vintage, frequency="Q").extent("ROUTPUT")
    assert (str(extent.start), str(extent.end)) == (start, end)


def test_no_vintage_is_spliced_onto_another(store):
    """Read wrongly, 1982 dollars end and 1987 dollars begin in 1959: growth of 20 % in a quarter."""
    for vintage in ("1992Q1", "1996Q1", "1999Q4"):
        output = store.as_of(vintage, frequency="Q")["ROUTPUT"]
        assert np.nanmax(np.abs(np.diff(np.log(output)))) < 0.04


def test_changes_of_base_are_found_and_nothing_else(store):
    vintages = [v for v in store.vintages if v.frequency is Frequency.QUARTERLY]
    names = ("ROUTPUT", "RCON", "P", "RG")
    found, before = {}, None
    for vintage in vintages:
        data = store.as_of(vintage, frequency="Q")
        data = data.select(n for n in names if n in data)
        if before is not None:
            for name in Revisions.between(before, data).rebased():
                found.setdefault(name, []).append(str(vintage))
        before = data
    bases = ["1976Q1", "1986Q1", "1992Q1", "1996Q1", "1999Q4",
             "2004Q1", "2009Q3", "2013Q3", "2018Q3", "2023Q4"]  # fmt: skip
    assert found == dict.fromkeys(names, bases)


def test_each_date_reads_what_the_rows_say(store, shared):
    """In the way that the table's documentation gives: the last row of each period, if a value."""
    frame = pd.read_parquet(shared / "data/realtime/rtdsm_us.parquet")
    output = frame[frame.series == "ROUTPUT"].astype({"period": str, "vintage": str})
    for vintage in ("1975Q4", "1992Q2", "1996Q1", "2008Q4", "2024Q1"):
        known = output[output.vintage <= vintage].sort_values(["period", "vintage"])
        wanted = known.drop_duplicates("period", keep="last").dropna().set_index("period").value
        seen = store.as_of(vintage, frequency="Q")
        assert {str(p): v for p, v in zip(seen.span, seen["ROUTPUT"], strict=True)
                if not np.isnan(v)} == wanted.to_dict()  # fmt: skip


def test_months_are_averaged_over_whole_quarters(store):
    """Unemployment: 6.0 % in 2008Q3 (5.7, 6.1, 6.1); October's 6.5 is no quarter yet."""
    data = store.as_of("2008Q4", frequency="Q", aggregate={"RUC": "mean"})
    assert str(data.extent("RUC").end) == "2008Q3"
    assert data.at("RUC", "2008Q3") == pytest.approx((5.7 + 6.1 + 6.1) / 3)
    partial = store.as_of("2008Q4", frequency="Q", aggregate={"RUC": "mean"}, partial=True)
    assert partial.at("RUC", "2008Q4") == 6.5


MODEL = """var ROUTPUT GROWTH RUC; varexo RG; parameters a0 a1 a2 b0 b1;
a0 = 2; a1 = .3; a2 = .1; b0 = .3; b1 = -.1;
model;
[name='output', estimate='ols'] 400*diff(log(ROUTPUT)) = a0 + a1*GROWTH(-1) + a2*400*diff(log(RG));
[name='growth'] GROWTH = 100*((ROUTPUT/ROUTPUT(-1))^4 - 1);
[name='okun', estimate='ols'] diff(RUC) = b0 + b1*GROWTH;
end;
"""
CASE = """name: real-time
title: {{en: The United States as it was known, zh: 当时所知的美国}}
data: {{source: {table}, vintages: {{aggregate: {{RUC: mean}}}}}}
as_of: 2008Q4
horizon: 8
draws: 50
model: okun.mod
estimation: {{start: 1985Q1}}
exogenous: {{RG: {{rule: growth, years: 5}}}}
diagnosis: []
alternatives: []
instruments:
  - {{name: RG, title: {{en: purchases, zh: 购买}}, unit: {{en: billion, zh: 十亿}}, relative: true,
     lower: -100, upper: 100, cost: 1.0e-4}}
targets:
  - {{variable: GROWTH, title: {{en: growth, zh: 增长}}, unit: {{en: percent, zh: 百分比}}, desired: 2}}
trip_wires: {{variables: [GROWTH], periods: 2}}
monitor: {{until: 2009Q2}}
"""


def test_a_plan_of_2008q4_is_reviewed_as_the_quarters_were_told(shared, tmp_path):
    """The fourth quarter of 2008 was told as -3.8 in January 2009 and as -6.3 in April."""
    table = (shared / "data/realtime/rtdsm_us.parquet").resolve()
    (tmp_path / "okun.mod").write_text(MODEL)
    (tmp_path / "case.yaml").write_text(CASE.format(table=table), encoding="utf-8")
    made = assess(tmp_path / "case.yaml")
    assert round(made.data.at("GROWTH", "2008Q3"), 1) == -0.3
    assert str(made.fit.sample.end) == "2008Q3"
    plan = design(made)
    assert plan.provenance.vintage == "2008Q4"
    first, second = monitor(made, plan, revise=False).reviews
    news = next(f for f in first.findings if f.kind == "news")
    assert round(dict(news.diagnostics)["outturn"], 1) == -3.8
    (revision,) = (f for f in second.findings if f.kind == "revision")
    assert (str(revision.period), revision.provenance.vintage) == ("2008Q4", "2009Q2")
    said = dict(revision.diagnostics)
    assert (round(said["before"], 1), round(said["after"], 1)) == (-3.8, -6.3)
