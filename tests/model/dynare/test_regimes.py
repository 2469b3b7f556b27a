"""Equations that hold in one regime each."""

import pytest

from tinbergen.dynare.run import run
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.dynare.parser import parse
from tinbergen.model.dynare.regimes import indicator

TEXT = """
var x lam mu;
varexo e;
parameters rho;
rho = 0.5;
model;
x = rho*x(-1) + e + lam + mu;
[name='floor', relax='low']
lam = 0;
[name='floor', bind='low']
x = -1;
[name='ceiling', bind='high, wall']
x = 2;
[name='ceiling', bind='high', relax='wall']
x = 1;
[name='ceiling', relax='high']
mu = 0;
end;
steady;
"""


def test_equations_of_one_name_are_one() -> None:
    model = parse(TEXT)
    assert [e.name for e in model.equations] == ["x", "floor", "ceiling"]
    assert {n for n in model.parameters if n.startswith("occbin")} == {
        indicator(name) for name in ("low", "high", "wall")
    }
    assert all(not {"bind", "relax"} & e.tags.keys() for e in model.equations)


@pytest.mark.parametrize(
    ("binding", "rest"),
    [
        ((), {"x": 0.0, "lam": 0.0, "mu": 0.0}),
        (("low",), {"x": -1.0, "lam": -0.5, "mu": 0.0}),
        (("high",), {"x": 1.0, "lam": 0.0, "mu": 0.5}),
        (("high", "wall"), {"x": 2.0, "lam": 0.0, "mu": 1.0}),
    ],
)
def test_a_parameter_chooses_the_regime(binding: tuple[str, ...], rest: dict[str, float]) -> None:
    model = parse(TEXT).with_values({indicator(name): 1.0 for name in binding})
    values = equilibrium(model).steady.values
    assert {n: values[n] for n in rest} == pytest.approx(rest)


def test_a_file_with_regimes_is_carried_out_where_none_binds() -> None:
    session = run(parse(TEXT))
    assert [answer.error for answer in session.answers] == [None]
    assert session.initial["x"] == pytest.approx(0.0)


def test_a_tag_without_a_partner_changes_nothing() -> None:
    text = "var x; varexo e; model; [name='floor', bind='low'] x = 0.5*x(-1) + e; end;"
    model = parse(text)
    assert len(model.equations) == 1
    assert not [n for n in model.parameters if n.startswith("occbin")]
