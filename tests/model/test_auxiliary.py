"""Auxiliary variables: what they are, and that they change nothing but the dates."""

from __future__ import annotations

import numpy as np

from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate.stacked import solve_stacked
from tinbergen.model.auxiliary import lower, static
from tinbergen.model.dynare.parser import parse

LONG = """
var x y; varexo u; parameters a; a = 0.3;
model;
x = a*x(-3) + 0.2*y(+2) + u(-2);
y = 0.5*x(-1) + 0.1*u(+1);
end;"""


def test_dates_are_yesterday_today_tomorrow() -> None:
    lowered = lower(parse(LONG))
    graph = lowered.graph
    variables = graph.variables(*(e.residual for e in lowered.equations))
    own = set(lowered.endogenous)
    assert {v.lag for v in variables if v.name in own} <= {-1, 0, 1}
    assert {v.lag for v in variables if v.name == "u"} == {0}
    assert len(lowered.equations) == len(lowered.endogenous)


def test_auxiliaries_are_named_for_what_they_are() -> None:
    lowered = lower(parse(LONG))
    assert lowered.endogenous[:2] == ("x", "y")
    assert lowered.endogenous[2:] == ("y(+1)", "E[u]", "x(-1)", "x(-2)", "u(0)", "u(-1)")


def test_what_was_expected_before_is_not_made_twice() -> None:
    lowered = lower(
        parse("""var x y; varexo u;
    model;
    x = EXPECTATION(-1)(x(+1)*y) + EXPECTATION(-2)(u(-2)) + 0.1*x(+3)*y(+2) + u(+1);
    y = 0.5*y(-1) + u;
    end;""")
    )
    assert len(set(lowered.endogenous)) == len(lowered.endogenous) == len(lowered.equations)
    assert lowered.endogenous.count("E[x(+2)*y(+1)]") == 1


def test_terms_with_long_leads_are_replaced_whole() -> None:
    """One auxiliary variable for a product of leads, not one for each factor (Dynare manual)."""
    lowered = lower(parse("var c p; model; c = c(+2)*p(+2)/p(+1); p = 0.5*p(-1) + c(+1); end;"))
    assert len(lowered.endogenous) == 3
    assert lowered.endogenous[2].startswith("E[")


def test_lowered_model_has_the_same_perfect_foresight_path() -> None:
    """A pulse in the middle of a long span, so that neither end matters."""
    model, periods = parse(LONG), 80
    paths = []
    for version in (model, lower(model)):
        program = compile_model(version)
        Z = np.zeros((program.lags + periods + program.leads, program.layout.width))
        Z[program.lags + 20, program.layout.columns["u"]] = 1.0
        solved = solve_stacked(version, program, Z, np.array(version.vector()))
        paths.append(solved.values[program.lags : program.lags + periods, :2])
    assert np.allclose(*paths, atol=1e-12)
    assert np.abs(paths[0]).max() > 0.1


def test_static_model_has_no_dates() -> None:
    rest = static(parse(LONG))
    variables = rest.graph.variables(*(e.residual for e in rest.equations))
    assert {v.lag for v in variables} == {0}


def test_leads_are_replaced_one_by_one_where_nothing_is_uncertain() -> None:
    text = "var x; varexo u; model; x = 0.5*x(-1) + exp(0.1*x(+2)*u(+1)); end; "
    certain = lower(parse(text + "simul(periods=5);"))
    uncertain = lower(parse(text + "stoch_simul(order=1);"))
    assert certain.endogenous == ("x", "x(+1)", "E[u]")
    assert len(uncertain.endogenous) == 2
