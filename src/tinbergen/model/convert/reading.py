"""Equations of other programs, read by precedence climbing; a dialect says what they may call."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard

from tinbergen.core import limits
from tinbergen.core.errors import LimitError, Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.convert.formula import Binary, Call, Formula, Name, Negative, Number

#: A function's formula from its arguments; None when they don't fit.
Meaning = Callable[[list[Formula]], Formula | None]

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      |(?P<name>@?[A-Za-z_][A-Za-z0-9_]*)
      |(?P<symbol><>|<=|>=|==|!=|\*\*|[-+*/^()=,<>])
      |(?P<end>\Z))
    """,
    re.VERBOSE,
)
_LEVELS = {"==": 1, "!=": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}
_COMPARISON, _SUM = 1, 2
_SPELLINGS = {"**": "^", "<>": "!="}
_DEEPEST = 60

_OPERAND = Text("a number, a name or '('", "数字、名称或“(”")
_OPERATOR = Text("an operator", "运算符")
_END = Text("the end or an operator", "结尾或运算符")
_ITS_END = Text("its end", "方程结尾")
_BEFORE = Text("what stands before it", "它前面的内容")
_LEFT = Text("the left side", "左边")
_RIGHT = Text("the right side", "右边")
_COMPARES = Text("a comparison", "比较式")
_INNER = Text("what is in parentheses", "括号内的内容")
_ARGUMENTS = Text("the arguments of {name}()", "{name}() 的参数")


class Token(NamedTuple):
    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Dialect:
    """Functions by name. ``folded`` dialects read names without regard to case; in ``dated`` ones
    ``x(-1)`` is a lag of x."""

    functions: Mapping[str, Meaning]
    folded: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The text of an equation and where each of its characters stands in the user's file.

    ``equation`` is the name under which errors cite it.
    """

    equation: str
    text: str
    where: Callable[[int], Location]


def equation(
    written: Written, dialect: Dialect, coefficients: Collection[str] = ()
) -> tuple[Formula, Formula]:
    """Left and right side of an equation.

    ``coefficients`` are names such as ``y_c_2``, which dated dialects may write ``y_c(2)``.

    Raises
    ------
    TinbergenError
        M065 where the text can't be read on, M066 for a function that can't be written in the
        model language, M067 for arguments that don't fit it, M068 for powers that programs read
        differently, M069 when it is nested too deep.
    """
    reader = _Reader(written, dialect, coefficients)
    left = reader.expression(_SUM)
    reader.demand("=", _LEFT)
    right = reader.expression(_SUM)
    reader.demand_end(_RIGHT)
    return left, right


def condition(written: Written, dialect: Dialect) -> Binary:
    """A comparison.

    Raises
    ------
    TinbergenError
        As :func:`equation`.
    """
    reader = _Reader(written, dialect, ())
    found = reader.expression()
    if not is_comparison(found):
        raise reader.fault(_COMPARES, _BEFORE)
    reader.demand_end(_COMPARES)
    return found


def is_comparison(formula: Formula) -> TypeGuard[Binary]:
    return isinstance(formula, Binary) and _LEVELS.get(formula.op) == _COMPARISON


def whole(formula: Formula) -> int | None:
    """The whole number that a formula is; None when it is anything else."""
    if not isinstance(formula, Number) or not formula.text.isdecimal():
        return None
    return limits.whole("window", formula.text)


class _Reader:
    def __init__(self, written: Written, dialect: Dialect, coefficients: Collection[str]) -> None:
        self._written = written
        self._dialect = dialect
        self._coefficients = coefficients
        self._tokens = self._scan()
        self._next = 0
        self._depth = 0

    def _scan(self) -> list[Token]:
        found: list[Token] = []
        text, at = self._written.text, 0
        while not found or found[-1].kind != "end":
            match = _TOKEN.match(text, at)
            if match is None:
                at += len(text[at:]) - len(text[at:].lstrip())
                stray = Token("symbol", text[at], at)
                raise self.fault(_OPERATOR, _BEFORE, stray)
            kind = match.lastgroup or ""
            word = match.group(kind).lower() if self._dialect.folded else match.group(kind)
            found.append(Token(kind, _SPELLINGS.get(word, word), match.start(kind)))
            at = match.end()
        return found

    @property
    def token(self) -> Token:
        return self._tokens[self._next]

    def advance(self) -> Token:
        token = self.token
        self._next += token.kind != "end"
        return token

    def take(self, symbol: str) -> bool:
        found = self.token.kind == "symbol" and self.token.text == symbol
        self._next += found
        return found

    def demand(self, symbol: str, after: Text | str) -> None:
        if not self.take(symbol):
            raise self.fault(f"'{symbol}'", after)

    def demand_end(self, after: Text) -> None:
        if self.token.kind != "end":
            raise self.fault(_END, after)

    def where(self, token: Token) -> Location:
        return self._written.where(token.at)

    def fault(
        self, expected: Text | str, after: Text | str, token: Token | None = None
    ) -> TinbergenError:
        found = token or self.token
        return TinbergenError(
            "M065",
            at=self.where(found),
            equation=self._written.equation,
            expected=expected,
            after=after,
            found=f"'{found.text}'" if found.kind != "end" else _ITS_END,
        )

    def expression(self, level: int = _COMPARISON) -> Formula:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TinbergenError(
                "M069",
                at=self.where(self.token),
                equation=self._written.equation,
                deepest=_DEEPEST,
            )
        left = self._signed()
        while self.token.kind == "symbol":
            # Inside parentheses a single '=' asks; outside it divides the equation.
            op = "==" if self.token.text == "=" else self.token.text
            strength = _LEVELS.get(op, 0)
            if strength < level:
                break
            self.advance()
            left = Binary(op, left, self.expression(strength + 1))
        self._depth -= 1
        return left

    def _signed(self, minus: bool = False) -> Formula:
        if self.take("-"):
            return Negative(self._signed(minus=True))
        if self.take("+"):
            return self._signed(minus)
        return self._power(minus)

    def _power(self, minus: bool) -> Formula:
        base = self._primary()
        sign = self.token
        if not self.take("^"):
            return base
        if minus:
            raise self._ambiguous(sign, "-a^b")
        exponent = Negative(self._primary()) if self.take("-") else self._primary()
        if self.token.text == "^":
            raise self._ambiguous(self.token, "a^b^c")
        return Binary("^", base, exponent)

    def _ambiguous(self, token: Token, what: str) -> TinbergenError:
        return TinbergenError(
            "M068", at=self.where(token), equation=self._written.equation, what=what
        )

    def _primary(self) -> Formula:
        token = self.advance()
        if token.kind == "number":
            return Number(token.text)
        if token.kind == "symbol" and token.text == "(":
            inner = self.expression()
            self.demand(")", _INNER)
            return inner
        if token.kind == "name":
            return self._named(token) if self.token.text == "(" else self._name(token)
        raise self.fault(_OPERAND, _BEFORE, token)

    def _name(self, token: Token) -> Formula:
        if token.text.startswith("@"):
            raise self._unknown(token)
        return Name(token.text)

    def _named(self, token: Token) -> Formula:
        """A function, a coefficient or a dated variable: whatever has parentheses behind it."""
        if token.text in self._dialect.functions:
            return self._call(token)
        number = self._whole_number() if self._dialect.dated else None
        if number is None or token.text.startswith("@"):
            raise self._unknown(token)
        coefficient = f"{token.text}_{number}"
        return Name(coefficient) if coefficient in self._coefficients else Name(token.text, number)

    def _whole_number(self) -> int | None:
        """The number in parentheses, passed over; None when something else stands there."""
        start = self._next
        self.advance()
        minus = self.take("-")
        if not minus:
            self.take("+")
        token = self.advance()
        if token.kind == "number" and token.text.isdecimal() and self.take(")"):
            lag = limits.whole("lag", token.text, self.where(token))
            return -lag if minus else lag
        self._next = start
        return None

    def _call(self, token: Token) -> Formula:
        self.demand("(", token.text)
        args = [self.expression()]
        while self.take(","):
            args.append(self.expression())
        self.demand(")", _ARGUMENTS.fill(name=token.text))
        try:
            made = self._dialect.functions[token.text](args)
        except LimitError as fault:
            raise fault.placed(self.where(token)) from None
        if made is None:
            raise TinbergenError(
                "M067",
                at=self.where(token),
                name=token.text,
                equation=self._written.equation,
            )
        return made

    def _unknown(self, token: Token) -> TinbergenError:
        return TinbergenError(
            "M066",
            at=self.where(token),
            hint=did_you_mean(token.text, self._dialect.functions),
            name=token.text,
            equation=self._written.equation,
            known=", ".join(self._dialect.functions),
        )


def same(function: str, count: int = 1) -> Meaning:
    return lambda args: Call(function, tuple(args)) if len(args) == count else None
