"""A model simulated with changes, from Python."""

import pytest

from tinbergen.app.model_file import ModelInputs
from tinbergen.app.settings import Assigned, Setting
from tinbergen.app.simulate import SimulationInputs, simulate
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period

KLEIN = ModelInputs("klein1")


def test_a_tracked_path_with_an_addition() -> None:
    plain = simulate(SimulationInputs(KLEIN, tracked=True)).result
    assert plain.simulated["C"] == pytest.approx(plain.baseline["C"])
    changed = simulate(SimulationInputs(KLEIN, tracked=True, additions=(Assigned("G", 1.0),)))
    assert changed.result.additions == ("G=1",)
    assert changed.result.simulated["X"][0] > plain.simulated["X"][0]
    assert changed.basis.name == "klein1"


def test_a_span_and_a_setting() -> None:
    first, last = Period.parse("1925"), Period.parse("1930")
    asked = SimulationInputs(
        KLEIN, first=first, last=last, settings=(Setting("G", 5.0, False),), static=True
    )
    found = simulate(asked).result
    assert (found.periods[0], found.periods[-1]) == ("1925", "1930")
    assert set(found.simulated["G"]) == {5.0}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (SimulationInputs(KLEIN, expectations="model-consistent"), "U068"),
        (SimulationInputs(KLEIN, shown=("none",)), "U066"),
        (SimulationInputs(KLEIN, first=Period.parse("1930"), last=Period.parse("1920")), "U015"),
        (SimulationInputs(KLEIN, fixed=(Assigned("X", 1.0),)), "U071"),
    ],
)
def test_what_does_not_fit_together(asked: SimulationInputs, code: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        simulate(asked)
    assert fault.value.code == code
