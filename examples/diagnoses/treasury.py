"""An enterprise's treasury and its right to wait: 130 years of American returns.

Real returns of shares, bonds, bills and houses, 1891-2020, from ``jst_macrohistory_r6.csv`` (Jordà,
Schularick and Taylor's Macrohistory) in ``data`` of the folder named by TINBERGEN_SHARED. Usage:

    python examples/diagnoses/treasury.py [FOLDER]
"""

import numpy as np
import pandas as pd
from pages import DATA, diagnosis, write

import tinbergen as tb
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.text import Text
from tinbergen.report.blocks import Column, Estimate, Table

SOURCE = Text(
    "Jordà, Schularick and Taylor, Macrohistory Database R6",
    "Jordà、Schularick 与 Taylor 宏观历史数据库 R6",
)
ASSETS = {
    "eq_tr": Text("shares", "股票"), "bond_tr": Text("bonds", "债券"),
    "bill_rate": Text("bills", "票据"), "housing_tr": Text("houses", "房产"),
}  # fmt: skip
PERCENT = Text("percent a year", "年百分比")
WANTED = 0.04  # real return a year that is asked for
PROJECT = 1.2  # what a project is worth for a dollar of cost, made up


def main() -> None:
    table = pd.read_csv(DATA / "jst_macrohistory_r6.csv")
    usa = table[table["iso"] == "USA"].set_index("year")
    inflation = usa["cpi"].pct_change()
    real = usa[list(ASSETS)].add(1).div(1 + inflation, axis=0).sub(1).dropna()
    returns = real.to_numpy()
    calm = tb.mean_variance(returns.mean(axis=0), np.cov(returns.T), WANTED, names=list(ASSETS))
    tail = tb.mean_cvar(returns, WANTED, 0.9, names=list(ASSETS))
    worst = -100 * tail.expected_shortfall
    logs = np.log1p(real["eq_tr"])
    volatility, error = float(logs.std()), float(logs.std() / np.sqrt(2 * (len(logs) - 1)))
    payout = float(usa["eq_dp"].loc[real.index].mean())
    rate = float(returns[:, 1].mean())
    option = tb.real_option(PROJECT, 1.0, volatility, rate, payout)
    span = f"{real.index[0]}-{real.index[-1]}"
    columns = (
        Column(Text("Weights", "权重"), align="text"),
        Column(Text("least variance", "最小方差"), Text("percent", "百分比"), decimals=0),
        Column(Text("least worst tenth", "最小尾部损失"), Text("percent", "百分比"), decimals=0),
    )
    write(
        "treasury",
        Text("Where to keep money, and when to spend it", "资金放在哪里，何时投出"),
        Text(f"Real returns in the United States, {span}", f"美国实际收益率，{span}"),
        diagnosis(
            [
                Estimate(
                    Text("The worst tenth of years", "最坏的十分之一年份"), worst, unit=PERCENT,
                    method=Text(
                        f"mean of the portfolio with the least of it that returned {WANTED:.0%} on "
                        "average; years are taken as draws that are alike and independent",
                        f"平均收益率达 {WANTED:.0%} 的组合中尾部损失最小者；各年视为独立同分布",
                    ),
                    signed=True,
                ),
                Estimate(
                    Text("A project's value at which waiting ends", "停止等待的项目价值"),
                    option.trigger, unit=Text("for a dollar of cost", "每 1 美元成本"),
                    method=Text(
                        f"Dixit and Pindyck with the volatility of shares, {100 * volatility:.1f} "
                        f"(standard error {100 * error:.1f}), bonds' real return "
                        f"{100 * rate:.1f} and dividends {100 * payout:.1f} percent. At "
                        f"{PROJECT:.2f} the right to wait is worth {option.waiting:.2f} more than "
                        "starting now. A project of one's own moves more than the market",
                        f"Dixit 与 Pindyck，波动率取股票 {100 * volatility:.1f}%（标准误 "
                        f"{100 * error:.1f}），债券实际收益率 {100 * rate:.1f}%，股息 "
                        f"{100 * payout:.1f}%。价值为 {PROJECT:.2f} 时，等待比立即开始多值 "
                        f"{option.waiting:.2f}。单个项目的波动大于市场",
                    ),
                    decimals=2,
                ),
            ],
            Table(
                Text("Two portfolios with the same mean", "均值相同的两个组合"), columns,
                [[ASSETS[n], 100 * float(a), 100 * float(b)]
                 for n, a, b in zip(ASSETS, calm.weights, tail.weights, strict=True)],
                source=SOURCE,
            ),
            Ranking(
                Text("Real returns, mean", "平均实际收益率"),
                [Row(ASSETS[n], 100 * float(real[n].mean())) for n in ASSETS],
                unit=PERCENT, source=SOURCE, mark="bar", decimals=1,
            ),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
