"""Many draws of a simulation: disturbances and coefficients, drawn once and solved together.

All random numbers are drawn before any work is shared out, so a seed gives the same draws however
many threads solve them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.charts import results as pictures
from tinbergen.charts.chart import Panel
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import backward
from tinbergen.engine.simulate.backward import solve_rows
from tinbergen.model.model import Model

Array = NDArray[np.float64]

_DRAWS = Text("{n} draws", "{n} 次抽样")


@dataclass(frozen=True, slots=True)
class Ensemble(Result):
    """Simulated paths of ``variables``: ``values`` has shape (draws, periods, variables).

    Draws that could not be solved are left out and counted in ``failed``.
    """

    span: Span
    variables: tuple[str, ...]
    values: Array
    failed: int

    def __getitem__(self, name: str) -> Array:
        """Paths of one variable, shape (draws, periods)."""
        return self.values[:, :, self.variables.index(name)]

    def quantiles(self, name: str, levels: Sequence[float]) -> Array:
        """Shape (levels, periods)."""
        return np.asarray(np.quantile(self[name], levels, axis=0))

    def mean(self, name: str) -> Array:
        return np.asarray(self[name].mean(axis=0))

    def to_frame(self):  # type: ignore[no-untyped-def]
        return Dataset.of(
            self.span.start,
            {
                f"{name} {label}": values
                for name in self.variables
                for label, values in (
                    ("mean", self.mean(name)),
                    ("sd", self[name].std(axis=0, ddof=1)),
                    *((f"{q:.0%}", self.quantiles(name, [q])[0]) for q in (0.05, 0.5, 0.95)),
                )
            },
        ).to_frame()

    def plot(self) -> Panel:
        """A fan for every variable: the median, and bands of 50 and 90 percent of the draws."""
        levels = [0.05, 0.25, 0.5, 0.75, 0.95]
        quantiles = {name: self.quantiles(name, levels) for name in self.variables}
        return pictures.fans(_DRAWS.fill(n=self.values.shape[0]), self.span, quantiles)

    def difference(self, other: Ensemble) -> Ensemble:
        """Draw by draw, for two ensembles that met the same draws.

        Raises
        ------
        TinbergenError
            C006 when spans, variables or the number of draws differ.
        """
        alike = (self.span, self.variables, self.values.shape) == (
            other.span, other.variables, other.values.shape
        )  # fmt: skip
        if not alike:
            raise TinbergenError("C006", detail=f"{self._headline()} / {other._headline()}")
        failed = max(self.failed, other.failed)
        return self.replace(values=self.values - other.values, failed=failed)


def normal_disturbances(
    covariance: Array, draws: int, periods: int, rng: np.random.Generator
) -> Array:
    """Disturbances N(0, covariance), shape (draws, periods, equations)."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    return np.asarray(rng.standard_normal((draws, periods, covariance.shape[0])) @ root.T)


def bootstrap_disturbances(
    residuals: Array, draws: int, periods: int, rng: np.random.Generator
) -> Array:
    """Whole rows of estimated residuals (T, equations), drawn with replacement.

    Rows are kept together, so the correlation between equations is kept too.
    """
    picked = rng.integers(residuals.shape[0], size=(draws, periods))
    return np.asarray(residuals[picked])


def ensemble(
    model: Model,
    data: Dataset,
    span: Span,
    disturbances: Mapping[str, Array],
    *,
    residuals: Dataset | None = None,
    parameters: Mapping[str, Array] | None = None,
    variables: Sequence[str] | None = None,
    tol: float = 1e-9,
    max_iter: int = 50,
) -> Ensemble:
    """Solve the model once for every draw.

    Parameters
    ----------
    disturbances
        Equation -> draws, shape (draws, periods); added to ``residuals``.
    parameters
        Parameter -> draws, shape (draws,); those not named keep the model's values.
    variables
        What to keep; all endogenous variables by default.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E004 for a variable the model does not have, E008 when more
        than half of the draws can't be solved.
    """
    program = backward(model)
    filled = path.rows(model, program, data, span, residuals)
    draws = _count(disturbances, parameters)
    names = tuple(variables or model.endogenous)
    for name in names:
        if name not in program.layout.columns:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, model.endogenous), names=name, model=model.name
            )
    # The baseline, solved once, is every draw's first guess.
    solve_rows(model, program, filled.values[None], filled.parameters, filled.lags)
    Z = np.repeat(filled.values[None], draws, axis=0)
    equations = [e.name for e in model.equations]
    for name, drawn in disturbances.items():
        column = program.layout.first_residual + equations.index(model.equation(name).name)
        Z[:, filled.lags :, column] += drawn
    P = np.repeat(filled.parameters, draws, axis=0) if parameters else filled.parameters
    for name, drawn in (parameters or {}).items():
        P[:, model.with_values({name: 0.0}).parameters.index(name)] = drawn
    _, failed = solve_rows(model, program, Z, P, filled.lags, tol=tol, max_iter=max_iter)
    lost = {d for d, _, _ in failed}
    if len(lost) > draws // 2:
        _, row, block = failed[0]
        raise TinbergenError(
            "E008",
            failed=len(lost),
            draws=draws,
            period=span.start + row - filled.lags,
            equation=model.equations[program.blocks[block].equations[0]].name,
        )
    kept = np.array([d for d in range(draws) if d not in lost], dtype=np.int64)
    columns = [program.layout.columns[name] for name in names]
    solved = Z[:, filled.lags :] if kept.size == draws else Z[kept, filled.lags :]
    return Ensemble(span, names, solved[:, :, columns], len(lost))


def _count(disturbances: Mapping[str, Array], parameters: Mapping[str, Array] | None) -> int:
    counts = {len(drawn) for drawn in (*disturbances.values(), *(parameters or {}).values())}
    if len(counts) != 1:
        raise ValueError(f"draws differ in number: {sorted(counts)}")
    return counts.pop()
