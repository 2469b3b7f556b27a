"""Which case a plan belongs to, and up to when there is something to see."""

import dataclasses

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Store
from tinbergen.engine.simulate import track
from tinbergen.loop.adoption import latest, outturn, situation_of, variable_title
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.model import library


def test_the_situation_is_the_one_the_plan_was_made_in(us, plan, situation) -> None:
    later = us.at(Period.parse("2009Q3"))
    adopted = situation_of(later, plan)
    assert adopted.as_of == situation.as_of
    assert adopted.fit.model.values == situation.fit.model.values


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
        case "horizon":
            return dataclasses.replace(us, horizon=8), plan
        case "frequency":
            return us, dataclasses.replace(plan, start=Period.parse("2009"))
        case _:
            return dataclasses.replace(us, model=library.load("klein1")), plan


@pytest.mark.parametrize("what", ["name", "instruments", "horizon", "frequency", "model"])
@pytest.mark.parametrize("verb", [monitor, evaluate])
def test_a_plan_of_another_case_is_refused(what, verb, us, plan) -> None:
    with pytest.raises(TinbergenError) as caught:
        verb(*changed(us, plan, what))
    fault = caught.value
    assert fault.code == "L010"
    assert what in fault.facts["detail"]
    assert plan.id in fault.render("zh")


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
    data = outturn(us, Period.parse("2009Q3"))
    assert {"GROWTH", "DEFICIT", "RULE", "TAX"} <= set(data)
    assert isinstance(data, Dataset)
    residuals = track(situation.policy_model, data, situation.span.start.to(data.span.end))
    for name in ("product", "income", "growth", "deficit", "prices"):
        assert abs(residuals[name]).max() < 1e-8


def test_variables_are_called_as_the_targets_call_them(situation) -> None:
    assert variable_title(situation, "GROWTH").en == "GDP growth"
    assert variable_title(situation, "YD").zh == "可支配收入"
    assert variable_title(assess(situation.case), "?").en == "?"
