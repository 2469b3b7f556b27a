"""Ways to get a model's parameters from tables, by name.

A calibration reads the case's tables and the arguments that the case gives. What it returns goes
into the model before it is read (``defines``, for the macro processor: lists of sectors or
regions) and after (``values`` of parameters).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case import registry
from tinbergen.loop.case.question import Question

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Parameters' values, macro variables, titles and units of the model's variables, and notes.

    Estimates come with errors: ``coefficients`` vary jointly and normally with ``covariance``
    (k, k), ``disturbances`` by equation with these standard deviations. What a case states itself
    as uncertain takes their place.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    defines: Mapping[str, object] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    coefficients: tuple[str, ...] = ()
    covariance: Array | None = None
    disturbances: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[str, Text] = field(default_factory=dict)


Calibration = Callable[[Mapping[str, Matrix], Question], Calibrated]


def calibrate(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Carry out one calibration.

    Raises
    ------
    TinbergenError
        L046 when nothing of that name is there; those of the calibration.
    """
    if question.name == ESTIMATES:
        return _estimates(tables, question)
    found = registry.find("CALIBRATIONS", question.name, question.pack)
    if found is None:
        known = (ESTIMATES, *registry.names("CALIBRATIONS"))
        raise TinbergenError(
            "L046", at=question.at, hint=did_you_mean(question.name, known), name=question.name,
            known=", ".join(known) or "-",
        )  # fmt: skip
    make: Calibration = found[1]
    return make(tables, question)


#: Numbers estimated elsewhere, as a table: a row a parameter.
ESTIMATES = "estimates"


def _estimates(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters by row: ``estimate``, and a column a parameter with their covariance.

    The column ``error`` with standard errors may stand in its place.

    Raises
    ------
    TinbergenError
        D071 for a column that is missing, D070 for a number that is, L042, L047 for the table.
    """
    found = table(tables, question)
    values = dict(zip(found.rows, found.column("estimate").tolist(), strict=True))
    if "error" in found.columns:
        covariance = np.diag(found.column("error") ** 2)
    else:
        covariance = found.block(found.rows, found.rows)
    for row, numbers in zip(found.rows, np.c_[list(values.values()), covariance], strict=True):
        if not np.isfinite(numbers).all():
            raise TinbergenError("D070", at=question.at, given=f"{found.name}: {row}")
    return Calibrated(values, coefficients=found.rows, covariance=covariance)


def block_diagonal(blocks: Sequence[Array]) -> Array:
    """Square blocks along the diagonal, zero beside them."""
    from scipy.linalg import block_diag

    return np.asarray(block_diag(*blocks))


def table(tables: Mapping[str, Matrix], question: Question, key: str = "table") -> Matrix:
    """The table that an argument names.

    Raises
    ------
    TinbergenError
        L042 when the argument is missing, L047 when the case has no such table.
    """
    name = question.text(key)
    if name not in tables:
        raise TinbergenError(
            "L047", at=question.at, hint=did_you_mean(name, tables), name=name,
            known=", ".join(tables) or "-",
        )  # fmt: skip
    return tables[name]
