r"""Curves of adoption fitted by non-linear least squares, their ceiling by profile likelihood.

Logistic and Gompertz curves are fitted to levels. Bass's is fitted to new adopters in each period,
:math:`x_t = K [F(t) - F(t-1)] + e_t` (Srinivasan and Mason 1986, Marketing Science 5(2)). Given the
shape the ceiling is a regression coefficient, so two parameters are searched for (variable
projection; Golub and Pereyra 1973, SIAM Journal on Numerical Analysis 10(2)).

The interval of a ceiling holds all values that an F test does not reject (Bates and Watts 1988,
Nonlinear Regression Analysis, section 6.1). While a technology still spreads fast, data often do
not tell a ceiling from none: then the interval has no upper end, and says so. Errors of a path
follow each other: with ``autocorrelated`` the test allows for it by the factor
:math:`(1 + \rho)/(1 - \rho)`, that of an autoregression's mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.diffusion.curves import CURVES, Array, Curve

if TYPE_CHECKING:
    import pandas as pd

CurveName = Literal["logistic", "gompertz", "bass"]

#: Ceilings tried first, as multiples of the highest level seen.
_STARTS = (1.02, 1.3, 2.0, 5.0)
#: Beyond so many times the highest level seen a ceiling is none.
_FAR = 1e4


@dataclass(frozen=True, slots=True)
class DiffusionFit(Result):
    """A curve of adoption fitted to n periods.

    Attributes
    ----------
    curve
        Its name.
    names, parameters, covariance
        The ceiling first, then the shape: ``rate`` (a period's) and ``midpoint`` (a time), or
        Bass's ``p`` and ``q``. (3,) and (3, 3) by linearisation.
    ceiling
        Bounds of the ceiling that hold with ``level``, by profile likelihood; the upper one is
        infinite where the data can't tell a ceiling from none.
    sigma
        Standard error of the regression, in the unit of the series.
    times, values, fitted
        (n,) what was fitted: levels, or new adopters for Bass's curve.
    """

    curve: CurveName
    names: tuple[str, ...]
    parameters: Array
    covariance: Array
    ceiling: tuple[float, float]
    level: float
    sigma: float
    times: Array
    values: Array
    fitted: Array

    @property
    def autocorrelation(self) -> float:
        """First-order autocorrelation of the residuals."""
        return _autocorrelation(self.values - self.fitted)

    @property
    def standard_errors(self) -> Array:
        """(3,) square roots of the covariance's diagonal."""
        return np.sqrt(np.diagonal(self.covariance))

    def at(self, times: ArrayLike) -> Array:
        """Levels at ``times``, in the unit of the series."""
        at = np.asarray(times, dtype=float)
        shape = self.parameters[1:]
        own = np.log(shape) if self.curve == "bass" else shape
        return np.asarray(self.parameters[0] * CURVES[self.curve].share(at, own))

    def to_frame(self) -> pd.DataFrame:
        """One row a parameter."""
        import pandas as pd

        errors = self.standard_errors
        # A curve without any residual has standard errors of zero, and no t.
        ratios = np.divide(self.parameters, errors, np.full(errors.shape, np.nan), where=errors > 0)
        columns = {"value": self.parameters, "se": errors, "t": ratios}
        return pd.DataFrame(columns, index=list(self.names))


def fit_diffusion(
    values: ArrayLike, curve: CurveName = "logistic", *, times: ArrayLike | None = None,
    level: float = 0.9, autocorrelated: bool = False,
) -> DiffusionFit:  # fmt: skip
    """Fit a curve of adoption, with an interval of its ceiling.

    Parameters
    ----------
    values
        (T,) levels reached, such as percent of households; for ``"bass"`` new adopters in each
        period since the launch. NaN where missing.
    curve
        ``"logistic"``, ``"gompertz"`` or ``"bass"``.
    times
        (T,) when, in periods; 0, 1, ... by default, and 1, 2, ... for ``"bass"``, whose times count
        from the launch.
    level
        Of the interval.
    autocorrelated
        Whether the interval allows for errors that follow each other.

    Raises
    ------
    TinbergenError
        F050 with fewer than five observations, F053 for settings out of bounds, F054 when lengths
        differ, F055 when values do not rise, or no curve of the family fits them.
    """
    require(curve in CURVES, "curve", curve, ", ".join(CURVES))
    require(0 < level < 1, "level", level, "(0, 1)")
    y = np.asarray(values, dtype=float)
    first = 1.0 if curve == "bass" else 0.0
    t = np.arange(first, first + len(y)) if times is None else np.asarray(times, dtype=float)
    same_length(values=y, times=t)
    known = np.isfinite(y) & np.isfinite(t)
    y, t = y[known], t[known]
    if len(y) < 5:
        raise TinbergenError("F050", name=curve, have=len(y), need=5)
    search = _Search(CURVES[curve], curve == "bass", t, y)
    ceiling, shape, rss = search.best()
    freedom = len(y) - 3
    sigma = float(np.sqrt(rss / freedom))
    rho = _autocorrelation(search.path(ceiling, shape) - y) if autocorrelated else 0.0
    wider = (1.0 + rho) / (1.0 - rho) if rho > 0 else 1.0
    allowed = rss * (1.0 + wider * float(stats.f.ppf(level, 1, freedom)) / freedom)
    bounds = _profile(search, ceiling, shape, allowed)
    own = np.exp(shape) if curve == "bass" else shape
    estimates = np.concatenate([[ceiling], own])
    covariance = sigma**2 * np.linalg.pinv(_information(search, estimates, curve == "bass"))
    return DiffusionFit(
        curve, ("ceiling", *CURVES[curve].names), estimates, np.asarray(covariance), bounds, level,
        sigma, t, y, search.path(ceiling, shape),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Search:
    """Least squares for one curve: at given ceilings, and over them."""

    curve: Curve
    increments: bool
    times: Array
    values: Array

    def path(self, ceiling: float, shape: Array) -> Array:
        share = self.curve.share(self.times, shape)
        if self.increments:
            share = share - self.curve.share(self.times - 1.0, shape)
        return np.asarray(ceiling * share)

    def given(self, ceiling: float, shape: Array) -> tuple[Array, float]:
        """The best shape for a ceiling, from a start, and its sum of squares."""
        return _solve(lambda s: self.path(ceiling, s) - self.values, shape)

    def best(self) -> tuple[float, Array, float]:
        """The best ceiling and shape, and their sum of squares.

        Raises
        ------
        TinbergenError
            F055 when no start leads anywhere.
        """
        reached = np.cumsum(self.values) if self.increments else self.values
        highest = float(reached.max())
        found = []
        if highest > 0:
            for multiple in _STARTS:
                checkpoint()
                shares = np.clip(reached / (multiple * highest), 1e-6, 1 - 1e-6)
                shape, _ = _solve(self._projected, self.curve.starts(self.times, shares))
                ceiling = self._ceiling(shape)
                found.append((float(np.sum((self.path(ceiling, shape) - self.values) ** 2)),
                              ceiling, tuple(shape)))  # fmt: skip
        found = [f for f in found if np.isfinite(f[0]) and 0 < f[1] < _FAR * highest]
        if not found:
            raise TinbergenError("F055", name="curve of adoption")
        rss, ceiling, best = min(found)
        return ceiling, np.array(best), rss

    def _ceiling(self, shape: Array) -> float:
        unit = self.path(1.0, shape)
        size = float(unit @ unit)
        return float(unit @ self.values) / size if size > 0 else np.inf

    def _projected(self, shape: Array) -> Array:
        ceiling = self._ceiling(shape)
        return self.path(ceiling if np.isfinite(ceiling) else 0.0, shape) - self.values


def _solve(residuals: Callable[[Array], Array], start: Array) -> tuple[Array, float]:
    done = optimize.least_squares(
        residuals, start, jac="3-point", x_scale="jac", xtol=1e-13, ftol=1e-13, gtol=1e-13,
        max_nfev=400,
    )  # fmt: skip
    return np.asarray(done.x), float(2.0 * done.cost)


def _information(search: _Search, estimates: Array, logs: bool) -> Array:
    """Products of the path's derivatives by central differences, (3, 3)."""

    def path(at: Array) -> Array:
        return search.path(float(at[0]), np.log(at[1:]) if logs else at[1:])

    columns = []
    for i, size in enumerate(np.maximum(np.abs(estimates), 1e-8) * 1e-6):
        step = np.zeros(3)
        step[i] = size
        columns.append((path(estimates + step) - path(estimates - step)) / (2 * size))
    derivatives = np.column_stack(columns)
    return np.asarray(derivatives.T @ derivatives)


def _autocorrelation(residuals: Array) -> float:
    size = float(residuals @ residuals)
    return float(residuals[1:] @ residuals[:-1]) / size if size > 0 else 0.0


def _profile(search: _Search, ceiling: float, shape: Array, allowed: float) -> tuple[float, float]:
    """Bounds of the ceiling at which the sum of squares rises to what is allowed."""

    def bound(toward: float) -> float:
        """Where the profile crosses, between the estimate and ``toward`` (a multiple of it)."""
        inside, at, kept = 1.0, 1.0, shape
        step = 1.05 if toward > 1 else 1 / 1.05
        while min(at, toward) < at * step < max(at, toward):
            at *= step
            kept, found = search.given(ceiling * at, kept)
            if found > allowed:
                start, (low, high) = kept, sorted((inside, at))
                return ceiling * float(
                    optimize.brentq(
                        lambda m, s=start: search.given(ceiling * m, s)[1] - allowed, low, high
                    )
                )
            inside, step = at, step**1.3
        return 0.0 if toward < 1 else np.inf

    return bound(1e-3), bound(_FAR)
