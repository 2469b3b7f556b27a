"""The data that worlds start from: complete up to the as-of date, exogenous paths beyond it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.case.worldspec import WorldSpec

Array = NDArray[np.float64]

#: Observations below which a model of this size is not worth estimating.
FEWEST = 24


def complete(case: Case, data: Dataset) -> Dataset:
    """The data with series of the model that follow from others; they must reach the date.

    Raises
    ------
    TinbergenError
        L007 when they end before, L008 when there are too few.
    """
    given = set(data.names)
    model = case.model
    if model.lags[1]:
        needed = list(case.observed)
        data = data.until(case.as_of) if data.span.end > case.as_of else data
    else:
        data = derive(model, data)
        needed = [n for n in (*model.endogenous, *model.exogenous) if n in data]
    short = [
        n for n in needed
        if n in data and ((extent := data.extent(n)) is None or extent.end < case.as_of)
    ]  # fmt: skip
    if short or data.span.end < case.as_of:
        # What follows from other series is short because they are.
        named = [n for n in short if n in given] or short
        raise TinbergenError(
            "L007", end=data.span.end, as_of=case.as_of, short=", ".join(named) or "-"
        )
    fewest = FEWEST if case.estimated else model.lags[0] + 1
    if data.span.length < fewest:
        raise TinbergenError("L008", periods=data.span.length, as_of=case.as_of, needed=fewest)
    return data


def sample_of(case: Case, spec: WorldSpec) -> Span | None:
    """The periods on which a model is estimated; L008 when they are too few."""
    if spec.sample_start is None:
        return None
    sample = spec.sample_start.to(min(spec.sample_end or case.as_of, case.as_of))
    if sample.length < FEWEST:
        raise TinbergenError("L008", periods=sample.length, as_of=case.as_of, needed=FEWEST)
    return sample


def paths_over(data: Dataset, paths: Mapping[str, Array], span: Span) -> Dataset:
    """The data with paths in the first periods of ``span``, or in all of them."""
    first, moved = data.span.position(span.start), {}
    for name, path in paths.items():
        moved[name] = np.array(data[name])
        moved[name][first : first + len(path)] = path
    return data.assign(**moved)


def prolong(
    case: Case,
    spec: WorldSpec,
    data: Dataset,
    span: Span,
    given: Mapping[str, Array] | None = None,
) -> Dataset:
    """The data with every exogenous variable of a model carried on over ``span`` by its rule.

    Those ``given`` have paths (periods,) instead.

    Instruments of a case that revises a plan go on at that plan's paths of no policy.

    Raises
    ------
    TinbergenError
        L013 when a variable has no rule, L019 when it can't grow on.
    """
    longer = data.window(data.span.start, span.end)
    added = {}
    for name in spec.model.exogenous if spec.model else ():
        if given is not None and name in given:
            past = data[name] if name in data else np.full(data.span.length, np.nan)
            added[name] = np.concatenate([past, given[name]])
            continue
        # A further world's own rules come first, those of the case apply to names it shares.
        rule = spec.paths.get(name) or (None if spec.indicators else case.paths.get(name))
        if rule is None:
            raise TinbergenError("L013", name=name, as_of=case.as_of, model=spec.name)
        added[name] = np.concatenate([data[name], continued(case, rule, name, data, span)])
    return longer.assign(**added)


def continued(case: Case, rule: PathPart, name: str, data: Dataset, span: Span) -> Array:
    """A series over ``span``, which follows the data, by its rule, (periods,).

    An instrument of a case that revises a plan goes on at that plan's path of no policy; beyond
    that plan's horizon the rule goes on.

    Raises
    ------
    TinbergenError
        L019 when it can't grow on.
    """
    past = data[name]
    years = min(rule.years, (past.size - 1) // data.frequency)
    if rule.rule == "growth" and not _growing(past, years * data.frequency):
        since = case.as_of - years * data.frequency
        raise TinbergenError("L019", name=name, first=since, as_of=case.as_of)
    values = _continued(past, rule, years * data.frequency, span)
    if case.no_policy and name in {i.name for i in case.instruments}:
        idle = case.no_policy.window(span.start, span.end)[name]
        values = np.where(np.isnan(idle), values, idle)
    return values


def _growing(past: Array, back: int) -> bool:
    """Whether average growth since ``back`` periods ago is a number."""
    return back > 0 and bool(past[-1] > 0 and past[-1 - back] > 0)


def _continued(past: Array, rule: PathPart, back: int, span: Span) -> Array:
    last = past[-1] if rule.value is None else rule.value
    if rule.rule == "constant":
        return np.full(span.length, last)
    if rule.rule == "stated":
        return np.array([_stated(rule, period, float(last)) for period in span])
    growth = (past[-1] / past[-1 - back]) ** (1 / back)
    return np.asarray(past[-1] * growth ** np.arange(1, span.length + 1))


def _stated(rule: PathPart, period: Period, before: float) -> float:
    """The value stated last, ``before`` where none had been yet."""
    known = [date for date in rule.values if date <= period]
    return rule.values[max(known)] if known else before
