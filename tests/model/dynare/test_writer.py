"""Models written in the model language are read as the same models."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model import library
from tinbergen.model.auxiliary import lower
from tinbergen.model.dynare.parser import parse, parse_file
from tinbergen.model.dynare.writer import safe_names, write_mod
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model
from tinbergen.model.statements import (
    Assignment,
    Command,
    Native,
    ParameterValue,
    ShockMoment,
    ShockPath,
    Shocks,
    Statement,
    Value,
    Values,
)

FILES = sorted((Path(__file__).parents[1] / "reference" / "models").rglob("*.mod"))


def residuals(model: Model, names: dict[str, str] | None = None) -> list[float]:
    """Residuals at a point that depends on the names alone."""

    def value_of(leaf: Variable | str) -> float:
        if isinstance(leaf, str):
            meant = model.steady_operators.get(leaf)
            return model.values.get(leaf, 0.7) if meant is None else 1.3
        name = (names or {}).get(leaf.name, leaf.name)
        return 1.0 + (sum(map(ord, name)) * 7 + leaf.lag * 3) % 11 / 13

    return [model.graph.evaluate(e.residual, value_of) for e in model.equations]


def told(model: Model, value: Value) -> object:
    """A value without its node, which belongs to one graph."""
    return model.graph.text(value.node) if value.number is None else value.number


def content(model: Model, statement: Statement) -> object:
    """What a statement says, without its place."""
    match statement:
        case ParameterValue():
            return statement.name, statement.value
        case Values():
            return statement.block, [content_of(model, a) for a in statement.assignments]
        case Shocks():
            return (
                dict(statement.options),
                [content_of(model, m) for m in statement.moments],
                [content_of(model, p) for p in statement.paths],
            )
        case Command() | Native():
            return statement.text


def content_of(model: Model, part: Assignment | ShockMoment | ShockPath) -> object:
    match part:
        case Assignment():
            return part.name, part.lag, told(model, part.value)
        case ShockMoment():
            return part.kind, part.names, told(model, part.value)
        case ShockPath():
            return part.name, part.periods, [told(model, v) for v in part.values]


def statements(model: Model) -> list[object]:
    """All statements but native lines whose parameters or shocks stand beside them."""
    valued = {s.at for s in model.statements if isinstance(s, ParameterValue | Shocks)}
    kept = [s for s in model.statements if not (isinstance(s, Native) and s.at in valued)]
    return [content(model, s) for s in kept]


def the_same(model: Model) -> Model:
    again = parse(write_mod(model), f"{model.name}.mod")
    names = safe_names(model)
    assert again.endogenous == tuple(names.get(n, n) for n in model.endogenous)
    assert again.exogenous == tuple(names.get(n, n) for n in model.exogenous)
    assert set(again.parameters) >= {p for p in model.parameters if p not in model.steady_operators}
    assert [e.name for e in again.equations] == [names.get(e.name, e.name) for e in model.equations]
    assert dict(again.values) == dict(model.values)
    assert again.linear == model.linear
    back = {new: old for old, new in names.items()}
    # Hyperbolic functions are written with exponentials.
    np.testing.assert_allclose(residuals(again, back), residuals(model), rtol=1e-12, atol=1e-12)
    return again


@pytest.mark.parametrize("name", library.names())
def test_models_of_the_library(name: str) -> None:
    model = library.load(name)
    again = the_same(model)
    assert statements(again) == statements(model)
    assert again.titles == model.titles
    assert [{"name": e.name, **e.tags} for e in model.equations] == [
        e.tags for e in again.equations
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_model_files(path: Path) -> None:
    model = parse_file(path)
    again = the_same(model)
    if not safe_names(model):
        assert statements(again) == statements(model)
        assert dict(again.initial) == dict(model.initial)
        assert [s.name for s in again.steady_state] == [s.name for s in model.steady_state]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lowered_models(path: Path) -> None:
    model = parse_file(path)
    if not model.linear:
        the_same(lower(model))


NAMES = ("y", "c", "k")
LEAVES = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.integers(-3, 3)).map(
        lambda v: f"{v[0]}({v[1]})" if v[1] else v[0]
    ),
    st.sampled_from(["a", "b", "e", "e(-1)", "STEADY_STATE(c)", "EXPECTATION(-1)(y*k(+1))"]),
    st.floats(0, 1e6).map(repr),
    st.sampled_from(["1e-5", ".5", "3"]),
)


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), pair).map(lambda t: f"({t[1][0]}) {t[0]} ({t[1][1]})"),
        st.tuples(st.sampled_from("+-*/"), pair).map(lambda t: f"{t[1][0]} {t[0]} {t[1][1]}"),
        st.tuples(st.sampled_from(["<", ">=", "==", "!="]), pair).map(
            lambda t: f"(({t[1][0]}) {t[0]} ({t[1][1]}))"
        ),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})^({t[1]})"),
        inner.map(lambda t: f"-({t})"),
        st.tuples(st.sampled_from(["exp", "ln", "abs", "sign", "normcdf", "tanh"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        pair.map(lambda t: f"max({t[0]}, {t[1]})"),
    )


EXPRESSIONS = st.recursive(LEAVES, deeper, max_leaves=8)


@given(
    st.tuples(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
def test_any_model(expressions: tuple[str, str, str], a: float, ahead: bool) -> None:
    equations = "\n".join(f"{n} = {x};" for n, x in zip(NAMES, expressions, strict=True))
    model = parse(
        "var y c k;\nvarexo e;\nparameters a b;\n"
        + ("predetermined_variables k;\n" if ahead else "")
        + f"a = {a!r};\nb = 0.25;\nmodel;\n{equations}\nend;\n"
        + "initval;\ny = a;\nc = y/3;\nend;\nshocks;\nvar e;\nstderr b;\nend;\n"
    )
    the_same(model)


def test_values_set_on_the_model_hold() -> None:
    model = parse("var y;\nvarexo e;\nparameters a b;\na = 1;\nb = 2;\n"
                  "model;\ny = a*b*e;\nend;\na = 3;\n")  # fmt: skip
    moved = model.with_values({"a": 5.0})
    again = the_same(moved)
    assert statements(again) == [("a", 5.0), ("b", 2.0)]
    assert dict(again.values) == {"a": 5.0, "b": 2.0}


def test_first_guesses_set_on_the_model_hold() -> None:
    model = parse("var y;\nvarexo e;\nmodel;\ny = e;\nend;\ninitval;\ny = 1;\nend;\n")
    moved = dataclasses.replace(model, initial={"y": 2.0}, statements=())
    assert dict(parse(write_mod(moved)).initial) == {"y": 2.0}


def test_auxiliary_variables_have_names_and_values_at_rest() -> None:
    model = parse(
        "var y x;\nvarexo e;\nmodel;\nx = 0.2 + 0.8*x(-1) + e;\n"
        "y = EXPECTATION(-1)(x*x(+1));\nend;\nsteady_state_model;\nx = 1;\ny = 1;\nend;\n"
        "shocks;\nvar e;\nstderr 1;\nend;\n"
    )
    assert safe_names(model) == {"E[x(+1)*x(+2)]": "E_x_lead1_x_lead2"}
    again = the_same(model)
    assert again.steady_state[-1].name == "E_x_lead1_x_lead2"
    one, two = equilibrium(model), equilibrium(again)
    np.testing.assert_allclose(two.ghx[:2], one.ghx[:2], atol=1e-14)
    np.testing.assert_allclose(two.ghu[:2], one.ghu[:2], atol=1e-14)


def test_names_are_not_taken_twice() -> None:
    model = parse("var k k_lag1;\nvarexo e;\nmodel;\nk = k(-2) + e;\nk_lag1 = k;\nend;\n")
    assert safe_names(lower(model)) == {"k(-1)": "k_lag1_2"}


def test_apostrophes_do_not_end_a_text() -> None:
    model = parse('var y (long_name="Okun\'s gap | 奥肯缺口");\nvarexo e;\n'
                  "model;\n[name=\"Okun's law\", estimate]\ny = e;\nend;\n")  # fmt: skip
    text = write_mod(model)
    assert "(long_name='Okun’s gap | 奥肯缺口')" in text
    assert "[name='Okun’s law', estimate]" in text
    assert parse(text).titles["y"].zh == "奥肯缺口"
