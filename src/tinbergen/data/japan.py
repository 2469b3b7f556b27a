"""Quarterly data of Japan that come with the installation, under the canonical names."""

from __future__ import annotations

from functools import cache

import numpy as np

from tinbergen.core.text import Text
from tinbergen.data.catalogue import MACRO
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import MACRO_TABLES, published, us_quarterly
from tinbergen.data.transforms import inflation, log_difference

_SOURCE = Text(
    "Japan: national accounts of October 2026 (OECD, from the Cabinet Office); unemployment "
    "(Statistics Bureau) and the overnight call rate (Bank of Japan) of August 2026, as the OECD "
    "compiles them",
    "日本：2026 年 10 月的国民账户（经合组织，源自内阁府）；2026 年 8 月的失业率（统计局）与隔夜"
    "拆借利率（日本银行），由经合组织汇编",
)
_YEN_2020 = Text("billions of chained 2020 yen, annual rate", "十亿 2020 年链式日元，年率")
_YEN = Text("billions of yen, annual rate", "十亿日元，年率")

#: What a reader of results on these data must know.
JAPAN_NOTES: tuple[Text, ...] = (
    Text(
        "Prices are the deflator of household consumption in the national accounts. Over 1996 to "
        "2020 it rose .3 points a year less than the consumer price index at which the Bank of "
        "Japan aims.",
        "价格为国民账户中居民消费的平减指数。1996 至 2020 年，其年均涨幅比日本银行所盯住的消费者"
        "价格指数低 0.3 个百分点。",
    ),
    Text(
        "The consumption tax rose in 1997Q2, 2014Q2 and 2019Q4: INFL and GROWTH then are the "
        "tax's, not the economy's, and models leave these quarters out.",
        "消费税于 1997Q2、2014Q2 与 2019Q4 提高：当季的 INFL 与 GROWTH 源自税收而非经济，模型略去"
        "这些季度。",
    ),
    Text(
        "r is the mean over the quarter of the uncollateralised overnight call rate. From 1999 to "
        "2024 it lay between -0.1 and 0.5: what policy did beside it (purchases of bonds, "
        "guidance) is not in it.",
        "r 为无担保隔夜拆借利率的季度均值。1999 至 2024 年间处于 -0.1 与 0.5 之间：利率之外的政策"
        "（购债、前瞻指引）未体现其中。",
    ),
    Text(
        "The values are final ones, not what was known in each quarter. I is fixed investment, "
        "private and public; G_gov consumption of all levels of government; stocks, net exports "
        "and the residual of chaining are in REST.",
        "数值为终值，而非各季度当时所知。I 为公私固定投资；G_gov 为各级政府消费；存货、净出口与链式"
        "误差在 REST 中。",
    ),
)


def japan_table() -> Dataset:
    """The table of published figures of Japan, 1995Q1 to 2026Q2."""
    return published(MACRO_TABLES / "japan-1995-2026.csv")


@cache
def japan_quarterly() -> Dataset:
    """Japan, 1995Q1 to 2026Q2: GDP and its parts, unemployment, prices, the call rate.

    Real series are in billions of chained 2020 yen at annual rates, GDPN in billions of yen; r, U,
    INFL, INFL4 (over four quarters) and GROWTH in percent. :data:`JAPAN_NOTES` tells what the
    names cover here.
    """
    table = japan_table()
    prices, parts = table["OECD_PC"], {n: table[f"OECD_{n[0]}"] for n in ("C", "I", "G_gov")}
    abroad = us_quarterly().window(table.span.start, table.span.end)["P"]
    real = 100 * np.log(table["YEN"] * abroad / prices)
    known = {
        "GDP": table["OECD_GDP"],
        **parts,
        "REST": table["OECD_GDP"] - sum(parts.values()),
        "r": table["CALL"],
        "P": prices,
        "U": table["UNRATE"],
        "INFL": inflation(prices, table.frequency),
        "INFL4": 100 * log_difference(prices, 4),
        "GROWTH": inflation(table["OECD_GDP"], table.frequency),
        "GDPN": table["OECD_GDPN"],
        "RER": real - np.mean(real),
    }
    units = {n: MACRO[n].unit for n in ("r", "U", "INFL", "GROWTH")}
    units |= {
        "RER": Text("100 log, mean 0", "对数×100，均值为 0"),
        "P": Text("index, 2020 = 100", "指数，2020 = 100"),
        "GDPN": _YEN,
        "INFL4": Text("percent", "百分比"),
    }
    named = {n: MACRO[n].title for n in known if n in MACRO} | {
        "GDPN": Text("GDP at current prices", "现价 GDP"),
        "INFL4": Text("inflation over four quarters", "同比通胀"),
        "C": Text("household consumption", "居民消费"),
        "I": Text("fixed investment", "固定投资"),
        "G_gov": Text("government consumption", "政府消费"),
        "REST": Text("stocks, net exports and the residual of chaining", "存货、净出口与链式误差"),
        "P": Text("deflator of household consumption", "居民消费平减指数"),
        "r": Text("overnight call rate", "隔夜拆借利率"),
        "RER": Text("dollar in yen, by consumer prices", "美元兑日元（按消费者价格）"),
    }
    return Dataset.of(
        table.span.start, known, titles=named,
        units={n: units.get(n, _YEN_2020) for n in known}, source=_SOURCE,
    )  # fmt: skip
