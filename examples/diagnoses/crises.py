"""Banking crises in 18 countries since 1870: what booms of loans foretold, and with what record.

Needs ``jst_macrohistory_r6.csv`` (Jordà, Schularick and Taylor) in ``data`` of the folder named by
TINBERGEN_SHARED. Usage: python examples/diagnoses/crises.py [FOLDER]
"""

import numpy as np
import pandas as pd
from pages import DATA, diagnosis, plain, write

import tinbergen as tb
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.text import Text
from tinbergen.report.blocks import Estimate

SOURCE = Text(
    "Jordà, Schularick and Taylor, Macrohistory Database R6",
    "Jordà、Schularick 与 Taylor 宏观历史数据库 R6",
)
LAGS = range(1, 6)
FIRST = 1984


def main() -> None:
    d = pd.read_csv(DATA / "jst_macrohistory_r6.csv").sort_values(["iso", "year"])
    war = d["year"].between(1914, 1919) | d["year"].between(1939, 1947)
    growth = (np.log(d["tloans"]) - np.log(d["cpi"])).groupby(d["iso"]).diff().where(~war)
    lags = np.column_stack([growth.groupby(d["iso"]).shift(lag) for lag in LAGS])
    event = d["crisisJST"].where(~war).to_numpy(float)
    fit = tb.logit(event, lags, units=d["iso"], clusters=d["iso"])
    inside = tb.auroc(fit.fitted, event[fit.used])
    record = tb.early_warning_record(event, lags, d["iso"], d["year"], FIRST, delay=3)
    low, high = record.interval(0.9)
    skill = 1 - record.brier / record.brier_climatology
    last = d["year"].max() == d["year"]
    now = np.isfinite(lags[last]).all(axis=1)
    chance = fit.probability(lags[last][now], d.loc[last, "iso"][now])
    names = d.loc[last, "country"][now].tolist()
    ranked = [k for k in np.argsort(-chance) if np.isfinite(chance[k])]
    year = int(d["year"].max())
    write(
        "crises",
        Text("Do booms of loans foretell crises?", "信贷繁荣能预示银行危机吗？"),
        Text("18 countries, 1870 to 2020", "18 国，1870—2020年"),
        diagnosis(
            [
                Estimate(
                    Text(
                        "Warnings since 1984, area under the curve",
                        "1984年以来的预警，ROC 曲线下面积",
                    ),
                    record.auroc, low, high, Text("0.5 is chance", "0.5 为随机"),
                    Text(
                        "logit estimated anew each year on what was known, "
                        f"{record.events} crises; "
                        f"with hindsight it is {inside:.2f}. The interval takes crises as "
                        "independent, and they come in waves",
                        f"逐年以当时已知数据重新估计的 logit，{record.events} 次危机；事后为 "
                        f"{inside:.2f}。区间视危机相互独立，而危机往往成群",
                    ),
                    decimals=2,
                ),
                Estimate(
                    Text(
                        "What its probabilities add to the share of crises",
                        "其概率较危机频率的改进",
                    ),
                    100 * skill, unit=Text("percent of the Brier score", "占 Brier 评分百分比"),
                    method=Text(
                        "one less the ratio of scores, 1984 on; below zero it is worse than saying "
                        "the same each year",
                        "1 减评分之比，1984年起；低于零则不如每年说同一概率",
                    ),
                    signed=True,
                ),
            ],
            Ranking(
                Text(f"Probability of a crisis in {year}", f"{year}年危机概率"),
                [Row(plain(names[k]), 100 * float(chance[k])) for k in ranked],
                unit=Text("percent", "百分比"), source=SOURCE, mark="bar", decimals=1,
            ),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
