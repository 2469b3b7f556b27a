"""Which instruments, set how: the plan keeps its limits, is best, and says what it gives up."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.serial import from_json, to_json
from tinbergen.core.text import Text
from tinbergen.engine.control.problem import loss
from tinbergen.engine.control.sqp import optimise
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop import chances
from tinbergen.loop.plan import make_plan
from tinbergen.loop.problem import build_problem
from tinbergen.loop.situation import assess

NAMES = ("G_gov", "TAX", "r")


def simulated(situation, paths):
    """The whole model on instruments' paths, shape (periods, instruments)."""
    data = situation.model_world.policy_data
    first = data.span.length - situation.span.length
    moved = {}
    for k, name in enumerate(NAMES):
        values = np.array(data[name])
        values[first:] = paths[:, k]
        moved[name] = values
    return simulate(situation.model_world.policy_model, data.assign(**moved), situation.span)


@pytest.fixture(scope="module")
def paths(plan) -> np.ndarray:
    assert tuple(s.name for s in plan.instruments) == NAMES
    return np.column_stack([s.values for s in plan.instruments])


@pytest.fixture(scope="module")
def rerun(situation, paths):
    return simulated(situation, paths)


def excess(situation, paths, run) -> float:
    """The largest violation of the case's bounds, steps and constraints, written out by hand."""
    case, base, data = situation.case, situation.model_world.run, situation.data
    over = [0.0]
    for k, instrument in enumerate(case.instruments):
        path = paths[:, k]
        own = base[instrument.name] if instrument.relative else np.zeros(12)
        if instrument.lower is not None:
            over.append(np.max(instrument.lower + own - path))
        if instrument.upper is not None:
            over.append(np.max(path - own - instrument.upper))
        steps = np.diff(path, prepend=data[instrument.name][-1])
        if instrument.relative:
            steps = steps - np.diff(own, prepend=data[instrument.name][-1])
        over.append(np.max(np.abs(steps)) - instrument.max_step)
    over.append(np.sum(run["DEFICIT"] - base["DEFICIT"]) - case.constraints[0].bound)
    return float(max(over))


def by_hand(situation, paths, run) -> float:
    """The loss of a path, written out by hand."""
    case, base = situation.case, situation.model_world.run
    total = np.sum(np.minimum(run["GROWTH"] - base["GROWTH"] - 2, 0) ** 2)
    total += 4 * 12 * max(0.0, float(np.mean(run["U"] - base["U"])) + 0.5) ** 2
    total += np.sum(np.maximum(run["INFL"] - 3, 0) ** 2)
    for k, instrument in enumerate(case.instruments):
        off = paths[:, k] - base[instrument.name]
        total += instrument.cost * np.sum(off**2)
        total += instrument.smoothness * np.sum(np.diff(off, prepend=0.0) ** 2)
    return float(total)


def test_the_plan_keeps_every_limit_in_the_whole_model(situation, paths, rerun) -> None:
    assert excess(situation, paths, rerun) < 1e-7


def test_the_paths_shown_are_the_models(plan, rerun, situation) -> None:
    for series in plan.planned:
        np.testing.assert_allclose(series.values, rerun[series.name], rtol=1e-8, atol=1e-8)
    for series in plan.baseline:
        np.testing.assert_allclose(
            series.values, situation.model_world.run[series.name], rtol=1e-12
        )
    for series in plan.baseline_instruments:
        np.testing.assert_allclose(
            series.values, situation.model_world.run[series.name], rtol=1e-9, atol=1e-9
        )


def test_losses_by_hand(plan, situation, paths, rerun) -> None:
    assert plan.loss == pytest.approx(by_hand(situation, paths, rerun), rel=1e-7)
    rest = np.column_stack([situation.model_world.run[n] for n in NAMES])
    assert plan.baseline_loss == pytest.approx(
        by_hand(situation, rest, situation.model_world.run), rel=1e-10
    )
    assert plan.loss < 0.5 * plan.baseline_loss
    assert plan.kkt_residual < 1e-6


def test_the_rate_rests_on_zero(plan, paths) -> None:
    at_zero = [b.period - plan.start for b in plan.binding if b.constraint == "r lower"]
    assert at_zero
    assert (paths[at_zero, 2] == 0).all()
    assert (paths[:, 2] >= 0).all()
    assert all(b.price > 0 for b in plan.binding)
    assert [b.price for b in plan.binding] == sorted((b.price for b in plan.binding), reverse=True)
    assert all(abs(b.slack) < 1e-7 for b in plan.binding)


def moved_bound(situation, name, period, change) -> float:
    """The loss when one limit is wider by ``change``."""
    problem = build_problem(situation).problem
    limits = tuple(
        dataclasses.replace(limit, bound=limit.bound + change)
        if (limit.name, limit.period) == (name, period) else limit
        for limit in problem.limits
    )  # fmt: skip
    wider = dataclasses.replace(problem, limits=limits)
    return optimise(
        situation.model_world.policy_model, situation.model_world.policy_data, situation.span, wider
    ).loss


@pytest.fixture(scope="module")
def tight(situation):
    """With less added deficit than the plan would use: its own limit does not bind."""
    narrow = dataclasses.replace(situation.case.constraints[0], bound=1.5)
    return dataclasses.replace(
        situation, case=dataclasses.replace(situation.case, constraints=(narrow,), draws=50)
    )


@pytest.fixture(scope="module")
def tight_plan(tight) -> Plan:
    return make_plan(tight)


def test_the_plan_leaves_room_for_more_deficit(plan, situation) -> None:
    added = sum(next(s.values for s in plan.planned if s.name == "DEFICIT"))
    added -= sum(next(s.values for s in plan.baseline if s.name == "DEFICIT"))
    assert 2 < added < situation.case.constraints[0].bound - 1
    assert {b.constraint for b in plan.binding} == {"r lower"}


@pytest.mark.parametrize("name", ["deficit limit", "r lower"])
def test_a_price_is_what_one_unit_more_would_save(name, plan, situation, tight_plan, tight) -> None:
    if name == "deficit limit":
        plan, situation = tight_plan, tight
    priced = next(b for b in plan.binding if b.constraint == name)
    period = None if priced.period is None else priced.period - plan.start
    step = 1e-3
    wider = moved_bound(situation, name, period, step)
    narrower = moved_bound(situation, name, period, -step)
    assert (narrower - wider) / (2 * step) == pytest.approx(priced.price, rel=0.01)


def test_a_wider_deficit_costs_less_through_the_case_too(tight_plan, tight) -> None:
    case = tight.case
    step = 0.02
    wider = dataclasses.replace(case.constraints[0], bound=case.constraints[0].bound + step)
    changed = dataclasses.replace(
        tight, case=dataclasses.replace(case, constraints=(wider,), draws=50)
    )
    price = next(b.price for b in tight_plan.binding if b.constraint == "deficit limit")
    assert tight_plan.loss - make_plan(changed).loss == pytest.approx(step * price, rel=0.01)


def test_no_small_change_that_is_allowed_helps(plan, situation, paths) -> None:
    rng = np.random.default_rng(12)
    lowest, tried = np.inf, 0
    rest = np.column_stack([situation.model_world.run[n] for n in NAMES])
    for _ in range(120):
        noise = np.cumsum(rng.normal(size=(12, 3)) * [8.0, 0.1, 0.1], axis=0)
        other = rest + rng.random() * (paths - rest) + noise
        other[:, 2] = np.maximum(other[:, 2], 0)
        # Bounds and steps are linear, so what lies between two allowed paths is allowed.
        size = rng.choice([1e-3, 1e-2, 0.1])
        candidate = paths + size * (other - paths)
        run = simulated(situation, candidate)
        if excess(situation, candidate, run) <= 1e-9:
            tried += 1
            lowest = min(lowest, by_hand(situation, candidate, run))
    assert tried >= 30
    assert lowest >= plan.loss - 1e-7


def test_the_linear_promise_is_near_but_not_the_model(plan) -> None:
    for attained in plan.attainment:
        assert attained.linear != attained.planned
        assert attained.linear == pytest.approx(attained.planned, abs=0.05)


def test_the_same_seed_gives_the_same_plan(us, plan, diagnosis) -> None:
    assert make_plan(assess(us), cites=(diagnosis.id,)).id == plan.id


def test_another_seed_changes_the_odds_alone(us, plan, diagnosis) -> None:
    other = make_plan(assess(dataclasses.replace(us, seed=7)), cites=(diagnosis.id,))
    assert other.id != plan.id
    assert other.instruments == plan.instruments
    assert other.planned == plan.planned
    assert other.loss == plan.loss
    assert other.outcomes != plan.outcomes
    odds = [a.probability for a in plan.attainment]
    assert [a.probability for a in other.attainment] != odds


def test_the_plan_survives_a_round_trip(plan) -> None:
    assert from_json(Plan, to_json(plan)) == plan


def test_words_and_provenance(plan, diagnosis, spoken) -> None:
    spoken(plan.title, plan.verdict, *plan.assumptions, plan.provenance.baseline)
    spoken(*(b.title for b in plan.binding), *(b.unit for b in plan.binding))
    spoken(*(w.title for w in plan.trip_wires), *(w.unit for w in plan.trip_wires))
    assert plan.provenance.cites == (diagnosis.id,)
    assert plan.provenance.vintage == "2008Q3"
    assert str(plan.start) == "2008Q4"


def quick(situation, **changes):
    case = dataclasses.replace(situation.case, draws=50, **changes)
    return dataclasses.replace(situation, case=case)


def test_a_limit_that_no_path_keeps(situation, spoken) -> None:
    limit = dataclasses.replace(situation.case.constraints[0], bound=-500.0)
    changed = quick(situation, constraints=(limit,))
    plan = make_plan(changed)
    paths = np.column_stack([s.values for s in plan.instruments])
    run = simulated(situation, paths)
    over = float(np.sum(run["DEFICIT"] - situation.model_world.run["DEFICIT"])) + 500
    spoken(plan.verdict)
    assert plan.verdict.en.startswith("No path satisfies all constraints")
    assert f"Added deficit over three years: broken by {over:.2f}" in plan.verdict.en
    assert f"三年累计新增赤字突破占季度GDP的 {over:.2f} 个百分点" in plan.verdict.zh
    # What an instrument can't do is not given up for it.
    generous = dataclasses.replace(limit, bound=1e6)
    kept = dataclasses.replace(situation, case=dataclasses.replace(
        situation.case, constraints=(generous,)))  # fmt: skip
    assert excess(kept, paths, run) < 1e-7
    # Nothing more is to be had: taxes rise as fast and far as they may, spending falls so.
    np.testing.assert_allclose(paths[:, 1], [1, 2, 3, *[4] * 9], atol=1e-6)
    np.testing.assert_allclose(
        paths[2:, 0], situation.model_world.run["G_gov"][2:] - 100, atol=0.05
    )
    assert plan.kkt_residual < 1e-6


def test_limits_that_contradict_each_other(situation, spoken) -> None:
    limit = situation.case.constraints[0]
    floor = Constraint(
        "floor", Text("Floor", "下限"), "DEFICIT", "at_least", 20.0, limit.unit, True, True
    )
    plan = make_plan(quick(situation, constraints=(limit, floor)))
    # Between at most 12 and at least 20 the excess of 8 is shared.
    assert "Added deficit over three years: broken by 4.00" in plan.verdict.en
    assert "Floor: broken by 4.00" in plan.verdict.en
    assert "下限突破占季度GDP的 4.00 个百分点" in plan.verdict.zh
    spoken(plan.verdict)
    assert plan.kkt_residual < 1e-6


def test_prices_of_a_problem_without_a_solution_are_of_the_nearest_one(situation) -> None:
    limit = dataclasses.replace(situation.case.constraints[0], bound=-500.0)
    changed = quick(situation, constraints=(limit,))
    found = optimise(
        changed.model_world.policy_model,
        changed.model_world.policy_data,
        changed.span,
        build_problem(changed).problem,
    )
    assert found.infeasible == ("deficit limit",)
    needed = -found.slacks.min()
    enough = dataclasses.replace(limit, bound=-500.0 + needed + 1e-4)
    nearest = quick(situation, constraints=(enough,))
    again = optimise(
        nearest.model_world.policy_model,
        nearest.model_world.policy_data,
        nearest.span,
        build_problem(nearest).problem,
    )
    assert again.infeasible == ()
    assert again.loss == pytest.approx(found.loss, rel=1e-3)


def test_an_instrument_that_can_not_reach_its_bounds(situation) -> None:
    tax = dataclasses.replace(situation.case.instruments[1], lower=4.0, upper=4.0)
    instruments = (situation.case.instruments[0], tax, situation.case.instruments[2])
    plan = make_plan(quick(situation, instruments=instruments))
    # From nothing to four in steps of one: the bound and the step give way, nothing else does.
    assert "Measure on federal taxes less transfers: lower bound" in plan.verdict.en
    assert "Measure on federal taxes less transfers: largest rise in a period" in plan.verdict.en
    assert "deficit" not in plan.verdict.en.split("Not all targets")[0].lower()


def test_contradictory_bounds_without_constraints(situation) -> None:
    tax = dataclasses.replace(situation.case.instruments[1], lower=4.0, upper=4.0)
    plan = make_plan(quick(situation, instruments=(tax,), constraints=()))
    assert plan.verdict.en.startswith("No path satisfies all constraints")


def test_bounds_that_no_one_reaches_change_nothing(situation, plan) -> None:
    wide = tuple(
        dataclasses.replace(i, upper=1e9) if i.name != "G_gov" else dataclasses.replace(i, upper=1e15)
        for i in situation.case.instruments
    )  # fmt: skip
    found = make_plan(quick(situation, instruments=wide))
    assert found.loss == pytest.approx(plan.loss, rel=1e-9)
    assert found.kkt_residual < 1e-6
    for one, other in zip(found.instruments, plan.instruments, strict=True):
        np.testing.assert_allclose(one.values, other.values, rtol=1e-6, atol=1e-6)


def test_a_search_that_stopped_says_so(situation, monkeypatch, spoken) -> None:
    solve = chances.solve_problem

    def stopped(*given, **named):
        return dataclasses.replace(solve(*given, **named), kkt=0.01)

    monkeypatch.setattr(chances, "solve_problem", stopped)
    verdict = make_plan(quick(situation)).verdict
    spoken(verdict)
    assert verdict.en.endswith(
        "The search stopped at a kink of the model: a better plan may exist."
    )
    assert verdict.zh.endswith("可能存在更好的计划。")


def test_a_constraint_on_an_instrument(situation) -> None:
    cap = Constraint("cap", Text("Cap", "上限"), "TAX", "at_least", 0.0, Text("%", "%"))
    plan = make_plan(quick(situation, constraints=(cap,)))
    assert min(plan.instruments[1].values) >= -1e-9
    assert {b.constraint for b in plan.binding} >= {"cap"}


def test_one_period(situation) -> None:
    one = assess(dataclasses.replace(situation.case, horizon=1, draws=50))
    plan = make_plan(one)
    assert plan.horizon == len(plan.instruments[0].values) == 1
    assert {str(w.period) for w in plan.trip_wires} == {"2008Q4"}
    assert plan.kkt_residual < 1e-6


def test_the_problem_of_a_plan_prices_its_loss(situation, plan, paths, rerun) -> None:
    posed = build_problem(situation)
    columns = [
        paths[:, NAMES.index(v)] if v in NAMES else rerun[v] for v in posed.problem.variables
    ]
    assert loss(posed.problem, np.column_stack(columns)) == pytest.approx(plan.loss, rel=1e-8)
