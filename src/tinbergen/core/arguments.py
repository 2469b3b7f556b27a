"""What callers give to public functions, read leniently and refused in words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

#: Commas between names, not those within brackets.
_COMMA = re.compile(r",(?![^()]*\))")


#: Squares of larger numbers can't be added up.
HUGE = 1e30


def unfit(argument: str, value: object, wanted: Text) -> TinbergenError:
    """The fault of a value of the wrong kind, C010.

    Parameters
    ----------
    argument
        Its name in the call.
    wanted
        What is taken instead, such as ``a Dataset, a pandas DataFrame or a path``.
    """
    return TinbergenError("C010", argument=argument, kind=type(value).__name__, wanted=wanted)


def listed(names: str | Iterable[str]) -> tuple[str, ...]:
    """Several names from a list of them or from one text.

    >>> listed("C, YD(-1)"), listed(["C", "I"])
    (('C', 'YD(-1)'), ('C', 'I'))
    """
    if isinstance(names, str):
        return tuple(part for name in _COMMA.split(names) if (part := name.strip()))
    return tuple(names)


def named(argument: str, value: object, wanted: Text) -> str:
    """What is a name or a path, as text; C010 for anything else.

    >>> named("case", "us-2008", Text("a name or a path", "名称或路径"))
    'us-2008'
    """
    if not isinstance(value, str | os.PathLike):
        raise unfit(argument, value, wanted)
    return os.fspath(value)
