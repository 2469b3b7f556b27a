"""What an enterprise is exposed to: indicators, markets, and what no world foresees."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.actors.enterprise import projects, words
from tinbergen.charts.quantities import after_number
from tinbergen.core.documents.evidence import Finding, Part, Series
from tinbergen.core.documents.problem import Scenario
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.finding import bad, finding, listed
from tinbergen.loop.case.question import Question
from tinbergen.loop.scenarios.shifts import PERCENT, apply_scenario
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.worlds.satellite import Satellite
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

_VALUE = "VALUE"
#: Share of draws that are the worst.
_WORST = 0.1
#: Prices and volumes of which its cash flows are made, and the rate at which they are discounted.
_MARKETS = {
    "OUTPUT": ("OUTPUT",), "PRICE": ("PRICE",), "MATERIALS": ("MATERIALS",),
    "IMPORTS": ("IMPORTS",), "WAGE": ("WAGE",), "OIL": ("OIL",), "BONDS": ("BONDS", "ROLLED"),
}  # fmt: skip
#: What else its definitions need; no draw moves it.
_GIVEN = ("TARIFF", "TARIFF_ABROAD", "CARBON_PRICE", "HEDGE")


class Driver(NamedTuple):
    """What moves for good from the first quarter on, and by how much."""

    name: str
    size: float
    percent: bool = False

    @property
    def said(self) -> Text:
        return words.DRIVEN[self.name]


DRIVERS = (
    Driver("GROWTH", -1), Driver("INFL", 1), Driver("r", 1), Driver("WAGE", 1, True),
    Driver("OIL", 10, True), Driver("DOLLAR", 10, True), Driver("TARIFF", 10),
    Driver("TARIFF_ABROAD", 10), Driver("CARBON_PRICE", 50),
)  # fmt: skip


def answer_exposure(situation: Situation, question: Question) -> Iterable[Finding]:
    """Which indicators, and which markets, make the worst draws of economic profit bad.

    Nothing is said of markets where the model's are not all of those.
    """
    satellite, scope = projects.satellite_of(situation), situation.scope
    periods, start = situation.span.length, situation.span.start
    unit = projects.money(situation)
    inputs = [name for group in _MARKETS.values() for name in group]
    if not {*inputs, *_GIVEN} <= {*satellite.variables}:
        inputs = []
    drawn = scope.before([_VALUE, *satellite.read, *inputs])
    sums = drawn[_VALUE][:, :periods].sum(axis=1)
    worst = np.argsort(sums)[: max(1, int(_WORST * len(sums)))]
    mean, tail = float(sums.mean()), float(sums[worst].mean())
    paths = {
        which: {n: drawn[n][rows].mean(axis=0) for n in (*satellite.read, *inputs)}
        for which, rows in (("all", np.arange(len(sums))), ("worst", worst))
    }

    def of_indicators(taken: Mapping[str, Array]) -> Array:
        return np.array([satellite.over(taken).baseline(_VALUE)[:periods].sum()])

    def of_markets(taken: Mapping[str, Array]) -> Array:
        idle = {n: scope.baseline(n)[:periods] for n in (*_GIVEN, *_switches(satellite))}
        known = {n: path[:periods] for n, path in taken.items()} | idle
        return np.array([derive(satellite.model, Dataset.of(start, known))[_VALUE].sum()])

    of_read = {n: (n,) for n in satellite.read}
    asked = (
        ("exposure", words.EXPOSURE, of_indicators, of_read, words.OWN),
        ("markets", words.MARKETS, of_markets, _MARKETS, words.CURVED),
    )
    for name, told, profit, groups, rest in asked if inputs else asked[:1]:
        names = [n for group in groups.values() for n in group]
        old, new = ({n: paths[which][n] for n in names} for which in ("all", "worst"))
        split = attribute(profit, old, new, groups)
        parts = [
            Part(code, title_of(situation, code), float(split.parts[k].sum()))
            for k, code in enumerate(split.groups)
        ]
        parts.append(Part("rest", rest, tail - mean - sum(p.value for p in parts)))
        yield finding(
            situation, name, told.title, kind="forecast",
            statement=told.said.fill(
                tail=tail, mean=mean, unit=after_number(unit), **listed(parts, 2, words.BETWEEN)
            ),
            estimate=tail - mean, unit=unit, method=told.method, parts=tuple(parts),
            severity=bad(mean - tail, abs(mean) + 1.0),
            diagnostics=(
                ("chance of a loss, percent", 100 * float((sums < 0).mean())),
                *((f"correlation with {n}",
                   float(np.corrcoef(sums, drawn[n][:, :periods].mean(axis=1))[0, 1]))
                  for n in old if n != "ROLLED"),
            ),
        )  # fmt: skip


def title_of(situation: Situation, code: str) -> Text:
    """An indicator's title, the pack's before that of the data."""
    known = situation.case.pack.indicator(code)
    return known.title if known else situation.data.titles.get(code, Text(code, code))


def _switches(satellite: Satellite) -> tuple[str, ...]:
    """What is done of projects, which is nothing with no policy."""
    return tuple(n for n in satellite.model.endogenous if n.startswith("DO_"))


def answer_drivers(situation: Situation, question: Question) -> Iterable[Finding]:
    """What a lasting change of each driver does to economic profit, foreseen or not."""
    calm = _calm(situation)
    before = _worth(calm, calm, ())
    effects = [(driver, _worth(calm, calm, (driver,)) - before) for driver in DRIVERS]
    ranked, unit = sorted(effects, key=lambda one: -abs(one[1])), projects.money(situation)
    said = words.BETWEEN.join(
        words.DRIVER.fill(said=driver.said, effect=effect) for driver, effect in ranked
    )
    yield finding(
        situation, "drivers", words.DRIVE, kind="forecast",
        statement=words.DRIVE_SAID.fill(said=said, unit=unit), estimate=ranked[0][1], unit=unit,
        method=words.DRIVE_METHOD, severity=max(1.0, bad(-ranked[0][1], abs(before) + 1.0)),
        diagnostics=tuple((driver.name, effect) for driver, effect in effects),
    )  # fmt: skip


def answer_scenario(situation: Situation, question: Question) -> Iterable[Finding]:
    """Through which channels a scenario reaches economic profit; nothing without one."""
    told = situation.case.scenario
    if told is None:
        return
    satellite, calm = projects.satellite_of(situation), _calm(situation)
    own = told.part(satellite.variables).impulses

    def worth(taken: Mapping[str, bool]) -> Array:
        at = situation if taken[_ECONOMY] else calm
        return np.array([_worth(calm, at, tuple(s for s in own if taken[s.name]))])

    names = (_ECONOMY, *(s.name for s in own))
    none, all_ = dict.fromkeys(names, False), dict.fromkeys(names, True)
    split = attribute(worth, none, all_, {n: (n,) for n in names})
    parts = tuple(
        Part(
            n,
            words.ECONOMY if n == _ECONOMY else title_of(situation, n),
            float(split.parts[k].sum()),
        )
        for k, n in enumerate(split.groups)
    )
    total, unit = sum(part.value for part in parts), projects.money(situation)
    yield finding(
        situation, "scenario", words.SCENARIO.fill(scenario=told.title), kind="forecast",
        statement=words.SCENARIO_SAID.fill(
            total=total, unit=after_number(unit), **listed(parts, 2, words.BETWEEN)
        ),
        estimate=total, unit=unit, method=words.SCENARIO_METHOD, parts=parts,
        severity=max(1.0, bad(-total, abs(float(split.old.sum())) + 1.0)),
    )  # fmt: skip


#: What of a scenario comes by the worlds, which a satellite reads.
_ECONOMY = "economy"


def _calm(situation: Situation) -> Situation:
    """The situation without a scenario."""
    case = situation.case
    if case.scenario is None:
        return situation
    return assess(dataclasses.replace(case, scenario=None))


def _worth(calm: Situation, at: Situation, moved: Sequence[Driver | Series]) -> float:
    """Economic profit over the horizon, with no new policy, on the central paths of ``at``.

    ``moved`` are changes of what is read and of the satellite's own variables, which answer in it.
    """
    satellite = projects.satellite_of(calm)
    shift = {one.name: one.size for one in moved if isinstance(one, Driver)}
    read = {n: at.scope.baseline(n) + shift.get(n, 0.0) for n in satellite.read}
    own = satellite.over(read)
    impulses = tuple(
        one if isinstance(one, Series) else Series(
            one.name, PERCENT if one.percent else "", own.span.start, (one.size,) * own.span.length
        )
        for one in moved if one.name not in satellite.read
    )  # fmt: skip
    told = Scenario("", Text("", ""), impulses=impulses)
    case = dataclasses.replace(calm.case, model=satellite.model, scenario=told)
    run, _ = apply_scenario(case, satellite.model, own.known, own.span)
    return float(run[_VALUE][: calm.span.length].sum())
