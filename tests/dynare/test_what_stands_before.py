"""Commands that depend on what stands before them: resid on a block, solving after a planner."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run, solve
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.dynare.parser import parse

CALIBRATED = """
var y k;
varexo e;
parameters a delta;
a = 0.3;
model;
k = (1 - delta)*k(-1) + 0.1*y;
log(y) = a*log(k(-1)) + e;
end;
resid;
steady_state_model;
delta = 0.25;
k = (0.1/delta)^(1/(1 - a));
y = k^a;
end;
steady;
"""
PLANNER = """
var pi x i;
varexo u;
parameters beta;
beta = 0.99;
model;
pi = beta*pi(+1) + 0.1*x + u;
x = x(+1) - i + pi(+1);
end;
planner_objective pi^2 + x^2;
{command}(instruments=(i));
stoch_simul(order=1, irf=0);
"""


def test_resid_takes_parameters_from_the_steady_state_block() -> None:
    answers = run(parse(CALIBRATED)).answers
    assert [answer.error for answer in answers] == [None, None]
    assert answers[0].result == pytest.approx({"k": 0.0, "y": 0.0})


def test_what_a_planner_solves_is_not_there_without_the_planner() -> None:
    answers = run(parse(PLANNER.format(command="ramsey_model"))).answers
    planner = next(a for a in answers if a.command.name == "ramsey_model")
    solved = next(a for a in answers if a.command.name == "stoch_simul")
    if planner.error is None:
        assert solved.error is None
    else:
        assert solved.error is not None
        assert solved.error.code == "E016"


@pytest.mark.parametrize("own", ["STEADY_STATE(phi)", "a*phi(-1) + (1 - a)*STEADY_STATE(phi)"])
def test_a_variable_at_its_own_steady_state_rests_where_it_is_put(own: str) -> None:
    text = f"""
    var phi y; varexo e; parameters a; a = 0.5;
    model; phi = {own}; y = a*y(-1) + phi + e; end;
    """
    rest = equilibrium(parse(text).with_start({"phi": 0.3, "y": 5.0})).steady
    assert dict(rest.values) == pytest.approx({"phi": 0.3, "y": 0.6})


@pytest.mark.parametrize("command", ["ramsey_model", "discretionary_policy"])
def test_a_planners_model_has_no_solution_of_its_own(command: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        solve(parse(PLANNER.format(command=command)))
    assert caught.value.code == "E016"


def test_what_stands_before_a_planner_is_about_his_model_too() -> None:
    text = PLANNER.format(command="ramsey_policy").replace("planner_obj", "steady;\nplanner_obj")
    first = run(parse(text)).answers[0]
    assert first.error is not None
    assert first.error.code == "E016"


def test_a_rule_holds_where_endval_puts_the_exogenous_variables() -> None:
    model = parse(
        "var y; varexo g; model; y = 0.5*y(-1)*g + 1; end; initval; g = 1; y = 2; end; steady; "
        "endval; g = 1.5; end; steady; stoch_simul(order=1, irf=0);"
    )
    for solved in (solve(model)[0], run(model).answers[-1].result):
        assert solved.steady.values["y"] == pytest.approx(4.0)
        assert solved.ghx[0, 0] == pytest.approx(0.75)


def test_periods_may_be_said_before() -> None:
    paths = run(parse("var y; model; y = 0.5*y(-1) + 1; end; periods 7; simul;")).paths
    assert paths is not None
    assert paths.periods == 7
