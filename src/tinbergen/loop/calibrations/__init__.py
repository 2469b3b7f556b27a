"""Ways to get a model's parameters from tables, by name; a module is imported when it is asked for.

A calibration reads the case's tables and the arguments that the case gives. What it returns goes
into the model before it is read (``defines``, for the macro processor: lists of sectors or
regions) and after (``values`` of parameters).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.packs import Question


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Parameters' values, macro variables, titles of the model's variables, and notes."""

    values: Mapping[str, float] = field(default_factory=dict)
    defines: Mapping[str, object] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


Calibration = Callable[[Mapping[str, Matrix], Question], Calibrated]

#: The module of each name, below ``tinbergen.domains``.
_MODULES: dict[str, str] = {
    "abatement costs": "environment.calibration",
    "leontief": "industry.calibration",
    "tax allowance": "industry.calibration",
    "trade shares": "trade.calibration",
}


def calibrate(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Carry out one calibration.

    Raises
    ------
    TinbergenError
        L046 when nothing of that name is there; those of the calibration.
    """
    module = _MODULES.get(question.examine)
    if module is None:
        raise TinbergenError(
            "L046", at=question.at, hint=did_you_mean(question.examine, _MODULES),
            name=question.examine, known=", ".join(_MODULES) or "-",
        )  # fmt: skip
    found: dict[str, Calibration] = import_module(f"tinbergen.domains.{module}").CALIBRATIONS
    return found[question.examine](tables, question)


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
