"""Early warnings of crises in a panel, and what they would have said year by year.

At each year the logit is estimated on events known by then, and the threshold from which there is
an alarm is the one that was most useful on those; neither knows what came later. Crises are few:
a record rests on as many as it says.

Source: Schularick and Taylor (2012), American Economic Review 102(2), for the logit of crises on
lags of credit growth; :mod:`tinbergen.statistics.risk.usefulness` for what alarms are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Bars, Line
from tinbergen.core.period import Frequency, Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.forecast.predictive import normal_radius
from tinbergen.statistics.forecast.scores import auroc, brier
from tinbergen.statistics.regression.logit import fit_logit
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import columns
from tinbergen.statistics.risk.usefulness import (
    Measure,
    Usefulness,
    auroc_error,
    best_threshold,
    usefulness,
)

if TYPE_CHECKING:
    import pandas as pd

_TITLE = Text("Warnings given each year, and crises that came", "各年发出的预警与发生的危机")
_SHARE, _CAME = Text("units with an alarm", "发出警报的单位数"), Text("crises", "危机数")


@dataclass(frozen=True, slots=True)
class EarlyWarningRecord(Result):
    """Probabilities and alarms as they would have been given, over n units and years.

    Attributes
    ----------
    units, years
        (n,) labels.
    probability, climatology
        (n,) the logit's, and the share of events until then.
    threshold, alarm
        (n,) the probability from which there was an alarm that year, and whether there was one.
    outcome
        (n,) what came, 1 or 0.
    auroc, auroc_error
        Area under the curve and its standard error, if observations are independent.
    brier, brier_climatology
        Scores of the logit, and of the share.
    usefulness
        Of the alarms given.
    events
        How many came.
    """

    units: tuple[str, ...]
    years: Array
    probability: Array
    climatology: Array
    threshold: Array
    alarm: Array
    outcome: Array
    auroc: float
    auroc_error: float
    brier: float
    brier_climatology: float
    usefulness: Usefulness
    events: int

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Bounds of the area under the curve; they cover sampling of independent observations, so
        too little where crises come in waves."""
        width = normal_radius(100.0 * level) * self.auroc_error
        return max(0.0, self.auroc - width), min(1.0, self.auroc + width)

    def to_frame(self) -> pd.DataFrame:
        """A row a unit and year."""
        import pandas as pd

        names = ("probability", "climatology", "threshold", "alarm", "outcome")
        index = pd.MultiIndex.from_arrays(
            [list(self.units), self.years.astype(int)], names=["unit", "year"]
        )
        return pd.DataFrame({name: getattr(self, name) for name in names}, index=index)

    def plot(self) -> Chart:
        """Alarms and crises by year."""
        first, last = int(self.years.min()), int(self.years.max())
        place = self.years.astype(int) - first
        alarms, came = (
            np.bincount(place, weights=values, minlength=last - first + 1).astype(float)
            for values in (self.alarm, self.outcome)
        )
        span = Period.of(Frequency.ANNUAL, first).to(Period.of(Frequency.ANNUAL, last))
        return Chart(_TITLE, span, (Bars(_CAME, came), Line(_SHARE, alarms)))


def early_warning_record(
    event: ArrayLike,
    regressors: ArrayLike,
    units: Sequence[str] | ArrayLike,
    years: ArrayLike,
    first: int,
    *,
    delay: int = 0,
    effects: bool = False,
    preference: float = 0.9,
    measure: Measure = "sarlin",
) -> EarlyWarningRecord:
    """What a logit would have said at each year from ``first`` on.

    Parameters
    ----------
    event, units, years
        (N,) 1 where a crisis comes in that year, 0 elsewhere; labels of countries or banks; whole
        numbers.
    regressors
        (N, k) known before the year, such as lags of credit growth. Values are as given, revised or
        not.
    first
        The first year with a warning.
    delay
        Years until it is known whether a year was one of crisis; 0 knows of the year before.
    effects
        Whether each unit has an effect; warnings then leave out units that had no crisis yet.
    preference, measure
        As for :func:`tinbergen.statistics.risk.usefulness.usefulness`.

    Raises
    ------
    TinbergenError
        As :func:`tinbergen.statistics.regression.logit.fit_logit` at the first year; F053 for a
        setting out of bounds or no later observations, F054 when lengths differ, F123 when no
        crisis came after.
    """
    y, x = np.asarray(event, dtype=float), columns(regressors)
    labels, when = np.asarray(units).astype(str), np.asarray(years, dtype=float)
    same_length(event=y, regressors=x, units=labels, years=when)
    require(delay >= 0, "delay", delay, ">= 0")
    known = np.isfinite(y) & np.isfinite(x).all(axis=1)
    said = np.full((4, len(y)), np.nan)
    dates = np.unique(when[known & (when >= first)])
    require(len(dates) > 0, "first", first, f"at most {when[known].max(initial=-np.inf):g}")
    for year in dates:
        past, now = known & (when < year - delay), known & (when == year)
        of_units = labels[past] if effects else None
        fit = fit_logit(y[past], x[past], units=of_units)
        chosen = best_threshold(fit.fitted, y[past][fit.used], preference, measure=measure)
        p = fit.probability(x[now], labels[now] if effects else None)
        alarm = np.where(np.isfinite(p), p >= chosen.threshold, np.nan)
        said[:, now] = [
            p,
            np.full_like(p, y[past].mean()),
            np.full_like(p, chosen.threshold),
            alarm,
        ]
    rows = np.isfinite(said[0])
    p, share, threshold, alarm, came = *said[:, rows], y[rows]
    return EarlyWarningRecord(
        units=tuple(labels[rows].tolist()),
        years=when[rows],
        probability=p,
        climatology=share,
        threshold=threshold,
        alarm=alarm,
        outcome=came,
        auroc=auroc(p, came),
        auroc_error=auroc_error(p, came),
        brier=brier(p, came),
        brier_climatology=brier(share, came),
        usefulness=usefulness(alarm, came, preference, measure=measure),
        events=int(came.sum()),
    )
