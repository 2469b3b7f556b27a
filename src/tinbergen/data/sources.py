"""Data that come with the installation, under the canonical names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.catalogue import MACRO, titles
from tinbergen.data.dataset import Dataset
from tinbergen.data.tabular import read_table
from tinbergen.data.transforms import inflation

_US_SOURCE = Text(
    "United States, FRED and Bureau of Labor Statistics as of 15 December 2009 (statsmodels)",
    "美国，FRED 与劳工统计局，2009 年 12 月 15 日取得（statsmodels）",
)
_CHAINED = Text("billions of chained 2005 dollars, annual rate", "十亿 2005 年链式美元，年率")
_CPI = Text("index, 1982-84 = 100", "指数，1982–84 = 100")

#: What a reader of results on these data must know.
US_NOTES: tuple[Text, ...] = (
    Text(
        "G_gov is federal consumption and investment only; state and local government, net exports "
        "and the residual of chaining are in REST.",
        "G_gov 仅为联邦政府的消费与投资；州与地方政府、净出口以及链式加总的误差都在 REST 中。",
    ),
    Text(
        "T is GDP minus disposable personal income: all that stands between the two, that is taxes "
        "less transfers, but also depreciation and retained profits. The two are deflated by "
        "different price indices, and T carries the difference.",
        "T 是 GDP 减个人可支配收入：即两者之间的一切，除税收减转移支付外，还包括折旧与留存利润。"
        "两者所用价格指数不同，差异也计入 T。",
    ),
    Text(
        "The values are those of December 2009, not what was known in each quarter: later "
        "revisions are looked ahead to, later periods are not.",
        "数值为 2009 年 12 月的终值，而非各季度当时所知：包含了日后的修订，"
        "但不使用之后各期的数据。",
    ),
    Text(
        "INFL is the annualised log change of the seasonally adjusted consumer price index at the "
        "end of each quarter; r is the quarterly mean of the three-month treasury bill rate.",
        "INFL 为各季末经季节调整的消费者价格指数的年化对数变化；r 为三个月国库券利率的季度均值。",
    ),
)


def us_macrodata() -> Dataset:
    """United States, 1959Q1 to 2009Q3: the eight canonical series, REST, YD and INFL.

    The file is read from the installed statsmodels, which itself is not imported. Real series are
    in billions of chained 2005 dollars at annual rates; r, U and INFL in percent; INFL is missing
    in 1959Q1. :data:`US_NOTES` tells what the names cover here.

    Raises
    ------
    TinbergenError
        D069 when statsmodels' data are not installed.
    """
    return _us_macrodata()


@cache
def _us_macrodata() -> Dataset:
    raw = read_table(_us_file()).dataset
    gdp, disposable = raw["realgdp"], raw["realdpi"]
    series = {
        "GDP": gdp,
        "C": raw["realcons"],
        "I": raw["realinv"],
        "G_gov": raw["realgovt"],
        "T": gdp - disposable,
        "r": raw["tbilrate"],
        "P": raw["cpi"],
        "U": raw["unemp"],
        "REST": gdp - raw["realcons"] - raw["realinv"] - raw["realgovt"],
        "YD": disposable,
        "INFL": inflation(raw["cpi"], raw.frequency),
    }
    own_units = {"P": _CPI, "r": MACRO["r"].unit, "U": MACRO["U"].unit, "INFL": MACRO["INFL"].unit}
    named = titles(*series) | {
        "G_gov": Text("federal purchases", "联邦政府购买"),
        "T": Text("net taxes and other leakages", "净税收及其他漏出"),
        "REST": Text("state and local government, net exports", "州与地方政府、净出口"),
        "P": Text("consumer price index", "消费者价格指数"),
        "r": Text("three-month treasury bill rate", "三个月国库券利率"),
    }
    return Dataset.of(
        raw.span.start,
        series,
        vintage="2009-12-15",
        titles=named,
        units={name: own_units.get(name, _CHAINED) for name in series},
        source=_US_SOURCE,
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
    return _library_data(name)


@cache
def _library_data(name: str) -> Dataset:
    """Lines of the file above the header that start with ``#`` are its source."""
    table = read_table(_library() / f"{name}.csv", allow_missing=True)
    said = " ".join(table.sheet.comments) or name
    return Dataset.of(table.dataset.span.start, table.dataset.series, source=Text(said, said))


def _library() -> Path:
    return Path(str(files("tinbergen"))) / "model" / "library"
