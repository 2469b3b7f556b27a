"""What is random about a plan: fans around its outcomes, and the bounds that would falsify it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinbergen.core.documents.evidence import Fan
from tinbergen.core.documents.plan import TripWire
from tinbergen.core.text import Text
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.case.case import Case
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of

#: Quantiles of the fans: the median and bands of 30, 60 and 90 percent.
LEVELS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)


def fans(situation: Situation, runs: Ensemble | None, recipe: Text) -> tuple[Fan, ...]:
    """The distribution of every variable drawn; none where nothing is random."""
    names = runs.variables if runs is not None else ()
    return tuple(_fan(v, situation, runs, recipe) for v in names if runs is not None)


def _fan(name: str, situation: Situation, runs: Ensemble, recipe: Text) -> Fan:
    horizon = situation.span.length
    return Fan(
        name,
        unit_of(name, situation.data).en,
        situation.span.start,
        LEVELS,
        tuple(tuple(q[:horizon].tolist()) for q in runs.quantiles(name, LEVELS)),
        tuple(runs.mean(name)[:horizon].tolist()),
        runs.values.shape[0],
        recipe,
    )


def trip_wires(case: Case, situation: Situation, runs: Ensemble | None) -> tuple[TripWire, ...]:
    """Bounds that all hold together with the case's probability if the plan is right.

    A single band at that level would be left far more often by one of several outturns. Each draw
    is ranked by its most extreme outturn; the bounds are the quantiles, the same for every wire,
    that the asked-for share of draws keeps. What is a target itself is called as the case calls it.
    """
    if not case.trip_variables or runs is None:
        return ()
    periods = min(case.trip_periods, situation.span.length)
    paths = np.stack([runs[name][:, :periods] for name in case.trip_variables], axis=2)
    draws = paths.shape[0]
    ranks = paths.argsort(axis=0).argsort(axis=0)
    extreme = np.minimum(ranks, draws - 1 - ranks).min(axis=(1, 2))
    cut = int(np.quantile(extreme, 1 - case.trip_level, method="lower"))
    ordered = np.sort(paths, axis=0)
    lower, upper = ordered[cut], ordered[draws - 1 - cut]
    called = {t.variable: t.title for t in case.targets if not (t.relative or t.percent)}
    return tuple(
        TripWire(
            name,
            called.get(name) or title_of(name, situation.data, case.model),
            situation.span.start + t,
            float(lower[t, k]),
            float(upper[t, k]),
            case.trip_level,
            unit_of(name, situation.data),
        )
        for k, name in enumerate(case.trip_variables)
        for t in range(periods)
    )


def false_alarms(wires: Sequence[TripWire], runs: Ensemble) -> float:
    """Share of the plan's own draws that leave the bounds of any trip-wire."""
    outside = np.zeros(runs.values.shape[0], dtype=bool)
    for wire in wires:
        values = runs[wire.variable][:, wire.period - runs.span.start]
        outside |= (values < wire.lower) | (values > wire.upper)
    return float(outside.mean())


def power(wires: Sequence[TripWire], runs: Ensemble, share: float = 0.8) -> dict[str, float]:
    """How far off a variable must lastingly be for a trip-wire to fire in a ``share`` of draws.

    By variable, in its unit: the least size that is noticed whether the outturns lie above the
    plan's draws or below them.
    """
    found = {}
    for name in dict.fromkeys(w.variable for w in wires):
        own = [w for w in wires if w.variable == name]
        values = np.column_stack([runs[name][:, w.period - runs.span.start] for w in own])
        upper = (np.array([w.upper for w in own]) - values).min(axis=1)
        lower = (values - np.array([w.lower for w in own])).min(axis=1)
        found[name] = float(max(np.quantile(upper, share), np.quantile(lower, share), 0.0))
    return found
