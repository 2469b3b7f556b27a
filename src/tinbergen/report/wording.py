"""Words that the report of a case is made of: units, amounts, lists, stretches of periods."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from tinbergen.charts.quantities import amount, change_of, short
from tinbergen.charts.typeset import number, period_text, period_words
from tinbergen.core.documents.problem import Target
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import SEMICOLONS, Language, Text

OUTTURN = Text("Outturn", "实际值")
PLAN = Text("Plan", "计划")
IDLE = Text("No new policy", "无新政策")

#: What one period is called, and several.
PERIOD = {
    Frequency.ANNUAL: Text("year", "年"),
    Frequency.QUARTERLY: Text("quarter", "季度"),
    Frequency.MONTHLY: Text("month", "月"),
}
PERIODS = {
    Frequency.ANNUAL: Text("years", "年"),
    Frequency.QUARTERLY: Text("quarters", "个季度"),
    Frequency.MONTHLY: Text("months", "个月"),
}


def capital(text: Text) -> Text:
    """The phrase with a capital first letter, to begin a line with; a code stays as it is."""
    if text.en == text.zh:
        return text
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def readable(text: Text) -> Text:
    """A document's plain words as they are set in print: minus signs, per cent, quarters.

    >>> readable(Text("fell by -0.5 % in 2008Q3", "")).en
    'fell by −0.5% in 2008 Q3'
    """

    def quarter(lang: Language) -> Callable[[re.Match[str]], str]:
        return lambda found: period_words(Period.parse(found[0]), lang)

    def shown(words: str, lang: Language) -> str:
        # A minus sign, after Chinese words too; no dash between numbers, dates, parts of names.
        words = re.sub(r"(?<![A-Za-z0-9_.)）年月日])-(?=\d)", "−", words)
        words = re.sub(r"(?<=\d) %", "%", words)
        # Where a text that ends with a stop was put into a sentence of its own.
        words = re.sub(r"(?<=[^\s./])\.\.(?=\s|$)", ".", re.sub("。。+", "。", words))
        around = r"\s?" if lang == "zh" else ""
        quarters = rf"{around}(?<![\w-])\d{{4}}Q[1-4]\b{around}"
        return re.sub(quarters, quarter(lang), words, flags=re.ASCII)

    return Text(shown(text.en, "en"), shown(text.zh, "zh"))


def inside(text: Text) -> Text:
    """A name as it stands inside a sentence: no capital, unless it abbreviates or names people."""
    keep = bool(re.match(r"[A-Z][A-Z]|[A-Z]\w+ and [A-Z]|[A-Z]\w+ \d", text.en))
    return text if keep else Text(text.en[:1].lower() + text.en[1:], text.zh)


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain_number(value: float) -> str:
    """A setting: at most four digits that count, no zeros after them, and never an exponent.

    >>> plain_number(2e-5), plain_number(-100.0), plain_number(262.889925)
    ('0.00002', '−100', '262.9')
    """
    places = 0 if value == 0 else max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:.{places}f}"
    return (text.rstrip("0").rstrip(".") if places else text).replace("-", "−")


def scientific(value: float) -> str:
    """A very small or large number.

    >>> scientific(3.1e-9)
    '3.1 × 10⁻⁹'
    """
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def decimals_for(values: Iterable[float], fine: bool = False) -> int:
    """Decimals that suit the size of the values: none from a hundred on, one more if ``fine``."""
    large = max((abs(v) for v in values if math.isfinite(v)), default=0.0) >= 100
    return 0 if large else 1 + fine


def telling_decimals(values: Iterable[float], least: int) -> int:
    """The fewest decimals, from ``least`` up, that print different values differently.

    Values that four decimals or six digits can't tell apart count as the same.

    >>> telling_decimals([100.03, 100.0, 99.5], 1), telling_decimals([447.4001, 447.4], 1)
    (2, 1)
    """
    known = [v for v in values if math.isfinite(v)]

    def printed(decimals: int) -> list[str]:
        return [number(v, decimals) for v in known]

    finest = printed(_MOST)
    apart = [
        (i, j)
        for j, b in enumerate(known)
        for i, a in enumerate(known[:j])
        if finest[i] != finest[j] and abs(a - b) > _SAME * max(abs(a), abs(b))
    ]
    for decimals in range(least, _MOST):
        shown = printed(decimals)
        if all(shown[i] != shown[j] for i, j in apart):
            return decimals
    return _MOST if apart else least


#: Decimals at most, and the share of a value that is nothing.
_MOST, _SAME = 4, 1e-6


def listed(items: Sequence[Text]) -> Text:
    """Items as prose enumerates them."""
    if len(items) < 2:
        return items[0] if items else Text("", "")
    head, last = items[:-1], items[-1]
    return Text(
        ", ".join(i.en for i in head) + " and " + last.en,
        "、".join(i.zh for i in head) + "和" + last.zh,
    )


def clauses(items: Sequence[Text]) -> Text:
    """Items that have commas of their own, apart by semicolons."""
    return SEMICOLONS.join(items)


def unstopped(text: Text) -> Text:
    """The words without the full stop that ends them, where more follows in the same sentence.

    >>> unstopped(Text("Own counts.", "自算。"))
    Text(en='Own counts', zh='自算')
    """
    return Text(text.en.rstrip(" ."), text.zh.rstrip(" 。"))


def sentences(*parts: Text) -> Text:
    """Sentences one after the other, each closed, as print sets them.

    >>> sentences(Text("it fell", "下降"), Text("Why? see (below.)", "原因见“下文。”"))
    Text(en='It fell. Why? see (below.)', zh='下降。原因见“下文。”')
    """
    shown = [capital(readable(p)) for p in parts if p.en]
    return Text(
        " ".join(_closed(p.en, ".!?", ".") for p in shown),
        "".join(_closed(p.zh, "。！？", "。") for p in shown),
    )


def _closed(words: str, ends: str, stop: str) -> str:
    """The words with a stop; what closes inside brackets or quotes at their end needs no other."""
    bare = words.rstrip()
    return bare if bare.rstrip(_CLOSERS)[-1:] in tuple(ends) else bare + stop


_CLOSERS = "\"')”’」』）"


def stretch(first: Period, last: Period) -> Text:
    """From a period to a period, or the one period.

    >>> stretch(Period.parse("2009Q4"), Period.parse("2010Q2")).en
    '2009 Q4 to 2010 Q2'
    """
    if first == last:
        return period_text(first)
    return Text("{a} to {b}", "{a}至{b}").fill(a=period_text(first), b=period_text(last))


def stretches(periods: Iterable[Period]) -> Text:
    """Periods in order, neighbours drawn together."""
    runs: list[list[Period]] = []
    for period in sorted(periods, key=lambda p: p.ordinal):
        if runs and period - runs[-1][-1] == 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return listed([stretch(run[0], run[-1]) for run in runs])


_SENSE = {
    "at": Text("", ""),
    "at_least": Text("at least ", "不低于"),
    "at_most": Text("at most ", "不高于"),
}
_ASKED = Text("{sense}{amount}, {when}", "{when}{sense}{amount}")
_ASKED_RELATIVE = Text(
    "{sense}{amount} against no new policy, {when}", "{when}较无新政策{sense}{amount}"
)
_EVERY = Text("in every {period}", "每{period}")
_AVERAGE = Text("on average", "期内平均")


def asked(target: Target, period: Text) -> Text:
    """What a target asks for, in words; ``period`` names one period of the data."""
    unit = change_of(target.unit) if target.relative else short(target.unit)
    form = _ASKED_RELATIVE if target.relative else _ASKED
    return form.fill(
        sense=_SENSE[target.sense],
        amount=amount(target.desired, unit, signed=target.relative),
        when=_AVERAGE if target.average else _EVERY.fill(period=period),
    )
