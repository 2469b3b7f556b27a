"""The estimated_params block: what is estimated, from where, within which bounds, and priors."""

from __future__ import annotations

from typing import Literal

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.dynare.parser_model import block_options
from tinbergen.model.dynare.reading import DETERMINISTIC, ENDOGENOUS, EXOGENOUS, PARAMETER, Reading
from tinbergen.model.dynare.splitter import Piece
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.statements import Estimated, EstimatedParams, Value

#: Shapes of priors, by the names of the language.
PRIORS = (
    "normal_pdf", "beta_pdf", "gamma_pdf", "inv_gamma_pdf", "inv_gamma1_pdf", "inv_gamma2_pdf",
    "uniform_pdf", "weibull_pdf",
)  # fmt: skip
#: Mean, standard deviation, third and fourth parameter, and the scale of a sampler's jumps.
_MOST_ARGUMENTS = 5

_WHAT = Text("a parameter, stderr or corr", "参数、stderr 或 corr")
_SHOCK = Text("a shock or an observed variable", "冲击或观测变量")


def read_estimated(reading: Reading, piece: Piece) -> None:
    """Lines of an estimated_params block.

    Raises
    ------
    TinbergenError
        M004 for a name that is not declared as what it should be, M154 for a shape of prior that
        the language does not have, M155 for one and the same thing twice, M156 for numbers that do
        not belong together.
    """
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    options = block_options(cursor)
    lines: list[Estimated] = []
    while not cursor.take("end"):
        line = _line(reading, cursor)
        if any((line.kind, set(line.names)) == (e.kind, set(e.names)) for e in lines):
            raise TinbergenError("M155", at=line.at, name=line.label)
        lines.append(line)
    reading.statements.append(EstimatedParams(tuple(lines), reading.where(opening), options))


def _line(reading: Reading, cursor: Cursor) -> Estimated:
    first = cursor.token
    kind: Literal["parameter", "stderr", "corr"] = "parameter"
    if first.kind == "name" and reading.kinds.get(first.text) is None:
        if cursor.take("stderr"):
            kind = "stderr"
        elif cursor.take("corr"):
            kind = "corr"
    named = [_name(reading, cursor, kind)]
    if kind == "corr":
        cursor.demand(",", named[0].text)
        named.append(_name(reading, cursor, kind))
    numbers: list[Value | None] = []
    arguments: list[Value | None] = []
    prior = ""
    while cursor.take(","):
        if not prior and cursor.token.kind == "name" and _like_a_shape(cursor.token.text):
            prior = _prior(reading, cursor.advance())
            continue
        (arguments if prior else numbers).append(_number(reading, cursor))
    cursor.demand(";", named[-1].text)
    names = tuple(token.text for token in named)
    initial, lower, upper = (*numbers, None, None, None)[:3]
    line = Estimated(
        kind, names, reading.where(first), initial, lower, upper, prior, tuple(arguments[:4])
    )
    problem = _fault(line)
    if len(numbers) not in (0, 1, 3) or len(arguments) > _MOST_ARGUMENTS:
        problem = _COUNT
    if problem is not None:
        raise TinbergenError("M156", at=line.at, name=line.label, problem=problem)
    return line


_COUNT = Text(
    "before the shape stands nothing, a start, or a start and two bounds; behind it at most five "
    "numbers",
    "形状之前为空、初值，或初值加上下界；其后至多五个数",
)
_ORDER = Text("the lower bound is not below the upper one", "下界不小于上界")
_SPREAD = Text("the prior's standard deviation is not positive", "先验标准差不为正")
_MISSING = Text(
    "the prior's mean or standard deviation is missing; a uniform one may give its ends instead",
    "缺少先验的均值或标准差；均匀分布可改为给出两端",
)


def _fault(line: Estimated) -> Text | None:
    lower, upper = _known(line.lower), _known(line.upper)
    if lower is not None and upper is not None and lower >= upper:
        return _ORDER
    if not line.prior:
        return None
    mean, deviation, third, fourth = (*line.arguments, None, None, None, None)[:4]
    ends = line.prior == "uniform_pdf" and third is not None and fourth is not None
    if not ends and (mean is None or deviation is None):
        return _MISSING
    spread = _known(deviation)
    return _SPREAD if spread is not None and spread <= 0 else None


def _known(value: Value | None) -> float | None:
    return None if value is None else value.number


def _name(reading: Reading, cursor: Cursor, kind: str) -> Token:
    if kind == "parameter":
        token = cursor.demand_kind("name", _WHAT, "'estimated_params'")
        reading.known_as(token, PARAMETER)
        return token
    token = cursor.demand_kind("name", _SHOCK, f"'{kind}'")
    reading.known_as(token, EXOGENOUS, DETERMINISTIC, ENDOGENOUS)
    return token


def _like_a_shape(word: str) -> bool:
    return word.lower().endswith("_pdf") or did_you_mean(word, PRIORS) is not None


def _prior(reading: Reading, token: Token) -> str:
    shape = token.text.lower()
    if shape not in PRIORS:
        raise TinbergenError(
            "M154", at=reading.where(token), hint=did_you_mean(shape, PRIORS), name=token.text,
            known=", ".join(PRIORS),
        )  # fmt: skip
    return shape


def _number(reading: Reading, cursor: Cursor) -> Value | None:
    """An expression up to the next comma; None where nothing stands."""
    if cursor.at(",", ";"):
        return None
    return reading.value(reading.outside(cursor).parse())
