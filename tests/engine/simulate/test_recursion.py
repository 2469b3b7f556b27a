"""Laffargue's recursion with constant coefficients: the same step as the stacked matrix gives."""

from __future__ import annotations

import numpy as np
import pytest

from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate import stacked
from tinbergen.engine.simulate.recursion import recursion
from tinbergen.model.dynare.parser import parse

LINEAR = """var x y k; varexo e; model(linear);
x = 0.3*x(+1) + 0.4*y + e; y = 0.2*y(-1) + 0.1*k(-1) + 0.2*x; k = 0.9*k(-1) + x; end;"""


def solved(periods: int, monkeypatch: pytest.MonkeyPatch, *, by_recursion: bool):
    if not by_recursion:
        monkeypatch.setattr(stacked, "recursion", lambda program, entries: None)
    model = parse(LINEAR)
    program = compile_model(model)
    Z = np.zeros((program.lags + periods + program.leads, program.layout.width))
    Z[3, program.layout.columns["e"]] = 1.0
    Z[0, program.layout.columns["k"]] = 2.0
    Z[-1, program.layout.columns["x"]] = 0.5
    return stacked.solve_stacked(model, program, Z, np.array(model.vector()))


@pytest.mark.parametrize("periods", [20, 80, 300])
def test_recursion_equals_the_stacked_matrix(periods: int, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = solved(periods, monkeypatch, by_recursion=True)
    whole = solved(periods, monkeypatch, by_recursion=False)
    assert np.allclose(quick.values, whole.values, atol=1e-12)
    assert quick.error < 1e-12


def test_it_serves_only_where_every_period_is_the_same() -> None:
    constant = compile_model(parse(LINEAR))
    entries = np.tile(np.arange(1.0, 1 + constant.jacobian_pattern.lag.size), (30, 1))
    entries[7, 0] += 1e-9
    assert recursion(constant, entries) is None
    longer = compile_model(parse("var x; varexo e; model; x = 0.5*x(-2) + 0.1*x(+1) + e; end;"))
    assert recursion(longer, np.ones((30, longer.jacobian_pattern.lag.size))) is None
