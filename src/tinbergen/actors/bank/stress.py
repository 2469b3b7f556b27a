"""Stress tests of banks: their capital on given paths of the economy, how implausible these are.

A satellite in the names of ``bank.mod`` (``CAPITAL``, ``TIER1``, ``RWA`` and, bank by bank,
``CAPITAL_*``) stands on the worlds of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.plausibility import Plausibility
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.situation import Situation, situation
from tinbergen.loop.worlds.satellite import read_outturn
from tinbergen.loop.worlds.stacked import StackedWorld
from tinbergen.statistics.attribution import attribute

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Capital ratios: of all banks, and what those of one begin with.
ALL, OWN = "CAPITAL", "CAPITAL_"
#: Where bands lie.
_LEVELS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class StressTest(Result):
    """Capital ratios of banks in one world, payouts and lending going on by their rules.

    Attributes
    ----------
    world
        Name of the world.
    span
        The horizon.
    start, central
        Ratio in the last quarter known, and central path (periods,), by bank, in percent of
        risk-weighted assets; ``""`` is all banks together.
    lower, upper
        (periods,) 5 and 95 percent quantiles of the world's draws, which hold disturbances and
        doubt over coefficients of the banks' equations and what the world itself draws.
    """

    world: str
    span: Span
    start: Mapping[str, float]
    central: Mapping[str, Array]
    lower: Mapping[str, Array]
    upper: Mapping[str, Array]

    def lowest(self, bank: str = "") -> tuple[float, Period, float, float]:
        """The lowest central ratio of a bank, its quarter, and the band in that quarter."""
        k = int(np.argmin(self.central[bank]))
        band = float(self.lower[bank][k]), float(self.upper[bank][k])
        return float(self.central[bank][k]), self.span.start + k, *band

    @property
    def banks(self) -> tuple[str, ...]:
        """Banks, the one with the lowest ratio first."""
        return tuple(sorted(filter(None, self.central), key=lambda b: self.lowest(b)[0]))

    def to_frame(self) -> pd.DataFrame:
        """A row a bank, all together last: start, lowest ratio, its quarter and band, end."""
        import pandas as pd

        rows = {}
        for bank in (*self.banks, ""):
            low, when, lower, upper = self.lowest(bank)
            rows[bank or "all"] = {
                "start": self.start[bank], "lowest": low, "quarter": str(when),
                "lower": lower, "upper": upper, "end": float(self.central[bank][-1]),
            }  # fmt: skip
        return pd.DataFrame.from_dict(rows, orient="index")


def stress_test(subject: Situation | Case | str | Path, world: str) -> StressTest:
    """Capital ratios of a case's banks in one of its worlds.

    ``subject`` is a situation, a case, the name of a worked one, or the path of a case file.

    Raises
    ------
    TinbergenError
        bank-2 when no world of that name carries banks.
    """
    there = situation(subject)
    on = carrying(there, world)
    names = [n for n in on.satellite.model.endogenous if n == ALL or n.startswith(OWN)]
    draws, settings = on.outlook_of(names), there.span.length
    found: dict[str, tuple[float, Array, Array, Array]] = {}
    for name in names:
        low, high = np.quantile(draws[name][:, :settings], _LEVELS, axis=0)
        first = on.own.run.data[name][on.own.run.data.span.position(there.as_of)]
        central = np.array(on.baseline(name)[:settings])
        found["" if name == ALL else name.removeprefix(OWN)] = float(first), central, low, high
    columns = [{b: one[k] for b, one in found.items()} for k in range(4)]
    return StressTest(world, there.span, *columns)  # type: ignore[arg-type]


def carrying(there: Situation, name: str, at: Location | None = None) -> StackedWorld:
    """The world of that name with its banks.

    Raises
    ------
    TinbergenError
        bank-2 when there is none.
    """
    known = {w.name: w for w in there.worlds if isinstance(w, StackedWorld) and not w.lent}
    if name not in known:
        raise TinbergenError(
            "bank-2", at=at, hint=did_you_mean(name, known), name=name,
            known=", ".join(known) or "-",
        )  # fmt: skip
    return known[name]


def read_by(world: StackedWorld, settings: int) -> dict[str, Array]:
    """Central paths (settings,) of what the banks read of a world."""
    return {n: np.asarray(world.baseline(n)[:settings]) for n in world.satellite.read}


def shares(
    world: StackedWorld, scenario: Mapping[str, Array], name: str, at: int
) -> dict[str, float]:
    """What each indicator of a scenario does to a variable in period ``at``, against the world.

    The mean over all orders in which indicators can be moved (Shapley 1953), so that they sum to
    the whole difference exactly.
    """
    base = read_by(world, len(next(iter(scenario.values()))))

    def ratio(paths: Mapping[str, Array]) -> float:
        return float(world.satellite.over(paths).run[name][at])

    told = {n: scenario[n] for n in base}
    split = attribute(ratio, base, told, {n: [n] for n in base}, exact_up_to=len(base))
    return dict(zip(split.groups, split.parts.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Severity:
    """How far a scenario lies from a world's outlook, and the worst that lies as far.

    ``distance`` in standard deviations (Mahalanobis) over ``size`` numbers, of which draws vary in
    ``degrees`` directions; ``median`` is the distance of the world's own draws. ``worst`` are paths
    (settings,) of indicators, ``ratio`` the capital ratio of all banks at their end.
    """

    distance: float
    size: int
    degrees: int
    different: int
    median: float
    worst: Mapping[str, Array]
    ratio: float


def severity(world: StackedWorld, scenario: Mapping[str, Array]) -> Severity:
    """The distance of a scenario from a world's draws, and the worst one at the same distance.

    Capital at the end is taken as linear along the outlook: the worst is m - d S a / sqrt(a'S a),
    with a the derivative of the ratio by the paths.
    """
    names = tuple(scenario)
    settings = len(scenario[names[0]])
    draws = world.outlook()
    paths = np.stack([draws[n][:, :settings] for n in names], axis=2).reshape(len(draws.values), -1)
    measure = Plausibility.of(paths)
    distance = float(np.sqrt(measure.squared(np.column_stack(list(scenario.values())).reshape(-1))))
    own = np.sqrt([measure.squared(path) for path in paths])
    mean = measure.mean.reshape(settings, -1)

    def ratio(at: Array) -> float:
        told = dict(zip(names, at.T, strict=True))
        return float(world.satellite.over(told).run[ALL][settings - 1])

    step, here = 1e-3, ratio(mean)
    slope = np.array([
        (ratio(mean + step * unit.reshape(mean.shape)) - here) / step for unit in np.eye(mean.size)
    ])  # fmt: skip
    spread = np.cov(paths, rowvar=False) @ slope
    worst = (measure.mean - distance * spread / np.sqrt(slope @ spread)).reshape(mean.shape)
    different = len(np.unique(paths.round(8), axis=0))
    return Severity(
        distance, paths.shape[1], len(measure.roots), different, float(np.median(own)),
        dict(zip(names, worst.T, strict=True)), ratio(worst),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the banks' equations find when told what the economy did, beside what came.

    Percent of loans at the peak, and net income over the span in billions of dollars, at today's
    shares of loans and assets. ``repeated`` is the lowest capital ratio of all banks in the world's
    horizon if what the equations missed from the span's start on is missed again, but for returns
    beyond ``outliers`` percent a year: write-offs of goodwill, which is no Tier 1 capital.
    """

    span: Span
    peak: float
    peak_came: float
    income: float
    income_came: float
    repeated: float


def replayed(there: Situation, world: StackedWorld, span: Span, outliers: float = 5.0) -> Replayed:
    """The equations simulated over a past span on the economy as it was, without disturbances.

    Their numbers have seen it: it is no forecast.
    """
    satellite = world.satellite
    came = derive(satellite.model, read_outturn(satellite.reads, there.data))
    run = simulate(satellite.model, came, span)
    seen = came.window(span.start, span.end)
    horizon = Span(there.span.start, min(there.span.length, span.length))
    left = track(satellite.model, came, Span(span.start, horizon.length))
    when, missed = came.window(left.span.start, left.span.end), {}
    for bank in (n.removeprefix(OWN) for n in satellite.model.endogenous if n.startswith(OWN)):
        usual = np.abs(when[f"RETURN_{bank}"]) <= outliers
        missed[f"bad loans {bank}"] = left[f"bad loans {bank}"]
        missed[f"return {bank}"] = np.where(usual, left[f"return {bank}"], 0.0)
    again = simulate(
        satellite.model, world.own.run.data, horizon,
        residuals=Dataset.of(str(horizon.start), missed),
    )  # fmt: skip
    return Replayed(
        span, float(run["NPL"].max()), float(seen["NPL"].max()), float(run["INCOME"].sum()),
        float(seen["INCOME"].sum()), float(again[ALL].min()),
    )  # fmt: skip
