"""The indicators of the macroeconomic pack: what the canonical names of series mean.

Units are those of the definition; a dataset's own ``units`` say in which money and base year.
"""

from __future__ import annotations

from tinbergen.core.documents.evidence import Better, Indicator
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text

#: The eight columns with which a user starts, in their usual order.
EIGHT = ("GDP", "C", "I", "G_gov", "T", "r", "P", "U")

_REAL = Text("constant prices, annual rate", "不变价，年率")
_PERCENT = Text("percent", "百分比")
_PERCENT_YEAR = Text("percent a year", "年百分比")
_ANNUALISED = Text("percent, annualised", "百分比（年化）")
_FORCE = Text("percent of the labour force", "占劳动力的百分比")
_INDEX = Text("index", "指数")
_ACCOUNTS = Text("national accounts", "国民账户")


def _real(code: str, en: str, zh: str, better: Better, source: Text = _ACCOUNTS) -> Indicator:
    return Indicator(code, Text(en, zh), "macro", _REAL, better, source)


_ALL = (
    _real("GDP", "gross domestic product", "国内生产总值", "up"),
    _real("C", "private consumption", "居民消费", "up"),
    _real("I", "gross private investment", "私人投资总额", "up"),
    _real("G_gov", "government purchases", "政府购买", "target"),
    _real("T", "net taxes", "净税收", "target"),
    Indicator(
        "r",
        Text("short-term interest rate", "短期利率"),
        "macro",
        _PERCENT_YEAR,
        "target",
        Text("central bank", "中央银行"),
    ),
    Indicator(
        "P",
        Text("price level", "价格水平"),
        "macro",
        _INDEX,
        "target",
        Text("consumer prices or deflator", "消费者价格或平减指数"),
    ),
    Indicator(
        "U",
        Text("unemployment rate", "失业率"),
        "macro",
        _FORCE,
        "down",
        Text("labour force survey", "劳动力调查"),
    ),
    _real(
        "REST",
        "rest of demand",
        "其余需求",
        "target",
        Text("computed: GDP - C - I - G_gov", "计算：GDP - C - I - G_gov"),
    ),
    _real(
        "YD",
        "disposable income",
        "可支配收入",
        "up",
        Text("computed: GDP - T", "计算：GDP - T"),
    ),
    Indicator(
        "NET",
        Text("taxes less transfers", "税收减转移支付"),
        "macro",
        Text("percent of GDP", "占 GDP 百分比"),
        "target",
        Text("budget", "预算"),
    ),
    Indicator(
        "DEFICIT",
        Text("deficit", "赤字"),
        "macro",
        Text("percent of GDP", "占 GDP 百分比"),
        "down",
        Text("budget", "预算"),
    ),
    Indicator(
        "INFL",
        Text("inflation", "通货膨胀率"),
        "macro",
        _ANNUALISED,
        "target",
        Text("computed: change of log P, annualised", "计算：P 的对数差分，年化"),
        "annualised log difference",
    ),
    Indicator(
        "GROWTH",
        Text("growth of real GDP", "实际 GDP 增长率"),
        "macro",
        _ANNUALISED,
        "up",
        Text("computed: change of log GDP, annualised", "计算：GDP 的对数差分，年化"),
        "annualised log difference",
    ),
    Indicator(
        "APC",
        Text("consumption out of disposable income", "消费占可支配收入的比重"),
        "macro",
        _PERCENT,
        "target",
        Text("computed: 100 C / YD", "计算：100 C / YD"),
        "ratio",
    ),
)

MACRO: dict[str, Indicator] = {entry.code: entry for entry in _ALL}


def indicator(code: str) -> Indicator:
    """The indicator of that code.

    Raises
    ------
    TinbergenError
        D002 when there is none.
    """
    try:
        return MACRO[code]
    except KeyError:
        raise TinbergenError(
            "D002", hint=did_you_mean(code, MACRO), name=code, known=", ".join(MACRO)
        ) from None


def titles(*codes: str) -> dict[str, Text]:
    """The titles of indicators by code."""
    return {code: MACRO[code].title for code in codes}
