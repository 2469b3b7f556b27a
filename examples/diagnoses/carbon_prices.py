"""Emissions trading systems, 2008-2024: how high, how far apart, and where the EU price may go.

Needs ``carbon_ets_prices_annual.csv`` (World Carbon Pricing Database, ICAP) in ``data`` of the
folder named by TINBERGEN_SHARED. Usage: python examples/diagnoses/carbon_prices.py [FOLDER]
"""

import csv
import math
from collections import defaultdict

import numpy as np
from pages import DATA, write

from tinbergen.charts.chart import Chart
from tinbergen.charts.ground import Marker
from tinbergen.charts.layers import Fan, Line
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.blocks import Estimate, Findings
from tinbergen.report.document import Section
from tinbergen.statistics.forecast.forecast import forecast_series

SOURCE = Text("World Carbon Pricing Database; ICAP", "世界碳定价数据库；ICAP")
YEARS = range(2008, 2025)
AHEAD = 3
SYSTEMS = {
    "European Union Emissions Trading System": Text("European Union", "欧盟"),
    "California Cap-and-Trade Program": Text("California", "加利福尼亚"),
    "Korean Emissions Trading System": Text("Korea", "韩国"),
    "New Zealand Emissions Trading System (Up to 2023)": Text("New Zealand", "新西兰"),
    "Regional Greenhouse Gas Initiative": Text("RGGI (United States)", "RGGI（美国）"),
    "China National Emissions Trading System": Text("China", "中国"),
    "Switzerland Emissions Trading System": Text("Switzerland", "瑞士"),
    "German National Emissions Trading System": Text(
        "Germany, heat and fuels", "德国（供热与燃料）"
    ),
    "United Kingdom Emissions Trading Scheme": Text("United Kingdom", "英国"),
    "Washington Cap-and-Invest Program": Text("Washington State", "华盛顿州"),
    "Quebec Cap-and-Trade System": Text("Quebec", "魁北克"),
    "Ontario Cap-and-Trade Program (2017-2018)": Text("Ontario", "安大略"),
    "Nova Scotia Cap-and-Trade Program (2019-2022)": Text("Nova Scotia", "新斯科舍"),
    "Beijing (Pilot) Emissions Trading System": Text("Beijing (pilot)", "北京（试点）"),
    "Shanghai (Pilot) Emissions Trading System": Text("Shanghai (pilot)", "上海（试点）"),
    "Shenzhen (Pilot) Emissions Trading System": Text("Shenzhen (pilot)", "深圳（试点）"),
    "Guangdong (Pilot) Emissions Trading System": Text("Guangdong (pilot)", "广东（试点）"),
    "Chongqing (Pilot) Emissions Trading System": Text("Chongqing (pilot)", "重庆（试点）"),
    "Hubei (Pilot) Emissions Trading System": Text("Hubei (pilot)", "湖北（试点）"),
    "Tianjin (Pilot) Emissions Trading System": Text("Tianjin (pilot)", "天津（试点）"),
    "Fujian (Pilot) Emissions Trading System": Text("Fujian (pilot)", "福建（试点）"),
}
#: Those whose history is drawn.
SHOWN = tuple(SYSTEMS)[:6]
EUROS = Text("euros a tonne of CO2, yearly mean", "欧元/吨 CO2，年均")
DOLLARS = Text("dollars a tonne of CO2, yearly mean", "美元/吨 CO2，年均")


def read(unit: str) -> dict[str, dict[int, float]]:
    """System -> year -> price of its reference market, in dollars (usd) or its own money (lcu)."""
    prices: dict[str, dict[int, float]] = defaultdict(dict)
    with (DATA / "carbon_ets_prices_annual.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            if line["market"] == "Reference Market" and line[f"price_{unit}"]:
                prices[line["system"]][int(line["year"])] = float(line[f"price_{unit}"])
    return prices


def main() -> None:
    prices = read("usd")
    latest = {s: p[2024] for s, p in prices.items() if 2024 in p}
    ranked = sorted(latest, key=lambda s: -latest[s])
    spread = {
        year: np.std(np.log([p[year] for p in prices.values() if p.get(year, 0) > 0]))
        for year in (2014, 2024)
    }
    union = read("lcu")["European Union Emissions Trading System"]
    path = np.array([union[year] for year in YEARS])
    # In logs: a price is not negative, and its errors are proportional.
    ahead = forecast_series(np.log(path), 1, AHEAD)
    span = Period.parse(str(YEARS[0])).to(Period.parse(str(YEARS[-1])))
    longer = span.start.to(span.end + AHEAD)
    before = [math.nan] * (len(YEARS) - 1)
    level = 80.0
    low, high, middle = (
        np.r_[before, path[-1], np.exp(values)]
        for values in (ahead.lower[level], ahead.upper[level], ahead.point)
    )
    band = [f"{values[-1]:.0f}" for values in (low, high)]
    lines = [
        Line(SYSTEMS[system], [prices[system].get(year, math.nan) for year in YEARS])
        for system in SHOWN
    ]
    top = SYSTEMS[ranked[0]]
    write(
        "carbon_prices",
        Text("The price of carbon, from market to market", "各市场的碳价"),
        Text("21 emissions trading systems, 2008–2024", "21 个碳排放权交易体系，2008—2024 年"),
        [
            Section(
                Text("Diagnosis", "诊断"),
                None,
                [
                    Findings(
                        [
                            Estimate(
                                Text(
                                    f"The dearest tonne of 2024: {top.en}", f"2024 年最贵：{top.zh}"
                                ),
                                latest[ranked[0]],
                                unit=DOLLARS,
                                signed=False,
                            ),
                            Estimate(
                                Text(
                                    "Prices are further apart than ten years before"
                                    if spread[2024] > spread[2014]
                                    else "Prices are closer together than ten years before",
                                    "各市场价差较十年前扩大"
                                    if spread[2024] > spread[2014]
                                    else "各市场价差较十年前缩小",
                                ),
                                float(spread[2024] - spread[2014]),
                                unit=Text(
                                    "change of the standard deviation of log prices",
                                    "价格对数标准差的变化",
                                ),
                                decimals=2,
                                method=Text(
                                    "with abatement where it is cheapest prices would be equal",
                                    "若减排总在最便宜处进行，各处价格应相等",
                                ),
                            ),
                        ]
                    )
                ],
            ),
            Section(
                Text("Prices", "价格"),
                None,
                [
                    Chart(
                        Text("Six systems", "六个体系"), span, lines, unit=DOLLARS, source=SOURCE
                    ),
                    Ranking(
                        Text("All systems in 2024", "2024 年各体系"),
                        [Row(SYSTEMS[s], latest[s]) for s in ranked],
                        unit=DOLLARS,
                        source=SOURCE,
                        mark="bar",
                    ),
                ],
            ),
            Section(
                Text("The EU price ahead", "欧盟碳价展望"),
                None,
                [
                    Chart(
                        Text(
                            f"Past errors allow {band[0]} to {band[1]} euros in {longer.end}",
                            f"按以往误差，{longer.end} 年在 {band[0]} 至 {band[1]} 欧元之间",
                        ),
                        longer,
                        [
                            Fan(
                                Text("forecast", "预测"),
                                (level / 100,),
                                [low],
                                [high],
                                middle,
                                tone=1,
                            ),
                            Line(Text("EU", "欧盟"), [*path, *[math.nan] * AHEAD], tone="ink"),
                        ],
                        unit=EUROS,
                        source=SOURCE,
                        markers=(Marker(span.end),),
                        note=Text(
                            "Seventeen yearly means are few: the band is a reminder, no promise.",
                            "十七个年均值样本很小，区间仅供参考。",
                        ),
                    )
                ],
            ),
        ],
    )


if __name__ == "__main__":
    main()
