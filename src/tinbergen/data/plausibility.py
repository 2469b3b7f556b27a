"""Do the eight columns look like an economy? Faults of unit and kind, found by size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tinbergen.core.errors import Advice
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.tabular import Table

#: Codes of advice that doubts what the data are: no plan is to be read before it is settled.
DOUBTS = frozenset({"D062", "D063", "D064", "D065", "D068", "D270", "D271", "D272"})

_PARTS = ("C", "I", "G_gov", "T")
_LARGEST_SHARE = 1.5
_SMALLEST_SHARE = 1 / 300
_HIGHEST_UNEMPLOYMENT = 60.0
#: Usual inflation, percent a year, above which a column is an index; how far below zero what is
#: left of GDP may be on average, and how far components may be off it, in percent.
_USUAL_INFLATION, _MOST_IMPORTED, _UNEXPLAINED = 60.0, 15.0, 5.0


def implausible(
    data: Dataset,
    own: Mapping[str, str],
    table: Table,
    inflation: bool,
    net_exports: tuple[str, Array] | None = None,
) -> list[Advice]:
    """What an economist would query; the data stay as they are.

    Parameters
    ----------
    data
        The canonical series.
    own
        Canonical name -> column of ``table``'s file.
    inflation
        Whether the file's P is inflation rather than a level.
    net_exports
        What the file's columns of trade are called, and net exports by period, (T,).
    """
    advice = _not_positive(data, own, table) + _unemployment(data, own, table)
    mismatch = _units(data, own, table)
    advice += _inflation(data, own, table)
    return [
        *advice,
        *mismatch,
        *([] if mismatch or advice else _remainder(data, own, table)),
        *([] if mismatch or advice else _identity(data, own, table, net_exports)),
        *_fractions(data, own, table, inflation),
    ]


def _not_positive(data: Dataset, own: Mapping[str, str], table: Table) -> list[Advice]:
    advice = []
    for name in ("GDP", "C", "G_gov"):
        (low,) = np.nonzero(data[name] <= 0)
        if low.size:
            period = data.span.start + int(low[0])
            facts = {
                "column": own[name],
                "name": name,
                "value": f"{data[name][low[0]]:g}",
                "period": period,
                "count": low.size,
            }
            advice.append(Advice("D063", facts, table.at(own[name], period)))
    return advice


def _unemployment(data: Dataset, own: Mapping[str, str], table: Table) -> list[Advice]:
    values = data["U"]
    (odd,) = np.nonzero((values < 0) | (values > _HIGHEST_UNEMPLOYMENT))
    if not odd.size:
        return []
    period = data.span.start + int(odd[0])
    facts = {"column": own["U"], "value": f"{values[odd[0]]:g}", "period": period}
    return [Advice("D064", facts, table.at(own["U"], period))]


def _units(data: Dataset, own: Mapping[str, str], table: Table) -> list[Advice]:
    gdp = float(np.median(data["GDP"]))
    advice = []
    for name in _PARTS:
        part = float(np.median(data[name]))
        if gdp <= 0 or part <= 0 or _SMALLEST_SHARE <= part / gdp <= _LARGEST_SHARE:
            continue
        facts = {
            "column": own[name],
            "name": name,
            "ratio": f"{part / gdp:.3g}",
            "component": f"{part:.4g}",
            "gdp": f"{gdp:.4g}",
        }
        advice.append(Advice("D065", facts, table.at(own[name])))
    return advice


def _remainder(data: Dataset, own: Mapping[str, str], table: Table) -> list[Advice]:
    """REST above half of GDP on average, in size."""
    share = 100 * data["REST"] / data["GDP"]
    if np.abs(share).mean() <= 50:
        return _too_much(share, own, table)
    shown = (share.mean(), share.min(), share.max())
    names = ("share", "lowest", "highest")
    facts = {n: f"{v:.0f}" for n, v in zip(names, shown, strict=True)}
    return [Advice("D062", facts, table.at(own["GDP"]))]


def _too_much(share: Array, own: Mapping[str, str], table: Table) -> list[Advice]:
    """Components that sum to more than GDP, by more than a country's imports exceed its exports."""
    if share.mean() >= -_MOST_IMPORTED:
        return []
    columns = ", ".join(own[name] for name in ("C", "I", "G_gov"))
    facts = {
        "columns": columns,
        "share": f"{100 - share.mean():.0f}",
        "rest": f"{-share.mean():.0f}",
    }
    return [Advice("D271", facts, table.at(own["GDP"]))]


def _identity(
    data: Dataset,
    own: Mapping[str, str],
    table: Table,
    net_exports: tuple[str, Array] | None,
) -> list[Advice]:
    """Components and net exports that don't sum to GDP."""
    if net_exports is None:
        return []
    name, traded = net_exports
    off = 100 * (data["REST"] - traded) / data["GDP"]
    known = np.isfinite(off)
    if not known.any() or np.abs(off[known]).mean() <= _UNEXPLAINED:
        return []
    worst = int(np.nanargmax(np.abs(off)))
    columns = ", ".join([*(own[n] for n in ("C", "I", "G_gov")), name])
    facts = {
        "columns": columns,
        "share": f"{100 - off[known].mean():.0f}",
        "worst": f"{100 - off[worst]:.0f}",
        "period": data.span.start + worst,
    }
    return [Advice("D272", facts, table.at(own["GDP"]))]


def _inflation(data: Dataset, own: Mapping[str, str], table: Table) -> list[Advice]:
    """A usual inflation that no economy has for long: the column is an index, or a level isn't."""
    usual = float(np.nanmedian(data["INFL"])) if np.isfinite(data["INFL"]).any() else 0.0
    if abs(usual) <= _USUAL_INFLATION:
        return []
    facts = {"column": own["P"], "value": f"{usual:.0f}"}
    return [Advice("D270", facts, table.at(own["P"]))]


def _fractions(
    data: Dataset, own: Mapping[str, str], table: Table, inflation: bool
) -> list[Advice]:
    """Rates that never reach a third of a percent are probably fractions of one."""
    advice = []
    for name in ("r", "U", *(("INFL",) if inflation else ())):
        column = own["P" if name == "INFL" else name]
        largest = float(np.abs(data[name]).max())
        if 0 < largest < (1.0 if name == "U" else 0.35):
            typical = float(np.median(np.abs(data[name])))
            facts = {
                "column": column,
                "name": name,
                "value": f"{typical:.3g}",
                "largest": f"{largest:.3g}",
            }
            advice.append(Advice("D068", facts, table.at(column)))
    return advice
