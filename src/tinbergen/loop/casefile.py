"""Case files: YAML, checked against a schema, every fault with its line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tinbergen.core.documents import Sense
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop import casetext
from tinbergen.loop.casetext import Place, Positions

#: Squares of larger numbers can't be added up.
_HUGE = 1e30

Number = Annotated[float, Field(ge=-_HUGE, le=_HUGE)]
Weight = Annotated[float, Field(ge=0, le=_HUGE)]
Positive = Annotated[float, Field(gt=0, le=_HUGE)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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
    value: Number | None = None


class InstrumentPart(_Part):
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


class TargetPart(_Part):
    variable: str
    title: Words
    unit: Words
    desired: Number
    sense: Sense = "at"
    relative: bool = False
    average: bool = False
    weight: Positive = 1.0
    tolerance: Weight = 0.0


class ConstraintPart(_Part):
    name: str
    title: Words
    variable: str
    sense: Literal["at_least", "at_most"]
    bound: Number
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
    horizon: int = Field(default=12, ge=1, le=60)
    draws: int = Field(default=1000, ge=50, le=100_000)
    seed: int = Field(default=1, ge=0)
    exogenous: dict[str, PathPart] = {}
    policy: dict[str, str] = {}
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
    content, positions = casetext.parse(text, name)
    if not isinstance(content, dict):
        problem = _EMPTY if content is None else _MAPPING
        raise TinbergenError("L003", at=positions.at(), place=_FILE, problem=problem)
    try:
        written = CaseFile.model_validate(content)
    except ValidationError as fault:
        raise _explain(fault, positions) from None
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


def _explain(fault: ValidationError, positions: Positions) -> TinbergenError:
    """The first fault; a misspelt key goes before the key that is missing for it."""
    faults = fault.errors()
    first = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    place: Place = tuple(first["loc"])
    shown = ".".join(str(p) for p in place)
    key = str(place[-1]) if place else "-"
    if first["type"] == "extra_forbidden":
        known = _fields(place[:-1])
        return TinbergenError(
            "L002",
            at=positions.at(*place, "__key__"),
            hint=did_you_mean(key, known),
            key=key,
            known=", ".join(known),
        )
    if first["type"] == "missing":
        return TinbergenError("L004", at=positions.at(*place[:-1]), key=key, place=shown)
    facts = {"given": first["input"], **first.get("ctx", {})}
    facts["expected"] = str(facts.get("expected")).replace(" or ", ", ")
    problem = _PROBLEMS[first["type"]].fill(**facts) if first["type"] in _PROBLEMS else first["msg"]
    return TinbergenError("L003", at=positions.at(*place), place=shown, problem=problem)


_FILE = Text("the file", "文件")
_EMPTY = Text("it is empty", "文件为空")
_MAPPING = Text("keys with values are wanted here", "此处应为带值的键")
_LIST = Text("a list is wanted here", "此处应为列表")
_NUMBER = Text("'{given}' is not a number", "“{given}”不是数字")
_WHOLE = Text("'{given}' is not a whole number", "“{given}”不是整数")
_YES = Text("true or false is wanted, not '{given}'", "应为 true 或 false，而非“{given}”")
_ABOVE = Text("it is above the upper bound, {upper:g}", "高于上限 {upper:g}")
_BEFORE = Text("it is not after the as-of date, {as_of}", "不晚于截止日 {as_of}")
_VALUE = Text("growth goes on from the last value; value is for the rule 'constant'",
              "growth 从最后的数值延续；value 仅用于规则 constant")  # fmt: skip

#: Pydantic's kinds of fault in the words of this program.
_PROBLEMS = {
    "model_type": _MAPPING, "dict_type": _MAPPING,
    "tuple_type": _LIST,
    "float_parsing": _NUMBER, "float_type": _NUMBER, "finite_number": _NUMBER,
    "int_parsing": _WHOLE, "int_type": _WHOLE,
    "bool_parsing": _YES, "bool_type": _YES,
    "string_type": Text("a text is wanted here", "此处应为文字"),
    "literal_error": Text("one of {expected} is wanted", "应为 {expected} 之一"),
    "greater_than": Text("it must be above {gt:g}", "必须大于 {gt:g}"),
    "greater_than_equal": Text("it must be at least {ge:g}", "至少为 {ge:g}"),
    "less_than": Text("it must be below {lt:g}", "必须小于 {lt:g}"),
    "less_than_equal": Text("it must be at most {le:g}", "至多为 {le:g}"),
    "too_short": Text("at least {min_length} is wanted", "至少需要 {min_length} 项"),
    "string_pattern_mismatch": Text(
        "letters, digits, '.', '_' and '-' are allowed, the first a letter or digit",
        "只允许字母、数字及“.”“_”“-”，且以字母或数字开头",
    ),
    "value_error": Text("'{given}' is not a period such as 2008, 2008Q3 or 2008-09",
                        "“{given}”不是 2008、2008Q3 或 2008-09 之类的时期"),
}  # fmt: skip


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
