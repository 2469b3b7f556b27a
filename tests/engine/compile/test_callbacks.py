"""Functions of the user's own in steady states, solutions and paths."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.dynare.parser import parse, parse_file
from tinbergen.model.model import Model

GROWTH = """var c k z;
varexo e;
parameters alpha beta delta rho;
alpha = 0.33; beta = 0.99; delta = 0.025; rho = 0.95;
{declared}
model;
1/c = beta/c(+1)*(alpha*exp(z(+1))*k^(alpha - 1) + 1 - delta);
c + k = {product} + (1 - delta)*k(-1);
z = rho*z(-1) + e;
end;
initval; c = 2; k = 28; z = 0; end;
shocks; var e; {shock}; end;
steady;
{commands}
"""
STOCHASTIC = {"shock": "stderr 0.007", "commands": "stoch_simul(order=1);"}
PATH = {
    "shock": "periods 1; values 0.02",
    "commands": "perfect_foresight_setup(periods=40); perfect_foresight_solver;",
}


def produce(z: float, k: float) -> float:
    return math.exp(z) * k**0.33


def slopes(z: float, k: float) -> list[float]:
    return [produce(z, k), 0.33 * produce(z, k) / k]


def plain(kind: dict[str, str]) -> Model:
    return parse(GROWTH.format(declared="", product="exp(z)*k(-1)^alpha", **kind))


def called(kind: dict[str, str], more: str = "", **functions: Callable[..., object]) -> Model:
    declared = f"external_function(name=f, nargs=2{more});"
    text = GROWTH.format(declared=declared, product="f(z, k(-1))", **kind)
    return parse(text, functions=functions)


@pytest.mark.parametrize(
    ("more", "functions", "tolerance"),
    [
        ("", {"f": produce}, 1e-8),
        (", first_deriv_provided=g", {"f": produce, "g": slopes}, 1e-13),
        (", first_deriv_provided", {"f": lambda z, k: (produce(z, k), slopes(z, k))}, 1e-13),
    ],
)
def test_as_the_same_formula_in_the_file(
    more: str, functions: dict[str, Callable[..., object]], tolerance: float
) -> None:
    expected, found = (
        equilibrium(m) for m in (plain(STOCHASTIC), called(STOCHASTIC, more, **functions))
    )
    np.testing.assert_allclose(found.ghx, expected.ghx, atol=tolerance)
    np.testing.assert_allclose(found.ghu, expected.ghu, atol=tolerance)
    paths = [run(m).paths for m in (plain(PATH), called(PATH, more, **functions))]
    assert paths[0] is not None
    assert paths[1] is not None
    for name in ("c", "k"):
        np.testing.assert_allclose(paths[1].paths[name], paths[0].paths[name], atol=1e-7)


def test_functions_are_given_to_a_model_that_was_read_without() -> None:
    model = called(STOCHASTIC)
    with pytest.raises(TinbergenError, match="the function f is not given") as fault:
        equilibrium(model)
    assert (fault.value.code, fault.value.at and fault.value.at.line) == ("M135", 5)
    one = equilibrium(model.with_functions({"f": produce}))
    half = equilibrium(model.with_functions({"f": lambda z, k: produce(z, k) / 2}))
    assert one.steady.values["c"] > half.steady.values["c"] * 1.2


def test_a_fault_inside_machine_code_comes_out() -> None:
    with pytest.raises(TinbergenError, match="M136"):
        equilibrium(called(STOCHASTIC, f=lambda z: z))


BLOCK = """var y c;
varexo e;
parameters beta psi g;
beta = 0.5; g = 0.2;
model;
y = psi*y(-1)^beta*exp(e);
c = y*(1 - g);
end;
steady_state_model;
[y, psi] = scale(beta, 4);
c = y*(1 - g);
end;
initval; y = 3; c = 2; end;
steady;
"""


def scale(beta: float, level: float) -> tuple[float, float]:
    return level, level ** (1 - beta)


def test_outputs_in_steady_state_model() -> None:
    rest = steady_state(parse(BLOCK, functions={"scale": scale}))
    assert rest.method == "analytic"
    assert rest.values == pytest.approx({"y": 4.0, "c": 3.2})
    assert rest.parameters["psi"] == pytest.approx(2.0)


def test_a_parameter_that_only_the_missing_function_sets() -> None:
    with pytest.raises(TinbergenError, match="psi") as fault:
        steady_state(parse(BLOCK))
    assert fault.value.code == "M142"
    assert fault.value.facts["function"] == "scale"


def test_without_the_function_the_search_goes_on_with_word_of_it() -> None:
    session = run(parse(BLOCK, values={"psi": 3.0}))
    assert [n.code for n in session.notices] == ["M139"]
    rest = session.answers[0].result
    assert rest.method == "numerical"
    assert rest.values == pytest.approx({"y": 9.0, "c": 7.2})


def test_companions_are_named_and_never_executed(tmp_path: Path) -> None:
    path = tmp_path / "m.mod"
    text = BLOCK[: BLOCK.index("steady_state_model")] + BLOCK[BLOCK.index("initval") :]
    path.write_text(text)
    with pytest.raises(TinbergenError) as fault:
        steady_state(parse_file(path))
    assert fault.value.code == "M006"
    (tmp_path / "m_steadystate.m").write_text("error('executed')")
    with pytest.raises(TinbergenError) as fault:
        steady_state(parse_file(path))
    assert (fault.value.code, fault.value.facts["file"]) == ("M143", "m_steadystate.m")
    session = run(parse_file(path, values={"psi": 2.0}))
    assert [n.code for n in session.notices] == ["M140"]
    assert session.answers[0].result.values["y"] == pytest.approx(4.0)


def test_a_point_to_start_from_chooses_among_steady_states() -> None:
    text = "var y; varexo e; model; y = y(-1) - (y(-1) - 1)*(y(-1) - 5)/9 + e; end; initval; y = 0.5; end; steady;"
    for start, found in (({}, 1.0), ({"y": 5.5}, 5.0)):
        session = run(parse(text).with_start(start))
        assert session.answers[0].result.values["y"] == pytest.approx(found)
    with pytest.raises(TinbergenError) as fault:
        parse(text).with_start({"yy": 1.0})
    assert (fault.value.code, fault.value.hint) == ("M004", "y")


def test_values_given_hold_through_the_file() -> None:
    text = GROWTH.format(declared="parameters twice; twice = 2*rho;", product="exp(z)*k(-1)^alpha",
                         **STOCHASTIC)  # fmt: skip
    for model in (parse(text, values={"rho": 0.5}), parse(text).with_values({"rho": 0.5})):
        session = run(model)
        assert session.values["rho"] == 0.5
        assert session.values["twice"] == 1.0


def test_options_of_steady() -> None:
    text = BLOCK.replace("c = y*(1 - g);\nend;\ninitval", "c = y;\nend;\ninitval")
    model = parse(text, functions={"scale": scale})
    assert run(model).answers[0].error is not None
    loose = run(parse(text.replace("steady;", "steady(nocheck);"), functions={"scale": scale}))
    assert loose.answers[0].result.values["c"] == 4.0
    for option in ("tolf = x", "tolf = 0", "maxit = few"):
        fault = run(parse(text.replace("steady;", f"steady({option});"))).answers[0].error
        assert fault is not None
        assert fault.code == "E048"
