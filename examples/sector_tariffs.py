"""Mexico's tariffs by sector, 1993: which cuts raise the real wage if most of the revenue stays.

The world of Caliendo and Parro (2015) in four regions, twenty sectors of goods and one of services.

    python examples/sector_tariffs.py FOLDER

FOLDER holds the tables of their paper: trade.parquet (sector, exporter, importer, value,
tariff_bln), intermediate_consumption.parquet, final_consumption.csv, value_added.csv, theta.csv.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

import tinbergen as tb
from tinbergen.domains import trade

NAMED = {"Canada": "CAN", "Mexico": "MEX", "USA": "USA"}
REGIONS = ["CAN", "MEX", "USA", "ROW"]
#: Trade elasticity of services, which nobody trades here.
SERVICES = "SERVICES"


def code(sector: str) -> str:
    """A sector's name as a model may have it."""
    return "".join(c if c.isalnum() else "_" for c in sector.upper()).strip("_")


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of the case in millions of dollars: goods as they are, services as one."""
    flows = pd.read_parquet(folder / "trade.parquet")
    theta = pd.read_csv(folder / "theta.csv").set_index("sector")["value"]
    goods = list(theta.index[:20])
    short = {s: code(s) if s in goods else SERVICES for s in theta.index}
    sectors = [short[s] for s in goods] + [SERVICES]

    def region(names: pd.Series) -> pd.Series:
        return names.map(NAMED).fillna("ROW")

    flows = flows.assign(
        sector=flows["sector"].map(short), seller=region(flows["exporter"]),
        buyer=region(flows["importer"]), paid=flows["value"] * flows["tariff_bln"],
    )  # fmt: skip
    # Trade between countries of the rest is home trade there, and pays no tariff in this world.
    total = flows.groupby(["sector", "seller", "buyer"])[["value", "paid"]].sum()
    total.loc[total.index.get_level_values(1) == total.index.get_level_values(2), "paid"] = 0.0
    wide = total.unstack("buyer")
    rows = [(s, i) for s in sectors for i in REGIONS]
    value, paid = (wide[key].loc[rows, REGIONS] for key in ("value", "paid"))
    rates = (100 * paid / value.where(value > 0)).fillna(0.0)

    inputs = pd.read_parquet(folder / "intermediate_consumption.parquet")
    inputs = inputs.assign(
        value=inputs["value"].clip(lower=0), input=inputs["input"].map(short),
        sector=inputs["sector"].map(short), region=region(inputs["region"]),
    )  # fmt: skip
    used = inputs.groupby(["input", "sector", "region"])["value"].sum().unstack("region")
    used = used.loc[[(k, s) for k in sectors for s in sectors], REGIONS]

    def by_sector(name: str) -> pd.DataFrame:
        said = pd.read_csv(folder / name)
        said = said.assign(sector=said["sector"].map(short), region=region(said["region"]))
        found = said.groupby(["sector", "region"])["value"].sum().unstack("region")
        return found.loc[sectors, REGIONS]

    def flat(table: pd.DataFrame) -> pd.DataFrame:
        return table.set_axis([" ".join(label) for label in table.index])

    elasticity = theta.rename(short).groupby(level=0).first().loc[sectors].to_frame("theta")
    return {
        "trade": flat(value) / 1e6, "tariffs": flat(rates), "inputs": flat(used) / 1e6,
        "value_added": by_sector("value_added.csv") / 1e6,
        "final": by_sector("final_consumption.csv") / 1e6, "theta": elasticity,
    }  # fmt: skip


def case_of(said: dict[str, pd.DataFrame], folder: Path, country: str = "MEX") -> Path:
    """The case file with its tables in a folder: cuts of tariffs, none by more than the rate."""
    shutil.copy(Path(trade.__file__).parent / "sectoral.mod", folder / "sectoral.mod")
    for name, table in said.items():
        table.to_csv(folder / f"{name}.csv", index_label="row")
    sectors = list(said["theta"].index)
    others = [i for i in REGIONS if i != country]
    levers, zeros = [], {}
    for s in sectors:
        zeros[f"RISE_{s}"] = 0.0
        rates = said["tariffs"].loc[[f"{s} {i}" for i in others], country]
        if rates.max() > 0:
            levers.append(
                f"  - {{name: RISE_{s}, title: {{en: {s}, zh: {s}}}, "
                f"lower: {-rates[rates > 0].min():.6f}, upper: 0, "
                "unit: {en: points, zh: 百分点}, cost: 1.0e-2}"
            )
    zeros |= {f"D_{j}": 0.0 for j in REGIONS}
    pd.DataFrame(zeros, index=pd.Index([1993], name="year")).to_csv(folder / "data.csv")
    rules = "\n".join(f"  {name}: {{rule: constant, value: 0}}" for name in zeros)
    made = folder / "sector-tariffs.yaml"
    made.write_text(
        f"""name: sector-tariffs
title: {{en: Mexico's tariffs by sector, zh: 墨西哥分部门关税}}
pack: trade
data: {{source: data.csv}}
as_of: 1993
model: sectoral.mod
tables: {{{", ".join(f"{name}: {name}.csv" for name in said)}}}
calibration:
  - use: sectoral trade shares
    with: {{country: {country}, balanced: true, {", ".join(f"{n}: {n}" for n in said)}}}
estimation: {{method: none}}
horizon: 1
exogenous:
{rules}
instruments:
{chr(10).join(levers)}
targets:
  - variable: RW_{country}
    title: {{en: Real wage, zh: 实际工资}}
    unit: {{en: percent, zh: 百分比}}
    desired: 5
    measure: percent
    sense: at_least
constraints:
  - name: revenue
    title: {{en: Tariff revenue, zh: 关税收入}}
    variable: R_{country}
    sense: at_least
    bound: -20
    measure: percent
    unit: {{en: percent of 1993, zh: 占1993年的百分比}}
shown: [RW_{country}, V_{country}, R_{country}]
diagnosis: []
""",
        encoding="utf-8",
    )
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        case = case_of(tables(Path(sys.argv[1])), Path(place))
        print(tb.design(case, alternatives=False).summary())
