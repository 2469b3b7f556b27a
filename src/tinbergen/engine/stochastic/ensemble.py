"""Many draws of a simulation: disturbances and coefficients, drawn once and solved together.

All random numbers are drawn before any work is shared out, so a seed gives the same draws however
many threads solve them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.arguments import listed
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span, SpanLike
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Dataset
from tinbergen.engine.stochastic.stages import Failure, Start
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.charts.chart import Panel


Array = NDArray[np.float64]

_DRAWS = Text("{n} draws", "{n} 次抽样")


@dataclass(frozen=True, slots=True)
class Ensemble(Result):
    """Simulated paths of ``variables``: ``values`` has shape (draws, periods, variables).

    Draws that could not be solved are left out and counted in ``failed``; ``lost`` says which of
    them they were, where that is known.
    """

    span: Span
    variables: tuple[str, ...]
    values: Array
    failed: int
    lost: tuple[int, ...] = ()

    def __getitem__(self, name: str) -> Array:
        """Paths of one variable, shape (draws, periods)."""
        return self.values[:, :, self.variables.index(name)]

    @property
    def asked(self) -> int:
        """How many draws there were, those that are known to be lost among them."""
        return len(self.values) + len(self.lost)

    @property
    def places(self) -> NDArray[np.intp]:
        """(draws,) which of all draws they are, where it is known which were lost."""
        return np.asarray(np.setdiff1d(np.arange(self.asked), self.lost), dtype=np.intp)

    def whole(self) -> Array:
        """``values`` of all draws, NaN for those that were lost."""
        values = np.full((self.asked, *self.values.shape[1:]), np.nan)
        values[self.places] = self.values
        return values

    def quantiles(self, name: str, levels: Sequence[float]) -> Array:
        """Shape (levels, periods)."""
        return np.asarray(np.quantile(self[name], levels, axis=0))

    def mean(self, name: str) -> Array:
        return np.asarray(self[name].mean(axis=0))

    def to_frame(self) -> pd.DataFrame:
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
        from tinbergen.charts import results as pictures

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
    model: ModelLike,
    data: DataLike,
    span: SpanLike,
    disturbances: Mapping[str, Array],
    *,
    residuals: DataLike | None = None,
    parameters: Mapping[str, Array] | None = None,
    exogenous: Mapping[str, Array] | None = None,
    variables: str | Sequence[str] | None = None,
    tol: float = 1e-9,
    max_iter: int = 50,
) -> Ensemble:
    """Solve the model once for every draw.

    Parameters
    ----------
    model, data, span, residuals
        As for :func:`tinbergen.engine.simulate.backward.simulate`.
    disturbances
        Equation -> draws, shape (draws, periods); added to ``residuals``.
    parameters
        Parameter -> draws, shape (draws,); those not named keep the model's values.
    exogenous
        Exogenous variable -> paths, shape (draws, periods), in place of the data's.
    variables
        What to keep; all endogenous variables by default.
    tol, max_iter
        When Newton's method has arrived; steps it may take.

    Raises
    ------
    TinbergenError
        E002 when data are missing, E004 for a variable the model does not have, E008 when more
        than half of the draws can't be solved; C008-C010 for wrong arguments.
    """
    model, data, span = model_of(model), dataset_of(data), Span.parse(span)
    residuals = None if residuals is None else dataset_of(residuals, "residuals")
    variables = None if variables is None else listed(variables)
    names = _names(model, variables)
    draws = _count(disturbances, parameters, exogenous)
    start = Start.of(model, data, span, residuals, disturbances, parameters, exogenous)
    found = _Found.of(span, names, draws)
    for part in start.parts(draws):
        stage = start.stage(part)
        failed = stage.solve(tol, max_iter)
        found.add(part, failed, stage.paths(names, _solved(part, failed)))
    return found.ensemble()


def resuming_ensemble(
    model: Model,
    held: Model,
    data: Dataset,
    span: Span,
    settings: int,
    disturbances: Mapping[str, Array],
    *,
    residuals: Dataset | None = None,
    parameters: Mapping[str, Array] | None = None,
    exogenous: Mapping[str, Array] | None = None,
    variables: Sequence[str] | None = None,
    tol: float = 1e-9,
    max_iter: int = 50,
) -> Ensemble:
    """The same for a model whose rules are set aside in the first ``settings`` periods.

    ``held`` is the model in which the variables that the rules determine are given from outside, at
    the data's paths. Beyond the settings every draw goes on by the whole ``model`` from where it
    stands; ``disturbances`` and ``residuals`` are the whole model's. Other arguments and errors are
    those of :func:`ensemble`.
    """
    names = _names(model, variables)
    draws = _count(disturbances, parameters, exogenous)
    equations = {e.name for e in held.equations}
    own = None
    if residuals is not None:
        own = residuals.select(name for name in residuals if name in equations)
    first = Start.of(
        held, data, Span(span.start, settings), own,
        {name: drawn[:, :settings] for name, drawn in disturbances.items() if name in equations},
        parameters, {name: paths[:, :settings] for name, paths in (exogenous or {}).items()},
    )  # fmt: skip
    rest = Start.of(
        model, data, Span(span.start + settings, span.length - settings), residuals,
        {name: drawn[:, settings:] for name, drawn in disturbances.items()}, parameters,
        {name: paths[:, settings:] for name, paths in (exogenous or {}).items()},
    )  # fmt: skip
    found = _Found.of(span, names, draws)
    for part in rest.parts(draws):
        now, later = first.stage(part), rest.stage(part)
        failed = now.solve(tol, max_iter)
        later.begin_after(now)
        lost = {failure.draw for failure in failed}
        failed += [f for f in later.solve(tol, max_iter) if f.draw not in lost]
        kept = _solved(part, failed)
        both = np.concatenate([now.paths(names, kept), later.paths(names, kept)], axis=1)
        found.add(part, failed, both)
    return found.ensemble()


def _solved(part: slice, failed: Sequence[Failure]) -> NDArray[np.int64]:
    """Which draws of a part could be solved, counted within it."""
    return np.setdiff1d(np.arange(part.stop - part.start), [failure.draw for failure in failed])


@dataclass(slots=True)
class _Found:
    """Paths of the parts solved so far, the first ``count`` rows of ``values``; failures."""

    span: Span
    names: tuple[str, ...]
    values: Array
    failures: list[Failure]
    count: int = 0

    @classmethod
    def of(cls, span: Span, names: tuple[str, ...], draws: int) -> _Found:
        limits.check_memory(draws, span.length, len(names))
        return cls(span, names, np.empty((draws, span.length, len(names))), [])

    def add(self, part: slice, failed: Sequence[Failure], paths: Array) -> None:
        self.failures += [f._replace(draw=f.draw + part.start) for f in failed]
        self.values[self.count : self.count + len(paths)] = paths
        self.count += len(paths)

    def ensemble(self) -> Ensemble:
        """All of them; E008 when more than half of the draws could not be solved."""
        if len(self.failures) > len(self.values) // 2:
            first = self.failures[0]
            raise TinbergenError(
                "E008", failed=len(self.failures), draws=len(self.values), period=first.period,
                equation=first.equation,
            )  # fmt: skip
        lost = tuple(sorted(failure.draw for failure in self.failures))
        return Ensemble(self.span, self.names, self.values[: self.count], len(lost), lost)


def _names(model: Model, variables: Sequence[str] | None) -> tuple[str, ...]:
    """What to keep; E004 for a variable that the model does not have."""
    names = tuple(variables or model.endogenous)
    for name in names:
        if name not in model.endogenous and name not in model.exogenous:
            raise TinbergenError(
                "E004", hint=did_you_mean(name, model.endogenous), names=name, model=model.name
            )
    return names


def _count(*drawn: Mapping[str, Array] | None) -> int:
    counts = {len(draws) for said in drawn for draws in (said or {}).values()}
    if len(counts) != 1:
        raise ValueError(f"draws differ in number: {sorted(counts)}")
    return counts.pop()
