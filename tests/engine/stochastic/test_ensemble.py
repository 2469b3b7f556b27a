"""Many draws of a simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.compile import program
from tinbergen.engine.simulate.backward import simulate
from tinbergen.engine.stochastic import stages
from tinbergen.engine.stochastic.ensemble import (
    bootstrap_disturbances,
    ensemble,
    normal_disturbances,
)
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.model.model import Model

KLEIN = load("klein1")
SPAN = Period.parse("1930").to(Period.parse("1941"))
SHOCKED = ("consumption", "investment", "wages")
COVARIANCE = np.array([[1.0, 0.3, -0.2], [0.3, 0.8, 0.1], [-0.2, 0.1, 0.5]])


def shocks(draws: int, seed: int = 0, scale: float = 1.0) -> dict[str, np.ndarray]:
    u = normal_disturbances(COVARIANCE, draws, SPAN.length, np.random.default_rng(seed))
    return {name: scale * u[:, :, k] for k, name in enumerate(SHOCKED)}


def test_each_draw_is_a_simulation_with_its_own_residuals_and_parameters() -> None:
    data = library_data("klein1")
    rng = np.random.default_rng(1)
    base = Dataset.of(SPAN.start, {"wages": rng.normal(size=SPAN.length)})
    drawn = shocks(5)
    values = {"a1": rng.normal(0.02, 0.1, 5), "c1": rng.normal(0.4, 0.02, 5)}
    many = ensemble(KLEIN, data, SPAN, drawn, residuals=base, parameters=values)
    assert many.values.shape == (5, SPAN.length, len(KLEIN.endogenous))
    for d in range(5):
        residuals = Dataset.of(
            SPAN.start,
            {n: drawn[n][d] + (base[n] if n in base else 0.0) for n in SHOCKED},  # noqa: SIM401
        )
        model = KLEIN.with_values({n: float(v[d]) for n, v in values.items()})
        alone = simulate(model, data, SPAN, residuals=residuals)
        for name in KLEIN.endogenous:
            np.testing.assert_allclose(many[name][d], alone[name], rtol=1e-10, atol=1e-10)


def test_a_seed_gives_the_same_draws_however_many_threads_share_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = library_data("klein1")
    runs = []
    for threads in (1, 2, 4):
        monkeypatch.setattr(program.os, "cpu_count", lambda threads=threads: threads)
        runs.append(ensemble(KLEIN, data, SPAN, shocks(300, seed=7)).values)
    np.testing.assert_array_equal(runs[0], runs[1])
    np.testing.assert_array_equal(runs[0], runs[2])
    other = ensemble(KLEIN, data, SPAN, shocks(300, seed=8)).values
    assert not np.array_equal(runs[0], other)


def test_disturbances_have_the_covariance_asked_for() -> None:
    u = normal_disturbances(COVARIANCE, 4000, 25, np.random.default_rng(2)).reshape(-1, 3)
    # Standard errors of 100,000 products of normals are at most 0.0045.
    np.testing.assert_allclose(u.mean(axis=0), 0, atol=0.015)
    np.testing.assert_allclose(np.cov(u.T), COVARIANCE, atol=0.02)
    within = normal_disturbances(COVARIANCE, 4000, 2, np.random.default_rng(2))
    assert abs(np.mean(within[:, 0, 0] * within[:, 1, 0])) < 0.06


def test_a_singular_covariance_is_no_hindrance() -> None:
    loading = np.array([1.0, -2.0, 0.0])
    u = normal_disturbances(np.outer(loading, loading), 50, 3, np.random.default_rng(0))
    np.testing.assert_allclose(u[:, :, 1], -2 * u[:, :, 0], atol=1e-7)
    np.testing.assert_allclose(u[:, :, 2], 0, atol=1e-7)


@settings(max_examples=20)
@given(st.integers(1, 30), st.integers(1, 8), st.integers(0, 99))
def test_bootstrapped_rows_are_kept_together(rows: int, periods: int, seed: int) -> None:
    residuals = np.arange(rows)[:, None] + np.array([0.0, 1000.0])
    u = bootstrap_disturbances(residuals, 7, periods, np.random.default_rng(seed))
    assert u.shape == (7, periods, 2)
    np.testing.assert_array_equal(u[:, :, 1] - u[:, :, 0], np.full((7, periods), 1000.0))
    assert set(u[:, :, 0].ravel()) <= set(range(rows))


ROOT = parse(
    "var y z; varexo x; parameters a; a = 1; model; [name='root'] log(y) = log(x + z(-1)) + 0*a;"
    " [name='shock'] z = 0; end;"
)
ROOT_DATA = Dataset.of("2000", {"x": [1.0] * 4, "z": [0.0] * 4})
ROOT_SPAN = Span(ROOT_DATA.span.start + 1, 3)


def test_draws_that_fail_are_left_out_and_counted() -> None:
    u = np.zeros((10, 3))
    u[[2, 7], 0] = -2.0
    u[4, 2] = -2.0  # works only after the last period
    many = ensemble(ROOT, ROOT_DATA, ROOT_SPAN, {"shock": u})
    assert many.failed == 2
    assert many.values.shape[0] == 8
    np.testing.assert_allclose(many["y"][:, 0], 1.0)
    assert many["z"][3, 2] == -2.0
    assert many.places.tolist() == [0, 1, 3, 4, 5, 6, 8, 9]
    whole = many.whole()
    assert np.flatnonzero(np.isnan(whole).all(axis=(1, 2))).tolist() == [2, 7]
    np.testing.assert_array_equal(whole[many.places], many.values)


@pytest.mark.parametrize("size", [1, 40, 60, 10_000])
def test_parts_of_the_draws_give_what_all_at_once_give(size, monkeypatch) -> None:
    u = np.zeros((10, 3))
    u[[2, 7], 0] = -2.0
    u[4, 1] = 0.5
    x = np.linspace(1, 2, 30).reshape(10, 3)
    drawn = {"disturbances": {"shock": u}, "exogenous": {"x": x}, "parameters": {"a": np.ones(10)}}
    whole = ensemble(ROOT, ROOT_DATA, ROOT_SPAN, **drawn)
    monkeypatch.setattr(stages, "_PART", size)
    many = ensemble(ROOT, ROOT_DATA, ROOT_SPAN, **drawn)
    assert many.lost == whole.lost == (2, 7)
    np.testing.assert_array_equal(many.values, whole.values)


def test_more_failures_than_answers_are_an_error() -> None:
    u = np.zeros((10, 3))
    u[:6, 1] = -2.0
    with pytest.raises(TinbergenError) as fault:
        ensemble(ROOT, ROOT_DATA, ROOT_SPAN, {"shock": u})
    assert fault.value.code == "E008"
    facts = fault.value.facts
    assert (facts["failed"], facts["draws"]) == (6, 10)
    assert (str(facts["period"]), facts["equation"]) == ("2003", "root")


def test_summaries_of_the_draws() -> None:
    data = library_data("klein1")
    many = ensemble(KLEIN, data, SPAN, shocks(200), variables=("X", "C"))
    assert many.variables == ("X", "C")
    assert many["C"].shape == (200, SPAN.length)
    np.testing.assert_allclose(many.mean("X"), many["X"].mean(axis=0))
    quantiles = many.quantiles("X", [0.1, 0.5, 0.9])
    assert quantiles.shape == (3, SPAN.length)
    assert (np.diff(quantiles, axis=0) > 0).all()
    frame = many.to_frame()
    assert frame.shape == (SPAN.length, 10)
    np.testing.assert_allclose(frame["X sd"], many["X"].std(axis=0, ddof=1))
    np.testing.assert_allclose(frame["C 95%"], many.quantiles("C", [0.95])[0])


def test_a_nonlinear_model_far_from_its_baseline(keynes: Model, us: Dataset) -> None:
    """Large disturbances reach the careful solver; what is returned solves the equations."""
    span = Period.parse("2007Q1").to(Period.parse("2009Q3"))
    rng = np.random.default_rng(0)
    u = {
        "consumption": rng.normal(scale=4.0, size=(60, span.length)),
        "policy rule": rng.normal(scale=3.0, size=(60, span.length)),
    }
    many = ensemble(keynes, us, span, u)
    assert many.failed == 0
    alone = simulate(
        keynes, us, span, residuals=Dataset.of(span.start, {n: v[17] for n, v in u.items()})
    )
    for name in keynes.endogenous:
        np.testing.assert_allclose(many[name][17], alone[name], rtol=1e-7, atol=1e-7)


def test_names_and_numbers_of_draws_must_fit() -> None:
    data = library_data("klein1")
    with pytest.raises(TinbergenError) as fault:
        ensemble(KLEIN, data, SPAN, {"consumptoin": np.zeros((3, SPAN.length))})
    assert (fault.value.code, fault.value.hint) == ("M018", "consumption")
    with pytest.raises(TinbergenError) as fault:
        ensemble(KLEIN, data, SPAN, shocks(3), variables=("X", "c"))
    assert (fault.value.code, fault.value.hint) == ("E004", "C")
    with pytest.raises(TinbergenError) as fault:
        ensemble(KLEIN, data, SPAN, shocks(3), parameters={"zz": np.zeros(3)})
    assert fault.value.code == "M007"
    with pytest.raises(ValueError, match="differ in number"):
        ensemble(KLEIN, data, SPAN, shocks(3), parameters={"a1": np.zeros(4)})
