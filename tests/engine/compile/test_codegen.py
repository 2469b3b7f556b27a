"""Compiled expressions against the same expressions evaluated in Python."""

import ctypes
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.engine.compile import jit as native
from tinbergen.engine.compile.codegen import Emitter, declarations, literal
from tinbergen.model.expression import COMPARISONS, FUNCTIONS1, FUNCTIONS2, Graph, Node, Variable

COLUMNS, PARAMETERS, WIDTH = {"x": 0, "y": 1}, {"a": 0, "b": 1}, 2
#: Rows of a path; expressions are computed in the middle one.
PATH = np.array([[0.4, 1.3], [1.7, 0.6], [0.9, -2.2], [-0.3, 0.8], [2.5, 0.2]])
NOW = 2
VALUES = np.array([0.75, -1.25])


def computed(graph: Graph, roots: Sequence[Node]) -> np.ndarray:
    emitter = Emitter(graph, COLUMNS, PARAMETERS, WIDTH)
    known: dict[Node, float | str] = {}
    emitter.compute(graph.reachable(roots), known)
    for k, root in enumerate(roots):
        emitter.store(known[root], "%out", k)
    body = "\n".join(emitter.lines)
    library = native.build(
        f"{declarations()}\ndefine void @f(ptr %row, ptr %P, ptr %out) {{\n{body}\n  ret void\n}}"
    )
    pointer = ctypes.c_void_p
    out = np.full(len(roots), np.nan)
    library.function("f", None, pointer, pointer, pointer)(
        PATH[NOW:].ctypes.data, VALUES.ctypes.data, out.ctypes.data
    )
    return out


def expected(graph: Graph, root: Node) -> float:
    def value(leaf: Variable | str) -> float:
        if isinstance(leaf, Variable):
            return float(PATH[NOW + leaf.lag, COLUMNS[leaf.name]])
        return float(VALUES[PARAMETERS[leaf]])

    return graph.evaluate(root, value)


def leaf(graph: Graph, name: str, lag: int) -> Node:
    return graph.parameter(name) if name in PARAMETERS else graph.variable(name, lag)


@st.composite
def nodes(draw: st.DrawFn, graph: Graph, depth: int = 4) -> Node:
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        if draw(st.integers(0, 3)) == 0:
            numbers = [-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 1e-9, 7.25]
            return graph.number(draw(st.sampled_from(numbers)))
        return leaf(graph, draw(st.sampled_from("xyab")), draw(st.integers(-2, 2)))
    inner = nodes(graph, depth - 1)
    op = draw(
        st.sampled_from(["+", "-", "*", "/", "^", "neg", *FUNCTIONS1, *FUNCTIONS2, *COMPARISONS])
    )
    if op == "^" and draw(st.booleans()):
        return graph.pow(
            draw(inner), graph.number(draw(st.sampled_from([2.0, 3.0, -1.0, -2.0, 0.5])))
        )
    count = 1 if op == "neg" or op in FUNCTIONS1 else 2
    return graph.apply(op, [draw(inner) for _ in range(count)])


@settings(max_examples=40)
@given(st.data())
def test_compiled_functions_equal_the_graph(data: st.DataObject) -> None:
    graph = Graph()
    roots = [data.draw(nodes(graph)) for _ in range(8)]
    wanted = np.array([expected(graph, root) for root in roots])
    # What Python calls undefined, hardware may call infinite, or compare with.
    defined = [all(math.isfinite(expected(graph, n)) for n in graph.reachable([r])) for r in roots]
    actual = computed(graph, roots)
    np.testing.assert_allclose(actual[defined], wanted[defined], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("op", [*FUNCTIONS1, "neg"])
def test_each_function_of_one_argument(op: str) -> None:
    graph = Graph()
    leaves = [leaf(graph, name, lag) for name in "xy" for lag in (-2, -1, 0, 1, 2)]
    roots = [graph.apply(op, [node]) for node in leaves]
    wanted = np.array([expected(graph, root) for root in roots])
    actual = computed(graph, roots)
    fine = np.isfinite(wanted)
    np.testing.assert_allclose(actual[fine], wanted[fine], rtol=1e-14)
    assert not np.isfinite(actual[~fine]).any()


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "^", *FUNCTIONS2, *COMPARISONS])
def test_each_operation_on_variables_and_on_special_numbers(op: str) -> None:
    graph = Graph()
    x, y = graph.variable("x"), graph.variable("y", -1)
    numbers = [graph.number(v) for v in (-1.0, 0.0, 1.0, 2.0, 0.5)]
    pairs = [(x, y), (y, x), (x, x)]
    pairs += [pair for n in numbers for pair in ((x, n), (n, x))]
    # The graph folds what it can; the code must fold the rest alike.
    roots = [graph.call(op, *pair) for pair in pairs]
    wanted = np.array([expected(graph, root) for root in roots])
    actual = computed(graph, roots)
    fine = np.isfinite(wanted)
    assert fine.sum() >= 10
    np.testing.assert_allclose(actual[fine], wanted[fine], rtol=1e-14)


@pytest.mark.parametrize("op", FUNCTIONS2)
def test_what_is_no_number_is_neither_larger_nor_smaller(op: str) -> None:
    """The logarithm of something negative must not hide behind the other side."""
    graph = Graph()
    nothing = graph.call("log", graph.variable("y"))
    x = graph.variable("x")
    roots = [graph.call(op, nothing, x), graph.call(op, x, nothing)]
    assert np.isnan([expected(graph, root) for root in roots]).all()
    assert np.isnan(computed(graph, roots)).all()


def test_known_numbers_are_folded_and_neutral_elements_dropped() -> None:
    emitter = Emitter(Graph(), COLUMNS, PARAMETERS, WIDTH)
    fold = emitter.arithmetic
    assert fold("*", "%x", 0.0) == fold("*", 0.0, "%x") == 0.0
    assert fold("*", "%x", 1.0) == fold("*", 1.0, "%x") == fold("/", "%x", 1.0) == "%x"
    assert fold("+", "%x", 0.0) == fold("+", 0.0, "%x") == fold("-", "%x", 0.0) == "%x"
    assert (fold("+", 2.0, 3.0), fold("-", 2.0, 3.0)) == (5.0, -1.0)
    assert (fold("*", 2.0, 3.0), fold("/", 3.0, 2.0)) == (6.0, 1.5)
    assert emitter.lines == []
    fold("/", 1.0, 0.0)
    fold("-", 0.0, "%x")
    assert ["fdiv" in emitter.lines[0], "fneg" in emitter.lines[1]] == [True, True]


def test_shared_parts_are_computed_once() -> None:
    graph = Graph()
    part = graph.call("exp", graph.variable("x"))
    root = graph.mul(graph.add(part, graph.number(1.0)), part)
    emitter = Emitter(graph, COLUMNS, PARAMETERS, WIDTH)
    emitter.compute(graph.reachable([root]), {})
    assert sum("llvm.exp" in line for line in emitter.lines) == 1


@given(st.floats())
def test_numbers_are_written_bit_by_bit(number: float) -> None:
    bits = int(literal(number), 16).to_bytes(8, "little")
    np.testing.assert_array_equal(np.frombuffer(bits), [number])


def test_an_operation_that_is_not_known_is_no_silent_zero() -> None:
    graph = Graph()
    root = graph.call("integral", graph.variable("x"))
    with pytest.raises(ValueError, match="integral"):
        computed(graph, [root])
