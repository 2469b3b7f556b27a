"""Build the panel of bad loans by country that the pack of banks ships.

    python tools/build_bad_loans_table.py --loans NPL.csv --world WORLD.parquet --out FILE.csv

Nothing is fetched. ``--loans`` has the columns iso3, year and npl (World Bank, FB.AST.NPER.ZS),
``--world`` a row a country, year and indicator (geo, year, indicator, value) with GDP at constant
prices and unemployment. Years before the first of a country's bad loans are not written.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
GDP, JOBS = "total_gdp_us_inflation_adjusted", "aged_15plus_unemployment_rate_percent"


def panel(loans: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    """A row a country and year, ``JPN 2010``: npl, growth, unemployment and its change."""
    wide = (
        world[world["indicator"].isin([GDP, JOBS])]
        .pivot(index=["geo", "year"], columns="indicator", values="value")
        .sort_index()
    )
    by = wide.groupby(level="geo")
    known = pd.DataFrame(
        {
            "growth": 100 * by[GDP].pct_change(fill_method=None),
            "unemployment": wide[JOBS],
            "change": by[JOBS].diff(),
        }
    ).round(4)
    rows = loans.rename(columns={"iso3": "geo"}).set_index(["geo", "year"]).join(known)
    rows.index = pd.Index([f"{geo} {year}" for geo, year in rows.index], name="row")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("loans", "world", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    found = panel(pd.read_csv(given.loans), pd.read_parquet(given.world))
    header = (HERE / "bad_loans_header.txt").read_text(encoding="utf-8")
    given.out.write_text(header + found.to_csv(lineterminator="\n"), encoding="utf-8")


if __name__ == "__main__":
    main()
