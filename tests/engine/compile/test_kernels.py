"""Newton's method in machine code where steps leave the domain or pivots vanish."""

import numpy as np
import pytest

from tinbergen.engine.compile.program import compile_model
from tinbergen.model.dynare.parser import parse


def solved(text: str, start: list[float], exogenous: list[float] | None = None) -> np.ndarray:
    """Endogenous values after one period, solved by the generated code alone."""
    model = parse(text)
    program = compile_model(model)
    row = np.zeros((1, 1, program.layout.width))
    values = [*start, *(exogenous or [])]
    row[0, 0, : len(values)] = values
    status = program.solve(row, np.array([model.vector()]), 0, 0, tol=1e-12, max_iter=60)
    assert status[0] > 0
    return row[0, 0, : len(start)]


@pytest.mark.parametrize("start", [1e-3, 1.0, 80.0, 1e6])
def test_a_step_out_of_the_domain_is_halved(start: float) -> None:
    """From far above its solution a logarithm's Newton step is negative."""
    x = solved("var x; model; log(x) = 1; end;", [start])
    np.testing.assert_allclose(x, np.e, rtol=1e-12)


def test_steps_of_simultaneous_equations_are_halved_together() -> None:
    text = "var x y; model; log(x) = 1 + 0.1*y; sqrt(y) = 1 + 0.1*log(x); end;"
    x, y = solved(text, [60.0, 9.0])
    np.testing.assert_allclose([np.log(x), np.sqrt(y)], [1 + 0.1 * y, 1 + 0.1 * np.log(x)])


def test_loops_are_pivoted_at_run_time() -> None:
    """The policy coefficient that would be the pivot is zero in these data."""
    text = "var x y z; varexo s; model; s*x + y + 0.5*z = 1; x + s*y - z = 2; x + y + s*z = 3; end;"
    found = solved(text, [0.0, 0.0, 0.0], [0.0])
    expected = np.linalg.solve([[0, 1, 0.5], [1, 0, -1], [1, 1, 0]], [1, 2, 3])
    np.testing.assert_allclose(found, expected, rtol=1e-12)
