"""The quarterly table of Japan: what it says of itself, and every series against another source."""

import csv
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.japan import JAPAN_NOTES, japan_quarterly, japan_table

TABLE = japan_table()
ROOT = Path(__file__).parents[3]


def years(name: str, first: int, last: int) -> dict[int, float]:
    """Means over years."""
    data = japan_quarterly().window(Period.parse(f"{first}Q1"), Period.parse(f"{last}Q4"))
    return dict(zip(range(first, last + 1), data[name].reshape(-1, 4).mean(axis=1), strict=True))


def history(shared: Path, column: str) -> dict[int, float]:
    """A column of the Jordà-Schularick-Taylor history, Japan."""
    with (shared / "data" / "jst_macrohistory_r6.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["iso"] == "JPN" and row[column]]
    return {int(row["year"]): float(row[column]) for row in rows}


def test_it_is_whole_and_told_in_both_languages() -> None:
    assert (str(TABLE.span.start), str(TABLE.span.end)) == ("1995Q1", "2026Q2")
    for name in TABLE.names:
        assert np.isfinite(TABLE[name]).all(), name
        for said in (TABLE.source.en, TABLE.source.zh):
            assert name in said or (name.startswith("OECD_") and "OECD_*" in said)
    assert all("2026-11-30" in said for said in (TABLE.source.en, TABLE.source.zh))
    assert all(note.en and note.zh for note in JAPAN_NOTES)


def test_parts_make_the_total_but_for_stocks_and_chaining() -> None:
    parts = sum(TABLE[f"OECD_{part}"] for part in "CIGX") - TABLE["OECD_M"]
    assert np.abs(1 - parts / TABLE["OECD_GDP"]).max() < 0.022


def test_the_deflator_is_that_of_2020() -> None:
    of_2020 = [label.startswith("2020") for label in TABLE.span.labels()]
    assert TABLE["OECD_PC"][of_2020].mean() == pytest.approx(100, abs=0.02)
    assert (TABLE["OECD_GDPN"] / TABLE["OECD_GDP"])[of_2020].mean() == pytest.approx(1, abs=1e-3)


def test_unemployment_is_that_of_the_labour_force_survey(shared: Path) -> None:
    """Annual rates of another compilation, published to a tenth."""
    other = history(shared, "unemp")
    for year, value in years("U", 1995, 2020).items():
        assert value == pytest.approx(other[year], abs=0.075), year


def test_unemployment_after_2020() -> None:
    """Statistics Bureau, Labour Force Survey, annual averages: 2.8, 2.6, 2.6, 2.5 percent."""
    found = [round(value, 1) for value in years("U", 2021, 2024).values()]
    assert found == [2.8, 2.6, 2.6, 2.5]


def test_the_rate_is_the_call_rate_of_its_own_quarter(shared: Path) -> None:
    other = history(shared, "stir")
    for year, value in years("r", 1995, 2020).items():
        assert value == pytest.approx(other[year], abs=0.01), year


def test_the_rate_moves_when_the_bank_moved_it() -> None:
    """Guidelines of the Bank of Japan: .25 from 1 August 2024, .5 from 27 January 2025, .75 from
    22 December 2025; before, at most .1 from 21 March 2024 and below zero. The rate is some .02
    below."""
    data = japan_quarterly()
    at = {q: float(data["r"][data.span.position(Period.parse(q))]) for q in
          ("2023Q4", "2024Q2", "2024Q4", "2025Q2", "2026Q1")}  # fmt: skip
    assert at["2023Q4"] < 0
    assert at["2024Q2"] == pytest.approx(0.077, abs=0.005)
    for quarter, guideline in {"2024Q4": 0.25, "2025Q2": 0.5, "2026Q1": 0.75}.items():
        assert guideline - 0.03 < at[quarter] < guideline


def test_prices_are_the_deflator_which_rises_less_than_consumer_prices(shared: Path) -> None:
    """By .3 a year to 2020, year by year within a point; the two move together."""
    data = japan_quarterly()
    prices = years("P", 1995, 2020)
    index = history(shared, "cpi")
    own = np.diff([100 * np.log(prices[y]) for y in sorted(prices)])
    other = np.diff([100 * np.log(index[y]) for y in sorted(prices)])
    assert (other - own).mean() == pytest.approx(0.33, abs=0.05)
    assert np.abs(other - own).max() < 1 and np.corrcoef(own, other)[0, 1] > 0.9
    # The consumption tax rose by two and by three points.
    jumps = [data["INFL"][data.span.position(Period.parse(q))] for q in ("1997Q2", "2014Q2")]
    assert min(jumps) > 5


def test_growth_is_that_of_the_other_accounts() -> None:
    """World Bank, constant prices of 2015, to 2016: growth by year within .6 points."""
    with (ROOT / "src/tinbergen/domains/macro/japan-1970-2016.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        other = {int(row["year"]): float(row["GDP"]) for row in rows}
    own = years("GDP", 1995, 2016)
    for year in range(1996, 2017):
        told = 100 * np.log(other[year] / other[year - 1])
        assert 100 * np.log(own[year] / own[year - 1]) == pytest.approx(told, abs=0.6), year


def test_the_accounts_are_those_of_the_source(shared: Path) -> None:
    """Every value of the OECD's file, at annual rates in billions."""
    codes = {"GDP": "gdp_real", "C": "cons_hh_real", "I": "inv_real", "G": "cons_gov_real",
             "X": "exports_real", "M": "imports_real", "GDPN": "gdp"}  # fmt: skip
    path = shared / "data" / "track" / "oecd_qna_panel_6c.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] == "JPN"]
    for name, code in codes.items():
        published = [float(row[code]) * 4 / 1000 for row in rows]
        np.testing.assert_allclose(TABLE[f"OECD_{name}"], published, atol=6e-4)
    np.testing.assert_allclose(
        TABLE["OECD_PC"], [float(r["cons_hh_defl"]) for r in rows], atol=6e-4
    )


def test_the_tool_makes_these_columns(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With series written back as FRED writes them; the call rate as three equal months."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    spec = importlib.util.spec_from_file_location(
        "build_japan_table", ROOT / "tools/build_japan_table.py"
    )
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    sys.modules.pop("build_us_table", None)
    quarters = [TABLE.span.start + t for t in range(TABLE.span.length)]
    rate = [f"{q.year}-{3 * q.number - 2:02d}-01,{v}" for q, v in zip(
        quarters, TABLE["UNRATE"], strict=True)]  # fmt: skip
    call = [f"{q.year}-{3 * q.number - 2 + m:02d}-01,{v}" for q, v in zip(
        quarters, TABLE["CALL"], strict=True) for m in range(3)]  # fmt: skip
    for name, lines in {"U": rate, "CALL": call}.items():
        (tmp_path / name).write_text("\n".join(["observation_date,X", *lines]), encoding="utf-8")
    track = shared / "data" / "track"
    tool.main([
        "--oecd", str(track / "oecd_qna_panel_6c.csv"), "--unemployment", str(tmp_path / "U"),
        "--call", str(tmp_path / "CALL"), "--fred-md", str(track / "us_fred_md.csv.gz"),
        "--out", str(tmp_path / "japan.csv"),
    ])  # fmt: skip
    shipped = ROOT / "src/tinbergen/domains/macro/japan-1995-2026.csv"
    assert (tmp_path / "japan.csv").read_text("utf-8") == shipped.read_text("utf-8")
