"""What a parser has read of a model file so far, shared by the readers of its parts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.expression_parser import RESERVED, ExpressionParser
from tinbergen.model.lexer import Source, Token
from tinbergen.model.model import Equation
from tinbergen.model.statements import Assignment, Statement, Value
from tinbergen.model.tokens import Cursor

#: Kinds of names that are dated in equations.
ENDOGENOUS, EXOGENOUS, PARAMETER, LOCAL = "var", "varexo", "parameters", "local"
DETERMINISTIC, TREND = "varexo_det", "trend_var"

_VALUE = Text("the value of {name}", "{name} 的值")


@dataclass
class Reading:
    """Names declared, equations read and values assigned, in file order.

    ``workspace`` holds scalars that native lines set and parameter values may use.
    """

    source: Source
    graph: Graph = field(default_factory=Graph)
    kinds: dict[str, str] = field(default_factory=dict)
    declared_at: dict[str, int] = field(default_factory=dict)
    titles: dict[str, Text] = field(default_factory=dict)
    predetermined: set[str] = field(default_factory=set)
    external: dict[str, int] = field(default_factory=dict)
    locals: dict[str, Node] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    workspace: dict[str, float] = field(default_factory=dict)
    workspace_at: dict[str, Location] = field(default_factory=dict)
    workspace_used: set[str] = field(default_factory=set)
    initial: dict[str, float] = field(default_factory=dict)
    terminal: dict[str, float] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    expectations: dict[str, Node] = field(default_factory=dict)
    steady_operators: dict[str, str] = field(default_factory=dict)
    steady_state: list[Assignment] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    linear: bool = False

    def of(self, *kinds: str) -> tuple[str, ...]:
        return tuple(n for n, k in self.kinds.items() if k in kinds)

    def names(self) -> list[str]:
        return list(self.kinds)

    def cursor(self, first: int, last: int) -> Cursor:
        return Cursor(self.source, first, last)

    def where(self, token: Token) -> Location:
        return self.source.locate(token.at)

    def declare(self, token: Token, kind: str) -> None:
        """A new name.

        Raises
        ------
        TinbergenError
            M005 when it is declared already, M008 when it is a function's.
        """
        earlier = self.declared_at.get(token.text)
        if earlier is not None:
            raise TinbergenError(
                "M005",
                at=self.where(token),
                name=token.text,
                line=self.source.locate(earlier).line,
            )
        if token.text in RESERVED:
            raise TinbergenError("M008", at=self.where(token), name=token.text)
        self.kinds[token.text] = kind
        self.declared_at[token.text] = token.at

    def known_as(self, token: Token, *kinds: str) -> str:
        """The name, which must be declared as one of these kinds.

        Raises
        ------
        TinbergenError
            M004 when it is not.
        """
        if self.kinds.get(token.text) not in kinds:
            raise TinbergenError(
                "M004",
                at=self.where(token),
                hint=did_you_mean(token.text, self.of(*kinds)),
                name=token.text,
            )
        return token.text

    def in_model(self, cursor: Cursor) -> ExpressionParser:
        """Reads expressions of equations: every name must be declared."""
        return ExpressionParser(cursor, self.graph, self._in_model, self.names)

    def outside(self, cursor: Cursor) -> ExpressionParser:
        """Reads expressions of values: unknown names are those of the workspace."""
        return ExpressionParser(cursor, self.graph, self._outside, self.names)

    def _in_model(self, token: Token, lag: int | None) -> Node | None:
        kind = self.kinds.get(token.text)
        if kind in (ENDOGENOUS, EXOGENOUS, DETERMINISTIC, TREND):
            shift = -1 if token.text in self.predetermined else 0
            return self.graph.variable(token.text, (lag or 0) + shift)
        if kind is not None and lag:
            raise TinbergenError("M010", at=self.where(token), name=token.text)
        if kind == PARAMETER:
            return self.graph.parameter(token.text)
        return self.locals.get(token.text)

    def _outside(self, token: Token, lag: int | None) -> Node | None:
        kind = self.kinds.get(token.text)
        if kind in (ENDOGENOUS, EXOGENOUS, DETERMINISTIC):
            return self.graph.variable(token.text, lag or 0)
        if lag:
            raise TinbergenError("M010", at=self.where(token), name=token.text)
        return self.graph.parameter(token.text)

    def number(self, cursor: Cursor, name: str) -> float:
        """The value of an expression up to ``;``, from what is assigned so far.

        Raises
        ------
        TinbergenError
            M006 when it uses a name without value, M016 when it is not a number.
        """
        first = cursor.token
        node = self.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=name))
        return self.evaluate(node, name, self.where(first))

    def value(self, node: Node) -> Value:
        """The expression with its number as of now, None when it has none yet."""
        self._read_names(node)
        number = self.graph.evaluate(node, self.lookup())
        return Value(node, None if math.isnan(number) else number)

    def evaluate(self, node: Node, name: str, at: Location) -> float:
        known = self.lookup()
        missing = [leaf for leaf in self._read_names(node) if known(leaf) is None]
        if missing:
            raise TinbergenError(
                "M006",
                at=at,
                hint=did_you_mean(missing[0], [*self.values, *self.workspace]),
                names=", ".join(missing),
                model=self.source.name,
            )
        value = self.graph.evaluate(node, known)
        if math.isnan(value):
            raise TinbergenError("M016", at=at, name=name)
        return value

    def _read_names(self, node: Node) -> list[str]:
        """The names below an expression; those of the workspace count as used from now on."""
        names = [*self.graph.parameters(node), *(v.name for v in self.graph.variables(node))]
        self.workspace_used.update(name for name in names if name in self.workspace)
        return names

    def lookup(self) -> Callable[[Variable | str], float | None]:
        """The value of a leaf as of now."""

        def known(leaf: Variable | str) -> float | None:
            name = leaf.name if isinstance(leaf, Variable) else leaf
            for source in (self.values, self.terminal, self.initial, self.workspace):
                if name in source:
                    return source[name]
            return _CONSTANTS.get(name)

        return known


#: Constants of the native language that parameter values may use.
_CONSTANTS = {"pi": math.pi, "Inf": math.inf, "inf": math.inf, "eps": 2.220446049250313e-16}
