"""Chances are shares of draws, and trip-wires hold together as often as they say."""

import dataclasses

import numpy as np

from tinbergen.core.text import Text
from tinbergen.loop.plan import make_plan
from tinbergen.loop.situation import assess
from tinbergen.loop.uncertainty import trip_wires


def test_probabilities_are_shares_of_draws(plan, situation) -> None:
    data = situation.model_world.policy_data
    first = data.span.length - 12
    instruments = {}
    for series in plan.instruments:
        values = np.array(data[series.name])
        values[first:] = series.values
        instruments[series.name] = values
    variables = ("GROWTH", "U", "INFL")
    after = situation.model_world.ensemble(
        situation.model_world.policy_model, data.assign(**instruments), variables
    )
    before = situation.model_world.outlook()
    for target, attained in zip(situation.case.targets, plan.attainment, strict=True):
        sign = -1 if target.sense == "at_least" else 1
        wanted = attained.desired
        for runs, probability in (
            (after, attained.probability), (before, attained.probability_before),
        ):  # fmt: skip
            means = runs[target.variable].mean(axis=1)
            assert probability == np.mean(sign * (means - wanted) <= 0)
    fan = next(f for f in plan.outcomes if f.name == "GROWTH")
    expected = np.quantile(after["GROWTH"], fan.levels, axis=0)
    np.testing.assert_allclose(fan.quantiles, expected, rtol=1e-9, atol=1e-9)


def test_trip_wires_bound_every_outturn_wider_than_one_band_would(plan, us) -> None:
    assert len(plan.trip_wires) == 12
    assert [w.variable for w in plan.trip_wires[::4]] == ["GROWTH", "U", "INFL"]
    for wire in plan.trip_wires:
        fan = next(f for f in plan.outcomes if f.name == wire.variable)
        t = wire.period - plan.start
        # The fan's outer band holds 90 percent of one outturn, the wires 90 percent of all twelve.
        assert wire.lower < fan.quantiles[0][t] < fan.quantiles[-1][t] < wire.upper
        assert wire.level == us.trip_level == 0.9
        assert 0 <= t < us.trip_periods


def test_trip_wires_leave_as_many_draws_above_as_below(situation) -> None:
    case = dataclasses.replace(situation.case, draws=400, trip_periods=2)
    many = assess(case)
    plan = make_plan(many)
    data = many.model_world.policy_data
    instruments = {}
    for series in plan.instruments:
        values = np.array(data[series.name])
        values[data.span.length - 12 :] = series.values
        instruments[series.name] = values
    runs = many.model_world.ensemble(
        many.model_world.policy_model, data.assign(**instruments), ("GROWTH", "U", "INFL")
    )
    outside = np.zeros(400, dtype=bool)
    beyond = []
    for wire in plan.trip_wires:
        values = runs[wire.variable][:, wire.period - plan.start]
        # The bounds are draws themselves, up to the rounding of the rerun.
        small = 1e-7 * (1 + np.abs(values).max())
        below, above = values < wire.lower - small, values > wire.upper + small
        beyond += [int(below.sum()), int(above.sum())]
        outside |= below | above
    assert beyond[0] > 0
    assert set(beyond) == {beyond[0]}
    assert 0.05 < outside.mean() <= 0.1


def test_a_wire_is_called_as_the_target_that_bounds_its_variable(situation) -> None:
    """A target that counts from the baseline measures something else than its variable."""
    called = Text("prices as we call them", "我们所称的价格")
    targets = tuple(dataclasses.replace(t, title=called) for t in situation.case.targets)
    case = dataclasses.replace(situation.case, targets=targets)
    wires = trip_wires(case, situation, situation.model_world.outlook())
    named = {t.variable: not (t.relative or t.percent) for t in targets}
    assert set(named.values()) == {True, False}
    assert {w.variable: w.title == called for w in wires} == named


def test_wires_fire_by_chance_no_oftener_than_their_level_says(plan) -> None:
    (said,) = [a.en for a in plan.assumptions if "trip-wires would" in a.en]
    chance = float(said.split(" fire in ")[1].split(" %")[0])
    assert 0 <= chance <= 10
    assert "12 trip-wires" in said
