"""What members of an outlook forecast from a panel: changes a quarter, or levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.outlook.file import MemberPart
from tinbergen.loop.outlook.panel import Panel, trend
from tinbergen.statistics.forecast.bvar import fit_bvar
from tinbergen.statistics.forecast.bvar_prior import Hyperparameters
from tinbergen.statistics.forecast.ridge import direct_forecasts, principal_components
from tinbergen.statistics.forecast.slow_mean import autoregress, exponential_mean, trailing_mean

Array = NDArray[np.float64]
#: Name of a system -> the series that it has and how tight its prior is.
Tightness = Mapping[str, tuple[tuple[str, ...], Hyperparameters]]


@dataclass
class Bench:
    """Members at work on one panel; systems are estimated once.

    ``tightness`` are hyperparameters from the year's first origin; a system of other series than
    there chooses its own. ``chosen`` are those that were used.
    """

    panel: Panel
    tightness: Tightness = field(default_factory=dict)
    chosen: MutableMapping[str, tuple[tuple[str, ...], Hyperparameters]] = field(
        default_factory=dict
    )

    def path(self, name: str, series: str, horizon: int) -> Array:
        """(horizon,) after the panel's last quarter, of the series' changes or levels."""
        part = self.panel.outlook.members[name]
        if part.kind == "system":
            return self._moves(series, self.system(name, horizon)[series][-horizon:])
        if part.kind == "factors":
            return self._factors(part, series, horizon)
        line = self.panel.quarters[series]
        return _SIMPLE[part.kind](self, part, series, line, horizon)

    def plain(self, name: str, series: str, horizon: int) -> Array:
        """(horizon,) from the origin's quarter on, seen without other series: a benchmark.

        Levels of which months are known stay at the last of them; of what grows, only whole
        quarters count.
        """
        panel, part = self.panel, self.panel.outlook.members[name]
        line = panel.quarters[series][: panel.known[series]]
        if series in panel.months and not self.grows(series) and len(line) == panel.length - 1:
            seen = panel.months[series][-1]
            seen = seen[np.isfinite(seen)]
            if len(seen):
                ahead = (seen.sum() + (3 - len(seen)) * seen[-1]) / 3
                line = np.append(line, ahead)
        missing = panel.length - len(line)
        path = _SIMPLE[part.kind](self, part, series, line, horizon + max(missing - 1, 0))
        if missing:
            return path[missing - 1 :][:horizon]
        now = line[-1] - line[-2] if self.grows(series) else line[-1]
        return np.concatenate([[now], path])[:horizon]

    def grows(self, series: str) -> bool:
        return self.panel.outlook.series[series].scale == "log"

    def system(self, name: str, horizon: int, free: str | None = None) -> Mapping[str, Array]:
        """Series -> levels from the first quarter that is not known of all series to ``horizon``
        quarters after the last, given what the panel says of those between; ``free`` is not given.
        """
        panel, part = self.panel, self.panel.outlook.members[name]
        rows = slice(panel.first, None)
        names = tuple(
            n for n in part.series
            if n in panel.quarters and np.isfinite(panel.quarters[n][rows]).all()
        )  # fmt: skip
        wanted = [t.series for t in panel.outlook.targets if t.series in part.series]
        for missing in sorted({*wanted} - {*names}) or ([] if names else ["-"]):
            raise TinbergenError("L124", name=missing, origin=panel.origin, member=name)
        ready = min(panel.known[n] for n in names)
        data = np.column_stack([panel.quarters[n][panel.first : ready] for n in names])
        before = self.tightness.get(name) or self.chosen.get(name)
        fit = fit_bvar(
            data, part.lags, names=names, omit=panel.omit[panel.first : ready],
            row_scale="common",
            hyperparameters=before[1] if before and before[0] == names else None,
        )  # fmt: skip
        self.chosen[name] = names, fit.hyperparameters
        given = {
            n: panel.quarters[n][ready:] for n in names if n != free and panel.informed(n)
        } if ready < panel.length else None  # fmt: skip
        steps = panel.length - ready + horizon
        if not steps:
            return {n: np.empty(0) for n in names}
        point = fit.forecast(steps, given=given, draws=1).point
        return {n: point[:, i] for i, n in enumerate(names)}

    def _moves(self, series: str, levels: Array) -> Array:
        """Changes, or levels, of a path that follows the panel's last quarter."""
        if not self.grows(series):
            return levels
        return np.diff(levels, prepend=self.panel.quarters[series][-1])

    def _factors(self, part: MemberPart, series: str, horizon: int) -> Array:
        panel = self.panel
        # Of the first quarter of all no change is known.
        first = max(panel.first, 1)
        rows, omit = slice(first, None), panel.omit[first:]
        table = np.column_stack(
            [panel.changes(n)[rows] for n in part.series if n in panel.quarters]
        )
        factors = principal_components(table, part.count, omit=omit)
        changes = panel.changes(series)[rows]
        if self.grows(series):
            target, base = changes, trend(panel, series, panel.changes(series))[rows]
            own = changes - base
        else:
            target = base = panel.quarters[series][rows]
            own = changes
        parts = [target[:, None]] if not self.grows(series) else []
        for k in range(part.lags):
            parts += [_lagged(own[:, None], k), _lagged(factors, k)]
        direct = [r for r in part.direct if {r.series, r.minus or r.series} <= {*panel.quarters}]
        parts += [panel.regressor(r)[rows][:, None] for r in direct]
        x = np.hstack(parts)
        reach = max([part.lags, *(r.change for r in direct)])
        return direct_forecasts(target, x, horizon, part.penalty, base=base, omit=omit, reach=reach)


def _lagged(table: Array, by: int) -> Array:
    shifted = np.full(table.shape, np.nan)
    shifted[by:] = table[: len(table) - by]
    return shifted


def _walk(bench: Bench, part: MemberPart, series: str, line: Array, horizon: int) -> Array:
    last = line[-1] - line[-2] if bench.grows(series) else line[-1]
    return np.full(horizon, last)


def _mean(bench: Bench, part: MemberPart, series: str, line: Array, horizon: int) -> Array:
    moves = np.diff(line, prepend=np.nan) if bench.grows(series) else line
    return np.full(horizon, trailing_mean(moves, omit=bench.panel.omit[: len(line)])[-1])


def _trend(bench: Bench, part: MemberPart, series: str, line: Array, horizon: int) -> Array:
    moves = np.diff(line, prepend=np.nan) if bench.grows(series) else line
    return np.full(horizon, exponential_mean(moves, omit=bench.panel.omit[: len(line)])[-1])


def _autoregression(
    bench: Bench, part: MemberPart, series: str, line: Array, horizon: int
) -> Array:
    moves = np.diff(line, prepend=np.nan) if bench.grows(series) else line
    omit = bench.panel.omit[: len(line)]
    # A mean that moves needs its window before estimation starts, where there are data.
    mean = trailing_mean(moves, omit=omit) if part.slow else None
    rows = slice(bench.panel.first, None)
    if mean is not None:
        rows = slice(max(bench.panel.first, int(np.flatnonzero(np.isfinite(mean))[0])), None)
    return autoregress(
        moves[rows], part.lags, horizon, mean=None if mean is None else mean[rows], omit=omit[rows]
    )


_Simple = Callable[[Bench, MemberPart, str, Array, int], Array]
_SIMPLE: Mapping[str, _Simple] = {
    "walk": _walk, "mean": _mean, "trend": _trend, "autoregression": _autoregression,
}  # fmt: skip
