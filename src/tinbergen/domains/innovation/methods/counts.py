r"""Counts by unit and period with an effect of each unit: what a regressor does to them.

Two conditional likelihoods that leave the effects out (Hausman, Hall and Griliches 1984,
Econometrica 52(4)). In the Poisson model the counts of a unit, given their sum, are multinomial. In
the negative binomial one, with :math:`\lambda_{it} = \exp(x_{it}'\beta)` and an own dispersion of
each unit, they are negative hypergeometric:

.. math:: \ln L_i = \ln\Gamma(\Lambda_i) + \ln\Gamma(Y_i+1) - \ln\Gamma(\Lambda_i+Y_i)
   + \sum_t \left[\ln\Gamma(\lambda_{it}+y_{it}) - \ln\Gamma(\lambda_{it})
   - \ln\Gamma(y_{it}+1)\right].

The second identifies a constant. Errors of the first are clustered by unit, so that they hold
whatever the counts' distribution is if their means are right; those of the second are from the
information, and hold if the whole model is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from scipy.special import digamma, gammaln, polygamma

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import same_length
from tinbergen.statistics.regression.fixed_effects import compact

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Family = Literal["poisson", "negative binomial"]
_Parts = tuple[float, Array, Array, Array]


@dataclass(frozen=True, slots=True)
class CountPanel(Result):
    """``coefficients`` and ``errors`` (k,), after the constant where there is one; ``units`` used,
    ``log_likelihood`` given the sums."""

    family: Family
    coefficients: Array
    errors: Array
    log_likelihood: float
    units: int

    def to_frame(self) -> pd.DataFrame:
        """One row a coefficient, the constant first where there is one."""
        import pandas as pd

        columns = {"coef": self.coefficients, "se": self.errors}
        return pd.DataFrame(columns | {"z": self.coefficients / self.errors})


def count_panel(counts: Array, regressors: Array, units: NDArray[np.intp],
                family: Family = "poisson") -> CountPanel:  # fmt: skip
    """How counts go with regressors, within units.

    Parameters
    ----------
    counts
        (n,) not below zero.
    regressors
        (n, k) that vary within units; effects of periods are columns of theirs.
    units
        (n,) codes. Units with one row or without any event tell nothing and are left out.
    family
        ``"poisson"`` or ``"negative binomial"``.

    Raises
    ------
    TinbergenError
        F050 with fewer than two units left, F054 when lengths differ, F055 when regressors don't
        vary apart within units, F106 when the likelihood has no maximum in 200 steps.
    """
    same_length(counts=counts, regressors=regressors[:, 0], units=units.astype(float))
    codes = compact(units)
    rows, events = np.bincount(codes), np.bincount(codes, weights=counts)
    kept = ((rows > 1) & (events > 0))[codes]
    y, codes = counts[kept], compact(codes[kept])
    number = int(codes.max()) + 1 if codes.size else 0
    if number < 2:
        raise TinbergenError("F050", name="count panel", have=number, need=2)
    within = regressors[kept]
    centred = within - _sums(within, codes)[codes] / np.bincount(codes)[codes][:, None]
    if np.linalg.matrix_rank(centred) < within.shape[1]:
        raise TinbergenError("F055", name="count panel")
    poisson = family == "poisson"
    x = centred if poisson else np.column_stack([np.ones(y.size), within])
    parts = _poisson if poisson else _negative_binomial
    start = np.zeros(x.shape[1])
    if not poisson:
        start[1:] = count_panel(counts, regressors, units).coefficients
        start[0] = -float(np.mean(within @ start[1:]))
    at, (value, scores, _, information) = _maximum(lambda b: parts(b, y, x, codes), start)
    inverse = np.linalg.inv(information)
    covariance = inverse
    if poisson:
        covariance = inverse @ (scores.T @ scores) @ inverse * number / (number - 1)
    return CountPanel(family, at, np.sqrt(np.diagonal(covariance)), value, number)


def _sums(values: Array, codes: NDArray[np.intp]) -> Array:
    found = np.zeros((int(codes.max()) + 1, values.shape[1]))
    np.add.at(found, codes, values)
    return found


def _poisson(b: Array, y: Array, x: Array, codes: NDArray[np.intp]) -> _Parts:
    """Log likelihood, scores by unit (m, k), their sum (k,) and the information (k, k)."""
    eta = x @ b
    weight = np.exp(eta - eta.max())
    share = weight / np.bincount(codes, weights=weight)[codes]
    total = np.bincount(codes, weights=y)
    value = float(np.sum(y * np.log(share) - gammaln(y + 1)) + gammaln(total + 1).sum())
    scores = _sums((y - total[codes] * share)[:, None] * x, codes)
    mean = _sums(share[:, None] * x, codes)
    weighted = (total[codes] * share)[:, None] * x
    information = x.T @ weighted - mean.T @ (total[:, None] * mean)
    return value, scores, scores.sum(axis=0), information


def _negative_binomial(b: Array, y: Array, x: Array, codes: NDArray[np.intp]) -> _Parts:
    """As :func:`_poisson`."""
    rate = np.exp(np.clip(x @ b, -300, 300))
    a, total = np.bincount(codes, weights=rate), np.bincount(codes, weights=y)
    value = float(
        np.sum(gammaln(a) + gammaln(total + 1) - gammaln(a + total))
        + np.sum(gammaln(rate + y) - gammaln(rate) - gammaln(y + 1))
    )
    common, own = digamma(a) - digamma(a + total), digamma(rate + y) - digamma(rate)
    slope = common[codes] + own
    moved = rate[:, None] * x
    scores = _sums(slope[:, None] * moved, codes)
    bent = polygamma(1, rate + y) - polygamma(1, rate)
    inner = x.T @ ((slope * rate + bent * rate**2)[:, None] * x)
    sums = _sums(moved, codes)
    outer = sums.T @ ((polygamma(1, a) - polygamma(1, a + total))[:, None] * sums)
    return value, scores, scores.sum(axis=0), -(inner + outer)


def _maximum(parts: Callable[[Array], _Parts], start: Array) -> tuple[Array, _Parts]:
    minimise: Any = optimize.minimize
    done = minimise(
        lambda b: -parts(b)[0], start, jac=lambda b: -parts(b)[2], hess=lambda b: parts(b)[3],
        method="trust-exact", options={"gtol": 1e-6, "maxiter": 200},
    )  # fmt: skip
    found = parts(done.x)
    if not done.success and np.abs(found[2]).max() > 1e-6 * max(1.0, abs(found[0])):
        raise TinbergenError("F106", name="count panel", steps=200)
    return np.asarray(done.x), found
