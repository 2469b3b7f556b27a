"""Steady states found by numbers: where the search begins, and what it may not end at."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.dynare.parser import parse

#: Solow's model; k = y = c = 0 solves its static equations as well.
SOLOW = """var k y c; varexo e; parameters alpha delta s n; alpha=.3; delta=.025; s=.2; n={n};
model;
y = exp(e)*k(-1)^alpha*n^(1-alpha);
k = (1-delta)*k(-1) + y - c;
c = (1-s)*y;
end;
initval; k={k}; y={k}; c={k}; end;
"""


@pytest.mark.parametrize("guess", [1e-4, 1e-9, 0.0, 5.0])
def test_the_economy_at_nothing_is_passed_over(guess) -> None:
    """k = (s/delta)^(1/(1-alpha)) where the search from a small guess would run to zero."""
    found = steady_state(parse(SOLOW.format(k=guess, n=1)))
    np.testing.assert_allclose(found.values["k"], 8 ** (1 / 0.7), rtol=1e-9)


def test_an_economy_that_rests_at_nothing_only_has_no_steady_state() -> None:
    with pytest.raises(TinbergenError) as fault:
        steady_state(parse(SOLOW.format(k=1, n=0)))
    assert fault.value.code == "E253"
    assert fault.value.at is not None
    assert fault.value.at.line == 3
    assert "k(-1)^alpha" in fault.value.text("cause")


def test_what_a_helper_file_computes_is_named(tmp_path) -> None:
    path = tmp_path / "solow.mod"
    path.write_text(SOLOW.format(k=1, n=0))
    (tmp_path / "solow_steadystate.m").write_text("function [ys,check] = f(ys,exo)\n")
    from tinbergen.model.dynare.parser import parse_file

    with pytest.raises(TinbergenError) as fault:
        steady_state(parse_file(path))
    assert fault.value.code == "E254"
    assert "solow_steadystate.m" in fault.value.text("title")


@pytest.mark.parametrize(
    "equation",
    ["x = 0.5*x(-1) + x^2", "x = 0.5*x(-1) + x/(1 + x)", "log(1 + x) = 0.5*x(-1) + x^1.5"],
)
def test_zero_is_a_steady_state_where_nothing_is_taken_of_it(equation) -> None:
    found = steady_state(parse(f"var x; model; {equation}; end;"))
    assert abs(found.values["x"]) < 1e-9


@pytest.mark.parametrize("root", [4.505241495792883, 0.052469105])
def test_what_expectation_stands_for_starts_at_its_expression(root) -> None:
    """x = 3 + log x has two roots; the search stays at the one that initval is near to."""
    text = "var x; model; x = 3 + log(EXPECTATION(-1)(x(+2))); end; initval; x = %.6g; end;"
    found = steady_state(parse(text % root), max_iter=3)
    np.testing.assert_allclose(found.values["x"], root, rtol=1e-6)
    np.testing.assert_allclose(found.values["E[x(+3)]"], root, rtol=1e-6)
