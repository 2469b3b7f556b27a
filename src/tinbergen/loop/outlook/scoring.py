"""Scores of an outlook's record: against what came, and against other forecasters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.record import EventScore, RivalScore, TrackScore
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.vintages import Vintages
from tinbergen.loop.outlook.file import OutlookFile, RecessionPart, SamplePart
from tinbergen.loop.outlook.panel import panel
from tinbergen.loop.outlook.record import YEAR, Line, crossing
from tinbergen.statistics.forecast.predictive import gaussian_crps
from tinbergen.statistics.forecast.recession import recession_record, recession_risk
from tinbergen.statistics.forecast.scores import coverage, crps_sample, diebold_mariano

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: Forecaster -> (origin, variable, horizon) -> what it said.
Rivals = Mapping[str, Mapping[tuple[Period, str, str], float]]

#: Dates that a comparison needs.
_FEWEST = 20


def scores(
    outlook: OutlookFile, lines: Sequence[Line], rivals: Rivals, first: Period, last: Period
) -> tuple[TrackScore, ...]:
    """Every line in every sample, of origins from ``first`` to ``last``; empty ones are left out.

    ``rivals`` are other forecasters, besides the outlook's own benchmarks.
    """
    found = []
    for line in lines:
        others = {name: _said(line, said) for name, said in rivals.items()}
        for i, sample in enumerate(outlook.samples):
            rows = _rows(line, sample) & np.array([first <= o <= last for o in line.origins])
            if rows.any():
                found.append(_score(outlook, line, i, rows, {**line.benchmarks, **others}))
    return tuple(found)


def recessions(outlook: OutlookFile, series: Mapping[str, Vintages]) -> tuple[EventScore, ...]:
    """The probability of a recession and its record, in every sample; none without turning points.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.statistics.forecast.recession.recession_record`.
    """
    part = outlook.recession
    return tuple(_event(outlook, part, series, s) for s in outlook.samples) if part else ()


def _rows(line: Line, sample: SamplePart) -> Mask:
    rows = np.isfinite(line.outturn) & np.isfinite(line.point)
    rows &= np.array([t <= sample.last for t in line.targets])
    if sample.without:
        rows &= ~crossing(line.origins, line.targets, sample.without)
    return np.asarray(rows)


def _said(line: Line, said: Mapping[tuple[Period, str, str], float]) -> Array:
    keys = ((o, line.variable, line.horizon) for o in line.origins)
    return np.array([said.get(key, np.nan) for key in keys])


def _score(
    outlook: OutlookFile, line: Line, sample: int, rows: Mask, others: Mapping[str, Array]
) -> TrackScore:
    came, error = line.outturn[rows], (line.point - line.outturn)[rows]
    dense = rows & np.array([len(e) > 0 for e in line.errors])
    crps = [
        float(crps_sample(np.concatenate([line.point[i] - e, line.point[i] + e]), line.outturn[i]))
        for i in np.flatnonzero(dense)
        for e in (line.errors[i],)
    ]
    mean, sd = next(iter(line.benchmarks.values()))[dense], line.benchmark_sd[dense]
    rival = gaussian_crps(line.outturn[dense], mean, sd) if dense.any() else np.empty(0)
    lower, upper, low, high = line.bands[rows].T
    # Periods from the last known quarter to the target, over which errors overlap.
    ahead = 4 if line.horizon == YEAR else int(line.horizon) + 1 - outlook.nearest
    return TrackScore(
        variable=line.variable,
        horizon=line.horizon,
        sample=sample,
        n=int(rows.sum()),
        rmse=_root(error),
        bias=float(error.mean()),
        coverage90=coverage(came, lower, upper) if dense.any() else None,
        coverage50=coverage(came, low, high) if dense.any() else None,
        crps=float(np.mean(crps)) if crps else None,
        crps_benchmark=float(np.mean(rival)) if len(rival) else None,
        rivals=tuple(
            found
            for name, said in others.items()
            if (found := _against(name, line, rows, said, ahead)) is not None
        ),
    )


def _against(name: str, line: Line, rows: Mask, said: Array, ahead: int) -> RivalScore | None:
    """A rival on common dates; None without any."""
    both = rows & np.isfinite(said)
    n = int(both.sum())
    if not n:
        return None
    ours, theirs = (line.point - line.outturn)[both], (said - line.outturn)[both]
    gap = lower = upper = p_value = None
    if n >= _FEWEST:
        try:
            test = diebold_mariano(ours**2, theirs**2, ahead)
        except TinbergenError:  # both say the same
            test = None
        if test:
            gap, p_value = test.mean_difference, test.p_value
            lower, upper = test.interval()
    combined = _root((ours + theirs) / 2)
    return RivalScore(name, n, _root(theirs), _root(ours), gap, lower, upper, p_value, combined)


def _root(error: Array) -> float:
    return float(np.sqrt(np.mean(error**2)))


def _event(
    outlook: OutlookFile, part: RecessionPart, series: Mapping[str, Vintages], sample: SamplePart
) -> EventScore:
    known = panel(outlook, series, outlook.last)
    length = known.length
    x = np.column_stack([known.regressor(r) for r in part.regressors])
    state = np.zeros(length)
    for peak, trough in part.turns:
        state[max(0, peak - outlook.history + 1) : trough - outlook.history + 1] = 1.0
    # The last quarters are not dated yet.
    state[length - part.delay :] = np.nan
    rows = slice(0, min(length, sample.last - outlook.history + 1))
    first = outlook.first - outlook.history
    record = recession_record(state[rows], x[rows], part.horizon, first, delay=part.delay)
    risk = recession_risk(state, x, part.horizon, first, delay=part.delay)
    return EventScore(
        first=outlook.history + int(record.origins[0]),
        last=outlook.history + int(record.origins[-1]),
        horizon=part.horizon,
        n=len(record.origins),
        auroc=record.auroc,
        brier=record.brier,
        brier_climatology=record.brier_climatology,
        episodes=record.episodes,
        probability=risk.probability,
        origin=outlook.history + risk.origin,
        note=part.note.text(),
    )
