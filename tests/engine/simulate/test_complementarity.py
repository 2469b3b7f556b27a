"""Bounds on variables: equations hold inside them, and give way in the right direction at them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate.complementarity import Bound, Bounded, bounds_of
from tinbergen.model.dynare.parser import parse

RULE = """
var y i; varexo u; parameters a b floor; a = 0.6; b = 0.3; floor = -0.5;
model;
y = a*y(+1) + b*y(-1) - 0.4*i + u;
{tag}i = {rule};
end;
shocks; var u; periods 2:4; values {shock}; end;
"""
SOLVE = "perfect_foresight_setup(periods=40); perfect_foresight_solver({options});"


def paths(tag: str, rule: str, shock: float, options: str):
    text = RULE.format(tag=tag, rule=rule, shock=f"({shock:.17g})")
    session = run(parse(text + SOLVE.format(options=options)))
    assert [a.error for a in session.answers if a.error] == []
    assert session.paths is not None
    return session.paths.paths


@given(st.floats(-3, 3))
def test_a_lower_bound_is_the_kink_that_max_writes(shock: float) -> None:
    bounded = paths("[mcp = 'i > -0.5']", "1.5*y + 0.2*i(-1)", shock, "lmmcp")
    written = paths("", "max(-0.5, 1.5*y + 0.2*i(-1))", shock, "")
    np.testing.assert_allclose(bounded["i"], written["i"], atol=1e-9)
    np.testing.assert_allclose(bounded["y"], written["y"], atol=1e-9)


@given(st.floats(-3, 3))
def test_an_upper_bound_is_the_kink_that_min_writes(shock: float) -> None:
    bounded = paths("[mcp = 'i < 0.7']", "1.5*y + 0.2*i(-1)", shock, "lmmcp")
    written = paths("", "min(0.7, 1.5*y + 0.2*i(-1))", shock, "")
    np.testing.assert_allclose(bounded["i"], written["i"], atol=1e-9)


def test_a_parameter_may_stand_for_the_bound() -> None:
    named = paths("[mcp = 'i >= floor']", "1.5*y", -2.0, "lmmcp")
    assert named["i"].min() == pytest.approx(-0.5)


def test_without_lmmcp_the_bound_is_passed_over_and_a_notice_says_so() -> None:
    text = RULE.format(tag="[mcp = 'i > -0.5']", rule="1.5*y", shock="(-2)")
    session = run(parse(text + SOLVE.format(options="")))
    assert session.paths is not None
    assert session.paths.paths["i"].min() < -0.6
    assert [n.code for n in session.notices] == ["E037"]
    assert "界限" in session.notices[0].render("zh")


@pytest.mark.parametrize("tag", ["i > ", "j > 0", "i = 0", "i > flor", "0 < i", "2*i > 0"])
def test_a_tag_that_cannot_be_read(tag: str) -> None:
    text = RULE.format(tag=f"[mcp = '{tag}']", rule="1.5*y", shock="(-2)")
    session = run(parse(text + SOLVE.format(options="lmmcp"), "rule.mod"))
    (fault,) = [a.error for a in session.answers if a.error]
    assert fault.code == "E038"
    assert fault.at is not None


def test_two_tags_for_one_variable() -> None:
    model = parse(
        "var x y; model; [mcp = 'x > 0'] x = y; [mcp = 'x < 2'] y = 0.5*x(-1); end;", "two.mod"
    )
    with pytest.raises(TinbergenError, match="E038"):
        bounds_of(model)


@pytest.mark.parametrize("merit", ["median", "fischer-burmeister"])
@pytest.mark.parametrize(("lower", "upper"), [(-1.0, np.inf), (-np.inf, 1.0), (-1.0, 1.0)])
def test_derivatives_are_those_of_the_function(merit, lower: float, upper: float) -> None:
    model = parse("var x y; model; 0 = y^2 - 0.3*y(+1); y = 0.5*x(-1) + x^3; end;")
    program = compile_model(model, in_blocks=False)
    bounded = Bounded.of(program, (Bound(0, 0, lower, upper),), merit)
    rng = np.random.default_rng(3)
    Z, P, h = rng.standard_normal((7, program.layout.width)) * 0.8, np.zeros(0), 1e-7
    Z[:, program.layout.first_residual :] = 0
    entries, pattern = bounded.jacobian(Z, P, 1, 5), bounded.jacobian_pattern
    places = list(zip(pattern.equation, pattern.column, pattern.lag, strict=True))
    assert len(set(places)) == len(places)
    for k in np.flatnonzero(pattern.column < 2):
        e, v, lag = places[k]
        for t in range(5):
            up, down = Z.copy(), Z.copy()
            up[1 + t + lag, v] += h
            down[1 + t + lag, v] -= h
            change = bounded.residuals(up, P, 1, 5) - bounded.residuals(down, P, 1, 5)
            assert entries[t, k] == pytest.approx(change[t, e] / (2 * h), abs=1e-5)


def test_a_steady_state_at_its_bound() -> None:
    session = run(parse(
        "var s q; varexo x; parameters a; a = 1;\n"
        "model; [mcp = 's > 0'] 1 = a - s; q = 0.5*q(+1) + x + 0.2*s; end;\n"
        "initval; x = 1; end; steady(solve_algo=10);\n"
        "a = 3; steady(solve_algo=10);\n"
    ))  # fmt: skip
    first, second = (a.result.values for a in session.answers)
    assert (first["s"], first["q"]) == pytest.approx((0, 2))
    assert second["s"] == pytest.approx(2)


def test_a_price_that_gives_way_at_the_bound() -> None:
    # The equation's error lhs - rhs may be positive at a lower bound only: here it would be -1.
    session = run(parse(
        "var s; model; [mcp = 's > 0'] 1 = 2 + s; end; initval; s = 1; end;"
        "steady(solve_algo=10);"
    ))  # fmt: skip
    assert session.answers[0].error is not None
    assert session.answers[0].error.code == "E014"
