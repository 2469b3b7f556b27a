"""Forecasts of all origins side by side: pooled, with bands from past errors, beside outturns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period
from tinbergen.data.store import dating
from tinbergen.data.vintages import Vintages
from tinbergen.loop.outlook.file import OutlookFile, TargetPart
from tinbergen.loop.outlook.forecast import OriginForecasts
from tinbergen.loop.outlook.panel import laid_out
from tinbergen.statistics.forecast.past_errors import error_band, known_errors, pool

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: The horizon of growth over four quarters.
YEAR = "4q"
_BANDS = (0.9, 0.5)
#: The pooled forecast among members, whose names are not empty.
_POOL = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One variable at one horizon over m consecutive origins.

    Attributes
    ----------
    variable, horizon
        Its name; ``0``, ``1``, … or ``4q``.
    origins, targets
        When forecasts were made, and the (last) quarter they are of.
    point, outturn
        (m,) in the variable's unit; NaN where nothing came yet.
    members, benchmarks
        Name -> (m,).
    errors
        For each origin, the absolute errors known then, by which its bands are set.
    bands
        (m, 4): lower and upper of 90 percent, of 50 percent.
    benchmark_sd
        (m,) root mean square of the first benchmark's errors known then.
    """

    variable: str
    horizon: str
    origins: tuple[Period, ...]
    targets: tuple[Period, ...]
    point: Array
    outturn: Array
    members: Mapping[str, Array]
    benchmarks: Mapping[str, Array]
    errors: tuple[Array, ...]
    bands: Array
    benchmark_sd: Array


def lines(
    outlook: OutlookFile, series: Mapping[str, Vintages], made: Sequence[OriginForecasts]
) -> tuple[Line, ...]:
    """Every variable at every horizon, from forecasts of consecutive origins."""
    origins = tuple(each.origin for each in made)
    found = []
    for target in outlook.targets:
        outturns = Outturns(outlook, target, series[target.series])
        for horizon in _horizons(outlook, target):
            targets = tuple(o + _steps(outlook, horizon) for o in origins)
            came = np.array([outturns.value(t, horizon == YEAR) for t in targets])
            paths = [
                {**each.paths[target.name], _POOL: pooled(target, each.paths[target.name])}
                for each in made
            ]
            rivals = [each.benchmarks[target.name] for each in made]
            members = _at(outlook, target, horizon, paths)
            benchmarks = _at(outlook, target, horizon, rivals)
            found.append(
                _line(outlook, target, horizon, origins, targets, came, members, benchmarks)
            )
    return tuple(found)


def _at(
    outlook: OutlookFile,
    target: TargetPart,
    horizon: str,
    rows: Sequence[Mapping[str, Sequence[float]]],
) -> dict[str, Array]:
    """Name -> (m,) what paths say of one horizon, in the variable's unit."""
    return {
        name: np.array([_shown(outlook, target, row[name], horizon) for row in rows])
        for name in rows[0]
    }


def crossing(
    origins: Sequence[Period], targets: Sequence[Period], span: tuple[Period, Period]
) -> Mask:
    """(m,) whether a forecast made in the span or before it is of the span or later."""
    first, last = span
    return np.array([o <= last and t >= first for o, t in zip(origins, targets, strict=True)])


def _line(
    outlook: OutlookFile, target: TargetPart, horizon: str, origins: tuple[Period, ...],
    targets: tuple[Period, ...], came: Array, members: dict[str, Array],
    benchmarks: dict[str, Array],
) -> Line:  # fmt: skip
    point = members.pop(_POOL)
    now = np.array([o.ordinal for o in origins])
    ready = np.array([t.ordinal for t in targets]) + outlook.mature
    errors, rival = came - point, came - next(iter(benchmarks.values()))
    if outlook.mask:
        left_out = crossing(origins, targets, outlook.mask)
        errors, rival = (np.where(left_out, np.nan, e) for e in (errors, rival))
    seen = tuple(known_errors(errors, ready, at, outlook.memory) for at in now)
    theirs = [known_errors(rival, ready, at, outlook.memory) for at in now]
    bands = np.array([
        [bound for level in _BANDS for bound in error_band(p, past, level)]
        for p, past in zip(point, seen, strict=True)
    ])  # fmt: skip
    sd = np.array([np.sqrt(np.mean(e**2)) if len(e) else np.nan for e in theirs])
    return Line(
        target.name, horizon, origins, targets, point, came, members, benchmarks, seen, bands, sd
    )


def _horizons(outlook: OutlookFile, target: TargetPart) -> Iterator[str]:
    yield from map(str, range(outlook.nearest, outlook.horizons + 1))
    if target.year:
        yield YEAR


def _steps(outlook: OutlookFile, horizon: str) -> int:
    """Quarters from the origin to the (last) target."""
    return outlook.nearest + 3 if horizon == YEAR else int(horizon)


def pooled(target: TargetPart, paths: Mapping[str, Sequence[float]]) -> tuple[float, ...]:
    members = {name: np.asarray(path) for name, path in paths.items()}
    return tuple(pool(members, target.groups).tolist())


def _shown(outlook: OutlookFile, target: TargetPart, path: Sequence[float], horizon: str) -> float:
    """A number of a path, in the variable's unit."""
    if target.show == "level":
        return float(path[int(horizon) - outlook.nearest])
    log = float(np.mean(path[:4]) if horizon == YEAR else path[int(horizon) - outlook.nearest])
    return growth(outlook, log)


def growth(outlook: OutlookFile, log: float) -> float:
    """Growth at an annual rate from 100 times a change of logarithms a year."""
    return 100 * float(np.expm1(log / 100)) if outlook.rates == "compound" else log


class Outturns:
    """A variable's values as they stood when they had matured, or as they stand."""

    def __init__(self, outlook: OutlookFile, target: TargetPart, vintages: Vintages) -> None:
        self._outlook, self._target, self._vintages = outlook, target, vintages
        self._last = outlook.last + outlook.horizons
        self._tables: dict[int, Array] = {}

    def value(self, period: Period, year: bool) -> float:
        """The outturn of a period, or of the four quarters to it; NaN where there is none."""
        mature = self._outlook.mature
        matured = dating.day((period + mature).ordinal, period.frequency, "middle")
        day = matured if mature else self._vintages.newest
        if day not in self._tables:
            part = self._outlook.series[self._target.series]
            self._tables[day] = laid_out(
                self._outlook, part, self._vintages, day, self._last, fill=False
            )[0]
        line, row = self._tables[day], period - self._outlook.history
        if self._target.show == "level":
            return float(line[row])
        back = 4 if year else 1
        return growth(self._outlook, float(line[row] - line[row - back]) * 4 / back)
