"""Perfect foresight: against closed forms, and saying what went wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate.stacked import solve_stacked
from tinbergen.model.dynare.parser import parse


def path_of(text: str, periods: int, **rows: float):
    model = parse(text, "test")
    program = compile_model(model)
    values = np.zeros((program.lags + periods + program.leads, program.layout.width))
    for name, value in rows.items():
        values[:, program.layout.columns[name]] = value
    return model, program, values, np.array(model.vector())


def test_growth_model_with_full_depreciation_has_its_closed_form() -> None:
    """Brock and Mirman (1972): log utility, full depreciation: k = alpha beta k(-1)^alpha."""
    alpha, beta = 0.3, 0.95
    steady = (alpha * beta) ** (1 / (1 - alpha))
    model, program, Z, P = path_of(
        f"""var c k; parameters a b; a = {alpha}; b = {beta};
        model; 1/c = b*a*k^(a-1)/c(+1); c + k = k(-1)^a; end;""",
        60, k=steady, c=steady**alpha - steady,
    )  # fmt: skip
    Z[0, program.layout.columns["k"]] = 0.2 * steady
    solved = solve_stacked(model, program, Z, P)
    k = solved.values[:, program.layout.columns["k"]]
    assert solved.error < 1e-12
    assert np.allclose(k[1:-1], alpha * beta * k[:-2] ** alpha, rtol=1e-8)


def test_linear_model_matches_its_forward_solution() -> None:
    """x_t = E sum b^j z_{t+j}: a pulse announced for period 5 is felt from the first period on."""
    model, program, Z, P = path_of("var x; varexo z; model; x = 0.8*x(+1) + z; end;", 12)
    Z[4, program.layout.columns["z"]] = 1.0
    solved = solve_stacked(model, program, Z, P)
    x = solved.values[:-1, program.layout.columns["x"]]
    expected = [0.8 ** (4 - t) if t <= 4 else 0.0 for t in range(12)]
    assert np.allclose(x, expected, atol=1e-13)


def test_long_leads_and_lags() -> None:
    model, program, Z, P = path_of(
        "var x y; varexo z; model; x = 0.3*x(-3) + 0.2*y(+4) + z; y = 0.5*x(-1); end;", 30, z=1.0
    )
    assert (program.lags, program.leads) == (3, 4)
    solved = solve_stacked(model, program, Z, P)
    errors = program.residuals(solved.values, P, program.lags, 30)
    assert np.abs(errors).max() < 1e-12


def test_failure_names_period_and_equation() -> None:
    model, program, Z, P = path_of(
        "var x; varexo z; model; [name='impossible'] x^2 + 1 + 0*x(+1) = z; end;", 4, x=0.5
    )
    with pytest.raises(TinbergenError, match="impossible") as caught:
        solve_stacked(model, program, Z, P)
    assert caught.value.code == "E011"


def test_singular_system_is_said_to_be_one() -> None:
    model, program, Z, P = path_of(
        "var x y; varexo z; model; x + y = z + 0*x(+1); 2*x + 2*y = 2*z; end;", 4, z=1.0
    )
    with pytest.raises(TinbergenError) as caught:
        solve_stacked(model, program, Z, P)
    assert caught.value.code == "E012"
