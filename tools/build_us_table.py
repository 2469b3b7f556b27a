"""Build the table of the United States that the macroeconomic pack ships.

    python tools/build_us_table.py \\
        --fred-md FRED.csv.gz --frbus HISTDATA.csv --oecd QNA.csv --out US.csv

Nothing is fetched; the three files are

- ``--fred-md``: monthly FRED-MD (McCracken and Ng) with GDPC1 in the last month of its quarter;
  column ``period`` as 2008-07. Only series of federal agencies are taken from it.
- ``--frbus``: the history that the Federal Reserve Board publishes with its FRB/US model; column
  ``quarter`` as 2008Q3, the Board's names.
- ``--oecd``: OECD quarterly national accounts, column ``code`` with USA and ``date`` as the first
  day of the quarter; volumes in millions of dollars of 2017 a quarter, GDP also in dollars.

Of a monthly series the table holds the mean over the quarter's three months, of the price index
also the value of its last month. Only whole quarters are written. October 2025 was never surveyed
(the government was shut): the mean of the unemployment rate is over the two months that were, the
mean of the price index, which moves through a quarter, is left out. What stands above the header of
the table is in ``us_table_header.txt``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

#: Column -> monthly series, decimals. All are means over the quarter but CPI_LAST.
MONTHLY = {
    "CPI_MEAN": ("CPIAUCSL", 4),
    "CPI_LAST": ("CPIAUCSL", 3),
    "UNRATE": ("UNRATE", 4),
    "TB3MS": ("TB3MS", 4),
    "GS10": ("GS10", 4),
    "FEDFUNDS": ("FEDFUNDS", 4),
    "HOUST": ("HOUST", 1),
    "CLAIMS": ("CLAIMSx", 0),
    "PAYEMS": ("PAYEMS", 1),
    "INDPRO": ("INDPRO", 4),
    "RPI": ("RPI", 3),
}
#: Column -> series of the Board's file, in billions of chained 2017 dollars or of dollars.
BOARD = {
    "FRB_GDP": "XGDP",
    "FRB_GDPN": "XGDPN",
    "FRB_C": "ECNIA",
    "FRB_G_FED": "EGFE",
    "FRB_G_STATE": "EGSE",
    "FRB_BALANCE": "GFSRPN",
    "FRB_DEBT": "GFDBTNP",
}
#: Column -> series of the OECD's file, in millions of dollars (of 2017 where real), a quarter.
OECD = {
    "OECD_GDP": "gdp_real",
    "OECD_GDPN": "gdp",
    "OECD_C": "cons_hh_real",
    "OECD_I": "capform_real",
    "OECD_G": "cons_gov_real",
    "OECD_X": "exports_real",
    "OECD_M": "imports_real",
}
ORDER = (
    *MONTHLY, "GDPC1",
    "FRB_GDP", "FRB_GDPN", "FRB_C", "FRB_I", "FRB_G_FED", "FRB_G_STATE", "FRB_YD",
    "FRB_BALANCE", "FRB_DEBT",
    *OECD,
)  # fmt: skip

HEADER = Path(__file__).with_name("us_table_header.txt")


def monthly(path: Path) -> pd.DataFrame:
    """Quarterly columns of FRED-MD."""
    months = pd.read_csv(path, index_col="period")
    months.index = pd.PeriodIndex(months.index, freq="M")
    quarter = months.index.asfreq("Q")
    whole = months.groupby(quarter).size() == 3
    found = {}
    for name, (code, decimals) in MONTHLY.items():
        groups = months[code].groupby(quarter)
        values = groups.mean() if name != "CPI_LAST" else groups.nth(2).set_axis(whole.index[whole])
        if name == "CPI_MEAN":
            values = values.where(groups.count() == 3)
        found[name] = values[whole].round(decimals)
    gdp = months["GDPC1"].dropna()
    found["GDPC1"] = gdp.set_axis(gdp.index.asfreq("Q"))
    return pd.DataFrame(found)


def board(path: Path) -> pd.DataFrame:
    """Columns of the history of the FRB/US model."""
    history = pd.read_csv(path, index_col="quarter")
    history.index = pd.PeriodIndex(history.index, freq="Q")
    found = {name: history[code] for name, code in BOARD.items()}
    found["FRB_I"] = chained(history, ("EBFI", "EH"))
    found["FRB_YD"] = 100 * history["YDN"] / history["PCNIA"]
    return pd.DataFrame(found).round(3)


def chained(history: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series:
    """Volumes (X) chained by shares in the value (XN), equal in 2017 to what was spent then."""
    value = sum(history[f"{part}N"] for part in parts)
    growth = 0.0
    for part in parts:
        share = history[f"{part}N"] / value
        growth = growth + (share + share.shift()) / 2 * np.log(history[part]).diff()
    level = np.exp(growth.fillna(0.0).cumsum())
    base = history.index.year == 2017
    return level * value[base].mean() / level[base].mean()


def oecd(
    path: Path, country: str, columns: dict[str, str], scale: float = 4 / 1000
) -> pd.DataFrame:
    """Columns of the OECD's accounts of a country, by default at annual rates in billions."""
    panel = pd.read_csv(path)
    rows = panel[panel["code"] == country]
    rows = rows.set_axis(pd.PeriodIndex(rows["date"], freq="Q"))
    return pd.DataFrame({name: (rows[code] * scale).round(3) for name, code in columns.items()})


def linked(accounts: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The accounts with their break in government consumption mended.

    In 2007Q1 the published volume rises by 7.1 percent while spending at current prices rises by
    1.5: two series were put together, and before it the parts of demand miss the total by 1.1
    percent. The earlier one is raised so that in that quarter the deflator rises by the mean of the
    quarters beside it.
    """
    raw = oecd(path, "USA", {"value": "cons_gov", "price": "cons_gov_defl"}, scale=1.0)
    moved = np.log(raw).diff()
    here = moved.index.get_loc(pd.Period("2007Q1", freq="Q"))
    growth = moved["value"].iloc[here] - moved["price"].iloc[[here - 1, here + 1]].mean()
    volume = accounts["OECD_G"]
    factor = volume.iloc[here] / volume.iloc[here - 1] / np.exp(growth)
    mended = volume.where(np.arange(len(volume)) >= here, (volume * factor).round(3))
    return accounts.assign(OECD_G=mended)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for option in ("--fred-md", "--frbus", "--oecd", "--out"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args(arguments)
    accounts = linked(oecd(given.oecd, "USA", OECD), given.oecd)
    table = pd.concat([monthly(given.fred_md), board(given.frbus), accounts], axis=1)
    last = table["GDPC1"].last_valid_index()
    table = table.loc[:last, list(ORDER)]
    body = table.to_csv(index_label="quarter", float_format="%.12g", lineterminator="\n")
    given.out.write_text(HEADER.read_text(encoding="utf-8") + body, encoding="utf-8")


if __name__ == "__main__":
    main()
