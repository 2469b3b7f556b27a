"""Formulas keep their value on the way into the model language."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import Location
from tinbergen.model.convert.eviews import EVIEWS
from tinbergen.model.convert.formula import (
    Binary,
    Call,
    Formula,
    Name,
    Negative,
    Number,
    difference,
    dynare,
    moving_sum,
    names,
    shift,
    wrapped,
)
from tinbergen.model.convert.reading import Written, equation
from tinbergen.model.dynare.parser import parse
from tinbergen.model.expression import operate

HEAD = "var a b; varexo c; parameters p_1; model; 0 = "


def value(text: str, at: dict[tuple[str, int], float]) -> float:
    """What a model file with this expression makes of it."""
    model = parse(f"{HEAD}{text}; b = 0; end;")
    known = {**at, ("p_1", 0): 0.5}

    def leaf(node):
        return known[(node, 0)] if isinstance(node, str) else known[(node.name, node.lag)]

    return model.graph.evaluate(model.equations[0].rhs, leaf)


def direct(formula: Formula, at: dict[tuple[str, int], float], back: int = 0) -> float:
    match formula:
        case Number(text):
            return float(text)
        case Name(name, lag):
            return 0.5 if name == "p_1" else at[(name, lag - back)]
        case Negative(operand):
            return -direct(operand, at, back)
        case Binary(op, left, right):
            return operate(op, (direct(left, at, back), direct(right, at, back)))
        case Call("diff", (inner,)):
            return direct(inner, at, back) - direct(inner, at, back + 1)
        case Call("max", (a, b)):
            return operate("max", (direct(a, at, back), direct(b, at, back)))
    raise AssertionError(formula)


leaves = st.one_of(
    st.sampled_from([Number("2"), Number(".5"), Number("3."), Number("1e-1"), Name("p_1")]),
    st.builds(Name, st.sampled_from("abc"), st.integers(-2, 1)),
)
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Negative, inner),
        st.builds(Binary, st.sampled_from("+-*/<"), inner, inner),
        st.builds(Binary, st.just("^"), inner, st.sampled_from([Number("2"), Name("p_1")])),
        st.builds(lambda x: Call("diff", (x,)), inner),
        st.builds(lambda x, y: Call("max", (x, y)), inner, inner),
    ),
    max_leaves=8,
)
points = st.fixed_dictionaries(
    {(n, lag): st.floats(0.1, 3) for n in "abc" for lag in range(-12, 3)}
)


@given(formulas, points)
def test_written_formulas_keep_their_value(formula: Formula, at) -> None:
    expected = direct(formula, at)
    if math.isfinite(expected) and abs(expected) < 1e12:
        found = value(wrapped(dynare(formula), 40), at)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(formulas, st.integers(-3, 3))
def test_shifting_moves_every_date(formula: Formula, periods: int) -> None:
    before, after = names(formula), names(shift(formula, periods))
    assert [n.lag + periods for n in before] == [n.lag for n in after]
    assert shift(shift(formula, periods), -periods) == formula


@pytest.mark.parametrize(
    ("order", "seasonal", "text"),
    [
        (1, 0, "diff(a)"),
        (0, 1, "diff(a)"),
        (2, 0, "diff(diff(a))"),
        (0, 4, "a - a(-4)"),
        (1, 4, "diff(a - a(-4))"),
        (0, 0, "a"),
    ],
)
def test_differences(order: int, seasonal: int, text: str) -> None:
    assert dynare(difference(Name("a"), order, seasonal)) == text


def test_moving_sum() -> None:
    assert dynare(moving_sum(Name("a", -1), 3)) == "a(-1) + a(-2) + a(-3)"


@pytest.mark.parametrize(
    ("eviews", "model_language"),
    [
        ("a - (b - c)", "a - (b - c)"),
        ("a + (b - c)", "a + b - c"),
        ("a/(b*c)", "a/(b*c)"),
        ("(a*b)*c", "a*b*c"),
        ("-a*b", "-a*b"),
        ("a*(-b)", "a*(-b)"),
        ("a^-b", "a^(-b)"),
        ("a**2", "a^2"),
        ("-(a^2)", "-a^2"),
        ("(-a)^2", "(-a)^2"),
        (".25*1.e3", "0.25*1.e3"),
        ("+a - +b", "a - b"),
        ("p(1)*a(1) + A(-1)", "p_1*a(+1) + a(-1)"),
        ("d(a)", "diff(a)"),
        ("d(a,1)", "diff(a)"),
        ("d(log(a), 0, 1)", "diff(log(a))"),
        ("d(a, 2)", "diff(diff(a))"),
        ("dlog(a(-1))", "diff(log(a(-1)))"),
        ("dlog(a, 0, 4)", "log(a) - log(a(-4))"),
        ("@movav(a, 2)", "(a + a(-1))/2"),
        ("@movsum(a*b, 2)", "a*b + a(-1)*b(-1)"),
        ("@recode(a>b, a, b)", "max(a, b)"),
        ("@recode((a)<=(b), a, b)", "min(a, b)"),
        ("@recode(a=b, c, 1)", "(a == b)*c + (1 - (a == b))*1"),
        ("(a <> b)*c", "(a != b)*c"),
        ("sqr(@abs(a))", "sqrt(abs(a))"),
    ],
)
def test_eviews_in_the_model_language(eviews: str, model_language: str) -> None:
    written = Written("a", f"a = {eviews}", lambda at: Location("x", 1, at + 1))
    left, right = equation(written, EVIEWS, {"p_1"})
    assert (dynare(left), dynare(right)) == ("a", model_language)


def test_long_statements_break_before_signs() -> None:
    lines = wrapped(" + ".join(f"term_{k}*x_{k}" for k in range(20)), 60).splitlines()
    assert all(len(line) <= 60 for line in lines)
    assert all(line.startswith("    + ") for line in lines[1:])
