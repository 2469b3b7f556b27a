"""The eight-column start: a CSV of GDP, C, I, G_gov, T, r, P, U becomes the canonical dataset.

Added are what the Keynesian model needs besides: REST = GDP - C - I - G_gov, disposable income
YD = GDP - T and inflation INFL = 100 f Δlog P with f periods a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.catalogue import EIGHT, MACRO, titles
from tinbergen.data.columns import find_dates, normal
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.opening import open_sheet
from tinbergen.data.plausibility import implausible
from tinbergen.data.sheet import Sheet
from tinbergen.data.tabular import Table, tabulate

Price = Literal["auto", "level", "inflation"]

_INFLATION_NAMES = ("inflation", "infl", "inflationrate", "pi", "通胀", "通胀率", "通货膨胀率")
_LEVEL_NAMES = ("pricelevel", "priceindex", "deflator", "gdpdeflator", "价格水平", "价格指数")

#: Those of the eight that policy sets, the likelier first.
INSTRUMENTS = ("r", "G_gov", "T")
#: Those that a small model is about: what is wanted, and what is likeliest set.
FIRST = ("GDP", "P", "U", "r")
#: Those in percent of something, which are told in levels though they trend.
LEVELS = ("r", "U")
#: Names understood, the likelier group first; see :func:`tinbergen.data.columns.normal`.
ALIASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "GDP": (
        ("gdp", "realgdp", "rgdp", "gdpreal", "gdpc1", "国内生产总值", "实际gdp"),
        ("y", "output", "gnp", "realgnp", "产出", "总产出"),
    ),
    "C": (
        ("c", "cons", "consumption", "realcons", "privateconsumption", "pce", "pcec96"),
        ("householdconsumption", "消费", "居民消费", "私人消费"),
    ),
    "I": (
        ("inv", "investment", "realinv", "gpdi", "gpdic1", "gfcf"),
        ("grosscapitalformation", "capitalformation", "投资", "资本形成", "资本形成总额"),
        ("i",),
    ),
    "G_gov": (
        ("ggov", "g", "gov", "govt", "government", "realgovt", "gce", "gcec1"),
        ("governmentspending", "govspending", "governmentconsumption", "publicspending"),
        ("governmentpurchases", "政府支出", "政府购买", "政府消费"),
    ),
    "T": (("t", "tax", "taxes", "nettaxes", "nettax"), ("taxrevenue", "税", "税收", "净税收")),
    "r": (
        ("r", "rate", "interest", "interestrate", "policyrate", "利率", "短期利率"),
        ("tbilrate", "tbill", "tb3ms", "shortrate", "fedfunds", "stn", "i"),
    ),
    "P": (
        ("p", "price", "prices", "cpi", "hicp", "价格", "物价", "居民消费价格指数", *_LEVEL_NAMES),
        _INFLATION_NAMES,
    ),
    "U": (
        ("u", "unemployment", "unemp", "unemploymentrate", "unrate", "失业率"),
        ("urate", "ur", "urx", "失业"),
    ),
}

_OWN_UNIT = Text("as in the file", "同文件所用单位")


def read_eight(
    path: str | Path | Sheet,
    *,
    price: Price = "auto",
    columns: Mapping[str, str] | None = None,
    date: str | None = None,
    decimal: Literal["auto", ".", ","] = "auto",
) -> Table:
    """Read the eight columns, whatever they are called, and add REST, YD and INFL.

    Parameters
    ----------
    path
        The file, or a sheet that was read already.
    price
        Whether P is a price level or inflation in percent a year; ``"auto"`` goes by
        :func:`read_price` and says in the advice what it took.
    columns
        Canonical name -> name in the file, where the names alone don't tell.
    date, decimal
        As for :func:`tinbergen.data.tabular.read_table`.

    Returns
    -------
    Table
        The file's comment lines are its source. Its dataset has the eight canonical names, REST,
        YD and INFL over the periods that all eight cover. P is a level. INFL is NaN in the first
        period when it is computed from P.

    Raises
    ------
    TinbergenError
        D057 a column is missing, D059 two columns claim one name, D066 a price level is not above
        zero, and those of :func:`tinbergen.data.tabular.tabulate`.
    """
    sheet = open_sheet(path)
    own, renamed = match_columns(sheet, columns or {}, date)
    table, traded = _with_trade(sheet, own, date, decimal)
    series = {name: table.dataset[column] for name, column in own.items()}
    data, trimmed = _common(Dataset.of(table.dataset.span.start, series), sheet.file)
    frequency = int(data.frequency)
    reading = read_price(data["P"], frequency, own["P"], price)
    where = table.at(own["P"])
    level, inflation, priced = _prices(data, reading, own["P"], table)
    derived = data.assign(
        P=level,
        REST=data["GDP"] - data["C"] - data["I"] - data["G_gov"],
        YD=data["GDP"] - data["T"],
        INFL=inflation,
    )
    described = replace(
        derived,
        titles=titles(*derived.names),
        units={name: _unit(name) for name in derived.names},
        source=sheet.source if sheet.source.en else Text(name := Path(sheet.file).name, name),
    )
    kept = [advice for advice in table.advice if advice.code != "D053"]
    advice = [*kept, *renamed, *trimmed]
    if price == "auto":
        advice.append(Advice(*priced, where))
    foreign = _net_exports(table.dataset, traded, described.span)
    advice += implausible(described, own, table, reading.kind == "inflation", foreign)
    offset = table.dataset.span.position(described.span.start)
    rows = table.rows[offset : offset + described.span.length]
    return Table(described, tuple(advice), sheet, rows)


#: Columns of trade beside the eight, by which these are checked: what they add to GDP.
_TRADE: tuple[tuple[float, tuple[str, ...]], ...] = (
    (1.0, ("nx", "netexports", "nettrade", "tradebalance", "净出口", "贸易差额")),
    (1.0, ("x", "ex", "exports", "realexports", "出口")),
    (-1.0, ("m", "im", "imports", "realimports", "进口")),
)


def _with_trade(
    sheet: Sheet,
    own: Mapping[str, str],
    date: str | None,
    decimal: Literal["auto", ".", ","],
) -> tuple[Table, dict[str, float]]:
    """The eight columns, and net exports or exports and imports where these can be read too."""
    free = [name for name in sheet.header if name and name not in own.values()]
    found = [
        next(((name, sign) for name in free if normal(name) in names), None)
        for sign, names in _TRADE
    ]
    balance, exports, imports = found
    traded = dict([balance]) if balance else dict([exports, imports]) if exports and imports else {}
    if traded:
        try:
            keep = [*own.values(), *traded]
            return tabulate(sheet, keep=keep, date=date, decimal=decimal), traded
        except TinbergenError:
            # They only serve to check the others, whose own faults are told below.
            traded = {}
    return tabulate(sheet, keep=own.values(), date=date, decimal=decimal), traded


def _net_exports(
    data: Dataset, traded: Mapping[str, float], span: Span
) -> tuple[str, Array] | None:
    if not traded:
        return None
    known = data.window(span.start, span.end)
    total = np.sum([sign * known[name] for name, sign in traded.items()], axis=0)
    return ", ".join(traded), total


def canonical(name: str) -> str | None:
    """The canonical name that a series' name stands for; None when it stands for none.

    >>> canonical("YD"), canonical("realcons"), canonical("exports")
    ('YD', 'C', None)
    """
    if name in MACRO:
        return name
    return next((own for own in EIGHT for g in ALIASES[own] if normal(name) in g), None)


def match_columns(
    sheet: Sheet, said: Mapping[str, str], date: str | None = None
) -> tuple[dict[str, str], list[Advice]]:
    """Which column of the file is which of the eight: by its very name, else by an alias."""
    dated = find_dates(sheet, date).columns
    free = [name for i, name in enumerate(sheet.header) if i not in dated and name]
    own = {name: said.get(name, name) for name in EIGHT}
    own = {name: column for name, column in own.items() if column in free}
    for name in EIGHT:
        if name not in own and name not in said:
            left = [column for column in free if column not in own.values()]
            if column := _by_alias(sheet, name, left):
                own[name] = column
    if missing := [name for name in EIGHT if name not in own]:
        raise _absent(sheet, missing, free, own, said)
    own = {name: own[name] for name in EIGHT}
    readings = [f"{own[n]} → {n}" for n in EIGHT if own[n] != n and n not in said]
    if not readings:
        return own, []
    facts = {"readings": ", ".join(readings), "names": ", ".join(EIGHT)}
    return own, [Advice("D058", facts, Location(sheet.file, sheet.header_line))]


def _by_alias(sheet: Sheet, name: str, free: list[str]) -> str | None:
    for group in ALIASES[name]:
        fitting = [column for column in free if normal(column) in group]
        if len(fitting) > 1:
            raise TinbergenError(
                "D059",
                at=sheet.at(None, sheet.header.index(fitting[1])),
                first=fitting[0],
                second=fitting[1],
                name=name,
                title_en=MACRO[name].title.en,
                title_zh=MACRO[name].title.zh,
            )
        if fitting:
            return fitting[0]
    return None


def _absent(
    sheet: Sheet, missing: list[str], free: list[str], own: dict[str, str], said: Mapping[str, str]
) -> TinbergenError:
    """The error that names all missing columns, and the column that comes closest to the first."""
    name = missing[0]
    aliases = [alias for group in ALIASES[name] for alias in group]
    near = {normal(column): column for column in free if column not in own.values()}
    wanted = [normal(said[name])] if name in said else [a for a in aliases if len(a) > 2]
    close = (did_you_mean(alias, near) for alias in wanted)
    return TinbergenError(
        "D057",
        at=sheet.at(None, 0),
        hint=next((near[c] for c in close if c), None),
        missing_en=", ".join(f"{n} ({MACRO[n].title.en})" for n in missing),
        missing_zh="、".join(f"{n}（{MACRO[n].title.zh}）" for n in missing),
        name=name,
        known=", ".join(free[:12]) + (" …" if len(free) > 12 else ""),
        aliases=", ".join(aliases[1:6]),
    )


def _common(data: Dataset, file: str) -> tuple[Dataset, list[Advice]]:
    """The periods that all series cover."""
    extents = {name: data.extent(name) or data.span for name in data}
    first = max(extent.start for extent in extents.values())
    last = min(extent.end for extent in extents.values())
    if (first, last) == (data.span.start, data.span.end):
        return data, []
    short = ", ".join(name for name, extent in extents.items() if extent != data.span)
    facts = {
        "first": first,
        "last": last,
        "names": short,
        "start": data.span.start,
        "end": data.span.end,
    }
    if last < first:
        raise TinbergenError("D015", at=Location(file))
    return data.window(first, last), [Advice("D067", facts, Location(file))]


@dataclass(frozen=True, slots=True)
class PriceReading:
    """What P is taken for, and on what: ``change`` is the usual change in a year, in percent of the
    usual size."""

    kind: Literal["level", "inflation"]
    median: float
    lowest: float
    change: float


def read_price(values: Array, frequency: int, name: str, price: Price = "auto") -> PriceReading:
    """Whether a series is a price level or inflation in percent.

    In this order: a value of zero or below is inflation; a name such as inflation or deflator
    tells; a median of 50 or more is a level (an index near 100, not inflation of 50 %); a series
    that changes by no more than 5 % of its size a year, or that rises steadily (rank correlation
    with time 0.9) by no more than 50 %, is a level; anything else is inflation.

    Parameters
    ----------
    values
        Shape (T,), without NaN.
    """
    median, lowest = float(np.median(values)), float(values.min())
    size = float(np.median(np.abs(values))) or 1.0
    steps = np.abs(np.diff(values)) if values.size > 1 else np.zeros(1)
    change = float(np.median(steps)) / size * frequency
    rising = _rank_correlation(values) >= 0.9 and change <= 0.5
    kind: Literal["level", "inflation"]
    if price != "auto":
        kind = price
    elif lowest <= 0 or normal(name) in _INFLATION_NAMES:
        kind = "inflation"
    elif normal(name) in _LEVEL_NAMES or median >= 50 or change <= 0.05 or rising:
        kind = "level"
    else:
        kind = "inflation"
    return PriceReading(kind, median, lowest, 100 * change)


def _rank_correlation(values: Array) -> float:
    """Spearman's correlation with time; 0 for a constant."""
    if values.size < 3 or np.ptp(values) == 0:
        return 0.0
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return float(np.corrcoef(ranks, np.arange(values.size))[0, 1])


def _prices(
    data: Dataset, reading: PriceReading, column: str, table: Table
) -> tuple[Array, Array, tuple[str, dict[str, Any]]]:
    """Price level, annualised inflation in percent, and the advice (code, facts) on the reading."""
    values, f = data["P"], int(data.frequency)
    facts: dict[str, Any] = {
        "column": column,
        "median": f"{reading.median:.4g}",
        "lowest": f"{reading.lowest:.4g}",
        "change": f"{reading.change:.{0 if reading.change >= 10 else 1}f}",
        "start": data.span.start,
    }
    if reading.kind == "level":
        (low,) = np.nonzero(values <= 0)
        if low.size:
            period: Period = data.span.start + int(low[0])
            value = f"{values[low[0]]:g}"
            raise TinbergenError(
                "D066", at=table.at(column, period), column=column, value=value, period=period
            )
        inflation = np.r_[np.nan, 100 * f * np.diff(np.log(values))]
        return values, inflation, ("D060", facts)
    level = 100 * np.exp(np.cumsum(np.r_[0.0, values[1:]]) / (100 * f))
    return level, values, ("D061", facts)


def _unit(name: str) -> Text:
    return _OWN_UNIT if name in ("GDP", "C", "I", "G_gov", "T", "REST", "YD") else MACRO[name].unit
