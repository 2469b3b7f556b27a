"""Build the table of American manufacturing that the pack of enterprises ships.

    python tools/build_manufacturing_table.py \\
        --fred-md FRED.csv.gz --frbus HISTDATA.csv --oecd QNA.csv --out us-manufacturing.csv

Nothing is fetched; the three files are those of ``build_us_table.py``, customs duties stand in
``customs_duties.csv`` beside it. What is above the header of the table is in
``manufacturing_table_header.txt``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

#: Column -> monthly series of FRED-MD; the table holds means over whole quarters.
MONTHLY = {
    "OUTPUT": "IPMANSICS", "PRICE": "WPSFD49207", "MATERIALS": "WPSID61", "WAGE": "CES3000000008",
    "OIL": "OILPRICEx", "BONDS": "GS10", "USE": "CUMFNS", "DOLLAR": "TWEXAFEGSMTHx",
}  # fmt: skip
#: Percent a year over bonds at which a dollar is rolled over.
PREMIUM = 4.5
HERE = Path(__file__).parent


def monthly(path: Path) -> pd.DataFrame:
    """Means of quarters with three months."""
    months = pd.read_csv(path, index_col="period")
    quarter = pd.PeriodIndex(months.index, freq="M").asfreq("Q")
    whole = months.groupby(quarter).size() == 3
    means = months[list(MONTHLY.values())].groupby(quarter).mean()[whole]
    return means.set_axis(list(MONTHLY), axis=1).round(4)


def imports(frbus: Path, oecd: Path) -> pd.DataFrame:
    """Value of imports, billions of dollars at annual rates, and their price, 2017 = 100."""
    board = pd.read_csv(frbus, index_col="quarter")
    board.index = pd.PeriodIndex(board.index, freq="Q")
    rows = pd.read_csv(oecd)
    rows = rows[rows["code"] == "USA"]
    rows = rows.set_axis(pd.PeriodIndex(rows["date"], freq="Q"))
    price, early = rows["imports"] / rows["imports_real"], board["EMN"] / board["EM"]
    first = price.index[0]
    price = price.combine_first(early * price[first] / early[first])
    price = 100 * price / price[price.index.year == 2017].mean()
    return pd.DataFrame({"value": 4 * rows["imports"] / 1000, "price": price})


def tariff(value: pd.Series) -> pd.Series:
    """Duties in percent of imports: of the quarter, or of the last fiscal year that had ended."""
    duties = pd.read_csv(HERE / "customs_duties.csv", comment="#", index_col="period")["duties"]
    years = {int(p): d for p, d in duties.items() if "Q" not in str(p)}
    known = {pd.Period(p, freq="Q"): d for p, d in duties.items() if "Q" in str(p)}
    rate = {q: 100 * d / value[q] for q, d in known.items()}
    for quarter in value.index[value.index < min(known)]:
        year = quarter.year if quarter.quarter >= 3 else quarter.year - 1
        if year in years:
            over = pd.period_range(f"{year - 1}Q4", f"{year}Q3", freq="Q")
            rate[quarter] = 100 * years[year] / value[over].mean()
    return pd.Series(rate).sort_index()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for option in ("--fred-md", "--frbus", "--oecd", "--out"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args(arguments)
    table, abroad = monthly(given.fred_md), imports(given.frbus, given.oecd)
    table["IMPORTS"] = abroad["price"].round(4)
    table["TARIFF"] = tariff(abroad["value"].dropna()).round(4)
    table = table.loc["1973Q1":]
    growth = 1 + (table["BONDS"] + PREMIUM) / 400
    table["ROLLED"] = np.r_[1.0, growth.iloc[1:].cumprod()]
    text = table.round(6).to_csv(index_label="date", lineterminator="\n")
    header = (HERE / "manufacturing_table_header.txt").read_text(encoding="utf-8")
    given.out.write_text(header + text, encoding="utf-8")


if __name__ == "__main__":
    main()
