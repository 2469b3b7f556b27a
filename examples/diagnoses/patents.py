"""Patents, 2000-2017: what research buys within countries, and who makes most of its researchers.

Needs ``world_annual_long.parquet`` (Gapminder, United Nations) and ``pwt91.parquet`` (Penn World
Table 9.1) in ``data`` of the folder named by TINBERGEN_SHARED, and pyarrow. Usage:

    python examples/diagnoses/patents.py [FOLDER]
"""

import numpy as np
import pandas as pd
from pages import DATA, diagnosis, plain, write

import tinbergen as tb
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.text import Text
from tinbergen.report.blocks import Estimate

SOURCE = Text(
    "Gapminder; United Nations, SDG indicators 9.5.1 and 9.5.2; Penn World Table 9.1",
    "Gapminder；联合国可持续发展指标 9.5.1、9.5.2；佩恩世界表 9.1",
)
SERIES = {
    "patents": "patent_applications_total",
    "share": "rd_expenditure_percent_gdp (SDG 9.5.1)",
    "researchers": "researchers_fte_per_million (SDG 9.5.2)",
}
SHOWN = 15
#: Patents a year from which a country counts: below, one filing more or less is most of it.
LEAST = 500


def read() -> pd.DataFrame:
    """A row a country and year: patents, research in 2011 dollars, researchers."""
    long = pd.read_parquet(DATA / "world_annual_long.parquet")
    long = long[long["indicator"].isin(SERIES.values()) & long["year"].between(2000, 2017)]
    wide = long.pivot_table(index=["geo", "year"], columns="indicator", values="value")
    wide = wide.rename(columns={code: name for name, code in SERIES.items()}).reset_index()
    output = pd.read_parquet(DATA / "pwt91.parquet")[["isocode", "year", "rgdpna", "pop"]]
    rows = wide.merge(output, left_on=["geo", "year"], right_on=["isocode", "year"]).dropna()
    rows["research"] = rows["share"] / 100 * rows["rgdpna"]
    rows["researchers"] *= rows["pop"]
    rows = rows[(rows["patents"] > 0) & (rows["research"] > 0)]
    return rows[rows.groupby("geo")["patents"].transform("mean") >= LEAST]


def elasticity(rows: pd.DataFrame) -> tuple[float, float]:
    """Of patents in research within countries, and its standard error."""
    codes = pd.factorize(rows["geo"])[0]
    years = pd.get_dummies(rows["year"], drop_first=True).to_numpy(float)
    x = np.column_stack([np.log(rows["research"]), np.log(rows["researchers"]), years])
    fit = tb.count_panel(rows["patents"].to_numpy(float), x, codes)
    return float(fit.coefficients[0]), float(fit.errors[0])


def main() -> None:
    rows = read()
    slope, error = elasticity(rows)
    rest = elasticity(rows[rows["geo"] != "CHN"])
    count = rows["geo"].nunique()
    late = rows[rows["year"] >= 2013].groupby("geo")[["patents", "research", "researchers"]].mean()
    inputs, made = late[["research", "researchers"]].to_numpy(), late[["patents"]].to_numpy()
    score = np.array([
        tb.data_envelopment(inputs, made, k, "variable", "outputs")[0] for k in range(len(late))
    ])  # fmt: skip
    ranked = np.argsort(-score)[:SHOWN]
    frontier = [late.index[k] for k in range(len(late)) if score[k] > 1 - 1e-6]
    write(
        "patents",
        Text("What does research buy?", "研发换来了什么？"),
        Text(f"{count} countries, 2000 to 2017", f"{count} 国，2000—2017年"),
        diagnosis(
            [
                Estimate(
                    Text("Patents for a percent more research", "研发增加 1% 带来的专利"),
                    slope, slope - 1.645 * error, slope + 1.645 * error,
                    Text("percent", "百分比"),
                    Text(
                        "Poisson with effects of countries and years, researchers held; errors by "
                        f"country. Without China, which files most, {rest[0]:.2f} ({rest[1]:.2f}): "
                        "that overturns the size. It is within countries, and no effect of policy",
                        "含国家与年份效应的泊松回归，研究人员不变；标准误按国家聚类。"
                        f"剔除申请最多的中国后为 {rest[0]:.2f}（{rest[1]:.2f}），足以推翻其大小。"
                        "仅为国内变动，并非政策效应",
                    ),
                    decimals=2,
                ),
                Estimate(
                    Text("Countries on the frontier", "前沿国家"), float(len(frontier)),
                    unit=Text(f"of {len(late)}: {', '.join(frontier)}",
                              f"（共 {len(late)}）：{'、'.join(frontier)}"),
                    method=Text(
                        "data envelopment, variable returns, toward outputs: patents of 2013 to "
                        "2017 from research and researchers. A patent is not the same everywhere",
                        "数据包络，可变规模报酬，产出导向：以研发与研究人员得到2013—2017年专利。"
                        "各国专利并不等同",
                    ),
                    decimals=0,
                ),
            ],
            Ranking(
                Text("Share of the frontier's patents", "占前沿专利产出的份额"),
                [Row(plain(late.index[k]), 100 * float(score[k])) for k in ranked],
                unit=Text("percent", "百分比"), source=SOURCE, mark="bar",
            ),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
