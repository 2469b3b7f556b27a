"""The table of the United States: what it says of itself, and every value against its source."""

import csv
import gzip
import importlib.util
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import us_table

TABLE = us_table()
#: Columns of monthly means, and the decimals to which they are written.
MEANS = {
    "CPI_MEAN": 4, "UNRATE": 4, "TB3MS": 4, "GS10": 4, "FEDFUNDS": 4, "HOUST": 1, "CLAIMS": 0,
    "PAYEMS": 1, "INDPRO": 4, "RPI": 3,
}  # fmt: skip
CODES = {"CPI_MEAN": "CPIAUCSL", "CLAIMS": "CLAIMSx"}


def span_of(name: str) -> tuple[str, str]:
    if name.startswith("FRB_"):
        return "1968Q1", "2024Q4"
    if name.startswith("OECD_"):
        return ("2002Q1" if name == "OECD_G" else "1995Q1"), "2026Q2"
    return "1959Q1", "2026Q2"


def known(name: str) -> Dataset:
    """The column where it has values."""
    extent = TABLE.extent(name)
    assert extent is not None
    return TABLE.window(extent.start, extent.end)


@pytest.mark.parametrize("name", TABLE.names)
def test_spans_without_gaps(name: str) -> None:
    data = known(name)
    assert (str(data.span.start), str(data.span.end)) == span_of(name)
    gaps = [str(data.span.start + int(t)) for t in np.flatnonzero(np.isnan(data[name]))]
    assert gaps == (["2025Q4"] if name == "CPI_MEAN" else [])
    assert (data[name] > 0).all() or name in ("FRB_BALANCE", "CPI_MEAN")


@pytest.mark.parametrize("name", TABLE.names)
def test_each_column_is_told_in_both_languages(name: str) -> None:
    said = TABLE.source
    for text in (said.en, said.zh):
        assert name in text or f"{name.split('_')[0]}_*" in text
    assert "2026-11-30" in said.en
    assert "2026-11-30" in said.zh


def test_means_lie_near_the_last_month() -> None:
    """A quarter's mean of prices is between the last months of this quarter and of the one before,
    but for turns within a quarter."""
    mean, last = TABLE["CPI_MEAN"][1:], TABLE["CPI_LAST"]
    low, high = np.minimum(last[1:], last[:-1]), np.maximum(last[1:], last[:-1])
    off = np.maximum(mean - high, low - mean) / mean
    assert np.nanmax(off) < 0.01
    assert np.nanmean(off > 0) < 0.12


def test_the_oecd_s_parts_make_its_total() -> None:
    """In prices of a fixed year they would add up exactly; chained, the residual is small, and
    nearly none about 2017. As published it is 1.1 percent of GDP before 2007Q1, where government
    consumption breaks."""
    data = known("OECD_G")
    parts = sum(data[f"OECD_{part}"] for part in "CIGX") - data["OECD_M"]
    residual = (data["OECD_GDP"] - parts) / data["OECD_GDP"]
    assert np.abs(residual).max() < 0.002
    years = np.array([label.startswith("2017") for label in data.span.labels()])
    assert np.abs(residual[years]).max() < 2e-4


def test_government_consumption_does_not_jump() -> None:
    """By 7.1 percent in 2007Q1, as published; otherwise by no more than 2.5, in 2020."""
    assert np.abs(np.diff(np.log(known("OECD_G")["OECD_G"]))).max() < 0.025


def test_the_oecd_s_total_is_the_published_one() -> None:
    """To its six digits; the last quarter is of another month's release."""
    data = known("OECD_GDP")
    np.testing.assert_allclose(data["OECD_GDP"][:-1], data["GDPC1"][:-1], atol=0.021)
    np.testing.assert_allclose(data["OECD_GDP"][-1], data["GDPC1"][-1], rtol=1e-4)


def test_the_board_s_total_is_the_published_one() -> None:
    """Up to the revision of September 2025, which reached back to 2020."""
    data = known("FRB_GDP")
    old = np.array([label < "2019" for label in data.span.labels()])
    np.testing.assert_allclose(data["FRB_GDP"][old], data["GDPC1"][old], rtol=1e-6)
    np.testing.assert_allclose(data["FRB_GDP"], data["GDPC1"], rtol=4e-3)


def test_gdp_at_current_prices_is_the_same_in_both_accounts() -> None:
    """To their six digits, up to the revision of September 2025, which reached back to 2020."""
    data = TABLE.window(Period.parse("1995Q1"), Period.parse("2024Q4"))
    old = np.array([label < "2020" for label in data.span.labels()])
    np.testing.assert_allclose(data["OECD_GDPN"][old], data["FRB_GDPN"][old], rtol=3e-6)
    np.testing.assert_allclose(data["OECD_GDPN"], data["FRB_GDPN"], rtol=5e-3)


def test_gdp_at_current_prices_is_the_volume_at_the_mean_price_of_2017() -> None:
    years = [label.startswith("2017") for label in TABLE.span.labels()]
    for source in ("FRB", "OECD"):
        ratio = (TABLE[f"{source}_GDPN"] / TABLE[f"{source}_GDP"])[years]
        assert ratio.mean() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "file", "date", "code", "scale", "decimals"),
    [
        ("FRB_GDPN", "us_quarterly_frbus.csv", "quarter", "XGDPN", 1, 3),
        ("OECD_GDPN", "track/oecd_qna_panel_6c.csv", "date", "gdp", 4 / 1000, 2),
    ],
)
def test_gdp_at_current_prices_is_the_published_one(
    name: str, file: str, date: str, code: str, scale: float, decimals: int, shared: Path
) -> None:
    with (shared / "data" / file).open(encoding="utf-8") as rows:
        published = {
            row[date]: float(row[code]) for row in csv.DictReader(rows)
            if row.get("code", "USA") == "USA"
        }  # fmt: skip
    data = known(name)
    wanted = [
        published[str(p) if date == "quarter" else f"{p.year}-{3 * p.number - 2:02d}-01"] * scale
        for p in data.span
    ]
    assert len(wanted) == len(published)
    np.testing.assert_allclose(data[name], wanted, atol=0.51 * 10**-decimals)


def test_private_fixed_investment_is_part_of_all_capital_formation() -> None:
    """The rest is public investment, a fifth or so, and stocks; they move together."""
    data = TABLE.window(Period.parse("1995Q1"), Period.parse("2024Q4"))
    share = data["FRB_I"] / data["OECD_I"]
    assert 0.7 < share.min() < share.max() < 0.9
    one, other = (np.diff(np.log(data[name])) for name in ("FRB_I", "OECD_I"))
    assert np.corrcoef(one, other)[0, 1] > 0.75


def test_the_board_s_purchases_are_without_pay() -> None:
    """Consumption of all government is more than what the Board calls expenditures, although these
    hold investment: the pay of employees is not in them."""
    data = known("OECD_G").window(Period.parse("2002Q1"), Period.parse("2024Q4"))
    share = (data["FRB_G_FED"] + data["FRB_G_STATE"]) / data["OECD_G"]
    assert 0.5 < share.min() < share.max() < 0.75


def months(path: Path, code: str) -> dict[Period, list[float]]:
    """The three months of each quarter, NaN where one is not published."""
    found: dict[Period, list[float]] = defaultdict(list)
    open_text = gzip.open if path.suffix == ".gz" else Path.open
    with open_text(path, "rt", encoding="utf-8") as file:  # type: ignore[operator]
        for row in csv.DictReader(file):
            date = row.get("period") or row["observation_date"]
            quarter = Period.parse(f"{date[:4]}Q{(int(date[5:7]) + 2) // 3}")
            found[quarter].append(float(row[code]) if row[code] not in ("", ".") else np.nan)
    return {quarter: values for quarter, values in found.items() if len(values) == 3}


@pytest.mark.parametrize("name", [*MEANS, "CPI_LAST"])
def test_every_value_is_that_of_its_months(name: str, shared: Path) -> None:
    path = shared / "data" / "track" / "us_fred_md.csv.gz"
    by_quarter = months(path, CODES.get(name, "CPIAUCSL" if name == "CPI_LAST" else name))
    for period, value in zip(TABLE.span, TABLE[name], strict=True):
        three = by_quarter[period]
        if name == "CPI_LAST":
            assert value == three[2]
        elif np.isnan(three).any():
            assert str(period) == "2025Q4"
            wanted = np.nan if name == "CPI_MEAN" else np.nanmean(three)
            np.testing.assert_allclose(value, wanted, atol=1e-4)
        else:
            half = 0.5001 * 10 ** -MEANS[name]
            assert abs(value - sum(three) / 3) <= half, period


@pytest.mark.parametrize("name", ["CPIAUCSL", "UNRATE", "FEDFUNDS"])
def test_a_second_copy_says_the_same(name: str, shared: Path) -> None:
    by_quarter = months(shared / "data" / "track" / f"fred_{name}.csv", name)
    column = "CPI_LAST" if name == "CPIAUCSL" else name
    for period, value in zip(TABLE.span, TABLE[column], strict=True):
        three = by_quarter[period]
        wanted = three[2] if column == "CPI_LAST" else np.nanmean(three)
        assert value == pytest.approx(wanted, abs=5.01e-5), period


def test_the_file_is_the_one_that_the_tool_builds(shared: Path, tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    spec = importlib.util.spec_from_file_location(
        "build_us_table", root / "tools/build_us_table.py"
    )
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    data = shared / "data"
    tool.main(
        [
            "--fred-md", str(data / "track" / "us_fred_md.csv.gz"),
            "--frbus", str(data / "us_quarterly_frbus.csv"),
            "--oecd", str(data / "track" / "oecd_qna_panel_6c.csv"),
            "--out", str(tmp_path / "us.csv"),
        ]
    )  # fmt: skip
    shipped = root / "src/tinbergen/domains/macro/us-1959-2026.csv"
    assert (tmp_path / "us.csv").read_text("utf-8") == shipped.read_text("utf-8")


def test_how_statsmodels_dates_its_prices_and_rate(shared: Path) -> None:
    """Its bill rate is the mean of months two to four of each quarter, to a hundredth; its prices
    are those of month four, but for seasonal factors since."""
    from statsmodels.datasets import macrodata

    raw = macrodata.load_pandas().data
    path = shared / "data" / "track" / "us_fred_md.csv.gz"
    rates, prices = months(path, "TB3MS"), months(path, "CPIAUCSL")
    start = Period.parse("1959Q1")
    for t in range(len(raw)):
        here, then = start + t, start + t + 1
        shifted = (rates[here][1] + rates[here][2] + rates[then][0]) / 3
        assert raw["tbilrate"][t] == pytest.approx(shifted, abs=0.0101)
        assert raw["cpi"][t] == pytest.approx(prices[then][0], rel=0.004)
    own = [sum(rates[start + t]) / 3 for t in range(len(raw))]
    assert np.abs(raw["tbilrate"] - own).max() > 1
