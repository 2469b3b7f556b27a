"""A short name of all that the results of a case, or of several, are computed from."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from tinbergen.core.files import is_file
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.keeping import name_of
from tinbergen.loop.situation import fingerprint
from tinbergen.model.dynare.writer import write_mod
from tinbergen.model.model import Model

#: What is said of a case besides and changes no result.
_ASIDE = ("advice", "store")


def digest(whole: Any) -> str:
    """A hash of a case, or of something with cases in it.

    It covers words and numbers, models, tables that are kept beside it, and data as they are known
    at the case's date and at the last one; not where its files lie.

    Raises
    ------
    TinbergenError
        Those of :meth:`Case.known`.
    """
    return name_of(_said(whole))


def _said(part: Any) -> Any:
    """A value as plain tuples, numbers and texts; of what is none of these its type."""
    match part:
        case bool() | int() | float() | str() | None:
            return part
        case Period():
            return str(part)
        case Path():
            return part.name, is_file(part) and _hash(part.read_bytes())
        case Case():
            fields = {f.name: getattr(part, f.name) for f in dataclasses.fields(part)}
            said = {n: _said(value) for n, value in fields.items() if n not in _ASIDE}
            known = [fingerprint(part.known(period)) for period in (part.as_of, part.last)]
            return tuple(sorted(said.items())), known
        case np.ndarray():
            return part.shape, _hash(np.ascontiguousarray(part).tobytes())
        case np.generic():
            return part.item()
        case Model():
            return part.name, write_mod(part) if part.equations else ""
        case Dataset():
            return fingerprint(part)
        case BaseModel():
            return _said(dict(part))
        case Mapping():
            return tuple(sorted((str(k), repr(_said(v))) for k, v in part.items()))
        case tuple() | list():
            return tuple(_said(one) for one in part)
        case set() | frozenset():
            return tuple(sorted(repr(_said(one)) for one in part))
    if dataclasses.is_dataclass(part):
        return tuple((f.name, _said(getattr(part, f.name))) for f in dataclasses.fields(part))
    return type(part).__qualname__


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
