r"""Migration of ratings in good and in bad times: one factor moves all rows of the matrix.

A borrower of grade i ends in grade j or worse when a standard normal variable falls below a
threshold :math:`x_{ij}`, cut from the average matrix. Given the state of the economy Z

.. math:: \Pr(\text{j or worse} \mid i, Z) =
   \Phi\!\Big(\frac{x_{ij} - \sqrt\rho Z}{\sqrt{1-\rho}}\Big)

The last column is default. Z of a year is what brings this closest to the matrix observed.

Sources: Belkin, Suchower and Forest (1998), CreditMetrics Monitor, third quarter, "A one-parameter
representation of credit risk and transition matrices"; Forest, Belkin and Suchower (1998), same
issue; Merton (1974), Journal of Finance 29(2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.risk.vasicek import chance_below

if TYPE_CHECKING:
    import pandas as pd

_CORRELATIONS = (0.001, 0.6)


@dataclass(frozen=True, slots=True)
class CreditCycle(Result):
    """The state of the economy that years of migrations speak of.

    Attributes
    ----------
    factor
        (T,) positive in good years; of variance one where the correlation was chosen for that.
    correlation
        Of borrowers' assets.
    average
        (g, g + 1) the average matrix, rows sum to one, default last.
    misfit
        (T,) weighted mean squared distance from the matrix observed.
    """

    factor: Array
    correlation: float
    average: Array
    misfit: Array

    def matrix(self, factor: ArrayLike) -> Array:
        """Matrices (..., g, g + 1) in states ``factor`` (...)."""
        return point_in_time(self.average, factor, self.correlation)

    def to_frame(self) -> pd.DataFrame:
        """A row a year."""
        import pandas as pd

        return pd.DataFrame({"factor": self.factor, "misfit": self.misfit})


def point_in_time(average: ArrayLike, factor: ArrayLike, correlation: float) -> Array:
    """Matrices (..., g, g + 1) in states of the economy.

    Parameters
    ----------
    average
        (g, g + 1) through the cycle: rows are grades from the best, columns the grades and default.
    factor
        (...) standard normal, high in good times, such as draws by period.
    correlation
        0 to below 1; at 0 the state does not matter.

    Raises
    ------
    TinbergenError
        C011 for a matrix of another shape, F053 for a correlation out of bounds, F171 where a row
        is no distribution.
    """
    matrix = _checked(average)
    require(0.0 <= correlation < 1.0, "correlation", correlation, "[0, 1)")
    return _moved(_thresholds(matrix), np.asarray(factor, dtype=float), correlation)


def _thresholds(matrix: Array) -> Array:
    """(g, g + 1) what a borrower of each grade must fall below to end in each grade or worse."""
    worse = np.cumsum(matrix[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(ndtri(np.clip(worse, 0.0, 1.0)))


def _moved(cut: Array, factor: Array, correlation: float) -> Array:
    """Matrices (..., g, g + 1) in states (...), by the thresholds."""
    with np.errstate(invalid="ignore"):
        given = chance_below(cut, correlation, factor[..., None, None])
    given[..., 0] = 1.0
    return np.asarray(given - np.concatenate([given[..., 1:], np.zeros_like(given[..., :1])], -1))


def credit_cycle(
    counts: ArrayLike, average: ArrayLike | None = None, correlation: float | None = None
) -> CreditCycle:
    """The state of each year from its migrations.

    Parameters
    ----------
    counts
        (T, g, g + 1) borrowers that went from each grade to each, default last.
    average
        (g, g + 1) the matrix through the cycle; by default that of all years together.
    correlation
        Of assets; by default the one at which the states have variance one.

    Raises
    ------
    TinbergenError
        C011 for another shape, F053 when counts are negative, F055 when at no correlation between
        .001 and .6 the states have variance one, F171 for a row of the average that is no
        distribution.
    """
    seen = np.asarray(counts, dtype=float)
    if seen.ndim != 3 or seen.shape[2] != seen.shape[1] + 1:
        raise TinbergenError("C011", name="counts", shape=seen.shape, wanted="(T, g, g + 1)")
    require(bool((seen >= 0.0).all()), "counts", float(np.nanmin(seen)), ">= 0")
    total = seen.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = total / total.sum(axis=1, keepdims=True)
    matrix = _checked(pooled if average is None else average)
    cut = _thresholds(matrix)
    rho = _unit_variance(seen, matrix, cut) if correlation is None else correlation
    require(0.0 <= rho < 1.0, "correlation", rho, "[0, 1)")
    found = [_state(year, matrix, cut, rho) for year in seen]
    return CreditCycle(
        np.array([z for z, _ in found]), rho, matrix, np.array([miss for _, miss in found])
    )


def _unit_variance(seen: Array, matrix: Array, cut: Array) -> float:
    from scipy.optimize import brentq

    def excess(rho: float) -> float:
        return float(np.var([_state(year, matrix, cut, rho)[0] for year in seen])) - 1.0

    low, high = _CORRELATIONS
    if not excess(low) > 0.0 > excess(high):
        raise TinbergenError("F055", name="credit cycle")
    return float(brentq(excess, low, high, xtol=1e-8))


def _state(year: Array, matrix: Array, cut: Array, correlation: float) -> tuple[float, float]:
    """Factor and misfit of a year's counts (g, g + 1)."""
    from scipy.optimize import minimize_scalar

    n = year.sum(axis=1)
    rows = n > 0
    share, possible, cut = year[rows] / n[rows, None], matrix[rows] > 0.0, cut[rows]

    def miss(z: float) -> float:
        given = _moved(cut, np.asarray(z), correlation)
        spread = np.maximum(given * (1.0 - given), 1e-12)
        ours = np.where(possible, (share - given) ** 2 / spread, 0.0)
        return float((n[rows, None] * ours).sum() / n.sum())

    found = minimize_scalar(miss, bounds=(-8.0, 8.0), method="bounded", options={"xatol": 1e-9})
    return float(found.x), float(found.fun)


def _checked(average: ArrayLike) -> Array:
    matrix = np.asarray(average, dtype=float)
    if matrix.ndim != 2 or matrix.shape[1] != matrix.shape[0] + 1:
        raise TinbergenError("C011", name="average", shape=matrix.shape, wanted="(g, g + 1)")
    require_distributions(matrix)
    return matrix


def require_distributions(rows: Array) -> None:
    """F171 where one of the rows (..., g, k) is below zero somewhere or does not sum to one."""
    total = rows.sum(axis=-1)
    wrong = ~((rows >= 0.0).all(axis=-1) & (np.abs(total - 1.0) < 1e-6))
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0])
        raise TinbergenError("F171", row=int(place[-1]) + 1, total=f"{total[place]:.6g}")
