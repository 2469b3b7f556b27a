"""What a parser has read of a model file so far, shared by the readers of its parts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.dynare.expression_parser import RESERVED, ExpressionParser
from tinbergen.model.dynare.lexer import Source, Token
from tinbergen.model.dynare.matlab.matlab_functions import FUNCTIONS, NotKnownError, scalar
from tinbergen.model.dynare.matlab.matlab_functions import Value as NativeValue
from tinbergen.model.dynare.matlab.matlab_syntax import read_expression
from tinbergen.model.dynare.matlab.matlab_tree import NotReadError
from tinbergen.model.dynare.matlab.matlab_values import value_of
from tinbergen.model.dynare.matlab.native import Branch, loaded_file
from tinbergen.model.dynare.matlab.native_expressions import NativeReaders
from tinbergen.model.dynare.parser_external import calls
from tinbergen.model.dynare.tokens import Cursor
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.external import Function
from tinbergen.model.model import Equation
from tinbergen.model.statements import Assignment, Native, Statement, Value
from tinbergen.model.trends import Trends

#: Kinds of names that are dated in equations.
ENDOGENOUS, EXOGENOUS, PARAMETER, LOCAL = "var", "varexo", "parameters", "local"
DETERMINISTIC, TREND = "varexo_det", "trend_var"
_DATED = (ENDOGENOUS, EXOGENOUS, DETERMINISTIC, TREND)

_VALUE = Text("the value of {name}", "{name} 的值")
#: Behind a name: what is in parentheses is no lag, so that a function must be meant.
_CALL = re.compile(r"\s*\(\s*[^\s\d+-]")


@dataclass
class Reading:
    """Names declared, equations read and values assigned, in file order.

    ``workspace`` holds what native lines set and values may use; ``unknown`` are names that lines
    set to what only MATLAB knows, and once one of them may set anything, ``opaque`` is its place.
    ``changed`` are kinds that a change_type command gives names. A ``tolerant`` reading goes on,
    with a notice, where Dynare does with its option nostrict. ``functions`` and ``given`` are what
    the user gave: Python functions, and values of parameters. ``branches`` are open blocks of
    MATLAB's. ``resting`` are equations for the steady state alone; ``growing`` residuals with
    their trends, by the position of their equation.
    """

    source: Source
    graph: Graph = field(default_factory=Graph)
    kinds: dict[str, str] = field(default_factory=dict)
    declared_at: dict[str, int] = field(default_factory=dict)
    titles: dict[str, Text] = field(default_factory=dict)
    tex: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    tolerant: bool = False
    undeclared: dict[str, TinbergenError] = field(default_factory=dict)
    notices: list[TinbergenError] = field(default_factory=list)
    predetermined: set[str] = field(default_factory=set)
    functions: Mapping[str, Function] = field(default_factory=dict)
    given: Mapping[str, float] = field(default_factory=dict)
    branches: list[Branch] = field(default_factory=list)
    locals: dict[str, Node] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    workspace: dict[str, NativeValue] = field(default_factory=dict)
    unknown: dict[str, Location] = field(default_factory=dict)
    opaque: Location | None = None
    workspace_at: dict[str, Location] = field(default_factory=dict)
    workspace_used: set[str] = field(default_factory=set)
    initial: dict[str, float] = field(default_factory=dict)
    terminal: dict[str, float] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    equation_names: set[str] = field(default_factory=set)
    resting: list[Equation] = field(default_factory=list)
    growing: dict[int, Node] = field(default_factory=dict)
    expectations: dict[str, Node] = field(default_factory=dict)
    steady_operators: dict[str, str] = field(default_factory=dict)
    steady_state: list[Assignment] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    linear: bool = False
    trends: Trends = field(init=False)

    def __post_init__(self) -> None:
        self.trends = Trends(self.graph)

    def of(self, *kinds: str) -> tuple[str, ...]:
        return tuple(n for n, k in self.kinds.items() if k in kinds)

    def names(self) -> list[str]:
        return list(self.kinds)

    def cursor(self, first: int, last: int) -> Cursor:
        return Cursor(self.source, first, last)

    def where(self, token: Token) -> Location:
        return self.source.locate(token.at)

    def declare(self, token: Token, kind: str) -> None:
        """A new name; once more as what it is already, with a notice.

        Raises
        ------
        TinbergenError
            M005 when it is declared already as something else, M008 when it is a function's.
        """
        kind = self.changed.get(token.text, kind)
        earlier = self.declared_at.get(token.text)
        if earlier is not None:
            again = self.kinds[token.text] == kind != LOCAL
            fault = TinbergenError(
                "M121" if again else "M005",
                at=self.where(token),
                name=token.text,
                line=self.source.locate(earlier).line,
            )
            if not again:
                raise fault
            self.notices.append(fault)
            return
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

    def known_or_discarded(self, token: Token, *kinds: str) -> bool:
        """Whether the name is declared as one of these kinds; if not, a tolerant reading goes on.

        Raises
        ------
        TinbergenError
            M004 when it is not, and the reading is not tolerant or a name resembles it.
        """
        near = did_you_mean(token.text, self.of(*kinds))
        if not self.tolerant or near or token.text in self.kinds:
            self.known_as(token, *kinds)
            return True
        self.notices.append(TinbergenError("M128", at=self.where(token), name=token.text))
        return False

    def in_model(self, cursor: Cursor) -> ExpressionParser:
        """Reads expressions of equations: every name must be declared."""
        return ExpressionParser(cursor, self.graph, self._in_model, self.names)

    def outside(self, cursor: Cursor) -> ExpressionParser:
        """Reads expressions of values: unknown names are those of the workspace."""
        operators = NativeReaders(self.graph, cursor, self.kinds, calls(self.graph))
        return ExpressionParser(cursor, self.graph, self._outside, self.names, operators)

    def declaring(self, cursor: Cursor) -> ExpressionParser:
        """Reads expressions in declarations, whose trends are left as they are named."""
        return ExpressionParser(cursor, self.graph, self._declaring, self.names)

    def _declaring(self, token: Token, lag: int | None) -> Node | None:
        kind = self.kinds.get(token.text)
        if kind == PARAMETER and not lag:
            return self.graph.parameter(token.text)
        return self.graph.variable(token.text, lag or 0) if kind in _DATED else None

    def _in_model(self, token: Token, lag: int | None) -> Node | None:
        kind = self.kinds.get(token.text) or self._tolerated(token)
        if kind == DETERMINISTIC and lag:
            raise TinbergenError("M130", at=self.where(token), name=token.text)
        if kind in _DATED:
            shift = -1 if token.text in self.predetermined else 0
            return self.graph.variable(token.text, (lag or 0) + shift)
        if kind is not None and lag:
            raise TinbergenError("M010", at=self.where(token), name=token.text)
        if kind == PARAMETER:
            return self.graph.parameter(token.text)
        return self.locals.get(token.text)

    def _tolerated(self, token: Token) -> str | None:
        """A name nobody declared and nothing resembles is exogenous to Dynare with nostrict."""
        name = token.text
        if not self.tolerant or name in self.locals or name in self.workspace:
            return None
        if did_you_mean(name, [*self.kinds, *RESERVED]):
            return None
        if _CALL.match(self.source.text, token.at + len(name)):
            return None
        self.declare(token, EXOGENOUS)
        self.undeclared[name] = TinbergenError("M004", at=self.where(token), name=name)
        self.notices.append(TinbergenError("M127", at=self.where(token), name=name))
        return EXOGENOUS

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
            M006 or M144 when it uses a name without value, M016 when it is not a number, M135 when
            it calls a function that is not given.
        """
        first = cursor.token
        node = self.outside(cursor).parse()
        cursor.demand(";", _VALUE.fill(name=name))
        return self.evaluate(node, name, self.where(first))

    def value(self, node: Node) -> Value:
        """The expression with its number as of now, None when it has none yet."""
        self._read_names(node)
        try:
            number = self.graph.evaluate(node, self.lookup())
        except TinbergenError:
            number = math.nan
        return Value(node, None if math.isnan(number) else number)

    def natively(self, text: str) -> NativeValue | None:
        """The value of an expression of MATLAB's as of now, None when it has none yet."""
        try:
            return value_of(read_expression(text), self)
        except (NotReadError, NotKnownError):
            return None

    def single(self, text: str) -> float | None:
        """The number that an expression of MATLAB's is as of now, None when it is none."""
        found = self.natively(text)
        if not isinstance(found, np.ndarray) or found.size != 1:
            return None
        return None if math.isnan(found[0, 0]) else float(found[0, 0])

    def known(self, name: str) -> NativeValue | None:
        """What a name of MATLAB's means now: of the workspace, or of Dynare's list of names."""
        if name in self.unknown:
            return None
        if name in self.workspace:
            self.workspace_used.add(name)
            return self.workspace[name]
        if self.kinds.get(name) == PARAMETER and name in self.values:
            return scalar(self.values[name])
        if name.startswith("M_."):
            return self._listed(name)
        return None

    @property
    def natives(self) -> set[str]:
        """Names that are MATLAB's: what is called by one of them is no function of the user's."""
        return {*self.workspace, *self.unknown, *FUNCTIONS} - {*self.functions}

    def unsure(self) -> bool:
        """Whether lines before may have set names that are not known."""
        return self.opaque is not None

    def _listed(self, name: str) -> NativeValue | None:
        parameters, shocks = self.of(PARAMETER), self.of(EXOGENOUS)
        lists = {"param": parameters, "endo": self.of(ENDOGENOUS), "exo": shocks}
        if name == "M_.Sigma_e":
            return np.full((len(shocks), len(shocks)), math.nan)
        if name == "M_.params":
            return np.array([[self.values.get(p, math.nan)] for p in parameters]).reshape(-1, 1)
        if name in ("M_.orig_endo_nbr",):
            return scalar(len(lists["endo"]))
        kind, _, what = name.removeprefix("M_.").partition("_")
        if what == "names" and kind in lists:
            return list(lists[kind])
        # How many endogenous variables there are with auxiliary ones is not known yet.
        return scalar(len(lists[kind])) if what == "nbr" and kind in ("param", "exo") else None

    def waits(self, node: Node) -> bool:
        """Whether what an expression lacks may be known in a run, or to MATLAB alone."""
        if any(function.missing for function in self.graph.called(node)):
            return True
        known = self.lookup()
        absent = [name for name in self._read_names(node) if known(name) is None]
        return bool(absent) and (
            self.opaque is not None
            or all(
                name in self.unknown
                or not name.isidentifier()
                or (name in self.kinds and self._set_at_rest(name))
                for name in absent
            )
        )

    def _set_at_rest(self, name: str) -> bool:
        return any(step.name == name for step in self.steady_state)

    def evaluate(self, node: Node, name: str, at: Location) -> float:
        known = self.lookup()
        missing = [leaf for leaf in self._read_names(node) if known(leaf) is None]
        if missing:
            if file := next(filter(None, map(loaded_file, self._natives())), None):
                raise TinbergenError("M144", at=at, names=", ".join(missing), file=file)
            raise TinbergenError(
                "M006",
                at=at,
                hint=did_you_mean(missing[0], [*self.values, *self.workspace]),
                names=", ".join(missing),
                model=self.source.name,
            )
        value = self.graph.evaluate(node, known)
        if math.isnan(value):
            for function in self.graph.called(node):
                if function.missing:
                    raise function.absent()
            raise TinbergenError("M016", at=at, name=name)
        return value

    def _natives(self) -> list[Native]:
        return [s for s in self.statements if isinstance(s, Native)]

    def _read_names(self, node: Node) -> list[str]:
        """The names below an expression; those of the workspace count as used from now on."""
        names = [*self.graph.parameters(node), *(v.name for v in self.graph.variables(node))]
        self.workspace_used.update(name for name in names if name in self.workspace)
        return names

    def lookup(self) -> Callable[[Variable | str], float | None]:
        """The value of a leaf as of now."""

        def known(leaf: Variable | str) -> float | None:
            name = leaf.name if isinstance(leaf, Variable) else leaf
            if name in self.unknown:
                return None
            for source in (self.values, self.terminal, self.initial):
                if name in source:
                    return source[name]
            found = self.workspace.get(name)
            if found is None and not name.isidentifier():
                found = self.natively(name)
            if isinstance(found, np.ndarray) and found.size == 1:
                return float(found[0, 0])
            return None if name in self.workspace else _CONSTANTS.get(name)

        return known


#: Constants of the native language that parameter values may use.
_CONSTANTS = {"pi": math.pi, "Inf": math.inf, "inf": math.inf, "eps": 2.220446049250313e-16}
