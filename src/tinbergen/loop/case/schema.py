"""Documents that users write in YAML: their common parts, and faults with line and column."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from tinbergen.core.arguments import HUGE
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Language, Text
from tinbergen.loop.case import casetext
from tinbergen.loop.case.casetext import Place, Positions

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Whole = TypeVar("Whole", bound=BaseModel)

Number = Annotated[float, Field(ge=-HUGE, le=HUGE)]
Weight = Annotated[float, Field(ge=0, le=HUGE)]
#: Nearer to zero than 1e-30 a number is no size, and what is divided by it no number.
Positive = Annotated[float, Field(gt=1 / HUGE, le=HUGE)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Words(Part):
    """A phrase: ``{en: …, zh: …}``, or plain text in one language, ``English | 中文`` for both.

    A language that is not given falls back on the other.
    """

    en: str = ""
    zh: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, said: object) -> object:
        """Plain text, in the language of its letters."""
        if isinstance(said, dict) and not ({"en", "zh"} & said.keys()):
            raise PydanticCustomError("words", "a text")
        if isinstance(said, dict):
            return said
        if not isinstance(said, str):
            raise PydanticCustomError("words", "a text")
        english, bar, chinese = said.partition(" | ")
        if bar:
            return {"en": english, "zh": chinese}
        return {"zh" if _CHINESE.search(said) else "en": said}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(core)]}

    def text(self) -> Text:
        return Text(self.en or self.zh, self.zh or self.en)


#: Letters that only Chinese text has.
_CHINESE = re.compile("[\u3400-\u9fff]")


def lacking(document: BaseModel) -> dict[Language, int]:
    """How many phrases of a document lack a language that others may have, by language."""
    found: Counter[Language] = Counter()
    for words in _phrases(document):
        found.update([lang for lang, said in (("en", words.en), ("zh", words.zh)) if not said])  # type: ignore[misc]
    return dict(found)


def _phrases(part: object) -> Iterator[Words]:
    if isinstance(part, Words):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _phrases(getattr(part, name))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _phrases(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _phrases(value)


def checked(
    schema: type[Whole], parts: Mapping[str, type[BaseModel]], text: str, name: str
) -> tuple[Whole, Positions]:
    """A document checked against its schema, and the positions of its parts for later errors.

    ``parts`` are the schemas that stand below keys, for hints at misspelt ones.

    Raises
    ------
    TinbergenError
        L001 no YAML, L002 unknown key, L003 wrong value, L004 missing key, L005 too large, L016 a
        key twice; all of the schema's at once.
    """
    written, positions = drafted(schema, parts, text, name)
    positions.settle()
    assert written is not None, "a document without faults is whole"
    return written, positions


def drafted(
    schema: type[Whole], parts: Mapping[str, type[BaseModel]], text: str, name: str
) -> tuple[Whole | None, Positions]:
    """As :func:`checked`, but its faults are noted with the positions, for others to join them.

    The document is then what is left without the values that are at fault; None where a key is
    misspelt or missing, since all else would follow from that.

    Raises
    ------
    TinbergenError
        L001, L005, L016 as above, and L003 for what is no document at all.
    """
    content, positions = casetext.parse(text, name)
    if not isinstance(content, dict):
        problem = _EMPTY if content is None else _MAPPING
        raise TinbergenError("L003", at=positions.at(), place=_FILE, problem=problem)
    try:
        return schema.model_validate(content), positions
    except ValidationError as fault:
        found = _told(fault)
        positions.note(*(_explain(one, positions, schema, parts) for one in found))
        if any(one["type"] in ("extra_forbidden", "missing") for one in found):
            return None, positions
    try:
        return schema.model_validate(_without(content, [one["loc"] for one in found])), positions
    except ValidationError:
        return None, positions


def _told(fault: ValidationError) -> list[ErrorDetails]:
    """The faults worth telling: one a place, not what is around another (a list that is too short
    without the part at fault), and of a misspelt key not that it is missing too."""
    found = {_place(one): one for one in reversed(fault.errors())}
    lacked = [place for place, one in found.items() if one["type"] == "missing"]
    meant = set()
    for *way, key in (p for p, one in found.items() if one["type"] == "extra_forbidden"):
        beside = [str(p[-1]) for p in lacked if p[:-1] == tuple(way)]
        meant.add((*way, did_you_mean(str(key), beside)))
    around = {place[:k] for place in found for k in range(len(place))}
    return [
        one for place, one in reversed(found.items())
        if place not in around and not (place in meant and place in lacked)
    ]  # fmt: skip


def _place(one: ErrorDetails) -> Place:
    """Where it stands: without the kinds that a union tried."""
    return tuple(
        step for step in one["loc"] if not (isinstance(step, str) and "-" in step and "[" in step)
    )


def _without(content: Any, places: Iterable[Place]) -> Any:
    """The content without what stands at some places."""
    left = copy.deepcopy(content)
    for place in places:
        *way, key = place
        part: Any = left
        for step in way:
            if not (isinstance(part, dict | list) and _holds(part, step)):
                break
            part = part[step]  # type: ignore[index]
        else:
            if isinstance(part, dict):
                part.pop(key, None)
    return left


def _holds(part: dict[Any, Any] | list[Any], step: str | int) -> bool:
    if isinstance(part, dict):
        return step in part
    return isinstance(step, int) and step < len(part)


def _explain(
    one: ErrorDetails,
    positions: Positions,
    schema: type[BaseModel],
    parts: Mapping[str, type[BaseModel]],
) -> TinbergenError:
    place = _place(one)
    shown = ".".join(str(p) for p in place)
    key = str(place[-1]) if place else "-"
    if one["type"] == "extra_forbidden":
        known = _fields(place[:-1], schema, parts)
        return TinbergenError(
            "L002",
            at=positions.at(*place, "__key__"),
            hint=did_you_mean(key, known),
            key=key,
            known=", ".join(known),
        )
    if one["type"] == "missing":
        return TinbergenError("L004", at=positions.at(*place[:-1]), key=key, place=shown)
    facts = {"given": one["input"], **one.get("ctx", {})}
    facts["expected"] = str(facts.get("expected")).replace(" or ", ", ")
    problem = _PROBLEMS[one["type"]].fill(**facts) if one["type"] in _PROBLEMS else one["msg"]
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
    "words": Text("a text is wanted here, or en: and zh: below it",
                  "此处应为文字，或在其下分写 en: 与 zh:"),
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
