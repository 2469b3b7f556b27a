"""Problem files: what is wanted of an institution's own model, as YAML.

The file names instruments, targets and limits; model and data are the institution's. Each number
is in the ``measure`` that is most easily spoken of: the variable's level, its gap to the baseline
or its distance from it in per cent.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from tinbergen.core.documents import Sense
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.schema import Number, Part, Positive, Weight, Words, checked

Measure = Literal["level", "gap", "percent"]


class DefinitionPart(Part):
    """A variable that the model does not have, by a formula over those it has."""

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    formula: str = Field(pattern=r"^[^;#@]+$")


class DisturbancePart(Part):
    """Added to an exogenous variable, or to the residual of an equation, after tracking."""

    name: str
    value: Number
    start: Period
    end: Period


class LeverPart(Part):
    """An instrument. An endogenous one is taken out of the hands of ``instead_of``, its equation.

    ``cost`` and ``smoothness`` weigh squared deviations from the baseline and their changes.
    """

    name: str
    title: Words
    unit: Words
    measure: Measure = "level"
    instead_of: str | None = None
    lower: Number | None = None
    upper: Number | None = None
    max_step: Positive | None = None
    cost: Weight = 0.0
    smoothness: Weight = 0.0


class AimPart(Part):
    variable: str
    title: Words
    unit: Words
    measure: Measure = "level"
    desired: Number = 0.0
    sense: Sense = "at"
    weight: Positive = 1.0


class LimitPart(Part):
    name: str
    title: Words
    variable: str
    unit: Words
    measure: Measure = "level"
    sense: Literal["at_least", "at_most"]
    bound: Number


class ShownPart(Part):
    variable: str
    title: Words
    unit: Words
    measure: Measure = "level"


class ProblemFile(Part):
    """The whole document."""

    title: Words
    source: Words
    disturbance: Words
    definitions: tuple[DefinitionPart, ...] = ()
    disturbances: tuple[DisturbancePart, ...] = ()
    instruments: tuple[LeverPart, ...] = Field(min_length=1, max_length=8)
    targets: tuple[AimPart, ...] = Field(min_length=1)
    constraints: tuple[LimitPart, ...] = ()
    shown: tuple[ShownPart, ...] = ()


_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "source": Words, "disturbance": Words, "unit": Words,
    "definitions": DefinitionPart, "disturbances": DisturbancePart, "instruments": LeverPart,
    "targets": AimPart, "constraints": LimitPart, "shown": ShownPart,
}  # fmt: skip


def read_problem(path: str | Path) -> tuple[ProblemFile, Positions]:
    """A problem file, checked, and the positions of its parts for later errors.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001-L005, L016 for faults of form; L017 for a name twice; L060 when
        a lower bound is above the upper one.
    """
    written, positions = checked(ProblemFile, _PARTS, read_text(path), str(path))
    for i, lever in enumerate(written.instruments):
        if lever.lower is not None and lever.upper is not None and lever.lower > lever.upper:
            raise TinbergenError(
                "L060", at=positions.at("instruments", i, "lower"), name=lever.name,
                lower=f"{lever.lower:g}", upper=f"{lever.upper:g}",
            )  # fmt: skip
    named = {
        "instruments": ("name", [p.name for p in written.instruments]),
        "targets": ("variable", [p.variable for p in written.targets]),
        "constraints": ("name", [p.name for p in written.constraints]),
    }
    for part, (key, names) in named.items():
        for i, name in enumerate(names):
            if name in names[:i]:
                raise TinbergenError("L017", at=positions.at(part, i, key), name=name, part=part)
    return written, positions
