"""A model file carried out, statement by statement."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.engine.linear.solution import Equilibrium, equilibrium, shock_covariance
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.dynare.parser import parse

GROWTH = """\
var c k;
varexo x;
parameters alpha beta delta;
alpha = 0.5; beta = 0.95; delta = 0.1;
model;
c + k = x*k(-1)^alpha + (1 - delta)*k(-1);
1/c = beta/c(+1)*(alpha*x(+1)*k^(alpha - 1) + 1 - delta);
end;
"""
SHOCKS = "var y;\nvarexo e u;\nmodel;\ny = 0.5*y(-1) + e + u;\nend;\n"


def test_values_of_endval_build_on_one_another() -> None:
    session = run(parse(
        GROWTH + "initval;\nx = 1;\nk = 5;\nc = 1;\nend;\n"
        "endval;\nx = 1;\nk = (alpha/(1/beta - 1 + delta))^(1/(1 - alpha));\n"
        "c = k^alpha - delta*k;\nend;\n"
        "simul(periods=100);\n"
    ))  # fmt: skip
    assert session.paths is not None
    c, k = session.paths.paths["c"], session.paths.paths["k"]
    assert (c[0], k[0]) == (1.0, 5.0)
    assert c[-1] == pytest.approx(k[-1] ** 0.5 - 0.1 * k[-1])
    assert c[-2] == pytest.approx(c[-1], abs=1e-4)


def test_a_correlation_holds_at_the_variances_of_its_own_block() -> None:
    model = parse(
        SHOCKS + "shocks;\ncorr e, u = 0.5;\nvar e;\nstderr 2;\nvar u = 4;\nend;\n"
        "shocks;\nvar e;\nstderr 1;\nend;\n"
    )
    np.testing.assert_array_equal(shock_covariance(model), [[1, 2], [2, 4]])


def test_what_was_expected_is_at_rest_where_its_expression_is() -> None:
    model = parse(
        "var y x;\nvarexo e;\nmodel;\nx = 0.4 + 0.8*x(-1) + e;\n"
        "y = EXPECTATION(-1)(x*x(+1)) + STEADY_STATE(x);\nend;\n"
        "steady_state_model;\nx = 2;\ny = x^2 + x;\nend;\n"
    )
    assert steady_state(model).values["E[x(+1)*x(+2)]"] == 4
    solved = equilibrium(model)
    # A unit of yesterday's x is 0.8^2 tomorrow and 0.8^3 the day after; at rest x is 2.
    expected, x = (solved.states.index(n) for n in ("E[x(+1)*x(+2)]", "x"))
    row = solved.model.endogenous.index("E[x(+1)*x(+2)]")
    np.testing.assert_allclose(solved.ghx[row, x], 2 * (0.8**2 + 0.8**3))
    np.testing.assert_allclose(solved.ghx[0, expected], 1)


def test_leads_of_terms_with_long_lags_have_their_rest() -> None:
    model = parse(
        "var y z;\nvarexo e;\nmodel;\nlog(y) = 0.5*log(y(-1)) + e;\nz = y(+4)/y(+1)*y(-2);\nend;\n"
        "initval;\ny = 1;\nz = 1;\nend;\n"
    )
    solved = equilibrium(model)
    assert np.isfinite(list(solved.steady.values.values())).all()
    assert np.isfinite(solved.ghx).all()


@pytest.mark.parametrize(
    "command",
    [
        "stoch_simul(order=1, partial_information);",
        "perfect_foresight_solver(homotopy_max_completion_share=1);",
    ],
)
def test_options_that_mean_other_numbers_are_not_passed_over(command: str) -> None:
    session = run(parse(SHOCKS + command + "\nstoch_simul(order=1);\n"))
    first, last = session.answers
    assert first.error is not None
    assert first.error.code == "E016"
    assert isinstance(last.result, Equilibrium)


def test_steady_operators_are_of_endogenous_variables() -> None:
    with pytest.raises(TinbergenError, match="M120") as fault:
        parse("var y;\nvarexo x;\nmodel;\ny = STEADY_STATE(y + x);\nend;\n", "m.mod")
    assert fault.value.at is not None
    assert fault.value.at.line == 4


def test_an_exponent_may_have_a_plus() -> None:
    model = parse("var y;\nvarexo x;\nmodel;\ny = x^+2 + x^(+3) - x^-(1);\nend;\n")
    assert model.graph.text(model.equations[0].rhs) == "x^2 + x^3 - x^(-1)"
