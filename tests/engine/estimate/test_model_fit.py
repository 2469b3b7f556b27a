"""Estimation of whole models from their tags."""

import json

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.estimate.model_fit import METHODS, estimate, jacobian_term
from tinbergen.engine.estimate.specification import regression
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model

START = Period.parse("1900")
T = 300
TRUTH = {"c0": 2.0, "c1": 0.6, "c2": 0.2, "i0": 1.0, "i1": 0.25, "tax": 0.2}
TEXT = """
var C Y I; varexo G X; parameters c0 c1 c2 i0 i1 tax;
tax = 0.2;
model;
[name='consumption', estimate='2sls', instruments='G X C(-1) Y(-1)']
C = c0 + c1*(1 - tax)*Y + c2*C(-1);
[name='investment', estimate='ols']
I = i0 + i1*Y(-1) + X;
Y = C + I + G;
end;
"""


def tagged(**methods: str) -> Model:
    text = TEXT
    for name, method in methods.items():
        old = "estimate='2sls'" if name == "consumption" else "estimate='ols'"
        text = text.replace(old, f"estimate='{method}'")
    return parse(text.replace("c1*(1 - tax)", "c1*(1 - tax)").replace(
        "estimate=", "fixed='tax', estimate="), "economy.mod")  # fmt: skip


@pytest.fixture(scope="module")
def data() -> Dataset:
    """What the model itself makes of random spending and disturbances."""
    rng = np.random.default_rng(4)
    model = tagged().with_values(TRUTH)
    series = {n: np.full(T + 1, v) for n, v in (("C", 20.0), ("Y", 30.0), ("I", 8.0))}
    series |= {"G": rng.uniform(3, 9, T + 1), "X": rng.normal(size=T + 1)}
    u = {"consumption": 0.5 * rng.normal(size=T), "investment": 0.4 * rng.normal(size=T)}
    raw = Dataset.of(START, series)
    return simulate(model, raw, Span(START + 1, T), residuals=Dataset.of(START + 1, u)).data


def test_tags_say_how_and_the_truth_is_near(data: Dataset) -> None:
    fit = estimate(tagged(), data)
    assert fit.method == "by equation"
    assert {n: e.method for n, e in fit.fit.equations.items()} == {
        "consumption": "2sls", "investment": "ols",
    }  # fmt: skip
    assert fit.equations == ("consumption", "investment")
    # One lag at the start is lost, and so is the first period's lag of C.
    assert fit.sample == Span(START + 1, T)
    errors = np.concatenate([e.standard_errors for e in fit.fit.equations.values()])
    for (_, name), b, se in zip(
        fit.fit.coefficient_names, fit.fit.coefficients, errors, strict=True
    ):
        assert abs(b - TRUTH[name]) < 4 * se
        assert fit.model.values[name] == b
    assert fit.model.values["tax"] == 0.2
    assert "tax" not in {name for _, name in fit.fit.coefficient_names}


@pytest.mark.parametrize("method", METHODS)
def test_one_method_for_all(data: Dataset, method: str) -> None:
    text = TEXT.replace("estimate='ols'", "estimate='ols', instruments='G X C(-1) Y(-1)'")
    model = parse(text.replace("estimate=", "fixed='tax', estimate="))
    fit = estimate(model, data, method=method)
    assert fit.method == method
    for name in ("c1", "c2", "i0", "i1"):
        assert fit.model.values[name] == pytest.approx(TRUTH[name], abs=0.35)
    assert (fit.fit.loglik is not None) == (method == "fiml")
    document = json.loads(json.dumps(fit.to_dict(), allow_nan=False))
    assert document["sample"] == [str(START + 1), str(START + T)]
    assert set(document["equations"]["consumption"]["coefficients"]) == {"c0", "c1", "c2"}
    for lang in ("en", "zh"):
        assert "c1" in fit.summary(lang)
    assert list(fit.to_frame().index.get_level_values(0).unique()) == ["consumption", "investment"]


def test_a_sample_may_be_given(data: Dataset) -> None:
    span = Span(START + 100, 60)
    fit = estimate(tagged(), data, sample=span)
    assert fit.sample == span
    alone = estimate(tagged(), data.until(span.end), sample=span)
    np.testing.assert_array_equal(fit.fit.coefficients, alone.fit.coefficients)
    with pytest.raises(TinbergenError) as fault:
        estimate(tagged(), data, sample=Span(START, 60))
    assert fault.value.code == "S032"
    assert str(fault.value.facts["period"]) == "1899"


def test_draws_are_named_and_have_the_joint_covariance(data: Dataset) -> None:
    fit = estimate(tagged(), data)
    drawn = fit.parameter_draws(20_000, np.random.default_rng(0))
    names = [name for _, name in fit.fit.coefficient_names]
    assert list(drawn) == names
    table = np.column_stack([drawn[n] for n in names])
    scale = np.sqrt(np.diag(fit.fit.coefficient_covariance))
    np.testing.assert_allclose((table.mean(axis=0) - fit.fit.coefficients) / scale, 0, atol=0.05)
    np.testing.assert_allclose(
        np.cov(table.T) / np.outer(scale, scale),
        fit.fit.coefficient_covariance / np.outer(scale, scale),
        atol=0.05,
    )


def test_each_equation_gets_its_tests(data: Dataset) -> None:
    tests = estimate(tagged(), data).diagnostics()
    usual = {"durbin_watson", "breusch_godfrey", "arch", "jarque_bera", "breusch_pagan", "cusum",
             "sup_f"}  # fmt: skip
    assert usual <= set(tests["investment"])
    assert "sargan" not in tests["investment"]
    assert {"sargan", *usual} <= set(tests["consumption"])
    assert any(name.startswith("first_stage_") for name in tests["consumption"])


SHARED = """
var c y; varexo g x; parameters a b d;
model;
[name='one', estimate='{0}', instruments='g x c(-1) y(-1)'] c = a + b*y(-1) + x;
[name='two', estimate='{0}', instruments='g x c(-1) y(-1)'] y = d + b*c + g;
end;
"""


@pytest.mark.parametrize("method", ["3sls", "i3sls", "fiml"])
def test_a_parameter_of_two_equations_is_one_in_a_system(method: str) -> None:
    rng = np.random.default_rng(1)
    model = parse(SHARED.format(method)).with_values({"a": 1.0, "b": 0.5, "d": 2.0})
    raw = Dataset.of(START, {"c": np.ones(200), "y": np.ones(200),
                             "g": rng.normal(size=200), "x": rng.normal(size=200)})  # fmt: skip
    u = Dataset.of(START + 1, {n: 0.3 * rng.normal(size=199) for n in ("one", "two")})
    data = simulate(model, raw, Span(START + 1, 199), residuals=u).data
    fit = estimate(model, data)
    values = dict(zip(fit.fit.coefficient_names, fit.fit.coefficients, strict=True))
    assert values["one", "b"] == pytest.approx(values["two", "b"], rel=1e-9)
    assert fit.model.values["b"] == pytest.approx(0.5, abs=0.06)


def test_the_jacobian_of_the_whole_model_is_that_of_the_compiled_one(data: Dataset) -> None:
    """log|det dF/dy| also where the Jacobian moves with the data."""
    model = parse(
        """var C Y I; varexo G X; parameters c0 c1 i0 i1;
        model;
        [estimate='fiml'] log(C) = c0 + c1*log(Y) + X;
        [estimate='fiml'] I = i0 + i1*Y*C/100;
        Y = C + I + G; end;"""
    )
    span = Span(START + 5, 20)
    parts = [regression(model, e) for e in model.equations if e.behavioural]
    term = jacobian_term(model, data, parts, span)
    b = np.array([0.1, 0.7, 2.0, 0.3])
    at = model.with_values(dict(zip(("c0", "c1", "i0", "i1"), b, strict=True)))
    compiled = compile_model(at)
    window = data.window(span.start, span.end)
    columns, pattern = compiled.layout.columns, compiled.jacobian_pattern
    for t in range(span.length):
        Z = np.zeros((1, compiled.layout.width))
        for name, column in columns.items():
            Z[0, column] = window[name][t]
        matrix = np.zeros((3, 3))
        entries = compiled.jacobian(Z, np.array([at.vector()], dtype=float), 0, 1)[0]
        for k in range(pattern.lag.size):
            if pattern.column[k] < 3:
                matrix[pattern.equation[k], pattern.column[k]] = entries[k]
        assert term.log_abs_det(b)[t] == pytest.approx(np.linalg.slogdet(matrix)[1], rel=1e-10)


def test_a_system_pools_its_equations_instruments(data: Dataset) -> None:
    apart = SHARED.format("3sls").replace(
        "two', estimate='3sls', instruments='g x", "two', estimate='3sls', instruments='x g(-1)"
    )
    both = SHARED.format("3sls").replace("instruments='g x", "instruments='g x g(-1)")
    rng = np.random.default_rng(3)
    series = Dataset.of(START, {n: rng.normal(size=80).cumsum() for n in "cygx"})
    fits = [estimate(parse(text), series, sample=Span(START + 2, 70)) for text in (apart, both)]
    np.testing.assert_allclose(fits[0].fit.coefficients, fits[1].fit.coefficients, rtol=1e-8)
    assert code(
        parse("var y; varexo x; parameters a; model; [estimate='3sls'] y = a*x; end;"),
        Dataset.of(START, {"y": rng.normal(size=20), "x": rng.normal(size=20)}),
    ).code == "S008"  # fmt: skip


def code(model: Model, data: Dataset, **options: str) -> TinbergenError:
    with pytest.raises(TinbergenError) as fault:
        estimate(model, data, **options)  # type: ignore[arg-type]
    return fault.value


def test_what_can_not_be_estimated_is_told(data: Dataset) -> None:
    assert code(parse("var Y; model; Y = 1; end;"), data).code == "S036"
    wrong = code(tagged(consumption="2slss"), data)
    assert (wrong.code, wrong.hint) == ("S035", "2sls")
    assert wrong.at is not None
    assert code(tagged(), data, method="gmm").at is None
    assert code(tagged(consumption="3sls"), data).code == "S037"
    assert code(parse(SHARED.format("ols")), Dataset.of(START, {
        n: np.arange(9.0) ** 2 for n in "cygx"})).code == "S038"  # fmt: skip
    assert code(tagged(), data.select(["C", "Y", "G", "X"])).code == "D002"
    apart = data.assign(
        C=np.where(np.arange(T + 1) < 150, data["C"], np.nan),
        I=np.where(np.arange(T + 1) > 200, data["I"], np.nan),
    )
    assert code(tagged(), apart).code == "S032"
