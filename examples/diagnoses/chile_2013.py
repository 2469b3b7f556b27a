"""Chile in 2013: key sectors, what would be lost without each, and what a carbon cost would do.

Twelve sectors of the Banco Central de Chile's table (``io_chile_2013_12x12.csv`` in ``data`` of the
folder named by TINBERGEN_SHARED). Usage: python examples/diagnoses/chile_2013.py [FOLDER]
"""

import csv
from collections import defaultdict

import numpy as np
from pages import DATA, write

from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.text import Text
from tinbergen.economics.input_output import (
    extraction,
    input_output,
    linkages,
    multipliers,
    prices_for,
)
from tinbergen.report.blocks import Column, Estimate, Findings, Table
from tinbergen.report.document import Section

SECTORS = {
    "agriculture_fishing": Text("Agriculture and fishing", "农业与渔业"),
    "mining": Text("Mining", "采矿业"),
    "manufacturing_industry": Text("Manufacturing", "制造业"),
    "electricity_gas_water": Text("Electricity, gas, water", "电力、燃气与供水"),
    "construction": Text("Construction", "建筑业"),
    "retail_hotels_restaurants": Text("Trade, hotels, restaurants", "商业、住宿与餐饮"),
    "transport_communications_information": Text("Transport and communication", "运输与通信"),
    "financial_services": Text("Finance", "金融业"),
    "real_estate": Text("Real estate", "房地产"),
    "business_services": Text("Business services", "商务服务"),
    "personal_services": Text("Personal services", "个人服务"),
    "public_administration": Text("Public administration", "公共管理"),
}
SOURCE = Text("Banco Central de Chile, input-output table 2013", "智利中央银行 2013 年投入产出表")

#: By how much electricity, gas and water become dearer in the experiment, in percent.
DEARER = 10.0


def read() -> dict[str, dict[tuple[str, str], float]]:
    """block -> (row, column) -> value, billions of pesos and jobs."""
    blocks: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    with (DATA / "io_chile_2013_12x12.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            blocks[line["block"]][line["row"], line["col"]] = float(line["value"])
    return blocks


def main() -> None:
    blocks, names = read(), list(SECTORS)
    flows = np.array([[blocks["Z"][i, j] for j in names] for i in names])
    # What the file calls final total demand is all demand, that of industries included: output.
    made = np.array([blocks["final_demand_and_wage"][i, "final_total_demand"] for i in names])
    jobs = np.array([blocks["employment"][i, "employees"] for i in names])
    table = input_output(tuple(names), flows, made)
    found, lost = linkages(table), extraction(table)
    output, work = multipliers(table), multipliers(table, jobs / table.output)
    titles = [SECTORS[n] for n in names]
    key = [
        n for n, b, f in zip(names, found.backward, found.forward, strict=True) if b > 1 and f > 1
    ]
    share = lost.total
    most = int(np.argmax(share))

    # Electricity's primary costs rise by what makes its own price 10 percent dearer.
    primary = 1 - flows.sum(axis=0) / made
    power = names.index("electricity_gas_water")
    unit = np.zeros(len(names))
    unit[power] = 1.0
    effect = prices_for(table, primary + unit) - prices_for(table, primary)
    rise = DEARER * effect / effect[power]

    listed = ", ".join(SECTORS[n].en for n in key), "、".join(SECTORS[n].zh for n in key)
    statements = [
        Estimate(
            Text(f"Key sectors: {listed[0]}", f"关键部门：{listed[1]}"),
            len(key),
            unit=Text("of 12 sectors", "（共 12 个部门）"),
            decimals=0,
            method=Text(
                "backward (Rasmussen) and forward (Ghosh) linkages both above one",
                "后向（Rasmussen）与前向（Ghosh）关联均大于一",
            ),
        ),
        Estimate(
            Text(
                f"Without {titles[most].en.lower()} output would be {share[most]:.1f} % lower",
                f"若没有{titles[most].zh}，经济总产出将减少 {share[most]:.1f}%",
            ),
            share[most],
            unit=Text("percent of output", "占总产出百分比"),
            method=Text(
                "hypothetical extraction, final demand of the others unchanged",
                "假设剔除法，其余最终需求不变",
            ),
        ),
    ]
    rows = [
        [t, b, f, o, w]
        for t, b, f, o, w in zip(
            titles,
            found.backward.tolist(),
            found.forward.tolist(),
            output.tolist(),
            work.tolist(),
            strict=True,
        )
    ]
    columns = (
        Column(Text("Sector", "部门"), align="text"),
        Column(Text("Backward", "后向关联"), decimals=2),
        Column(Text("Forward", "前向关联"), decimals=2),
        Column(Text("Output multiplier", "产出乘数"), decimals=2),
        Column(
            Text("Jobs", "就业"), Text("per billion pesos of demand", "每十亿比索需求"), decimals=1
        ),
    )
    order = np.argsort(-rise)
    write(
        "chile_2013",
        Text("Chile 2013: what holds the economy together", "智利 2013：产业如何环环相扣"),
        Text("Linkages, extraction and a cost shock", "产业关联、剔除与成本冲击"),
        [
            Section(
                Text("Diagnosis", "诊断"),
                None,
                [
                    Findings(statements),
                    Table(
                        Text("Linkages and multipliers", "关联与乘数"), columns, rows, source=SOURCE
                    ),
                ],
            ),
            Section(
                Text("Extraction", "剔除"),
                None,
                [
                    Ranking(
                        Text("Output lost without each sector", "失去各部门所减少的产出"),
                        [Row(titles[i], float(share[i])) for i in np.argsort(-share)],
                        unit=Text("percent of output", "占总产出百分比"),
                        source=SOURCE,
                        mark="bar",
                    )
                ],
            ),
            Section(
                Text("If energy becomes 10 % dearer", "若能源涨价 10%"),
                Text(
                    "Prices of all sectors, costs passed on in full, wages and profits unchanged.",
                    "各部门价格：成本完全转嫁，工资与利润不变。",
                ),
                [
                    Ranking(
                        Text(
                            f"{titles[order[1]].en} is hit next, by {rise[order[1]]:.2f} %",
                            f"{titles[order[1]].zh}其次，上升 {rise[order[1]]:.2f}%",
                        ),
                        [Row(titles[i], float(rise[i])) for i in order],
                        unit=Text("percent", "百分比"),
                        source=SOURCE,
                        mark="bar",
                        decimals=2,
                    )
                ],
            ),
        ],
    )


if __name__ == "__main__":
    main()
