"""Blocks of values: initval, endval, histval, steady_state_model, homotopy_setup, shocks."""

from __future__ import annotations

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.dynare.matlab.native_expressions import is_native
from tinbergen.model.dynare.parser_external import declare_called, read_outputs
from tinbergen.model.dynare.parser_model import block_options
from tinbergen.model.dynare.reading import DETERMINISTIC, ENDOGENOUS, EXOGENOUS, PARAMETER, Reading
from tinbergen.model.dynare.shock_values import spread
from tinbergen.model.dynare.splitter import Piece
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.statements import (
    Assignment,
    HomotopySetup,
    HomotopyValue,
    ShockMoment,
    ShockPath,
    Shocks,
    Value,
    Values,
)

_VARIABLE = Text("a variable", "变量")
_SHOCK = Text("an exogenous variable", "外生变量")
_MOVED = Text("a parameter or exogenous variable", "参数或外生变量")
_VALUE = Text("the value of {name}", "{name} 的值")
_LAG = Text("a lag such as (0) or (-1)", "滞后期，如 (0) 或 (-1)")
_PERIODS = Text("periods such as 1:4", "时期，如 1:4")
_SHOCK_KEYS = Text("var, corr, periods or values", "var、corr、periods 或 values")

_DATED = (ENDOGENOUS, EXOGENOUS, DETERMINISTIC)


def read_values(reading: Reading, piece: Piece) -> None:
    """initval, endval or histval; values of initval are also first guesses."""
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    options = block_options(cursor)
    found = []
    while not cursor.take("end"):
        token = cursor.demand_kind("name", _VARIABLE, f"'{piece.word}'")
        known = reading.known_or_discarded(token, *_DATED)
        lag = _lag(cursor) if piece.word == "histval" else 0
        if lag > 0:
            raise TinbergenError("M132", at=reading.where(token), name=token.text)
        cursor.demand("=", token.text)
        node = reading.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=token.text))
        if not known:
            continue
        value = reading.value(node)
        found.append(Assignment(token.text, value, reading.where(token), lag))
        if piece.word == "initval" and value.number is None and reading.waits(node):
            # A run of the file says what it is, or that it is not known.
            reading.initial.pop(token.text, None)
        elif piece.word == "initval":
            reading.initial[token.text] = reading.evaluate(node, token.text, reading.where(token))
        elif piece.word == "endval" and "learnt_in" not in options and value.number is not None:
            reading.terminal[token.text] = value.number
    if found:
        at = reading.where(opening)
        reading.statements.append(Values(piece.word, tuple(found), at, options))


def _lag(cursor: Cursor) -> int:
    cursor.demand("(", _LAG)
    negative = cursor.take("-")
    number = cursor.demand_kind("number", _LAG, "'('")
    cursor.demand(")", _LAG)
    lag = limits.whole("lag", number.text, cursor.where(number))
    return -lag if negative else lag


def read_steady_state(reading: Reading, piece: Piece) -> None:
    """Assignments of a steady_state_model block, in order; names of its own are allowed."""
    cursor = reading.cursor(piece.first, piece.last)
    cursor.advance()
    block_options(cursor)
    declare_called(
        reading.graph, reading.source, piece.first, piece.last,
        {*reading.kinds, *reading.natives}, reading.functions,
    )  # fmt: skip
    found = []
    while not cursor.take("end"):
        if cursor.at("["):
            outputs = read_outputs(reading.graph, cursor, reading.outside(cursor))
            cursor.demand(";", _VALUE.fill(name=outputs[-1][0].text))
            found += [Assignment(t.text, Value(n, None), reading.where(t)) for t, n in outputs]
            continue
        token = cursor.demand_kind("name", _VARIABLE, f"'{piece.word}'")
        cursor.demand("=", token.text)
        node = reading.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=token.text))
        found.append(Assignment(token.text, Value(node, None), reading.where(token)))
    reading.steady_state = found


def read_homotopy(reading: Reading, piece: Piece) -> None:
    """homotopy_setup: lines ``name, initial, final;`` or ``name, final;``."""
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    options = block_options(cursor)
    found = []
    while not cursor.take("end"):
        token = cursor.demand_kind("name", _MOVED, f"'{piece.word}'")
        reading.known_as(token, PARAMETER, EXOGENOUS, DETERMINISTIC)
        values: list[Value] = []
        while cursor.take(",") and len(values) < 2:
            values.append(reading.value(reading.outside(cursor).parse()))
        if not values:
            raise cursor.fault("','", token.text)
        cursor.demand(";", _VALUE.fill(name=token.text))
        initial = values[0] if len(values) > 1 else None
        found.append(HomotopyValue(token.text, initial, values[-1], reading.where(token)))
    reading.statements.append(HomotopySetup(tuple(found), reading.where(opening), options))


def read_shocks(reading: Reading, piece: Piece) -> None:
    """Moments of stochastic shocks and paths of deterministic ones."""
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    options = block_options(cursor)
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


def read_covariance(reading: Reading, piece: Piece) -> None:
    """``Sigma_e = [a, b; c];``: half of the shocks' covariance matrix, row by row.

    It stands for all that shocks blocks have said before.

    Raises
    ------
    TinbergenError
        M125 when it is no triangle of as many rows as there are shocks.
    """
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    cursor.demand("=", opening.text)
    cursor.demand("[", "'='")
    parser = reading.outside(cursor)
    rows: list[list[Value]] = [[]]
    while not cursor.take("]"):
        if cursor.take(";"):
            rows.append([])
            continue
        rows[-1].append(reading.value(parser.atom()))
        cursor.take(",")
    cursor.demand(";", "']'")
    shocks, at = reading.of(EXOGENOUS), reading.where(opening)
    lengths = list(range(1, len(shocks) + 1))
    if [len(row) for row in rows] not in (lengths, lengths[::-1]):
        raise TinbergenError("M125", at=at, shocks=len(shocks))
    upper = len(rows[0]) == len(shocks)
    moments = []
    for i, row in enumerate(rows):
        for j, value in enumerate(row, start=i if upper else 0):
            kind, names = ("variance", shocks[i : i + 1]) if i == j else (
                "covariance", (shocks[min(i, j)], shocks[max(i, j)])
            )  # fmt: skip
            moments.append(ShockMoment(kind, names, value, at))
    reading.statements.append(Shocks(tuple(moments), (), at, {"overwrite": ""}))


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
    values: list[Value] = []
    vectors: list[list[float]] = []
    while not cursor.take(";"):
        value, numbers = _path_value(reading, cursor)
        values.append(value)
        vectors.append(numbers)
        cursor.take(",")
    if any(len(numbers) > 1 for numbers in vectors) and all(vectors):
        if (fitting := spread(periods, vectors)) is None:
            raise TinbergenError(
                "M153", at=at, name=first.text, periods=" ".join(f"{a}:{b}" for a, b in periods),
                values=" ".join(str(len(numbers)) for numbers in vectors),
            )  # fmt: skip
        periods, known = fitting
        values = [Value(reading.graph.number(x), x) for x in known]
    if len(values) not in (1, len(periods)):
        raise TinbergenError(
            "M023", at=at, name=first.text, periods=len(periods), values=len(values)
        )
    paths.append(ShockPath(first.text, tuple(periods), tuple(values), at))


def _path_value(reading: Reading, cursor: Cursor) -> tuple[Value, list[float]]:
    """A value of a path with its numbers; none where only a run of the file, or MATLAB, has them.

    Values are atoms: expressions need parentheses, so that "1 -2" is two numbers.
    """
    first = cursor.token.at
    value = reading.value(reading.outside(cursor).atom())
    if value.number is not None:
        return value, [value.number]
    text = " ".join(reading.source.text[first : cursor.token.at].rstrip(", \t\n").split())
    if text.startswith("("):
        text = text[1:-1].strip()
    found = reading.natively(text)
    if isinstance(found, np.ndarray):
        return value, found.ravel(order="F").tolist()
    return (Value(reading.graph.parameter(text), None) if is_native(text) else value), []


def _periods(cursor: Cursor) -> list[tuple[int, int]]:
    found = []
    while not cursor.take(";"):
        number = cursor.demand_kind("number", _PERIODS, "'periods'")
        first = last = limits.whole("periods", number.text, cursor.where(number))
        if cursor.take(":"):
            number = cursor.demand_kind("number", _PERIODS, "':'")
            last = limits.whole("periods", number.text, cursor.where(number))
            if last < first:
                raise TinbergenError("M131", at=cursor.where(number), first=first, last=last)
        found.append((first, last))
        cursor.take(",")
    return found
