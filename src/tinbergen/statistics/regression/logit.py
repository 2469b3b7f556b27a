r"""Logit regression: the probability of an event given regressors and effects of units.

.. math:: P(y_{it} = 1) = 1 / (1 + \exp(-\mu_i - x_{it}'\beta))

Units that never (or always) have the event say nothing of the slopes once they have effects of
their own, and are left out. The log likelihood is concave, so that Newton's method finds its
maximum if there is one. With effects slopes are biased away from zero by about 1/T (Greene 2004,
Econometrics Journal 7(1)).

Source: Greene, Econometric Analysis (8th ed.), chapter 17.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_expit

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import same_length
from tinbergen.statistics.regression.algebra import factor, wald
from tinbergen.statistics.regression.fixed_effects import compact
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import check_labels, columns, uphill
from tinbergen.statistics.regression.sandwich import sandwich

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Logit(Result):
    """A logit of n observations on k regressors and a constant, or an effect of each of m units.

    Attributes
    ----------
    names
        (k,) of the regressors, then ``constant`` or the m units.
    slopes
        k.
    coefficients, covariance
        (k + m,) maximum-likelihood estimates and (k + m, k + m). The covariance covers sampling:
        from the Hessian, robust to a wrong variance, or by cluster, as was asked for.
    log_likelihood, pseudo_r2
        Natural logarithm; one less its ratio to that of a constant alone (McFadden).
    chi2
        Wald's statistic that all slopes are zero, chi-squared with k degrees of freedom.
    n, events
        Observations used, and events among them.
    used
        (N,) which of the rows given they are.
    fitted
        (n,) probabilities.
    left_out
        Units that were left out, since they had no event or nothing else.
    """

    names: tuple[str, ...]
    slopes: int
    coefficients: Array
    covariance: Array
    log_likelihood: float
    pseudo_r2: float
    chi2: float
    n: int
    events: int
    used: np.ndarray[tuple[int], np.dtype[np.bool_]]
    fitted: Array
    left_out: tuple[str, ...]

    def probability(self, regressors: ArrayLike, units: ArrayLike | None = None) -> Array:
        """(r,) from ``regressors`` (r, k) and, where units have effects, ``units`` (r,); NaN for a
        unit that has none."""
        x = columns(regressors)
        effects = dict(
            zip(self.names[self.slopes :], self.coefficients[self.slopes :], strict=True)
        )
        if units is None:
            level = np.full(len(x), effects.get("constant", np.nan))
        else:
            level = np.array([effects.get(str(unit), np.nan) for unit in np.asarray(units)])
        return np.asarray(expit(level + x @ self.coefficients[: self.slopes]))

    def to_frame(self) -> pd.DataFrame:
        """One row a coefficient."""
        import pandas as pd

        se = np.sqrt(np.diagonal(self.covariance))
        columns = {"coef": self.coefficients, "se": se, "z": self.coefficients / se}
        return pd.DataFrame(columns, index=list(self.names))


def fit_logit(
    event: ArrayLike,
    regressors: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    units: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    robust: bool = True,
) -> Logit:
    """Maximum likelihood of ``event`` (N,), 1 or 0, on ``regressors`` (N, k), called ``names``.

    Rows that miss something are left out.

    Parameters
    ----------
    units
        (N,) labels, such as countries; each has then an effect of its own in place of a constant.
    clusters
        (N,) labels within which errors may depend; Stata's factor G / (G - 1).
    robust
        Without clusters: White's covariance with Stata's factor n / (n - 1), or the Hessian's.

    Raises
    ------
    TinbergenError
        F050 when rows are too few, F054 when lengths differ, F055 when regressors are collinear,
        F107 with fewer than two clusters, F123 when labels are not 0 and 1 or of one kind only,
        F124 when they are separated perfectly.
    """
    y, x = np.asarray(event, dtype=float), columns(regressors)
    labels = np.full(len(y), "constant") if units is None else np.asarray(units).astype(str)
    groups = labels if clusters is None else np.asarray(clusters)
    same_length(event=y, regressors=x, units=labels, clusters=groups)
    used = np.isfinite(y) & np.isfinite(x).all(axis=1)
    check_labels(y[used])
    mute = [u for u in np.unique(labels[used]) if np.ptp(y[used & (labels == u)]) == 0.0]
    if units is not None:
        used &= ~np.isin(labels, mute)
    y, x, labels, groups = y[used], x[used], labels[used], groups[used]
    count = x.shape[1] + len(np.unique(labels))
    if len(y) < count + 2:
        raise TinbergenError("F050", name="logit", have=len(y), need=count + 2)
    if y.min() == y.max():
        raise TinbergenError("F123", values=f"{y[0]:g}")
    code = compact(labels)
    X = np.hstack([x, np.eye(int(code.max()) + 1)[code]])
    if len(factor(X)[2]):
        raise TinbergenError("F055", name="logit")
    coefficients, likelihood, hessian = most_likely(y, X)
    fitted = np.asarray(expit(X @ coefficients))
    covariance = np.asarray(np.linalg.inv(hessian), dtype=float)
    if robust or clusters is not None:
        scores = X * (y - fitted)[:, None]
        by = [] if clusters is None else [compact(groups)]
        covariance = sandwich(covariance, scores, by, "likelihood", X.shape[1])
    share, k = float(y.mean()), x.shape[1]
    alone = len(y) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    found = tuple(names or (f"x{i}" for i in range(1, k + 1)))
    return Logit(
        names=(*found, *np.unique(labels).tolist()),
        slopes=k,
        coefficients=coefficients,
        covariance=covariance,
        log_likelihood=likelihood,
        pseudo_r2=1.0 - likelihood / alone,
        chi2=wald(coefficients[:k], covariance[:k, :k])[0],
        n=len(y),
        events=int(y.sum()),
        used=used,
        fitted=fitted,
        left_out=tuple(mute) if units is not None else (),
    )


def most_likely(y: Array, X: Array) -> tuple[Array, float, Array]:
    """Coefficients (k,), log likelihood and minus its Hessian, for ``y`` (n,) of 0 and 1.

    Raises
    ------
    TinbergenError
        F124 when columns of ``X`` (n, k) separate the labels perfectly.
    """
    sign = 2.0 * y - 1.0

    def reached(b: Array) -> float:
        return float(log_expit(sign * (X @ b)).sum())

    b = np.zeros(X.shape[1])
    likelihood = reached(b)
    for _ in range(100):
        p = expit(X @ b)
        hessian = (X * (p * (1.0 - p))[:, None]).T @ X
        try:
            step: Array = np.asarray(np.linalg.solve(hessian, X.T @ (y - p)), dtype=float)
        except np.linalg.LinAlgError:
            break
        before = b
        b, likelihood = uphill(before, step, likelihood, reached)
        moved = float(np.abs(X @ (b - before)).max())
        # Where labels are separated coefficients go on growing while the likelihood settles.
        if likelihood > -1e-6 * len(y) or np.abs(X @ b).max() > 30.0:
            break
        if moved < 1e-9:
            p = expit(X @ b)
            return b, likelihood, np.asarray((X * (p * (1.0 - p))[:, None]).T @ X)
    raise TinbergenError("F124", n=len(y))
