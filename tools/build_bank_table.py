"""Build the table of thirteen American banks that the pack of banks ships.

    python tools/build_bank_table.py --panel P.csv --macro M.csv --scenario FED.csv --out FOLDER

Nothing is fetched. ``--panel`` has a row a bank and quarter from the call reports of the Federal
Deposit Insurance Corporation (net_loans, equity and total_assets in dollars; tier1_capital, rwa and
noncurrent_loans in thousands; npl_ratio and roa in percent, roa over the year to date at an annual
rate). ``--macro`` is the Federal Reserve's history of its scenario variables, ``--scenario`` its
severely adverse scenario of 2025. What is written:

- ``us-banks.csv``: a column a bank and series, a row a quarter; ``us-banks-assets.csv`` likewise.
- ``us-macro.csv``: what the panel regressions read.
- ``fed-2025.csv``: the scenario in the names of the cases of the United States.

A return over the year to date is turned into that of the quarter, q r(q) - (q - 1) r(q - 1), which
neglects growth of assets within the year, and grossed up by the statutory federal tax rate (35
percent to 2017, 21 since). ``PAYOUT`` is what of net income did not stay in Tier 1 capital.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

NAMES = {
    3510: "BAC", 7213: "CITI", 57957: "CFG", 6672: "FITB", 6560: "HBAN", 628: "JPM", 17534: "KEY",
    588: "MTB", 6384: "PNC", 12368: "RF", 9846: "TFC", 6548: "USB", 3511: "WFC",
}  # fmt: skip
HERE = Path(__file__).parent


def banks(panel: Path, macro: pd.DataFrame) -> pd.DataFrame:
    """All columns of banks, a row a quarter; amounts in billions of dollars."""
    rows = pd.read_csv(panel)
    rows["quarter"] = pd.PeriodIndex(pd.to_datetime(rows["date"]), freq="Q")
    wide = {
        column: rows.pivot(index="quarter", columns="bank_id", values=column)[list(NAMES)]
        for column in ("npl_ratio", "tier1_capital", "rwa", "net_loans", "total_assets", "roa")
    }
    quarter = np.asarray(wide["roa"].index.quarter)[:, None]
    later = quarter * wide["roa"] - (quarter - 1) * wide["roa"].shift(1)
    return_ = wide["roa"].where(np.broadcast_to(quarter == 1, later.shape), later)
    tax = np.where(np.asarray(return_.index.year) < 2018, 0.35, 0.21)[:, None]
    scaled = {
        "NPL": wide["npl_ratio"].round(8),
        "TIER1": (wide["tier1_capital"] / 1e6).round(3),
        "RWA": (wide["rwa"] / 1e6).round(3),
        "LOANS": (wide["net_loans"] / 1e9).round(3),
        "ASSETS": (wide["total_assets"] / 1e9).round(3),
        "RETURN": (return_ / (1 - tax)).round(4),
    }
    found = {f"{k}_{NAMES[b]}": table[b] for k, table in scaled.items() for b in NAMES}
    before = scaled["TIER1"].shift(1).where(scaled["TIER1"].notna())
    income = (return_ / 400 * scaled["ASSETS"]).where(before.notna()).sum(axis=1)
    kept = (scaled["TIER1"] - before).sum(axis=1)
    whole = before.notna().all(axis=1)
    everyone = scaled["TIER1"].notna().all(axis=1)
    ratio = 100 * scaled["TIER1"].sum(axis=1) / scaled["RWA"].sum(axis=1)
    found["CAPITAL"] = ratio.where(everyone).round(6)
    found["PAYOUT"] = (400 * (income - kept) / before.sum(axis=1)).where(whole).round(3)
    assets = scaled["RWA"].sum(axis=1)
    found["LENDING"] = (400 * (assets / assets.shift(1) - 1)).where(whole).round(3)
    found["MORTGAGE"] = macro["mortgage_rate"].reindex(return_.index).round(6)
    return pd.DataFrame(found)


#: Groups of banks of the case us-banks-groups: the four largest, and the rest.
GROUPS = {"LARGE": ("BAC", "CITI", "JPM", "WFC")}
GROUPS["REGIONAL"] = tuple(b for b in NAMES.values() if b not in GROUPS["LARGE"])


def grouped(table: pd.DataFrame) -> pd.DataFrame:
    """Payouts and the capital ratio of each group, as :func:`banks` has them of all."""
    year = np.asarray(table.index.year)
    found = {}
    for name, members in GROUPS.items():
        tier1, rwa, assets, return_ = (
            table[[f"{s}_{b}" for b in members]].to_numpy()
            for s in ("TIER1", "RWA", "ASSETS", "RETURN")
        )
        before = np.vstack([np.full(len(members), np.nan), tier1[:-1]])
        tax = np.where(year < 2018, 0.35, 0.21)[:, None]
        income = (return_ * (1 - tax) / 400 * assets).sum(axis=1)
        kept = (tier1 - before).sum(axis=1)
        found[f"PAYOUT_{name}"] = (400 * (income - kept) / before.sum(axis=1)).round(3)
        found[f"RATIO_{name}"] = (100 * tier1.sum(axis=1) / rwa.sum(axis=1)).round(6)
    return pd.DataFrame(found, index=table.index)


def written(frame: pd.DataFrame, header: str, path: Path) -> None:
    """A table below what ``header`` says of it; missing values are empty."""
    frame = frame.copy()
    frame.index = pd.Index([str(q) for q in frame.index], name="date")
    text = frame.to_csv(lineterminator="\n")
    path.write_text((HERE / header).read_text(encoding="utf-8") + text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("panel", "macro", "scenario", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    macro = pd.read_csv(given.macro)
    macro.index = pd.PeriodIndex(pd.to_datetime(macro["date"]), freq="Q")
    known = macro[["real_gdp_growth", "unemployment", "mortgage_rate", "t3m"]].round(6)
    known.columns = pd.Index(["growth", "unemployment", "mortgage", "bill"])
    fed = pd.read_csv(given.scenario)
    fed.index = pd.PeriodIndex(fed["Date"].str.replace(" ", ""), freq="Q")
    scenario = fed[["Real GDP growth", "Unemployment rate", "3-month Treasury rate"]]
    scenario.columns = pd.Index(["GROWTH", "U", "r"])
    table = banks(given.panel, macro)
    assets = [c for c in table if c.startswith(("LOANS_", "ASSETS_"))]
    table = table.join(grouped(table))
    written(table.drop(columns=assets), "bank_table_header.txt", given.out / "us-banks.csv")
    written(table[assets], "bank_assets_header.txt", given.out / "us-banks-assets.csv")
    written(known, "bank_macro_header.txt", given.out / "us-macro.csv")
    written(scenario, "bank_scenario_header.txt", given.out / "fed-2025.csv")


if __name__ == "__main__":
    main()
