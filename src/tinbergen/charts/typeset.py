"""Setting words and numbers: widths, line breaks, number and period forms in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from tinbergen.core.errors import Language
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text

#: Advance widths of a grotesque (Arial) in thousandths of the text size.
_ADVANCE = {
    char: width
    for width, chars in {
        222: "ijl'|",
        278: " !,./:;I[]\\ft·",
        333: '()-r`"“”‘’',
        500: "ckszvxyJ",
        556: "0123456789abdeghnopqu?L$_#–",
        611: "FTZ",
        667: "ABEKPSVXY&",
        722: "CDHNRUw",
        778: "GOQ",
        833: "mM",
        889: "%",
        944: "W",
        1000: "—…@",
    }.items()
    for char in chars
}
_NO_LINE_START = set("，。、；：？！）》」』】％%”’")
_NO_LINE_END = set("（“‘「『【《")
_QUARTER = "一二三四"
_MONTH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_wide(char: str) -> bool:
    """Whether the character fills a full em square (Chinese and its punctuation)."""
    return ord(char) >= 0x2E80 and not 0xFB00 <= ord(char) <= 0xFE0F


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimated width in px; browsers' fonts differ by a few per cent, so it errs upward."""
    mills = sum(1000 if is_wide(c) else _ADVANCE.get(c, 600) for c in text)
    return mills / 1000 * size * (1.08 if bold else 1.03)


def units(text: str) -> list[str]:
    """What no line break divides: words, numbers with their signs, Chinese characters, spaces.

    Punctuation that begins no line stays with what is before it, what opens with what follows.

    >>> units("约 12.5%（平均）。")
    ['约', ' ', '12.5%', '（平', '均）。']
    """
    found: list[str] = []
    for piece in re.findall(r"\s+|[^\s\u2e80-\U0010ffff]+|[\u2e80-\U0010ffff]", text):
        closes = piece[0] in _NO_LINE_START and found and not found[-1].isspace()
        opens = found and found[-1][-1] in _NO_LINE_END and not piece.isspace()
        if closes or opens:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines no wider than ``width``: broken at spaces, and between Chinese characters.

    A word wider than the line stands on a line of its own.
    """
    lines: list[str] = [""]
    for unit in units(text):
        if lines[-1] and text_width((lines[-1] + unit).rstrip(), size, bold) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += "" if not lines[-1] and unit.isspace() else unit
    return [line.rstrip() for line in lines]


def number(value: float | None, decimals: int, signed: bool = False) -> str:
    """A number for reading: true minus sign, thousands separated, a dash when there is none.

    >>> number(-1234.5, 1), number(0.25, 1, signed=True), number(float("nan"), 1)
    ('−1,234.5', '+0.2', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        return text.lstrip("-")
    text = text.replace("-", "−")
    return f"+{text}" if signed and value > 0 else text


def significant(value: float | None, decimals: int) -> str:
    """A number with that many decimals; with three digits where these would show fewer, and as a
    power of ten where it is very small or very large.

    >>> significant(1.5, 4), significant(0.00012345, 4), significant(-1.4e-13, 4), significant(0, 2)
    ('1.5000', '0.000123', '−1.40e−13', '0.00')
    >>> significant(1e200, 4)
    '1.00e+200'
    """
    if value is None or not math.isfinite(value) or value == 0:
        return number(value, decimals)
    size = math.floor(math.log10(abs(value)))
    if 2 - decimals <= size < 12:
        return number(value, decimals)
    if -decimals - 1 <= size < 12:
        return number(value, 2 - size)
    return f"{value:.2e}".replace("-", "−")


def decimals(values: Iterable[float | None]) -> int:
    """How many decimals show four digits of the largest of some numbers, at most four."""
    sizes = [abs(v) for v in values if v is not None and math.isfinite(v)]
    largest = max(sizes, default=0.0)
    if largest == 0:
        return 2
    return max(0, min(4, 3 - math.floor(math.log10(largest))))


def period_words(period: Period, lang: Language) -> str:
    """A period as prose writes it.

    >>> period_words(Period.parse("2008Q3"), "en"), period_words(Period.parse("2008Q3"), "zh")
    ('2008 Q3', '2008年三季度')
    """
    year, part = period.year, period.number
    match period.frequency:
        case Frequency.ANNUAL:
            return f"{year}年" if lang == "zh" else f"{year}"
        case Frequency.QUARTERLY:
            return f"{year}年{_QUARTER[part - 1]}季度" if lang == "zh" else f"{year} Q{part}"
        case _:
            return f"{year}年{part}月" if lang == "zh" else f"{_MONTH[part - 1]} {year}"


def period_text(period: Period) -> Text:
    return Text(period_words(period, "en"), period_words(period, "zh"))


def part_words(period: Period, lang: Language) -> str:
    """The part of the year alone: Q3, Sep, 9月."""
    if period.frequency == Frequency.QUARTERLY:
        return f"Q{period.number}"
    return f"{period.number}月" if lang == "zh" else _MONTH[period.number - 1]
