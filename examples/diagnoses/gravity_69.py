"""Sixty-nine countries, 1986-2006: gravity, and where trade falls short of it.

Needs ``trade_bilateral_agtpa.parquet`` (WTO/UNCTAD Advanced Guide to Trade Policy Analysis) in
``data`` of the folder named by TINBERGEN_SHARED, and pyarrow. Usage:

    python examples/diagnoses/gravity_69.py [FOLDER]
"""

import numpy as np
from pages import DATA, plain, write
from pyarrow import parquet

from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.text import Text
from tinbergen.domains.trade.methods.gravity import joined, log_gravity, potential, ppml
from tinbergen.economics.concentration import concentration
from tinbergen.report.blocks import Column, Estimate, Findings, Table
from tinbergen.report.document import Section

SOURCE = Text(
    "WTO and UNCTAD, Advanced Guide to Trade Policy Analysis (2016), data",
    "WTO 与贸发会议《贸易政策分析高级指南》（2016）数据",
)
YEARS = (1986, 1990, 1994, 1998, 2002, 2006)
NAMES = {
    "ln_dist": Text("log distance", "距离（对数）"),
    "cntg": Text("common border", "共同边界"),
    "lang": Text("common language", "共同语言"),
    "clny": Text("colonial tie", "殖民联系"),
    "rta": Text("trade agreement", "贸易协定"),
}
#: Pairs that trade at least so much count as gaps worth a look, in millions of dollars.
WORTH = 500.0


def main() -> None:
    table = parquet.read_table(DATA / "trade_bilateral_agtpa.parquet")
    column = {n: np.array(table.column(n).to_pylist()) for n in table.column_names}
    abroad = (column["exporter"] != column["importer"]) & np.isin(column["year"], YEARS)
    rows = {n: v[abroad] for n, v in column.items()}
    years = rows["year"]
    regressors = {"ln_dist": np.log(rows["dist"])} | {n: rows[n] for n in NAMES if n != "ln_dist"}
    effects = {
        "exporter-year": joined(rows["exporter"], years),
        "importer-year": joined(rows["importer"], years),
    }
    fit = ppml(rows["trade"], regressors, effects, clusters={"pair": rows["pair_id"]})
    logs = log_gravity(rows["trade"], regressors, effects, clusters={"pair": rows["pair_id"]})
    gaps = potential(fit)
    last = years[gaps.rows] == YEARS[-1]
    missing = np.where(last, gaps.expected - gaps.actual, -np.inf)
    top = [i for i in np.argsort(-missing)[:15] if gaps.expected[i] > WORTH]
    who = [f"{rows['exporter'][gaps.rows[i]]} → {rows['importer'][gaps.rows[i]]}" for i in top]

    here = abroad & (column["year"] == YEARS[-1])
    exporters = sorted(set(column["exporter"][here]))
    spread = {}
    for name in exporters:
        own = here & (column["exporter"] == name)
        flows = dict(zip(column["importer"][own], column["trade"][own].astype(float), strict=True))
        spread[name] = concentration(flows, name=name)
    ranked = sorted(exporters, key=lambda n: -spread[n].index)[:15]

    agreement, error = fit.coefficient("rta")
    effect = 100 * (np.exp(agreement) - 1)
    low, high = (100 * (np.exp(agreement + z * error) - 1) for z in (-1.645, 1.645))
    coefficients = [
        [
            NAMES[n],
            float(fit.coefficient(n)[0]),
            float(fit.coefficient(n)[1]),
            float(logs.coefficient(n)[0]),
            float(logs.coefficient(n)[1]),
        ]
        for n in NAMES
    ]
    columns = (
        Column(Text("Regressor", "解释变量"), align="text"),
        Column(Text("PPML", "PPML"), decimals=3),
        Column(Text("s.e.", "标准误"), decimals=3),
        Column(Text("OLS, logs", "OLS（对数）"), decimals=3),
        Column(Text("s.e.", "标准误"), decimals=3),
    )
    gap = float(missing[top[0]])
    write(
        "gravity_69",
        Text("Who trades less than gravity says?", "谁的贸易低于引力潜力？"),
        Text(
            "69 countries, manufactures, six years from 1986 to 2006",
            "69 国制造业贸易，1986—2006 年间六年",
        ),
        [
            Section(
                Text("Diagnosis", "诊断"),
                None,
                [
                    Findings(
                        [
                            Estimate(
                                Text("What an agreement adds to trade", "贸易协定的贸易效应"),
                                effect,
                                low,
                                high,
                                Text("percent", "百分比"),
                                Text(
                                    "PPML with exporter-year and importer-year effects; errors "
                                    "clustered by pair",
                                    "PPML，出口国—年份与进口国—年份固定效应；按国家对聚类",
                                ),
                            ),
                            Estimate(
                                Text(f"The largest gap: {who[0]}", f"最大缺口：{who[0]}"),
                                gap / 1000,
                                unit=Text(
                                    "billion dollars below potential in 2006",
                                    "十亿美元（2006年低于潜力）",
                                ),
                                method=Text("fitted minus actual", "拟合值减实际值"),
                            ),
                        ]
                    ),
                    Table(
                        Text("Gravity", "引力方程"),
                        columns,
                        coefficients,
                        note=Text(
                            f"{fit.observations:,} observations", f"{fit.observations:,} 个观测值"
                        ),
                        source=SOURCE,
                    ),
                ],
            ),
            Section(
                Text("Opportunities", "贸易机会"),
                None,
                [
                    Ranking(
                        Text("Largest flows missing in 2006", "2006 年缺口最大的贸易流"),
                        [
                            Row(plain(w), float(missing[i]) / 1000)
                            for w, i in zip(who, top, strict=True)
                        ],
                        unit=Text("billion dollars", "十亿美元"),
                        source=SOURCE,
                        mark="bar",
                    )
                ],
            ),
            Section(
                Text("Concentration", "集中度"),
                None,
                [
                    Ranking(
                        Text(
                            f"{ranked[0]} depends most on few markets",
                            f"{ranked[0]} 对少数市场的依赖最深",
                        ),
                        [Row(plain(n), float(spread[n].index)) for n in ranked],
                        Text(
                            "Herfindahl index of export partners, 2006",
                            "出口伙伴赫芬达尔指数，2006 年",
                        ),
                        unit=Text("0 to 1", "0 至 1"),
                        source=SOURCE,
                        mark="bar",
                        decimals=3,
                    )
                ],
            ),
        ],
    )


if __name__ == "__main__":
    main()
