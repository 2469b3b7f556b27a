"""The part of MATLAB's language in which model files make numbers, as a tree.

Only what :mod:`tinbergen.model.dynare.matlab.matlab_values` can compute is read: arithmetic of
matrices, indices, assignments, loops and choices. Anything else raises :class:`NotReadError`, and
the line is left alone.
"""

from __future__ import annotations

from tinbergen.model.dynare.matlab.matlab_tokens import Token, tokens
from tinbergen.model.dynare.matlab.matlab_tree import (
    All,
    Assign,
    Call,
    Expression,
    Field,
    For,
    If,
    Ignored,
    Index,
    Jump,
    Matrix,
    Name,
    NotReadError,
    Number,
    Operation,
    Range,
    Step,
    String,
    While,
)

_OPENING = frozenset({"for", "parfor", "while", "if"})
CLOSING = frozenset({"end", "endfor", "endwhile", "endif", "end_while"})
#: Words that begin what this language leaves out.
_OTHER = frozenset({
    "else", "elseif", "switch", "case", "otherwise", "try", "catch", "function", "return",
    "global", "persistent", "do", "until", "unwind_protect",
})  # fmt: skip

_LEVELS = (
    frozenset({"||"}), frozenset({"&&"}), frozenset({"|"}), frozenset({"&"}),
    frozenset({"<", "<=", ">", ">=", "==", "~=", "!="}),
)  # fmt: skip
_SUMS, _PRODUCTS = frozenset("+-"), frozenset({"*", "/", "\\", ".*", "./", ".\\"})
_POWERS = frozenset({"^", ".^"})
_PREFIXES = frozenset("+-~!")
#: Far below what the interpreter's stack bears.
_DEEPEST = 40


def read_steps(text: str, ignored: frozenset[str]) -> tuple[Step, ...]:
    """A whole text as statements; those that begin with an ``ignored`` word are passed over.

    Raises
    ------
    NotReadError
        When anything else than the language understood stands in it.
    """
    reader = _Reader(text, ignored)
    steps = reader.steps()
    reader.demand_end()
    return steps


def read_expression(text: str) -> Expression:
    """A whole text as one expression; raises :class:`NotReadError`."""
    reader = _Reader(text, frozenset())
    expression = reader.expression()
    reader.demand_end()
    return expression


def header(text: str) -> int:
    """Where the line that opens a loop or a choice ends: behind its condition.

    Raises
    ------
    NotReadError
        When no condition can be read.
    """
    reader = _Reader(text, frozenset())
    word = reader.advance().text
    if word in ("for", "parfor"):
        reader.loop()
    elif word in ("if", "elseif", "while", "switch", "case"):
        reader.expression()
    token = reader.token
    if token.kind == "symbol" and token.text in ",;":
        return token.at + 1
    return token.at


class _Reader:
    def __init__(self, text: str, ignored: frozenset[str]) -> None:
        self._tokens = tokens(text)
        self._next = 0
        self._ignored = ignored
        self._depth = 0
        #: Whether blanks part values here, as between square brackets.
        self._listing = False

    @property
    def token(self) -> Token:
        return self._tokens[self._next]

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self._next += 1
        return token

    def _at(self, *texts: str) -> bool:
        return self.token.kind == "symbol" and self.token.text in texts

    def _take(self, text: str) -> bool:
        if self._at(text):
            self._next += 1
            return True
        return False

    def _demand(self, text: str) -> None:
        if not self._take(text):
            raise NotReadError

    def demand_end(self) -> None:
        while self.token.kind == "newline" or self._at(";", ","):
            self._next += 1
        if self.token.kind != "end":
            raise NotReadError

    # -- statements -----------------------------------------------------------------------------
    def steps(self, *closing: str) -> tuple[Step, ...]:
        """Up to one of the closing words, or the end."""
        found: list[Step] = []
        self._deeper()
        while True:
            while self.token.kind == "newline" or self._at(";", ","):
                self._next += 1
            token = self.token
            if token.kind == "end" or (token.kind == "name" and token.text in closing):
                self._depth -= 1
                return tuple(found)
            found.append(self._step())

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotReadError

    def _step(self) -> Step:
        token = self.token
        if token.kind == "name":
            if token.text in _OPENING:
                return self._block(self.advance().text)
            if token.text in ("break", "continue"):
                return Jump(self.advance().text)
            if token.text in self._ignored and not self._assigned():
                return self._pass_over()
            if token.text in CLOSING | _OTHER:
                raise NotReadError
        target = self.expression()
        if self._take("="):
            if not isinstance(target, Name | Index | Field):
                raise NotReadError
            step: Step = Assign(target, self.expression())
        else:
            step = Call(target)
        if self.token.kind not in ("newline", "end") and not self._at(";", ","):
            raise NotReadError
        return step

    def _assigned(self) -> bool:
        behind = self._tokens[self._next + 1]
        return behind.kind == "symbol" and behind.text in ("=", ".")

    def _pass_over(self) -> Ignored:
        word, depth = self.token.text, 0
        while self.token.kind != "end":
            if self.token.kind == "symbol":
                depth += (self.token.text in "([{") - (self.token.text in ")]}")
            if depth <= 0 and (self.token.kind == "newline" or self._at(";", ",")):
                break
            self._next += 1
        return Ignored(word)

    def _block(self, word: str) -> Step:
        if word == "if":
            return self._choice()
        if word == "while":
            condition = self.expression()
            body = self.steps(*CLOSING)
            self._close()
            return While(condition, body)
        name, over = self.loop()
        body = self.steps(*CLOSING)
        self._close()
        return For(name, over, body)

    def loop(self) -> tuple[str, Expression]:
        """``k = 1:n``, in parentheses or not."""
        parenthesis = self._take("(")
        name = self.advance()
        if name.kind != "name":
            raise NotReadError
        self._demand("=")
        over = self.expression()
        if parenthesis:
            self._demand(")")
        return name.text, over

    def _close(self) -> None:
        if self.advance().text not in CLOSING:
            raise NotReadError

    def _choice(self) -> If:
        branches: list[tuple[Expression | None, tuple[Step, ...]]] = []
        condition: Expression | None = self.expression()
        while True:
            branches.append((condition, self.steps("elseif", "else", *CLOSING)))
            word = self.advance().text
            if word in CLOSING:
                return If(tuple(branches))
            if word not in ("else", "elseif") or condition is None:
                raise NotReadError
            condition = self.expression() if word == "elseif" else None

    # -- expressions ----------------------------------------------------------------------------
    def expression(self) -> Expression:
        self._deeper()
        found = self._binary(0)
        self._depth -= 1
        return found

    def _binary(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self._range()
        left = self._binary(level + 1)
        while self._operator(_LEVELS[level]):
            op = self.advance().text
            left = Operation("~=" if op == "!=" else op, (left, self._binary(level + 1)))
        return left

    def _range(self) -> Expression:
        first = self._sum()
        if not self._at(":") or self._closes_index():
            return first
        self._next += 1
        second = self._sum()
        if self._take(":"):
            return Range(first, second, self._sum())
        return Range(first, None, second)

    def _closes_index(self) -> bool:
        behind = self._tokens[self._next + 1]
        return behind.kind == "symbol" and behind.text in "),"

    def _sum(self) -> Expression:
        left = self._product()
        while self._operator(_SUMS):
            op = self.advance().text
            left = Operation(op, (left, self._product()))
        return left

    def _product(self) -> Expression:
        left = self._prefixed()
        while self._operator(_PRODUCTS):
            op = self.advance().text
            left = Operation(op, (left, self._prefixed()))
        return left

    def _operator(self, which: frozenset[str]) -> bool:
        """Whether one of these comes next; between brackets ``[1 -2]`` are two values."""
        token = self.token
        if token.kind != "symbol" or token.text not in which:
            return False
        if self._listing and token.apart and token.text in _SUMS:
            return self._tokens[self._next + 1].apart
        return True

    def _prefixed(self) -> Expression:
        if self.token.kind == "symbol" and self.token.text in _PREFIXES:
            op = self.advance().text
            self._deeper()
            operand = self._prefixed()
            self._depth -= 1
            return Operation("~" if op in "~!" else f"u{op}", (operand,))
        return self._power()

    def _power(self) -> Expression:
        base = self._postfixed()
        while self._operator(_POWERS):
            op = self.advance().text
            sign = self.advance().text if self._at("-", "+", "~") else ""
            exponent = self._postfixed()
            if sign == "-":
                exponent = Operation("u-", (exponent,))
            base = Operation(op, (base, exponent))
        return base

    def _postfixed(self) -> Expression:
        base = self._primary()
        while True:
            token = self.token
            if token.kind != "symbol" or (self._listing and token.apart):
                return base
            if token.text in ("(", "{"):
                self._next += 1
                base = Index(base, self._arguments(")" if token.text == "(" else "}"),
                             token.text == "{")  # fmt: skip
            elif token.text in ("'", ".'"):
                self._next += 1
                base = Operation("'", (base,))
            elif token.text == "." and self._tokens[self._next + 1].kind == "name":
                self._next += 1
                base = Field(base, self.advance().text)
            else:
                return base

    def _arguments(self, closing: str) -> tuple[Expression, ...]:
        listing, self._listing = self._listing, False
        found: list[Expression] = []
        while not self._take(closing):
            if self._at(":") and self._closes_index():
                self._next += 1
                found.append(All())
            else:
                found.append(self.expression())
            if not self._at(closing):
                self._demand(",")
        self._listing = listing
        return tuple(found)

    def _primary(self) -> Expression:
        token = self.advance()
        if token.kind == "number":
            return Number(float(token.text.lower().replace("d", "e")))
        if token.kind == "string":
            return String(token.text)
        if token.kind == "name":
            if token.text == "end":
                return All(last=True)
            if token.text in CLOSING | _OPENING | _OTHER:
                raise NotReadError
            return Name(token.text)
        if token.kind == "symbol" and token.text == "(":
            listing, self._listing = self._listing, False
            inner = self.expression()
            self._demand(")")
            self._listing = listing
            return inner
        if token.kind == "symbol" and token.text in "[{":
            return self._matrix("]" if token.text == "[" else "}")
        raise NotReadError

    def _matrix(self, closing: str) -> Matrix:
        listing, self._listing = self._listing, True
        rows: list[list[Expression]] = [[]]
        while not self._take(closing):
            if self._at(";") or self.token.kind == "newline":
                self._next += 1
                rows.append([])
            elif not self._take(","):
                rows[-1].append(self.expression())
        self._listing = listing
        return Matrix(tuple(tuple(row) for row in rows if row), closing == "}")
