"""Gravity of trade: what distance, borders and agreements do to bilateral flows.

PPML (Santos Silva and Tenreyro 2006, Review of Economics and Statistics 88(4)) with any number of
fixed effects, absorbed as in Correia, Guimarães and Zylkin (2020, Stata Journal 20(1)); and least
squares on logs, the older form, which leaves out pairs that do not trade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.domains.trade.methods.multilateral_resistance import structural_trade
from tinbergen.statistics.regression.fixed_effects import Codes, FixedEffects, compact, lonely
from tinbergen.statistics.regression.poisson import informative, reweighted, vanishing
from tinbergen.statistics.regression.sandwich import (
    SmallSample,
    bread_of,
    joined,
    sandwich,
    too_few,
)

__all__ = [
    "GravityFit",
    "Potential",
    "SmallSample",
    "joined",
    "log_gravity",
    "potential",
    "ppml",
    "structural_trade",
]

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Labels = Any

#: Of the normal distribution, for 95% intervals.
_NORMAL = 1.959963984540054


@dataclass(frozen=True, slots=True)
class GravityFit(Result):
    """An estimated gravity equation.

    Attributes
    ----------
    method
        "ppml" or "ols" (on logs).
    names, coefficients, covariance
        k regressors; elasticities for regressors in logs, else log points; (k,) and (k, k).
    errors
        How the covariance was computed, in words a table's foot can carry.
    used
        (N,) which of the rows given are in the sample: not those with effects of one row only,
        not those a PPML would fit perfectly with zero, nor, for "ols", flows of zero.
    actual, fitted
        (n,) flows in the sample and the flows the equation expects of them. For "ols" the exponent
        of the fitted log, without the mean of the exponentiated residual.
    parameters
        Regressors and absorbed effects that are free.
    fit
        Explained part: of squared log deviations for "ols" (R²); the squared correlation of actual
        and fitted flows for "ppml".
    deviance
        Poisson deviance, or the sum of squared residuals.
    separated, singletons
        Rows left out because zeros are fitted perfectly, and because an effect has one row.
    iterations
        Steps of the reweighting; one for "ols".
    """

    method: Literal["ppml", "ols"]
    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    errors: Text
    used: NDArray[np.bool_]
    actual: Array
    fitted: Array
    parameters: int
    fit: float
    deviance: float
    separated: int
    singletons: int
    iterations: int

    @property
    def standard_errors(self) -> Array:
        """(k,) square roots of the covariance's diagonal."""
        return np.asarray(np.sqrt(np.diagonal(self.covariance)))

    @property
    def observations(self) -> int:
        """Rows in the sample, n."""
        return int(self.actual.size)

    def coefficient(self, name: str) -> tuple[float, float]:
        """One coefficient and its standard error; raises F114 for another name."""
        if name not in self.names:
            choices = ", ".join(self.names)
            raise TinbergenError(
                "F114", hint=did_you_mean(name, self.names), name=name, choices=choices
            )
        i = self.names.index(name)
        return float(self.coefficients[i]), float(self.standard_errors[i])

    def to_frame(self) -> pd.DataFrame:
        """Coefficient, standard error, z and the ends of the 95% interval by regressor."""
        import pandas as pd

        b, se = self.coefficients, self.standard_errors
        columns = {"coefficient": b, "standard_error": se, "z": b / se}
        columns |= {"low": b - _NORMAL * se, "high": b + _NORMAL * se}
        return pd.DataFrame(columns, index=pd.Index(self.names, name="regressor"))


@dataclass(frozen=True, slots=True)
class Potential(Result):
    """Actual against expected flows, row by row of the sample given.

    Attributes
    ----------
    rows
        (n,) positions in the rows given to the estimate.
    actual, expected
        (n,) flows.
    ratio
        (n,) actual over expected: below one there is unused potential.
    gap
        (n,) (actual - expected) / (actual + expected), between -1 (no trade) and 1.
    """

    rows: NDArray[np.intp]
    actual: Array
    expected: Array
    ratio: Array
    gap: Array

    def to_frame(self) -> pd.DataFrame:
        """Row by row."""
        import pandas as pd

        return pd.DataFrame(
            {
                "actual": self.actual,
                "expected": self.expected,
                "ratio": self.ratio,
                "gap": self.gap,
            },
            index=pd.Index(self.rows, name="row"),
        )


def ppml(
    trade: ArrayLike,
    regressors: Mapping[str, ArrayLike],
    effects: Mapping[str, Labels],
    *,
    clusters: Mapping[str, Labels] | None = None,
    small_sample: SmallSample = "likelihood",
) -> GravityFit:
    """Poisson pseudo maximum likelihood of flows on regressors and fixed effects.

    Parameters
    ----------
    trade
        (N,) flows in levels, not below zero; zeros belong in.
    regressors
        Name -> (N,) values (distance in logs).
    effects
        Name -> (N,) labels, such as exporter-years, importer-years and pairs (see ``joined``);
        none gives a constant.
    clusters
        Name -> (N,) labels; errors are then robust to any dependence within clusters, by
        inclusion and exclusion for several (Cameron, Gelbach and Miller 2011, J. of Business &
        Economic Statistics 29(2)). Without it they are robust to heteroskedasticity.
    small_sample
        The factor on the covariance, see :data:`SmallSample`.

    Raises
    ------
    TinbergenError
        F102 for columns of unequal length; F103 for flows below zero, missing or all zero; F104
        for missing values; F105 for regressors that others or the effects determine; F106 when
        the iteration does not end; F107 for too few rows or clusters; F113 for unknown options.
    """
    table = _table(trade, regressors, effects, clusters, small_sample)
    kept = np.ones(table.trade.size, dtype=bool)
    while True:
        used = informative(table.trade, table.effects, kept)
        if not used.any():
            raise too_few(0, len(table.names))
        y = table.trade[used]
        fit = reweighted(y, table.columns[used], [c[used] for c in table.effects])
        zero = vanishing(y, fit.eta)
        if not zero.any():
            break
        kept[np.flatnonzero(used)[zero]] = False
    mu = np.exp(fit.eta)
    within = fit.effects.residuals(fit.within, mu, fit.scale)
    bread = bread_of(within * np.sqrt(mu)[:, None], fit.scale, table.names)
    k = within.shape[1] + fit.effects.count()
    covariance = sandwich(
        bread, within * (y - mu)[:, None], table.clustering(used), small_sample, k
    )
    alone = int((~lonely(table.effects, np.ones_like(used))).sum())
    return GravityFit(
        method="ppml",
        names=table.names,
        coefficients=fit.coefficients,
        covariance=covariance,
        errors=_described(clusters, small_sample),
        used=used,
        actual=y,
        fitted=mu,
        parameters=k,
        fit=_squared_correlation(y, mu),
        deviance=fit.deviance,
        separated=int((~used).sum()) - alone,
        singletons=alone,
        iterations=fit.steps,
    )


def log_gravity(
    trade: ArrayLike,
    regressors: Mapping[str, ArrayLike],
    effects: Mapping[str, Labels] | None = None,
    *,
    clusters: Mapping[str, Labels] | None = None,
    small_sample: SmallSample = "regression",
) -> GravityFit:
    """Least squares of the log of positive flows; without effects there is a ``const``.

    Parameters and errors are those of :func:`ppml`.
    """
    table = _table(trade, regressors, effects or {}, clusters, small_sample)
    kept = table.trade > 0.0
    used = lonely(table.effects, kept)
    if not used.any():
        raise too_few(0, len(table.names))
    y = np.log(table.trade[used])
    x = table.columns[used]
    ones = np.ones(y.size)
    groups = FixedEffects([c[used] for c in table.effects])
    both = np.column_stack([x, y])
    scale = np.sqrt((both**2).sum(axis=0))
    within = groups.residuals(both, ones, scale)
    bread = bread_of(within[:, :-1], scale[:-1], table.names)
    coefficients = bread @ (within[:, :-1].T @ within[:, -1])
    # One step of refinement: the normal equations lose digits.
    residual = within[:, -1] - within[:, :-1] @ coefficients
    coefficients += bread @ (within[:, :-1].T @ residual)
    residual = within[:, -1] - within[:, :-1] @ coefficients
    k = coefficients.size + groups.count()
    covariance = sandwich(
        bread, within[:, :-1] * residual[:, None], table.clustering(used), small_sample, k
    )
    squares = float(residual @ residual)
    return GravityFit(
        method="ols",
        names=table.names,
        coefficients=coefficients,
        covariance=covariance,
        errors=_described(clusters, small_sample),
        used=used,
        actual=table.trade[used],
        fitted=np.exp(y - residual),
        parameters=k,
        fit=1.0 - squares / float(((y - y.mean()) ** 2).sum()),
        deviance=squares,
        separated=0,
        singletons=int(kept.sum() - used.sum()),
        iterations=1,
    )


def potential(fit: GravityFit) -> Potential:
    """What a fitted equation expects and what there is (Helmers and Pasteels 2005, ITC)."""
    both = fit.actual + fit.fitted
    return Potential(
        rows=np.flatnonzero(fit.used),
        actual=fit.actual,
        expected=fit.fitted,
        ratio=fit.actual / fit.fitted,
        gap=(fit.actual - fit.fitted) / both,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Flows (N,), regressors (N, k), codes (N,) of effects and clusters."""

    trade: Array
    names: tuple[str, ...]
    columns: Array
    effects: list[Codes]
    clusters: list[Codes]

    def clustering(self, used: NDArray[np.bool_]) -> list[Codes]:
        return [compact(c[used]) for c in self.clusters]


def _table(
    trade: ArrayLike,
    regressors: Mapping[str, ArrayLike],
    effects: Mapping[str, Labels],
    clusters: Mapping[str, Labels] | None,
    small_sample: str,
) -> _Table:
    choices = ("likelihood", "regression", "none")
    if small_sample not in choices:
        raise TinbergenError(
            "F113",
            hint=did_you_mean(str(small_sample), choices),
            name="small_sample",
            value=small_sample,
            choices=", ".join(choices),
        )
    flows = np.asarray(trade, dtype=float)
    n = flows.size
    bad = int((~np.isfinite(flows) | (flows < 0.0)).sum())
    if bad or flows.ndim != 1 or not (flows > 0.0).any():
        raise TinbergenError("F103", bad=bad)
    columns = {name: np.asarray(values, dtype=float) for name, values in regressors.items()}
    if not effects:
        columns["const"] = np.ones(n)
    labels = {**effects, **(clusters or {})}
    for name, values in {**columns, **{k: np.asarray(v) for k, v in labels.items()}}.items():
        if values.shape != (n,):
            raise TinbergenError("F102", name=name, have=len(values), need=n)
    for name, values in columns.items():
        if not np.isfinite(values).all():
            raise TinbergenError("F104", name=name, bad=int((~np.isfinite(values)).sum()))
    return _Table(
        trade=flows,
        names=tuple(columns),
        columns=np.column_stack(list(columns.values())),
        effects=[compact(v) for v in effects.values()],
        clusters=[compact(v) for v in (clusters or {}).values()],
    )


def _squared_correlation(a: Array, b: Array) -> float:
    """Zero where one of them does not vary."""
    a, b = a - a.mean(), b - b.mean()
    size = float(a @ a) * float(b @ b)
    return float(a @ b) ** 2 / size if size > 0.0 else 0.0


def _described(clusters: Mapping[str, Labels] | None, small_sample: str) -> Text:
    unit = "G" if clusters else "n"
    factor = {
        "none": Text("no small-sample factor", "不作小样本调整"),
        "likelihood": _same(f"{unit}/({unit}-1)"),
        "regression": _same("G/(G-1) (n-1)/(n-k)" if clusters else "n/(n-k)"),
    }[small_sample]
    if not clusters:
        kind = Text("heteroskedasticity-robust", "异方差稳健标准误")
    else:
        names = ", ".join(clusters)
        kind = Text(f"clustered by {names}", f"按 {names} 聚类的标准误")
    return Text(f"{kind.en}, {factor.en}", f"{kind.zh}，{factor.zh}")


def _same(formula: str) -> Text:
    return Text(formula, formula)
