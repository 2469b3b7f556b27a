"""Data as the rows that compiled models compute on, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile.kernels import Layout
from tinbergen.engine.compile.program import Program
from tinbergen.model.model import Model

Array = NDArray[np.float64]
Need = Literal["start", "lags", "all"]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A path in a program's memory: ``lags`` rows, those of ``span``, then ``leads`` rows.

    ``values`` has shape (lags + periods + leads, width); ``parameters`` shape (1, parameters).
    """

    span: Span
    lags: int
    leads: int
    values: Array
    parameters: Array

    @property
    def inside(self) -> Array:
        """The rows of the span, shape (periods, width)."""
        return self.values[self.lags : self.lags + self.span.length]


def rows(
    model: Model,
    program: Program,
    data: Dataset,
    span: Span,
    residuals: Dataset | None = None,
    *,
    need: Need = "start",
) -> Workspace:
    """Data and residuals laid out for ``span``, with the rows before it that lags need.

    Unknown endogenous values in ``span`` get the last known value as a first guess, or 1 when
    there is none. Unknown values before it that no equation reads stay NaN.

    Parameters
    ----------
    need
        Which endogenous values must be known: those before the span and, where the model looks
        ahead, after it (``start``); all that are read with a lag (``lags``); every one (``all``).

    Raises
    ------
    TinbergenError
        E002 when a series or a value that the model needs is missing, M006 when a parameter is.
    """
    names = list(program.layout.columns)
    for name in names:
        if name not in data and (
            name not in model.endogenous or need == "all" or _lagged(model, name)
        ):
            raise TinbergenError(
                "E002",
                hint=did_you_mean(name, data.names),
                name=name,
                model=model.name,
                period=span.start,
            )
    length = program.lags + span.length + program.leads
    values = np.zeros((length, program.layout.width))
    values[:, : len(names)] = _columns(data, names, span.start - program.lags, length)
    _check_known(model, program, values, span, need)
    _guess(values[:, : program.layout.endogenous], program.lags)
    if residuals is not None:
        known = _residuals(model, residuals, span)
        values[program.lags : program.lags + span.length, program.layout.first_residual :] = known
    parameters = np.array([model.vector()], dtype=float)
    return Workspace(span, program.lags, program.leads, values, parameters)


def check_exogenous(model: Model, name: str) -> None:
    """E004 unless the model takes ``name`` from outside."""
    if name not in model.exogenous:
        raise TinbergenError(
            "E004", hint=did_you_mean(name, model.exogenous), names=name, model=model.name
        )


def _lagged(model: Model, name: str) -> bool:
    return any(v.name == name and v.lag < 0 for v in model.dated)


def _check_known(model: Model, program: Program, values: Array, span: Span, need: Need) -> None:
    """Every value that the equations of the span read must be there."""
    columns, first, after = program.layout.columns, program.lags, program.lags + span.length
    if not np.isnan(values).any():
        return
    for variable in sorted(model.dated, key=lambda v: (columns[v.name], v.lag)):
        column, lag = columns[variable.name], variable.lag
        begin, stop = first + lag, after + lag
        if column < program.layout.endogenous and need != "all":
            if lag > 0:
                begin = after
            elif lag == 0 or need == "start":
                stop = min(stop, first)
        (missing,) = np.nonzero(np.isnan(values[begin : max(begin, stop), column]))
        if missing.size:
            period = span.start + begin - first + int(missing[0])
            raise TinbergenError("E002", name=variable.name, model=model.name, period=period)


def _guess(endogenous: Array, first: int) -> None:
    """Fill unknown values forward from row ``first``, so that Newton's method starts near."""
    for t in range(first, endogenous.shape[0]):
        unknown = np.isnan(endogenous[t])
        if unknown.any():
            endogenous[t, unknown] = endogenous[t - 1, unknown] if t else 1.0
            endogenous[t, np.isnan(endogenous[t])] = 1.0


def _residuals(model: Model, residuals: Dataset, span: Span) -> Array:
    """Residuals in the order of the equations, zero where unknown; shape (periods, equations)."""
    names = [e.name for e in model.equations]
    known = set(names)
    for name in residuals:
        if name not in known:
            raise TinbergenError(
                "M018", hint=did_you_mean(name, names), name=name, model=model.name
            )
    return np.nan_to_num(_columns(residuals, names, span.start, span.length))


def _columns(data: Dataset, names: Sequence[str], start: Period, length: int) -> Array:
    """Series by column, shape (length, names); NaN where the data do not reach."""
    offset = data.span.position(start)
    first, last = max(offset, 0), min(offset + length, data.span.length)
    block = np.full((len(names), length), np.nan)
    if first < last:
        for row, name in zip(block, names, strict=True):
            if name in data.series:
                row[first - offset : last - offset] = data.series[name][first:last]
    return block.T


def dataset(
    model: Model, layout: Layout, filled: Workspace, described: Dataset | None = None
) -> Dataset:
    """Endogenous and exogenous values of a path, the rows of lags and leads included."""
    series = {name: filled.values[:, column] for name, column in layout.columns.items()}
    extra: Mapping[str, object] = {}
    if described is not None:
        extra = {
            "vintage": described.vintage,
            "titles": {**model.titles, **described.titles},
            "units": described.units,
            "source": described.source,
        }
    return Dataset.of(filled.span.start - filled.lags, series, **extra)


def residual_dataset(model: Model, layout: Layout, filled: Workspace) -> Dataset:
    """Residuals of a path, by the equations' names."""
    first = layout.first_residual
    return Dataset.of(
        filled.span.start,
        {e.name: filled.inside[:, first + i] for i, e in enumerate(model.equations)},
    )
