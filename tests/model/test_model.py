"""What a model knows about itself, and its variations."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model


@pytest.fixture
def model() -> Model:
    return parse(
        """var c y i; varexo g; parameters a b d; a = 0.5; b = 0.1;
        model; [name='consumption'] c = a*y + b*c(-2); i = d*y(-1); y = c + i + g; end;"""
    )


def test_dates_and_incidence(model: Model) -> None:
    assert model.lags == (2, 0)
    assert {str(v) for v in model.dated} == {"c", "y", "c(-2)", "i", "y(-1)", "g"}
    assert [set(names) for names in model.incidence] == [{"c", "y"}, {"i"}, {"c", "i", "y"}]
    assert parse("var y; model; y = y(+3); end;").lags == (0, 3)


def test_equations_are_found_by_name(model: Model) -> None:
    equation = model.equation("consumption")
    assert [str(v) for v in model.variables_of(equation)] == ["c", "y", "c(-2)"]
    with pytest.raises(TinbergenError) as fault:
        model.equation("consumptoin")
    assert (fault.value.code, fault.value.hint) == ("M018", "consumption")


def test_values_of_parameters(model: Model) -> None:
    other = model.with_values({"d": 0.2, "a": 0.6})
    assert other.values == {"a": 0.6, "b": 0.1, "d": 0.2}
    assert model.values == {"a": 0.5, "b": 0.1}
    assert list(other.vector()) == [0.6, 0.1, 0.2]
    assert list(model.vector({"d": 0.3})) == [0.5, 0.1, 0.3]
    with pytest.raises(TinbergenError) as fault:
        model.vector()
    assert fault.value.code == "M006"
    assert fault.value.facts["names"] == "d"
    with pytest.raises(TinbergenError) as fault:
        model.with_values({"dd": 1.0})
    assert fault.value.code == "M007"


def test_a_parameter_that_no_equation_uses_needs_no_value() -> None:
    vector = parse("var y; parameters a unused; a = 1; model; y = a; end;").vector()
    assert vector[0] == 1.0
    assert vector[1] != vector[1]


def test_exogenise_takes_a_variable_from_outside(model: Model) -> None:
    given = model.exogenise({"i": "i"})
    assert given.endogenous == ("c", "y")
    assert given.exogenous == ("g", "i")
    assert [e.name for e in given.equations] == ["consumption", "y"]
    for names, code in (({"x": "i"}, "M004"), ({"i": "x"}, "M018"), ({"g": "i"}, "M004")):
        with pytest.raises(TinbergenError) as fault:
            model.exogenise(names)
        assert fault.value.code == code
