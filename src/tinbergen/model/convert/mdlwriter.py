"""Models as texts in MDL, the description language of bimets (R)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.convert.formula import (
    OPPOSITE,
    Binary,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    dynare,
    names,
    shift,
)
from tinbergen.model.convert.mdl import MDL
from tinbergen.model.convert.reading import is_comparison
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Equation, Model

_FUNCTIONS = {"log": "LOG", "exp": "EXP", "abs": "ABS"}

_LEFT = Text("a variable, its LOG, EXP or first difference must stand on its left",
             "左边须为一个变量，或其 LOG、EXP、一阶差分")  # fmt: skip
_FUNCTION = Text("there is no function {name}()", "没有函数 {name}()")
_CONDITION = Text("a comparison stands inside an expression", "表达式中含有比较式")
_SUM = Text("its right side is no sum of coefficients times expressions",
            "右边不是“系数乘表达式”之和")  # fmt: skip
_RESERVED = Text("{name} is a function of MDL", "{name} 是 MDL 的函数名")


def write_bimets(model: ModelLike) -> str:
    """The model as a text in MDL, the language of bimets (R).

    Equations tagged ``estimate`` become behavioural ones, the others identities with the values
    of their parameters. MDL has no place for instruments and for values of coefficients: they
    stand in comments.

    Parameters
    ----------
    model
        A model, a fit, the name of a model of the library, or the path of a ``.mod`` file.

    Raises
    ------
    TinbergenError
        M076 for an equation that MDL can't say, M006 when an identity's parameter has no value;
        C010 and those of reading the model.
    """
    model = model_of(model)
    lines = ["MODEL"]
    for equation in model.equations:
        lines += ["", *_description(model, equation)]
    return "\n".join([*lines, "", "END", ""])


def _description(model: Model, equation: Equation) -> Iterator[str]:
    name, left, right = _normalised(model, equation)
    for n in names(left) + names(right):
        if n.name in MDL.functions:
            raise _unsaid(equation, _RESERVED.fill(name=n.name))
    if name in model.titles:
        yield f"COMMENT> {model.titles[name].en}"
    if equation.behavioural:
        yield from _behavioural(model, equation, name, left, right)
        return
    for when, result in _cases(right):
        yield f"IDENTITY> {name}"
        yield f"EQ> {_text(equation, left)} = {_text(equation, result)}"
        if when is not None:
            a, b = (_text(equation, side) for side in (when.left, when.right))
            yield f"IF> {a} {when.op} {b}"


def _behavioural(
    model: Model, equation: Equation, name: str, left: Formula, right: Formula
) -> Iterator[str]:
    terms = [_coefficient(equation, model, term) for term in _terms(right)]
    coefficients = [c for c, _ in terms]
    known = [f"{c} = {model.values[c]!r}" for c in coefficients if c in model.values]
    if known:
        yield f"COMMENT> Values: {', '.join(known)}"
    if equation.tags.get("instruments"):
        yield f"COMMENT> Instruments: {equation.tags['instruments']}"
    yield f"BEHAVIORAL> {name}"
    if equation.tags.get("sample"):
        yield f"TSRANGE {equation.tags['sample']}"
    products = [Name(c) if factor is None else Binary("*", Name(c), factor) for c, factor in terms]
    summed = reduce(lambda a, b: Binary("+", a, b), products)
    yield f"EQ> {_text(equation, left)} = {_text(equation, summed)}"
    yield f"COEFF> {' '.join(coefficients)}"
    stated = [r.strip() for r in equation.tags.get("restrictions", "").split(";")]
    stated += [f"{c} = {model.values[c]!r}" for c in equation.fixed if c in model.values]
    if any(stated):
        yield "RESTRICT> " + "\n".join(filter(None, stated))


# -- equations as MDL wants them --------------------------------------------------------------
def _normalised(model: Model, equation: Equation) -> tuple[str, Formula, Formula]:
    """The variable described, its form on the left, and all else on the right."""
    values = {} if equation.behavioural else model.values
    if not equation.behavioural:
        missing = [p for p in model.graph.parameters(equation.residual) if p not in values]
        if missing:
            raise TinbergenError("M006", names=", ".join(missing), model=model.name)
    left, right = (_formula(model.graph, node, values) for node in (equation.lhs, equation.rhs))
    own = {n.name for n in names(left) if n.lag == 0 and n.name in model.endogenous}
    name = equation.name if equation.name in own or len(own) != 1 else own.pop()
    kept: list[Formula] = []
    for term in _terms(left):
        if any(n.name == name for n in names(term)):
            kept.append(term)
        elif isinstance(term, Negative):
            right = Binary("+", right, term.operand)
        else:
            right = Binary("-", right, term)
    form = _form(kept, name)
    if form is None:
        raise _unsaid(equation, _LEFT)
    return name, form, right


def _form(terms: list[Formula], name: str) -> Formula | None:
    """What terms are of a variable; None when it is no form that MDL takes on the left."""
    now = Name(name)
    logarithm = Call("log", (now,))
    match terms:
        case [term] if term in (now, logarithm, Call("exp", (now,))):
            return term
        case [term, before] if term == now and before == Negative(shift(now, -1)):
            return Call("TSDELTA", (now,))
        case [term, before] if term == logarithm and before == Negative(shift(logarithm, -1)):
            return Call("TSDELTALOG", (now,))
    return None


def _terms(formula: Formula) -> list[Formula]:
    """What is added up; what is taken away is negative."""
    match formula:
        case Binary("+", left, right):
            return _terms(left) + _terms(right)
        case Binary("-", left, right):
            negative: list[Formula] = []
            for term in _terms(right):
                negative.append(term.operand if isinstance(term, Negative) else Negative(term))
            return _terms(left) + negative
    return [formula]


def _coefficient(equation: Equation, model: Model, term: Formula) -> tuple[str, Formula | None]:
    """The coefficient of a term and what it multiplies, which is None when that is 1."""
    if isinstance(term, Negative):
        name, factor = _coefficient(equation, model, term.operand)
        return name, Negative(factor or Number("1"))
    found = [n.name for n in names(term) if n.name in model.parameters]
    factors = _factors(term)
    if len(found) != 1 or Name(found[0]) not in factors:
        raise _unsaid(equation, _SUM)
    factors.remove(Name(found[0]))
    rest = reduce(lambda a, b: Binary("*", a, b), factors) if factors else None
    return found[0], rest


def _factors(term: Formula) -> list[Formula]:
    match term:
        case Binary("*", left, right):
            return _factors(left) + _factors(right)
        case Binary("/", left, right) if isinstance(left, Binary | Name):
            first, *others = _factors(left)
            return [first, *others, Binary("/", Number("1"), right)]
    return [term]


def _cases(right: Formula) -> list[tuple[Binary | None, Formula]]:
    """The right side under each of two conditions, or as it is."""
    match right:
        case Call("max" | "min" as function, (a, b)):
            when = Binary(">=" if function == "max" else "<=", a, b)
            return [(when, a), (Binary(OPPOSITE[when.op], a, b), b)]
        case Binary("+", first, second):
            for one, other in ((first, second), (second, first)):
                choice = _choice(one, other)
                if choice is not None:
                    when, a, b = choice
                    return [(when, a), (Binary(OPPOSITE[when.op], when.left, when.right), b)]
    return [(None, right)]


def _choice(one: Formula, other: Formula) -> tuple[Binary, Formula, Formula] | None:
    """Condition and values of ``condition*a + (1 - condition)*b``."""
    if not (isinstance(one, Binary) and isinstance(other, Binary) and one.op == other.op == "*"):
        return None
    for when, a in ((one.left, one.right), (one.right, one.left)):
        for otherwise, b in ((other.left, other.right), (other.right, other.left)):
            if is_comparison(when) and otherwise == Binary("-", Number("1"), when):
                return when, a, b
    return None


# -- expressions ------------------------------------------------------------------------------
def _formula(graph: Graph, root: Node, values: Mapping[str, float]) -> Formula:
    """A node as a formula, parameters that have values as numbers."""
    made: dict[Node, Formula] = {}
    for node in graph.reachable([root]):
        leaf = graph.leaves.get(node)
        args = tuple(made[a] for a in graph.args[node])
        match leaf:
            case Variable(name, lag):
                made[node] = Name(name, lag)
            case float():
                made[node] = _number(leaf)
            case str():
                made[node] = _number(values[leaf]) if leaf in values else Name(leaf)
            case _ if graph.ops[node] == "neg":
                made[node] = Negative(args[0])
            case _ if len(args) == 2 and graph.ops[node] not in ("max", "min"):
                made[node] = Binary(graph.ops[node], *args)
            case _:
                made[node] = Call(graph.ops[node], args)
    return made[root]


def _number(value: float) -> Formula:
    digits = f"{abs(value):.12g}" if float(f"{value:.12g}") == value else repr(abs(value))
    return Negative(Number(digits)) if value < 0 else Number(digits)


def _text(equation: Equation, formula: Formula) -> str:
    return dynare(_mdl(equation, formula))


def _mdl(equation: Equation, formula: Formula) -> Formula:
    """The formula with MDL's functions; lags are one of them."""
    match formula:
        case Name(name, lag) if lag:
            dated = "TSLAG" if lag < 0 else "TSLEAD"
            return Call(dated, (Name(name), Number(str(abs(lag)))))
        case Negative(operand):
            return Negative(_mdl(equation, operand))
        case Binary(op, left, right):
            if is_comparison(formula):
                raise _unsaid(equation, _CONDITION)
            return Binary(op, _mdl(equation, left), _mdl(equation, right))
        case Call("sqrt", (inner,)):
            return Binary("^", _mdl(equation, inner), Number("0.5"))
        case Call(function, args):
            known = function if function in MDL.functions else _FUNCTIONS.get(function)
            if known is None:
                raise _unsaid(equation, _FUNCTION.fill(name=function))
            return Call(known, tuple(_mdl(equation, a) for a in args))
    return formula


def _unsaid(equation: Equation, what: Text) -> TinbergenError:
    return TinbergenError("M076", at=equation.at, equation=equation.name, what=what)
