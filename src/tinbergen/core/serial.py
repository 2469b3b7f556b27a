"""Documents to JSON and back, their schemas and their identities.

Pydantic reads the dataclasses' annotations; it is imported when first needed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tinbergen.core import documents
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

_ADAPTERS: dict[type, Any] = {}

#: The documents that the command line writes, by the name under which it writes them.
DOCUMENTS: dict[str, type] = {
    "indicator": documents.Indicator,
    "instrument": documents.Instrument,
    "target": documents.Target,
    "constraint": documents.Constraint,
    "scenario": documents.Scenario,
    "finding": documents.Finding,
    "diagnosis": documents.Diagnosis,
    "plan": documents.Plan,
    "monitoring": documents.Monitoring,
    "evaluation": documents.Evaluation,
    "cycle": documents.Cycle,
    "crossing": documents.Crossing,
}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """What reads and writes one kind of document; building it costs, so each is built once."""
    from pydantic import TypeAdapter

    found: TypeAdapter[T] | None = _ADAPTERS.get(kind)
    if found is None:
        for noun in (Text, *vars(documents).values()):
            # A field misspelt must not be passed over: the default would take its place.
            if isinstance(noun, type) and is_dataclass(noun):
                noun.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
        found = _ADAPTERS[kind] = TypeAdapter(kind)
    return found


def to_dict(document: Any) -> Any:
    """Plain dicts, lists, strings and numbers."""
    return adapter(type(document)).dump_python(document, mode="json")


def to_json(document: Any, *, indent: int | None = 2) -> str:
    return json.dumps(to_dict(document), ensure_ascii=False, indent=indent, allow_nan=False)


def from_dict(kind: type[T], data: Any) -> T:
    """The document that ``to_dict`` wrote.

    Raises
    ------
    TinbergenError
        C003 when the data do not fit the document's schema.
    """
    from pydantic import ValidationError

    try:
        document: T = adapter(kind).validate_python(data)
        return document
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise TinbergenError(
            "C003", document=kind.__name__, detail=f"{place}: {first['msg']}"
        ) from None


def from_json(kind: type[T], text: str) -> T:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        raise TinbergenError("C003", document=kind.__name__, detail=str(fault)) from None
    return from_dict(kind, data)


def schema(kind: type) -> dict[str, Any]:
    """JSON Schema of a document."""
    return adapter(kind).json_schema(mode="serialization")


def _plain(part: Any) -> Any:
    return to_dict(part) if is_dataclass(part) else str(part)


def identity(kind: str, *content: Any) -> str:
    """A short name that changes with the content: ``plan-3f9c…``."""
    payload = json.dumps(content, sort_keys=True, default=_plain)
    return f"{kind}-{hashlib.sha256(payload.encode()).hexdigest()[:12]}"
