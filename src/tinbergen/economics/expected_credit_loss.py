r"""Expected credit losses by the stages of IFRS 9, and what happens to them in bad times.

A loan is in stage 1 when its risk has not risen much since it was made, in stage 2 when it has, in
stage 3 when it is impaired. The allowance is what is expected to be lost, discounted at the
effective rate: from defaults of the next twelve months in stage 1, of the whole life in stage 2.

.. math:: ECL = \sum_t S_{t-1}\, p_t\, LGD_t\, EAD_t\, (1 + r)^{-t}

with p the probability of default of a period for who has survived until then, S.

Sources: IFRS 9, sections 5.5 and B5.5; for stages that migrate with the economy, Gross, Laliotis,
Leika and Lukyantsau (2020), IMF Working Paper 20/111.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.risk.migration import require_distributions
from tinbergen.statistics.risk.vasicek import shares

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Stage = Literal[1, 2, 3]


def expected_credit_loss(
    pd: ArrayLike,
    lgd: ArrayLike,
    exposure: ArrayLike,
    rate: float,
    stage: Stage = 2,
    *,
    per_year: int = 1,
) -> Array:
    """The allowance of a loan or segment, in the unit of ``exposure``; leading axes broadcast.

    Parameters
    ----------
    pd
        (..., T) probability of default in each period ahead for who has survived until then.
    lgd, exposure
        (..., T) or one number: loss given default, a share, and exposure at default.
    rate
        Effective interest rate a year, above -1; losses fall due at the end of their period.
    stage
        1: periods of the next twelve months. 2: all T. 3: in default, so loss given default times
        exposure, of the first period and undiscounted.
    per_year
        Periods a year.

    Raises
    ------
    TinbergenError
        F053 for a share, rate or stage out of bounds.
    """
    require(stage in (1, 2, 3), "stage", stage, "1, 2, 3")
    require(rate > -1.0, "rate", rate, "(-1, ∞)")
    require(per_year >= 1, "per_year", per_year, "1, 2, ...")
    hazard, loss = np.atleast_1d(shares("pd", pd)), shares("lgd", lgd)
    size = np.asarray(exposure, dtype=float)
    given = loss * size
    if stage == 3:
        return np.asarray(given[..., 0] if given.ndim else given)
    alive = np.cumprod(1.0 - hazard, axis=-1)
    before = np.concatenate([np.ones_like(alive[..., :1]), alive[..., :-1]], axis=-1)
    discount = (1.0 + rate) ** (-np.arange(1, hazard.shape[-1] + 1) / per_year)
    terms = before * hazard * given * discount
    return np.asarray((terms[..., :per_year] if stage == 1 else terms).sum(axis=-1))


@dataclass(frozen=True, slots=True)
class Provisions(Result):
    """Exposures and allowances by stage over T periods, draw by draw where there are draws.

    Attributes
    ----------
    exposure, allowance
        (..., T + 1, 3) at the end of each period, from the start on, in the unit given.
    transfers, remeasurement
        (..., T) the two parts of the change of the total allowance: loans that changed stage, at
        the coverage before, and coverage that changed.
    """

    exposure: Array
    allowance: Array
    transfers: Array
    remeasurement: Array

    @property
    def charge(self) -> Array:
        """(..., T) impairment charged to profit: the change of the allowance. Nothing is written
        off, so that it is the sum of the two parts."""
        return np.asarray(self.transfers + self.remeasurement)

    @property
    def coverage(self) -> Array:
        """(..., T + 1, 3) allowance over exposure; NaN where a stage is empty."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.allowance / self.exposure)

    def to_frame(self) -> pd.DataFrame:
        """A row a period, from the start on: means over draws."""
        import pandas as pd

        columns: dict[str, Array] = {}
        for name in ("exposure", "allowance"):
            values = getattr(self, name)
            values = values.reshape(-1, *values.shape[-2:]).mean(axis=0)
            columns |= {f"{name}_{s}": values[:, s - 1] for s in (1, 2, 3)}
        for name in ("transfers", "remeasurement", "charge"):
            flows = getattr(self, name)
            columns[name] = np.append(np.nan, flows.reshape(-1, flows.shape[-1]).mean(axis=0))
        return pd.DataFrame(columns).rename_axis("period")


def stage_provisions(
    exposure: ArrayLike,
    transitions: ArrayLike,
    lgd: ArrayLike,
    rate: float,
    maturity: int,
    *,
    per_year: int = 1,
) -> Provisions:
    """Provisions while loans move between stages.

    Allowances at each date foresee the path that transitions take from there; beyond the last
    period they stay as they were in it. Loans are neither made nor repaid nor written off.

    Parameters
    ----------
    exposure
        (3,) at the start, by stage, in any unit.
    transitions
        (..., T, 3, 3) shares that move from each stage (rows) to each in each period; rows sum to
        one. Draws come first.
    lgd
        (..., T) or one number: loss given default, a share.
    rate
        Effective interest rate a year, above -1.
    maturity
        Periods that loans have left, at every date; at least 1.
    per_year
        Periods a year.

    Raises
    ------
    TinbergenError
        C011 for shapes that do not fit, F053 for a setting out of bounds, F171 for a row that is no
        distribution.
    """
    size = np.asarray(exposure, dtype=float)
    moves = np.asarray(transitions, dtype=float)
    if size.shape != (3,):
        raise TinbergenError("C011", name="exposure", shape=size.shape, wanted="(3,)")
    if moves.ndim < 3 or moves.shape[-2:] != (3, 3):
        raise TinbergenError("C011", name="transitions", shape=moves.shape, wanted="(..., T, 3, 3)")
    require_distributions(moves)
    require(maturity >= 1, "maturity", maturity, "1, 2, ...")
    require(rate > -1.0, "rate", rate, "(-1, ∞)")
    periods = moves.shape[-3]
    loss = np.broadcast_to(shares("lgd", lgd), moves.shape[:-2])
    discount = (1.0 + rate) ** (-1.0 / per_year)
    stock = np.empty((*moves.shape[:-3], periods + 1, 3))
    cover = np.empty_like(stock)
    stock[..., 0, :] = size
    for t in range(periods + 1):
        if t:
            before = stock[..., t - 1, :]
            stock[..., t, :] = np.einsum("...s,...sr->...r", before, moves[..., t - 1, :, :])
        cover[..., t, 0] = _expected(moves, loss, t, min(per_year, maturity), discount)[..., 0]
        cover[..., t, 1] = _expected(moves, loss, t, maturity, discount)[..., 1]
        cover[..., t, 2] = loss[..., min(t, periods - 1)]
    return Provisions(
        exposure=stock,
        allowance=stock * cover,
        transfers=(np.diff(stock, axis=-2) * cover[..., :-1, :]).sum(axis=-1),
        remeasurement=(stock[..., 1:, :] * np.diff(cover, axis=-2)).sum(axis=-1),
    )


def _expected(moves: Array, loss: Array, start: int, ahead: int, discount: float) -> Array:
    """(..., 2) discounted loss from first impairment in the next ``ahead`` periods, a unit of stage
    1 or 2 at ``start``: backwards, from the last period on."""
    value = np.zeros((*moves.shape[:-3], 2))
    for period in reversed(range(start, start + ahead)):
        t = min(period, moves.shape[-3] - 1)
        now = moves[..., t, :2, :]
        stays = np.einsum("...sr,...r->...s", now[..., :2], value)
        value = discount * (now[..., 2] * loss[..., t, None] + stays)
    return value
