"""Numbers with their units in prose, in both languages."""

from __future__ import annotations

import math
import re

from tinbergen.charts.typeset import number
from tinbergen.core.text import Text

_ANNUAL_RATE = "%，年率"

#: Units of which the data say no more than that they are the source's own.
_NAMELESS = "as in"
#: An index's unit, which is what it is 100 of.
_BASE = re.compile(r"(?:(?:points|index)\b[, ]*)?\(?([^()]*= ?100)\)?")
_BASE_ZH = re.compile(r"(?:点|指数)?[，（ ]*([^（）]*= ?100)）?")
#: What a unit counts in, which after a number loses its plural.
_HEAPS = re.compile(r"^(thousand|million|billion|trillion)s of ")


def short(unit: Text) -> Text:
    """A unit as charts and tables print it: a per cent sign for the word.

    >>> short(Text("percent, annualised", "百分比（年化）"))
    Text(en='%, annualised', zh='%，年率')
    """
    zh = re.sub(r"[（(](.*?)[）)]", r"，\1", unit.zh).replace("年化", "年率")
    zh = {"年率百分比": _ANNUAL_RATE, "年百分比": _ANNUAL_RATE}.get(zh, zh)
    zh = re.sub(r"(?<=[^的])百分比", "的百分比", zh).replace("百分比", "%")
    return Text(re.sub(r"^percent\b", "%", unit.en), zh)


def change_of(unit: Text) -> Text:
    """The unit of a difference as charts print it: percentage points of values in per cent."""
    brief = short(unit)
    en = re.sub(r"^%", "percentage points", brief.en)
    return Text(en, brief.zh.replace("%", "百分点"))


def after_number(unit: Text) -> Text:
    """A unit as it stands after a number.

    >>> after_number(Text("millions of dollars", "百万美元")).en
    'million dollars'
    >>> after_number(Text("2014 = 100", "2014年 = 100"))
    Text(en='points (2014 = 100)', zh='点（2014年 = 100）')
    """
    if base := _BASE.fullmatch(unit.en):
        base_zh = _BASE_ZH.fullmatch(unit.zh)
        zh = f"点（{base_zh[1]}）" if base_zh else unit.zh
        return Text(f"points ({base[1]})", zh)
    return Text(_HEAPS.sub(r"\1 ", unit.en), unit.zh)


def one_of(unit: Text) -> Text:
    """A single one of a unit.

    >>> one_of(Text("percentage points of GDP", "占GDP的百分点")).en
    'one percentage point of GDP'
    """
    if unit.en.startswith(_NAMELESS):
        return Text("one unit", " 1 个单位")
    if not unit.en.startswith("percentage points"):
        return Text("one unit ({unit})", " 1 个单位（{unit}）").fill(unit=unit)
    en = unit.en.replace("percentage points", "one percentage point")
    return Text(en, unit.zh.replace("百分点", " 1 个百分点"))


def amount(
    value: float, unit: Text, decimals: int = 1, signed: bool = False, *, count: bool = True
) -> Text:
    """A number with its unit, for prose; without ``count`` Chinese keeps the unit's own scale.

    >>> amount(4.4, Text("%, annualised", "%，年率"))
    Text(en='4.4%, annualised', zh='年率4.4%')
    >>> amount(126, Text("billions of dollars", "十亿美元"), 0).en
    '126 billion dollars'
    """
    figure = number(value, decimals, signed)
    if unit.en.startswith(_NAMELESS):
        return Text(figure, figure)
    word = after_number(unit).en
    word = word.replace("percentage points", "percentage point") if value == 1 else word
    en = f"{figure}{word}" if word.startswith("%") else f"{figure} {word}"
    if _BASE.fullmatch(unit.en):
        return Text(en, f"{figure} {after_number(unit).zh}")
    if unit.zh == _ANNUAL_RATE:
        return Text(en, f"年率{figure}%")
    if unit.zh.endswith("%"):
        return Text(en, f"{unit.zh[:-1]}{figure}%")
    if of := re.fullmatch(r"(.*)%，(.*)", unit.zh):
        return Text(en, f"{of[1]}{figure}%（{of[2]}）")
    if points := re.fullmatch(r"(.*)百分点(?:，(.*))?", unit.zh):
        rest = f"（{points[2]}）" if points[2] else ""
        return Text(en, f"{points[1]} {figure} 个百分点{rest}".lstrip())
    counted = _counted(value, unit.zh, decimals, signed) if count else None
    return Text(en, counted or f"{figure}（{unit.zh}）")


def again(value: float, unit: Text, decimals: int = 1, signed: bool = False) -> Text:
    """A number beside another of its unit, which is left out; Chinese still counts by its scale.

    >>> again(126, Text("billions of dollars", "十亿美元"), 0)
    Text(en='126', zh='1,260亿')
    """
    figure = number(value, decimals, signed)
    found = _SCALED.fullmatch(unit.zh)
    bare = _counted(value, found[1], decimals, signed) if found else None
    return Text(figure, bare or figure)


#: What Chinese counts by, and what units begin with.
_COUNTS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1.0, ""))
_SCALES = {"万亿": 12, "十亿": 9, "亿": 8, "百万": 6, "万": 4, "千": 3}
_SCALED = re.compile(r"(万亿|十亿|亿|百万|万|千)(?!分)(.*)")


def _counted(value: float, unit: str, decimals: int, signed: bool) -> str | None:
    """A number of a unit with a scale as Chinese counts; None for other units.

    >>> _counted(10000, "十亿日元", 0, False), _counted(306.4, "十亿2005年美元", 1, False)
    ('10万亿日元', '3,064亿2005年美元')
    """
    found = _SCALED.fullmatch(unit)
    if found is None or not math.isfinite(value):
        return None
    power, rest = _SCALES[found[1]], found[2]
    exact = round(value, decimals) * 10.0**power
    size, word = next(c for c in _COUNTS if abs(exact) >= c[0] or c[0] == 1.0)
    places = max(0, decimals + round(math.log10(size)) - power)
    figure = number(exact / size, places, signed)
    if places:
        figure = figure.rstrip("0").rstrip(".")
    # A figure that begins the rest, such as a year of prices, would run into the number.
    return f"{figure}{word}{rest}" if word or not rest[:1].isdigit() else f"{figure} {rest}"
