r"""Probit regression: the probability of an event given regressors.

.. math:: P(y = 1 \mid x) = \Phi(x'\beta)

Source: Greene, Econometric Analysis (8th ed.), chapter 17; the log likelihood is concave, so
Newton's method with halved steps finds the maximum if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, ndtr

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import same_length
from tinbergen.statistics.regression.algebra import factor
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Probit(Result):
    """A probit of n observations on a constant and k regressors.

    Attributes
    ----------
    names
        The constant first.
    coefficients, covariance
        (1 + k,) maximum-likelihood estimates and (1 + k, 1 + k), from the Hessian. Where labels
        overlap, standard errors from it are too small.
    log_likelihood
        Natural logarithm.
    n
        Observations.
    """

    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    log_likelihood: float
    n: int

    def probability(self, regressors: ArrayLike) -> Array:
        """(m,) from ``regressors`` (m, k), or (m,) where there is one."""
        return np.asarray(ndtr(with_constant(regressors) @ self.coefficients))

    def to_frame(self) -> pd.DataFrame:
        """One row a coefficient."""
        import pandas as pd

        se = np.sqrt(np.diagonal(self.covariance))
        columns = {"coef": self.coefficients, "se": se, "z": self.coefficients / se}
        return pd.DataFrame(columns, index=list(self.names))


def fit_probit(
    event: ArrayLike, regressors: ArrayLike, names: Sequence[str] | None = None
) -> Probit:
    """Maximum likelihood, by Newton's method, of ``event`` (n,), labels of 1 and 0, on a constant
    and ``regressors`` (n, k), called by ``names``.

    Rows that miss something are left out.

    Raises
    ------
    TinbergenError
        F050 when rows are too few, F054 when lengths differ, F055 when regressors are collinear,
        F123 when labels are not 0 and 1, or of one kind, F124 when they are separated perfectly.
    """
    y, x = np.asarray(event, dtype=float), with_constant(regressors)
    same_length(event=y, regressors=x)
    rows = np.isfinite(y) & np.isfinite(x).all(axis=1)
    y, x = check_labels(y[rows]), x[rows]
    if len(y) < x.shape[1] + 2:
        raise TinbergenError("F050", name="probit", have=len(y), need=x.shape[1] + 2)
    if y.min() == y.max():
        raise TinbergenError("F123", values=f"{y[0]:g}")
    if len(factor(x)[2]):
        raise TinbergenError("F055", name="probit")
    sign = 2.0 * y - 1.0
    coefficients = np.zeros(x.shape[1])
    likelihood = float(log_ndtr(np.zeros(len(y))).sum())
    for _ in range(100):
        index = x @ coefficients
        ratio = sign * np.exp(-0.5 * index**2 - log_ndtr(sign * index)) / np.sqrt(2.0 * np.pi)
        hessian = (x * (ratio * (ratio + index))[:, None]).T @ x
        try:
            step = np.linalg.solve(hessian, x.T @ ratio)
        except np.linalg.LinAlgError:
            break
        coefficients, likelihood = uphill(
            coefficients, step, likelihood, lambda b: float(log_ndtr(sign * (x @ b)).sum())
        )
        moved = np.abs(x @ coefficients - index).max() / (1.0 + np.abs(index).max())
        # Where labels are separated coefficients go on growing while the likelihood settles.
        if likelihood > -1e-6 * len(y):
            break
        if moved < 1e-7:
            found = tuple(names or (f"x{i}" for i in range(1, x.shape[1])))
            covariance = np.linalg.inv(hessian)
            return Probit(("constant", *found), coefficients, covariance, likelihood, len(y))
    raise TinbergenError("F124", n=len(y))


def check_labels(event: Array) -> Array:
    """Labels as they came, if all are 0 or 1.

    Raises
    ------
    TinbergenError
        F123.
    """
    odd = event[~np.isin(event, (0.0, 1.0))]
    if len(odd):
        raise TinbergenError("F123", values=", ".join(f"{v:g}" for v in np.unique(odd)[:3]))
    return event


def uphill(
    start: Array, step: Array, likelihood: float, of: Callable[[Array], float]
) -> tuple[Array, float]:
    """Where a step leads, halved until the log likelihood does not fall, and that likelihood."""
    size, better = 1.0, -np.inf
    while size > 1e-8 and not better >= likelihood - 1e-12 * abs(likelihood):
        reached = start + size * step
        better = of(reached)
        size /= 2.0
    return reached, better


def columns(regressors: ArrayLike) -> Array:
    """(n, k) from regressors (n, k) or (n,)."""
    x = np.asarray(regressors, dtype=float)
    return x[:, None] if x.ndim == 1 else x


def with_constant(regressors: ArrayLike) -> Array:
    """(n, 1 + k): ones, then the regressors (n, k) or (n,)."""
    x = columns(regressors)
    return np.hstack([np.ones((len(x), 1)), x])
