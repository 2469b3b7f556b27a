"""The careful solver: reached where the quick one fails, honest where it fails too."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import path
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate import newton
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse

START = Period.parse("2000Q3")


def quick(text: str, **data: float) -> tuple[int, Dataset]:
    """Iterations of the compiled solver alone; negative when it fails."""
    model = parse(text)
    compiled = compile_model(model)
    known = Dataset.of(START, {name: [value] for name, value in data.items()})
    filled = path.rows(model, compiled, known, Span(START, 1))
    status = compiled.solve(filled.values[None], filled.parameters, 0, 0, tol=1e-9, max_iter=50)
    return int(status[0]), known


@pytest.mark.parametrize(
    ("text", "guess", "answer"),
    [
        # Newton's steps on the arc tangent grow without bound from |y| > 1.39.
        ("atan(y) = x;", 3.0, np.tan(0.5)),
        ("y/sqrt(1 + y^2) = x;", 2.0, 0.5 / np.sqrt(0.75)),
        # At the guess the derivative is zero.
        ("y^2 = x;", 0.0, None),
    ],
)
def test_damping_arrives_where_full_steps_do_not(
    text: str, guess: float, answer: float | None
) -> None:
    source = f"var y; varexo x; model; {text} end;"
    status, data = quick(source, y=guess, x=0.5)
    assert status < 0
    if answer is None:
        with pytest.raises(TinbergenError):
            simulate(parse(source), data, Span(START, 1))
        return
    run = simulate(parse(source), data, Span(START, 1))
    assert run["y"][0] == pytest.approx(answer, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "guess", "answer"),
    [
        # The first full step leaves the domain of the logarithm, of the root.
        ("log(y) = x;", 40.0, np.exp(0.5)),
        ("1/sqrt(y) = x;", 100.0, 4.0),
        # Full steps go round in circles before they arrive.
        ("y^3 - 2*y + 2 = x;", 0.0, -1.69804806),
    ],
)
def test_steps_out_of_the_domain_are_shortened(text: str, guess: float, answer: float) -> None:
    source = f"var y; varexo x; model; {text} end;"
    _, data = quick(source, y=guess, x=0.5)
    run = simulate(parse(source), data, Span(START, 1))
    assert run["y"][0] == pytest.approx(answer, rel=1e-4)


def test_only_the_draws_and_rows_that_failed_are_solved_again() -> None:
    """A path whose third quarter is hard: the others are solved quickly, before and after."""
    model = parse("var y z; varexo x; model; atan(y) = x; z = z(-1) + y; end;")
    x = np.array([0.1, 0.1, 1.5, 0.1, 0.1])
    guess = np.array([0.1, 0.1, -5.0, 0.1, 0.1])
    data = Dataset.of(START, {"x": x, "y": guess, "z": np.zeros(5)})
    run = simulate(model, data, Span(START + 1, 4))
    np.testing.assert_allclose(run["y"], np.tan(x[1:]), rtol=1e-8)
    np.testing.assert_allclose(run["z"], np.cumsum(np.tan(x[1:])), rtol=1e-8)


@pytest.mark.parametrize(
    "text",
    [
        "y^2 + 1 = 0;",  # no root; the derivative is zero at the guess
        "exp(y) = -1;",
        "sign(y) = 3;",  # no derivative anywhere
        "max(y, 0) = -1;",
        "log(y) = x/0;",
    ],
)
@pytest.mark.parametrize("guess", [0.0, 1.0])
def test_what_has_no_solution_is_never_called_solved(text: str, guess: float) -> None:
    model = parse(f"var y; varexo x; model; {text} end;")
    data = Dataset.of(START, {"y": [guess], "x": [1.0]})
    with pytest.raises(TinbergenError) as fault:
        simulate(model, data, Span(START, 1))
    assert fault.value.code == "E003"


@pytest.mark.parametrize("text", ["sqrt(y) = x;", "y^0.3 = x;", "1/normcdf(y) = x;"])
def test_an_infinite_derivative_is_no_proof_of_a_solution(text: str) -> None:
    """At zero a root is infinitely steep: the step is nothing, the equation far from solved."""
    model = parse(f"var y; varexo x; model; {text} end;")
    guess = -30.0 if "normcdf" in text else 0.0
    with pytest.raises(TinbergenError) as fault:
        simulate(model, Dataset.of(START, {"y": [guess], "x": [2.0]}), Span(START, 1))
    assert fault.value.code == "E003"
    near = Dataset.of(START, {"y": [0.5], "x": [1.25]})
    run = simulate(model, near, Span(START, 1))
    left = model.graph.evaluate(model.equations[0].lhs, lambda v: float(run["y"][0]))
    assert left == pytest.approx(1.25, rel=1e-9)


def test_huge_errors_are_weighed_without_overflow() -> None:
    """Newton descends an exponential one unit a step, too slowly from here: told, not warned."""
    model = parse("var y; varexo x; model; exp(y) = x; end;")
    with pytest.raises(TinbergenError) as fault:
        simulate(model, Dataset.of(START, {"y": [600.0], "x": [2.0]}), Span(START, 1))
    assert fault.value.code == "E003"
    assert "e+173" in fault.value.text("title")


@st.composite
def equations(draw: st.DrawFn, names: tuple[str, ...], depth: int = 3) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from([*names, "2", "0.5", "-1"]))
    inner = equations(names, depth - 1)
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return (
            f"{draw(st.sampled_from(['exp', 'log', 'sqrt', 'abs', 'tanh', 'sin']))}({draw(inner)})"
        )
    if kind == 1:
        return f"{draw(st.sampled_from(['max', 'min']))}({draw(inner)}, {draw(inner)})"
    return f"({draw(inner)} {draw(st.sampled_from('+-*/'))} {draw(inner)})"


@settings(max_examples=60)
@given(st.data(), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_what_is_called_solved_is_solved(data: st.DataObject, n: int, seed: int) -> None:
    """Any model, any data: an answer solves the equations, or there is an E003."""
    ys = tuple(f"y{k}" for k in range(n))
    names = (*ys, *(f"{y}(-1)" for y in ys), "x", "x")
    lines = [f"{y} = 0.4*{data.draw(equations(names))} + x;" for y in ys]
    model = parse(f"var {' '.join(ys)}; varexo x; model; {' '.join(lines)} end;")
    rng = np.random.default_rng(seed)
    known = Dataset.of(
        START, {**{y: rng.uniform(-1, 2, 4) for y in ys}, "x": rng.uniform(0.1, 2, 4)}
    )
    try:
        run = simulate(model, known, Span(START + 1, 3))
    except TinbergenError as fault:
        assert fault.code == "E003"
        return
    compiled = compile_model(model)
    rows = path.rows(model, compiled, run.data, run.span, need="all")
    errors = compiled.residuals(rows.values, rows.parameters, rows.lags, 3)
    slopes = np.abs(compiled.jacobian(rows.values, rows.parameters, rows.lags, 3))
    steepest = slopes[np.isfinite(slopes)].max(initial=0.0)
    size = 1 + np.abs(rows.values[rows.lags :]).max()
    # The variables are exact to 1e-9; where an equation is steep, its error is that much larger.
    assert np.abs(errors).max() <= 1e-8 * size * (1 + steepest)


def test_a_solution_at_rounding_error_is_recognised() -> None:
    """A second pass over solved equations: steps of 1e-17 must not be halved for ever."""
    model = parse(
        "var a b c; varexo x; model; a = 0.1*b + x; b = 0.7*a + 0.1*c; c = 1/3*a - 0.2*b; end;"
    )
    compiled = compile_model(model)
    for seed in range(20):
        x = np.random.default_rng(seed).uniform(1, 1e6)
        data = Dataset.of(START, {"x": [x]})
        filled = path.rows(model, compiled, data, Span(START, 1))
        for _ in range(3):
            stuck = newton.solve_row(
                model, compiled, filled.values, filled.parameters[0], 0, 1e-9, 50
            )
            assert stuck is None


def test_failure_names_period_equations_values_and_place() -> None:
    source = """var output price;
varexo demand;
model;
[name='supply'] output = 10*sqrt(price);
[name='demand curve'] output = demand - exp(price);
end;"""
    data = Dataset.of(START, {"output": [1.0] * 3, "price": [1.0] * 3, "demand": [30, 20, -5.0]})
    with pytest.raises(TinbergenError) as fault:
        simulate(parse(source, "market.mod"), data, Span(START, 3))
    error = fault.value
    title, cause = error.text("title"), error.text("cause")
    assert error.code == "E003"
    assert "market" in title
    assert "2001Q1" in title
    assert "demand curve (" in title
    assert "2 simultaneous" in cause
    assert "price = " in cause
    assert "demand = -5" in cause
    assert "2001Q1" in error.text("fix")
    assert error.at is not None
    assert error.at.line in (4, 5)
    assert error.at.text is not None
    assert "2001Q1" in error.text("title", "zh")


def test_failure_ranks_what_is_not_a_number_first() -> None:
    model = parse(
        "var a b; varexo x; model; [name='fine'] a - b + 1e6 = 0; [name='log'] log(x*a) = b; end;"
    )
    data = Dataset.of(START, {"a": [1.0], "b": [1.0], "x": [-1.0]})
    with pytest.raises(TinbergenError) as fault:
        simulate(model, data, Span(START, 1))
    assert fault.value.facts["equations"].startswith("log (nan)")


def test_static_runs_fail_in_their_own_period() -> None:
    model = parse("var y; varexo x; model; log(y) = log(x) + 0*y(-1) + y(-1); end;")
    data = Dataset.of(START, {"y": [1.0, 1.0, 1.0], "x": [1.0, 1.0, -1.0]})
    with pytest.raises(TinbergenError) as fault:
        simulate(model, data, Span(START + 1, 2), static=True)
    assert str(fault.value.facts["period"]) == str(START + 2)
