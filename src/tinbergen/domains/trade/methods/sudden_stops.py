"""When capital stops coming, surges in, flees or comes home: dates of extreme episodes.

Calvo, Izquierdo and Mejía (2004, NBER 10520): the yearly change in net inflows falls more than two
standard deviations below its mean; the stop starts when it first falls one below and ends when it
is back above that. Forbes and Warnock (2012, J. of International Economics 88(2)) apply the rule,
upward as well, to gross flows: surges and stops of foreigners', flight and retrenchment of
residents' money. Changes are those of the sum over a year from the year before, which takes the
season out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.statistics.cycles.sample import stretch

Array = NDArray[np.float64]

Kind = Literal["stop", "surge", "flight", "retrenchment"]

#: Fewest changes among which one can be two standard deviations away.
_LEAST = 6


@dataclass(frozen=True, slots=True)
class Episode:
    """A spell of extreme changes.

    Attributes
    ----------
    kind
        What happened.
    start, end
        First and last position; ``end`` is None when it lasted to the end of the series, and may
        then still prove too short to count.
    peak
        Position of the most extreme change.
    severity
        The most extreme change in standard deviations from the mean, by absolute value.
    shortfall
        Sum over the episode of changes minus their means, in the flow's units: below zero for
        stops and retrenchment.
    """

    kind: Kind
    start: int
    end: int | None
    peak: int
    severity: float
    shortfall: float


@dataclass(frozen=True, slots=True)
class FlowEpisodes:
    """Dated episodes and what they were dated on.

    Attributes
    ----------
    episodes
        In order of time.
    change
        (T,) yearly change of the yearly sum of flows; NaN where there is too little before, and
        after the last known flow.
    mean, deviation
        (T,) of the change over the window.
    """

    episodes: tuple[Episode, ...]
    change: Array
    mean: Array
    deviation: Array

    @property
    def active(self) -> Episode | None:
        """The episode that had not ended when the series' last known value came."""
        return next((e for e in reversed(self.episodes) if e.end is None), None)


def sudden_stops(
    inflows: ArrayLike,
    periods_per_year: int,
    *,
    years: int | None = None,
    name: str = "inflows",
) -> FlowEpisodes:
    """Sudden stops of net capital inflows (T,) by the rule of Calvo, Izquierdo and Mejía.

    The window for mean and deviation grows with the sample from two years of changes on, or moves
    over ``years``; it ends with the period itself, so that no later data enter.

    Raises
    ------
    TinbergenError
        F050, F051 when the series won't do; F053 for another frequency than 1, 4 or 12, or for a
        window too short for two deviations to be possible.
    """
    window = _window(years, periods_per_year)
    shortest = window or max(2 * periods_per_year, 3)
    moments = _moments(inflows, periods_per_year, window, shortest, name)
    return _dated(moments, {"stop": -1.0}, shortest_spell=1)


def flow_episodes(
    flows: ArrayLike,
    periods_per_year: int,
    *,
    whose: Literal["foreign", "resident"] = "foreign",
    years: int = 5,
    name: str = "flows",
) -> FlowEpisodes:
    """Surges and stops of foreigners' money, or flight and retrenchment of residents'.

    Windows of ``years`` years that end with the period itself; an episode starts when the change
    goes beyond one standard deviation, counts if it goes beyond two, ends before it is back within
    one, and lasts more than one period (Forbes and Warnock 2012).

    Parameters
    ----------
    flows
        (T,) foreigners' net purchases of domestic assets, or residents' of foreign assets;
        positive when money comes in, or goes out.
    whose
        "foreign" dates surges and stops; "resident" flight and retrenchment.

    Raises
    ------
    TinbergenError
        Those of :func:`sudden_stops`; F113 for another ``whose``.
    """
    kinds: dict[str, dict[Kind, float]] = {
        "foreign": {"surge": 1.0, "stop": -1.0},
        "resident": {"flight": 1.0, "retrenchment": -1.0},
    }
    if whose not in kinds:
        raise TinbergenError(
            "F113",
            hint=did_you_mean(str(whose), kinds),
            name="whose",
            value=whose,
            choices=", ".join(kinds),
        )
    window = _window(years, periods_per_year)
    moments = _moments(flows, periods_per_year, window, window or 0, name)
    return _dated(moments, kinds[whose], shortest_spell=2)


def _window(years: int | None, periods_per_year: int) -> int | None:
    if periods_per_year not in (1, 4, 12):
        raise TinbergenError(
            "F053", name="periods_per_year", value=periods_per_year, bounds="1, 4, 12"
        )
    if years is None:
        return None
    # Of n values none is further than (n - 1) / sqrt(n) deviations from their mean.
    least = -(-_LEAST // periods_per_year)
    if years < least:
        raise TinbergenError("F053", name="years", value=years, bounds=f"[{least}, ∞)")
    return years * periods_per_year


# Yearly change, its mean and its standard deviation over the window, each (T,).
_Moments = tuple[Array, Array, Array]


def _moments(
    flows: ArrayLike, periods_per_year: int, window: int | None, shortest: int, name: str
) -> _Moments:
    table = np.asarray(flows, dtype=float)
    year = periods_per_year
    used = stretch(table, name, 2 * year - 1 + shortest)
    sums = np.convolve(table[used], np.ones(year), "valid")
    changes = sums[year:] - sums[:-year]
    change, mean, deviation = (np.full(table.size, np.nan) for _ in range(3))
    first = used.start + 2 * year - 1
    change[first : first + changes.size] = changes
    for end in range(shortest, changes.size + 1):
        seen = changes[0 if window is None else end - window : end]
        mean[first + end - 1] = seen.mean()
        deviation[first + end - 1] = seen.std(ddof=1)
    return change, mean, deviation


def _dated(moments: _Moments, kinds: Mapping[Kind, float], shortest_spell: int) -> FlowEpisodes:
    change, mean, deviation = moments
    size = change.size
    score = np.divide(change - mean, deviation, out=np.zeros(size), where=deviation > 0.0)
    last = int(np.flatnonzero(np.isfinite(change))[-1])
    found = []
    for kind, sign in kinds.items():
        outside = np.append(sign * score > 1.0, False)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], outside]).astype(int)))
        for start, stop in edges.reshape(-1, 2).tolist():
            spell = slice(start, stop)
            peak = start + int(np.argmax(sign * score[spell]))
            open_ended = stop - 1 == last
            if sign * score[peak] > 2.0 and (stop - start >= shortest_spell or open_ended):
                found.append(
                    Episode(
                        kind=kind,
                        start=start,
                        end=None if open_ended else stop - 1,
                        peak=peak,
                        severity=float(abs(score[peak])),
                        shortfall=float((change[spell] - mean[spell]).sum()),
                    )
                )
    return FlowEpisodes(tuple(sorted(found, key=lambda e: e.start)), change, mean, deviation)
