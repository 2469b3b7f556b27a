"""One origin's forecasts: the panel completed, every member's path, benchmarks beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period
from tinbergen.data.vintages import Vintages
from tinbergen.loop.outlook.file import OutlookFile
from tinbergen.loop.outlook.members import Bench, Tightness
from tinbergen.loop.outlook.panel import Panel, panel

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OriginForecasts:
    """What was forecast at an origin.

    ``paths`` and ``benchmarks``: target -> member -> values from the nearest horizon to the last,
    changes a quarter at annual rates (logarithms times 400) of what grows, levels of the rest.
    Members share what they say of the origin's own quarter.
    """

    origin: Period
    paths: Mapping[str, Mapping[str, tuple[float, ...]]]
    benchmarks: Mapping[str, Mapping[str, tuple[float, ...]]]


def forecasts(
    outlook: OutlookFile,
    series: Mapping[str, Vintages],
    origin: Period,
    tightness: Tightness | None = None,
) -> OriginForecasts:
    """What an outlook says at an origin, of which it knows no more than was known then.

    Parameters
    ----------
    series
        All series in all vintages.
    tightness
        As :func:`tightness_of` gives it for the year; chosen anew by default.
    """
    known = panel(outlook, series, origin)
    bench = Bench(known, tightness or {})
    _ask_systems(bench)
    paths, benchmarks = {}, {}
    for target in outlook.targets:
        names = dict.fromkeys(name for group in target.groups for name in group)
        name, scale = target.series, 4.0 if bench.grows(target.series) else 1.0
        now = known.changes(name)[-1:] if bench.grows(name) else known.quarters[name][-1:]
        lead = now if outlook.nearest == 0 else np.empty(0)
        paths[target.name] = {
            m: _numbers(scale * np.append(lead, bench.path(m, name, outlook.horizons)))
            for m in names
        }
        benchmarks[target.name] = {
            m: _numbers(scale * bench.plain(m, name, outlook.horizons + 1)[outlook.nearest :])
            for m in outlook.benchmarks
        }
    return OriginForecasts(origin, paths, benchmarks)


def tightness_of(outlook: OutlookFile, series: Mapping[str, Vintages], year: int) -> Tightness:
    """The hyperparameters of all systems in a year: those of its first quarter's origin."""
    origin = Period.of(outlook.first.frequency, year)
    bench = Bench(panel(outlook, series, origin))
    for name, part in outlook.members.items():
        if part.kind == "system":
            bench.system(name, 0)
    return dict(bench.chosen)


def _ask_systems(bench: Bench) -> None:
    """Quarters not known of series that ask a system besides: halfway between it and the bridge."""
    known: Panel = bench.panel
    for name, part in known.outlook.series.items():
        if part.system is None or known.known.get(name, known.length) == known.length:
            continue
        said = bench.system(part.system, 0, free=name)[name]
        missing = known.length - known.known[name]
        line = known.quarters[name]
        line[-missing:] = (line[-missing:] + said[-missing:]) / 2


def _numbers(values: Array) -> tuple[float, ...]:
    return tuple(float(v) for v in values)
