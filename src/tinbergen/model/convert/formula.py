"""Formulas as other programs write them, on their way to the model language.

A formula keeps what was written: the order of terms and the digits of numbers. Differences and
moving averages stay one operation where the model language has it, else they are written out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from tinbergen.core import limits


@dataclass(frozen=True, slots=True)
class Number:
    """``text`` as it stood in the source."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable dated ``lag`` periods from now, or a parameter, whose lag is 0."""

    name: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Formula


@dataclass(frozen=True, slots=True)
class Binary:
    """``op`` is one of ``+ - * / ^`` or a comparison."""

    op: str
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the model language; ``diff`` is the first difference."""

    function: str
    args: tuple[Formula, ...]


Formula = Number | Name | Negative | Binary | Call

_STRENGTH = {"==": 1, "!=": 1, "<": 2, "<=": 2, ">": 2, ">=": 2,
             "+": 3, "-": 3, "*": 4, "/": 4, "^": 6}  # fmt: skip
_SIGN, _ATOM = 5, 7
#: The comparison that holds where another does not.
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}


def shift(formula: Formula, periods: int) -> Formula:
    """The same formula dated ``periods`` later (earlier when negative)."""
    match formula:
        case Name(name, lag):
            return Name(name, lag + periods)
        case Negative(operand):
            return Negative(shift(operand, periods))
        case Binary(op, left, right):
            return Binary(op, shift(left, periods), shift(right, periods))
        case Call(function, args):
            return Call(function, tuple(shift(a, periods) for a in args))
        case _:
            return formula


def difference(formula: Formula, order: int = 1, seasonal: int = 0) -> Formula:
    """(1 - L)^order (1 - L^seasonal) formula; no seasonal difference when that is 0.

    Raises
    ------
    TinbergenError
        C240 for an order above the limit, or where the difference has too many terms.
    """
    limits.check("order", order)
    if seasonal == 1:
        order += 1
    elif seasonal:
        limits.check("terms", 2 * size(formula))
        formula = Binary("-", formula, shift(formula, -seasonal))
    for _ in range(order):
        formula = Call("diff", (formula,))
    return formula


def moving_sum(formula: Formula, periods: int) -> Formula:
    """The sum over this period and the ones before it, ``periods`` in all.

    Raises
    ------
    TinbergenError
        C240 where it has too many terms.
    """
    limits.check("terms", periods * size(formula))
    return total([shift(formula, -lag) for lag in range(periods)])


def total(terms: Sequence[Formula]) -> Formula:
    """The sum of terms: halves of halves, so that a long one is not deep."""
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return Binary("+", total(terms[:half]), total(terms[half:]))


def size(formula: Formula) -> int:
    """How many numbers, names and operations it is written with."""
    count, left = 0, [formula]
    while left:
        count += 1
        match left.pop():
            case Negative(operand):
                left.append(operand)
            case Binary(_, a, b):
                left += (a, b)
            case Call(_, args):
                left += args
    return count


def choice(condition: Binary, a: Formula, b: Formula) -> Formula:
    """``a`` where the comparison holds, else ``b``."""
    if (condition.left, condition.right) == (a, b) and condition.op in ("<", "<=", ">", ">="):
        return Call("max" if condition.op.startswith(">") else "min", (a, b))
    otherwise = Binary("-", Number("1"), condition)
    return Binary("+", Binary("*", condition, a), Binary("*", otherwise, b))


def names(formula: Formula) -> list[Name]:
    """Names in order of appearance, each as often as it is written."""
    match formula:
        case Name():
            return [formula]
        case Negative(operand):
            return names(operand)
        case Binary(_, left, right):
            return names(left) + names(right)
        case Call(_, args):
            return [name for a in args for name in names(a)]
        case _:
            return []


def dynare(formula: Formula) -> str:
    """The formula in the model language, with no more parentheses than it needs."""
    return _write(formula)[0]


def _write(formula: Formula) -> tuple[str, int]:
    """Text and strength of binding."""
    match formula:
        case Number(text):
            return f"0{text}" if text.startswith(".") else text.rstrip("."), _ATOM
        case Name(name, lag):
            return f"{name}({lag:+d})" if lag else name, _ATOM
        case Call(function, args):
            return f"{function}({', '.join(dynare(a) for a in args)})", _ATOM
        case Negative(operand):
            return f"-{_inside(operand, _SIGN + 1)}", _SIGN
        case Binary(op, left, right):
            own = _STRENGTH[op]
            # The right side of a difference, quotient or power must bind tighter; so must the
            # left side of a power, which does not chain. Two operators never stand together.
            a = _inside(left, own + 1 if op == "^" else own)
            tight = _ATOM if isinstance(right, Negative) else own + (op not in "+*")
            b = _inside(right, tight)
            return (f"{a}{op}{b}" if op in "*/^" else f"{a} {op} {b}"), own


def _inside(formula: Formula, least: int) -> str:
    """The formula, in parentheses when it binds less than it must."""
    text, strength = _write(formula)
    return text if strength >= least else f"({text})"


def wrapped(text: str, width: int = 96) -> str:
    """A long statement on several lines, broken before its signs."""
    for sign in "+-":
        text = text.replace(f" {sign} ", f" {sign}\0")
    lines = textwrap.wrap(
        text, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).replace("\0", " ")
