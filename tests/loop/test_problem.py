"""A case's wishes as a control problem, checked against sums written out by hand."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.problem import Constraint, Instrument, Target
from tinbergen.core.text import Text
from tinbergen.engine.control.problem import loss
from tinbergen.loop.problem import build_problem

WORD = Text("word", "词")


def levels(posed, situation) -> np.ndarray:
    """The baseline as the paths of the problem's variables."""
    return np.column_stack([situation.model_world.run[v] for v in posed.problem.variables])


@pytest.fixture(scope="module")
def with_parts(situation):
    """The situation with other instruments, targets or constraints."""

    def change(**parts):
        return dataclasses.replace(situation, case=dataclasses.replace(situation.case, **parts))

    return change


def test_variables_stand_once_instruments_first(situation) -> None:
    problem = build_problem(situation).problem
    assert problem.instruments == ("G_gov", "TAX", "r")
    assert problem.variables == ("G_gov", "TAX", "r", "GROWTH", "U", "INFL", "DEFICIT")


def test_the_loss_of_the_baseline_is_that_of_its_targets(situation) -> None:
    posed = build_problem(situation)
    base = situation.model_world.run
    growth = 12 * 1.0 * 2.0**2
    unemployment = 12 * 4.0 * 0.5**2
    inflation = float(np.sum(np.maximum(base["INFL"] - 3, 0) ** 2))
    expected = growth + unemployment + inflation
    assert loss(posed.problem, levels(posed, situation)) == pytest.approx(expected, rel=1e-10)


def test_costs_and_changes_count_from_the_baseline(situation, with_parts) -> None:
    instrument = Instrument("r", WORD, WORD, cost=0.5, smoothness=3.0)
    target = Target("U", WORD, WORD, desired=0.0, relative=True)
    posed = build_problem(with_parts(instruments=(instrument,), targets=(target,), constraints=()))
    moved = np.zeros(12)
    moved[3:5] = 1.0
    paths = levels(posed, situation)
    paths[:, posed.problem.variables.index("r")] += moved
    # Two periods off by one; one change up and one change down of one each.
    assert loss(posed.problem, paths) == pytest.approx(2 * 0.5 + 2 * 3.0, rel=1e-10)
    first = levels(posed, situation)
    first[:, posed.problem.variables.index("r")] += 1.0
    assert loss(posed.problem, first) == pytest.approx(12 * 0.5 + 3.0, rel=1e-10)


@pytest.mark.parametrize("average", [True, False])
def test_a_target_weighs_the_same_on_average_and_in_every_period(
    average, situation, with_parts
) -> None:
    target = Target("U", WORD, WORD, -1.0, "at_most", relative=True, average=average, weight=2.0)
    posed = build_problem(with_parts(targets=(target,), constraints=()))
    assert loss(posed.problem, levels(posed, situation)) == pytest.approx(24.0, rel=1e-10)


def broken(posed, paths) -> set[tuple[str, int | None]]:
    return {
        (limit.name, limit.period)
        for limit in posed.problem.limits
        if float(np.sum(limit.coefficients * paths)) > limit.bound + 1e-12
    }


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({5: 1.5}, {("r rise", 5), ("r fall", 6)}),
        ({0: -1.5}, {("r fall", 0), ("r rise", 1), ("r lower", 0)}),
        (dict.fromkeys(range(12), 20.0), {("r upper", t) for t in range(12)} | {("r rise", 0)}),
        ({}, set()),
    ],
)
def test_steps_are_counted_from_the_last_observation(change, found, situation, with_parts) -> None:
    instrument = Instrument("r", WORD, WORD, lower=0.0, upper=15.0, max_step=1.0)
    posed = build_problem(with_parts(instruments=(instrument,), constraints=()))
    paths = levels(posed, situation)
    column = posed.problem.variables.index("r")
    paths[:, column] = situation.data["r"][-1]
    for t, size in change.items():
        paths[t, column] += size
    assert broken(posed, paths) == found


def test_steps_of_a_relative_instrument_are_counted_around_its_own(situation, with_parts) -> None:
    instrument = Instrument("G_gov", WORD, WORD, relative=True, max_step=1.0)
    posed = build_problem(with_parts(instruments=(instrument,), constraints=()))
    assert broken(posed, levels(posed, situation)) == set()
    paths = levels(posed, situation)
    paths[4:, 0] += 1.01
    assert broken(posed, paths) == {("G_gov rise", 4)}


@pytest.mark.parametrize("sense", ["at_least", "at_most"])
@pytest.mark.parametrize("cumulative", [True, False])
@pytest.mark.parametrize("relative", [True, False])
def test_constraints(sense, cumulative, relative, situation, with_parts) -> None:
    sign = 1 if sense == "at_most" else -1
    base = situation.model_world.run["DEFICIT"]
    whole = 0.0 if relative else float(base.sum() if cumulative else base[2])
    room = 0.5
    limit = Constraint(
        "limit", WORD, "DEFICIT", sense, whole + sign * room, WORD, cumulative, relative
    )
    posed = build_problem(with_parts(constraints=(limit,)))
    place = ("limit", None if cumulative else 2)
    column = posed.problem.variables.index("DEFICIT")
    for size, is_broken in ((0.49, False), (0.51, True)):
        paths = levels(posed, situation)
        paths[2, column] += sign * size
        assert (place in broken(posed, paths)) == is_broken


def test_a_constraint_in_percent_of_the_baseline(situation, with_parts) -> None:
    limit = Constraint("limit", WORD, "U", "at_most", 2.0, WORD, relative=True, percent=True)
    posed = build_problem(with_parts(constraints=(limit,)))
    column = posed.problem.variables.index("U")
    for size, found in ((1.0199, set()), (1.0201, {("limit", 2)})):
        paths = levels(posed, situation)
        paths[2, column] *= size
        assert broken(posed, paths) == found


def test_bounds_are_harder_than_constraints(situation) -> None:
    posed = build_problem(situation)
    assert {limit.name for limit in posed.problem.limits if not limit.hard} == {"deficit limit"}
    assert {limit.name for limit in posed.problem.limits} == set(posed.meanings)


def test_every_limit_has_words(situation, spoken) -> None:
    for title, unit in build_problem(situation).meanings.values():
        spoken(title, unit)
