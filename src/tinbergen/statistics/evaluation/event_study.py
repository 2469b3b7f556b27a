r"""Event study of returns: what came around an event, less what the units' past with the market
lets expect.

.. math:: AR_{it} = r_{it} - x_{it}'\hat\beta_i, \qquad CAR_i = \sum_{t \in W} AR_{it}, \qquad
          CAAR = \frac1N \sum_i CAR_i

with :math:`\hat\beta_i` least squares over an estimation window before the event: a constant, and
the market and further factors where they are given. The variance of :math:`CAR_i` counts the
window's noise and the error of :math:`\hat\beta_i`:
:math:`\hat\sigma_i^2\big(m + 1'X_W (X'X)^{-1} X_W' 1\big)`.

Sources: MacKinlay (1997), Journal of Economic Literature 35(1); Patell (1976), Journal of
Accounting Research 14(2); Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics
30(2); Kolari and Pynnönen (2010), Review of Financial Studies 23(11).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import listed
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.panel import Panel, PanelLike, read_panel
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.event_study_result import EventStudy
from tinbergen.statistics.evaluation.event_tests import Abnormal, event_tests
from tinbergen.statistics.evaluation.simplex import Array
from tinbergen.statistics.evaluation.treatment import by_cohort, complete

_STAGE = Text("Event study", "事件研究")
_PLACEBOS = Text("Placebos: the same before the event", "安慰剂检验：假定事件发生于此前")
#: Periods of the estimation window where nobody says, as is customary with daily returns.
_CUSTOMARY = 120


class _Windows(NamedTuple):
    """Of event time, both ends included: the event's window, and that of estimation."""

    event: tuple[int, int]
    estimation: tuple[int, int]

    def at(self, position: int) -> tuple[slice, slice]:
        """The two as positions in the data, of an event at ``position``."""
        return tuple(  # type: ignore[return-value]
            slice(position + a, position + b + 1) for a, b in (self.estimation, self.event)
        )


def event_study(
    data: PanelLike,
    outcome: str,
    *,
    unit: str | None = None,
    time: str | None = None,
    start: str | int | Period | None = None,
    cohort: str | None = None,
    controls: str | Sequence[str] = (),
    window: tuple[int, int] = (0, 0),
    estimation: tuple[int, int] | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> EventStudy:
    """Abnormal returns around an event, added up over its window and averaged over units.

    Parameters
    ----------
    data
        A row for each unit in each period. Periods may be trading days, as dates or as whole
        numbers such as 20010911 or 1, 2, 3; time since the event counts rows.
    outcome
        The column of returns.
    unit, time
        Columns; one unit without ``unit``, rows numbered from 1 without ``time``.
    start, cohort
        The period of an event that all units share; or the column with that of each, 0 or empty
        where it has none.
    controls
        The market's return and further factors, which the event leaves alone. Without them the
        mean of the estimation window is what was to be expected.
    window
        First and last period of event time over which abnormal returns are added up.
    estimation
        The same of the window in which the model is estimated, both before the event. By default
        it ends before the event's window and has 120 periods, or half of what the data have.
    level
        Probability of the interval.
    progress
        Told of the stages, asked whether to go on.

    Raises
    ------
    TinbergenError
        F053 for settings out of bounds, F220 when a window leaves the data, F221 when the
        estimation window is too short for the factors, F222 when both or neither of ``start`` and
        ``cohort`` are given, F055 for collinear factors, F150 when no unit has an event, F157 for
        missing values; those of :func:`tinbergen.data.panel.read_panel` and of
        :func:`tinbergen.statistics.evaluation.treatment.by_cohort`.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(window[0] <= window[1], "window", window, "first <= last")
    tell = progress or Progress()
    tell(_STAGE)
    names = listed(controls)
    panel, y, events = _read(data, outcome, unit, time, start, cohort, names)
    X = np.stack([np.ones_like(y), *(complete(panel, name) for name in names)], axis=2)
    known = np.flatnonzero(events < len(panel.periods))
    y, X, events = y[known], X[known], events[known]
    windows = _Windows(window, estimation or _usual(int(events.min()), window))
    _check(panel, windows, events, X.shape[2])
    found = _abnormal(y, X, events, windows)
    together = bool(np.unique(events).size == 1)
    tests = event_tests(found, together, level)
    tell(_PLACEBOS)
    placebos = []
    length = window[1] - window[0] + 1
    for shift in range(length, int(events.min()) + windows.estimation[0] + 1):
        tell.check()
        placebos.append(_abnormal(y, X, events - shift, windows).sums.mean())
    return EventStudy(
        outcome=outcome, units=tuple(panel.units[i] for i in known), window=window,
        estimation=windows.estimation, factors=names,
        date=str(panel.periods[events[0]]) if together else None,
        abnormal=found.returns, sums=found.sums, errors=found.errors, tests=tests,
        placebos=np.array(placebos),
    )  # fmt: skip


def _read(
    data: PanelLike, outcome: str, unit: str | None, time: str | None,
    start: str | int | Period | None, cohort: str | None, names: tuple[str, ...],
) -> tuple[Panel, Array, NDArray[np.int64]]:  # fmt: skip
    """The panel, returns (N, T) and the position of each unit's event, T where it has none."""
    if (start is None) == (cohort is None):
        raise TinbergenError("F222")
    extra = () if cohort is None else (cohort,)
    panel = read_panel(data, unit, time, (outcome, *names, *extra), days=True)
    y = complete(panel, outcome)
    if start is not None:
        return panel, y, np.full(len(y), panel.position(start))
    assert cohort is not None
    events = by_cohort(panel, cohort, panel.values[cohort])
    if not (events < len(panel.periods)).any():
        raise TinbergenError("F150", at=Location(panel.file))
    return panel, y, events


def _usual(first: int, window: tuple[int, int]) -> tuple[int, int]:
    """The estimation window where nobody says: placebos need the other half of a short past."""
    last = min(window[0], 0) - 1
    return last + 1 - min(_CUSTOMARY, max((first + last + 1) // 2, 1)), last


def _check(panel: Panel, windows: _Windows, events: NDArray[np.int64], k: int) -> None:
    (begins, ends), at = windows.estimation, Location(panel.file)
    require(begins <= ends < windows.event[0], "estimation", windows.estimation, "before window")
    have = ends - begins + 1
    if have < k + 3:
        raise TinbergenError("F221", at=at, have=have, need=k + 3, begins=begins, ends=ends)
    first, last = int(events.min()) + begins, int(events.max()) + windows.event[1]
    if first < 0 or last >= len(panel.periods):
        raise TinbergenError(
            "F220", at=at, first=panel.periods[0], last=panel.periods[-1], begins=begins,
            ends=windows.event[1], before=int(events.min()),
            after=len(panel.periods) - 1 - int(events.max()),
        )  # fmt: skip


def _abnormal(y: Array, X: Array, events: NDArray[np.int64], windows: _Windows) -> Abnormal:
    """Abnormal returns of each unit around its event."""
    returns, errors, sizes, residuals = [], [], [], []
    for own, x, event in zip(y, X, events, strict=True):
        before, around = windows.at(int(event))
        if np.linalg.matrix_rank(x[before]) < x.shape[1]:
            raise TinbergenError("F055", name=_STAGE)
        beta = np.linalg.lstsq(x[before], own[before])[0]
        left = own[before] - x[before] @ beta
        returns.append(own[around] - x[around] @ beta)
        spread = np.linalg.inv(x[before].T @ x[before])
        unsure = 1.0 + np.einsum("tk,kl,tl->t", x[around], spread, x[around])
        total = x[around].sum(axis=0)
        noise = left @ left / (len(left) - x.shape[1])
        errors.append(np.sqrt(noise * (len(x[around]) + total @ spread @ total)))
        sizes.append(np.sqrt(noise * unsure))
        residuals.append(left)
    degrees = windows.estimation[1] - windows.estimation[0] + 1 - X.shape[2]
    return Abnormal(
        np.array(returns), np.array(sizes), np.array(errors), np.array(residuals), degrees
    )
