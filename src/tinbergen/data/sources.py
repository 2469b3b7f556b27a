"""Data that come with the installation, under the canonical names."""

from __future__ import annotations

import dataclasses
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.catalogue import MACRO, titles
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.tabular import read_table
from tinbergen.data.transforms import inflation, log_difference

_US_SOURCE = Text(
    "United States: national accounts and unemployment of 15 December 2009 (statsmodels); federal "
    "balance of 2025 (BEA, as the Federal Reserve Board publishes it with its FRB/US model); "
    "consumer prices and bill rate of August 2026 (BLS and Federal Reserve Board, FRED-MD)",
    "美国：国民账户与失业率为 2009 年 12 月 15 日取得（statsmodels）；联邦收支为 2025 年数据"
    "（经济分析局，随联邦储备委员会 FRB/US 模型公布）；消费者价格与国库券利率为 2026 年 8 月"
    "（劳工统计局与联邦储备委员会，FRED-MD）",
)
_BOARD_SOURCE = Text(
    "United States: national accounts of 2025 (BEA, as the Federal Reserve Board publishes them "
    "with its FRB/US model); consumer prices, unemployment and bill rate of August 2026 (BLS and "
    "Federal Reserve Board, FRED-MD)",
    "美国：国民账户为 2025 年数据（经济分析局，随联邦储备委员会 FRB/US 模型公布）；消费者价格、"
    "失业率与国库券利率为 2026 年 8 月（劳工统计局与联邦储备委员会，FRED-MD）",
)
_QUARTERLY_SOURCE = Text(
    "United States: GDP (BEA), consumer prices and unemployment (BLS) and the federal funds rate "
    "(Federal Reserve Board) of August 2026, by FRED-MD; components of demand and GDP at current "
    "prices by the OECD's quarterly national accounts of November 2026",
    "美国：2026 年 8 月的 GDP（经济分析局）、消费者价格与失业率（劳工统计局）及联邦基金利率"
    "（联邦储备委员会），取自 FRED-MD；需求分项与现价 GDP 取自经合组织 2026 年 11 月的季度国民账户",
)
_CHAINED = Text("billions of chained 2005 dollars, annual rate", "十亿 2005 年链式美元，年率")
_CHAINED_2017 = Text("billions of chained 2017 dollars, annual rate", "十亿 2017 年链式美元，年率")
_DOLLARS = Text("billions of dollars, annual rate", "十亿美元，年率")
_CPI = Text("index, 1982-84 = 100", "指数，1982–84 = 100")
_BOARD_LAST = Period.parse("2024Q4")

_INCOME_NOTE = Text(
    "T is GDP minus disposable personal income: all that stands between the two, that is taxes "
    "less transfers, but also depreciation and retained profits. The two are deflated by "
    "different price indices, and T carries the difference.",
    "T 是 GDP 减个人可支配收入：即两者之间的一切，除税收减转移支付外，还包括折旧与留存利润。"
    "两者所用价格指数不同，差异也计入 T。",
)
_BUDGET_NOTE = Text(
    "The federal deficit is that of the national accounts, from 1968. NET, federal taxes less "
    "transfers and interest, is purchases less this deficit, all in percent of GDP.",
    "联邦赤字取自国民账户，自 1968 年起。NET 为联邦税收减转移支付与利息，即购买减该赤字，均为占 "
    "GDP 百分比。",
)
_PRICE_NOTE = Text(
    "P is the seasonally adjusted consumer price index of the quarter's last month and INFL its "
    "annualised log change, so that INFL is about what happened within the quarter, not about "
    "averages of quarters; r is the mean over the quarter of the three-month treasury bill rate. "
    "No value is from a month after its quarter.",
    "P 为季末月的经季节调整消费者价格指数，INFL 为其年化对数变化，因此 INFL 反映季内的变动，"
    "而非季度均值之间的变动；r 为三个月国库券利率的季度均值。没有任何数值取自该季度之后的月份。",
)

#: What a reader of results on these data must know.
US_NOTES: tuple[Text, ...] = (
    Text(
        "G_gov is federal consumption and investment only; state and local government, net exports "
        "and the residual of chaining are in REST.",
        "G_gov 仅为联邦政府的消费与投资；州与地方政府、净出口以及链式加总的误差都在 REST 中。",
    ),
    _INCOME_NOTE,
    _BUDGET_NOTE,
    Text(
        "The values are final ones, not what was known in each quarter: national accounts and "
        "unemployment are those of December 2009, consumer prices have the seasonal factors of "
        "2026, bill rates are never revised. Later revisions are looked ahead to, later periods "
        "are not.",
        "数值为终值，而非各季度当时所知：国民账户与失业率为 2009 年 12 月的数据，消费者价格采用 "
        "2026 年的季节因子，国库券利率从不修订。包含了日后的修订，但不使用之后各期的数据。",
    ),
    _PRICE_NOTE,
)

#: The same for :func:`us_board`.
BOARD_NOTES: tuple[Text, ...] = (
    Text(
        "G_gov is federal consumption and investment but for the pay of federal employees, and I "
        "is private fixed investment; that pay, stocks, state and local government, net exports "
        "and the residual of chaining are in REST.",
        "G_gov 为联邦政府的消费与投资，不含联邦雇员薪酬；I 为私人固定投资；该薪酬、存货、州与地方"
        "政府、净出口以及链式加总的误差都在 REST 中。",
    ),
    _INCOME_NOTE,
    _BUDGET_NOTE,
    Text(
        "2024Q4 is the last quarter for which all eight columns are here: federal purchases, "
        "private investment and disposable income end with the Board's file. GDP, unemployment, "
        "prices and rates to 2026Q2 are in the table and not used.",
        "2024Q4 是八列数据齐全的最后一个季度：联邦购买、私人投资与可支配收入止于联储的文件。截至 "
        "2026Q2 的 GDP、失业率、价格与利率在表中，但未使用。",
    ),
    Text(
        "The values are final ones, not what was known in each quarter: national accounts are "
        "those of 2025, consumer prices and unemployment have the seasonal factors of 2026. The "
        "revision of September 2025, which moved growth in quarters of 2020 to 2024 by as much as "
        "0.8 points, is not in them.",
        "数值为终值，而非各季度当时所知：国民账户为 2025 年的数据，消费者价格与失业率采用 2026 年的"
        "季节因子。2025 年 9 月的修订（2020 至 2024 年各季增长率上下调整至多 0.8 个百分点）未包含"
        "在内。",
    ),
    _PRICE_NOTE,
)

#: The same for :func:`us_quarterly`.
QUARTERLY_NOTES: tuple[Text, ...] = (
    Text(
        "C, I and G_gov are those of the OECD's accounts: consumption of households, capital "
        "formation private and public with stocks, and consumption of all levels of government; "
        "net exports and the residual of chaining are in REST. They begin in 1995 and 2002; before "
        "its break in 2007Q1 G_gov is raised by 6.7 percent to the series after it. GDPN, "
        "GDP at current prices, is theirs from 1995 and the Federal Reserve Board's before.",
        "C、I、G_gov 取自经合组织账户：居民消费、公私资本形成（含存货）与各级政府消费；净出口与"
        "链式加总的误差在 REST 中。分别始于 1995 年与 2002 年；G_gov 在 2007Q1 断裂，此前的"
        "数值上调 6.7% 以与其后衔接。GDPN 为现价 GDP，1995 年起取自该账户，"
        "之前取自联邦储备委员会。",
    ),
    Text(
        "The federal deficit and debt are known to 2024Q4 only and stand apart from these series: "
        "what a plan says of the deficit is what it adds.",
        "联邦赤字与债务仅知至 2024Q4，不在这些序列之中：方案所说的赤字是其新增部分。",
    ),
    Text(
        "The values are final ones, not what was known in each quarter. October 2025 was not "
        "surveyed (the government was shut): unemployment in 2025Q4 is the mean of two months, "
        "consumer prices in 2025Q4 lie between those of the quarters beside it.",
        "数值为终值，而非各季度当时所知。2025 年 10 月因政府停摆未作调查：2025Q4 的失业率为两个月的"
        "均值，消费者价格取前后两季之间的值。",
    ),
    Text(
        "P is the mean over the quarter of the seasonally adjusted consumer price index and INFL "
        "its annualised log change, GROWTH that of GDP: in 2020Q2 it is -32.8, where the rate "
        "compounded is -28.0; r is the mean over the quarter of the federal funds rate.",
        "P 为经季节调整消费者价格指数的季度均值，INFL 为其年化对数变化，"
        "GROWTH 为 GDP 的年化对数变化：2020Q2 为 -32.8，复合年率为 -28.0；"
        "r 为联邦基金利率的季度均值。",
    ),
)


#: Where the tables of the macroeconomic pack are.
MACRO_TABLES = Path(str(files("tinbergen"))) / "domains" / "macro"


@cache
def published(path: Path) -> Dataset:
    """A table of published figures that comes with the installation, with its source.

    Lines above its header that start with ``#`` say what each column is. Series begin and end when
    they do; NaN before and after, and where nothing was published.
    """
    table = read_table(path, allow_missing=True)
    return dataclasses.replace(table.dataset, source=table.sheet.source)


def us_table() -> Dataset:
    """The table of published figures of the United States, 1959Q1 to 2026Q2."""
    return published(MACRO_TABLES / "us-1959-2026.csv")


def _recessions(span: Span) -> Array:
    """1 in a recession, 0 elsewhere: from the quarter after a peak to the trough (NBER)."""
    state = np.zeros(span.length)
    for line in (MACRO_TABLES / "us-recessions.csv").read_text(encoding="utf-8").splitlines():
        if line[:1].isdigit():
            peak, trough = (Period.parse(date) for date in line.split(","))
            state[span.position(peak) + 1 : span.position(trough) + 1] = 1.0
    return state


def us_macrodata() -> Dataset:
    """United States, 1959Q1 to 2009Q3: the eight canonical series, REST, YD and INFL.

    National accounts and unemployment are read from the installed statsmodels, which itself is not
    imported; its consumer prices are those of the month after the quarter and its bill rate the
    mean of months two to four, so that P and r are of :func:`us_table`. Real series are in billions
    of chained 2005 dollars at annual rates; r, U and INFL in percent; INFL is missing in 1959Q1.
    :data:`US_NOTES` tells what the names cover here.

    Raises
    ------
    TinbergenError
        D069 when statsmodels' data are not installed.
    """
    return _us_macrodata()


@cache
def _us_macrodata() -> Dataset:
    raw = read_table(_us_file()).dataset
    dated = us_table().window(raw.span.start, raw.span.end)
    series = {
        "GDP": raw["realgdp"],
        "C": raw["realcons"],
        "I": raw["realinv"],
        "G_gov": raw["realgovt"],
        "T": raw["realgdp"] - raw["realdpi"],
        "r": dated["TB3MS"],
        "P": dated["CPI_LAST"],
        "U": raw["unemp"],
        **_budget(dated, raw["realgovt"] / raw["realgdp"]),
    }
    own = {"REST": Text("state and local government, net exports", "州与地方政府、净出口")}
    return _united_states(raw.span.start, series, own, _CHAINED, _US_SOURCE)


@cache
def us_board() -> Dataset:
    """United States, 1968Q1 to 2024Q4: the same series from the history of the FRB/US model.

    Real series are in billions of chained 2017 dollars at annual rates; the rest is as in
    :func:`us_macrodata`. :data:`BOARD_NOTES` tells what the names cover here.
    """
    table = us_table().window(Period.parse("1968Q1"), _BOARD_LAST)
    series = {
        "GDP": table["FRB_GDP"],
        "C": table["FRB_C"],
        "I": table["FRB_I"],
        "G_gov": table["FRB_G_FED"],
        "T": table["FRB_GDP"] - table["FRB_YD"],
        "r": table["TB3MS"],
        "P": table["CPI_LAST"],
        "U": table["UNRATE"],
        **_budget(table, table["FRB_G_FED"] / table["FRB_GDP"]),
    }
    own = {
        "I": Text("private fixed investment", "私人固定投资"),
        "G_gov": Text("federal purchases, without pay", "联邦政府购买（不含薪酬）"),
        "REST": Text(
            "federal pay, stocks, state and local government, net exports",
            "联邦薪酬、存货、州与地方政府、净出口",
        ),
    }
    return _united_states(table.span.start, series, own, _CHAINED_2017, _BOARD_SOURCE)


@cache
def us_quarterly() -> Dataset:
    """United States, 1959Q1 to 2026Q2: GDP, unemployment, prices and rate, components from 1995.

    What comes before a recession too: the spread of bonds over bills (both as bonds' yields),
    housing starts, initial claims; and recessions, which are dated a year or two later.
    Real series are in billions of chained 2017 dollars at annual rates, GDPN (from 1968) in
    billions of dollars; r, U, INFL, INFL4 (over four quarters) and GROWTH in percent.
    :data:`QUARTERLY_NOTES` tells what the names cover here.
    """
    table = us_table()
    prices = np.array(table["CPI_MEAN"])
    (gap,) = np.nonzero(np.isnan(prices))
    # One quarter without a survey of all its months: between its neighbours.
    prices[gap] = np.sqrt(prices[gap - 1] * prices[gap + 1])
    bill = table["TB3MS"] / 100
    components = {"C": table["OECD_C"], "I": table["OECD_I"], "G_gov": table["OECD_G"]}
    known = {
        "GDP": table["GDPC1"],
        **components,
        "REST": table["GDPC1"] - sum(components.values()),
        "r": table["FEDFUNDS"],
        "P": prices,
        "U": table["UNRATE"],
        "INFL": inflation(prices, table.frequency),
        "INFL4": 100 * log_difference(prices, 4),
        "GROWTH": inflation(table["GDPC1"], table.frequency),
        # The two are the same to their six digits until the revision of 2025, which the Board's
        # do not have.
        "GDPN": np.where(np.isnan(table["OECD_GDPN"]), table["FRB_GDPN"], table["OECD_GDPN"]),
        # Bills are quoted at a discount: their yield is that of bonds.
        "SPREAD": table["GS10"] - 36500 * bill / (360 - 91 * bill),
        "STARTS": table["HOUST"],
        "CLAIMS": table["CLAIMS"],
        "RECESSION": _recessions(table.span),
    }
    units = {n: MACRO[n].unit for n in ("r", "U", "INFL", "GROWTH")}
    units |= {"P": _CPI, "GDPN": _DOLLARS, "INFL4": Text("percent", "百分比")}
    units |= {
        "SPREAD": Text("percentage points", "百分点"),
        "STARTS": Text("thousands, annual rate", "千套，年率"),
        "CLAIMS": Text("persons a week", "每周人数"),
        "RECESSION": Text("1 in a recession", "衰退期为 1"),
    }
    named = {n: MACRO[n].title for n in known if n in MACRO} | {
        "GDPN": Text("GDP at current prices", "现价 GDP"),
        "INFL4": Text("inflation over four quarters", "同比通胀"),
        "C": Text("household consumption", "居民消费"),
        "I": Text("capital formation", "资本形成"),
        "G_gov": Text("government consumption", "政府消费"),
        "REST": Text("net exports and the residual of chaining", "净出口与链式误差"),
        "P": Text("consumer price index", "消费者价格指数"),
        "r": Text("federal funds rate", "联邦基金利率"),
        "SPREAD": Text("ten-year bonds less three-month bills", "十年期国债减三个月国库券"),
        "STARTS": Text("housing starts", "新屋开工"),
        "CLAIMS": Text("initial claims for unemployment insurance", "首次申领失业保险"),
        "RECESSION": Text(
            "recessions, which the NBER dated four to 21 months later",
            "衰退期（国家经济研究局于四至二十一个月后认定）",
        ),
    }
    return Dataset.of(
        table.span.start, known, titles=named,
        units={n: units.get(n, _CHAINED_2017) for n in known}, source=_QUARTERLY_SOURCE,
    )  # fmt: skip


def _budget(table: Dataset, bought: Array) -> dict[str, Array]:
    """The federal deficit, and taxes less transfers: what is ``bought``, in GDP, less it."""
    deficit = np.asarray(-100 * table["FRB_BALANCE"] / table["FRB_GDPN"])
    return {"DEFICIT": deficit, "NET": 100 * bought - deficit}


def _united_states(
    start: Period,
    series: dict[str, Array],
    own: dict[str, Text],
    chained: Text,
    source: Text,
) -> Dataset:
    """The eight columns, REST, YD and INFL under their names."""
    known = {
        **series,
        "REST": series["GDP"] - series["C"] - series["I"] - series["G_gov"],
        "YD": series["GDP"] - series["T"],
        "INFL": inflation(series["P"], start.frequency),
    }
    units = {"P": _CPI, "r": MACRO["r"].unit, "U": MACRO["U"].unit, "INFL": MACRO["INFL"].unit}
    units["DEFICIT"] = units["NET"] = Text("percent of GDP", "占GDP百分比")
    named = titles(*(n for n in known if n in MACRO)) | {
        "G_gov": Text("federal purchases", "联邦政府购买"),
        "T": Text("output less disposable income", "产出减可支配收入"),
        "NET": Text("federal taxes less transfers", "联邦税收减转移支付"),
        "DEFICIT": Text("federal deficit", "联邦赤字"),
        "P": Text("consumer price index", "消费者价格指数"),
        "r": Text("three-month treasury bill rate", "三个月国库券利率"),
    }
    return Dataset.of(
        start,
        known,
        titles=named | own,
        units={name: units.get(name, chained) for name in known},
        source=source,
    )


def _us_file() -> Path:
    spec = find_spec("statsmodels")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / "datasets" / "macrodata" / "macrodata.csv"
        if file.is_file():
            return file
    raise TinbergenError("D069", name="macrodata", known=", ".join(library_names()) or "-")


def library_names() -> tuple[str, ...]:
    """The names of the data that come with the library of models."""
    return tuple(sorted(path.stem for path in _library().glob("*.csv")))


def library_data(name: str) -> Dataset:
    """The data of a model of the library.

    Parameters
    ----------
    name
        One of :func:`library_names`, such as ``"klein1"``.

    Raises
    ------
    TinbergenError
        D069 when there is no such file.
    """
    known = library_names()
    if name not in known:
        raise TinbergenError(
            "D069", hint=did_you_mean(name, known), name=name, known=", ".join(known) or "-"
        )
    return published(_library() / f"{name}.csv")


def _library() -> Path:
    return Path(str(files("tinbergen"))) / "model" / "library"
