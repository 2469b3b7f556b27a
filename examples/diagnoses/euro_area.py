"""The euro area, 1970-2017: its recessions, how much output it lacked, and inflation under its aim.

Needs ``euro_area_awm18.csv`` (Area-wide Model database of the European Central Bank) in ``data`` of
the folder named by TINBERGEN_SHARED. Usage: python examples/diagnoses/euro_area.py [FOLDER]
"""

import numpy as np
import pandas as pd
from pages import DATA, diagnosis, write

import tinbergen as tb
from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.text import Text
from tinbergen.report.blocks import Estimate
from tinbergen.statistics.cycles.output_gap import output_gap

SOURCE = Text(
    "Area-wide Model database 18, European Central Bank", "欧洲中央银行区域模型数据库第18版"
)
PERCENT = Text("percent", "百分比")
#: The aim of the European Central Bank until 2021 was below, but close to, two percent.
AIM = 1.9
METHODS = {
    "unobserved_components": Text("unobserved components", "不可观测成分"),
    "hp": Text("Hodrick and Prescott", "Hodrick-Prescott"),
    "hamilton": Text("Hamilton", "Hamilton"),
}


def main() -> None:
    table = pd.read_csv(DATA / "euro_area_awm18.csv", index_col="obs")
    table.index = pd.PeriodIndex(table.index, freq="Q")
    span = tb.Period.parse("1970Q1").to(tb.Period.parse(str(table.index[-1])))
    output, prices = table["YER"], table["HICP"]
    points = tb.turning_points(output)
    gaps = {name: output_gap(output.to_numpy(), 4, name) for name in METHODS}
    own, last = gaps["unobserved_components"], [float(g.gap[-1]) for g in gaps.values()]
    inflation = 100 * np.log(prices).diff(4)
    short = float(inflation["2013Q1":].mean() - AIM)
    peaks = "、".join(str(p) for p in points.dates["peak"])
    write(
        "euro_area",
        Text("How much slack did the euro area have?", "欧元区有多少闲置产能？"),
        Text("Seventeen economies, 1970 to 2017", "十七国，1970—2017年"),
        diagnosis(
            [
                Estimate(
                    Text("Output gap at the end of 2017", "2017年末产出缺口"),
                    float(own.gap[-1]), float(own.lower[-1]), float(own.upper[-1]), PERCENT,
                    Text(
                        "unobserved components; the interval is of this model alone. Three methods "
                        f"lie between {min(last):+.1f} and {max(last):+.1f}",
                        f"不可观测成分；区间仅就该模型而言。三种方法介于 {min(last):+.1f} 与 "
                        f"{max(last):+.1f} 之间",
                    ),
                ),
                Estimate(
                    Text("Inflation against its aim, 2013 to 2017", "通胀与目标之差，2013—2017年"),
                    short, unit=Text("percentage points", "百分点"),
                    method=Text(
                        f"mean over four quarters less {AIM}, for 'below, but close to, 2 percent'",
                        f"四季度同比均值减 {AIM}（“低于但接近2%”）",
                    ),
                    signed=True,
                ),
                Estimate(
                    Text("Contractions dated since 1970", "1970年以来的收缩次数"),
                    float(len(points.peaks)), unit=Text("by Bry and Boschan", "按 Bry 与 Boschan"),
                    method=Text(f"peaks in {peaks.replace('、', ', ')}", f"峰值：{peaks}"),
                    decimals=0,
                ),
            ],
            Chart(
                Text("Three measures of the gap", "缺口的三种度量"), span,
                [Line(METHODS[n], g.gap) for n, g in gaps.items()], unit=PERCENT, source=SOURCE,
            ),
            Chart(
                Text("Consumer prices over four quarters", "消费价格同比"), span,
                [Line(Text("inflation", "通胀"), inflation.to_numpy())], unit=PERCENT,
                source=SOURCE,
            ),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
