"""Variables that an equation sets to a number."""

import pytest

from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.constants import without_constants
from tinbergen.model.dynare.parser import parse

TEXT = """
var x z p;
varexo e;
model(linear);
x = 0.5*x(-1) + z - z(-1) + z(+1) + p(+1) + e;
{definition}
p = 0.9*p(-1) + e;
end;
"""


@pytest.mark.parametrize("definition", ["z = 2;", "2 = z;", "z = 0;", "[name='rate'] z = 1.5;"])
def test_a_variable_set_to_a_number_is_no_state(definition: str) -> None:
    solved = equilibrium(parse(TEXT.format(definition=definition)))
    assert set(solved.states) == {"x", "p"}
    assert solved.ghu[1] == pytest.approx(0.0)


@pytest.mark.parametrize("definition", ["z(-1) = 2;", "z = 2 + e;", "z = z(-1);"])
def test_other_equations_set_none(definition: str) -> None:
    model = parse(TEXT.format(definition=definition))
    dates = {v for e in without_constants(model).equations for v in model.variables_of(e)}
    assert any(v.name == "z" and v.lag == -1 for v in dates)


def test_a_complementarity_condition_sets_none() -> None:
    model = parse(TEXT.format(definition="[mcp='z > 0'] z = 0;"))
    assert without_constants(model) is model


def test_a_model_without_numbers_stays_what_it_is() -> None:
    model = parse("var x; varexo e; model; x = 0.5*x(-1) + e; end;")
    assert without_constants(model) is model
