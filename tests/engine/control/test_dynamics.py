"""What control asks of dynamics: paths, slopes and moves, whatever they come from."""

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import LinearDynamics, ModelDynamics
from tinbergen.model.dynare.parser import parse

SPAN = Period.parse("2008Q1").to(Period.parse("2009Q4"))
CURVED = parse(
    "var y; varexo u; model; [name='output'] y = .5*y(-1) + .1*y(-1)^2 + exp(.2*u); end;"
)


def model(settings: int | None = None) -> ModelDynamics:
    start = SPAN.start - 1
    data = Dataset.of(start, {"y": np.full(9, 1.0), "u": np.linspace(0, 1, 9)})
    return ModelDynamics(CURVED, data, SPAN, ("u",), ("y", "u"), None, settings)


def linear(rng: np.random.Generator, periods: int, settings: int) -> LinearDynamics:
    return LinearDynamics(
        rng.normal(size=(periods, 2)), rng.normal(size=(settings, 1)),
        rng.normal(size=(periods * 2, settings)),
    )  # fmt: skip


@pytest.mark.parametrize("settings", [None, 8, 5])
def test_slopes_of_a_model_are_those_of_its_simulation(settings: int | None) -> None:
    dynamics = model(settings)
    run = dynamics.start()
    count = settings or 8
    assert dynamics.instruments(run).shape == (count, 1)
    slopes = dynamics.slopes(run).reshape(8, 2, count)
    for s in range(count):
        step = np.zeros((count, 1))
        step[s] = 1e-6
        moved = (dynamics.paths(dynamics.moved(run, step)) - dynamics.paths(run)) / 1e-6
        np.testing.assert_allclose(slopes[:, :, s], moved, atol=2e-5)


def test_beyond_the_settings_a_model_keeps_its_inputs() -> None:
    dynamics = model(5)
    run = dynamics.start()
    moved = dynamics.moved(run, np.full((5, 1), 0.3))
    changed = dynamics.paths(moved)[:, 1] - dynamics.paths(run)[:, 1]
    np.testing.assert_allclose(changed, [0.3] * 5 + [0.0] * 3, atol=1e-15)


def test_straight_lines() -> None:
    dynamics = linear(np.random.default_rng(1), 6, 4)
    run = dynamics.moved(dynamics.start(), np.ones((4, 1)))
    np.testing.assert_allclose(dynamics.instruments(run), dynamics.at + 1)
    expected = dynamics.base + dynamics.effects.sum(axis=1).reshape(6, 2)
    np.testing.assert_allclose(dynamics.paths(run), expected)
