"""Whether an index made of texts moves before an outcome, or after it.

Two local projections (Jordà 2005): of the outcome on the index and of the index on the outcome,
each given lags of both and of controls. Beyond the period itself, what the one that answers was in
that period is held fixed too (Granger 1969, Econometrica 37(3)): two series that only move at the
same time have no order, however long either lasts. An index that leads need not cause: what moves
both earlier would do the same. Only with an instrument is its effect identified; nothing of that
period is held fixed then, for it may be part of the effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import norm

from tinbergen.core.result import Result
from tinbergen.statistics.evaluation.local_projections import local_projections
from tinbergen.statistics.evaluation.responses import ImpulseResponse
from tinbergen.text.labelled import Array

if TYPE_CHECKING:
    import pandas as pd

#: Chance that one of all horizons is called different from zero although none is.
_LEVEL = 0.1
Order = Literal["leads", "follows", "both", "neither"]


@dataclass(frozen=True, slots=True)
class Lead(Result):
    """``ahead`` is the response of the outcome to the index, ``behind`` of the index to the
    outcome. ``critical`` is the number of standard errors that a horizon must exceed (Bonferroni
    over horizons 1 to H, ten percent); ``identified`` says whether an instrument moved the index.
    """

    ahead: ImpulseResponse
    behind: ImpulseResponse
    critical: float
    order: Order
    identified: bool

    def to_frame(self) -> pd.DataFrame:
        """One row a horizon."""
        import pandas as pd

        return pd.DataFrame({
            "outcome_after_index": self.ahead.estimate, "error": self.ahead.se,
            "index_after_outcome": self.behind.estimate, "its_error": self.behind.se,
        })  # fmt: skip


def lead_or_follow(
    data: Mapping[str, Array], index: str, outcome: str, *, horizon: int = 4, lags: int = 2,
    controls: Sequence[str] = (), instruments: Sequence[str] = (),
) -> Lead:  # fmt: skip
    """Whether an index leads an outcome, follows it, both or neither.

    Parameters
    ----------
    data
        Name -> (T,) consecutive periods, NaN where missing.
    horizon
        Last horizon, at least 1; the period itself tells no order and is not tested.
    lags
        Lags of index, outcome and controls that are held fixed.
    instruments
        What moves the index and the outcome through it alone; without any an order is no cause.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.statistics.evaluation.local_projections.local_projections`.
    """
    given = (index, outcome, *controls)
    ahead = _after(data, outcome, index, horizon, given, lags) if not instruments else (
        local_projections(data, outcome, index, horizon, lagged=given, lags=lags,
                          instruments=instruments)
    )  # fmt: skip
    behind = _after(data, index, outcome, horizon, given, lags)
    critical = float(norm.isf(_LEVEL / 2 / max(horizon, 1)))
    leads, follows = (
        bool(np.any(np.abs(r.estimate[1:]) > critical * r.se[1:])) for r in (ahead, behind)
    )
    order: Order = "both" if leads and follows else "leads" if leads else "follows"
    return Lead(ahead, behind, critical, order if leads or follows else "neither",
                bool(instruments))  # fmt: skip


def _after(
    data: Mapping[str, Array], answers: str, moves: str, horizon: int, given: Sequence[str],
    lags: int,
) -> ImpulseResponse:  # fmt: skip
    """What one series is 1 to H periods after the other moved, given what it was by then; and in
    the period itself, given lags alone."""
    same = local_projections(data, answers, moves, 0, lagged=given, lags=lags)
    later = local_projections(
        data, answers, moves, horizon, lagged=given, lags=lags, controls=(answers,)
    )
    parts = {name: np.r_[getattr(same, name), getattr(later, name)[1:]]
             for name in ("estimate", "se", "lower", "upper", "n")}  # fmt: skip
    return replace(later, **parts)
