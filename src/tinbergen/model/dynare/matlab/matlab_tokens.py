"""The words of MATLAB's lines: numbers, names, texts and marks, each with its place."""

from __future__ import annotations

import re
from typing import NamedTuple

from tinbergen.core import limits
from tinbergen.model.dynare.matlab.matlab_tree import NotReadError


class Token(NamedTuple):
    """``kind`` is number, name, string, symbol, newline or end; ``apart`` says blanks precede."""

    kind: str
    text: str
    at: int
    apart: bool


#: A dot before an operator belongs to the operator: ``1./x``.
_PATTERN = re.compile(
    r"""(?P<blank>[ \t\f]+|\.\.\.[^\n]*\n|%[^\n]*|//[^\n]*)
      |(?P<newline>\n)
      |(?P<number>(?:\d+(?:\.(?![*/^\\'])\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?)
      |(?P<name>[A-Za-z_]\w*)
      |(?P<text>"(?:[^"\n]|"")*")
      |(?P<symbol>\.\*|\./|\.\^|\.\\|\.'|<=|>=|==|~=|!=|&&|\|\||[-+*/\\^()\[\]{},;:=<>&|~!.@'])
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"'(?:[^'\n]|'')*'")
#: Behind these a quotation mark transposes.
_ENDS_VALUE = frozenset(")]}'")


def tokens(text: str, *, cut: bool = False) -> list[Token]:
    """All tokens, closed by one of kind ``end``; raises :class:`NotReadError`.

    Where ``cut``, those before what can't be read.
    """
    if len(text) > limits.most("case_characters"):
        raise NotReadError
    found: list[Token] = []
    brackets: list[str] = []
    at, apart = 0, False
    while at < len(text):
        if text[at] == "'" and not _transposes(found, apart, brackets):
            match, kind = _QUOTED.match(text, at), "string"
        else:
            match = _PATTERN.match(text, at)
            kind = (match.lastgroup or "") if match else ""
        if match is None and cut:
            break
        if match is None:
            raise NotReadError
        if kind == "blank":
            apart = True
        else:
            word = match.group()
            if kind in ("string", "text"):
                kind, word = "string", word[1:-1].replace(word[0] * 2, word[0])
            elif kind == "symbol":
                if word in "([{":
                    brackets.append(word)
                elif word in ")]}" and brackets:
                    brackets.pop()
            found.append(Token(kind, word, at, apart))
            apart = False
        at = match.end()
    found.append(Token("end", "", len(text), apart))
    return found


def _transposes(found: list[Token], apart: bool, brackets: list[str]) -> bool:
    if not found or (apart and brackets and brackets[-1] != "("):
        return False
    before = found[-1]
    if before.kind == "symbol":
        return before.text in _ENDS_VALUE or before.text == ".'"
    # A command such as "disp 'x'" has its quotation apart from its word.
    return before.kind == "number" or (before.kind == "name" and not apart)
