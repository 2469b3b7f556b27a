"""Build what the pack of banks ships to warn of banking crises in the United States.

    python tools/build_crisis_tables.py --panel ST.csv --monthly FRED-MD.csv --out FOLDER

Nothing is fetched. ``--panel`` is the panel of Schularick and Taylor (2012): iso, year, loans1, cpi
and crisisST; it is used and not copied. ``--monthly`` has BUSLOANS, REALLN and CPIAUCSL by month,
in the column period. What is written:

- ``crisis-logit.csv``: the pooled logit's estimates with their covariance.
- ``crisis-record.csv``: the record of its warnings from 1984 on.
- ``us-credit.csv``: growth of real loans in the United States by year, and dates of crises.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import tinbergen as tb
from tinbergen.statistics.risk.usefulness import best_threshold

HERE = Path(__file__).parent
LAGS = [f"credit{k}" for k in range(1, 6)]
FIRST = 1984


def crises(panel: Path) -> pd.DataFrame:
    """Crises and lagged growth of real loans, without the World Wars and French loans to 1895."""
    d = pd.read_csv(panel).sort_values(["iso", "year"]).reset_index(drop=True)
    war = d["year"].between(1914, 1919) | d["year"].between(1939, 1947)
    loans = d["loans1"].where(~((d["iso"] == "FRA") & (d["year"] <= 1895)))
    growth = (np.log(loans) - np.log(d["cpi"])).groupby(d["iso"]).diff().where(~war)
    lags = {name: growth.groupby(d["iso"]).shift(k) for k, name in enumerate(LAGS, 1)}
    return pd.DataFrame({"iso": d["iso"], "year": d["year"], "crisis": d["crisisST"].where(~war),
                         **lags})  # fmt: skip


def logit(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a coefficient: the estimate and its covariances; below, share and threshold."""
    fit = tb.logit(rows["crisis"].to_numpy(), rows[LAGS].to_numpy(), names=LAGS)
    event = rows["crisis"].to_numpy()[fit.used]
    chosen = best_threshold(fit.fitted, event, 0.5, measure="alessi-detken")
    found = pd.DataFrame(fit.covariance, index=list(fit.names), columns=list(fit.names))
    found.insert(0, "estimate", fit.coefficients)
    found.loc["share", "estimate"] = event.mean()
    found.loc["threshold", "estimate"] = chosen.threshold
    return found.round(8)


def record(rows: pd.DataFrame) -> pd.DataFrame:
    """One column: what the warnings from 1984 on were worth."""
    found = tb.early_warning_record(
        rows["crisis"].to_numpy(), rows[LAGS].to_numpy(), rows["iso"].to_numpy(),
        rows["year"].to_numpy(), FIRST, preference=0.5, measure="alessi-detken",
    )  # fmt: skip
    low, high = found.interval()
    return pd.DataFrame({"value": {
        "first": FIRST, "last": found.years.max(), "n": len(found.outcome), "events": found.events,
        "auroc": found.auroc, "auroc_lower": low, "auroc_upper": high, "brier": found.brier,
        "brier_share": found.brier_climatology, "missed": found.usefulness.missed,
        "false": found.usefulness.false_alarms, "useful": found.usefulness.relative,
    }}).round(6)  # fmt: skip


def credit(monthly: Path) -> pd.DataFrame:
    """A row a year: growth of real loans, and whether a crisis began."""
    d = pd.read_csv(monthly)
    year = d["period"].str[:4].astype(int)
    loans = (d["BUSLOANS"] + d["REALLN"])[d["period"].str.endswith("-12")]
    loans.index = pd.Index(year[loans.index])
    full = d["CPIAUCSL"].groupby(year).agg(lambda x: x.mean() if x.notna().sum() == 12 else np.nan)
    growth = np.log(loans / full).diff().dropna()
    began = pd.Series(0.0, index=growth.index)
    began[[1984, 2007]] = 1.0
    began[began.index > 2017] = np.nan
    found = pd.DataFrame({"credit": growth.round(6), "crisis": began})
    found.index.name = "year"
    return found


def written(frame: pd.DataFrame, header: str, path: Path) -> None:
    """A table below what ``header`` says of it; missing values are empty."""
    text = frame.to_csv(lineterminator="\n", index_label=frame.index.name or "row")
    path.write_text((HERE / header).read_text(encoding="utf-8") + text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("panel", "monthly", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    rows = crises(given.panel)
    written(logit(rows), "crisis_logit_header.txt", given.out / "crisis-logit.csv")
    written(record(rows), "crisis_record_header.txt", given.out / "crisis-record.csv")
    written(credit(given.monthly), "crisis_credit_header.txt", given.out / "us-credit.csv")


if __name__ == "__main__":
    main()
