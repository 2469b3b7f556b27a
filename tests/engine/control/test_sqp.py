"""Optimal control: against the Riccati rule, and against conditions found by simulation alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.control.problem import Limit, Problem, Term, box
from tinbergen.engine.control.riccati import linear_quadratic
from tinbergen.engine.control.sensitivity import sensitivities
from tinbergen.engine.control.sqp import Control, optimise
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.model.model import Model

KLEIN = load("klein1")
KLEIN_SPAN = Period.parse("1936").to(Period.parse("1941"))
SPAN = Period.parse("2008Q1").to(Period.parse("2009Q4"))


def row(span: Span, variables: Sequence[str], **weights: float) -> np.ndarray:
    """Coefficients of one period: ``row(span, variables, t=3, GDP=1.0)``."""
    t = int(weights.pop("t"))
    coefficients = np.zeros((span.length, len(variables)))
    for name, weight in weights.items():
        coefficients[t, variables.index(name)] = weight
    return coefficients


# -- linear models --------------------------------------------------------------------------------
LINEAR = parse(
    """var x1 x2; varexo u1 u2 d1 d2;
    parameters a11 a12 a21 a22 b11 b12 b21 b22;
    model;
    x1 = a11*x1(-1) + a12*x2(-1) + b11*u1 + b12*u2 + d1;
    x2 = a21*x1(-1) + a22*x2(-1) + b21*u1 + b22*u2 + d2;
    end;"""
)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_unconstrained_design_is_the_riccati_solution(seed: int) -> None:
    rng = np.random.default_rng(seed)
    T = 10
    A, B = 0.6 * rng.normal(size=(2, 2)), rng.normal(size=(2, 2))
    d, wanted, desired = rng.normal(size=(T, 2)), rng.normal(size=(T, 2)), rng.normal(size=(T, 2))
    rootQ = rng.normal(size=(2, 2))
    rootR = rng.normal(size=(2, 2)) + 1.5 * np.eye(2)
    start = rng.normal(size=2)
    names = [f"{k}{i}{j}" for k in "ab" for i in "12" for j in "12"]
    model = LINEAR.with_values(dict(zip(names, [*A.ravel(), *B.ravel()], strict=True)))
    series = {"x1": start[0], "x2": start[1]}
    data = Dataset.of("2000", {
        **{n: np.r_[v, np.zeros(T)] for n, v in series.items()},
        "u1": np.zeros(T + 1), "u2": np.zeros(T + 1),
        "d1": np.r_[0, d[:, 0]], "d2": np.r_[0, d[:, 1]],
    })  # fmt: skip
    span = Span(data.span.start + 1, T)
    variables = ("x1", "x2", "u1", "u2")
    terms = []
    for t in range(T):
        for q in rootQ:
            weights = row(span, variables, t=t, x1=q[0], x2=q[1])
            terms.append(Term("state", weights, float(q @ wanted[t]), 1.0))
        for r in rootR:
            weights = row(span, variables, t=t, u1=r[0], u2=r[1])
            terms.append(Term("control", weights, float(r @ desired[t]), 1.0))
    found = optimise(model, data, span, Problem(("u1", "u2"), variables, tuple(terms), ()))
    rule = linear_quadratic(A, B, d, rootQ.T @ rootQ, rootR.T @ rootR, wanted, desired, start)
    paths = np.hstack([rule.states, rule.controls])
    np.testing.assert_allclose(found.paths, paths, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(found.linear, paths, rtol=1e-8, atol=1e-8)
    assert found.kkt < 1e-8
    assert found.loss <= found.baseline_loss


def klein_problem() -> Problem:
    variables = ("X", "C", "G", "Wg")
    base = simulate(KLEIN, library_data("klein1"), KLEIN_SPAN)
    terms = []
    for t in range(KLEIN_SPAN.length):
        terms += [
            Term("output", row(KLEIN_SPAN, variables, t=t, X=1.0), 75.0 + 2 * t, 1.0),
            Term("consumption", row(KLEIN_SPAN, variables, t=t, C=1.0), 60.0 + 1.5 * t, 1.0),
            Term("spending", row(KLEIN_SPAN, variables, t=t, G=1.0), float(base["G"][t]), 0.5),
            Term("wages", row(KLEIN_SPAN, variables, t=t, Wg=1.0), float(base["Wg"][t]), 0.5),
        ]
    return Problem(("G", "Wg"), variables, tuple(terms), ())


def test_klein_with_a_ceiling_on_spending() -> None:
    data = library_data("klein1")
    free = optimise(KLEIN, data, KLEIN_SPAN, klein_problem())
    problem = replace(
        klein_problem(), limits=tuple(box(("X", "C", "G", "Wg"), KLEIN_SPAN, "G", 0.0, 10.0))
    )
    held = optimise(KLEIN, data, KLEIN_SPAN, problem)
    assert free.paths[:, 2].max() > 10.0
    assert held.paths[:, 2].max() <= 10.0 + 1e-9
    assert free.loss < held.loss < held.baseline_loss
    assert held.infeasible == ()
    assert (held.prices > 1e-6).any()
    assert (held.prices >= 0).all()
    assert held.kkt < 1e-8
    np.testing.assert_allclose(held.slacks[held.prices > 1e-6], 0.0, atol=1e-8)
    np.testing.assert_allclose(held.linear, held.paths, rtol=1e-9)


# -- a nonlinear model ----------------------------------------------------------------------------
VARIABLES = ("U", "INFL", "DEFICIT", "G_gov", "TAX", "r")


def keynes_problem(*, limits: bool, sided: bool = False) -> Problem:
    terms: list[Term] = []
    for t in range(SPAN.length):
        terms += [
            Term("jobs", row(SPAN, VARIABLES, t=t, U=1.0), 5.0, 1.0,
                 "at_most" if sided else "at"),
            Term("prices", row(SPAN, VARIABLES, t=t, INFL=1.0), 2.0, 0.5),
            Term("tax", row(SPAN, VARIABLES, t=t, TAX=1.0), 0.0, 0.3),
            Term("spending", row(SPAN, VARIABLES, t=t, G_gov=0.01), 9.5, 0.2),
        ]  # fmt: skip
    bounds: list[Limit] = []
    if limits:
        bounds += box(VARIABLES, SPAN, "G_gov", 850.0, None)
        bounds += box(VARIABLES, SPAN, "DEFICIT", None, 0.3)
        taxes = sum(row(SPAN, VARIABLES, t=t, TAX=-1.0) for t in range(SPAN.length))
        bounds.append(Limit("budget", np.asarray(taxes), -8.0))
    return Problem(("G_gov", "TAX"), VARIABLES, tuple(terms), tuple(bounds))


@pytest.fixture(scope="module")
def outlook(us: Dataset) -> Dataset:
    """The United States' data carried forward to the end of 2009."""
    longer = us.window(us.span.start, SPAN.end)
    tail = {n: np.array(longer[n]) for n in ("G_gov", "TAX")}
    for values in tail.values():
        values[np.isnan(values)] = values[~np.isnan(values)][-1]
    return longer.assign(**tail)


def loss_and_limits(
    model: Model, data: Dataset, problem: Problem, instruments: np.ndarray
) -> np.ndarray:
    """The loss, then the left side of each limit, of one simulation of the full model."""
    k = data.span.position(SPAN.start)
    moved = {}
    for j, name in enumerate(problem.instruments):
        moved[name] = np.r_[data[name][:k], instruments[:, j], data[name][k + SPAN.length :]]
    run = simulate(model, data.assign(**moved), SPAN, tol=1e-13)
    paths = np.column_stack([run[name] for name in problem.variables])
    total = 0.0
    for term in problem.terms:
        gap = float((term.coefficients * paths).sum()) - term.wanted
        if term.sense == "at_most":
            gap = max(gap, 0.0)
        if term.sense == "at_least":
            gap = min(gap, 0.0)
        total += term.weight * gap**2
    return np.array([total, *(float((m.coefficients * paths).sum()) for m in problem.limits)])


def slopes(model: Model, data: Dataset, problem: Problem, instruments: np.ndarray) -> np.ndarray:
    """Derivatives of loss and limits by every instrument, by central differences of simulations."""
    steps = np.array([0.5, 5e-3])
    columns = []
    for t in range(instruments.shape[0]):
        for j in range(instruments.shape[1]):
            ends = []
            for sign in (1, -1):
                moved = instruments.copy()
                moved[t, j] += sign * steps[j]
                ends.append(loss_and_limits(model, data, problem, moved))
            columns.append((ends[0] - ends[1]) / (2 * steps[j]))
    return np.column_stack(columns)


@pytest.mark.parametrize(("limits", "sided"), [(False, False), (True, False), (True, True)])
def test_the_optimum_meets_the_conditions_found_by_simulation_alone(
    keynes: Model, outlook: Dataset, limits: bool, sided: bool
) -> None:
    problem = keynes_problem(limits=limits, sided=sided)
    found = optimise(keynes, outlook, SPAN, problem)
    instruments = np.column_stack([found.run["G_gov"], found.run["TAX"]])
    values = loss_and_limits(keynes, outlook, problem, instruments)
    assert values[0] == pytest.approx(found.loss, rel=1e-9)
    assert found.loss < found.baseline_loss
    derivatives = slopes(keynes, outlook, problem, instruments)
    # In units of an instrument's usual size, so that both kinds of instruments weigh alike.
    unit = np.tile([100.0, 1.0], SPAN.length)
    gradient = (derivatives[0] + found.prices @ derivatives[1:]) * unit
    assert np.abs(gradient).max() < 2e-5 * (1 + np.abs(derivatives[0] * unit).max())
    bounds = np.array([limit.bound for limit in problem.limits])
    assert (values[1:] <= bounds + 1e-7).all()
    assert (found.prices >= -1e-12).all()
    assert np.abs(found.prices * (bounds - values[1:])).max(initial=0.0) < 1e-6
    np.testing.assert_allclose(found.slacks, bounds - values[1:], atol=1e-7)
    if limits:
        binding = {m.name for m, p in zip(problem.limits, found.prices, strict=True) if p > 1e-6}
        assert binding == {"G_gov lower", "DEFICIT upper", "budget"}
    assert found.kkt < 1e-6
    assert found.infeasible == ()


def test_nearby_instruments_do_no_better(keynes: Model, outlook: Dataset) -> None:
    problem = keynes_problem(limits=False)
    found = optimise(keynes, outlook, SPAN, problem)
    instruments = np.column_stack([found.run["G_gov"], found.run["TAX"]])
    rng = np.random.default_rng(0)
    for size in (1e-3, 1e-2, 0.1, 1.0):
        for _ in range(5):
            moved = instruments + size * rng.normal(size=instruments.shape) * [100.0, 1.0]
            assert loss_and_limits(keynes, outlook, problem, moved)[0] > found.loss - 1e-9


def test_a_price_is_what_a_unit_of_the_bound_saves(keynes: Model, outlook: Dataset) -> None:
    problem = keynes_problem(limits=True)
    found = optimise(keynes, outlook, SPAN, problem)
    k = int(np.argmax(found.prices * (np.array([m.period is not None for m in problem.limits]))))
    limit = problem.limits[k]
    h = 1e-3 * max(1.0, abs(limit.bound))

    def best(bound: float) -> float:
        limits = list(problem.limits)
        limits[k] = replace(limit, bound=bound)
        return optimise(keynes, outlook, SPAN, replace(problem, limits=tuple(limits))).loss

    saved = (best(limit.bound - h) - best(limit.bound + h)) / (2 * h)
    assert found.prices[k] == pytest.approx(saved, rel=1e-3)


# -- limits that contradict one another --------------------------------------------------------------
def contradictory(*, hard: str = "") -> tuple[Problem, Control]:
    variables = ("X", "C", "G", "Wg")
    problem = klein_problem()
    limits = (
        *box(variables, KLEIN_SPAN, "G", None, 10.0),
        *box(variables, KLEIN_SPAN, "Wg", None, 9.0),
        *box(variables, KLEIN_SPAN, "X", 95.0, None),
    )
    limits = tuple(replace(m, hard=m.name.startswith(hard) if hard else False) for m in limits)
    problem = replace(problem, limits=limits)
    return problem, optimise(KLEIN, library_data("klein1"), KLEIN_SPAN, problem)


def test_limits_that_can_not_all_be_met_are_named() -> None:
    problem, found = contradictory()
    assert found.infeasible
    for limit, slack in zip(problem.limits, found.slacks, strict=True):
        assert (limit.name in found.infeasible) or slack > -1e-5
    named = [m for m in problem.limits if m.name in found.infeasible]
    assert {m.name for m in named} <= {"G upper", "Wg upper", "X lower"}


def test_their_violation_is_the_least_there_is() -> None:
    problem, found = contradictory()
    base = simulate(KLEIN, library_data("klein1"), KLEIN_SPAN)
    T = KLEIN_SPAN.length
    M = np.zeros((T, 4, T, 2))
    M[:, :2] = sensitivities(KLEIN, base, ("X", "C"), ("G", "Wg"))
    for t in range(T):
        M[t, 2, t, 0] = M[t, 3, t, 1] = 1.0
    start = np.column_stack([base[n] for n in problem.variables])
    A = np.array([(m.coefficients.ravel() @ M.reshape(T * 4, T * 2)) for m in problem.limits])
    b = np.array([m.bound - float((m.coefficients * start).sum()) for m in problem.limits])
    n, k = A.shape[1], len(b)
    least = linprog(
        np.r_[np.zeros(n), np.ones(k)], np.hstack([A, -np.eye(k)]), b,
        bounds=[(None, None)] * n + [(0, None)] * k,
    )  # fmt: skip
    assert np.clip(-found.slacks, 0, None).sum() == pytest.approx(least.fun, rel=1e-5)


def test_hard_limits_are_kept() -> None:
    problem, found = contradictory(hard="G")
    assert "G upper" not in found.infeasible
    kept = [s for m, s in zip(problem.limits, found.slacks, strict=True) if m.hard]
    assert min(kept) > -1e-5
    assert "X lower" in found.infeasible or "Wg upper" in found.infeasible


def test_hard_limits_that_contradict_one_another_give_way_too() -> None:
    variables = ("X", "C", "G", "Wg")
    limits = (
        *box(variables, KLEIN_SPAN, "G", 12.0, None),
        *box(variables, KLEIN_SPAN, "G", None, 10.0),
    )
    problem = replace(klein_problem(), limits=tuple(replace(m, hard=True) for m in limits))
    found = optimise(KLEIN, library_data("klein1"), KLEIN_SPAN, problem)
    assert {"G lower", "G upper"} >= set(found.infeasible) != set()
    assert (found.paths[:, 2] > 10.0 - 1e-6).all()
    assert (found.paths[:, 2] < 12.0 + 1e-6).all()


def test_steps_beyond_the_model_s_domain_are_shortened() -> None:
    """Linearised at g = 40, hitting y = 0 asks for spending below zero."""
    model = parse("var y; varexo g; model; y = log(g); end;")
    data = Dataset.of("2000", {"g": [40.0]})
    term = Term("y", np.array([[1.0]]), 0.0, 1.0)
    found = optimise(model, data, data.span, Problem(("g",), ("y",), (term,), ()))
    np.testing.assert_allclose(found.run["g"], [1.0], rtol=1e-6)


# -- instruments that are residuals -----------------------------------------------------------------------
def test_a_residual_of_an_equation_named_like_its_variable_is_an_instrument() -> None:
    model = parse("var c y; varexo g; model; c = 0.5*y; y = c + g; end;")
    data = Dataset.of("2000", {"g": [10.0, 10.0]})
    span = data.span
    variables = ("y",)
    terms = tuple(Term("y", row(span, variables, t=t, y=1.0), 30.0, 1.0) for t in range(2))
    found = optimise(model, data, span, Problem(("c",), variables, terms, ()))
    np.testing.assert_allclose(found.run["y"], [30.0, 30.0], rtol=1e-9)
    np.testing.assert_allclose(found.run.residuals["c"], [5.0, 5.0], rtol=1e-9)
    np.testing.assert_allclose(found.linear[:, 0], [30.0, 30.0], rtol=1e-9)


def test_a_residual_may_stand_in_terms_and_limits() -> None:
    model = parse("var c y; varexo g; model; [name='habit'] c = 0.5*y; y = c + g; end;")
    data = Dataset.of("2000", {"g": [10.0]})
    variables = ("y", "habit")
    terms = (
        Term("y", row(data.span, variables, t=0, y=1.0), 30.0, 1.0),
        Term("cost", row(data.span, variables, t=0, habit=1.0), 0.0, 4.0),
    )
    problem = Problem(("habit",), variables, terms, ())
    free = optimise(model, data, data.span, problem)
    # y = 20 + 2 a: (2a - 10)^2 + 4 a^2 is least at a = 2.5.
    np.testing.assert_allclose(free.paths, [[25.0, 2.5]], rtol=1e-9)
    limits = tuple(box(variables, data.span, "habit", None, 1.0))
    held = optimise(model, data, data.span, replace(problem, limits=limits))
    np.testing.assert_allclose(held.paths, [[22.0, 1.0]], rtol=1e-9)
    assert held.prices[0] == pytest.approx(4 * 8.0 - 8 * 1.0)


# -- the rest ------------------------------------------------------------------------------------------
def test_a_target_that_is_met_on_its_good_side_costs_nothing() -> None:
    model = parse("var y; varexo g; model; y = 2*g; end;")
    data = Dataset.of("2000", {"g": [5.0]})
    term = Term("y", np.array([[1.0, 0.0]]), 4.0, 1.0, "at_least")
    found = optimise(model, data, data.span, Problem(("g",), ("y", "g"), (term,), ()))
    assert found.loss == 0.0
    np.testing.assert_allclose(found.paths, [[10.0, 5.0]])


def test_wrong_instruments_are_named() -> None:
    problem = replace(klein_problem(), instruments=("G", "Wgg"))
    with pytest.raises(TinbergenError) as fault:
        optimise(KLEIN, library_data("klein1"), KLEIN_SPAN, problem)
    assert (fault.value.code, fault.value.hint) == ("E004", "Wg")


def test_iterations_that_do_not_settle_are_told(keynes: Model, outlook: Dataset) -> None:
    with pytest.raises(TinbergenError) as fault:
        optimise(keynes, outlook, SPAN, keynes_problem(limits=True), max_iter=1)
    assert fault.value.code == "E010"
