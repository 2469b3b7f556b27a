"""Which case a plan belongs to, and up to when there is something to see."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Store
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.loop.adopt import adopt
from tinbergen.loop.case import cases
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan import make_plan
from tinbergen.loop.plan_fit import check_fits
from tinbergen.loop.plan_notes import of_decisions, of_worlds
from tinbergen.loop.plan_tracking import (
    latest,
    outturn,
    remaining,
    situation_of,
    variable_title,
)
from tinbergen.loop.situation import assess
from tinbergen.model import library


def test_the_situation_is_the_one_the_plan_was_made_in(us, plan, situation) -> None:
    later = us.at(Period.parse("2009Q3"))
    adopted = situation_of(later, plan)
    assert adopted.as_of == situation.as_of
    assert adopted.model_world.model.values == situation.model_world.model.values
    assert adopted.model_world.fit is None, "nothing is estimated anew"


def test_a_plan_read_back_is_as_good(us, plan) -> None:
    again = from_json(type(plan), to_json(plan))
    assert monitor(us, again).id == monitor(us, plan).id


def changed(us, plan, what):
    """A case or a plan that do not fit each other."""
    match what:
        case "name":
            return dataclasses.replace(us, name="other"), plan
        case "instruments":
            return dataclasses.replace(us, instruments=us.instruments[:2]), plan
        case "frequency":
            return us, dataclasses.replace(plan, start=Period.parse("2009"))
        case _:
            return dataclasses.replace(us, model=library.load("klein1")), plan


@pytest.mark.parametrize("what", ["name", "instruments", "frequency", "model"])
@pytest.mark.parametrize("verb", [monitor, evaluate])
def test_a_plan_of_another_case_is_refused(what, verb, us, plan) -> None:
    with pytest.raises(TinbergenError) as caught:
        verb(*changed(us, plan, what))
    fault = caught.value
    assert fault.code == "L010"
    assert what in fault.facts["detail"]
    assert plan.id in fault.render("zh")


def first(series, **changes):
    return (dataclasses.replace(series[0], **changes), *series[1:])


def edited(plan, what):
    """A plan in which someone has changed what it can't be without."""
    path, wires, world = plan.instruments[0], plan.trip_wires, plan.frozen.worlds
    holed = (None, *path.values[1:])
    covariance = world[0].residual_covariance
    match what:
        case "short path":
            return {"instruments": first(plan.instruments, values=path.values[:-1])}
        case "hole":
            return {"baseline_instruments": first(plan.baseline_instruments, values=holed)}
        case "path of another date":
            return {"instruments": first(plan.instruments, start=plan.start + 1)}
        case "infinite":
            bad = (float("inf"), *path.values[1:])
            return {"instruments": first(plan.instruments, values=bad)}
        case "instrument without baseline":
            return {"baseline_instruments": plan.baseline_instruments[1:]}
        case "nothing planned":
            return {"planned": (), "attainment": (), "trip_wires": ()}
        case "target not planned":
            return {"planned": plan.planned[1:]}
        case "wire without end":
            return {"trip_wires": first(wires, upper=float("inf"))}
        case "wire upside down":
            return {"trip_wires": first(wires, lower=wires[0].upper, upper=wires[0].lower)}
        case "wire of another date":
            return {"trip_wires": first(wires, period=plan.start - 1)}
        case "short fan":
            cut = tuple(q[:-1] for q in plan.outcomes[0].quantiles)
            return {"outcomes": first(plan.outcomes, quantiles=cut)}
        case "kind":
            world = first(world, kind="table")
        case "shape":
            world = first(world, residual_covariance=covariance[:-1])
        case "row":
            world = first(world, residual_covariance=(covariance[0][:-1], *covariance[1:]))
        case "deviation":
            world = first(world, disturbances=(("product", -1.0),))
        case "unknown equation":
            world = first(world, equations=("nothing", *world[0].equations[1:]))
        case "unknown coefficient":
            world = first(world, coefficients=("nothing", *world[0].coefficients[1:]))
        case "value":
            world = first(world, values=(("a", float("nan")),))
    return {"frozen": dataclasses.replace(plan.frozen, worlds=world)}


EDITS = (
    "short path", "hole", "path of another date", "infinite", "instrument without baseline",
    "nothing planned", "target not planned", "wire without end", "wire upside down",
    "wire of another date", "short fan",
)  # fmt: skip
MISFITS = ("kind", "shape", "row", "deviation", "unknown equation", "unknown coefficient", "value")


@pytest.mark.parametrize("what", [*EDITS, *MISFITS])
def test_an_edited_plan_is_refused(what, us, plan) -> None:
    wrong = dataclasses.replace(plan, **edited(plan, what))
    with pytest.raises(TinbergenError) as caught:
        situation_of(us, wrong)
    assert caught.value.code == "L010"
    assert "{" not in caught.value.render("en") + caught.value.render("zh")
    if what in EDITS:
        with pytest.raises(TinbergenError, match="L010"):
            adopt(wrong, by="x")


def test_a_disturbance_of_no_size_is_no_fault(us, plan) -> None:
    calm = dataclasses.replace(plan.frozen.worlds[0], disturbances=(("product", 0.0),))
    frozen = dataclasses.replace(plan.frozen, worlds=(calm, *plan.frozen.worlds[1:]))
    situation_of(us, dataclasses.replace(plan, frozen=frozen))


def test_a_plan_is_no_longer_than_its_case(us, plan) -> None:
    with pytest.raises(TinbergenError, match="L010"):
        situation_of(dataclasses.replace(us, horizon=plan.horizon - 1), plan)


def test_what_is_left_of_a_plan_in_its_last_period_fits(us, plan) -> None:
    """A revision's horizon may be a single period."""

    def cut(series):
        return tuple(dataclasses.replace(s, values=s.values[:1]) for s in series)

    fans = tuple(
        dataclasses.replace(f, quantiles=tuple(q[:1] for q in f.quantiles)) for f in plan.outcomes
    )
    short = dataclasses.replace(
        plan, horizon=1, instruments=cut(plan.instruments), planned=cut(plan.planned),
        baseline_instruments=cut(plan.baseline_instruments), baseline=cut(plan.baseline),
        trip_wires=tuple(w for w in plan.trip_wires if w.period == plan.start), outcomes=fans,
    )  # fmt: skip
    check_fits(us, short)


@pytest.mark.parametrize(
    ("until", "last"),
    [(None, "2009Q3"), ("2009Q1", "2009Q1"), ("2030Q1", "2009Q3"), ("2008Q1", "2009Q3")],
)
def test_the_last_review(until, last, us, plan) -> None:
    case = dataclasses.replace(us, monitor_until=until and Period.parse(until))
    assert str(latest(case, plan)) == last


def test_reviews_end_with_the_horizon(us, plan) -> None:
    short = dataclasses.replace(plan, horizon=2)
    assert str(latest(dataclasses.replace(us, monitor_until=None), short)) == "2009Q1"


def test_nothing_came_in(us, plan) -> None:
    case = dataclasses.replace(us, store=Store.final_values(us.store.as_of("2008Q3")))
    with pytest.raises(TinbergenError) as caught:
        latest(case, plan)
    assert (caught.value.code, str(caught.value.facts["as_of"])) == ("L009", "2008Q3")


def test_outturns_hold_the_series_that_follow_from_others(us, situation) -> None:
    data = outturn(us, Period.parse("2009Q3")).data
    assert {"GROWTH", "DEFICIT", "RULE", "TAX"} <= set(data)
    assert isinstance(data, Dataset)
    residuals = track(
        situation.model_world.policy_model, data, situation.span.start.to(data.span.end)
    )
    for name in ("product", "income", "growth", "deficit", "prices"):
        assert abs(residuals[name]).max() < 1e-8


def test_variables_are_called_as_the_targets_call_them(situation) -> None:
    assert variable_title(situation, "GROWTH").en == "GDP growth"
    assert variable_title(situation, "YD").zh == "可支配收入"
    assert variable_title(assess(situation.case), "?").en == "?"


def test_a_revision_has_the_rest_of_the_horizon(us, plan, situation) -> None:
    rest = remaining(situation, plan, plan.start + 3)
    assert (rest.horizon, rest.as_of) == (plan.horizon - 4, plan.start + 3)
    assert remaining(situation, plan, plan.start + plan.horizon - 1) is None


@pytest.mark.parametrize(("kind", "said"), [("switch", True), ("path", False)])
def test_projects_have_no_prices_and_it_is_said(situation, kind, said, spoken) -> None:
    first, *rest = situation.case.instruments
    instruments = (dataclasses.replace(first, kind=kind), *rest)
    case = dataclasses.replace(situation.case, instruments=instruments)
    notes = of_worlds(dataclasses.replace(situation, case=case))
    spoken(*notes)
    assert any("Projects are done or not" in n.en for n in notes) is said


def test_a_revision_says_what_had_been_decided_before(plan, situation) -> None:
    """An instrument that takes two quarters goes on as decided, and the plan says so."""
    name = plan.instruments[0].name
    case = dataclasses.replace(situation.case, instruments=tuple(
        dataclasses.replace(i, lag=2) if i.name == name else i for i in situation.case.instruments
    ))  # fmt: skip
    made = dataclasses.replace(situation, case=case)
    assert of_decisions(made) == ()
    there = assess(remaining(made, plan, plan.start))
    again = make_plan(there)
    before, after = plan.instruments[0].values, again.instruments[0].values
    np.testing.assert_allclose(after[:2], before[1:3], atol=1e-6)
    (said,) = of_decisions(there)
    assert said in again.assumptions
    assert f"through {plan.start + 2} as the plan before had decided" in said.en
    assert f"({before[1]:.2f}, {before[2]:.2f})" in said.en and "相隔 2 期" in said.zh
    title = next(i.title for i in case.instruments if i.name == name)
    assert said.en.startswith(title.en) and said.zh.startswith(title.zh)


def test_a_relative_budget_counts_only_what_policy_used(us, plan, situation) -> None:
    """Set as in the plan, instruments use what the plan says; unset, nothing, whatever comes."""
    limit = next(c for c in situation.case.constraints if c.cumulative)
    for series, expected in ((plan.baseline_instruments, 0.0), (plan.instruments, None)):
        run = _lived(situation, plan, series)
        if expected is None:
            no_policy = _lived(situation, plan, plan.baseline_instruments)
            expected = float((run[limit.variable] - no_policy[limit.variable])[-2:].sum())
            assert expected > 1
        store = Store.final_values(run)
        adopted = dataclasses.replace(
            situation, case=dataclasses.replace(situation.case, store=store)
        )
        set_so = {s.name: list(s.values[:2]) for s in series if s.name == "TAX"}
        rest = remaining(adopted, adopt(plan, by="nobody", settings=set_so), plan.start + 1)
        assert rest.constraints[0].used == pytest.approx(expected, abs=1e-8)


def _lived(situation, plan, instruments):
    """Two periods in which demand collapses and instruments are set so; unset, the rule goes on."""
    world = situation.model_world
    model = world.model if instruments is plan.baseline_instruments else world.policy_model
    span = plan.start.to(plan.start + 1)
    data = situation.model_world.policy_data.window(situation.data.span.start, span.end)
    moved = {}
    for s in instruments:
        moved[s.name] = np.array(data[s.name])
        moved[s.name][-2:] = s.values[:2]
    shock = Dataset.of(span.start, {"rest of demand": np.array([-150.0, -250.0])})
    return simulate(model, data.assign(**moved), span, residuals=shock).data


def test_an_absolute_budget_counts_all_that_came(situation, plan) -> None:
    limit = dataclasses.replace(situation.case.constraints[0], relative=False, name="all of it")
    case = dataclasses.replace(situation.case, constraints=(limit,))
    rest = remaining(dataclasses.replace(situation, case=case), plan, plan.start + 1)
    came = outturn(case, plan.start + 1).data["DEFICIT"][-2:].sum()
    assert rest.constraints[0].used == pytest.approx(came)
    earlier = dataclasses.replace(plan, limits=(dataclasses.replace(limit, used=3.0),))
    again = remaining(dataclasses.replace(situation, case=case), earlier, plan.start + 1)
    assert again.constraints[0].used == pytest.approx(came + 3.0)


def test_a_revised_plan_is_monitored_and_judged_in_its_turn(us, run) -> None:
    revised = run.cycle.monitoring.reviews[1].revised
    assert (str(revised.start), revised.horizon) == ("2009Q2", us.horizon - 2)
    assert revised.limits[0].used != 0
    found = monitor(us, from_json(type(revised), to_json(revised)))
    assert [str(r.period) for r in found.reviews] == ["2009Q2", "2009Q3"]
    assert evaluate(us, revised).plan == revised.id


@pytest.mark.parametrize("name", ["usa-2017", "japan-carbon-2014", "japan-industry-2014"])
def test_without_news_a_revision_changes_nothing(name) -> None:
    """Relative targets, budgets and steps all still count from no policy since adoption."""
    there = assess(dataclasses.replace(cases.load(name), draws=50))
    plan = make_plan(there)
    span, data = there.span, there.model_world.policy_data
    first = data.span.length - span.length
    moved = {s.name: np.array(data[s.name]) for s in plan.instruments}
    for series in plan.instruments:
        moved[series.name][first:] = series.values
    run = simulate(there.model_world.policy_model, data.assign(**moved), span).data
    history = there.data.window(there.data.span.start, span.end)
    lived = run.window(history.span.start, span.end)
    known = {n: np.where(np.isnan(history[n]), lived[n], history[n]) for n in lived
             if n in history}  # fmt: skip
    case = dataclasses.replace(there.case, store=Store.final_values(history.assign(**known)))
    adopted = dataclasses.replace(there, case=case)
    again = make_plan(assess(remaining(adopted, plan, span.start + 1)))
    for series in plan.instruments:
        tail = next(s for s in again.instruments if s.name == series.name)
        scale = max(map(abs, series.values)) + 1e-3
        np.testing.assert_allclose(tail.values, series.values[2:], atol=0.002 * scale)
    for limit in again.limits:
        assert 0 < limit.used < limit.bound
