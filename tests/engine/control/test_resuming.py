"""Rules that resume: held over the settings, exact beyond them, foreseen where the model looks ahead."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.resuming import ResumingDynamics, resume
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.engine.stochastic.ensemble import ensemble, resuming_ensemble
from tinbergen.model.dynare.parser import parse, parse_file

SPAN = Period.parse("2008Q1").to(Period.parse("2010Q4"))
SETTINGS = 5
CURVED = parse("""
    var y i m; varexo g;
    parameters slope; slope = .3;
    model;
    [name='output'] y = .7*y(-1) - slope*i(-1) + .1*y(-1)^2 + g;
    [name='rule'] i = .5*i(-1) + .4*y + .1*i(-2);
    [name='mirror'] m = exp(.1*y) + .2*m(-1);
    end;""")
RULES = {"i": "rule"}
HELD = CURVED.exogenise(RULES)


def data(**paths: np.ndarray) -> Dataset:
    start = SPAN.start - 2
    series = {n: np.full(14, 0.4) for n in ("y", "i", "m", "g")}
    known = Dataset.of(start, series)
    for name, path in paths.items():
        values = np.array(known[name])
        values[2 : 2 + len(path)] = path
        known = known.assign(**{name: values})
    return known


WANTED = np.array([1.0, 0.5, -0.5, 0.2, 0.1])


def test_held_and_then_the_rule() -> None:
    run = resume(CURVED, HELD, RULES, data(i=WANTED), SPAN, SETTINGS)
    np.testing.assert_array_equal(run["i"][:SETTINGS], WANTED)
    errors = track(CURVED, run.data, SPAN)
    for name in ("output", "rule", "mirror"):
        np.testing.assert_allclose(errors[name][SETTINGS:], 0, atol=1e-9)
    np.testing.assert_allclose(errors["rule"], run.residuals["rule"], atol=1e-9)
    again = simulate(CURVED, data(), SPAN, residuals=run.residuals)
    for name in CURVED.endogenous:
        np.testing.assert_allclose(again[name], run[name], atol=1e-9)


def test_disturbances_of_other_equations_stay() -> None:
    bumps = Dataset.of(SPAN.start, {"output": np.linspace(0, 1, 12), "rule": np.full(12, 0.1)})
    run = resume(CURVED, HELD, RULES, data(i=WANTED), SPAN, SETTINGS, bumps)
    errors = track(CURVED, run.data, SPAN)
    np.testing.assert_allclose(errors["output"], bumps["output"], atol=1e-9)
    np.testing.assert_allclose(errors["rule"][SETTINGS:], 0.1, atol=1e-9)


@pytest.mark.parametrize("names", [("i",), ("g",), ("g", "i")])
def test_slopes_are_those_of_simulation(names) -> None:
    """Where the rate is no instrument its rule is set aside all the same: it stays at the data's."""
    dynamics = ResumingDynamics(
        CURVED, HELD, RULES, data(i=WANTED), SPAN, SETTINGS, names, ("y", *names, "m")
    )
    run = dynamics.start()
    count = len(names) + 2
    slopes = dynamics.slopes(run).reshape(12, count, SETTINGS, len(names))
    for s in (0, 2, 4):
        for k in range(len(names)):
            step = np.zeros((SETTINGS, len(names)))
            step[s, k] = 1e-6
            moved = dynamics.moved(run, step)
            np.testing.assert_allclose(
                dynamics.instruments(moved), dynamics.instruments(run) + step
            )
            change = (dynamics.paths(moved) - dynamics.paths(run)) / 1e-6
            np.testing.assert_allclose(slopes[:, :, s, k], change, atol=2e-5)


def test_an_equation_as_instrument() -> None:
    dynamics = ResumingDynamics(
        CURVED, HELD, RULES, data(), SPAN, SETTINGS, ("mirror",), ("y", "m")
    )
    run = dynamics.moved(dynamics.start(), np.ones((SETTINGS, 1)))
    change = dynamics.paths(run) - dynamics.paths(dynamics.start())
    np.testing.assert_allclose(change[:3, 1], [1, 1.2, 1.24], atol=1e-9)
    np.testing.assert_allclose(dynamics.instruments(run), 1)


def test_a_model_that_looks_ahead_foresees_the_return() -> None:
    model = parse_file(Path(__file__).parents[2] / "reference" / "models" / "qpm.mod")
    rules = {"rs": "rule"}
    span = Period.parse("2000Q1").to(Period.parse("2014Q4"))
    names = [*model.endogenous, *model.exogenous]
    flat = Dataset.of(span.start - 8, {n: np.zeros(76) for n in names})
    values = np.zeros(76)
    values[8:13] = WANTED
    held = model.exogenise(rules)
    run = resume(model, held, rules, flat.assign(rs=values), span, SETTINGS)
    np.testing.assert_allclose(run["rs"][:SETTINGS], WANTED, atol=1e-9)
    np.testing.assert_allclose(run.residuals["rule"][SETTINGS:], 0)
    assert np.abs(run["rs"][SETTINGS:]).max() > 1e-3
    dynamics = ResumingDynamics(model, held, rules, flat, span, SETTINGS, ("rs",), ("y", "rs"))
    moved = dynamics.moved(dynamics.start(), WANTED[:, None])
    np.testing.assert_allclose(dynamics.paths(moved)[:, 0], run["y"], atol=1e-8)
    lines = (dynamics.slopes(dynamics.start()) @ WANTED).reshape(60, 2)
    np.testing.assert_allclose(lines[:, 0], run["y"], atol=1e-8)


def test_every_draw_resumes() -> None:
    rng = np.random.default_rng(1)
    draws = {n: 0.1 * rng.standard_normal((20, 12)) for n in ("output", "rule")}
    values = {"slope": rng.normal(0.3, 0.02, 20)}
    runs = resuming_ensemble(
        CURVED, HELD, data(i=WANTED), SPAN, SETTINGS, draws, parameters=values,
        variables=("y", "i"),
    )  # fmt: skip
    assert runs.values.shape == (20, 12, 2)
    for d in (0, 7, 19):
        bumps = Dataset.of(SPAN.start, {n: v[d] for n, v in draws.items()})
        one = CURVED.with_values({"slope": values["slope"][d]})
        run = resume(one, one.exogenise(RULES), RULES, data(i=WANTED), SPAN, SETTINGS, bumps)
        np.testing.assert_allclose(runs["y"][d], run["y"], atol=1e-9)
        np.testing.assert_allclose(runs["i"][d], run["i"], atol=1e-9)


def test_draws_that_can_not_be_solved_are_left_out() -> None:
    root = parse("var y; varexo g; model; [name='output'] y = sqrt(y(-1)) + 0*g; end;")
    flat = Dataset.of(SPAN.start - 1, {"y": np.ones(13), "g": np.zeros(13)})
    draws = {"output": np.zeros((10, 12))}
    draws["output"][3, 7] = -5.0
    runs = resuming_ensemble(root, root, flat, SPAN, SETTINGS, draws)
    assert runs.failed == 1
    assert runs.values.shape[0] == 9
    whole = ensemble(root, flat, SPAN, draws)
    assert whole.failed == 1
    np.testing.assert_allclose(whole.values, runs.values, atol=1e-9)
    draws["output"][:8, 9] = -5.0
    with pytest.raises(TinbergenError, match="E008"):
        resuming_ensemble(root, root, flat, SPAN, SETTINGS, draws)
