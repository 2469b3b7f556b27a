"""Perfect foresight as model files ask for it: ends, shocks, history."""

from __future__ import annotations

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.model.dynare.parser import parse

RAMSEY = """
var c k; varexo z; parameters a b d s; a = 0.33; b = 0.96; d = 0.1; s = 2;
model;
c^(-s) = b*c(+1)^(-s)*(a*z(+1)*k^(a-1) + 1 - d);
k = z*k(-1)^a + (1-d)*k(-1) - c;
end;
initval; z = 1; k = 3; c = 1; end;
steady;
"""


def paths(text: str):
    session = run(parse(text))
    faults = [a.error for a in session.answers if a.error]
    assert not faults, faults
    assert session.paths is not None
    return session.paths


def test_without_endval_both_ends_are_the_steady_state() -> None:
    found = paths(RAMSEY + "shocks; var z; periods 3:4; values 1.1; end; simul(periods=100);")
    k, z = found.paths["k"], found.paths["z"]
    assert k[0] == k[-1]
    assert z.tolist()[:6] == [1, 1, 1, 1.1, 1.1, 1]
    assert k[2] != k[0]  # announced for period 3, felt before


def test_with_endval_exogenous_jump_in_period_one() -> None:
    found = paths(RAMSEY + "endval; z = 1.2; end; steady; simul(periods=150);")
    z, c = found.paths["z"], found.paths["c"]
    assert z[0] == 1
    assert np.all(z[1:] == 1.2)
    assert c[-1] > c[0]
    assert np.allclose(c[-2], c[-1], rtol=1e-6)


def test_shocks_are_laid_over_the_endval_level() -> None:
    found = paths(
        RAMSEY + "endval; z = 1.2; end; steady;"
        "shocks; var z; periods 1; values 1; end; simul(periods=50);"
    )
    assert found.paths["z"].tolist()[:3] == [1, 1, 1.2]


def test_histval_replaces_the_initial_state_and_leaves_the_rest_zero() -> None:
    text = "var x y; model; x = 0.5*x(-1) + 0.1*y(+1); y = 0.9*y(-1); end; initval; x = 7; end;"
    found = paths(text + "histval; y(0) = 2; end; simul(periods=20);")
    assert found.paths["x"][0] == 0.0
    assert found.paths["y"][0] == 2.0
    assert found.paths["y"][1] == pytest.approx(1.8)


def test_a_shock_outside_the_periods_is_refused() -> None:
    session = run(parse(RAMSEY + "shocks; var z; periods 80; values 2; end; simul(periods=10);"))
    (fault,) = [a.error for a in session.answers if a.error]
    assert isinstance(fault, TinbergenError)
    assert fault.code == "E015"


def test_commands_that_are_not_there_yet_say_so_and_the_rest_goes_on() -> None:
    session = run(parse(RAMSEY + "osr a; simul(periods=20);"))
    codes = [a.error.code for a in session.answers if a.error]
    assert codes == ["E016"]
    assert session.paths is not None


def codes(text: str) -> list[str]:
    return [a.error.code for a in run(parse(text)).answers if a.error]


@pytest.mark.parametrize(
    ("commands", "code"),
    [
        ("perfect_foresight_solver;", "E041"),
        ("perfect_foresight_setup;", "E048"),
        ("perfect_foresight_setup(periods=0);", "E048"),
        ("perfect_foresight_setup(period=10);", "E040"),
        ("simul(periods=10, maxiter=4);", "E040"),
        ("simul(periods=10, stack_solve_algo=9);", "E048"),
        ("simul(periods=10, tolf=x);", "E048"),
        ("simul(periods=10, homotopy_linearization_fallback);", "E016"),
        ("histval; k(0) = 1; end; endval; z = 1.1; end; steady; simul(periods=10);", "E042"),
        ("endval; z = 1.1; end; simul(periods=10, linear_approximation);", "E046"),
    ],
)
def test_commands_that_do_not_fit(commands: str, code: str) -> None:
    assert codes(RAMSEY + commands) == [code]


def test_a_setup_takes_in_what_stands_above_it() -> None:
    before = paths(RAMSEY + "perfect_foresight_setup(periods=30);"
                   "shocks; var z; periods 2; values 2; end; perfect_foresight_solver;")  # fmt: skip
    assert before.paths["z"].max() == 1


def test_a_second_solver_starts_from_the_first_path() -> None:
    text = RAMSEY + "shocks; var z; periods 3; values 1.2; end; simul(periods=50);"
    session = run(parse(text + "perfect_foresight_solver;"))
    first, second = (a.result for a in session.answers if a.command.name != "steady")
    assert second.iterations == 1 < first.iterations
    np.testing.assert_allclose(second.paths["k"], first.paths["k"], rtol=1e-10)


def test_options_that_only_choose_the_way_are_named() -> None:
    session = run(parse(RAMSEY + "simul(periods=30, stack_solve_algo=6, noprint);"))
    assert [n.code for n in session.notices] == ["E045"]
    assert session.notices[0].facts["options"] == "stack_solve_algo"


def test_steady_state_is_the_terminal_one() -> None:
    found = paths(
        "var y w; varexo x; model; y = 0.5*y(-1) + 0.1*y(+1) + x; w = STEADY_STATE(y) - y; end;"
        "initval; x = 1; end; steady; endval; x = 2; end; steady; simul(periods=60);"
    )
    assert found.paths["w"][1] + found.paths["y"][1] == pytest.approx(5)
