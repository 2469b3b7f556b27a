"""Do the eight columns look like an economy? Faults of unit and kind, found by size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tinbergen.core.errors import Advice
from tinbergen.data.dataset import Dataset
from tinbergen.data.tabular import Table

_PARTS = ("C", "I", "G_gov", "T")
_LARGEST_SHARE = 1.5
_SMALLEST_SHARE = 1 / 300
_HIGHEST_UNEMPLOYMENT = 60.0


def implausible(
    data: Dataset, own: Mapping[str, str], table: Table, inflation: bool
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
    """
    advice = _not_positive(data, own, table) + _unemployment(data, own, table)
    mismatch = _units(data, own, table)
    return [
        *advice,
        *mismatch,
        *([] if mismatch or advice else _remainder(data, own, table)),
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
        return []
    shown = (share.mean(), share.min(), share.max())
    names = ("share", "lowest", "highest")
    facts = {n: f"{v:.0f}" for n, v in zip(names, shown, strict=True)}
    return [Advice("D062", facts, table.at(own["GDP"]))]


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
