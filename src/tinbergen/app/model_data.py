"""The data that a model is estimated and simulated on: those it comes with, or a user's file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import absent_add_factors
from tinbergen.model import library
from tinbergen.model.model import Model

if TYPE_CHECKING:
    from tinbergen.loop.case.case import Case


def data_for(model: Model, name: str, path: Path | None) -> tuple[Dataset, tuple[Advice, ...]]:
    """Data with the model's variables, and what to know of how a file was read.

    A file of columns from which a pack starts serves a built-in model, whatever they are called.

    Raises
    ------
    TinbergenError
        U014 when no data come with the model and no file is given; those of reading the file.
    """
    if path is None:
        return _shipped(name), ()
    from tinbergen.data.tabular import read_table

    table = read_table(path, allow_missing=True)
    missing = {n for n in (*model.endogenous, *model.exogenous) if n not in table.dataset}
    begun = None
    if missing:
        from tinbergen.loop.case.start import start_with

        begun = start_with(missing)
    if begun is None:
        renamed, told = _in_the_model_s_capitals(table.dataset, missing)
        return renamed, (*table.advice, *told)
    from tinbergen.loop.case.asked import Asked

    case = begun.make(path, None, "auto", Asked())
    # What is asked of the data is nothing to a model that only reads them.
    return _all_of(case), tuple(a for a in case.advice if a.code != "L261")


def _in_the_model_s_capitals(
    data: Dataset, missing: set[str]
) -> tuple[Dataset, tuple[Advice, ...]]:
    """Columns that differ from a missing name in capitals only, under that name."""
    columns: dict[str, list[str]] = {}
    for column in data:
        columns.setdefault(column.casefold(), []).append(column)
    wanted: dict[str, list[str]] = {}
    for name in sorted(missing):
        wanted.setdefault(name.casefold(), []).append(name)
    alike = {
        names[0]: columns[key][0]
        for key, names in wanted.items()
        if len(names) == 1 == len(columns.get(key, ()))
    }
    if not alike:
        return data, ()
    shown = ", ".join([*alike.values()][:6]) + (", …" if len(alike) > 6 else "")
    advice = Advice("U075", {"count": len(alike), "names": shown, "example": next(iter(alike))})
    return data.assign(**{name: data[column] for name, column in alike.items()}), (advice,)


def with_add_factors(model: Model, data: Dataset) -> tuple[Dataset, tuple[Advice, ...]]:
    """The data with zeros for add-factors of a converted model that they do not have."""
    absent = absent_add_factors(model, data)
    if not absent:
        return data, ()
    shown = ", ".join(absent[:6]) + (", …" if len(absent) > 6 else "")
    zeros = np.zeros(data.span.length)
    return (
        data.assign(**dict.fromkeys(absent, zeros)),
        (Advice("U069", {"count": len(absent), "names": shown}),),
    )


def beyond(model: Model, data: Dataset, span: Span) -> tuple[Dataset, tuple[Advice, ...]]:
    """The data with what leads read behind ``span``: as given, else the last value held."""
    leads: dict[str, int] = {}
    for variable in model.dated:
        if variable.lag > leads.get(variable.name, 0):
            leads[variable.name] = variable.lag
    if not leads:
        return data, ()
    longest = max(leads.values())
    last = max((data.span.end, span.end + longest), key=lambda p: p.ordinal)
    longer = data.window(data.span.start, last)
    after = longer.span.position(span.end) + 1
    held: dict[str, NDArray[np.float64]] = {}
    for name, lead in leads.items():
        if name not in longer:
            continue
        values = longer[name].copy()
        (known,) = np.nonzero(~np.isnan(values[: after + lead]))
        # Gaps inside the data are for the engine to complain of.
        if known.size and known[-1] < after + lead - 1:
            values[max(after, known[-1] + 1) : after + lead] = values[known[-1]]
            held[name] = values
    if not held:
        return longer, ()
    shown = ", ".join([*held][:6]) + (", …" if len(held) > 6 else "")
    facts = {"names": shown, "end": span.end, "leads": longest, "needed": span.end + longest}
    return longer.assign(**held), (Advice("U070", facts),)


def shipped_extent(name: str) -> Span | None:
    """The periods of the data that come with a model of the library."""
    try:
        return _shipped(name).span
    except TinbergenError:
        return None


def _shipped(name: str) -> Dataset:
    from tinbergen.data import sources

    if name in sources.library_names():
        return sources.library_data(name)
    case = _worked_case(name)
    if case is None:
        raise TinbergenError("U014", model=name)
    return _all_of(case)


@cache
def _worked_case(model: str) -> Case | None:
    """The worked case that uses a model; it knows which of the model's series are derived."""
    from tinbergen.loop.case import cases
    from tinbergen.loop.case.casereading import parse_case

    if model not in library.names():
        return None
    for name in cases.names():
        if parse_case(cases.text_of(name), name)[0].model == model:
            return cases.load(name)
    return None


def _all_of(case: Case) -> Dataset:
    """Everything a case's data hold, as they stand now, with the series derived from them."""
    from tinbergen.engine.simulate.derive import derive

    return derive(case.model, case.known(case.last))
