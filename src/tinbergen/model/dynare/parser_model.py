"""The model block: equations with their tags, and names local to it."""

from __future__ import annotations

from itertools import count

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.dynare.expression_parser import ExpressionParser
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.dynare.options import read_options
from tinbergen.model.dynare.parser_external import calls
from tinbergen.model.dynare.reading import ENDOGENOUS, LOCAL, PARAMETER, Reading
from tinbergen.model.dynare.splitter import Piece
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.expression import Node, Variable
from tinbergen.model.model import Equation

_NAME = Text("a name", "名称")
_PARAMETER = Text("a parameter", "参数")
_DEFINITION = Text("the definition of {name}", "{name} 的定义")
_EQUATION = Text("the equation", "方程")
_BLOCK_NAME = Text("the block's name", "块名")
_QUOTED = Text("a quoted text", "带引号的文本")
_TAG = Text("the tag", "标签")
_TAG_NAME = Text("a tag's name", "标签名")
_COMMA_OR_END = Text("',' or ']'", "“,”或“]”")
_RESTRICTION = Text("the restriction", "约束")
_RESTRICTION_LEFT = Text("the left side of the restriction", "约束的左边")
_OPERATOR = Text("{name}", "{name}")
_LAG = Text("a lag such as -1", "滞后期，如 -1")


def read_model(reading: Reading, piece: Piece) -> None:
    """Equations of a model block; a file may have several."""
    cursor = reading.cursor(piece.first, piece.last)
    opening = cursor.advance()
    options = block_options(cursor)
    reading.linear = "linear" in options or reading.linear
    if others := ", ".join(n for n in options if n != "linear"):
        reading.notices.append(TinbergenError("M126", at=reading.where(opening), options=others))
    while not cursor.take("end"):
        if cursor.take("#"):
            _local(reading, cursor)
        else:
            _equation(reading, cursor)
    _define_expectations(reading)
    if "balanced_growth_test_tol" in options:
        # Whoever gives a tolerance knows that a growth at one rate can't be seen in all equations.
        reading.growing.clear()


def block_options(cursor: Cursor) -> dict[str, str]:
    """Options of a block, if there are any; ends behind ``;``."""
    options = read_options(cursor)
    cursor.demand(";", _BLOCK_NAME)
    return options


def expressions(reading: Reading, cursor: Cursor) -> ExpressionParser:
    """Reads expressions of equations, with the operators that only equations have."""
    parser = reading.in_model(cursor)
    operators = {
        "STEADY_STATE": lambda p, t: _steady_state(reading, p, t),
        "steady_state": lambda p, t: _steady_state(reading, p, t),
        "EXPECTATION": lambda p, t: _expectation(reading, p, t),
        "expectation": lambda p, t: _expectation(reading, p, t),
    }
    operators |= calls(reading.graph)
    return parser.with_operators(operators)


def _local(reading: Reading, cursor: Cursor) -> None:
    token = cursor.demand_kind("name", _NAME, "'#'")
    if token.text in reading.kinds:
        reading.declare(token, LOCAL)
    cursor.demand("=", token.text)
    node = expressions(reading, cursor).parse()
    cursor.demand(";", _DEFINITION.fill(name=token.text))
    reading.declare(token, LOCAL)
    reading.locals[token.text] = node


def _equation(reading: Reading, cursor: Cursor) -> None:
    tags, places = _tags(cursor) if cursor.at("[") else ({}, {})
    first = cursor.token
    parser = expressions(reading, cursor)
    left = parser.parse()
    right = parser.parse() if cursor.take("=") else reading.graph.number(0.0)
    cursor.demand(";", _EQUATION)
    left, right = (reading.trends.applied(side) for side in (left, right))
    growing = reading.graph.sub(left, right)
    left, right = (reading.trends.without(side) for side in (left, right))
    if "static" in tags:
        _resting(reading, tags, left, right, reading.where(first))
        return
    reading.growing[len(reading.equations)] = growing
    name = tags.get("name") or _default_name(reading, left)
    taken = reading.equation_names
    if name in taken:
        if "name" in tags and not {"bind", "relax"} & set(tags):
            same = TinbergenError("M017", at=reading.where(first), name=name)
            if not reading.tolerant:
                raise same
            reading.notices.append(same)
        numbered = (f"{name}_{k}" for k in count(len(taken) + 1))
        name = next(n for n in numbered if n not in taken)
    taken.add(name)
    reading.equations.append(
        Equation(
            name,
            left,
            right,
            reading.graph.sub(left, right),
            reading.where(first),
            tags,
            instruments=tuple(_listed(reading, "instruments", tags, places)),
            restrictions=tuple(_restrictions(reading, tags, places)),
            fixed=tuple(_fixed(reading, tags, places)),
        )
    )


def _resting(reading: Reading, tags: dict[str, str], left: Node, right: Node, at: Location) -> None:
    """An equation of the steady state alone, which has no dates.

    Raises
    ------
    TinbergenError
        M123 when it has leads, lags, expectations or STEADY_STATE.
    """
    residual = reading.graph.sub(left, right)
    dated = [str(v) for v in reading.graph.variables(residual) if v.lag]
    dated += [n for n in reading.graph.parameters(residual) if n in reading.steady_operators]
    if dated:
        raise TinbergenError("M123", at=at, what=dated[0])
    reading.resting.append(Equation(tags.get("name", ""), left, right, residual, at, tags))


def _default_name(reading: Reading, left: Node) -> str:
    """The variable left of ``=``, when there is just one of today; else a number."""
    own = [
        v.name
        for v in reading.graph.variables(left)
        if v.lag == 0 and reading.kinds.get(v.name) == ENDOGENOUS
    ]
    return own[0] if len(own) == 1 else f"equation_{len(reading.equations) + 1}"


def _tags(cursor: Cursor) -> tuple[dict[str, str], dict[str, int]]:
    tags: dict[str, str] = {}
    places: dict[str, int] = {}
    cursor.advance()
    while not cursor.take("]"):
        key = cursor.demand_kind("name", _TAG_NAME, "'['")
        tags[key.text] = ""
        if cursor.take("="):
            value = cursor.demand_kind("string", _QUOTED, f"{key.text} =")
            tags[key.text] = value.text[1:-1]
            places[key.text] = value.at + 1
        if not cursor.take(",") and not cursor.at("]"):
            raise cursor.fault(_COMMA_OR_END, _TAG)
    return tags, places


def _inside(reading: Reading, tag: str, tags: dict[str, str], places: dict[str, int]) -> Cursor:
    """A cursor over a tag's text, so that faults in it are found where they stand."""
    first = places.get(tag, 0)
    return reading.cursor(first, first + len(tags.get(tag, "")))


def _listed(reading: Reading, tag: str, tags: dict[str, str], places: dict[str, int]) -> list[Node]:
    cursor = _inside(reading, tag, tags, places)
    parser = expressions(reading, cursor)
    found = []
    while cursor.token.kind != "end":
        found.append(parser.parse())
        cursor.take(",")
    return found


def _restrictions(reading: Reading, tags: dict[str, str], places: dict[str, int]) -> list[Node]:
    cursor = _inside(reading, "restrictions", tags, places)
    parser = expressions(reading, cursor)
    found = []
    while cursor.token.kind != "end":
        left = parser.parse()
        cursor.demand("=", _RESTRICTION_LEFT)
        found.append(reading.graph.sub(left, parser.parse()))
        if cursor.token.kind != "end":
            cursor.demand(";", _RESTRICTION)
    return found


def _fixed(reading: Reading, tags: dict[str, str], places: dict[str, int]) -> list[str]:
    cursor = _inside(reading, "fixed", tags, places)
    found = []
    while cursor.token.kind != "end":
        token = cursor.demand_kind("name", _PARAMETER, "'fixed'")
        if reading.kinds.get(token.text) != PARAMETER:
            raise TinbergenError(
                "M007",
                at=reading.where(token),
                hint=did_you_mean(token.text, reading.of(PARAMETER)),
                name=token.text,
                model=reading.source.name,
            )
        found.append(token.text)
        cursor.take(",")
    return found


# -- operators ----------------------------------------------------------------------------------
def _steady_state(reading: Reading, parser: ExpressionParser, token: Token) -> Node:
    """STEADY_STATE(x): a parameter that stands for the value of x at rest."""
    cursor = parser.cursor
    cursor.demand("(", _OPERATOR.fill(name=token.text))
    inner = parser.parse()
    cursor.demand(")", _OPERATOR.fill(name=token.text))
    graph = reading.graph

    def at_rest(node: Node) -> Node | None:
        leaf = graph.leaves[node]
        if not isinstance(leaf, Variable):
            return None
        if reading.kinds.get(leaf.name) != ENDOGENOUS:
            raise TinbergenError("M120", at=reading.where(token), name=leaf.name)
        name = f"STEADY_STATE({leaf.name})"
        reading.steady_operators[name] = leaf.name
        return graph.parameter(name)

    return graph.rewrite(inner, at_rest)


def _expectation(reading: Reading, parser: ExpressionParser, token: Token) -> Node:
    """EXPECTATION(-k)(expression): what was expected k periods ago; with +k, will be known then.

    An auxiliary variable holds E_t[expression k periods ahead]; its k-th lag is what is meant.
    """
    cursor = parser.cursor
    cursor.demand("(", _OPERATOR.fill(name=token.text))
    negative = cursor.take("-")
    if not negative:
        cursor.take("+")
    number = cursor.demand_kind("number", _LAG, _OPERATOR.fill(name=token.text))
    cursor.demand(")", _OPERATOR.fill(name=token.text))
    cursor.demand("(", _OPERATOR.fill(name=token.text))
    inner = parser.parse()
    cursor.demand(")", _OPERATOR.fill(name=token.text))
    periods = limits.whole("lag", number.text, cursor.where(number))
    if periods == 0:
        return inner
    # Of what is known k periods from now, the variable holds the expression k periods back.
    known = -periods if negative else periods
    held = reading.graph.shift(inner, -known)
    name = f"E[{reading.graph.text(held)}]"
    reading.expectations[name] = held
    return reading.graph.variable(name, known)


def _define_expectations(reading: Reading) -> None:
    """Equations of the auxiliary variables that EXPECTATION made, after the declared ones."""
    for name, node in reading.expectations.items():
        if name in reading.kinds:
            continue
        reading.kinds[name] = ENDOGENOUS
        graph, trends = reading.graph, reading.trends
        variable, node = graph.variable(name), trends.without(trends.applied(node))
        at = reading.equations[-1].at
        reading.equations.append(Equation(name, variable, node, graph.sub(variable, node), at))
