"""Sensitivities against finite differences, and multipliers of linear models."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.control.sensitivity import apply_inputs, multipliers, sensitivities
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.model.model import Model

OUTPUTS = ("GDP", "U", "INFL", "DEFICIT", "r", "P")
INPUTS = ("G_gov", "TAX", "consumption", "inflation", "policy rule")


def finite_differences(
    model: Model,
    base: Simulation,
    outputs: tuple[str, ...],
    inputs: tuple[str, ...],
    steps: tuple[float, ...],
) -> np.ndarray:
    periods = base.span.length
    found = np.zeros((periods, len(outputs), periods, len(inputs)))
    for s in range(periods):
        for k in range(len(inputs)):
            ends = []
            for sign in (1, -1):
                change = np.zeros((periods, len(inputs)))
                change[s, k] = sign * steps[k]
                data, residuals = apply_inputs(base, model, inputs, change)
                run = simulate(model, data, base.span, residuals=residuals, tol=1e-13)
                ends.append(np.column_stack([run[name] for name in outputs]))
            found[:, :, s, k] = (ends[0] - ends[1]) / (2 * steps[k])
    return found


def test_derivatives_of_a_nonlinear_model(keynes: Model, us: Dataset, recession: Span) -> None:
    """Pushed down from 2008 on, the rule goes below zero: the rate is on both sides of its kink."""
    push = np.where(np.arange(recession.length) < 8, 0.0, -1.5)
    residuals = Dataset.of(recession.start, {"policy rule": push})
    base = simulate(keynes, us, recession, residuals=residuals)
    assert base["r"].min() == 0.0 < base["r"].max()
    assert np.abs(base["RULE"]).min() > 0.02
    exact = sensitivities(keynes, base, OUTPUTS, INPUTS)
    near = finite_differences(keynes, base, OUTPUTS, INPUTS, (0.1, 1e-3, 1e-3, 1e-3, 1e-3))
    scale = np.abs(near).max(axis=(0, 2), keepdims=True) + 1e-12
    np.testing.assert_allclose(exact / scale, near / scale, atol=2e-7)
    future = np.triu_indices(recession.length, 1)
    assert (exact.transpose(0, 2, 1, 3)[future] == 0).all()


def test_multipliers_of_a_linear_model_add_up_to_the_whole_effect() -> None:
    model, data = load("klein1"), library_data("klein1")
    base = simulate(model, data, Span(data.span.start + 1, 21))
    M = multipliers(model, base, model.endogenous, ("G", "Wg", "consumption"))
    rng = np.random.default_rng(0)
    change = rng.normal(size=(21, 3))
    moved, residuals = apply_inputs(base, model, ("G", "Wg", "consumption"), change)
    run = simulate(model, moved, base.span, residuals=residuals)
    effect = np.column_stack([run[n] - base[n] for n in model.endogenous])
    np.testing.assert_allclose(np.tensordot(M, change, axes=2), effect, rtol=1e-9, atol=1e-9)


def test_lagged_inputs_work_later() -> None:
    model = parse("var y; varexo x; model; y = 0.5*y(-1) + 2*x(-1) + x; end;")
    data = Dataset.of("2000", {"y": np.zeros(5), "x": np.zeros(5)})
    base = simulate(model, data, Span(data.span.start + 1, 4))
    M = sensitivities(model, base, ["y"], ["x", "y"])[:, 0]
    np.testing.assert_allclose(M[:, 0, 0], [1, 2.5, 1.25, 0.625])
    np.testing.assert_allclose(M[:, 1, 1], [0, 1, 0.5, 0.25])


def test_wrong_names_are_told_with_what_was_meant(
    keynes: Model, us: Dataset, recession: Span
) -> None:
    base = simulate(keynes, us, recession)
    for outputs, inputs, name, hint in (
        (["GPD"], ["G_gov"], "GPD", "GDP"),
        (["GDP", "G_gov"], ["G_gov"], "G_gov", None),
        (["GDP"], ["G_gv"], "G_gv", "G_gov"),
        (["GDP"], ["GDP"], "GDP", None),
    ):
        with pytest.raises(TinbergenError) as fault:
            sensitivities(keynes, base, outputs, inputs)
        assert fault.value.code == "E004"
        assert fault.value.facts["names"] == name
        assert hint is None or fault.value.hint == hint


def test_inputs_move_data_in_the_span_only(keynes: Model, us: Dataset, recession: Span) -> None:
    base = simulate(keynes, us, recession)
    change = np.ones((recession.length, 2))
    data, residuals = apply_inputs(base, keynes, ("G_gov", "consumption"), change)
    lags = keynes.lags[0]
    np.testing.assert_array_equal(data["G_gov"][:lags], base.data["G_gov"][:lags])
    np.testing.assert_allclose(data["G_gov"][lags:], base.data["G_gov"][lags:] + 1)
    np.testing.assert_allclose(residuals["consumption"], base.residuals["consumption"] + 1)
    np.testing.assert_array_equal(base.residuals["consumption"], np.zeros(recession.length))


AHEAD = """
var y p r;
varexo g;
parameters b; b = 0.4;
model;
y = 0.6*y(+1) + 0.3*y(-1) - 0.2*(r - p(+1)) + g + 0.1*g(+1);
p = 0.7*p(+1) + 0.2*p(-1) + b*y + 0.05*y^2;
r = 0.8*r(-1) + 0.3*p;
end;
"""


def test_where_the_future_is_foreseen_it_counts() -> None:
    """Against differences of whole solved paths; a change to come is felt before."""
    model = parse(AHEAD)
    data = Dataset.of("2000", {n: np.zeros(12) for n in "ypr"} | {"g": np.linspace(0, 0.1, 12)})
    span = Span(data.span.start + 1, 10)
    base = simulate(model, data, span)
    exact = sensitivities(model, base, ["y", "p", "r"], ["g", "p"])
    near = finite_differences(model, base, ["y", "p", "r"], ["g", "p"], (1e-4, 1e-4))
    np.testing.assert_allclose(exact, near, atol=1e-7)
    assert abs(exact[0, 0, 5, 0]) > 1e-3


def test_a_path_left_open() -> None:
    """Nothing but the difference of the two is determined."""
    model = parse("var a b; varexo x; model; a - b = x; a(+1) - b(+1) = x; end;")
    data = Dataset.of("2000", {n: np.zeros(6) for n in "abx"})
    start = Span(data.span.start + 1, 4)
    base = Simulation(
        start,
        data,
        Dataset.of("2001", {e.name: np.zeros(4) for e in model.equations}),
        model.endogenous,
        0,
    )
    with pytest.raises(TinbergenError) as fault:
        sensitivities(model, base, ["a"], ["x"])
    assert fault.value.code == "E012"
