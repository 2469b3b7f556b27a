"""Ways to get a model's parameters from tables, by name.

A calibration reads the case's tables and the arguments that the case gives. What it returns goes
into the model before it is read (``defines``, for the macro processor: lists of sectors or
regions) and after (``values`` of parameters).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case import registry
from tinbergen.loop.case.question import Question


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Parameters' values, macro variables, titles of the model's variables, and notes."""

    values: Mapping[str, float] = field(default_factory=dict)
    defines: Mapping[str, object] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


Calibration = Callable[[Mapping[str, Matrix], Question], Calibrated]


def calibrate(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Carry out one calibration.

    Raises
    ------
    TinbergenError
        L046 when nothing of that name is there; those of the calibration.
    """
    found = registry.find("CALIBRATIONS", question.name, question.pack)
    if found is None:
        known = registry.names("CALIBRATIONS")
        raise TinbergenError(
            "L046", at=question.at, hint=did_you_mean(question.name, known), name=question.name,
            known=", ".join(known) or "-",
        )  # fmt: skip
    make: Calibration = found[1]
    return make(tables, question)


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
