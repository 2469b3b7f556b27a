"""Functions of the user's own that model files call."""

import math
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinbergen
from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import solve
from tinbergen.model.derivatives import gradient
from tinbergen.model.dynare.parser import parse
from tinbergen.model.expression import Graph
from tinbergen.model.external import External, by_argument, functions_of


def cobb_douglas(a: float, b: float) -> float:
    return a**0.3 * b**0.7


def slopes(a: float, b: float) -> list[float]:
    y = cobb_douglas(a, b)
    return [0.3 * y / a, 0.7 * y / b]


def curvature(a: float, b: float) -> list[list[float]]:
    y = cobb_douglas(a, b)
    cross = 0.21 * y / (a * b)
    return [[-0.21 * y / a**2, cross], [cross, -0.21 * y / b**2]]


POINTS = st.floats(0.5, 3.0)


@given(POINTS, POINTS)
def test_differences_come_close_to_the_derivatives(a: float, b: float) -> None:
    alone = External("f").bound({"f": cobb_douglas})
    told = External("f", gradient="g", hessian="h").bound(
        {"f": cobb_douglas, "g": slopes, "h": curvature}
    )
    itself = External("f", gradient="", hessian="").bound(
        {"f": lambda a, b: (cobb_douglas(a, b), slopes(a, b), curvature(a, b))}
    )
    for op in ("f()", "f()/1", "f()/2", "f()/1/1", "f()/1/2", "f()/2/2"):
        exact = told.compute(op, (a, b))
        assert itself.compute(op, (a, b)) == exact
        # Second differences lose eight of sixteen digits to a step of a millionth.
        tolerance = 5e-3 if op.count("/") == 2 else 1e-8
        assert alone.compute(op, (a, b)) == pytest.approx(exact, abs=tolerance)


def test_derivatives_are_calls_in_the_graph() -> None:
    graph = Graph(externals={"f": External("f").bound({"f": cobb_douglas})})
    x, y = graph.variable("x"), graph.variable("y")
    call = graph.call("f()", graph.mul(x, x), y)
    by_x = gradient(graph, call)[x]
    values = {"x": 1.5, "y": 2.0}
    found = graph.evaluate(by_x, lambda leaf: values.get(getattr(leaf, "name", "")))
    assert found == pytest.approx(2 * 1.5 * slopes(2.25, 2.0)[0], rel=1e-8)
    assert graph.text(call) == "f(x*x, y)"
    second = gradient(graph, gradient(graph, call)[y])[y]
    assert graph.ops[second] == "f()/2/2"
    with pytest.raises(TinbergenError, match="M141"):
        by_argument("f()/2/2", 1)


def test_outside_the_domain_there_is_no_number() -> None:
    root = External("f").bound({"f": math.sqrt})
    assert math.isnan(root.compute("f()", (-1.0,)))
    assert math.isnan(root.compute("f()", (math.nan,)))
    assert math.isnan(External("f").bound({"f": lambda x: x**0.5}).compute("f()", (-1.0,)))


@pytest.mark.parametrize("function", [lambda: 1.0, lambda x: "one", lambda x: None, lambda x: {}])
def test_a_function_that_fails_is_named(function: object) -> None:
    broken = External("flow").bound({"flow": function})  # type: ignore[dict-item]
    with pytest.raises(TinbergenError, match=r"flow\(2\)") as fault:
        broken.compute("flow()", (2.0,))
    assert fault.value.code == "M136"


def test_several_outputs_are_asked_of_one_call() -> None:
    calls: list[float] = []

    def roots(x: float) -> tuple[float, float]:
        calls.append(x)
        return -math.sqrt(x), math.sqrt(x)

    both = External("roots").bound({"roots": roots})
    assert both.compute("roots()", (4.0,)) == -2.0
    assert both.compute("roots()#2", (4.0,)) == 2.0
    assert calls == [4.0]
    with pytest.raises(TinbergenError, match="M136"):
        both.compute("roots()#3", (4.0,))


FILE = """var y;
varexo e;
parameters a;
external_function(name = flow, nargs = 2, first_deriv_provided = slope);
a = level(3) + 1;
model;
y = flow(y(-1), a) + e;
end;
"""


def test_a_file_declares_and_calls() -> None:
    given = {"flow": cobb_douglas, "slope": slopes, "level": lambda x: 2 * x}
    model = parse(FILE, functions=given)
    assert model.values["a"] == 7.0
    flow = model.graph.externals["flow"]
    assert (flow.arguments, flow.gradient, flow.hessian, flow.missing) == (2, "slope", None, None)
    assert model.graph.text(model.equations[0].rhs) == "flow(y(-1), a) + e"


@pytest.mark.parametrize(
    ("line", "instead", "code"),
    [
        ("y(-1), a", "y(-1)", "M009"),
        ("name = flow, ", "", "M138"),
        ("nargs = 2", "nargs = 0", "M138"),
        ("flow(y", "flaw(y", "M004"),
        ("flow(y(-1), a)", "flow(y(-1), a", "M003"),
    ],
)
def test_mistakes(line: str, instead: str, code: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        parse(FILE.replace(line, instead), functions={"level": abs})
    assert fault.value.code == code


def test_a_value_needs_its_function() -> None:
    with pytest.raises(TinbergenError, match="level") as fault:
        solve(parse(FILE))
    assert fault.value.code == "M135"


def test_functions_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text("import math\n\n\ndef f(x):\n    return math.exp(x)\n\n_g = f\nsize = 3\n")
    assert list(functions_of(path)) == ["f"]
    path.write_text("x = 1\ny = 1/0\n")
    with pytest.raises(TinbergenError) as fault:
        functions_of(path)
    assert fault.value.code == "M137"
    assert fault.value.at is not None
    assert fault.value.at.line == 2
    with pytest.raises(TinbergenError, match="M137"):
        functions_of(tmp_path / "nothing.py")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_functions_stand_in_a_file_of_some_size(tmp_path: Path) -> None:
    """A pipe would never end, a device fill the memory."""
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(TinbergenError, match="M137"):
            functions_of(place)
    (tmp_path / "f.py").write_text("x = 1\n" * 100)
    with tinbergen.limits(file_bytes=500), pytest.raises(TinbergenError, match="C240"):
        functions_of(tmp_path / "f.py")
