"""Exact targeting: as many instruments as targets, and the targets are hit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.control.sensitivity import sensitivities
from tinbergen.engine.control.targeting import target
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.model.model import Model

KLEIN = load("klein1")
SPAN = Period.parse("1936").to(Period.parse("1941"))


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_on_a_linear_model_changes_are_the_inverse_of_the_multipliers(seed: int) -> None:
    data = library_data("klein1")
    base = simulate(KLEIN, data, SPAN)
    gap = np.random.default_rng(seed).normal(scale=5, size=(6, 2))
    wanted = {"X": base["X"] + gap[:, 0], "C": base["C"] + gap[:, 1]}
    found = target(KLEIN, data, SPAN, wanted, ("G", "Wg"))
    M = sensitivities(KLEIN, base, ("X", "C"), ("G", "Wg")).reshape(12, 12)
    step = np.linalg.solve(M, gap.reshape(-1)).reshape(6, 2)
    for k, name in enumerate(("G", "Wg")):
        np.testing.assert_allclose(found.changes[name], step[:, k], rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(
            found.instruments[name], data.window(SPAN.start, SPAN.end)[name] + step[:, k], atol=1e-8
        )
    for name, path in wanted.items():
        np.testing.assert_allclose(found.simulation[name], path, atol=1e-8)
    assert found.iterations == 1
    assert found.error < 1e-8
    assert found.to_frame().columns.tolist() == ["G", "Wg"]


def test_a_nonlinear_model_is_brought_there_too(
    keynes: Model, us: Dataset, recession: Span
) -> None:
    base = simulate(keynes, us, recession)
    wanted = {
        "GDP": base["GDP"] * np.linspace(1.0, 1.06, recession.length),
        "DEFICIT": base["DEFICIT"],
    }
    found = target(keynes, us, recession, wanted, ("G_gov", "TAX"))
    run = simulate(keynes, found.simulation.data, recession, residuals=found.simulation.residuals)
    for name, path in wanted.items():
        np.testing.assert_allclose(run[name], path, rtol=1e-8, atol=1e-8)
    assert found.iterations > 1


def test_equations_are_instruments_by_their_residuals() -> None:
    data = library_data("klein1")
    base = simulate(KLEIN, data, SPAN)
    found = target(KLEIN, data, SPAN, {"C": base["C"] + 1}, ["consumption"])
    np.testing.assert_allclose(found.simulation["C"], base["C"] + 1, atol=1e-9)
    assert found.instruments["consumption"].any()
    np.testing.assert_array_equal(found.simulation["G"], base["G"])


def test_targets_that_are_met_already_move_nothing() -> None:
    data = library_data("klein1")
    base = simulate(KLEIN, data, SPAN)
    found = target(KLEIN, data, SPAN, {"X": base["X"]}, ["G"])
    assert found.iterations == 0
    assert not found.changes["G"].any()


def test_tinbergen_s_rule_on_the_number_of_instruments() -> None:
    data = library_data("klein1")
    with pytest.raises(TinbergenError) as fault:
        target(KLEIN, data, SPAN, {"X": np.ones(6), "C": np.ones(6)}, ["G"])
    assert fault.value.code == "E005"
    assert (fault.value.facts["targets"], fault.value.facts["instruments"]) == (2, 1)


def test_targets_that_are_not_independent_are_refused() -> None:
    model = parse("var y c d; varexo g h; model; y = c + g + h; c = 0.5*y; d = 2*y; end;")
    data = Dataset.of("2000", {"g": [1.0, 1.0], "h": [1.0, 1.0]})
    span = Span(data.span.start, 2)
    with pytest.raises(TinbergenError) as fault:
        target(model, data, span, {"y": [9.0, 9.0], "d": [7.0, 7.0]}, ("g", "h"))
    assert fault.value.code == "E006"
    assert (fault.value.facts["rank"], fault.value.facts["size"]) == (2, 4)


def test_an_instrument_that_works_only_later_can_not_hit_a_target_now() -> None:
    model = parse("var y; varexo g; model; y = g(-1); end;")
    data = Dataset.of("2000", {"g": [1.0, 1.0, 1.0], "y": [0.0, 0.0, 0.0]})
    with pytest.raises(TinbergenError) as fault:
        target(model, data, Span(data.span.start + 1, 2), {"y": [2.0, 2.0]}, ["g"])
    assert fault.value.code == "E006"


def test_what_can_not_be_reached_is_told() -> None:
    model = parse("var y; varexo g; model; y = tanh(g); end;")
    data = Dataset.of("2000", {"g": [0.3]})
    for iterations, code in ((8, "E006"), (2, "E007")):
        with pytest.raises(TinbergenError) as fault:
            target(model, data, data.span, {"y": [1.5]}, ["g"], max_iter=iterations)
        assert fault.value.code == code


@pytest.mark.parametrize("name", ["Z", "G"])
def test_a_target_must_be_endogenous(name: str) -> None:
    data = library_data("klein1")
    with pytest.raises(TinbergenError) as fault:
        target(KLEIN, data, SPAN, {name: np.ones(6)}, ["Wg"])
    assert fault.value.code in ("D002", "E004")


@pytest.mark.parametrize("path", [[80.0], [80.0, float("nan")], [80.0, 95.0, 99.0]])
def test_a_target_is_a_number_in_every_period(path: list[float]) -> None:
    import tinbergen as tb

    model, data = tb.load_model("klein1"), tb.library_data("klein1")
    span = tb.Period.parse("1940").to(tb.Period.parse("1941"))
    with pytest.raises(tb.TinbergenError) as caught:
        tb.target(model, data, span, {"X": np.array(path)}, ["G"])
    assert caught.value.code == "E018"
