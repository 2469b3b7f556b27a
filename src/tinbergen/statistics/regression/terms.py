"""Terms of a regression as economists write them: ``C``, ``YD(-1)``, ``log(GDP)``, ``dlog(P)``.

A small grammar read by hand; nothing a user writes is executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.transforms import difference, lag

_LAGGED = re.compile(r"(.+)\(\s*(-\s*\d{1,3}|0)\s*\)", re.DOTALL)
_CALL = re.compile(r"(log|dlog|d)\s*\((.+)\)", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Term:
    """``functions`` (of log, d; the innermost first) of series ``name``, ``lag`` periods ago."""

    text: str
    name: str
    lag: int = 0
    functions: tuple[str, ...] = ()

    @property
    def is_level(self) -> bool:
        """Whether the term is the series itself, in the current period."""
        return not self.lag and not self.functions


def parse_term(text: str, data: Dataset) -> Term:
    """What a term says; a series whose very name is ``text`` comes first.

    Raises
    ------
    TinbergenError
        F034 when it can't be read, D002 when the series is not in the data.
    """
    rest, lags = text.strip(), 0
    functions: list[str] = []
    for _ in range(_DEEPEST):
        if rest in data:
            return Term(text.strip(), rest, lags, tuple(reversed(functions)))
        if match := _LAGGED.fullmatch(rest):
            rest, lags = match[1].strip(), lags - int(match[2].replace(" ", ""))
        elif match := _CALL.fullmatch(rest):
            # dlog x is d of log x; what is innermost is applied first.
            functions += ["d", "log"] if match[1] == "dlog" else [match[1]]
            rest = match[2].strip()
        else:
            break
    if _NAME.fullmatch(rest):
        known = ", ".join(data.names[:12])
        raise TinbergenError("D002", hint=did_you_mean(rest, data.names), name=rest, known=known)
    raise TinbergenError("F034", text=text)


def evaluate(term: Term, data: Dataset) -> Array:
    """The term's values over the data's span, shape (T,), NaN where they reach outside.

    Raises
    ------
    TinbergenError
        F035 when a logarithm meets a value that is not positive.
    """
    values = data[term.name]
    for function in term.functions:
        if function == "log":
            values = _log(values, term, data)
        else:
            values = difference(values)
    return lag(values, term.lag)


def _log(values: Array, term: Term, data: Dataset) -> Array:
    (low,) = np.nonzero(values <= 0)
    if low.size:
        period = data.span.start + int(low[0])
        raise TinbergenError(
            "F035", term=term.text, name=term.name, value=f"{values[low[0]]:g}", period=period
        )
    return np.log(values)
