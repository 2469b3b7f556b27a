"""The data that a model is estimated and simulated on: those it comes with, or a user's file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.catalogue import MACRO
from tinbergen.data.dataset import Dataset
from tinbergen.model import library
from tinbergen.model.model import Model

if TYPE_CHECKING:
    from tinbergen.loop.case import Case

#: Series of the built-in macroeconomic models that the loop derives from canonical ones.
_DERIVED = frozenset({"RULE", "TAX", "GROWTH", "DEFICIT"})


def data_for(model: Model, name: str, path: Path | None) -> tuple[Dataset, tuple[Advice, ...]]:
    """Data with the model's variables, and what to know of how a file was read.

    A file of the eight macroeconomic columns serves a built-in model, whatever they are called.

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
    if not missing or not missing <= {*MACRO, *_DERIVED}:
        return table.dataset, table.advice
    from tinbergen.loop.start import eight_column_case

    case = eight_column_case(path)
    return _all_of(case), case.advice


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
    from tinbergen.loop import case as cases

    found = (cases.load(name) for name in cases.names() if model in library.names())
    return next((case for case in found if case.model.name == model), None)


def _all_of(case: Case) -> Dataset:
    """Everything a case's data hold, as they stand now, with the series derived from them."""
    from tinbergen.loop.situation import with_policy_defaults

    return with_policy_defaults(case, case.store.as_of(case.store.vintages[-1]))
