"""Models that look ahead, estimated at the mode of their posterior around published values.

The estimated_params block of a model file says what is estimated and its priors; without priors it
is maximum likelihood. See :mod:`tinbergen.engine.estimate.posterior` for the method.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span, SpanLike
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.mode_result import ModeEstimate
from tinbergen.engine.estimate.observed_system import ObservedSystem
from tinbergen.engine.estimate.posterior import Posterior
from tinbergen.engine.linear.kalman import DIFFUSE
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, Estimated, EstimatedParams


def estimate_mode(
    model: ModelLike,
    data: DataLike,
    *,
    observed: Mapping[str, float] | Sequence[str] | None = None,
    sample: SpanLike | None = None,
    omit: Sequence[SpanLike] = (),
    hessian: bool = True,
) -> ModeEstimate:
    """Estimate what the model's estimated_params block lists, at the mode of the posterior.

    Parameters
    ----------
    model
        A model, the name of one of the library, or the path of a ``.mod`` file.
    data
        A dataset, a pandas table, the name of packaged data, or the path of a file, in the model's
        units; missing values are passed over.
    observed
        Variables that the data show, with the standard deviation of their measurement error, or
        their names alone; by default those of the file's ``varobs``.
    sample
        Such as ``"1961Q1:2019Q4"``, by default all data, to which it is cut. Data before it
        only start the filter.
    omit
        Periods whose values are taken as missing, such as ``["2020Q1:2021Q1"]``.
    hessian
        Whether standard errors come from second derivatives of the log posterior; else from the
        information of data and priors, which is quicker.

    Raises
    ------
    TinbergenError
        S040 for an impossible prior, S041 without a start, S042 when the search does not settle,
        S043 when the model has no solution where it starts, S044 when nothing is to be estimated,
        S045 when too few periods are seen, S046 for a start outside its bounds, E004 and D002 for
        observed variables that model or data do not have; those of solving the model at its own
        values; C008-C010 for wrong arguments.
    """
    model, data = model_of(model), dataset_of(data)
    errors = _errors(model, observed)
    span = Span.parse(sample) if sample is not None else data.span
    omitted = tuple(Span.parse(one) for one in omit)
    lines = estimated_lines(model)
    # Where the data are silent on both sides there is nothing to filter.
    last = max(data.span.start, min(span.end, data.span.end))
    span = min(last, max(span.start, data.span.start)).to(last)
    known = without(data, errors, omitted).window(data.span.start, last)
    seen = np.column_stack([known[name] for name in errors])
    first = known.span.position(span.start)
    count = int(np.isfinite(seen[first:]).any(axis=1).sum())
    if count <= len(lines):
        raise TinbergenError("S045", model=model.name, periods=count, parameters=len(lines))
    diffuse = DIFFUSE * max(1.0, float(np.nanvar(seen, axis=0).max()))
    posterior = Posterior(ObservedSystem(model, errors, diffuse), lines, seen, first)
    mode = posterior.climb()
    curvature, by = mode.curvature, "information"
    if hessian:
        found = posterior.hessian(mode)
        if np.linalg.eigvalsh(found)[0] > 0:
            curvature, by = found, "hessian"
    covariance = np.asarray(np.linalg.inv(curvature))
    height, size = mode.loglik + mode.log_prior, len(lines)
    marginal = height + 0.5 * size * math.log(2 * math.pi)
    point = posterior.point(mode.parameters)
    return ModeEstimate(
        model=posterior.system.model_at(point),
        names=tuple(line.label for line in lines),
        priors=tuple((p.shape, p.mean, p.deviation) for p in posterior.priors),
        mode=mode.parameters,
        covariance=covariance,
        loglik=mode.loglik,
        log_prior=mode.log_prior,
        log_marginal=marginal - 0.5 * float(np.linalg.slogdet(curvature)[1]),
        observed=dict(zip(errors, point.errors.tolist(), strict=True)),
        sample=span,
        omitted=omitted,
        steps=mode.steps,
        curvature=by,
    )


def _errors(model: Model, observed: Mapping[str, float] | Sequence[str] | None) -> dict[str, float]:
    """Observed variables with the deviations of their measurement errors."""
    if observed is None:
        observed = [
            name
            for s in model.statements
            if isinstance(s, Command) and s.name == "varobs"
            for name in s.names
        ]
    if isinstance(observed, Mapping):
        return dict(observed)
    return dict.fromkeys(observed, 0.0)


def estimated_lines(model: Model) -> tuple[Estimated, ...]:
    """What a model's estimated_params blocks list; a later line stands for an earlier one.

    Raises
    ------
    TinbergenError
        S044 when there are none.
    """
    found: dict[tuple[str, frozenset[str]], Estimated] = {}
    for statement in model.statements:
        if isinstance(statement, EstimatedParams):
            if "overwrite" in statement.options:
                found.clear()
            found |= {(line.kind, frozenset(line.names)): line for line in statement.lines}
    if not found:
        raise TinbergenError("S044", model=model.name)
    return tuple(found.values())


def without(data: Dataset, names: Iterable[str], omit: Iterable[Span]) -> Dataset:
    """The data with series missing in the periods to leave out.

    Raises
    ------
    TinbergenError
        D002 for a series that the data do not have.
    """
    gaps = np.zeros(data.span.length, dtype=bool)
    for span in omit:
        first = span.start - data.span.start
        gaps[max(0, first) : max(0, first + span.length)] = True
    if not gaps.any():
        return data
    return data.assign(**{n: np.where(gaps, np.nan, data[n]) for n in names})
