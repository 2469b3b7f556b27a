"""Model files (the Dynare language) to models.

Statements are read in file order, as Dynare reads them: a name must be declared before it is used,
a parameter's value is what its assignment gives at that point.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.text import Text
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.expression_parser import RESERVED, ExpressionParser
from tinbergen.model.lexer import Source, Token
from tinbergen.model.model import Equation, Model, Request
from tinbergen.model.tokens import Cursor

#: Statements of the language that are understood as such but not carried out.
_REQUESTS = frozenset({
    "steady", "check", "resid", "stoch_simul", "simul", "perfect_foresight_setup",
    "perfect_foresight_solver", "estimation", "forecast", "varobs", "osr", "ramsey_model",
    "ramsey_policy", "discretionary_policy", "planner_objective", "identification", "model_info",
    "model_diagnostics", "shock_decomposition", "calib_smoother", "write_latex_dynamic_model",
    "write_latex_static_model", "write_latex_original_model", "write_latex_parameter_table",
    "collect_latex_files", "rplot", "set_dynare_seed",
})  # fmt: skip
_BLOCKS = frozenset({
    "shocks", "endval", "histval", "steady_state_model", "estimated_params",
    "estimated_params_init", "estimated_params_bounds", "optim_weights", "osr_params_bounds",
    "homotopy_setup", "occbin_constraints", "mshocks", "conditional_forecast_paths",
    "observation_trends", "verbatim",
})  # fmt: skip
_DECLARATIONS = ("var", "varexo", "parameters")

# What is expected, and after what, in messages.
_STATEMENT = Text("a statement", "语句")
_STATEMENT_BEFORE = Text("the statement before it", "前一语句")
_NAME = Text("a name", "名称")
_NAME_OR_END = Text("a name or ';'", "名称或“;”")
_VARIABLE = Text("a variable", "变量")
_PARAMETER = Text("a parameter", "参数")
_VALUE = Text("the value of {name}", "{name} 的值")
_DEFINITION = Text("the definition of {name}", "{name} 的定义")
_EQUATION = Text("the equation", "方程")
_BLOCK_NAME = Text("the block's name", "块名")
_OPTIONS = Text("the options", "选项")
_QUOTED = Text("a quoted text", "带引号的文本")
_TAG = Text("the tag", "标签")
_TAG_NAME = Text("a tag's name", "标签名")
_COMMA_OR_END = Text("',' or ']'", "“,”或“]”")
_RESTRICTION = Text("the restriction", "约束")
_RESTRICTION_LEFT = Text("the left side of the restriction", "约束的左边")


def parse(text: str, name: str = "model") -> Model:
    """The model that a text in the model language describes.

    Raises
    ------
    TinbergenError
        M001–M017 with file, line and column; see ``core/messages/model.toml``.
    """
    return _Parser(Source(name, text)).model()


def parse_file(path: str | Path) -> Model:
    return parse(read_text(path), str(path))


@dataclass
class _Declared:
    """Names by kind, each with the token that declared it."""

    kinds: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    titles: dict[str, Text] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[str, ...]:
        return tuple(n for n, k in self.kinds.items() if k == kind)


class _Parser:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._cursor = Cursor(source)
        self._graph = Graph()
        self._declared = _Declared()
        self._locals: dict[str, Node] = {}
        self._values: dict[str, float] = {}
        self._initial: dict[str, float] = {}
        self._equations: list[Equation] = []
        self._requests: list[Request] = []
        self._linear = False
        self._expression = ExpressionParser(self._cursor, self._graph, self._meaning, self._names)

    def model(self) -> Model:
        while self._cursor.token.kind != "end":
            self._statement()
        if not self._equations:
            raise TinbergenError("M013", at=self._source.locate(0))
        return Model(
            name=Path(self._source.name).stem,
            graph=self._graph,
            endogenous=self._declared.of("var"),
            exogenous=self._declared.of("varexo"),
            parameters=self._declared.of("parameters"),
            equations=tuple(self._equations),
            values=self._values,
            initial=self._initial,
            titles=self._declared.titles,
            requests=tuple(self._requests),
            linear=self._linear,
            source=self._source.name,
        )

    # -- statements ---------------------------------------------------------------------------
    def _statement(self) -> None:
        token = self._cursor.token
        word = token.text
        if token.kind != "name":
            raise self._cursor.fault(_STATEMENT, _STATEMENT_BEFORE)
        if word in _DECLARATIONS:
            self._declare(word)
        elif word == "model":
            self._model_block()
        elif word == "initval":
            self._assignments(self._initial, ("var", "varexo"))
        elif self._cursor.peek().text == "=" and word not in _BLOCKS | _REQUESTS:
            self._parameter()
        elif word in _BLOCKS:
            self._skip(lambda: self._cursor.at("end"), word)
            self._cursor.advance()
            self._cursor.demand(";", "'end'")
        elif word in _REQUESTS:
            self._skip(lambda: self._cursor.at(";"), word)
            self._cursor.advance()
        else:
            known = [*_DECLARATIONS, "model", "initval", *_BLOCKS, *_REQUESTS]
            raise TinbergenError(
                "M015", at=self._cursor.where(), hint=did_you_mean(word, known), word=word
            )

    def _skip(self, done: Callable[[], bool], word: str) -> None:
        """Keep a statement as a request: its text as it stands."""
        first = self._cursor.token
        while not done():
            if self._cursor.advance().kind == "end":
                raise TinbergenError(
                    "M002", at=self._cursor.where(first), what=word, closing="end; or ;"
                )
        text = self._source.text[first.at : self._cursor.token.at].strip()
        self._requests.append(Request(word, text, self._cursor.where(first)))

    def _declare(self, kind: str) -> None:
        self._cursor.advance()
        while not self._cursor.take(";"):
            token = self._cursor.demand_kind("name", _NAME_OR_END, f"'{kind}'")
            self._new_name(token, kind)
            if self._cursor.token.kind == "tex":
                self._cursor.advance()
            if self._cursor.take("("):
                self._long_name(token.text)
            self._cursor.take(",")

    def _new_name(self, token: Token, kind: str) -> None:
        earlier = self._declared.tokens.get(token.text)
        if earlier is not None:
            raise TinbergenError(
                "M005",
                at=self._cursor.where(token),
                name=token.text,
                line=self._source.locate(earlier.at).line,
            )
        if token.text in RESERVED:
            raise TinbergenError("M008", at=self._cursor.where(token), name=token.text)
        self._declared.kinds[token.text] = kind
        self._declared.tokens[token.text] = token

    def _long_name(self, name: str) -> None:
        while not self._cursor.take(")"):
            key = self._cursor.demand_kind("name", "long_name", "'('")
            self._cursor.demand("=", key.text)
            value = self._cursor.demand_kind("string", _QUOTED, "'='")
            if key.text == "long_name":
                english, _, chinese = value.text[1:-1].partition(" | ")
                self._declared.titles[name] = Text(english, chinese or english)
            self._cursor.take(",")

    def _parameter(self) -> None:
        token = self._cursor.advance()
        if self._declared.kinds.get(token.text) != "parameters":
            raise TinbergenError(
                "M007",
                at=self._cursor.where(token),
                hint=did_you_mean(token.text, self._declared.of("parameters")),
                name=token.text,
                model=self._source.name,
            )
        self._cursor.advance()
        self._values[token.text] = self._number(token.text)

    def _assignments(self, into: dict[str, float], kinds: tuple[str, ...]) -> None:
        opening = self._cursor.advance()
        self._options()
        while not self._cursor.take("end"):
            if self._cursor.token.kind == "end":
                raise TinbergenError(
                    "M002", at=self._cursor.where(opening), what=opening.text, closing="end;"
                )
            token = self._cursor.demand_kind("name", _VARIABLE, f"'{opening.text}'")
            if self._declared.kinds.get(token.text) not in kinds:
                names = [n for kind in kinds for n in self._declared.of(kind)]
                raise TinbergenError(
                    "M004",
                    at=self._cursor.where(token),
                    hint=did_you_mean(token.text, names),
                    name=token.text,
                )
            self._cursor.demand("=", token.text)
            into[token.text] = self._number(token.text)
        self._cursor.demand(";", "'end'")

    def _number(self, name: str) -> float:
        """The value of the expression up to ``;``, from values assigned so far."""
        first = self._cursor.token
        node = self._expression.parse()
        self._cursor.demand(";", _VALUE.fill(name=name))

        def known(leaf: Variable | str) -> float | None:
            return (
                self._initial.get(leaf.name)
                if isinstance(leaf, Variable)
                else (self._values.get(leaf))
            )

        missing = [p for p in self._graph.parameters(node) if p not in self._values]
        missing += [v.name for v in self._graph.variables(node) if v.name not in self._initial]
        if missing:
            raise TinbergenError(
                "M006",
                at=self._cursor.where(first),
                names=", ".join(missing),
                model=self._source.name,
            )
        value = self._graph.evaluate(node, known)
        if math.isnan(value):
            raise TinbergenError("M016", at=self._cursor.where(first), name=name)
        return value

    # -- the model block ----------------------------------------------------------------------
    def _options(self) -> list[str]:
        """Words of the option list, if there is one; ends behind ``;``."""
        words = []
        if self._cursor.take("("):
            while not self._cursor.take(")"):
                if self._cursor.token.kind == "end":
                    raise self._cursor.fault("')'", _OPTIONS)
                words.append(self._cursor.advance().text)
        self._cursor.demand(";", _BLOCK_NAME)
        return words

    def _model_block(self) -> None:
        opening = self._cursor.advance()
        self._linear = "linear" in self._options()
        while not self._cursor.take("end"):
            if self._cursor.token.kind == "end":
                raise TinbergenError(
                    "M002", at=self._cursor.where(opening), what="model", closing="end;"
                )
            if self._cursor.take("#"):
                self._local()
            else:
                self._equation()
        self._cursor.demand(";", "'end'")

    def _local(self) -> None:
        token = self._cursor.demand_kind("name", _NAME, "'#'")
        if token.text in self._declared.kinds:
            self._new_name(token, "local")
        self._cursor.demand("=", token.text)
        node = self._expression.parse()
        self._cursor.demand(";", _DEFINITION.fill(name=token.text))
        self._new_name(token, "local")
        self._locals[token.text] = node

    def _equation(self) -> None:
        tags, places = self._tags() if self._cursor.at("[") else ({}, {})
        first = self._cursor.token
        left = self._expression.parse()
        right = self._expression.parse() if self._cursor.take("=") else self._graph.number(0.0)
        self._cursor.demand(";", _EQUATION)
        name = tags.get("name") or self._default_name(left)
        taken = {e.name for e in self._equations}
        if name in taken:
            if "name" in tags:
                raise TinbergenError("M017", at=self._cursor.where(first), name=name)
            numbered = (f"{name}_{k}" for k in count(len(taken) + 1))
            name = next(n for n in numbered if n not in taken)
        self._equations.append(
            Equation(
                name,
                left,
                right,
                self._graph.sub(left, right),
                self._cursor.where(first),
                tags,
                instruments=tuple(self._listed("instruments", tags, places)),
                restrictions=tuple(self._restrictions(tags, places)),
                fixed=tuple(self._fixed(tags, places)),
            )
        )

    def _default_name(self, left: Node) -> str:
        """The variable left of ``=``, when there is just one of today; else a number."""
        own = [
            v.name
            for v in self._graph.variables(left)
            if v.lag == 0 and self._declared.kinds.get(v.name) == "var"
        ]
        return own[0] if len(own) == 1 else f"equation_{len(self._equations) + 1}"

    def _tags(self) -> tuple[dict[str, str], dict[str, int]]:
        tags: dict[str, str] = {}
        places: dict[str, int] = {}
        self._cursor.advance()
        while not self._cursor.take("]"):
            key = self._cursor.demand_kind("name", _TAG_NAME, "'['")
            tags[key.text] = ""
            if self._cursor.take("="):
                value = self._cursor.demand_kind("string", _QUOTED, f"{key.text} =")
                tags[key.text] = value.text[1:-1]
                places[key.text] = value.at + 1
            if not self._cursor.take(",") and not self._cursor.at("]"):
                raise self._cursor.fault(_COMMA_OR_END, _TAG)
        return tags, places

    def _inside(self, tag: str, tags: dict[str, str], places: dict[str, int]) -> Cursor:
        """A cursor over a tag's text, so that faults in it are found where they stand."""
        first = places.get(tag, 0)
        return Cursor(self._source, first, first + len(tags.get(tag, "")))

    def _listed(self, tag: str, tags: dict[str, str], places: dict[str, int]) -> list[Node]:
        cursor = self._inside(tag, tags, places)
        parser = ExpressionParser(cursor, self._graph, self._meaning, self._names)
        found = []
        while cursor.token.kind != "end":
            found.append(parser.parse())
            cursor.take(",")
        return found

    def _restrictions(self, tags: dict[str, str], places: dict[str, int]) -> list[Node]:
        cursor = self._inside("restrictions", tags, places)
        parser = ExpressionParser(cursor, self._graph, self._meaning, self._names)
        found = []
        while cursor.token.kind != "end":
            left = parser.parse()
            cursor.demand("=", _RESTRICTION_LEFT)
            found.append(self._graph.sub(left, parser.parse()))
            if cursor.token.kind != "end":
                cursor.demand(";", _RESTRICTION)
        return found

    def _fixed(self, tags: dict[str, str], places: dict[str, int]) -> list[str]:
        cursor = self._inside("fixed", tags, places)
        found = []
        while cursor.token.kind != "end":
            token = cursor.demand_kind("name", _PARAMETER, "'fixed'")
            if self._declared.kinds.get(token.text) != "parameters":
                raise TinbergenError(
                    "M007",
                    at=cursor.where(token),
                    hint=did_you_mean(token.text, self._declared.of("parameters")),
                    name=token.text,
                    model=self._source.name,
                )
            found.append(token.text)
            cursor.take(",")
        return found

    def _names(self) -> list[str]:
        return list(self._declared.kinds)

    def _meaning(self, token: Token, lag: int | None) -> Node | None:
        kind = self._declared.kinds.get(token.text)
        if kind in ("var", "varexo"):
            return self._graph.variable(token.text, lag or 0)
        if kind is not None and lag:
            raise TinbergenError("M010", at=self._cursor.where(token), name=token.text)
        if kind == "parameters":
            return self._graph.parameter(token.text)
        if kind == "local":
            return self._locals[token.text]
        return None
