"""Case files: YAML, checked against a schema, every fault with its line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from tinbergen.core.documents import Sense
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.packs import LinkPart, QuestionPart
from tinbergen.loop.case.schema import Number, Part, Positive, Weight, Words, checked


class DataPart(Part):
    """``source`` is the name of bundled data or the path of a CSV file, relative to the case.

    ``columns``: the eight of macroeconomic data, or the file's own; those of the pack by default.
    """

    source: str
    columns: Literal["eight", "own"] | None = None
    price: Literal["auto", "level", "inflation"] = "auto"


class UnitPart(Words):
    """The case's unit of an indicator; ``per`` of it are one of the pack's."""

    per: Positive = 1.0


class EstimationPart(Part):
    start: Period | None = None
    method: Literal["ols", "2sls", "liml", "3sls", "i3sls", "fiml", "none"] | None = None


class CalibrationPart(Part):
    """``use`` is the name of a way to get parameters from tables; ``with`` are its arguments."""

    use: str
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")


class UncertaintyPart(Part):
    """Standard deviations of what no estimation gives: disturbances by equation, parameters."""

    disturbances: dict[str, Weight] = Field(default_factory=dict)
    parameters: dict[str, Weight] = Field(default_factory=dict)


class PathPart(Part):
    """How an exogenous path goes on: at its average growth over ``years``, or constant."""

    rule: Literal["growth", "constant"]
    years: int = Field(default=5, ge=1, le=50)
    value: Number | None = None


class InstrumentPart(Part):
    name: str
    title: Words
    unit: Words
    owner: str = "government"
    relative: bool = False
    lower: Number | None = None
    upper: Number | None = None
    max_step: Positive | None = None
    cost: Weight = 0.0
    smoothness: Weight = 0.0


class TargetPart(Part):
    variable: str
    title: Words
    unit: Words
    desired: Number
    sense: Sense = "at"
    relative: bool = False
    average: bool = False
    weight: Positive = 1.0
    tolerance: Weight = 0.0


class ConstraintPart(Part):
    name: str
    title: Words
    variable: str
    sense: Literal["at_least", "at_most"]
    bound: Number
    unit: Words
    cumulative: bool = False
    relative: bool = False


class TripWirePart(Part):
    level: float = Field(default=0.9, gt=0, lt=1)
    periods: int = Field(default=4, ge=1)
    variables: tuple[str, ...]


class MonitorPart(Part):
    until: Period


class CaseFile(Part):
    """The whole document.

    ``units`` of indicators, ``diagnosis`` and ``alternatives`` take the place of the pack's,
    ``links`` that of any pack's between the same indicators;
    ``with`` are arguments for all questions and calibrations that do not say otherwise.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Words
    pack: str = "macro"
    units: dict[str, UnitPart] = Field(default_factory=dict)
    diagnosis: tuple[QuestionPart, ...] | None = None
    alternatives: tuple[QuestionPart, ...] | None = None
    links: tuple[LinkPart, ...] = ()
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")
    data: DataPart
    as_of: Period
    model: str
    tables: dict[str, str] = Field(default_factory=dict)
    calibration: tuple[CalibrationPart, ...] = ()
    parameters: dict[str, Number] = Field(default_factory=dict)
    estimation: EstimationPart = EstimationPart()
    uncertainty: UncertaintyPart = UncertaintyPart()
    horizon: int = Field(default=12, ge=1, le=60)
    draws: int = Field(default=1000, ge=50, le=100_000)
    seed: int = Field(default=1, ge=0)
    exogenous: dict[str, PathPart] = Field(default_factory=dict)
    policy: dict[str, str] = Field(default_factory=dict)
    feels: dict[str, str] = Field(default_factory=dict)
    instruments: tuple[InstrumentPart, ...] = Field(min_length=1)
    targets: tuple[TargetPart, ...] = Field(min_length=1)
    constraints: tuple[ConstraintPart, ...] = ()
    trip_wires: TripWirePart
    monitor: MonitorPart | None = None


def read_case(path: str | Path) -> tuple[CaseFile, Positions]:
    """A case file, checked, and the positions of its parts for later errors.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001 no YAML, L002 unknown key, L003 wrong value, L004 missing key,
        L005 too large, L016 a key and L017 a name twice.
    """
    return parse_case(read_text(path), str(path))


def parse_case(text: str, name: str) -> tuple[CaseFile, Positions]:
    written, positions = checked(CaseFile, _PARTS, text, name)
    _check_values(written, positions)
    return written, positions


def _check_values(written: CaseFile, positions: Positions) -> None:
    """What no single value shows to be wrong."""
    for i, instrument in enumerate(written.instruments):
        lower, upper = instrument.lower, instrument.upper
        if lower is not None and upper is not None and lower > upper:
            raise TinbergenError("L003", at=positions.at("instruments", i, "lower"),
                                 place=f"instruments.{i}.lower",
                                 problem=_ABOVE.fill(lower=lower, upper=upper))  # fmt: skip
    until = written.monitor.until if written.monitor else None
    if until and until.frequency is written.as_of.frequency and until <= written.as_of:
        raise TinbergenError("L003", at=positions.at("monitor", "until"), place="monitor.until",
                             problem=_BEFORE.fill(as_of=written.as_of))  # fmt: skip
    for name, path in written.exogenous.items():
        if path.rule == "growth" and path.value is not None:
            raise TinbergenError("L003", at=positions.at("exogenous", name, "value"),
                                 place=f"exogenous.{name}.value", problem=_VALUE)  # fmt: skip
    named = {
        "instruments": ("name", [p.name for p in written.instruments]),
        "targets": ("variable", [p.variable for p in written.targets]),
        "constraints": ("name", [p.name for p in written.constraints]),
    }
    for part, (key, names) in named.items():
        for i, name in enumerate(names):
            if name in names[:i]:
                raise TinbergenError("L017", at=positions.at(part, i, key), name=name, part=part)


_ABOVE = Text("it is above the upper bound, {upper:g}", "高于上限 {upper:g}")
_BEFORE = Text("it is not after the as-of date, {as_of}", "不晚于截止日 {as_of}")
_VALUE = Text("growth goes on from the last value; value is for the rule 'constant'",
              "growth 从最后的数值延续；value 仅用于规则 constant")  # fmt: skip

_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "unit": Words, "units": UnitPart, "diagnosis": QuestionPart,
    "alternatives": QuestionPart, "links": LinkPart, "why": Words, "basis": Words,
    "data": DataPart, "estimation": EstimationPart,
    "calibration": CalibrationPart, "uncertainty": UncertaintyPart,
    "exogenous": PathPart, "instruments": InstrumentPart, "targets": TargetPart,
    "constraints": ConstraintPart, "trip_wires": TripWirePart, "monitor": MonitorPart,
}  # fmt: skip
