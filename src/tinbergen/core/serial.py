"""Documents to JSON and back, their schemas and their identities.

Pydantic reads the dataclasses' annotations; it is imported when first needed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from tinbergen.core import limits
from tinbergen.core.documents import (
    budget,
    comparison,
    cycle,
    evidence,
    fiscal,
    guidance,
    implausible,
    plan,
    plan_record,
    problem,
    record,
    robustness,
)
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Cycle, Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.evidence import Finding, Indicator
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.documents.problem import Constraint, Instrument, Scenario, Target
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.seal import broken, seal
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
#: The documents that carry an identity.
Identified = TypeVar(
    "Identified",
    Finding,
    Diagnosis,
    Plan,
    Adoption,
    Monitoring,
    Evaluation,
    Crossing,
    Comparison,
    record.TrackRecord,
)
#: What carries a seal: a dataclass with a field of this name.
Sealed = TypeVar("Sealed", bound=Any)

#: Every class of :mod:`tinbergen.core.documents`.
NOUNS: tuple[type, ...] = tuple(
    noun
    for module in (
        evidence,
        problem,
        fiscal,
        robustness,
        guidance,
        implausible,
        plan,
        cycle,
        budget,
        plan_record,
        record,
        comparison,
    )
    for noun in vars(module).values()
    if isinstance(noun, type) and noun.__module__ == module.__name__
)

_ADAPTERS: dict[type, Any] = {}

#: The documents that the command line writes, by the name under which it writes them.
DOCUMENTS: dict[str, type] = {
    "indicator": Indicator,
    "instrument": Instrument,
    "target": Target,
    "constraint": Constraint,
    "scenario": Scenario,
    "finding": Finding,
    "diagnosis": Diagnosis,
    "plan": Plan,
    "adoption": Adoption,
    "monitoring": Monitoring,
    "evaluation": Evaluation,
    "cycle": Cycle,
    "crossing": Crossing,
    "track-record": record.TrackRecord,
    "comparison": Comparison,
}

#: Fields that an identity leaves out: documents that cite the one they stand in, whose identity
#: comes first, and what follows from numbers that it covers.
_APART: dict[type, tuple[str, ...]] = {Plan: ("alternatives", "alarms")}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """What reads and writes one kind of document; building it costs, so each is built once."""
    from pydantic import TypeAdapter

    found: TypeAdapter[T] | None = _ADAPTERS.get(kind)
    if found is None:
        for noun in (Text, *NOUNS):
            # A field misspelt must not be passed over: the default would take its place.
            noun.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
        found = _ADAPTERS[kind] = TypeAdapter(kind)
    return found


def to_dict(document: Any) -> Any:
    """Plain dicts, lists, strings and numbers."""
    return adapter(type(document)).dump_python(document, mode="json")


def to_json(document: Any, *, indent: int | None = 2) -> str:
    """The JSON text of a document, which :func:`from_json` reads back.

    Parameters
    ----------
    document
        A plan, a diagnosis, an adoption, …: any class of :mod:`tinbergen.core.documents`.
    indent
        Blanks by which a level is set in; None writes one line.
    """
    return json.dumps(to_dict(document), ensure_ascii=False, indent=indent, allow_nan=False)


def from_dict(kind: type[T], data: Any, *, edited: bool = False) -> T:
    """The document that ``to_dict`` wrote.

    Parameters
    ----------
    edited
        Whether its content may be another than its identity says.

    Raises
    ------
    TinbergenError
        C003 when the data do not fit the document's schema, C230 when the identity of the document,
        or of one in it, is not that of its content.
    """
    from pydantic import ValidationError

    try:
        document: T = adapter(kind).validate_python(data)
        if not edited:
            for each in identified(document):
                if not is_intact(each):
                    raise TinbergenError("C230", id=each.id or "-", found=identity(each))
        return document
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise TinbergenError(
            "C003", document=kind.__name__, detail=f"{place}: {first['msg']}"
        ) from None


def from_json(kind: type[T], text: str, *, edited: bool = False) -> T:
    """The document that a JSON text holds.

    Parameters
    ----------
    kind
        Its class, such as ``Plan``.
    text
        What :func:`to_json` or the command line wrote.
    edited
        Whether its content may be another than its identity says.

    Raises
    ------
    TinbergenError
        C003 when it is no JSON or does not fit the document's schema, C230 when its identity is not
        that of its content.
    """
    return from_dict(kind, parsed(kind, text), edited=edited)


def parsed(kind: type, text: str) -> Any:
    """What a JSON text of a document of this ``kind`` holds, unchecked.

    Raises
    ------
    TinbergenError
        C003 when it is no JSON, or holds a number that is none or too large; C240 when it is nested
        too deeply, or a number has too many digits.
    """

    def refuse(literal: str) -> float:
        problem = _NOT_FINITE.fill(literal=literal[:20])
        raise TinbergenError("C003", document=kind.__name__, detail=problem)

    def number(literal: str) -> float:
        value = float(literal)
        return value if math.isfinite(value) else refuse(literal)

    def whole(literal: str) -> int:
        limits.check("digits", len(literal))
        return int(literal)

    try:
        return json.loads(text, parse_constant=refuse, parse_float=number, parse_int=whole)
    except RecursionError:
        raise limits.exceeded("nesting", None) from None
    except ValueError as fault:
        raise TinbergenError("C003", document=kind.__name__, detail=str(fault)) from None


_NOT_FINITE = Text("{literal} is not a finite number", "{literal} 不是有限数值")


def schema(kind: type) -> dict[str, Any]:
    """JSON Schema of a document."""
    return adapter(kind).json_schema(mode="serialization")


def identity(document: Any) -> str:
    """A short name that changes with the document's content: ``plan-3f9c…``.

    It covers numbers, names, dates and units (in English) at any depth, not the words around them:
    a reworded sentence or translation leaves it as it is. Seals are left out, and identities of
    documents inside, since their content is covered; so are a plan's alternatives, which cite the
    plan, and its alarms, which follow from it.
    """
    payload = json.dumps(_content(document), sort_keys=True)
    digest = hashlib.sha256(payload.encode()).hexdigest()
    return f"{type(document).__name__.lower()}-{digest[:12]}"


def with_identity(document: Identified) -> Identified:
    """The document with the identity of its content."""
    return dataclasses.replace(document, id=identity(document))


def is_intact(document: Any) -> bool:
    """Whether the document's identity is that of its content."""
    return bool(document.id == identity(document))


def identified(document: Any) -> Iterator[Any]:
    """Every document with an identity in a document, itself included, outermost first."""
    if dataclasses.is_dataclass(document):
        if isinstance(document, Identified.__constraints__):
            yield document
        for field in dataclasses.fields(document):
            yield from identified(getattr(document, field.name))
    elif isinstance(document, tuple):
        for part in document:
            yield from identified(part)


def sealed(document: Sealed) -> Sealed:
    """The document with this user's seal over all of it, words and identity too.

    Raises
    ------
    TinbergenError
        C232 when the user's key can't be used.
    """
    found: Sealed = dataclasses.replace(document, seal=seal(_whole(document)))
    return found


def unsealed(document: Any) -> Text | None:
    """Why the document's seal is not this user's; None when it is. Errors of :func:`sealed`."""
    return broken(document.seal, _whole(document))


def _whole(document: Any) -> bytes:
    """What a seal covers; numbers that are equal count as the same."""

    def plain(part: Any) -> Any:
        match part:
            case dict():
                return {name: plain(value) for name, value in part.items()}
            case list():
                return [plain(value) for value in part]
            case float() if part.is_integer():
                return int(part)
        return part

    content = plain(to_dict(dataclasses.replace(document, seal="")))
    return f"{type(document).__name__}\0{json.dumps(content, sort_keys=True)}".encode()


def _content(part: Any, name: str = "") -> Any:
    """What an identity covers of a value in the field ``name``, as JSON writes it.

    Numbers that are equal count as the same: 3 and 3.0, which a round trip through JSON may
    exchange, and zero with either sign.
    """
    match part:
        case Text():
            return part.en if name == "unit" else None
        case None | bool() | str():
            return part
        case int() | float():
            return float(part) + 0.0
        case Period():
            return str(part)
        case tuple():
            return [_content(one) for one in part if not isinstance(one, Text)]
    apart = {"id", "seal", *_APART.get(type(part), ())}
    return {
        field.name: _content(getattr(part, field.name), field.name)
        for field in dataclasses.fields(part)
        if field.name not in apart
    }
