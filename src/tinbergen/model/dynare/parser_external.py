"""How a file names functions of the user's own, and calls them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.expression_parser import RESERVED, ExpressionParser, Operator
from tinbergen.model.dynare.lexer import Source, Token
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.expression import Graph, Node
from tinbergen.model.external import External, Function, called, is_call

_FUNCTION = Text("the function {name}", "函数 {name}")
_ARGUMENTS = Text("the arguments of {name}", "{name} 的参数")
_OUTPUT = Text("a name", "名称")
_OUTPUTS = Text("the names of the outputs", "各输出的名称")
_CALL = Text("the call of a function", "函数调用")
_COUNT = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_CALLED = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*\(")


def declare_external(
    graph: Graph, options: Mapping[str, str], at: Location, functions: Mapping[str, Function]
) -> None:
    """``external_function(name=f, nargs=2, first_deriv_provided=g, second_deriv_provided=h);``

    Raises
    ------
    TinbergenError
        M138 when it has no name, or its number of arguments is none.
    """
    name, arguments = options.get("name", ""), options.get("nargs", "1")
    if not name or not _COUNT.fullmatch(arguments):
        raise TinbergenError("M138", at=at)
    graph.externals[name] = External(
        name,
        at,
        int(arguments),
        options.get("first_deriv_provided"),
        options.get("second_deriv_provided"),
    ).bound(functions)


def declare_called(
    graph: Graph,
    source: Source,
    first: int,
    last: int,
    known: Collection[str],
    functions: Mapping[str, Function],
) -> None:
    """Outside the model block, what is called and nobody declared is a function (as in Dynare)."""
    for found in _CALLED.finditer(source.text, first, last):
        name = found.group(1)
        if name not in known and name not in RESERVED and name not in graph.externals:
            at = source.locate(found.start())
            graph.externals[name] = External(name, at).bound(functions)


def calls(graph: Graph) -> dict[str, Operator]:
    """What reads calls of the functions declared so far."""

    def read(parser: ExpressionParser, token: Token) -> Node:
        return _read_call(graph, parser, token)

    return dict.fromkeys(graph.externals, read)


def _read_call(graph: Graph, parser: ExpressionParser, token: Token) -> Node:
    cursor, function = parser.cursor, graph.externals[token.text]
    cursor.demand("(", _FUNCTION.fill(name=token.text))
    args = []
    if not cursor.at(")"):
        args.append(parser.parse())
        while cursor.take(","):
            args.append(parser.parse())
    cursor.demand(")", _ARGUMENTS.fill(name=token.text))
    if function.arguments not in (None, len(args)):
        raise TinbergenError(
            "M009", at=cursor.where(token), name=token.text, wanted=function.arguments,
            given=len(args),
        )  # fmt: skip
    return graph.call(f"{token.text}()", *args)


def read_outputs(
    graph: Graph, cursor: Cursor, parser: ExpressionParser
) -> list[tuple[Token, Node]]:
    """``[a, b] = f(x)``: each name with the output that it takes.

    Raises
    ------
    TinbergenError
        M003 when what stands right of ``=`` is no call of a function.
    """
    cursor.demand("[", _OUTPUTS)
    tokens = [cursor.demand_kind("name", _OUTPUT, "'['")]
    cursor.take(",")
    while not cursor.take("]"):
        tokens.append(cursor.demand_kind("name", _OUTPUT, _OUTPUTS))
        cursor.take(",")
    cursor.demand("=", _OUTPUTS)
    first = cursor.token
    node = parser.parse()
    op = graph.ops[node]
    if not is_call(op):
        raise cursor.fault(_CALL, "'='", first)
    args = graph.args[node]
    outputs = [node, *(graph.call(f"{called(op)}()#{k}", *args) for k in range(2, len(tokens) + 1))]
    return list(zip(tokens, outputs, strict=True))
