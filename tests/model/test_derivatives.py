"""Derivatives against complex steps, finite differences and each other."""

import cmath
import math
import operator
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special

from tinbergen.model.derivatives import gradient
from tinbergen.model.expression import FUNCTIONS1, Graph, Node, Variable

NAMES = ("x", "y", "a")
#: Smooth operations on complex numbers, for steps along the imaginary axis.
COMPLEX: dict[str, Callable[..., complex]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "^": operator.pow, "neg": operator.neg, "exp": cmath.exp, "log": cmath.log,
    "log10": cmath.log10, "sqrt": cmath.sqrt, "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan,
    "asin": cmath.asin, "acos": cmath.acos, "atan": cmath.atan, "sinh": cmath.sinh,
    "cosh": cmath.cosh, "tanh": cmath.tanh, "erf": lambda z: complex(special.erf(z)),
    "normcdf": lambda z: 0.5 * complex(special.erfc(-z / math.sqrt(2))),
    "normpdf": lambda z: cmath.exp(-z * z / 2) / math.sqrt(2 * math.pi),
}  # fmt: skip
SMOOTH1 = [name for name in FUNCTIONS1 if name in COMPLEX]


def complex_value(graph: Graph, root: Node, point: dict[str, complex]) -> complex:
    values: dict[Node, complex] = {}
    for node in graph.reachable([root]):
        leaf = graph.leaves.get(node)
        if isinstance(leaf, float):
            values[node] = leaf
        elif leaf is not None:
            values[node] = point[leaf.name if isinstance(leaf, Variable) else leaf]
        else:
            values[node] = COMPLEX[graph.ops[node]](*(values[a] for a in graph.args[node]))
    return values[root]


def real_value(graph: Graph, root: Node, point: dict[str, float]) -> float:
    return graph.evaluate(
        root, lambda leaf: point[leaf.name if isinstance(leaf, Variable) else leaf]
    )


def leaves(graph: Graph) -> dict[str, Node]:
    return {"x": graph.variable("x"), "y": graph.variable("y"), "a": graph.parameter("a")}


@st.composite
def smooth(draw: st.DrawFn, graph: Graph, depth: int = 4) -> Node:
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        name = draw(st.sampled_from([*NAMES, *NAMES, ""]))
        return (
            leaves(graph)[name] if name else graph.number(draw(st.sampled_from([0.5, 2.0, -3.0])))
        )
    inner = smooth(graph, depth - 1)
    kind = draw(st.integers(0, 9))
    if kind < 2:
        return graph.call(draw(st.sampled_from(SMOOTH1)), draw(inner))
    if kind == 2:
        return graph.pow(draw(inner), graph.number(draw(st.sampled_from([2.0, 3.0, -1.0, 0.5]))))
    if kind == 3:
        return graph.neg(draw(inner))
    op = draw(st.sampled_from(["+", "-", "*", "/", "^", "*", "+"]))
    if op == "^":
        # Only a positive base has a derivative by its exponent.
        return graph.pow(graph.call("exp", draw(inner)), draw(inner))
    return graph.apply(op, [draw(inner), draw(inner)])


@given(
    st.data(),
    st.fixed_dictionaries({name: st.floats(0.2, 1.8) for name in NAMES}),
    st.sampled_from(NAMES),
)
def test_gradient_equals_the_complex_step(
    data: st.DataObject, point: dict[str, float], by: str
) -> None:
    """Im f(x + ih) / h is f'(x) to machine precision (Squire and Trapp 1998)."""
    graph = Graph()
    root = data.draw(smooth(graph))
    size = real_value(graph, root, point)
    assume(math.isfinite(size) and abs(size) < 1e6)
    step = {name: complex(v, 1e-25 if name == by else 0.0) for name, v in point.items()}
    try:
        expected = complex_value(graph, root, step).imag / 1e-25
    except (OverflowError, ZeroDivisionError, ValueError):
        assume(False)
        return
    assume(math.isfinite(expected) and abs(expected) < 1e8)
    by_leaf = gradient(graph, root)
    derivative = by_leaf.get(leaves(graph)[by])
    actual = 0.0 if derivative is None else real_value(graph, derivative, point)
    # Near zeros of sums both lose digits, each in its own way.
    assert actual == pytest.approx(expected, rel=1e-7, abs=1e-7 * (1 + abs(size)))


@pytest.mark.parametrize("name", [*FUNCTIONS1, "neg"])
@pytest.mark.parametrize("at", [-0.7, 0.3, 0.9])
def test_rule_of_each_function(name: str, at: float) -> None:
    graph = Graph()
    x = graph.variable("x")
    root = graph.apply(name, [x])
    here = real_value(graph, root, {"x": at})
    if math.isnan(here):
        assert at < 0
        assert name in ("log", "log10", "sqrt")
        return
    h = 1e-6
    ahead, behind = (real_value(graph, root, {"x": at + s * h}) for s in (1, -1))
    derivative = gradient(graph, root).get(x, graph.number(0.0))
    assert real_value(graph, derivative, {"x": at}) == pytest.approx(
        (ahead - behind) / (2 * h), rel=1e-8, abs=1e-9
    )


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "^", "max", "min"])
@pytest.mark.parametrize("point", [(0.4, 1.3), (1.7, 0.6), (2.0, 3.0)])
def test_rule_of_each_operation(op: str, point: tuple[float, float]) -> None:
    graph = Graph()
    x, y = graph.variable("x"), graph.variable("y")
    root = graph.apply(op, [x, y])
    known = dict(zip("xy", point, strict=True))
    by_leaf = gradient(graph, root)
    h = 1e-6
    for name, leaf in (("x", x), ("y", y)):
        ahead, behind = (
            real_value(graph, root, {**known, name: known[name] + s * h}) for s in (1, -1)
        )
        derivative = by_leaf.get(leaf, graph.number(0.0))
        assert real_value(graph, derivative, known) == pytest.approx(
            (ahead - behind) / (2 * h), rel=1e-8, abs=1e-9
        )


def test_steps_have_no_derivative() -> None:
    graph = Graph()
    x, zero = graph.variable("x"), graph.number(0.0)
    for op in ("<", "<=", ">", ">=", "==", "!="):
        assert gradient(graph, graph.call(op, x, zero)) == {}
    assert gradient(graph, graph.call("sign", x)) == {}


def test_at_a_kink_one_side_counts_once() -> None:
    graph = Graph()
    x, y = graph.variable("x"), graph.variable("y")
    for op in ("max", "min"):
        by_leaf = gradient(graph, graph.call(op, x, y))
        slopes = [real_value(graph, by_leaf[leaf], {"x": 1.0, "y": 1.0}) for leaf in (x, y)]
        assert slopes == [1.0, 0.0]


@given(st.data(), st.fixed_dictionaries({name: st.floats(0.2, 1.8) for name in NAMES}))
def test_second_derivatives_do_not_depend_on_the_order(
    data: st.DataObject, point: dict[str, float]
) -> None:
    graph = Graph()
    root = data.draw(smooth(graph, 3))
    x, y = leaves(graph)["x"], leaves(graph)["y"]

    def second(first: Node, then: Node) -> float:
        inner = gradient(graph, root, [first]).get(first)
        outer = None if inner is None else gradient(graph, inner, [then]).get(then)
        return 0.0 if outer is None else real_value(graph, outer, point)

    xy, yx = second(x, y), second(y, x)
    assume(math.isfinite(xy) and math.isfinite(yx) and abs(xy) < 1e6)
    assert xy == pytest.approx(yx, rel=1e-6, abs=1e-6)


@given(st.data())
def test_only_the_leaves_asked_for_are_answered(data: st.DataObject) -> None:
    graph = Graph()
    root = data.draw(smooth(graph))
    everything = gradient(graph, root)
    x = leaves(graph)["x"]
    assert gradient(graph, root, [x]) == {n: d for n, d in everything.items() if n == x}
    assert gradient(graph, root, []) == {}
    assert set(everything) <= set(leaves(graph).values())


def test_dates_are_different_leaves_and_shared_parts_count_each_time() -> None:
    graph = Graph()
    now, before = graph.variable("x"), graph.variable("x", -1)
    part = graph.mul(now, before)
    root = graph.mul(part, part)
    by_leaf = gradient(graph, root)
    values = {0: 3.0, -1: 5.0}
    found = {
        graph.leaves[leaf].lag: graph.evaluate(d, lambda v: values[v.lag])  # type: ignore[union-attr]
        for leaf, d in by_leaf.items()
    }
    assert found == {0: 2 * 3 * 25.0, -1: 2 * 5 * 9.0}


def test_a_leaf_is_its_own_derivative_and_a_number_has_none() -> None:
    graph = Graph()
    x = graph.variable("x")
    assert gradient(graph, x) == {x: graph.number(1.0)}
    assert gradient(graph, graph.number(2.0)) == {}


def test_a_long_chain_needs_no_deep_stack() -> None:
    graph = Graph()
    x = root = graph.variable("x")
    for _ in range(5000):
        root = graph.call("sin", root)
    point = {"x": 1.0}
    slope, value = 1.0, 1.0
    for _ in range(5000):
        slope, value = slope * math.cos(value), math.sin(value)
    assert np.isclose(real_value(graph, gradient(graph, root)[x], point), slope)
    assert graph.text(root).startswith("sin(sin(")
