"""Blocks of values: initval, endval, histval, steady_state_model, shocks."""

from __future__ import annotations

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.lexer import Token
from tinbergen.model.parser_model import option_words
from tinbergen.model.reading import DETERMINISTIC, ENDOGENOUS, EXOGENOUS, Reading
from tinbergen.model.splitter import Piece
from tinbergen.model.statements import (
    Assignment,
    ShockMoment,
    ShockPath,
    Shocks,
    Value,
    Values,
)
from tinbergen.model.tokens import Cursor

_VARIABLE = Text("a variable", "变量")
_SHOCK = Text("an exogenous variable", "外生变量")
_VALUE = Text("the value of {name}", "{name} 的值")
_LAG = Text("a lag such as (0) or (-1)", "滞后期，如 (0) 或 (-1)")
_PERIODS = Text("periods such as 1:4", "时期，如 1:4")
_SHOCK_KEYS = Text("var, corr, periods or values", "var、corr、periods 或 values")

_DATED = (ENDOGENOUS, EXOGENOUS, DETERMINISTIC)


def read_values(reading: Reading, piece: Piece) -> None:
    """initval, endval or histval; values of initval are also first guesses."""
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    option_words(cursor)
    found = []
    while not cursor.take("end"):
        token = cursor.demand_kind("name", _VARIABLE, f"'{piece.word}'")
        reading.known_as(token, *_DATED)
        lag = _lag(cursor) if piece.word == "histval" else 0
        cursor.demand("=", token.text)
        node = reading.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=token.text))
        value = reading.value(node)
        found.append(Assignment(token.text, value, reading.where(token), lag))
        if piece.word == "initval":
            reading.initial[token.text] = reading.evaluate(node, token.text, reading.where(token))
        elif piece.word == "endval" and value.number is not None:
            reading.terminal[token.text] = value.number
    reading.statements.append(Values(piece.word, tuple(found), reading.where(opening)))


def _lag(cursor: Cursor) -> int:
    cursor.demand("(", _LAG)
    negative = cursor.take("-")
    number = cursor.demand_kind("number", _LAG, "'('")
    cursor.demand(")", _LAG)
    return -int(float(number.text)) if negative else int(float(number.text))


def read_steady_state(reading: Reading, piece: Piece) -> None:
    """Assignments of a steady_state_model block, in order; names of its own are allowed."""
    cursor = reading.cursor(piece.first, piece.last)
    cursor.advance()
    option_words(cursor)
    found = []
    while not cursor.take("end"):
        if cursor.at("["):
            raise TinbergenError("M014", at=cursor.where(), what="[a, b] = f(x)")
        token = cursor.demand_kind("name", _VARIABLE, f"'{piece.word}'")
        cursor.demand("=", token.text)
        node = reading.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=token.text))
        found.append(Assignment(token.text, Value(node, None), reading.where(token)))
    reading.steady_state = found


def read_shocks(reading: Reading, piece: Piece) -> None:
    """Moments of stochastic shocks and paths of deterministic ones."""
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    options = dict.fromkeys(option_words(cursor), "")
    moments: list[ShockMoment] = []
    paths: list[ShockPath] = []
    while not cursor.take("end"):
        if cursor.take("corr"):
            moments.append(_pair(reading, cursor, "correlation"))
        elif cursor.take("var"):
            _var(reading, cursor, moments, paths)
        else:
            raise cursor.fault(_SHOCK_KEYS, f"'{piece.word}'")
    reading.statements.append(Shocks(tuple(moments), tuple(paths), reading.where(opening), options))


def _shock(reading: Reading, cursor: Cursor) -> Token:
    token = cursor.demand_kind("name", _SHOCK, "'var'")
    reading.known_as(token, EXOGENOUS, DETERMINISTIC, ENDOGENOUS)
    return token


def _value(reading: Reading, cursor: Cursor, name: str) -> Value:
    node = reading.outside(cursor).parse()
    cursor.demand(";", _VALUE.fill(name=name))
    return reading.value(node)


def _pair(reading: Reading, cursor: Cursor, kind: str) -> ShockMoment:
    first = _shock(reading, cursor)
    cursor.demand(",", first.text)
    second = _shock(reading, cursor)
    cursor.demand("=", second.text)
    value = _value(reading, cursor, f"{first.text}, {second.text}")
    return ShockMoment(kind, (first.text, second.text), value, reading.where(first))


def _var(
    reading: Reading, cursor: Cursor, moments: list[ShockMoment], paths: list[ShockPath]
) -> None:
    """What follows ``var``: a variance, a covariance, a standard error or a path."""
    first = _shock(reading, cursor)
    at = reading.where(first)
    if cursor.take("="):
        value = _value(reading, cursor, first.text)
        moments.append(ShockMoment("variance", (first.text,), value, at))
        return
    if cursor.take(","):
        second = _shock(reading, cursor)
        cursor.demand("=", second.text)
        value = _value(reading, cursor, f"{first.text}, {second.text}")
        moments.append(ShockMoment("covariance", (first.text, second.text), value, at))
        return
    cursor.demand(";", first.text)
    if cursor.take("stderr"):
        value = _value(reading, cursor, first.text)
        moments.append(ShockMoment("stderr", (first.text,), value, at))
        return
    cursor.demand("periods", first.text)
    periods = _periods(cursor)
    cursor.demand("values", _PERIODS)
    values = []
    parser = reading.outside(cursor)
    while not cursor.take(";"):
        # Values are atoms: expressions need parentheses, so that "1 -2" is two numbers.
        values.append(reading.value(parser.atom()))
        cursor.take(",")
    if len(values) not in (1, len(periods)):
        raise TinbergenError(
            "M023", at=at, name=first.text, periods=len(periods), values=len(values)
        )
    paths.append(ShockPath(first.text, tuple(periods), tuple(values), at))


def _periods(cursor: Cursor) -> list[tuple[int, int]]:
    found = []
    while not cursor.take(";"):
        first = int(float(cursor.demand_kind("number", _PERIODS, "'periods'").text))
        last = first
        if cursor.take(":"):
            last = int(float(cursor.demand_kind("number", _PERIODS, "':'").text))
        found.append((first, last))
        cursor.take(",")
    return found
