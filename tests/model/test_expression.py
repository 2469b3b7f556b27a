"""Expressions: precedence, sharing, writing and reading back, dating, evaluation."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tinbergen.model.dynare.parser import parse
from tinbergen.model.expression import (
    COMPARISONS,
    FUNCTIONS1,
    FUNCTIONS2,
    Graph,
    Node,
    Variable,
    operate,
)
from tinbergen.model.model import Model

POINT = {"x": 1.375, "y": -0.625, "z": 2.25, "a": 0.875}


def read(text: str) -> tuple[Model, Node]:
    model = parse(f"var v x y z; parameters a; model; v = {text}; x=1; y=1; z=1; end;")
    return model, model.equations[0].rhs


def value(text: str, point: dict[str, float] | None = None) -> float:
    model, node = read(text)
    known = point or POINT
    return model.graph.evaluate(
        node, lambda leaf: known[leaf.name if isinstance(leaf, Variable) else leaf]
    )


# -- precedence --------------------------------------------------------------------------------
@st.composite
def chains(draw: st.DrawFn, depth: int = 3) -> str:
    """Operators and operands in a row, with few parentheses, so that precedence decides."""
    parts = []
    for k in range(draw(st.integers(1, 5))):
        if k:
            parts.append(draw(st.sampled_from([" + ", " - ", "*", "/", " * ", " / "])))
        parts.append(draw(st.sampled_from(["", "", "", "-", "+", "- -"])))
        parts.append(draw(atoms(depth)))
        if draw(st.integers(0, 3)) == 0:
            parts.append("^" + draw(st.sampled_from(["2", "3", "-1", "-2", "a", "-x", "(y - 1)"])))
    return "".join(parts)


def atoms(depth: int) -> st.SearchStrategy[str]:
    simple = st.sampled_from(["x", "y", "z", "a", "2", "0.5", "3"])
    if depth == 0:
        return simple
    return st.one_of(simple, simple, chains(depth - 1).map(lambda inner: f"({inner})"))


def python_value(text: str) -> float:
    try:
        result = eval(text.replace("^", "**"), dict(POINT))
    except (ZeroDivisionError, OverflowError):
        return math.nan
    return math.nan if isinstance(result, complex) else float(result)


@given(chains())
def test_precedence_is_that_of_arithmetic(text: str) -> None:
    """Python binds signs, powers, products and sums as Dynare does."""
    expected = python_value(text)
    assume(math.isfinite(expected))
    assert value(text) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-x^2", -(1.375**2)), ("2^-x", 2**-1.375), ("-2^2", -4.0), ("(-2)^2", 4.0),
        ("x - z - 1", -1.875), ("x/z/2", 1.375 / 2.25 / 2), ("8/-2*4", -16.0), ("-8/2*4", -16.0),
        ("8 - -2 - 1", 9.0), ("2*-3^2", -18.0), ("-x*y", 0.859375), ("2 + 3*4^2", 50.0),
        ("+x", 1.375), ("1 + 2 < 4", 1.0), ("1 < 2 == 1", 1.0), ("3 > 2 > 1", 0.0),
        ("1 + (2 == 2)", 2.0), ("x != x", 0.0), ("ln(z)", math.log(2.25)), ("1.5d1", 15.0),
        ("max(x, z)", 2.25), ("min(x, z)", 1.375), ("sign(y)", -1.0), ("abs(y)", 0.625),
        ("normcdf(0)", 0.5), ("erf(0)", 0.0), ("exp(1)^2", math.e**2), ("2^0.5", math.sqrt(2)),
    ],
)  # fmt: skip
def test_values(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-14)


# -- writing and reading back --------------------------------------------------------------------
EXACT: dict[str, Callable[..., Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "^": lambda a, b: a ** int(b), "neg": operator.neg, "max": max, "min": min, "abs": abs,
    **{name: (lambda f: lambda a, b: Fraction(f(a, b)))(f) for name, f in zip(
        COMPARISONS, (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne),
        strict=True)},
}  # fmt: skip


def exact_value(graph: Graph, root: Node) -> Fraction:
    """In fractions, so that the order of sums and products does not matter."""
    values: dict[Node, Fraction] = {}
    for node in graph.reachable([root]):
        leaf = graph.leaves.get(node)
        if isinstance(leaf, Variable):
            values[node] = Fraction(POINT[leaf.name]) + Fraction(leaf.lag, 7)
        elif leaf is not None:
            values[node] = Fraction(POINT[leaf] if isinstance(leaf, str) else leaf)
        else:
            values[node] = EXACT[graph.ops[node]](*(values[a] for a in graph.args[node]))
    return values[root]


@st.composite
def nodes(draw: st.DrawFn, graph: Graph, depth: int = 4) -> Node:
    """Expressions built by hand: shapes that no text need have written."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(["x", "y", "z", "a", ""]))
        if name == "a":
            return graph.parameter("a")
        if name:
            return graph.variable(name, draw(st.sampled_from([0, 0, -1, 2])))
        return graph.number(draw(st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0, 0.1, 1 / 3, -1e-7])))
    inner = nodes(graph, depth - 1)
    op = draw(st.sampled_from(["+", "-", "*", "/", "^", "neg", "max", "min", "abs", *COMPARISONS]))
    if op == "^":
        exponent = graph.number(draw(st.sampled_from([-2.0, 2.0, 3.0])))
        return graph.pow(draw(inner), exponent)
    count = 1 if op in ("neg", "abs") else 2
    return graph.apply(op, [draw(inner) for _ in range(count)])


@given(st.data())
def test_text_reads_back_with_the_same_value(data: st.DataObject) -> None:
    graph = Graph()
    root = data.draw(nodes(graph))
    text = graph.text(root)
    model, node = read(text)
    try:
        expected = exact_value(graph, root)
    except ZeroDivisionError:
        assume(False)
        return
    assert exact_value(model.graph, node) == expected
    again = model.graph.text(node)
    assert exact_value(*(lambda m, n: (m.graph, n))(*read(again))) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_with_all_their_digits(number: float) -> None:
    graph = Graph()
    assert value(graph.text(graph.number(number))) == number


@pytest.mark.parametrize(
    ("written", "shown"),
    [("a+x*y", "a + x*y"), ("(x+y)*z", "(x + y)*z"), ("x-(y-z)", "x - (y - z)"),
     ("x/(y/z)", "x/(y/z)"), ("(x^2)^3", "(x^2)^3"), ("-(x*y)", "-(x*y)"), ("(-2)^x", "(-2)^x"),
     ("x(-1)", "x(-1)"), ("x(+2)", "x(+2)"), ("x(0)", "x"), ("log(x)+max(y,1)", "log(x) + max(y, 1)"),
     ("0.1*x", "0.1*x"), ("1e-7*x", "1e-07*x")],
)  # fmt: skip
def test_text(written: str, shown: str) -> None:
    model, node = read(written)
    assert model.graph.text(node) == shown


# -- the graph -----------------------------------------------------------------------------------
@given(st.data())
def test_equal_expressions_are_one_node(data: st.DataObject) -> None:
    graph = Graph()
    root = data.draw(nodes(graph))
    size = len(graph.ops)
    assert graph.rewrite(root, lambda leaf: None) == root
    assert len(graph.ops) == size
    assert all(a < node for node in graph.reachable([root]) for a in graph.args[node])


def test_constants_fold_and_neutral_elements_vanish() -> None:
    graph = Graph()
    x, zero, one = graph.variable("x"), graph.number(0.0), graph.number(1.0)
    assert graph.add(x, zero) == graph.add(zero, x) == graph.sub(x, zero) == x
    assert graph.mul(x, one) == graph.mul(one, x) == graph.div(x, one) == graph.pow(x, one) == x
    assert graph.mul(x, zero) == graph.sub(x, x) == graph.div(zero, x) == zero
    assert graph.pow(x, zero) == one
    assert graph.sub(zero, x) == graph.mul(graph.number(-1.0), x) == graph.neg(x)
    assert graph.neg(graph.neg(x)) == x
    assert graph.add(x, one) == graph.add(one, x)
    assert graph.value(graph.div(graph.number(3.0), graph.number(4.0))) == 0.75
    assert graph.value(graph.pow(graph.number(2.0), graph.number(-2.0))) == 0.25


def test_folding_does_not_leave_the_numbers() -> None:
    assert math.isnan(value("10^400"))
    assert math.isnan(value("1/0"))
    assert math.isnan(value("(-2)^0.5"))
    assert math.isnan(value("log(-1)"))
    assert math.isnan(value("exp(1000)"))


@given(st.data(), st.integers(-3, 3), st.integers(-3, 3))
def test_shifts_add_up(data: st.DataObject, first: int, second: int) -> None:
    graph = Graph()
    root = data.draw(nodes(graph))
    moved = graph.shift(root, first)
    dates = sorted((v.name, v.lag + first) for v in graph.variables(root))
    assert sorted((v.name, v.lag) for v in graph.variables(moved)) == dates
    assert graph.parameters(moved) == graph.parameters(root)
    assert graph.shift(moved, second) == graph.shift(root, first + second)
    assert graph.shift(moved, -first) == root


def test_diff_is_the_change_from_the_period_before() -> None:
    model, node = read("diff(log(x)*z(-1))")
    graph = model.graph
    assert graph.text(node) == "log(x)*z(-1) - log(x(-1))*z(-2)"
    assert graph.value(read("diff(a)")[1]) is None or value("diff(a)") == 0.0
    twice, root = read("diff(diff(x))")
    assert twice.graph.text(root) == "x - x(-1) - (x(-1) - x(-2))"


def test_leaves_are_listed() -> None:
    model, node = read("x + a*x(-1) + y*a")
    assert [str(v) for v in model.graph.variables(node)] == ["x", "x(-1)", "y"]
    assert model.graph.parameters(node) == ["a"]


def test_unknown_leaves_make_the_value_unknown() -> None:
    model, node = read("x + y")
    assert math.isnan(model.graph.evaluate(node, lambda leaf: None))


# -- single operations -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", [*FUNCTIONS1, *FUNCTIONS2, *COMPARISONS])
def test_every_function_is_known_and_silent_outside_its_domain(name: str) -> None:
    count = 1 if name in FUNCTIONS1 else 2
    assert math.isfinite(operate(name, [0.5] * count))
    for number in (-2.0, 0.0, 1e6, math.inf, math.nan):
        assert isinstance(operate(name, [number] * count), float)
