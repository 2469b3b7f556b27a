"""Equations of a model as regressions."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.specification import (
    Regression,
    common_sample,
    equation_data,
    regression,
)
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model

START = Period.parse("2000Q1")
RNG = np.random.default_rng(0)
DATA = Dataset.of(START, {n: RNG.uniform(1, 3, 20) for n in ("y", "x", "z", "w")})


def read(equation: str, tags: str = "estimate='ols'", values: str = "") -> tuple[Model, Regression]:
    model = parse(
        f"var y; varexo x z w; parameters a b c d; {values} model; [name='eq', {tags}] {equation} end;",
        "m.mod",
    )
    return model, regression(model, model.equation("eq"))


def texts(model: Model, part: Regression) -> tuple[str, list[str]]:
    return model.graph.text(part.dependent), [model.graph.text(n) for n in part.regressors]


def data_of(model: Model, part: Regression, span: Span = Span(START + 4, 12)):  # type: ignore[no-untyped-def]  # noqa: B008
    return equation_data(model, part, DATA, span, model.values, instruments=True)


@pytest.mark.parametrize(
    ("equation", "regressors"),
    [
        ("y = a + b*x;", {"a": "1", "b": "x"}),
        ("100*diff(log(y)) = a*diff(log(x)) + b*(z - w(-1));",
         {"a": "log(x) - log(x(-1))", "b": "z - w(-1)"}),
        ("y/x = a + 2*b*z/x;", {"a": "1", "b": "2*z/x"}),
        ("y - b*x = a;", {"a": "1", "b": "x"}),
        ("y = (a + b*x)*z;", {"a": "z", "b": "x*z"}),
        ("y = a*(x > 1) + b*max(x, z);", {"a": "x > 1", "b": "max(x, z)"}),
    ],
)  # fmt: skip
def test_y_and_x_follow_from_the_equation(equation: str, regressors: dict[str, str]) -> None:
    """y - X b is the equation's error at any b, whatever the modeller wrote."""
    model, part = read(equation)
    assert part.parameters == tuple(regressors)
    arrays = data_of(model, part)
    for k, text in enumerate(regressors.values()):
        check = parse(f"var v; varexo y x z w; model; v = {text}; end;")
        for t in range(12):
            wanted = check.graph.evaluate(
                check.equations[0].rhs, lambda v, t=t: float(DATA[v.name][4 + t + v.lag])
            )
            assert arrays.X[t, k] == pytest.approx(wanted)
    b = RNG.normal(size=2)
    values = dict(zip(part.parameters, b, strict=True))
    for t in range(12):
        error = model.graph.evaluate(
            model.equations[0].residual,
            lambda leaf, t=t: (
                values[leaf] if isinstance(leaf, str) else float(DATA[leaf.name][4 + t + leaf.lag])
            ),
        )
        assert arrays.y[t] - arrays.X[t] @ b == pytest.approx(error, rel=1e-12, abs=1e-12)


def test_fixed_parameters_keep_their_values() -> None:
    model, part = read("y = a + b*x + c*z;", "estimate='ols', fixed='c'", "c = 0.5;")
    assert part.parameters == ("a", "b")
    arrays = data_of(model, part)
    np.testing.assert_allclose(arrays.y, DATA["y"][4:16] - 0.5 * DATA["z"][4:16])


def test_parameters_are_taken_in_the_order_of_their_declaration() -> None:
    _, part = read("y = c*x + a;")
    assert part.parameters == ("a", "c")


@pytest.mark.parametrize(
    ("equation", "bent"),
    [("y = a*b*x;", "a, b"), ("y = x^a;", "a"), ("y = a + exp(b*x);", "b"), ("y = a*y + a*b;", "a, b"),
     ("y = b*x + sign(a);", "a")],
)  # fmt: skip
def test_what_is_not_linear_is_refused(equation: str, bent: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        read(equation)
    assert fault.value.code == "S030"
    assert fault.value.facts["parameters"] == bent
    assert str(fault.value.at).startswith("m.mod:1:")


def test_an_equation_without_parameters_is_refused() -> None:
    for equation, tags in (("y = x;", "estimate='ols'"), ("y = a*x;", "estimate='ols', fixed='a'")):
        with pytest.raises(TinbergenError) as fault:
            read(equation, tags)
        assert fault.value.code == "S031"


def test_instruments_get_a_constant_unless_one_is_listed() -> None:
    model, part = read("y = a + b*x;", "estimate='2sls', instruments='z w(-1) diff(x)'")
    arrays = data_of(model, part)
    assert arrays.Z is not None
    np.testing.assert_array_equal(arrays.Z[:, 0], 1.0)
    np.testing.assert_allclose(arrays.Z[:, 1], DATA["z"][4:16])
    np.testing.assert_allclose(arrays.Z[:, 2], DATA["w"][3:15])
    np.testing.assert_allclose(arrays.Z[:, 3], DATA["x"][4:16] - DATA["x"][3:15])
    model, part = read("y = a + b*x;", "estimate='2sls', instruments='1 z'")
    assert data_of(model, part).Z.shape == (12, 2)
    without = equation_data(model, part, DATA, Span(START, 5), {}, instruments=False)
    assert without.Z is None


def test_restrictions_are_read_as_linear_equations() -> None:
    model, part = read(
        "y = a + b*x + c*z + d*w;",
        "estimate='ols', fixed='d', restrictions='a + b = 1; 2*c - d = b/4'",
        "d = 3;",
    )
    arrays = data_of(model, part)
    assert arrays.restrictions is not None
    R, r = arrays.restrictions
    np.testing.assert_allclose(R, [[1, 1, 0], [0, -0.25, 2]])
    np.testing.assert_allclose(r, [1, 3])


@pytest.mark.parametrize("restriction", ["a*b = 1", "d = 1", "log(a) = b", "x = 1"])
def test_restrictions_that_can_not_be_imposed_are_refused(restriction: str) -> None:
    model, part = read("y = a + b*x;", f"estimate='ols', restrictions='{restriction}'")
    with pytest.raises(TinbergenError) as fault:
        data_of(model, part)
    assert fault.value.code == "S033"
    assert fault.value.facts["equation"] == "eq"


def test_the_sample_is_what_all_lags_and_instruments_reach() -> None:
    model, part = read("y = a + b*x(-2);", "estimate='2sls', instruments='z(-4) w'")
    assert common_sample(model, [part], DATA, instruments=False) == Span(START + 2, 18)
    assert common_sample(model, [part], DATA, instruments=True) == Span(START + 4, 16)
    nothing = DATA.assign(x=np.full(20, np.nan))
    with pytest.raises(TinbergenError) as fault:
        common_sample(model, [part], nothing, instruments=False)
    assert fault.value.code == "S032"


def test_gaps_are_named_with_their_period() -> None:
    model, part = read("y = a + b*x(-1);")
    gap = np.where(np.arange(20) == 7, np.nan, DATA["x"])
    with pytest.raises(TinbergenError) as fault:
        equation_data(model, part, DATA.assign(x=gap), Span(START + 4, 12), {}, instruments=False)
    assert fault.value.code == "S032"
    assert (fault.value.facts["name"], str(fault.value.facts["period"])) == ("x", str(START + 7))


def test_values_outside_a_domain_are_named_by_their_expression() -> None:
    model, part = read("log(y) = a + b*log(x - 2);")
    with pytest.raises(TinbergenError) as fault:
        data_of(model, part)
    assert fault.value.code == "S034"
    assert fault.value.facts["expression"] == "log(x - 2)"
    assert fault.value.at is not None and fault.value.at.line is not None
    outside = np.flatnonzero(DATA["x"] <= 2)
    assert str(fault.value.facts["period"]) in {str(START + int(k)) for k in outside}


@pytest.mark.parametrize("form", ["a + b*x", "a + b*(x - x(-1))", "b*(x - x(-1)) + c*y(-1)"])
def test_series_that_never_move_are_named(form: str) -> None:
    model, part = read(f"y = {form};")
    still = DATA.assign(x=np.full(20, 3.0))
    with pytest.raises(TinbergenError) as fault:
        equation_data(model, part, still, Span(START + 4, 12), {}, instruments=False)
    assert (fault.value.code, fault.value.facts["names"]) == ("S260", "x")


def test_a_constant_of_ones_own_may_stand_alone() -> None:
    model, part = read("y = b*x + c*y(-1);")
    own = DATA.assign(x=np.full(20, 3.0))
    found = equation_data(model, part, own, Span(START + 4, 12), {}, instruments=False)
    assert found.X.shape == (12, 2)
