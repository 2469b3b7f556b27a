"""Estimation of a model's behavioural equations, as their tags say or by one method for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tinbergen.core.errors import Language, NoRegressorsError, TinbergenError, did_you_mean
from tinbergen.core.period import Span, SpanLike
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.fiml import JacobianTerm, affine_jacobian, fiml
from tinbergen.engine.estimate.results import SystemFit
from tinbergen.engine.estimate.specification import (
    Regression,
    common_sample,
    equation_data,
    regression,
    without,
)
from tinbergen.engine.estimate.system import equation_by_equation, three_stage_least_squares
from tinbergen.engine.simulate.expressions import evaluate
from tinbergen.model.derivatives import gradient
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model
from tinbergen.statistics.regression import diagnostics
from tinbergen.statistics.regression.equation import Array, EquationData
from tinbergen.statistics.regression.identification import first_stage, sargan
from tinbergen.statistics.regression.stability import cusum, sup_f

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.charts.chart import Panel

SINGLE = ("ols", "2sls", "liml")
SYSTEM = ("3sls", "i3sls", "fiml")
METHODS = (*SINGLE, *SYSTEM)

_EQUATIONS = Text("Estimated equations", "估计方程")
_ACTUAL, _FITTED = Text("actual", "实际值"), Text("fitted", "拟合值")


@dataclass(frozen=True, slots=True, eq=False)
class ModelFit(Result):
    """An estimated model: ``model`` carries the estimates, ``fit`` their statistics.

    ``data`` are the arrays of each equation, for tests of its residuals.
    """

    model: Model
    fit: SystemFit
    data: tuple[EquationData, ...]
    method: str

    @property
    def sample(self) -> Span:
        """The periods used by the first equation; all have the same when a sample was given."""
        span = self.data[0].sample
        assert span is not None
        return span

    @property
    def equations(self) -> tuple[str, ...]:
        return tuple(self.fit.equations)

    def parameter_draws(self, n: int, rng: np.random.Generator) -> dict[str, Array]:
        """Draws of the estimated parameters from their joint normal distribution, (n,) each."""
        drawn = self.fit.draws(n, rng)
        names = [name for _, name in self.fit.coefficient_names]
        return {name: drawn[:, k] for k, name in enumerate(names)}

    def diagnostics(self) -> dict[str, dict[str, diagnostics.TestResult]]:
        """The standard tests of each equation's residuals and identification."""
        tests = {}
        for equation in self.data:
            fit = self.fit.equations[equation.name]
            u = fit.residuals
            found = {
                "durbin_watson": diagnostics.durbin_watson(u),
                "breusch_godfrey": diagnostics.breusch_godfrey(u, equation.X, lags=2),
                "arch": diagnostics.arch_lm(u, lags=1),
                "jarque_bera": diagnostics.jarque_bera(u),
                "breusch_pagan": diagnostics.breusch_pagan(u, equation.X),
            }
            if equation.restrictions is None and len(u) > 3 * equation.X.shape[1]:
                found["cusum"] = cusum(equation)
                found["sup_f"] = sup_f(equation).test
            if equation.Z is not None and fit.method == "2sls":
                if equation.Z.shape[1] > equation.X.shape[1]:
                    found["sargan"] = sargan(equation, fit)
                for name, test in _first_stage(equation).items():
                    found[f"first_stage_{name}"] = test
            tests[equation.name] = found
        return tests

    def to_frame(self) -> pd.DataFrame:
        return self.fit.to_frame()

    def plot(self) -> Panel:
        """Actual and fitted values of every equation, a small chart each."""
        from tinbergen.charts.chart import Chart, Panel
        from tinbergen.charts.layers import Line

        charts = []
        for equation in self.data:
            fit = self.fit.equations[equation.name]
            said = Text(equation.name, equation.name)
            actual = Line(_ACTUAL, fit.fitted + fit.residuals, tone=1)
            periods = equation.sample or range(1, len(fit.fitted) + 1)
            charts.append(Chart(said, periods, (actual, Line(_FITTED, fit.fitted, tone=2))))
        return Panel(_EQUATIONS, charts)

    def summary(self, lang: Language = "en") -> str:
        """Coefficients of every equation with its diagnostic tests, as text."""
        lines = [self.fit.summary(lang)]
        for name, tests in self.diagnostics().items():
            lines.append(f"\n{name}")
            for key, test in tests.items():
                of = f" ({key.removeprefix('first_stage_')})" if "first_stage" in key else ""
                p = "" if np.isnan(test.p_value) else f"   p {test.p_value:.4f}"
                lines.append(
                    f"  {test.name(lang)}{of}: {test.statistic:.3f} {test.distribution}{p}"
                )
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """For machine output: {method, sample, equations, loglik}."""
        tests = self.diagnostics()
        equations = {}
        for name, fit in self.fit.equations.items():
            columns = (fit.coefficients, fit.standard_errors, fit.t_statistics, fit.p_values)
            equations[name] = {
                "method": fit.method,
                "coefficients": {
                    parameter: {"estimate": b, "se": se, "t": _json(t), "p": _json(p)}
                    for parameter, b, se, t, p in zip(
                        fit.coefficient_names, *(c.tolist() for c in columns), strict=True
                    )
                },
                "diagnostics": {
                    "observations": fit.observations,
                    "r2": fit.r2,
                    "adjusted_r2": fit.adjusted_r2,
                    "ser": fit.ser,
                    **({"kappa": fit.kappa} if fit.method == "liml" else {}),
                    **{
                        key: {"statistic": _json(t.statistic), "p": _json(t.p_value)}
                        for key, t in tests[name].items()
                    },
                },
            }
        return {
            "method": self.method,
            "sample": [str(self.sample.start), str(self.sample.end)],
            "standard_errors": self.fit.convention.en,
            "equations": equations,
            "loglik": self.fit.loglik,
        }


def _first_stage(equation: EquationData) -> dict[str, diagnostics.TestResult]:
    """First-stage tests; none where every regressor is an instrument itself."""
    try:
        return first_stage(equation)
    except NoRegressorsError:
        return {}


def _json(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def estimate(
    model: ModelLike,
    data: DataLike,
    *,
    method: str | None = None,
    sample: SpanLike | None = None,
    debiased: bool | None = None,
) -> ModelFit:
    """Estimate the parameters of all equations tagged ``estimate``.

    Parameters
    ----------
    model
        A model, the name of one of the library, or the path of a ``.mod`` file.
    data
        A dataset, a pandas table, the name of packaged data, or the path of a file.
    method
        ols, 2sls, liml, 3sls, i3sls or fiml for all; each equation's own tag by default.
    sample
        Such as ``"1921:1941"``; the longest common one by default.
    debiased
        Whether variances divide by T - k; by default they do for OLS only.

    Raises
    ------
    TinbergenError
        S001-S020 of the estimators, S030-S034 when equations or data do not allow it, S035 for
        an unknown method, S036 when no equation is tagged; C008-C010 for wrong arguments.
    """
    model, data = model_of(model), dataset_of(data)
    behavioural = [e for e in model.equations if e.behavioural]
    if not behavioural:
        raise TinbergenError("S036", model=model.name)
    chosen = [method or e.tags["estimate"] for e in behavioural]
    for name, equation in zip(chosen, behavioural, strict=True):
        if name not in METHODS:
            raise TinbergenError(
                "S035",
                at=None if method else equation.at,
                hint=did_you_mean(name, METHODS),
                method=name,
                known=", ".join(METHODS),
            )
    parts = [regression(model, e) for e in behavioural]
    instrumented = [name != "ols" for name in chosen]
    span = (
        Span.parse(sample)
        if sample
        else _joint(
            [
                common_sample(model, [part], data, instruments=needs)
                for part, needs in zip(parts, instrumented, strict=True)
            ],
            model,
        )
    )
    arrays = [
        equation_data(model, part, data, span, model.values, instruments=needs)
        for part, needs in zip(parts, instrumented, strict=True)
    ]
    fit = _fit(model, data, parts, arrays, span, chosen, debiased)
    values = {
        name: float(b) for (_, name), b in zip(fit.coefficient_names, fit.coefficients, strict=True)
    }
    label = chosen[0] if len(set(chosen)) == 1 else "by equation"
    return ModelFit(model.with_values(values), fit, tuple(arrays), label)


def _joint(spans: Sequence[Span], model: Model) -> Span:
    start = max((s.start for s in spans), key=lambda p: p.ordinal)
    end = min((s.end for s in spans), key=lambda p: p.ordinal)
    if end < start:
        raise TinbergenError("S032", model=model.name, sample="-", name="-", period=start)
    return start.to(end)


def _fit(
    model: Model,
    data: Dataset,
    parts: Sequence[Regression],
    arrays: Sequence[EquationData],
    span: Span,
    chosen: Sequence[str],
    debiased: bool | None,
) -> SystemFit:
    together = [name for name in chosen if name in SYSTEM]
    if not together:
        _no_shared_parameters(parts)
        return equation_by_equation(arrays, chosen, debiased=debiased)
    if len(set(chosen)) > 1:
        raise TinbergenError("S037", methods=", ".join(sorted(set(chosen))))
    start = three_stage_least_squares(
        arrays,
        _pooled_instruments(arrays),
        iterate=chosen[0] == "i3sls",
        restrictions=_equal_parameters(parts),
        debiased=debiased,
    )
    if chosen[0] != "fiml":
        return start
    return fiml(arrays, jacobian_term(model, data, parts, span), start=start, debiased=debiased)


def _pooled_instruments(arrays: Sequence[EquationData]) -> Array | None:
    """All equations' instruments together; None when each equation's own are the same."""
    listed = [a.Z for a in arrays if a.Z is not None]
    if len(listed) == len(arrays) and all(np.array_equal(z, listed[0]) for z in listed):
        return None
    if not listed:
        raise TinbergenError("S008", equation=arrays[0].name, method="3SLS")
    pooled = np.column_stack(listed)
    columns: list[Array] = []
    for k in range(pooled.shape[1]):
        if not any(np.array_equal(pooled[:, k], c) for c in columns):
            columns.append(pooled[:, k])
    return np.column_stack(columns)


def _no_shared_parameters(parts: Sequence[Regression]) -> None:
    seen: dict[str, str] = {}
    for part in parts:
        for name in part.parameters:
            if name in seen:
                raise TinbergenError(
                    "S038", parameter=name, first=seen[name], second=part.equation.name
                )
            seen[name] = part.equation.name


def _equal_parameters(parts: Sequence[Regression]) -> tuple[Array, Array] | None:
    """Restrictions that make a parameter standing in several equations one and the same."""
    names = [name for part in parts for name in part.parameters]
    rows = []
    for k, name in enumerate(names):
        first = names.index(name)
        if first < k:
            row = np.zeros(len(names))
            row[first], row[k] = 1.0, -1.0
            rows.append(row)
    return (np.array(rows), np.zeros(len(rows))) if rows else None


def jacobian_term(
    model: Model, data: Dataset, parts: Sequence[Regression], span: Span
) -> JacobianTerm:
    """log|det dF_t/dy_t| of the whole model as a function of the estimated parameters.

    Raises
    ------
    TinbergenError
        S030 when the Jacobian is not linear in the parameters.
    """
    graph = model.graph
    n = len(model.endogenous)
    names = [name for part in parts for name in part.parameters]
    free, T = set(names), span.length
    constant = np.zeros((T, n, n))
    slopes = np.zeros((len(names), T, n, n))
    own = [graph.variable(name) for name in model.endogenous]
    for i, equation in enumerate(model.equations):
        by_variable = gradient(graph, equation.residual, own)
        for j, leaf in enumerate(own):
            if leaf not in by_variable:
                continue
            entry = by_variable[leaf]
            inner = gradient(graph, entry, [graph.parameter(p) for p in free])
            pieces = [without(graph, entry, free), *inner.values()]
            if any(free & set(graph.parameters(node)) for node in inner.values()):
                raise TinbergenError(
                    "S030", at=equation.at, equation=equation.name, parameters=", ".join(names)
                )
            values = evaluate(graph, pieces, data, span, model.values)
            constant[:, i, j] = values[0]
            for leaf_node, value in zip(inner, values[1:], strict=True):
                slopes[names.index(str(graph.leaves[leaf_node])), :, i, j] = value
    if np.ptp(constant, axis=0).max() == 0 and np.ptp(slopes, axis=1).max(initial=0.0) == 0:
        return affine_jacobian(constant[0], slopes[:, 0], T)
    return affine_jacobian(constant, slopes, T)
