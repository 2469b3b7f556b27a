"""Declarations: variables, parameters, trends, and what is said of them."""

from __future__ import annotations

import re

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.reading import (
    DETERMINISTIC,
    ENDOGENOUS,
    EXOGENOUS,
    LOCAL,
    PARAMETER,
    TREND,
    Reading,
)
from tinbergen.model.dynare.splitter import Piece
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.trends import Trend

_NAME_OR_END = Text("a name or ';'", "名称或“;”")
_NAMES = Text("the names of '{word}'", "“{word}”的名称")
_QUOTED = Text("a quoted text", "带引号的文本")
_KINDS = Text("var, varexo, varexo_det or parameters", "var、varexo、varexo_det 或 parameters")

#: What declares names, and of which kind they are.
DECLARATIONS = {
    "var": ENDOGENOUS, "varexo": EXOGENOUS, "varexo_det": DETERMINISTIC, "parameters": PARAMETER,
    "trend_var": TREND, "log_trend_var": TREND, "model_local_variable": LOCAL,
}  # fmt: skip

_KEYWORDS = frozenset((*DECLARATIONS, "model", "initval"))

#: Declarations with an expression in front of the names: whether it is one of logarithms.
_TRENDING = {
    ("var", "deflator"): False, ("var", "log_deflator"): True,
    ("trend_var", "growth_factor"): False, ("log_trend_var", "log_growth_factor"): True,
}  # fmt: skip

_CHANGEABLE = (ENDOGENOUS, EXOGENOUS, DETERMINISTIC, PARAMETER)
_CHANGE = re.compile(r"\bchange_type\s*\(\s*(\w+)\s*\)([^;]*);")


def read_declaration(reading: Reading, piece: Piece) -> None:
    """var, varexo, …: names with TeX and long names.

    Raises
    ------
    TinbergenError
        M014 for options that are not known, M003 for a trend without growth.
    """
    cursor = reading.cursor(piece.first, piece.last)
    kind = DECLARATIONS[cursor.advance().text.lower()]
    trend = _trend(reading, cursor, piece.word) if cursor.at("(") or kind == TREND else None
    while not cursor.take(";"):
        token = cursor.demand_kind("name", _NAME_OR_END, f"'{piece.word}'")
        if token.text in _KEYWORDS or cursor.at("="):
            # The semicolon before it was forgotten: what follows are no names of this kind.
            raise cursor.fault("';'", _NAMES.fill(word=piece.word), token)
        if kind != LOCAL:
            # Names local to the model are declared where they get their expression.
            reading.declare(token, kind)
        if trend is not None:
            into = reading.trends.known if kind == TREND else reading.trends.deflators
            into[token.text] = trend
        if cursor.token.kind == "tex":
            reading.tex[token.text] = cursor.advance().text[1:-1]
        if cursor.take("("):
            _long_name(reading, cursor, token.text)
        cursor.take(",")


def _trend(reading: Reading, cursor: Cursor, word: str) -> Trend:
    """``(deflator=A*P)`` and the like."""
    opening = cursor.demand("(", f"'{word}'")
    key = cursor.demand_kind("name", next((k for w, k in _TRENDING if w == word), "';'"), "'('")
    logarithmic = _TRENDING.get((word, key.text))
    if logarithmic is None:
        raise TinbergenError("M014", at=cursor.where(opening), what=f"{word}({key.text})")
    cursor.demand("=", key.text)
    expression = reading.declaring(cursor).parse()
    cursor.demand(")", key.text)
    return Trend(expression, logarithmic)


def _long_name(reading: Reading, cursor: Cursor, name: str) -> None:
    while not cursor.take(")"):
        key = cursor.demand_kind("name", "long_name", "'('")
        cursor.demand("=", key.text)
        value = cursor.demand_kind("string", _QUOTED, "'='")
        if key.text == "long_name":
            reading.titles[name] = Text.both(value.text[1:-1])
        cursor.take(",")


def read_predetermined(reading: Reading, piece: Piece) -> None:
    """Variables whose value of today was decided yesterday: k in equations is k(-1)."""
    cursor = reading.cursor(piece.first, piece.last)
    cursor.advance()
    while not cursor.take(";"):
        token = cursor.demand_kind("name", _NAME_OR_END, f"'{piece.word}'")
        reading.predetermined.add(reading.known_as(token, ENDOGENOUS))
        cursor.take(",")


def changed_types(text: str) -> dict[str, str]:
    """Names whose kind a change_type command changes; it holds before the command too."""
    found = {}
    for change in _CHANGE.finditer(text):
        kind = DECLARATIONS.get(change.group(1))
        if kind in _CHANGEABLE:
            found.update(dict.fromkeys(re.findall(r"[A-Za-z_]\w*", change.group(2)), kind))
    return found


def read_change(reading: Reading, piece: Piece) -> None:
    """``change_type(parameters) x y;``: done already, where the names were declared.

    Raises
    ------
    TinbergenError
        M003 for what is no kind of name, M004 for a name that is not declared.
    """
    cursor = reading.cursor(piece.first, piece.last)
    cursor.advance()
    cursor.demand("(", f"'{piece.word}'")
    kind = cursor.demand_kind("name", _KINDS, "'('")
    if DECLARATIONS.get(kind.text) not in _CHANGEABLE:
        raise cursor.fault(_KINDS, "'('", kind)
    cursor.demand(")", kind.text)
    while not cursor.take(";"):
        token = cursor.demand_kind("name", _NAME_OR_END, f"'{piece.word}'")
        reading.known_as(token, DECLARATIONS[kind.text])
        cursor.take(",")
