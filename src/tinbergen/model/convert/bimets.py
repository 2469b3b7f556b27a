"""Models in MDL, the description language of bimets (R), as model files.

Behavioural equations keep their coefficients, restrictions and polynomial distributed lags, which
are written out: an Almon lag of degree d is a sum of lagged terms whose coefficients' differences
of order d + 1 are zero (Almon 1965). Two identities under complementary conditions become one
equation. (Luciani, bimets: Time Series and Econometric Modeling, reference manual, MDL.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from math import comb
from pathlib import Path

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.progress import checkpoint
from tinbergen.core.text import Text
from tinbergen.model.convert.formula import (
    OPPOSITE,
    Binary,
    Formula,
    Name,
    choice,
    dynare,
    names,
    shift,
    size,
    total,
)
from tinbergen.model.convert.mdl import MDL, lagged_coefficient
from tinbergen.model.convert.modfile import check_name, listed, statement
from tinbergen.model.convert.reading import Written, condition, equation
from tinbergen.model.dynare.lexer import Source

_KEYWORD = re.compile(
    r"^[ \t]*(?P<comment>\$|COMMENT>)[^\n]*"
    r"|^[ \t]*(?P<word>[A-Z]+)>"
    r"|\b(?P<range>TSRANGE)\b"
    r"|^[ \t]*(?:MODEL|END)[ \t]*$",
    re.MULTILINE,
)

_AUTOREGRESSION = Text("errors that follow an autoregression", "自回归误差")
_INCOMPLETE = Text("conditions that do not complement one another", "互不互补的条件")
_KEYWORDS = Text("the keyword {word}>", "关键字 {word}>")
_NO_EQUATION = Text("there is no EQ>", "缺少 EQ>")
_NO_TERM = Text("no term has the coefficient {name}", "没有含系数 {name} 的项")
_LAG_FORM = Text("PDL> takes a coefficient, a degree, a larger length, N and F",
                 "PDL> 需系数、次数、更大的长度以及 N、F")  # fmt: skip
_OWN_VARIABLE = Text("{name} does not stand on the left", "左边没有 {name}")


@dataclass(slots=True)
class _Part:
    """One keyword with the text behind it; ``at`` is where that begins."""

    word: str
    text: str
    at: int


@dataclass(slots=True)
class _Group:
    """An equation as it is described: keyword statements below BEHAVIORAL> or IDENTITY>."""

    name: str
    behavioural: bool
    at: int
    parts: list[_Part] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def all(self, word: str) -> list[_Part]:
        return [part for part in self.parts if part.word == word]


@dataclass(frozen=True, slots=True)
class _Equation:
    """``when`` is the condition under which an identity holds."""

    group: _Group
    left: Formula
    right: Formula
    coefficients: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    when: Binary | None = None


def convert_bimets(path: str | Path) -> str:
    """The text of a model file for a model in MDL.

    Coefficients have no values: they are to be estimated, by ordinary least squares unless the
    tag is changed. The sample of a behavioural equation stays as a tag.

    Raises
    ------
    TinbergenError
        C005 when the file can't be read, M063 when it holds no model, M065–M069 when an
        expression can't be read, M072 for a name that can't stand in a model file, M074 for what
        model files can't say, M075 for a statement that does not fit.
    """
    source = Source(str(path), read_text(path))
    described = [_read(group, source) for group in _groups(source)]
    if not described:
        raise TinbergenError("M063", file=path)
    equations = _joined(described, source)
    limits.check("terms", sum(size(e.left) + size(e.right) for e in equations), Location(str(path)))
    inside = [e.group.name for e in equations]
    coefficients = list(dict.fromkeys(c for e in equations for c in e.coefficients))
    found = [n.name for e in equations for side in (e.left, e.right) for n in names(side)]
    outside = [n for n in dict.fromkeys(found) if n not in {*inside, *coefficients}]
    for name in (*inside, *coefficients, *outside):
        check_name(name, source.locate(_first(name, source)))
    return "\n".join([
        f"// Written by tinbergen from {Path(path).name}, a model in the language of bimets.",
        "",
        *listed("var", inside),
        *listed("varexo", outside),
        *listed("parameters", coefficients),
        "model;",
        *(line for e in equations for line in _lines(e)),
        "",
        "end;",
        "",
    ])  # fmt: skip


# -- reading ----------------------------------------------------------------------------------
def _groups(source: Source) -> list[_Group]:
    """Keyword statements, gathered by the equation they describe."""
    marks = list(_KEYWORD.finditer(source.text))
    ends = [*(mark.start() for mark in marks), len(source.text)][1:]
    groups: list[_Group] = []
    comments: list[str] = []
    for mark, end in zip(marks, ends, strict=True):
        if mark["comment"]:
            comments.append(mark.group().strip().removeprefix(mark["comment"]).strip())
            continue
        word = mark["word"] or mark["range"] or ""
        behind = source.text[mark.end() : end]
        start = mark.end() + len(behind) - len(behind.lstrip())
        part = _Part(word, behind.strip(), start)
        if word in ("BEHAVIORAL", "EQUATION", "IDENTITY"):
            groups.append(_Group(part.text, word != "IDENTITY", part.at, comments=comments))
            comments = []
        elif groups and word:
            groups[-1].parts.append(part)
    return groups


def _read(group: _Group, source: Source) -> _Equation:
    checkpoint()
    known = {"EQ", "COEFF", "RESTRICT", "PDL", "IF", "TSRANGE", "STORE"}
    for part in group.parts:
        if part.word == "ERROR":
            raise _unsaid(group, _AUTOREGRESSION, source.locate(part.at))
        if part.word not in known:
            raise _unsaid(group, _KEYWORDS.fill(word=part.word), source.locate(part.at))
    formulas = group.all("EQ")
    if len(formulas) != 1:
        raise _unfit(group, _NO_EQUATION, source.locate(group.at))
    left, right = equation(_written(group, formulas[0], source), MDL)
    if group.name not in {n.name for n in names(left) if n.lag == 0}:
        at = source.locate(formulas[0].at)
        raise _unfit(group, _OWN_VARIABLE.fill(name=group.name), at)
    coefficients = [c for part in group.all("COEFF") for c in part.text.split()]
    restrictions = []
    for part in group.all("PDL"):
        right, added, constraints = _distributed(group, right, part, source)
        after = coefficients.index(added[0]) + 1 if added[0] in coefficients else len(coefficients)
        coefficients[after:after] = added[1:]
        restrictions += constraints
    for part in group.all("RESTRICT"):
        restrictions += _restrictions(group, part, source)
    conditions = group.all("IF")
    when = condition(_written(group, conditions[0], source), MDL) if conditions else None
    return _Equation(group, left, right, tuple(coefficients), tuple(restrictions), when)


def _written(group: _Group, part: _Part, source: Source) -> Written:
    return Written(group.name, part.text, partial(_place, source, part.at))


def _place(source: Source, start: int, at: int) -> Location:
    return source.locate(start + at)


def _restrictions(group: _Group, part: _Part, source: Source) -> list[str]:
    """One a line, such as ``b2 + b3 = 1``; LAG(c, 2) is the coefficient of c's second lag."""
    found = []
    offset = part.at
    for line in part.text.split("\n"):
        if line.strip():
            one = _Part(part.word, line, offset)
            left, right = equation(_written(group, one, source), MDL)
            found.append(f"{dynare(left)} = {dynare(right)}")
        offset += len(line) + 1
    return found


def _distributed(
    group: _Group, right: Formula, part: _Part, source: Source
) -> tuple[Formula, list[str], list[str]]:
    """The equation with an Almon lag written out, its coefficients and their restrictions."""
    words = part.text.split()
    at = source.locate(part.at)
    kinds = zip(("order", "window"), words[1:3], strict=False)
    numbers = [limits.whole(kind, w, at) for kind, w in kinds if w.isdecimal()]
    if len(numbers) < 2 or numbers[1] <= numbers[0] or not {*words[3:]} <= {"N", "F"}:
        raise _unfit(group, _LAG_FORM, at)
    coefficient, (degree, length) = words[0], numbers
    terms = _terms(right)
    factors = [_factor(term, coefficient) for term in terms]
    if not any(factor is not None for factor in factors):
        raise _unfit(group, _NO_TERM.fill(name=coefficient), at)
    added = [lagged_coefficient(coefficient, k) for k in range(length)]
    written: list[Formula] = []
    for term, factor in zip(terms, factors, strict=True):
        if factor is None:
            written.append(term)
        else:
            written += [Binary("*", Name(c), shift(factor, -k)) for k, c in enumerate(added)]
    restrictions = []
    limits.check("terms", size(right) + length * sum(size(f) for f in factors if f), at)
    for first in range(length - degree - 1):
        signs = ("-" if k % 2 else "+" for k in range(degree + 2))
        weights = (comb(degree + 1, k) for k in range(degree + 2))
        summed = (
            f"{sign} {f'{weight}*' if weight > 1 else ''}{added[first + k]}"
            for k, (sign, weight) in enumerate(zip(signs, weights, strict=True))
        )
        restrictions.append(" ".join(summed).removeprefix("+ ") + " = 0")
    if "N" in words[3:]:
        restrictions.append(f"{added[0]} = 0")
    if "F" in words[3:]:
        restrictions.append(f"{added[-1]} = 0")
    return total(written), added, restrictions


def _terms(formula: Formula) -> list[Formula]:
    if isinstance(formula, Binary) and formula.op == "+":
        return _terms(formula.left) + _terms(formula.right)
    return [formula]


def _factor(term: Formula, coefficient: str) -> Formula | None:
    """What a coefficient multiplies in a term; None when it is not there."""
    if isinstance(term, Binary) and term.op in "*/":
        if term.left == Name(coefficient) and term.op == "*":
            return term.right
        inner = _factor(term.left, coefficient)
        return None if inner is None else Binary(term.op, inner, term.right)
    return None


def _joined(described: list[_Equation], source: Source) -> list[_Equation]:
    """One equation a variable: identities under complementary conditions become a choice."""
    by_name: dict[str, list[_Equation]] = {}
    for one in described:
        by_name.setdefault(one.group.name, []).append(one)
    joined = []
    for equations in by_name.values():
        first = equations[0]
        if len(equations) == 1 and first.when is None:
            joined.append(first)
            continue
        second = equations[-1]
        if len(equations) != 2 or not _complementary(first.when, second.when):
            raise _unsaid(first.group, _INCOMPLETE, source.locate(first.group.at))
        if first.left != second.left or first.when is None:
            raise _unsaid(first.group, _INCOMPLETE, source.locate(second.group.at))
        right = choice(first.when, first.right, second.right)
        joined.append(_Equation(first.group, first.left, right))
    return joined


def _complementary(a: Binary | None, b: Binary | None) -> bool:
    return (
        a is not None
        and b is not None
        and (a.left, a.right) == (b.left, b.right)
        and b.op == OPPOSITE[a.op]
    )


def _first(name: str, source: Source) -> int:
    found = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", source.text)
    return found.start() if found else 0


def _unsaid(group: _Group, what: Text, at: Location) -> TinbergenError:
    return TinbergenError("M074", at=at, equation=group.name, what=what)


def _unfit(group: _Group, what: Text, at: Location) -> TinbergenError:
    return TinbergenError("M075", at=at, equation=group.name, what=what)


# -- writing ----------------------------------------------------------------------------------
def _lines(one: _Equation) -> list[str]:
    group = one.group
    tags = {
        "name": group.name,
        "estimate": "ols" if group.behavioural else "",
        "restrictions": "; ".join(one.restrictions),
        "sample": " ".join(" ".join(part.text.split()) for part in group.all("TSRANGE")),
    }
    comments = [f"// {comment}" for comment in group.comments]
    return ["", *comments, *statement(tags, one.left, one.right)]
