"""Results as plain data, and as strictly valid JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinbergen.core.period import Period


def plain(data: Any) -> Any:
    """Documents, arrays and periods as dicts, lists, strings and finite numbers.

    The same as :func:`tinbergen.core.serial.to_dict` where both apply, without its start-up cost.
    """
    match data:
        case str():
            return _whole(data)
        case None | bool() | int():
            return data
        case float():
            return float(data) if math.isfinite(data) else None
        case Period() | Path():
            return str(data)
        case Mapping():
            return {_key(key): plain(value) for key, value in data.items()}
        case list() | tuple():
            return [plain(value) for value in data]
        case _ if dataclasses.is_dataclass(data):
            return {f.name: plain(getattr(data, f.name)) for f in dataclasses.fields(data)}
        case _:
            return plain(data.tolist())


def _whole(text: str) -> str:
    """The text as UTF-8 can write it: half a character, such as a byte of a file's name that is no
    UTF-8, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _key(key: Any) -> str:
    if type(key) is str:
        return _whole(key)
    return f"{key:g}" if isinstance(key, float) else str(key)


def dump(data: Any, indent: int | None = 2) -> str:
    """JSON without NaN or infinity: what is not a finite number is null."""
    return json.dumps(plain(data), ensure_ascii=False, indent=indent, allow_nan=False)
