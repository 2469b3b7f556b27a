"""A scenario told to an outlook without equations for it: a conditional forecast.

A scenario says by how much indicators differ, on average in each year. Of all errors that the
outlook may make, the most likely that do this are expected: everything else moves with them as the
outlook's joint distribution says (:mod:`tinbergen.statistics.forecast.least_shocks`). Means move;
the spread around them stays, since a scenario tells what is different and not what is known. What
is said ex ante is taken for what comes of it. Beyond the horizon nothing is imposed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.problem import IndicatorChange, Scenario
from tinbergen.core.text import Text
from tinbergen.loop.case.packfile import Pack
from tinbergen.loop.case.worldspec import IndicatorMap
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.loop.worlds.protocol import World
from tinbergen.loop.worlds.table_world import TableWorld
from tinbergen.statistics.forecast.least_shocks import LeastShocks, least_shocks

Array = NDArray[np.float64]

#: The transform that makes growth of a level, its logarithm's change at an annual rate.
_GROWTH = "annualised log difference"

_NO_SPREAD = Text(
    "its outlook has no spread to tell the scenario by", "其展望无分布，无法设定该情景"
)
_NOTHING = Text("nothing that the scenario changes is in its outlook", "其展望不含情景所变动的指标")
_OUT_OF_REACH = Text(
    "no errors of its outlook do what the scenario says", "其展望的任何误差都不能产生情景所述变动"
)
_MEANING = Text(
    "{meaning}; on it the scenario {title}, as a conditional forecast",
    "{meaning}；并以条件预测施加情景“{title}”",
)


@dataclass(frozen=True, slots=True)
class Imposed:
    """What a scenario did to an outlook.

    ``changes`` are those imposed, ``left_out`` those of which it has no outlook; ``shifts`` by
    indicator (periods,) what its central paths differ by.
    """

    scenario: Scenario
    changes: tuple[IndicatorChange, ...]
    left_out: tuple[IndicatorChange, ...]
    cost: LeastShocks
    shifts: Mapping[str, Array] = dataclasses.field(default_factory=dict)

    def seen(self, told: World, calm: World) -> Imposed:
        """With what central paths differ by from a world that is not told."""
        shifts = {n: told.baseline(n) - calm.baseline(n) for n in told.foresees}
        return dataclasses.replace(self, shifts=shifts)


class Outlook(Protocol):
    """Central paths and what their errors are of independent standard normal numbers."""

    def baseline(self, name: str) -> Array: ...

    def loadings(self, name: str) -> Array: ...


def conditioned(
    world: TableWorld | ExpectationsWorld,
    scenario: Scenario,
    pack: Pack,
    maps: Mapping[str, IndicatorMap],
) -> tuple[TableWorld | ExpectationsWorld, Imposed | Text]:
    """The world whose outlook a scenario shifts, or the world as it is and why it can't be told.

    ``maps`` lead from the case's indicators to the world's own variables.
    """
    if not world.uncertain:
        return world, _NO_SPREAD
    outlook: Outlook = world if isinstance(world, ExpectationsWorld) else _Table(world)
    rows: list[Array] = []
    sizes: list[float] = []
    imposed: list[IndicatorChange] = []
    left_out: list[IndicatorChange] = []
    for change in scenario.indicators:
        found = list(_restrictions(change, world, outlook, pack, maps))
        rows += [row for row, _ in found]
        sizes += [size for _, size in found]
        (imposed if found else left_out).append(change)
    if not imposed:
        return world, _NOTHING
    cost = least_shocks(np.array(rows), np.array(sizes))
    if cost is None:
        return world, _OUT_OF_REACH
    said = Imposed(scenario, tuple(imposed), tuple(left_out), cost)
    meaning = _MEANING.fill(meaning=world.meaning, title=scenario.title)
    if isinstance(world, ExpectationsWorld):
        expected = world.innovations(cost.shocks)
        return dataclasses.replace(world, expected=expected, meaning=meaning), said
    assert world.forecast is not None
    moved = world.forecast.moved(cost.shocks)
    return dataclasses.replace(world, forecast=moved, meaning=meaning), said


@dataclass(frozen=True, slots=True)
class _Table:
    """A forecast's paths and errors; before the floors below which instruments do not go."""

    world: TableWorld

    def baseline(self, name: str) -> Array:
        assert self.world.forecast is not None
        return self.world.forecast.mean[name]

    def loadings(self, name: str) -> Array:
        assert self.world.forecast is not None
        return self.world.forecast.loadings(name)


def _restrictions(
    change: IndicatorChange,
    world: TableWorld | ExpectationsWorld,
    outlook: Outlook,
    pack: Pack,
    maps: Mapping[str, IndicatorMap],
) -> Iterator[tuple[Array, float]]:
    """A change as means of years over a world's errors (k,), and by how much each differs.

    A level that the world does not foresee, but whose growth it does, is the sum of that growth.
    """
    code, growth = change.indicator, False
    if maps.get(code, IndicatorMap(code)).variable not in world.foresees:
        known = (
            i.code for i in pack.indicators
            if i.of == code and i.transform == _GROWTH
            and maps.get(i.code, IndicatorMap(i.code)).variable in world.foresees
        )  # fmt: skip
        code, growth = next(known, ""), True
    if not code:
        return
    m, start = maps.get(code, IndicatorMap(code)), world.span.start
    per_year = int(start.frequency)
    errors = m.factor * outlook.loadings(m.variable)[: world.settings]
    path = m.factor * outlook.baseline(m.variable)[: world.settings] + m.offset
    before = 0.0
    if growth:
        errors = np.cumsum(errors, axis=0) / per_year
        before = change.at(start - 1) if start > change.start else 0.0
    years = np.array([(start + t - change.start) // per_year for t in range(len(path))])
    for first in np.unique(years, return_index=True)[1].tolist():
        own, size = years == years[first], change.at(start + first)
        if growth:
            size = 100 * (np.log1p(size / 100) - np.log1p(before / 100))
        elif change.percent:
            size *= path[own].mean() / 100
        yield errors[own].mean(axis=0), float(size)
