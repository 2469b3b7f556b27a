"""Where a case stands: what may be seen, how paths go on, what is drawn."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import to_json
from tinbergen.data.sources import us_macrodata
from tinbergen.engine.simulate.backward import simulate
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.cases import load
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.series import prolong

AS_OF = Period.parse("2008Q3")


def later_scrambled(data):
    rng = np.random.default_rng(5)
    first = data.span.position(AS_OF) + 1
    series = {}
    for name in data:
        values = np.array(data[name])
        values[first:] *= rng.lognormal(sigma=0.5, size=values.size - first)
        series[name] = values
    return data.assign(**series)


def later_removed(data):
    return data.until(AS_OF)


def later_invented(data):
    longer = data.window(data.span.start, AS_OF + 40)
    first = data.span.position(AS_OF) + 1
    rng = np.random.default_rng(6)
    filled = {}
    for name in data:
        values = np.array(longer[name])
        values[first:] = values[first - 1] * (1 + rng.random(values.size - first))
        filled[name] = values
    return longer.assign(**filled)


@pytest.mark.parametrize("change", [later_scrambled, later_removed, later_invented])
def test_nothing_later_than_the_date_is_seen(change, altered, diagnosis, plan) -> None:
    seen = assess(altered(change))
    again = diagnose(seen)
    assert to_json(again) == to_json(diagnosis)
    assert to_json(design(seen, diagnosis=again)) == to_json(plan)


def test_a_change_before_the_date_is_seen(altered, situation) -> None:
    def revised(data):
        return data.assign(GDP=np.where(np.arange(data.span.length) == 190, 1.01, 1) * data["GDP"])

    assert (
        assess(altered(revised)).model_world.run["GDP"] != situation.model_world.run["GDP"]
    ).all()


def test_the_store_shows_nothing_later(us, situation) -> None:
    data = us.store.as_of(AS_OF)
    assert data.span.end == AS_OF
    assert data.vintage == "2008Q3"
    assert us.store.as_of("2009Q3").span.end == Period.parse("2009Q3")
    assert np.isnan(data.at("GDP", "2008Q4"))
    assert situation.data.span.end == AS_OF
    for name in situation.model_world.model.endogenous:
        later = situation.model_world.known.window(situation.span.start, situation.span.end)
        assert np.isnan(later[name]).all()


def test_series_that_follow_from_others(us) -> None:
    raw = us.store.as_of(AS_OF)
    data = derive(us.model, raw)
    g, net, y = raw["G_gov"], raw["NET"], raw["GDP"]
    np.testing.assert_allclose(data["DEFICIT"], 100 * g / y - net)
    # In the budget's own count 459 billion dollars, 3.1 percent of GDP, in fiscal 2008 (Congressional
    # Budget Office, historical tables); national accounts count differently.
    assert data["DEFICIT"][-4:].mean() == pytest.approx(3.1, abs=0.6)
    np.testing.assert_allclose(data["GROWTH"][1:], 400 * np.log(y[1:] / y[:-1]))
    assert (data["TAX"] == 0).all()
    assert (data["RULE"] == raw["r"]).all()


def test_exogenous_paths_go_on_by_their_rules(us, situation) -> None:
    spending = situation.data["G_gov"]
    growth = (spending[-1] / spending[-1 - 40]) ** (1 / 40)
    planned = situation.model_world.known["G_gov"][-12:]
    np.testing.assert_allclose(planned, spending[-1] * growth ** np.arange(1, 13), rtol=1e-12)
    fixed = dataclasses.replace(us, paths={**us.paths, "TAX": PathPart(rule="constant", value=0.5)})
    assert (
        prolong(fixed, fixed.own_world, situation.data, situation.span)["TAX"][-12:] == 0.5
    ).all()


def test_growth_is_reckoned_over_what_there_is(us, situation) -> None:
    case = dataclasses.replace(us, paths={**us.paths, "G_gov": PathPart(rule="growth", years=50)})
    spending = situation.data["G_gov"]
    periods = (spending.size - 1) // 4 * 4
    growth = (spending[-1] / spending[-1 - periods]) ** (1 / periods)
    longer = prolong(case, case.own_world, situation.data, situation.span)
    assert longer["G_gov"][-12] == pytest.approx(spending[-1] * growth, rel=1e-12)


def test_the_policy_model_reproduces_the_baseline(situation) -> None:
    again = simulate(
        situation.model_world.policy_model, situation.model_world.policy_data, situation.span
    )
    for name in situation.model_world.policy_model.endogenous:
        np.testing.assert_allclose(again[name], situation.model_world.run[name], rtol=1e-9)
    assert "r" in situation.model_world.policy_model.exogenous


def test_no_policy_means_the_rule_and_no_disturbance(situation) -> None:
    base = situation.model_world.run
    assert (np.maximum(base["RULE"], 0) == base["r"]).all()
    assert all((base.residuals[name] == 0).all() for name in base.residuals)


def test_draws_depend_on_the_seed_alone(us, situation) -> None:
    again, other = (
        assess(us).model_world.draws,
        assess(dataclasses.replace(us, seed=1)).model_world.draws,
    )
    for name, drawn in situation.model_world.draws.disturbances.items():
        assert drawn.shape == (us.draws, us.horizon)
        assert (again.disturbances[name] == drawn).all()
        assert not (other.disturbances[name] == drawn).all()
    assert set(situation.model_world.draws.parameters) == {
        n for _, n in situation.model_world.fit.fit.coefficient_names
    }


def test_disturbances_are_as_large_as_the_residuals(us) -> None:
    many = assess(dataclasses.replace(us, draws=4000))
    for k, name in enumerate(many.model_world.fit.equations):
        spread = np.sqrt(many.model_world.fit.fit.residual_covariance[k, k])
        assert many.model_world.draws.disturbances[name].std() == pytest.approx(spread, rel=0.03)


def fails(case) -> TinbergenError:
    with pytest.raises(TinbergenError) as caught:
        assess(case)
    return caught.value


def test_data_must_reach_the_date(us, altered) -> None:
    assert fails(us.at(Period.parse("2012Q1"))).code == "L007"

    def short(data):
        values = np.array(data["U"])
        values[data.span.position(AS_OF) :] = np.nan
        return data.assign(U=values)

    fault = fails(altered(short))
    assert (fault.code, fault.facts["short"]) == ("L007", "U")
    # Series that follow from others are short because these are.
    named = fails(load("uk-2012").at(Period.parse("2030"))).facts["short"].split(", ")
    assert {"GDP", "E_POWER"} <= set(named)
    assert not {"EMISSIONS", "INTENSITY"} & set(named)


def test_too_little_to_estimate_on(us) -> None:
    assert fails(us.at(Period.parse("1962Q1"))).code == "L008"
    assert fails(us.at(Period.parse("1950Q1"))).code == "D003"
    late = dataclasses.replace(us, sample_start=Period.parse("2010Q1"))
    assert (fails(late).code, fails(late).facts["periods"]) == ("L008", 0)


def test_paths_without_a_rule(us) -> None:
    fault = fails(dataclasses.replace(us, paths={"TAX": us.paths["TAX"]}))
    assert (fault.code, fault.facts["name"]) == ("L013", "G_gov")


def test_what_is_not_positive_can_not_grow_on(us) -> None:
    fault = fails(dataclasses.replace(us, paths={**us.paths, "TAX": PathPart(rule="growth")}))
    assert (fault.code, str(fault.facts["first"])) == ("L019", "2003Q3")


def test_dates_of_another_frequency(us) -> None:
    with pytest.raises(TinbergenError) as caught:
        us.at(Period.parse("2008"))
    assert caught.value.code == "L014"


def test_the_data_begin_later_than_lags_need(us) -> None:
    data = us_macrodata()
    early = dataclasses.replace(us, sample_start=data.span.start)
    assert fails(early).code.startswith("S")
