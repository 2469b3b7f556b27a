"""Case files: YAML, checked against a schema, every fault with its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tinbergen.core.documents import Sense
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.core.text import Text

#: Keys of a place in the document: ("targets", 0, "variable").
Place = tuple[str | int, ...]

_LARGEST = 1_000_000
_MOST_NODES = 20_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A phrase in both languages."""

    en: str
    zh: str

    def text(self) -> Text:
        return Text(self.en, self.zh)


class DataPart(_Part):
    """``source`` is the name of bundled data or the path of a CSV file, relative to the case."""

    source: str
    price: Literal["auto", "level", "inflation"] = "auto"


class EstimationPart(_Part):
    start: Period | None = None
    method: Literal["ols", "2sls", "liml", "3sls", "i3sls", "fiml"] | None = None


class PathPart(_Part):
    """How an exogenous path goes on: at its average growth over ``years``, or constant."""

    rule: Literal["growth", "constant"]
    years: int = Field(default=5, ge=1, le=50)
    value: float | None = None


class InstrumentPart(_Part):
    name: str
    title: Words
    unit: Words
    owner: str = "government"
    relative: bool = False
    lower: float | None = None
    upper: float | None = None
    max_step: Annotated[float, Field(gt=0)] | None = None
    cost: float = Field(default=0.0, ge=0)
    smoothness: float = Field(default=0.0, ge=0)


class TargetPart(_Part):
    variable: str
    title: Words
    unit: Words
    desired: float
    sense: Sense = "at"
    relative: bool = False
    average: bool = False
    weight: float = Field(default=1.0, gt=0)
    tolerance: float = Field(default=0.0, ge=0)


class ConstraintPart(_Part):
    name: str
    title: Words
    variable: str
    sense: Literal["at_least", "at_most"]
    bound: float
    unit: Words
    cumulative: bool = False
    relative: bool = False


class TripWirePart(_Part):
    level: float = Field(default=0.9, gt=0, lt=1)
    quarters: int = Field(default=4, ge=1)
    variables: tuple[str, ...]


class MonitorPart(_Part):
    until: Period


class CaseFile(_Part):
    """The whole document."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Words
    data: DataPart
    as_of: Period
    model: str
    estimation: EstimationPart = EstimationPart()
    horizon: int = Field(default=12, ge=1, le=200)
    draws: int = Field(default=1000, ge=50, le=100_000)
    seed: int = Field(default=1, ge=0)
    exogenous: dict[str, PathPart] = {}
    policy: dict[str, str] = {}
    instruments: tuple[InstrumentPart, ...] = Field(min_length=1)
    targets: tuple[TargetPart, ...] = Field(min_length=1)
    constraints: tuple[ConstraintPart, ...] = ()
    trip_wires: TripWirePart
    monitor: MonitorPart | None = None


class Positions:
    """Where each part of a document stands in its file."""

    def __init__(self, name: str, text: str, root: yaml.Node | None) -> None:
        self._name = name
        self._lines = text.splitlines()
        self._marks: dict[Place, tuple[int, int]] = {}
        for place, mark in _walk(root, ()) if root is not None else ():
            self._marks[place] = (mark.line, mark.column)

    def at(self, *place: str | int) -> Location:
        """The place, or the nearest one around it that is known."""
        while place and place not in self._marks:
            place = place[:-1]
        line, column = self._marks.get(place, (0, 0))
        text = self._lines[line] if line < len(self._lines) else None
        return Location(self._name, line + 1, column + 1, text)


def _walk(node: yaml.Node, place: Place) -> Iterator[tuple[Place, yaml.Mark]]:
    yield place, node.start_mark
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*place, str(key.value)))
            yield (*place, str(key.value), "__key__"), key.start_mark
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _walk(value, (*place, i))


def read_case(path: str | Path) -> tuple[CaseFile, Positions]:
    """A case file, checked, and the positions of its parts for later errors.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001 no YAML, L002 unknown key, L003 wrong value, L004 missing key,
        L005 too large.
    """
    return parse_case(read_text(path), str(path))


def parse_case(text: str, name: str) -> tuple[CaseFile, Positions]:
    if len(text) > _LARGEST:
        raise TinbergenError("L005", at=Location(name), largest=_LARGEST)
    root = _compose(text, name)
    positions = Positions(name, text, root)
    content = yaml.safe_load(text)
    if not isinstance(content, dict):
        raise TinbergenError("L003", at=positions.at(), place="-", problem="no mapping")
    try:
        return CaseFile.model_validate(_plain(content)), positions
    except ValidationError as fault:
        raise _explain(fault, positions) from None


def _plain(value: Any) -> Any:
    """YAML reads 2008 as a number and 2008-09-30 as a date; the schema wants them as written."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value


def _compose(text: str, name: str) -> yaml.Node | None:
    """The document's nodes; aliases are refused, since they can make a small file huge."""
    try:
        for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
            if isinstance(event, yaml.AliasEvent) or count > _MOST_NODES:
                raise TinbergenError("L005", at=Location(name), largest=_LARGEST)
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        at = Location(name)
        if mark is not None:
            lines = text.splitlines()
            shown = lines[mark.line] if mark.line < len(lines) else None
            at = Location(name, mark.line + 1, mark.column + 1, shown)
        raise TinbergenError("L001", at=at, problem=fault.problem or "?") from None
    except (yaml.YAMLError, RecursionError) as fault:
        raise TinbergenError("L001", at=Location(name), problem=fault) from None


def _explain(fault: ValidationError, positions: Positions) -> TinbergenError:
    first = fault.errors()[0]
    place: Place = tuple(first["loc"])
    shown = ".".join(str(p) for p in place)
    key = str(place[-1]) if place else "-"
    if first["type"] == "extra_forbidden":
        return TinbergenError(
            "L002",
            at=positions.at(*place, "__key__"),
            hint=did_you_mean(key, _fields(place[:-1])),
            key=key,
            known=", ".join(_fields(place[:-1])),
        )
    if first["type"] == "missing":
        return TinbergenError("L004", at=positions.at(*place[:-1]), key=key, place=shown)
    return TinbergenError("L003", at=positions.at(*place), place=shown, problem=first["msg"])


_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "unit": Words, "data": DataPart, "estimation": EstimationPart,
    "exogenous": PathPart, "instruments": InstrumentPart, "targets": TargetPart,
    "constraints": ConstraintPart, "trip_wires": TripWirePart, "monitor": MonitorPart,
}  # fmt: skip


def _fields(place: Place) -> list[str]:
    """Keys that may stand at a place."""
    part: type[BaseModel] = CaseFile
    for step in place:
        part = _PARTS.get(str(step), part)
    return list(part.model_fields)
