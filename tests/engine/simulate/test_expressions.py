"""Expressions on whole series against the same expressions period by period."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.expressions import evaluate, known_span
from tinbergen.model.expression import COMPARISONS, FUNCTIONS1, FUNCTIONS2, Graph, Node, Variable

START = Period.parse("2000Q1")
RNG = np.random.default_rng(0)
DATA = Dataset.of(START, {"x": RNG.normal(size=12), "y": RNG.uniform(0.1, 3, 12)})
SPAN = Span(START + 2, 8)
PARAMETERS = {"a": 0.75}


@st.composite
def nodes(draw: st.DrawFn, graph: Graph, depth: int = 4) -> Node:
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(["x", "y", "a", ""]))
        if name == "a":
            return graph.parameter("a")
        if name:
            return graph.variable(name, draw(st.integers(-2, 2)))
        return graph.number(draw(st.sampled_from([-1.0, 0.0, 0.5, 2.0])))
    inner = nodes(graph, depth - 1)
    op = draw(
        st.sampled_from(["+", "-", "*", "/", "^", "neg", *FUNCTIONS1, *FUNCTIONS2, *COMPARISONS])
    )
    count = 1 if op == "neg" or op in FUNCTIONS1 else 2
    return graph.apply(op, [draw(inner) for _ in range(count)])


@given(st.data())
def test_series_are_the_values_of_each_period(data: st.DataObject) -> None:
    graph = Graph()
    roots = [data.draw(nodes(graph)) for _ in range(3)]
    columns = evaluate(graph, roots, DATA, SPAN, PARAMETERS)
    for root, column in zip(roots, columns, strict=True):
        assert column.dtype == float
        assert column.shape == (SPAN.length,)
        for t, period in enumerate(SPAN):

            def value(node: Node, period: Period = period) -> float:
                return graph.evaluate(
                    node,
                    lambda leaf: (
                        DATA.at(leaf.name, period + leaf.lag) if isinstance(leaf, Variable)
                        else PARAMETERS[leaf]
                    ),
                )  # fmt: skip

            # What Python calls undefined, numpy may call infinite, or compare with.
            if all(math.isfinite(value(n)) for n in graph.reachable([root])):
                assert column[t] == pytest.approx(value(root), rel=1e-12, abs=1e-12)


def test_comparisons_are_numbers_that_can_be_reckoned_with() -> None:
    graph = Graph()
    x, one = graph.variable("x"), graph.number(1.0)
    above, below = graph.call(">", x, one), graph.call("<", x, one)
    data = Dataset.of(START, {"x": [0.0, 1.0, 2.0, np.nan]})
    roots = [above, graph.neg(above), graph.add(above, above), graph.sub(below, above)]
    found = evaluate(graph, roots, data, data.span, {})
    np.testing.assert_array_equal(found[0], [0, 0, 1, np.nan])
    np.testing.assert_array_equal(found[1], [0, 0, -1, np.nan])
    np.testing.assert_array_equal(found[2], [0, 0, 2, np.nan])
    np.testing.assert_array_equal(found[3], [1, 0, -1, np.nan])


@pytest.mark.parametrize("op", COMPARISONS)
def test_what_is_missing_is_neither_true_nor_false(op: str) -> None:
    graph = Graph()
    root = graph.call(op, graph.variable("x"), graph.variable("x", -1))
    data = Dataset.of(START, {"x": [1.0, np.nan, 2.0, 3.0]})
    (found,) = evaluate(graph, [root], data, data.span, {})
    assert np.isnan(found).tolist() == [True, True, True, False]


def test_data_that_do_not_reach_and_unknown_parameters_are_missing() -> None:
    graph = Graph()
    lagged, unknown = graph.variable("x", -3), graph.parameter("b")
    found = evaluate(graph, [lagged, unknown], DATA, SPAN, PARAMETERS)
    assert np.isnan(found[0]).tolist() == [True] + [False] * 7
    assert np.isnan(found[1]).all()


def test_values_outside_the_domain_are_silent() -> None:
    graph = Graph()
    x = graph.variable("x")
    roots = [graph.call("log", x), graph.call("sqrt", x), graph.div(x, graph.sub(x, x))]
    data = Dataset.of(START, {"x": [-1.0]})
    for column in evaluate(graph, roots, data, data.span, {}):
        assert not np.isfinite(column).any()


def test_the_span_in_which_everything_is_known() -> None:
    graph = Graph()
    data = Dataset.of(
        START,
        {
            "x": [np.nan, 1, 2, 3, 4, 5, np.nan],
            "y": [1, 2, np.nan, 4, 5, 6, 7],
            "z": [np.nan] * 7,
        },
    )
    lagged, ahead = graph.variable("x", -2), graph.variable("y", 1)
    assert known_span(graph, [lagged, ahead], data) == Span(START + 3, 3)
    assert known_span(graph, [graph.variable("y")], data) == Span(START, 7)
    assert known_span(graph, [graph.variable("z")], data) is None
    assert known_span(graph, [graph.variable("x", -6), graph.variable("y", 4)], data) is None
    assert known_span(graph, [graph.number(1.0)], data) is None
    with pytest.raises(TinbergenError) as fault:
        known_span(graph, [graph.variable("xx")], data)
    assert fault.value.code == "D002"
