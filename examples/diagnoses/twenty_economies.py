"""Twenty economies: what drove their emissions, and where their productivity came from.

Kaya's identity by LMDI for each, the environmental Kuznets curve of all, and McMillan and Rodrik's
split of productivity growth, on ``g20_panel_1990_2024.csv`` in ``data`` of the folder named by
TINBERGEN_SHARED. Usage: python examples/diagnoses/twenty_economies.py [FOLDER]
"""

import csv
import math

import numpy as np
from pages import DATA, plain, write

from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.text import Text
from tinbergen.domains.environment.methods.kuznets import TurningPoint, kuznets_curve
from tinbergen.domains.industry.methods.structural_change import structural_change
from tinbergen.economics.lmdi import divisia, kaya_factors
from tinbergen.report.blocks import Column, Estimate, Findings, Table
from tinbergen.report.document import Section

SOURCE = Text(
    "World Bank, BP and IEA through Gapminder, Our World in Data and UN SDG indicators",
    "世界银行、BP、IEA（经 Gapminder、Our World in Data 与联合国 SDG 指标）",
)
COLUMNS = {
    "gdp": "total_gdp_us_inflation_adjusted",
    "income": "gdppercapita_us_inflation_adjusted",
    "energy": "Primary energy consumption (TWh)",
    "co2": "co2_fuel_combustion_mt (SDG 9.4.1)",
    "work_agriculture": "agriculture_workers_percent_of_employment",
    "work_industry": "industry_workers_percent_of_employment",
    "work_services": "service_workers_percent_of_employment",
    "agriculture": "agriculture_percent_of_gdp",
    "industry": "industry_percent_of_gdp",
    "services": "services_percent_of_gdp",
    "product": "gdpperemployee_us_inflation_adjusted",
}
KAYA = (
    Text("population", "人口"),
    Text("income per head", "人均收入"),
    Text("energy intensity", "能源强度"),
    Text("carbon intensity", "碳强度"),
)
EMITTED, WORKED = (2000, 2017), (2000, 2019)
SECTORS = ("agriculture", "industry", "services")


def read() -> dict[tuple[str, int], dict[str, float]]:
    """(economy, year) -> name -> value, NaN where missing."""
    with (DATA / "g20_panel_1990_2024.csv").open(encoding="utf-8") as file:
        return {
            (line["geo"], int(line["year"])): {
                name: float(line[column]) if line[column] else math.nan
                for name, column in COLUMNS.items()
            }
            for line in csv.DictReader(file)
        }


def kaya(panel: dict[tuple[str, int], dict[str, float]], who: str) -> list[float] | None:
    """Percent of the first year's emissions that each factor added; None without data."""
    ends = [panel[who, year] for year in EMITTED]
    if any(math.isnan(e[n]) for e in ends for n in ("gdp", "income", "energy", "co2")):
        return None
    people, gdp, energy, co2 = (
        np.array(v)
        for v in zip(
            *((e["gdp"] / e["income"], e["gdp"], e["energy"], e["co2"]) for e in ends), strict=True
        )
    )
    factors = kaya_factors(people, gdp, energy, co2)
    split = divisia(factors[0], factors[1], KAYA)
    return [100 * float(p) / split.before for p in split.parts]


def productivity(panel: dict[tuple[str, int], dict[str, float]], who: str) -> tuple[float, float]:
    """Within and between sectors, in points of growth over the span."""
    ends = []
    for year in WORKED:
        row = panel[who, year]
        workers = np.array([row[f"work_{s}"] for s in SECTORS])
        value = np.array([row[s] for s in SECTORS])
        ends.append((row["product"] * value / value.sum(), workers / workers.sum()))
    split = structural_change(ends[0][0], ends[0][1], ends[1][0], ends[1][1])
    return float(split.within.sum()), float(split.between.sum())


def _turns(turning: TurningPoint | None, highest: float) -> Text:
    """Whether emissions per head fall beyond an income that anybody has."""
    if turning is None or math.exp(turning.log_income) > highest:
        return Text(
            "No income seen is one at which emissions per head turn",
            "在观测到的收入范围内，人均排放没有拐点",
        )
    return Text(
        "Emissions per head turn at an income that some have",
        "人均排放在部分经济体的收入水平出现拐点",
    )


def main() -> None:
    panel = read()
    economies = sorted({who for who, _ in panel})
    emitted = {who: parts for who in economies if (parts := kaya(panel, who))}
    order = sorted(emitted, key=lambda w: sum(emitted[w]))
    grown = {
        who: split
        for who in economies
        if not any(map(math.isnan, split := productivity(panel, who)))
    }
    inside = sorted(grown, key=lambda w: -grown[w][1])
    known = [(who, year) for who, year in panel if 2000 <= year <= 2017]
    curve = kuznets_curve(
        [w for w, _ in known],
        [y for _, y in known],
        [panel[k]["co2"] / (panel[k]["gdp"] / panel[k]["income"]) * 1e6 for k in known],
        [panel[k]["income"] for k in known],
    )
    turning = curve.turning
    highest = max(panel[k]["income"] for k in known)
    findings = [
        Estimate(
            Text(
                f"{order[0]} cut emissions most, {order[-1]} raised them most",
                f"{order[0]} 减排最多，{order[-1]} 增排最多",
            ),
            sum(emitted[order[0]]),
            unit=Text(f"percent of {EMITTED[0]}", f"占 {EMITTED[0]} 年百分比"),
            method=Text(
                "Kaya identity, LMDI-I; the parts sum exactly",
                "Kaya 恒等式，LMDI-I 分解，各项严格加总",
            ),
        ),
        Estimate(
            _turns(turning, highest),
            math.exp(turning.log_income) if turning else math.nan,
            math.exp(turning.delta[0]) if turning else math.nan,
            math.exp(turning.delta[1]) if turning else math.nan,
            Text("dollars per head, turning point", "美元/人，拐点"),
            Text(
                "quadratic in log income, country and year effects, errors by country",
                "对数收入二次项，国家与年份固定效应，按国家聚类",
            ),
            decimals=0,
            signed=False,
        ),
        Estimate(
            Text(
                f"{inside[0]} gained most from moving work between sectors",
                f"{inside[0]} 从劳动力跨部门转移中获益最多",
            ),
            grown[inside[0]][1],
            unit=Text("points of productivity growth", "生产率增长百分点"),
            method=Text(
                "McMillan and Rodrik (2011), three sectors, current-price shares",
                "McMillan 与 Rodrik（2011），三部门，现价份额",
            ),
        ),
    ]
    columns = (
        Column(Text("Economy", "经济体"), align="text"),
        *(Column(k, decimals=0, signed=True) for k in KAYA),
        Column(Text("total", "合计"), decimals=0, signed=True),
    )
    rows = [[plain(w), *emitted[w], sum(emitted[w])] for w in order]
    write(
        "twenty_economies",
        Text("Twenty economies: emissions and productivity", "二十个经济体：排放与生产率"),
        Text(
            f"{EMITTED[0]}–{EMITTED[1]}, {WORKED[0]}–{WORKED[1]}",
            f"{EMITTED[0]}—{EMITTED[1]} 年，{WORKED[0]}—{WORKED[1]} 年",
        ),
        [
            Section(
                Text("Diagnosis", "诊断"),
                None,
                [
                    Findings(findings),
                    Table(
                        Text(
                            f"Change of emissions {EMITTED[0]}–{EMITTED[1]}, percent",
                            f"{EMITTED[0]}—{EMITTED[1]} 年排放变化，百分比",
                        ),
                        columns,
                        rows,
                        source=SOURCE,
                    ),
                ],
            ),
            Section(
                Text("Emissions", "排放"),
                None,
                [
                    Ranking(
                        Text("What energy intensity did to emissions", "能源强度对排放的作用"),
                        [
                            Row(plain(w), emitted[w][2])
                            for w in sorted(emitted, key=lambda w: emitted[w][2])
                        ],
                        unit=Text(f"percent of {EMITTED[0]}", f"占 {EMITTED[0]} 年百分比"),
                        source=SOURCE,
                        mark="bar",
                        decimals=0,
                    )
                ],
            ),
            Section(
                Text("Productivity", "生产率"),
                None,
                [
                    Ranking(
                        Text("Growth from moving between sectors", "跨部门转移带来的增长"),
                        [Row(plain(w), grown[w][1]) for w in inside],
                        unit=Text(
                            f"percentage points, {WORKED[0]}–{WORKED[1]}",
                            f"百分点，{WORKED[0]}—{WORKED[1]} 年",
                        ),
                        source=SOURCE,
                        mark="bar",
                    ),
                    Text(
                        "With shares at current prices relative prices count as productivity.",
                        "份额按现价计算，相对价格变化会计入生产率变化。",
                    ),
                ],
            ),
        ],
    )


if __name__ == "__main__":
    main()
