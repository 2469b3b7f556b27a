r"""The probability of a recession some periods ahead, by probit, and its record.

.. math:: P(y_t = 1) = \Phi(x_t'\beta)

where y says whether a recession comes within the next h periods, or stands h periods ahead. A
probability is shown with its record: what the same recipe would have said at each past date, with
the labels known then (turning points are dated a year or two late), against the share of recessions
until then. There are few recessions, so records are short in what counts.

Sources: Estrella and Mishkin (1998), Review of Economics and Statistics 80(1); Estrella and
Trubin (2006), Current Issues in Economics and Finance 12(5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.forecast.predictive import Array
from tinbergen.statistics.forecast.scores import auroc, brier
from tinbergen.statistics.regression.probit import (
    Probit,
    check_labels,
    fit_probit,
    with_constant,
)

if TYPE_CHECKING:
    import pandas as pd

When = Literal["within", "at"]


@dataclass(frozen=True, slots=True)
class RecessionRecord(Result):
    """Probabilities as they would have been given, over consecutive origins.

    Attributes
    ----------
    origins
        (m,) which periods of the data, from 0.
    probability, climatology, outcome
        (m,) the probit's, the share of events among the labels known then, and what came, 1 or 0.
    auroc, brier, brier_climatology
        Scores of the probit, and of the share.
    episodes
        How many separate recessions came: the record rests on so many.
    """

    origins: Array
    probability: Array
    climatology: Array
    outcome: Array
    auroc: float
    brier: float
    brier_climatology: float
    episodes: int

    def to_frame(self) -> pd.DataFrame:
        """A row an origin."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in ("probability", "climatology", "outcome")}
        return pd.DataFrame(columns, index=pd.Index(self.origins, name="origin"))


@dataclass(frozen=True, slots=True)
class RecessionRisk(Result):
    """The probability of a recession, with the record of such probabilities.

    Attributes
    ----------
    probability
        0 to 1, seen from the last period whose regressors are known.
    origin
        That period, from 0.
    horizon, when
        Within how many periods, or after exactly how many.
    fit
        The probit behind it.
    record
        What it would have said before.
    """

    probability: float
    origin: int
    horizon: int
    when: When
    fit: Probit
    record: RecessionRecord

    def to_frame(self) -> pd.DataFrame:
        """One row: the probability and its record."""
        import pandas as pd

        record = self.record
        row = {"probability": self.probability, "auroc": record.auroc, "brier": record.brier}
        row |= {"brier_climatology": record.brier_climatology, "episodes": record.episodes}
        return pd.DataFrame([row], index=pd.Index([self.origin], name="origin"))


def recession_risk(
    recession: ArrayLike,
    regressors: ArrayLike,
    horizon: int,
    first: int,
    *,
    when: When = "within",
    delay: int = 0,
    every: int = 1,
    names: Sequence[str] | None = None,
) -> RecessionRisk:
    """The probability of a recession from the last period whose regressors are known.

    Arguments (``horizon``, ``when``, ``every`` …) and errors are those of :func:`recession_record`,
    which scores the same recipe from ``first`` on; ``names`` are the regressors'. Labels within
    ``delay`` periods of the end are not used, whether given or not.

    Raises
    ------
    TinbergenError
        As :func:`recession_record`.
    """
    record = recession_record(
        recession, regressors, horizon, first, when=when, delay=delay, every=every
    )
    x = np.asarray(regressors, dtype=float)
    origin = int(np.flatnonzero(np.isfinite(with_constant(x)).all(axis=1))[-1])
    seen = slice(0, max(0, origin - horizon - delay + 1))
    fit = fit_probit(labels_ahead(recession, horizon, when)[seen], x[seen], names)
    given = float(fit.probability(x[origin : origin + 1])[0])
    return RecessionRisk(given, origin, horizon, when, fit, record)


def labels_ahead(recession: ArrayLike, horizon: int, when: When = "within") -> Array:
    """(T,) whether a recession comes ``within`` the next periods, or stands ``at`` the last of
    them; NaN where that is not known.

    Parameters
    ----------
    recession
        (T,) 1 in a recession, 0 elsewhere, NaN where not dated yet.
    horizon
        Periods ahead, at least 1.

    Raises
    ------
    TinbergenError
        F053, F123 for labels other than 0 and 1.
    """
    require(horizon >= 1, "horizon", horizon, "1, 2, ...")
    state = np.asarray(recession, dtype=float)
    check_labels(state[np.isfinite(state)])
    ahead = np.full(len(state), np.nan)
    if len(state) > horizon:
        windows = np.lib.stride_tricks.sliding_window_view(state[1:], horizon)
        ahead[:-horizon] = windows.max(axis=1) if when == "within" else windows[:, -1]
    return ahead


def recession_record(
    recession: ArrayLike,
    regressors: ArrayLike,
    horizon: int,
    first: int,
    *,
    when: When = "within",
    delay: int = 0,
    every: int = 1,
) -> RecessionRecord:
    """What the probit would have said at each origin from ``first`` on, estimated on what was
    known then.

    Parameters
    ----------
    recession, regressors
        (T,) and (T, k). Regressors are taken as known in their own period and as they are today.
    horizon, when
        As in :func:`labels_ahead`.
    first
        First origin, a period from 0.
    delay
        Periods until it is known whether a period was in recession.
    every
        Periods between two estimations.

    Raises
    ------
    TinbergenError
        As :func:`fit_probit` at the first origin; F053 when a setting is out of bounds.
    """
    state, x = np.asarray(recession, dtype=float), np.asarray(regressors, dtype=float)
    length = same_length(recession=state, regressors=x)
    require(delay >= 0, "delay", delay, ">= 0")
    require(0 <= first < length, "first", first, f"[0, {length})")
    ahead = labels_ahead(state, horizon, when)
    known = np.asarray(np.isfinite(with_constant(x)).all(axis=1))
    origins = np.array([t for t in range(first, length) if known[t] and np.isfinite(ahead[t])])
    given, share = np.empty(len(origins)), np.empty(len(origins))
    fit: Probit | None = None
    for i, t in enumerate(origins):
        seen = slice(0, max(0, t - horizon - delay + 1))
        if fit is None or i % every == 0:
            fit = fit_probit(ahead[seen], x[seen])
        given[i] = fit.probability(x[t : t + 1])[0]
        labels = ahead[seen][known[seen]]
        share[i] = np.mean(labels[np.isfinite(labels)])
    came = ahead[origins]
    starts = int((np.diff(came, prepend=0.0) > 0).sum())
    return RecessionRecord(
        origins=origins,
        probability=given,
        climatology=share,
        outcome=came,
        auroc=auroc(given, came),
        brier=brier(given, came),
        brier_climatology=brier(share, came),
        episodes=starts,
    )
