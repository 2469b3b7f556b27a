"""Descriptions as plain data: what a web page or another program is given."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text


def plain(value: Any) -> Any:
    """The same description in dicts, lists, texts and numbers only, ready for JSON.

    A dataclass becomes a dict whose ``kind`` is its class name; a ``Text`` its two phrases; a span
    the list of its period labels; a number that is missing or not finite becomes None.
    """
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, Span):
        return value.labels()
    if dataclasses.is_dataclass(value):
        fields = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"kind": type(value).__name__, **fields}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (tuple, list, range)):
        return [plain(item) for item in value]
    return value
