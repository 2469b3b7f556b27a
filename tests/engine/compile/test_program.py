"""Compiled models: residuals, derivatives, the solver, and what is compiled once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile import elimination, path, program
from tinbergen.engine.compile.program import backward, compile_model
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.derivatives import gradient
from tinbergen.model.dynare.parser import parse
from tinbergen.model.expression import Variable
from tinbergen.model.library import load
from tinbergen.model.model import Model

START = Period.parse("2000")


def random_rows(model: Model, rows: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    layout = compile_model(model).layout
    Z = rng.uniform(0.5, 2.0, (rows, layout.width))
    return Z, np.array([model.vector()], dtype=float)


def value_of(model: Model, node: int, Z: np.ndarray, row: int) -> float:
    columns = compile_model(model).layout.columns
    return model.graph.evaluate(
        node,
        lambda leaf: (
            Z[row + leaf.lag, columns[leaf.name]] if isinstance(leaf, Variable)
            else model.values[leaf]
        ),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["klein1", "us_keynes"])
def test_residuals_and_derivatives_are_those_of_the_equations(name: str) -> None:
    model = load(name)
    compiled = compile_model(model)
    first, rows = model.lags[0], 8
    Z, P = random_rows(model, first + rows, np.random.default_rng(1))
    residuals = compiled.residuals(Z, P, first, rows)
    jacobian = compiled.jacobian(Z, P, first, rows)
    slopes = compiled.slopes(Z, P, first, rows)
    layout = compiled.layout
    by_leaf = [gradient(model.graph, e.residual) for e in model.equations]
    assert jacobian.shape[1] + slopes.shape[1] == sum(map(len, by_leaf))
    for t in range(rows):
        for i, equation in enumerate(model.equations):
            value = value_of(model, equation.residual, Z, first + t)
            own = Z[first + t, layout.first_residual + i]
            assert residuals[t, i] == pytest.approx(value - own, rel=1e-12, abs=1e-12)
        for entries, pattern, leaf in (
            (jacobian, compiled.jacobian_pattern, "variable"),
            (slopes, compiled.slopes_pattern, "parameter"),
        ):
            names = layout.columns if leaf == "variable" else layout.parameters
            listed = list(names)
            for k in range(pattern.lag.size):
                node = (
                    model.graph.variable(listed[pattern.column[k]], int(pattern.lag[k]))
                    if leaf == "variable" else model.graph.parameter(listed[pattern.column[k]])
                )  # fmt: skip
                slope = by_leaf[pattern.equation[k]][node]
                expected = value_of(model, slope, Z, first + t)
                assert entries[t, k] == pytest.approx(expected, rel=1e-12, abs=1e-12)


@st.composite
def linear_systems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A0 x_t = A1 x_{t-1} + z_t with a few links, some of them strong."""
    n = draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    A0 = rng.normal(size=(n, n)) * (rng.random((n, n)) < 0.35)
    A0[rng.random((n, n)) < 0.1] *= 1e-9
    np.fill_diagonal(A0, 1.0)
    return A0, 0.3 * rng.normal(size=(n, n)), rng.normal(size=(6, n))


def linear_model(A0: np.ndarray, A1: np.ndarray) -> Model:
    """The system with its matrices as parameters, so that no pivot is known beforehand."""
    n = len(A0)
    values, lines = {}, []
    for i in range(n):
        left = []
        for j in np.flatnonzero(A0[i]).tolist():
            values[f"a_{i}_{j}"] = A0[i, j]
            left.append(f"a_{i}_{j}*x{j}")
        right = [f"z{i}"]
        for j in range(n):
            values[f"b_{i}_{j}"] = A1[i, j]
            right.append(f"b_{i}_{j}*x{j}(-1)")
        lines.append(f"{' + '.join(left)} = {' + '.join(right)};")
    declared = (
        f"var {' '.join(f'x{i}' for i in range(n))}; varexo {' '.join(f'z{i}' for i in range(n))};"
        f" parameters {' '.join(values)};"
    )
    return parse(f"{declared} model; {' '.join(lines)} end;").with_values(values)


@settings(max_examples=40)
@given(linear_systems(), st.sampled_from([1.0, 1e-3, 1e10]))
def test_linear_models_are_solved_exactly(
    system: tuple[np.ndarray, np.ndarray, np.ndarray], guess: float
) -> None:
    A0, A1, z = system
    n = len(A0)
    if np.linalg.cond(A0) > 1e7:
        return
    data = Dataset.of(START, {f"z{i}": z[:, i] for i in range(n)})
    data = data.assign(**{f"x{i}": [0.5] + [guess] * 5 for i in range(n)})
    run = simulate(linear_model(A0, A1), data, Span(START + 1, 5))
    x = np.full(n, 0.5)
    for t in range(5):
        x = np.linalg.solve(A0, A1 @ x + z[t + 1])
        solved = np.array([run[f"x{i}"][t] for i in range(n)])
        np.testing.assert_allclose(solved, x, rtol=1e-8, atol=1e-8 * np.abs(x).max())


@pytest.mark.parametrize("small", [1e-6, 1e-10, 1e-14, 1e-18, 0.0])
def test_pivots_that_vanish_cost_no_digits(small: float) -> None:
    """a x + b y = 1, b x + b y = 2 with a near zero: x is near 1, whatever the order of pivots."""
    model = parse(
        "var x y; parameters a b; b = 1; model; a*x + b*y = 1; b*x + b*y = 2; end;"
    ).with_values({"a": small})
    run = simulate(model, Dataset.of(START, {"x": [0.3], "y": [0.4]}), Span(START, 1))
    exact = np.linalg.solve([[small, 1.0], [1.0, 1.0]], [1.0, 2.0])
    np.testing.assert_allclose([run["x"][0], run["y"][0]], exact, rtol=1e-9)


@pytest.mark.parametrize("name", ["klein1", "us_keynes"])
def test_blocks_too_large_for_code_are_solved_without(
    name: str, monkeypatch: pytest.MonkeyPatch, us: Dataset
) -> None:
    from tinbergen.data.sources import library_data

    data = library_data(name) if name == "klein1" else us
    span = Span(data.span.end - 5, 6)
    usual = simulate(load(name), data, span)
    monkeypatch.setattr(elimination, "LARGEST", 0)
    monkeypatch.setattr(program, "_compiled", type(program._compiled)())
    careful = simulate(load(name), data, span)
    for variable in usual.endogenous:
        np.testing.assert_allclose(careful[variable], usual[variable], rtol=1e-9)


def test_one_program_serves_every_calibration() -> None:
    model = load("klein1")
    assert compile_model(model) is compile_model(model.with_values({"a1": 0.3}))
    assert compile_model(load("klein1")) is compile_model(model)


def test_equations_that_differ_in_a_digit_are_different_programs() -> None:
    texts = [f"var y; varexo x; model; y = {c}*x; end;" for c in ("0.1", "0.1000000000000001")]
    first, second = (compile_model(parse(text)) for text in texts)
    assert first is not second
    swapped = parse("varexo x; var y; parameters p; model; y = 0.1*x; end;")
    assert compile_model(swapped) is not first


def test_only_the_last_programs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_compiled", type(program._compiled)())
    models = [parse(f"var y; model; y = {k}; end;") for k in range(program._KEPT + 3)]
    first = compile_model(models[0])
    for model in models[1:]:
        compile_model(model)
    assert len(program._compiled) == program._KEPT
    assert compile_model(models[0]) is not first


def test_the_fingerprint_of_shared_parts_is_short() -> None:
    text = "var y; varexo x; model; # b0 = x;"
    text += "".join(f" # b{k + 1} = b{k}*b{k};" for k in range(60)) + " y = b60; end;"
    assert len(program._fingerprint(parse(text))) < 5000


def test_a_model_that_looks_ahead_is_not_solved_period_by_period() -> None:
    with pytest.raises(TinbergenError) as fault:
        backward(parse("var y; varexo x; model; y = 0.5*y(+1) + x; end;"))
    assert fault.value.code == "E001"
    assert "y(+1)" in fault.value.text("title")


def test_draws_are_solved_alike_whatever_the_number_of_threads(
    monkeypatch: pytest.MonkeyPatch, us: Dataset, keynes: Model
) -> None:
    compiled = compile_model(keynes)
    filled = path.rows(keynes, compiled, us, Span(us.span.end - 3, 4))
    rng = np.random.default_rng(3)
    draws = np.repeat(filled.values[None], 200, axis=0)
    draws[:, filled.lags :, compiled.layout.first_residual :] = rng.normal(
        scale=0.05, size=(200, 4, compiled.layout.equations)
    )
    P = np.repeat(filled.parameters, 200, axis=0) * rng.normal(1, 0.01, (200, 1))
    solved, statuses = [], []
    for threads in (1, 2, 3):
        monkeypatch.setattr(program.os, "cpu_count", lambda threads=threads: threads)
        Z = draws.copy()
        statuses.append(compiled.solve(Z, P, filled.lags, Z.shape[1] - 1, tol=1e-9, max_iter=50))
        solved.append(Z)
    assert (statuses[0] > 0).all()
    for other, status in zip(solved[1:], statuses[1:], strict=True):
        np.testing.assert_array_equal(other, solved[0])
        np.testing.assert_array_equal(status, statuses[0])


def test_the_status_tells_where_a_draw_stopped() -> None:
    model = parse("var a b; varexo z; model; a = z; b*b = a; end;")
    compiled = compile_model(model)
    Z = np.ones((3, 4, compiled.layout.width))
    Z[:, :, compiled.layout.first_residual :] = 0.0
    Z[1, 2, compiled.layout.columns["z"]] = -1.0
    status = compiled.solve(Z, np.zeros((1, 0)), 0, 3, tol=1e-9, max_iter=50)
    assert (status[[0, 2]] > 0).all()
    row, block = divmod(-status[1] - 1, len(compiled.blocks))
    assert row == 2
    assert model.equations[compiled.blocks[block].equations[0]].name == "b"
