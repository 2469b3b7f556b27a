"""Results draw themselves: the picture holds the numbers of its result."""

from __future__ import annotations

import numpy as np

import tinbergen as tb


def klein() -> tuple[tb.Model, tb.Dataset, tb.Span]:
    span = tb.Period.parse("1921").to(tb.Period.parse("1941"))
    return tb.load_model("klein1"), tb.library_data("klein1"), span


def test_simulation_draws_every_variable() -> None:
    model, data, span = klein()
    panel = tb.simulate(model, data, span).plot()
    assert len(panel.charts) == len(model.endogenous)
    assert "Consumption" not in panel.svg("zh")
    assert panel.svg("en").startswith("<svg")


def test_ensemble_draws_nested_bands() -> None:
    model, data, span = klein()
    drawn = np.random.default_rng(3).normal(size=(200, 21))
    runs = tb.ensemble(model, data, span, {"consumption": drawn}, variables=["C"])
    (fan,) = runs.plot().charts[0].layers
    assert np.all(np.array(fan.lower[1]) <= np.array(fan.lower[0]))
    assert np.allclose(fan.median, np.median(runs["C"], axis=0))


def test_targeting_draws_before_and_after() -> None:
    model, data, _ = klein()
    span = tb.Period.parse("1940").to(tb.Period.parse("1941"))
    hit = tb.target(model, data, span, {"X": np.array([80.0, 95.0])}, ["G"])
    before, after = hit.plot().charts[0].layers
    assert np.allclose(before.values, data.window(span.start, span.end)["G"])
    assert np.allclose(after.values, hit.instruments["G"])


def test_forecast_draws_its_bands() -> None:
    wave = np.arange(40.0) + np.sin(np.arange(40))
    result = tb.forecast_series(wave, 4, 8)
    (fan,) = result.plot().layers
    assert fan.levels == (0.8, 0.95)
    assert np.allclose(fan.median, result.point)
