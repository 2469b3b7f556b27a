"""Simulation: residuals reproduce the data, lags are those asked for, missing data are named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.simulate.backward import Simulation, simulate, track
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.model.model import Model

START = Period.parse("2000")
ACCELERATOR = parse(
    """var y c i; varexo g; parameters a b; a = 0.6; b = 0.3;
    model; c = a*y(-1); i = b*(c - c(-1)); y = c + i + g; end;""",
    "accelerator",
)
KLEIN = load("klein1")
KEYNES = load("us_keynes")


def only_history(data: Dataset, names: tuple[str, ...], span: Span) -> Dataset:
    """The data without what the model is to find in the span."""
    k = span.start - data.span.start
    return data.assign(
        **{n: np.where(np.arange(data.span.length) < k, data[n], np.nan) for n in names}
    )


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_tracked_residuals_reproduce_any_data(seed: int) -> None:
    """The solver starts from the last known period, not from the answer."""
    rng = np.random.default_rng(seed)
    observed = library_data("klein1")
    data = Dataset.of(
        observed.span.start,
        {n: rng.normal(20, 10, observed.span.length) for n in observed.names},
    )
    span = Span(data.span.start + 1, 21)
    residuals = track(KLEIN, data, span)
    known = only_history(data, KLEIN.endogenous, span)
    run = simulate(KLEIN, known, span, residuals=residuals)
    for name in KLEIN.endogenous:
        np.testing.assert_allclose(run[name], data[name][1:], rtol=1e-8, atol=1e-8)


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_tracked_residuals_reproduce_the_data_of_a_nonlinear_model(seed: int) -> None:
    rng = np.random.default_rng(seed)
    T = 30
    level = {"GDP": 100.0, "C": 60.0, "I": 15.0, "REST": 10.0, "T": 20.0, "YD": 80.0, "U": 6.0,
             "INFL": 2.0, "P": 50.0, "RULE": 3.0, "r": 3.0, "GROWTH": 2.0, "DEFICIT": 1.0,
             "BORROWING": 5.0, "NET": 18.0, "G_gov": 15.0, "TAX": 0.0}  # fmt: skip
    noise = {name: rng.uniform(0.8, 1.25, T) for name in level}
    data = Dataset.of("1990Q1", {name: level[name] * noise[name] for name in level})
    lags = KEYNES.lags[0]
    span = Span(data.span.start + lags, T - lags)
    residuals = track(KEYNES, data, span)
    run = simulate(KEYNES, only_history(data, KEYNES.endogenous, span), span, residuals=residuals)
    for name in KEYNES.endogenous:
        np.testing.assert_allclose(run[name], data[name][lags:], rtol=1e-8, atol=1e-8)


def test_dynamic_lags_are_the_simulation_s_own_and_static_ones_the_data_s() -> None:
    rng = np.random.default_rng(0)
    series = {name: rng.uniform(1, 2, 6) for name in ("y", "c", "i", "g")}
    data = Dataset.of(START, series)
    span = Span(START + 1, 5)
    y, c = series["y"][0], series["c"][0]
    dynamic, static = [], []
    for t in range(1, 6):
        new = 0.6 * y
        y, c = new + 0.3 * (new - c) + series["g"][t], new
        dynamic.append(y)
        now = 0.6 * series["y"][t - 1]
        static.append(now + 0.3 * (now - series["c"][t - 1]) + series["g"][t])
    np.testing.assert_allclose(simulate(ACCELERATOR, data, span)["y"], dynamic, rtol=1e-14)
    run = simulate(ACCELERATOR, data, span, static=True)
    np.testing.assert_allclose(run["y"], static, rtol=1e-14)
    assert simulate(ACCELERATOR, data, Span(START + 1, 1))["y"][0] == pytest.approx(static[0])


@pytest.mark.parametrize("static", [False, True])
def test_residuals_are_added_to_the_right_hand_side(static: bool) -> None:
    data = Dataset.of(START, {n: np.ones(4) for n in ("y", "c", "i", "g")})
    span = Span(START + 1, 3)
    shocks = Dataset.of(START + 2, {"c": [0.5]})
    base = simulate(ACCELERATOR, data, span, static=static)
    run = simulate(ACCELERATOR, data, span, residuals=shocks, static=static)
    assert run["c"][0] == base["c"][0]
    assert run["c"][1] - base["c"][1] == pytest.approx(0.5)
    assert run.residuals["c"].tolist() == [0.0, 0.5, 0.0]
    assert run.residuals["y"].tolist() == [0.0, 0.0, 0.0]


def test_a_static_run_over_all_periods_is_each_period_alone(us: Dataset, recession: Span) -> None:
    whole = simulate(KEYNES, us, recession, static=True)
    for k, period in enumerate(recession):
        alone = simulate(KEYNES, us, Span(period, 1))
        for name in KEYNES.endogenous:
            assert whole[name][k] == pytest.approx(alone[name][0], rel=1e-9)


def test_a_result_holds_the_lags_it_started_from(us: Dataset, recession: Span) -> None:
    run = simulate(KEYNES, us, recession)
    assert run.data.span.start == recession.start - KEYNES.lags[0]
    assert run.data.span.end == recession.end
    assert run["GDP"].shape == (recession.length,)
    np.testing.assert_array_equal(
        run.data["GDP"][: KEYNES.lags[0]],
        us.window(recession.start - KEYNES.lags[0], recession.start - 1)["GDP"],
    )
    # What the data do not have and no equation reads is not made up.
    assert np.isnan(run.data["GROWTH"][: KEYNES.lags[0]]).all()
    assert run.to_frame().shape == (recession.length, len(run.data.names))
    assert run.data.titles["GDP"].zh
    assert "GDP" in run.summary()


def test_differences_are_deviations_of_variables_and_residuals() -> None:
    data = Dataset.of(START, {n: np.ones(4) for n in ("y", "c", "i", "g")})
    span = Span(START + 1, 3)
    base = simulate(ACCELERATOR, data, span)
    shocked = simulate(ACCELERATOR, data, span, residuals=Dataset.of(START + 1, {"c": [1.0]}))
    effect = shocked - base
    np.testing.assert_allclose(effect["c"], shocked["c"] - base["c"])
    assert effect.residuals["c"].tolist() == [1.0, 0.0, 0.0]
    assert effect["g"].tolist() == [0.0, 0.0, 0.0]
    shorter = simulate(ACCELERATOR, data, Span(START + 1, 2))
    other = simulate(parse("var y; varexo c i g; model; y = g; end;"), data, Span(START + 1, 3))
    for unlike in (shorter, other):
        with pytest.raises(TinbergenError) as fault:
            base - unlike
        assert fault.value.code == "C006"


def test_exogenised_variables_follow_the_data_and_the_rest_the_model(us: Dataset) -> None:
    span = Span(Period.parse("2007Q1"), 8)
    base = simulate(KEYNES, us, span)
    fixed = KEYNES.exogenise({"r": "short rate"})
    rate = np.linspace(4.0, 1.0, 8)
    path = np.array(us["r"])
    path[us.span.position(span.start) : us.span.position(span.end) + 1] = rate
    run = simulate(fixed, us.assign(r=path), span)
    np.testing.assert_array_equal(run["r"], rate)
    assert "short rate" not in run.residuals
    # Setting the rate where the rule would have set it changes nothing.
    path[us.span.position(span.start) : us.span.position(span.end) + 1] = base["r"]
    same = simulate(fixed, us.assign(r=path), span)
    for name in fixed.endogenous:
        np.testing.assert_allclose(same[name], base[name], rtol=1e-9)


def failed(model: Model, data: Dataset, span: Span, **options: bool) -> TinbergenError:
    with pytest.raises(TinbergenError) as fault:
        simulate(model, data, span, **options)
    return fault.value


def test_missing_data_are_named_with_their_period() -> None:
    full = {n: np.ones(5) for n in ("y", "c", "i", "g")}
    span = Span(START + 1, 4)

    def without(name: str, k: int) -> Dataset:
        return Dataset.of(START, {**full, name: np.where(np.arange(5) == k, np.nan, full[name])})

    for name, k, static, period in (
        ("g", 3, False, "2003"), ("y", 0, False, "2000"), ("c", 2, True, "2002"),
    ):  # fmt: skip
        fault = failed(ACCELERATOR, without(name, k), span, static=static)
        assert fault.code == "E002"
        assert (fault.facts["name"], str(fault.facts["period"])) == (name, period)
    # Dynamic runs need no data of what they compute, nor of what no equation reads.
    assert simulate(ACCELERATOR, without("c", 2), span).iterations > 0
    assert simulate(ACCELERATOR, without("i", 0), span).iterations > 0
    early = failed(ACCELERATOR, Dataset.of(START, full), Span(START, 3))
    assert (early.facts["name"], str(early.facts["period"])) == ("y", "1999")
    fault = failed(ACCELERATOR, Dataset.of(START, {"gg": np.ones(5)}), span)
    assert fault.code == "E002"
    with pytest.raises(TinbergenError) as missing:
        track(ACCELERATOR, without("i", 2), span)
    assert (missing.value.facts["name"], str(missing.value.facts["period"])) == ("i", "2002")


def test_a_variable_that_only_switches_is_needed_too() -> None:
    model = parse("var y; varexo war; model; y = 1 + (war > 0); end;")
    fault = failed(model, Dataset.of(START, {"war": [np.nan]}), Span(START, 1))
    assert fault.facts["name"] == "war"


def test_a_residual_of_no_equation_is_refused() -> None:
    data = Dataset.of(START, {n: np.ones(4) for n in ("y", "c", "i", "g")})
    with pytest.raises(TinbergenError) as fault:
        simulate(ACCELERATOR, data, Span(START + 1, 2), residuals=Dataset.of(START, {"g": [1.0]}))
    assert fault.value.code == "M018"


def test_a_variable_without_data_starts_from_one() -> None:
    model = parse("var y; varexo x; model; log(y) = x; end;")
    run = simulate(model, Dataset.of(START, {"x": [1.0, -2.0]}), Span(START, 2))
    np.testing.assert_allclose(run["y"], np.exp([1.0, -2.0]), rtol=1e-12)


@pytest.mark.parametrize(
    ("right", "answer"),
    [("x + sign(y - 3)", 6.0), ("x + 10*(y > 3)", 15.0), ("x + 2*max(y - 20, -1)", 3.0)],
)
def test_equations_that_jump_are_solved_all_the_same(right: str, answer: float) -> None:
    """From a guess on the wrong side of the jump the first step is not the answer."""
    model = parse(f"var y; varexo x; model; y = {right}; end;")
    run = simulate(model, Dataset.of(START, {"x": [5.0], "y": [0.0]}), Span(START, 1))
    assert run["y"][0] == pytest.approx(answer)


def test_a_guess_far_away_costs_no_digits() -> None:
    model = parse("var y; varexo x; model; 3*y = x; end;")
    run = simulate(model, Dataset.of(START, {"x": [1.0], "y": [1e15]}), Span(START, 1))
    assert run["y"][0] == pytest.approx(1 / 3, rel=1e-12)


def test_an_empty_span_is_an_empty_run() -> None:
    data = Dataset.of(START, {n: np.ones(4) for n in ("y", "c", "i", "g")})
    run = simulate(ACCELERATOR, data, (START + 2).to(START + 1))
    assert isinstance(run, Simulation)
    assert run.iterations == 0
