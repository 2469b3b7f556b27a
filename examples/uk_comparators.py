"""The United Kingdom's carbon price against European countries without one.

Power and heat emissions per person of 25 countries that all trade in the European Union's scheme;
the United Kingdom alone put a floor under the price, from 2013. What comparators say stands beside
the world's answer, which counts from what was law in 2012 and whose response was estimated on the
same years.

    python examples/uk_comparators.py FOLDER

FOLDER holds world_annual_long.parquet (emissions by sector, Climate Watch as Our World in Data has
it) and pwt91.parquet (population, Penn World Table 9.1).
"""

import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

import tinbergen as tb
from tinbergen.domains import environment

COUNTRIES = ["AUT", "BEL", "BGR", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC",
             "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
             "SWE"]  # fmt: skip
ASKED = """
evaluation:
  - examine: synthetic control
    title: {en: power and heat emissions, zh: 发电供热排放}
    with: {table: power, treated: GBR, unit: {en: tonnes of CO2 a person, zh: 吨CO2/人}}
  - examine: synthetic difference-in-differences
    title: {en: power and heat emissions, zh: 发电供热排放}
    with: {table: power, treated: GBR, unit: {en: tonnes of CO2 a person, zh: 吨CO2/人}}
"""


def comparators(folder: Path) -> pd.DataFrame:
    """Tonnes a person, years down and countries across, 1995 to 2017."""
    said = pd.read_parquet(folder / "world_annual_long.parquet")
    emissions = said[said["indicator"] == "Electricity and heat"].set_index(["geo", "year"])[
        "value"
    ]
    people = pd.read_parquet(folder / "pwt91.parquet").set_index(["isocode", "year"])["pop"]
    people.index.names = ["geo", "year"]
    return (emissions / people).unstack("geo").loc[range(1995, 2018), COUNTRIES]


def case_with(table: pd.DataFrame, folder: Path) -> Path:
    """The worked case of 2012, asking comparators too, in a folder of its own."""
    for path in Path(environment.__file__).parent.iterdir():
        if path.suffix in (".csv", ".mod"):
            shutil.copy(path, folder / path.name)
    table.to_csv(folder / "power.csv", index_label="year")
    text = (Path(environment.__file__).parent / "uk-2012.yaml").read_text(encoding="utf-8")
    text = text.replace("tables: {", "tables: {power: power.csv, ", 1)
    made = folder / "uk-comparators.yaml"
    made.write_text(text + ASKED, encoding="utf-8")
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        case = case_with(comparators(Path(sys.argv[1])), Path(place))
        plan = tb.design(case, alternatives=False)
        print(tb.evaluate(case, plan, until="2017").summary())
