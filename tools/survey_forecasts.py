"""Write the forecasts of others as `tinbergen track-record --against NAME=FILE` reads them.

    python tools/survey_forecasts.py --spf SPF.parquet --greenbook GREENBOOK.parquet --out FOLDER

Nothing is fetched; the two files are

- ``--spf``: means of the Survey of Professional Forecasters (Federal Reserve Bank of
  Philadelphia): columns variable (RGDP, UNEMP in levels; CPI at annual rates), YEAR, QUARTER, h
  (-1 to 4; 0 is the quarter of the survey), value.
- ``--greenbook``: forecasts of the Federal Reserve Board's staff (the same bank's file): columns
  variable (gRGDP, UNEMP, gPCPI), DATE as 2008.4, GBdate as 20081022, h, value.

Of the two Greenbooks of most quarters the first is taken, which is older than the middle of the
quarter by some weeks; the second is younger, and much better informed of the quarter itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

COLUMNS = ["origin", "variable", "horizon", "mean"]


def survey(path: Path) -> pd.DataFrame:
    """The survey's means; growth compounds at annual rates."""
    table = pd.read_parquet(path).astype({"variable": str})
    table["origin"] = table["YEAR"].astype(str) + "Q" + table["QUARTER"].astype(str)
    wide = table.pivot_table(index=["variable", "origin"], columns="h", values="value")
    level = wide.loc["RGDP"]
    parts = {("GDP", str(h)): 100 * ((level[h] / level[h - 1]) ** 4 - 1) for h in range(5)}
    parts["GDP", "4q"] = 100 * (level[3] / level[-1] - 1)
    parts |= {("U", str(h)): wide.loc["UNEMP"][h] for h in range(5)}
    rates = wide.loc["CPI"]
    parts |= {("CPI", str(h)): rates[h] for h in range(5)}
    parts["CPI", "4q"] = compounded(rates)
    return stacked(parts)


def greenbook(path: Path) -> pd.DataFrame:
    """The staff's forecasts."""
    table = pd.read_parquet(path).astype({"variable": str})
    quarter = (10 * table["DATE"]).round().astype(int)
    year, number = quarter // 10, quarter % 10
    table["origin"] = year.astype(str) + "Q" + number.astype(str)
    ordered = table.sort_values("GBdate", kind="stable")
    chosen = ordered.drop_duplicates(["variable", "origin", "h"], keep="first")
    wide = chosen.pivot(index=["variable", "origin"], columns="h", values="value")
    parts = {}
    for code, name in (("gRGDP", "GDP"), ("UNEMP", "U"), ("gPCPI", "CPI")):
        parts |= {(name, str(h)): wide.loc[code][h] for h in range(5)}
        if name != "U":
            parts[name, "4q"] = compounded(wide.loc[code])
    return stacked(parts)


def compounded(rates: pd.DataFrame) -> pd.Series:
    """Growth over four quarters from annual rates of the quarters 0 to 3."""
    growth = (1 + rates[[0, 1, 2, 3]] / 100) ** 0.25
    return 100 * (growth.prod(axis=1, skipna=False) - 1)


def stacked(parts: dict[tuple[str, str], pd.Series]) -> pd.DataFrame:
    long = pd.concat(parts, names=["variable", "horizon"]).dropna().rename("mean").reset_index()
    return long.sort_values("origin", kind="stable")[COLUMNS]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for option in ("--spf", "--greenbook", "--out"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, table in (("spf", survey(given.spf)), ("greenbook", greenbook(given.greenbook))):
        table.to_csv(given.out / f"{name}.csv", index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
