"""Values held in some periods, by an instrument of the same period."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.control.exogenising import Exogenised, exogenise
from tinbergen.engine.control.targeting import target
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.model import library
from tinbergen.model.dynare.parser import parse

SPAN = Period.parse("1921").to(Period.parse("1930"))
AHEAD = "var y; varexo x; model; [name='y'] y = 0.3*y(-1) + 0.4*y(+1) + x; end;"


def code_of(*held: Exogenised) -> str:
    with pytest.raises(TinbergenError) as caught:
        exogenise(library.load("klein1"), library_data("klein1"), SPAN, held)
    return caught.value.code


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["C", "I"]), st.integers(0, 9)), st.floats(-5, 5), min_size=1
    )
)
def test_every_held_value_is_met_and_nothing_else_is_moved(moves: dict) -> None:
    model, data = library.load("klein1"), library_data("klein1")
    adds = track(model, data, SPAN)
    base = simulate(model, data, SPAN, residuals=adds)
    names = {"C": "consumption", "I": "investment"}
    held = [Exogenised(v, t, base[v][t] + by, names[v]) for (v, t), by in moves.items()]
    found = exogenise(model, data, SPAN, held, residuals=adds)
    for each in held:
        assert found.simulation[each.variable][each.period] == pytest.approx(each.value, abs=1e-7)
    misses = [abs(found.simulation[h.variable][h.period] - h.value) for h in held]
    assert found.error == pytest.approx(max(misses), abs=1e-12)
    for name, changes in found.changes.items():
        free = [
            t for t in range(10) if not any(h.period == t and h.instrument == name for h in held)
        ]
        np.testing.assert_array_equal(changes[free], 0.0)


def test_held_everywhere_is_exact_targeting() -> None:
    model, data = library.load("klein1"), library_data("klein1")
    path = np.linspace(45, 60, SPAN.length)
    exact = target(model, data, SPAN, {"C": path}, ["G"])
    found = exogenise(model, data, SPAN, [Exogenised("C", t, v, "G") for t, v in enumerate(path)])
    np.testing.assert_allclose(found.simulation["G"], exact.simulation["G"], rtol=1e-7)


def test_in_a_model_that_looks_ahead_a_held_value_is_known_beforehand() -> None:
    model = parse(AHEAD, "ahead")
    length = 30
    zeros = np.zeros(length + 2)
    data = Dataset.of("2000", {"y": zeros, "x": zeros})
    span = Period.parse("2001").to(Period.parse("2001") + length - 1)
    by_shock = exogenise(model, data, span, [Exogenised("y", 5, 1.0, "x")])
    by_factor = exogenise(model, data, span, [Exogenised("y", 5, 1.0, "y")])
    y = by_shock.simulation["y"]
    assert y[5] == pytest.approx(1.0)
    assert y[4] > 0.1
    np.testing.assert_allclose(by_factor.simulation["y"], y, atol=1e-9)
    # In closed form y rises by the unstable root before the period and falls by the stable one.
    stable, unstable = np.sort(np.roots([0.4, -1.0, 0.3]))
    assert y[6] == pytest.approx(stable, abs=1e-6)
    assert y[4] == pytest.approx(1 / unstable, abs=1e-2)


def test_what_can_t_be_held() -> None:
    assert code_of(Exogenised("G", 0, 1.0, "consumption")) == "E004"
    assert code_of(Exogenised("C", 0, 1.0, "nothing")) == "E004"
    # Capital is last year's capital and investment: prices of yesterday's world do not move it.
    assert code_of(Exogenised("C", 0, 50.0, "G"), Exogenised("X", 0, 60.0, "G")) == "E006"


def test_a_value_out_of_reach_is_told() -> None:
    """No x brings tanh(x) to 1.5; a value that is met in as many steps as there may be is found."""
    model = parse("var y; varexo x; model; y = tanh(x); end;", "bounded")
    data = Dataset.of("2000", {"x": [0.3]})
    with pytest.raises(TinbergenError) as caught:
        exogenise(model, data, data.span, [Exogenised("y", 0, 1.5, "x")], max_iter=2)
    assert (caught.value.code, caught.value.facts["iterations"]) == ("E007", 2)
    within = exogenise(model, data, data.span, [Exogenised("y", 0, 0.7, "x")])
    steps = within.iterations
    again = exogenise(model, data, data.span, [Exogenised("y", 0, 0.7, "x")], max_iter=steps)
    assert again.simulation.data["x"][0] == pytest.approx(np.arctanh(0.7))
