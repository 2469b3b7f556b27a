"""Did it work: the plan and the policy followed against no policy, in the world as it came."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.cycle import Evaluation
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.serial import from_json, to_json
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.engine.simulate.counterfactual import counterfactual
from tinbergen.loop.adopt import adopt
from tinbergen.loop.evaluate import covers_of, evaluate
from tinbergen.loop.plan import make_plan
from tinbergen.loop.plan_tracking import outturn
from tinbergen.loop.situation import assess

SPAN = Span(Period.parse("2008Q4"), 4)
NAMES = ("GROWTH", "U", "INFL", "GDP")


@pytest.fixture(scope="module")
def data(us):
    return outturn(us, SPAN.end).data


@pytest.fixture(scope="module")
def evaluation(us, plan):
    """Were it known that no measure was taken on taxes, which the data do not show."""
    return evaluate(us, adopt(plan, by="nobody", settings={"TAX": [0.0] * SPAN.length}))


@pytest.fixture(scope="module")
def effects(evaluation):
    return {f.name: f for f in evaluation.findings}


def drawn(situation):
    kept = situation.model_world.policy_model.parameters
    return {n: d for n, d in situation.model_world.draws.parameters.items() if n in kept}


def test_its_own_instruments_reproduce_the_data(situation, data) -> None:
    actual = data.window(SPAN.start, SPAN.end)
    # The data are hidden, so that the solver can't start from them.
    model = situation.model_world.policy_model
    residuals = track(model, data, SPAN)
    hidden = data.window(data.span.start, SPAN.end)
    unknown = {}
    for name in model.endogenous:
        values = np.array(hidden[name])
        values[-4:] = np.nan
        unknown[name] = values
    solved = simulate(model, hidden.assign(**unknown), SPAN, residuals=residuals)
    same = {n: actual[n] for n in model.exogenous}
    worlds = counterfactual(
        model, data, SPAN, {"same": same}, parameters=drawn(situation), variables=model.endogenous
    )
    for name in model.endogenous:
        np.testing.assert_allclose(solved[name], actual[name], rtol=1e-8, atol=1e-8)
        every = np.broadcast_to(actual[name], worlds["same"][name].shape)
        np.testing.assert_allclose(worlds["same"][name], every, rtol=1e-8, atol=1e-8)


def test_the_outturn_is_the_data(evaluation, data) -> None:
    actual = data.window(SPAN.start, SPAN.end)
    assert tuple(s.name for s in evaluation.outturn) == NAMES
    for series in evaluation.outturn:
        assert series.values == tuple(actual[series.name].tolist())


def test_effects_are_differences_in_the_same_world(evaluation, effects, situation, plan, data):
    model = situation.model_world.policy_model
    residuals = track(model, data, SPAN)

    def world(instruments):
        known = data.window(data.span.start, SPAN.end)
        paths = {}
        for series in instruments:
            values = np.array(known[series.name])
            values[-4:] = series.values[:4]
            paths[series.name] = values
        return simulate(model, known.assign(**paths), SPAN, residuals=residuals)

    planned = world(plan.instruments)
    # No policy lets the rule go on: it answers the collapse, and nothing else disturbs it.
    whole = situation.model_world.model
    came = track(whole, data, SPAN)
    calm = came.assign(**{"policy rule": np.zeros(4)})
    spent = np.array(data.window(data.span.start, SPAN.end)["G_gov"])
    spent[-4:] = plan.baseline_instruments[0].values[:4]
    known = data.window(data.span.start, SPAN.end).assign(G_gov=spent)
    no_policy = simulate(whole, known, SPAN, residuals=calm)
    assert (no_policy["r"] < np.array(plan.baseline_instruments[2].values[:4]))[1:].all()
    actual = data.window(SPAN.start, SPAN.end)
    for k, name in enumerate(NAMES):
        expected = planned[name] - no_policy[name]
        series = next(s for s in effects[f"plan on {name}"].series if s.name == "effect")
        np.testing.assert_allclose(series.values, expected, rtol=1e-6, atol=1e-7)
        assert effects[f"plan on {name}"].estimate == pytest.approx(expected.mean(), abs=1e-7)
        followed = effects[f"outturn on {name}"].estimate
        assert followed == pytest.approx((actual[name] - no_policy[name]).mean(), abs=1e-7)
        np.testing.assert_allclose(evaluation.counterfactual[k].values, no_policy[name], rtol=1e-7)
        np.testing.assert_allclose(evaluation.planned[k].values, planned[name], rtol=1e-7)


def test_settings_that_nobody_recorded_stay_in_the_world_without_policy(us, plan, effects) -> None:
    found = evaluate(us, plan)
    assert {f.name for f in found.findings} == {f"plan on {name}" for name in NAMES}
    for finding in found.findings:
        assert finding.estimate == pytest.approx(effects[finding.name].estimate, abs=0.01)
    came = outturn(us, SPAN.end, plan)
    assert came.unknown == ("TAX",)
    assert list(came.data["TAX"][-4:]) == list(plan.instruments[1].values[:4])
    kept = outturn(us, SPAN.end, plan, unknown_as="baseline")
    assert list(kept.data["TAX"][-4:]) == list(plan.baseline_instruments[1].values[:4])


def test_the_sentence_says_what_its_interval_covers(effects) -> None:
    said = effects["plan on U"].statement
    assert "which covers the coefficients alone" in said.en
    assert "仅涵盖系数" in said.zh


def test_filtered_models_leave_parameters_out_of_the_interval() -> None:
    said = [covers_of(kinds) for kinds in (
        ["expectations"], ["expectations", "expectations"], ["expectations", "table", "model"]
    )]  # fmt: skip
    assert [text.en for text in said] == [
        "takes parameters as given",
        "covers what the worlds say differently, but takes the parameters of filtered models as "
        "given",
        "covers the table's standard errors, the coefficients and what the worlds say "
        "differently, but takes the parameters of filtered models as given",
    ]
    assert said[2].zh == "涵盖效应表的标准误、系数与各世界的差异，滤波模型的参数视为给定"


def test_intervals_hold_the_estimate(effects) -> None:
    assert len(effects) == 8
    for effect in effects.values():
        assert effect.interval.lower <= effect.estimate <= effect.interval.upper
        assert effect.interval.level == 0.9
        mean, low, high = (
            np.array(next(s.values for s in effect.series if s.name == n))
            for n in ("effect", "lower", "upper")
        )
        # A path near zero may leave the band of its draws by rounding.
        assert (low <= mean + 1e-8).all()
        assert (mean <= high + 1e-8).all()


def test_a_stimulus_stimulates(effects) -> None:
    # The plan spends more, taxes less and lowers the rate.
    assert effects["plan on GROWTH"].interval.lower > 0
    assert effects["plan on GDP"].interval.lower > 0
    assert effects["plan on U"].interval.upper < 0
    assert effects["plan on GDP"].severity == 1
    assert effects["plan on INFL"].estimate > 0


def test_no_policy_has_no_effect(us, plan) -> None:
    no_policy = dataclasses.replace(plan, instruments=plan.baseline_instruments)
    found = {f.name: f for f in evaluate(us, no_policy).findings}
    for name in NAMES:
        assert found[f"plan on {name}"].estimate == 0
        assert found[f"plan on {name}"].severity == 0


def test_draws_are_compared_with_themselves(us, situation, data) -> None:
    # Were consumption to move ten for one, no output would go with such taxes: that draw is left
    # out of both worlds, though it can be solved in one.
    model = situation.model_world.policy_model
    parameters = {n: np.array(d[:5]) for n, d in drawn(situation).items()}
    actual = data.window(SPAN.start, SPAN.end)
    same = {n: actual[n] for n in model.exogenous}
    worlds = {"same": same, "taxed": {**same, "TAX": actual["TAX"] + 20.0}}
    whole = counterfactual(model, data, SPAN, worlds, parameters=parameters, variables=("GDP",))
    parameters["c1"][3] = 10.0
    found = counterfactual(model, data, SPAN, worlds, parameters=parameters, variables=("GDP",))
    assert [whole[w].failed for w in worlds] == [0, 0]
    assert [found[w].failed for w in worlds] == [1, 1]
    for world in worlds:
        np.testing.assert_array_equal(found[world].values, whole[world].values[[0, 1, 2, 4]])
    assert (found["taxed"]["GDP"] < found["same"]["GDP"]).all()


def test_a_world_without_a_solution(situation, data) -> None:
    actual = data.window(SPAN.start, SPAN.end)
    inputs = {n: actual[n] for n in situation.model_world.policy_model.exogenous} | {
        "G_gov": np.full(4, -1e6)
    }
    with pytest.raises(TinbergenError) as caught:
        counterfactual(situation.model_world.policy_model, data, SPAN, {"none": inputs})
    assert caught.value.code == "E008"
    with pytest.raises(TinbergenError) as caught:
        counterfactual(situation.model_world.policy_model, data, SPAN, {"x": {"GDP": np.ones(4)}})
    assert caught.value.code == "E004"


def test_early_dates_whose_draws_fail(us) -> None:
    # On seven years of data some draws of the coefficients have no solution.
    case = dataclasses.replace(us.at(Period.parse("1975Q2")), draws=200, seed=2008)
    found = evaluate(case, make_plan(assess(case)))
    assert len(found.findings) == 4
    assert all(f.interval.lower <= f.interval.upper for f in found.findings)


def test_words_and_provenance(evaluation, plan, spoken) -> None:
    assert evaluation.plan == plan.id
    assert evaluation.provenance.cites == (plan.id,)
    assert evaluation.provenance.vintage == "2009Q3"
    spoken(evaluation.provenance.baseline)
    for finding in evaluation.findings:
        spoken(finding.title, finding.statement, finding.method, finding.unit)
        assert finding.kind == "effect"
        assert finding.provenance.cites == (plan.id,)
        assert any("\u4e00" <= c <= "\u9fff" for c in finding.statement.zh)
        assert finding.unit.en.split(",")[0] not in ("percent", "percent a year")


def test_the_evaluation_survives_a_round_trip(evaluation) -> None:
    assert from_json(Evaluation, to_json(evaluation)) == evaluation


def test_nothing_to_evaluate(us, plan) -> None:
    store = type(us.store).final_values(us.store.as_of("2008Q3"))
    with pytest.raises(TinbergenError) as caught:
        evaluate(dataclasses.replace(us, store=store), plan)
    assert caught.value.code == "L009"


def test_to_a_date(us, plan) -> None:
    """The case's own last period gives way; what is no date of the data's frequency is refused."""
    found = evaluate(us, plan, until="2008Q4")
    assert {s.span for s in found.outturn} == {Span(Period.parse("2008Q4"), 1)}
    for until, code in (("2008", "L014"), ("2008Q3", "L009")):
        with pytest.raises(TinbergenError) as caught:
            evaluate(us, plan, until=until)
        assert caught.value.code == code
