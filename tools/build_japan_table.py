"""Build the quarterly table of Japan that the macroeconomic pack ships.

    python tools/build_japan_table.py \\
        --oecd QNA.csv --unemployment U.csv --call CALL.csv --fred-md FRED.csv.gz --out JP.csv

Nothing is fetched; the four files are

- ``--oecd``: OECD quarterly national accounts, column ``code`` with JPN and ``date`` as the first
  day of the quarter; volumes in millions of yen of 2020 a quarter, GDP also in yen.
- ``--unemployment``: LRHUTTTTJPQ156S as FRED writes it, ``observation_date`` and the rate.
- ``--call``: IRSTCI01JPM156N, monthly, in the same form.
- ``--fred-md``: monthly FRED-MD (McCracken and Ng); its EXJPUSx, yen for a dollar, is taken.

Of the monthly ones the table holds the mean over the quarter's three months. What stands above the
header of the table is in ``japan_table_header.txt``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from build_us_table import OECD, oecd

HEADER = Path(__file__).with_name("japan_table_header.txt")


def fred(path: Path, frequency: str) -> pd.Series:
    """A file of FRED's as a series by period."""
    column = pd.read_csv(path, index_col=0).iloc[:, 0]
    return column.set_axis(pd.PeriodIndex(column.index, freq=frequency))


def quarters(months: pd.Series) -> pd.Series:
    """Means over whole quarters."""
    groups = months.groupby(months.index.asfreq("Q"))
    return groups.mean()[groups.size() == 3]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for option in ("--oecd", "--unemployment", "--call", "--fred-md", "--out"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args(arguments)
    table = oecd(given.oecd, "JPN", OECD | {"OECD_I": "inv_real"})
    table["OECD_PC"] = oecd(given.oecd, "JPN", {"PC": "cons_hh_defl"}, scale=1)["PC"]
    table["UNRATE"] = fred(given.unemployment, "Q").round(4)
    table["CALL"] = quarters(fred(given.call, "M")).round(4)
    dollars = pd.read_csv(given.fred_md, index_col="period")["EXJPUSx"]
    table["YEN"] = quarters(dollars.set_axis(pd.PeriodIndex(dollars.index, freq="M"))).round(4)
    body = table.to_csv(index_label="quarter", float_format="%.12g", lineterminator="\n")
    given.out.write_text(HEADER.read_text(encoding="utf-8") + body, encoding="utf-8")


if __name__ == "__main__":
    main()
