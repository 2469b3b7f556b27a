"""Documents that users write in YAML: their common parts, and faults with line and column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tinbergen.core.arguments import HUGE
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.loop.case import casetext
from tinbergen.loop.case.casetext import Place, Positions

Whole = TypeVar("Whole", bound=BaseModel)

Number = Annotated[float, Field(ge=-HUGE, le=HUGE)]
Weight = Annotated[float, Field(ge=0, le=HUGE)]
Positive = Annotated[float, Field(gt=0, le=HUGE)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Words(Part):
    """A phrase in both languages."""

    en: str
    zh: str

    def text(self) -> Text:
        return Text(self.en, self.zh)


def checked(
    schema: type[Whole], parts: Mapping[str, type[BaseModel]], text: str, name: str
) -> tuple[Whole, Positions]:
    """A document checked against its schema, and the positions of its parts for later errors.

    ``parts`` are the schemas that stand below keys, for hints at misspelt ones.

    Raises
    ------
    TinbergenError
        L001 no YAML, L002 unknown key, L003 wrong value, L004 missing key, L005 too large, L016 a
        key twice.
    """
    content, positions = casetext.parse(text, name)
    if not isinstance(content, dict):
        problem = _EMPTY if content is None else _MAPPING
        raise TinbergenError("L003", at=positions.at(), place=_FILE, problem=problem)
    try:
        return schema.model_validate(content), positions
    except ValidationError as fault:
        raise _explain(fault, positions, schema, parts) from None


def _explain(
    fault: ValidationError,
    positions: Positions,
    schema: type[BaseModel],
    parts: Mapping[str, type[BaseModel]],
) -> TinbergenError:
    """The first fault; a misspelt key goes before the key that is missing for it."""
    faults = fault.errors()
    first = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    place: Place = tuple(first["loc"])
    shown = ".".join(str(p) for p in place)
    key = str(place[-1]) if place else "-"
    if first["type"] == "extra_forbidden":
        known = _fields(place[:-1], schema, parts)
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
    return positions.wrong(*place, problem=problem)


_FILE = Text("the file", "文件")
_EMPTY = Text("it is empty", "文件为空")
_MAPPING = Text("keys with values are wanted here", "此处应为带值的键")
_LIST = Text("a list is wanted here", "此处应为列表")
_NUMBER = Text("'{given}' is not a number", "“{given}”不是数字")
_WHOLE = Text("'{given}' is not a whole number", "“{given}”不是整数")
_YES = Text("true or false is wanted, not '{given}'", "应为 true 或 false，而非“{given}”")
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


def _fields(
    place: Place, schema: type[BaseModel], parts: Mapping[str, type[BaseModel]]
) -> list[str]:
    """Keys that may stand at a place."""
    part = schema
    for step in place:
        part = parts.get(str(step), part)
    return list(part.model_fields)
