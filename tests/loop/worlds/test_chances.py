"""Constraints that hold in a share of draws: solved, checked on fresh draws, reviewed, revised."""

import dataclasses

import numpy as np
import pytest
from scipy.stats import norm

from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import CaseError, InfeasibleError, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, is_intact, to_json
from tinbergen.loop import chances, revising, situation
from tinbergen.loop.design import design
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan import binding
from tinbergen.loop.plan_tracking import remaining
from tinbergen.loop.problem import build_problem
from tinbergen.loop.revising import chances_left, revised_plan
from tinbergen.loop.sampling import sampler
from tinbergen.loop.situation import assess
from tinbergen.loop.solving import solve_problem
from tinbergen.loop.worlds.build import make_worlds
from tinbergen.loop.worlds.protocol import Choice
from tinbergen.report.views.chances import chance_callouts, chances_briefly, chances_table
from tinbergen.report.views.monitoring import since

NEXT = Period.parse("2010Q1")
CEILING = {
    "name": "ceiling", "title": {"en": "Output", "zh": "产出"}, "variable": "y",
    "sense": "at_most", "unit": {"en": "percent", "zh": "百分比"},
}  # fmt: skip
DEVIATION = 0.3


def settings(plan: Plan, name: str = "g") -> np.ndarray:
    return np.array(next(s.values for s in plan.instruments if s.name == name))


@pytest.fixture
def table(workshop):
    """An outlook with normal errors and effects that are certain, or not."""
    workshop.table("outlook.csv", NEXT, {
        "y": np.linspace(-1, 0.5, 12), "y_sd": np.full(12, DEVIATION),
    })  # fmt: skip
    response = {("g", "y"): np.r_[0.8, 0.3, 0.1, np.zeros(9)]}
    workshop.effects("effects.csv", response)
    workshop.effects("doubtful.csv", response, {("g", "y"): np.r_[0.3, 0.1, np.zeros(10)]})

    def make(bound: float, effects: str = "effects.csv", **changes):
        ceiling = {**CEILING, "bound": bound}
        for key in ("share", "jointly", "everywhere"):
            if key in changes:
                ceiling[key] = changes.pop(key)
        world = {"name": "table", "title": {"en": "Table", "zh": "表"},
                 "forecast": "outlook.csv", "effects": effects}  # fmt: skip
        given = {
            "worlds": [world], "targets": [workshop.target("y", 1.0)], "draws": 1000,
            "constraints": [ceiling], **changes,
        }  # fmt: skip
        return workshop.table_case(**given)

    return make


def test_normal_errors_make_it_a_shifted_limit(table) -> None:
    """mean + z sd <= bound: to 1e-6 with the draws' own quantile, to sampling error with z."""
    share, bound = 0.9, 0.8
    case = table(bound, share=share, jointly=False)
    there = assess(case)
    solved = solve_problem(there, build_problem(there))
    drawn = there.scope.before(["y"])["y"]
    error = np.sort(drawn[:, 0] - np.mean(np.linspace(-1, 0.5, 12)[0]))
    quantile = float(error[int(np.ceil(share * 1000)) - 1])
    known = design(table(bound - quantile))
    np.testing.assert_allclose(solved.settings["g"], settings(known), atol=1e-6)
    assert solved.loss == pytest.approx(known.loss, abs=1e-6)
    priced = {b.period: b.price for b in binding(solved, there)}
    assert priced == pytest.approx({b.period: b.price for b in known.binding}, rel=1e-4)
    normal = design(table(float(bound - norm.ppf(share) * DEVIATION)))
    off = DEVIATION * 3 * np.sqrt(share * (1 - share) / 1000) / norm.pdf(norm.ppf(share))
    assert abs(quantile - norm.ppf(share) * DEVIATION) < off
    np.testing.assert_allclose(solved.settings["g"], settings(normal), atol=2 * off)
    plan = design(case)
    (found,) = plan.chances
    assert found.achieved + found.error >= share
    # Errors are the same in all periods: one quantile binds where the mean is the highest.
    worst = plan.planned[0].values[found.period - NEXT]
    assert found.achieved == pytest.approx(
        norm.cdf((bound - worst) / DEVIATION), abs=1.5 * found.error
    )


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"objective": "expected"}, {"objective": "expected", "robustness": 20.0},
        {"penalty": "linear"}, {"penalty": "linear", "objective": "expected", "risk": 0.9},
    ],
)  # fmt: skip
def test_every_loss_keeps_it(table, changes) -> None:
    """Effects in doubt: the share of its own draws is reached, and fresh ones bear it out."""
    draws = 60 if "risk" in changes else 300
    case = table(0.9, effects="doubtful.csv", share=0.85, draws=draws, **changes)
    plan, free = design(case), design(table(0.9, effects="doubtful.csv", draws=draws, **changes))
    (found,) = plan.chances
    assert found.achieved + found.error >= 0.85
    assert found.before == 1.0 or found.before > 0.85
    there = assess(case)
    own = there.scope.after([Choice({"g": settings(plan)})], ["y"])["y"]
    assert np.mean((own[:, :8] <= 0.9 + 1e-6).all(axis=1)) >= 0.85
    assert plan.loss >= free.loss - 1e-9
    # Each time that more was asked for, other draws were taken.
    others = [assess(dataclasses.replace(case, seed=case.seed + k)).scope for k in (1, 2, 3, 4)]
    fresh = [other.after([Choice({"g": settings(plan)})], ["y"])["y"][:, :8] for other in others]
    shares = [float(np.mean((drawn <= 0.9 + 1e-6).all(axis=1))) for drawn in fresh]
    assert any(found.achieved == pytest.approx(share) for share in shares)
    assert found.error == pytest.approx(
        1.96 * np.sqrt(found.achieved * (1 - found.achieved) / draws)
    )


def test_fresh_draws_that_fall_short_ask_for_more(table, monkeypatch) -> None:
    """Were there no Monte Carlo error, the plan's own draws would have to be above the share."""
    case = table(0.9, effects="doubtful.csv", share=0.85, draws=150)
    plain = design(case)
    monkeypatch.setattr(chances, "_HALF", 0.0)
    (lax,), strict = plain.chances, design(case).chances[0]
    if lax.achieved < 0.85:
        assert strict.margin > 0
    assert strict.achieved >= 0.85


def test_a_limit_that_no_draw_passes_is_not_certain(table) -> None:
    """The rule of three: 200 draws without a case leave up to 1.5 percent, 95 percent sure."""
    (found,) = design(table(20.0, share=0.8, draws=200)).chances
    assert found.achieved == pytest.approx(1.0)
    assert found.error == pytest.approx(3 / 200)
    assert (1 - found.error) ** 200 == pytest.approx(0.05, rel=0.05)


def test_the_same_fresh_draws_serve_chance_and_expected_loss(table, monkeypatch) -> None:
    """Worlds on other draws are made once."""
    made = []

    def counted(case, *rest):
        made.append(case.seed)
        return make_worlds(case, *rest)

    monkeypatch.setattr(situation, "make_worlds", counted)
    case = table(0.6, share=0.8, objective="expected", draws=300)
    plan = design(assess(case), alternatives=False)
    assert made.count(case.seed + 1) == 1
    assert plan.fresh_loss is not None and plan.chances[0].draws == 300


def test_models_that_bend(workshop) -> None:
    """A curved model, draws of its disturbances: what is asked for holds in the full model."""
    ceiling = {**CEILING, "bound": 1.2, "share": 0.8}
    case = workshop.case(
        model="curved.mod", constraints=[ceiling], draws=400,
        targets=[workshop.target("y", 2.0)],
    )  # fmt: skip
    plan = design(case)
    world = assess(case).model_world
    draws = world.respond(Choice({"g": settings(plan)}), ("y",)).draws["y"]
    assert np.mean((draws <= 1.2 + 1e-6).all(axis=1)) == pytest.approx(0.8, abs=1e-9)
    assert {b.constraint for b in plan.binding} == {"ceiling"}
    assert plan.kkt_residual < 1e-6
    assert from_json(Plan, to_json(plan)) == plan
    assert is_intact(plan)


def test_two_worlds_pooled_and_in_each(table, workshop) -> None:
    workshop.effects("strong.csv", {("g", "y"): np.r_[1.6, 0.6, 0.2, np.zeros(9)]})
    strong = {"name": "strong", "title": {"en": "Strong", "zh": "强"}, "effects": "strong.csv"}
    calm = {"name": "calm", "title": {"en": "Calm", "zh": "平稳"}, "forecast": "outlook.csv",
            "effects": "effects.csv"}  # fmt: skip
    pooled, every = (
        design(table(0.8, share=0.8, everywhere=everywhere, worlds=[calm, strong], draws=400))
        for everywhere in (False, True)
    )  # fmt: skip
    assert every.loss > pooled.loss
    (found,) = every.chances
    assert found.achieved + found.error >= 0.8
    assert found.world is not None
    assert "Strong" in found.world.en
    regret = design(
        table(0.8, share=0.8, worlds=[calm, strong], draws=400, objective="regret")
    )  # fmt: skip
    assert regret.chances[0].achieved + regret.chances[0].error >= 0.8
    for plan in (pooled, every):
        (told,) = chance_callouts(plan)
        assert "80" in told.title.en
        assert "80" in told.title.zh
        assert "400" in chances_briefly(pooled)[0].en


@pytest.mark.parametrize("apart", [False, True])
def test_draws_of_pairs_of_worlds_count_by_their_weight(table, workshop, apart) -> None:
    """Whether a pair has as many draws as its weight says, or all of them."""
    workshop.effects("strong.csv", {("g", "y"): np.r_[1.6, 0.6, 0.2, np.zeros(9)]})
    strong = {"name": "strong", "title": {"en": "Strong", "zh": "强"}, "effects": "strong.csv"}
    calm = {"name": "calm", "title": {"en": "Calm", "zh": "平稳"}, "forecast": "outlook.csv",
            "effects": "effects.csv"}  # fmt: skip
    weights = {"strong": {"response": 3}, "calm": {"response": 1}}
    there = assess(table(0.8, worlds=[calm, strong], weights=weights, draws=400))
    solved = solve_problem(there, build_problem(there))
    posed = solved.problem
    draw = sampler(posed.scope, posed.problem.variables, solved.branches, apart=apart)
    draws = draw(solved.runs)
    mass = np.bincount(draws.branch, draws.weights)
    np.testing.assert_allclose(mass, [0.25, 0.75], atol=1e-12 if apart else 0.01)
    assert draws.weights.sum() == pytest.approx(1)
    first, second = np.bincount(draws.branch).tolist()
    assert first + second == (800 if apart else 400) and (first == second) is apart


def test_what_cannot_be_had_is_said(table, workshop) -> None:
    narrow = [workshop.instrument("g", lower=-0.1, upper=0.1)]
    with pytest.raises(InfeasibleError) as fault:
        design(table(-0.9, share=0.9, instruments=narrow))
    assert fault.value.code == "E021"
    # In the eighth quarter the outlook's mean is -1 + 1.5 * 7 / 11, and g takes at most .12 off.
    most = norm.cdf((-0.9 - (-1 + 1.5 * 7 / 11 - 0.12)) / DEVIATION)
    assert fault.value.facts["shares"]["ceiling"] == pytest.approx(most, abs=0.03)


def test_nothing_random_and_wrong_keys(table, workshop) -> None:
    workshop.table("outlook.csv", NEXT, {"y": np.linspace(-1, 0.5, 12)})
    with pytest.raises(TinbergenError, match="L148"):
        design(table(0.8, share=0.9))
    with pytest.raises(CaseError, match="jointly"):
        table(0.8, jointly=False)
    with pytest.raises(CaseError, match="projects"):
        table(0.8, share=0.9, instruments=[workshop.instrument("g", kind="switch")])
    with pytest.raises(CaseError):
        table(0.8, share=1.5)


def test_reviews_tell_the_chance_and_revisions_keep_it(workshop) -> None:
    ceiling = {**CEILING, "bound": 1.2, "share": 0.8}
    case = workshop.case(
        constraints=[ceiling], draws=200, targets=[workshop.target("y", 2.0)],
        trip_wires={"variables": ["y"], "level": 0.05}, monitor={"until": "2010Q2"},
    )  # fmt: skip
    plan = design(case)
    found = monitor(case, plan)
    told = [f for r in found.reviews for f in r.findings if f.kind == "chance"]
    assert len(told) == 2
    assert "80 %" in told[0].statement.en
    table = chances_table(found.reviews)
    assert table is not None
    assert len(table.rows) == 2
    # What was asked for and is no longer kept stands in the first words, as last found.
    low = [f.replace(severity=2.0, estimate=41.0 + k) for k, f in enumerate(told)]
    fell = [r.replace(findings=(*r.findings, f)) for r, f in zip(found.reviews, low, strict=True)]
    said = since(fell, plan)
    assert said.kind == "warning"
    assert "“Output” is kept in 42% of draws as known in 2010 Q2, where 80% are" in said.body.en
    assert "“产出”：以2010年二季度所知，在 42% 的抽样中成立，要求为 80%" in said.body.zh
    calm = [r.replace(findings=(), fired=()) for r in found.reviews]
    assert since(calm, plan).kind == "note" and "80%" not in since(calm, plan).body.en
    assert found.revisions
    for revised in found.revisions:
        assert revised.chances[0].share == 0.8
        assert revised.chances[0].achieved + revised.chances[0].error >= 0.8


def test_a_revision_asks_for_what_can_be_had(workshop) -> None:
    """Purchases that can hardly move, output that is too high: less is asked for, and said."""
    ceiling = {**CEILING, "bound": 2.0, "share": 0.9}
    case = workshop.case(
        constraints=[ceiling], draws=200, targets=[workshop.target("y", 2.0)],
        instruments=[workshop.instrument("g", lower=-0.1, upper=0.1)],
    )  # fmt: skip
    plan = design(case)
    rest = remaining(assess(case), plan, NEXT)
    tight = dataclasses.replace(
        rest, constraints=tuple(dataclasses.replace(c, bound=0.0) for c in rest.constraints)
    )
    there = assess(tight)
    (now,) = chances_left(there, plan)
    assert now.severity > 0
    assert now.interval is not None
    assert now.interval.level == 0.95
    assert now.interval.upper - now.estimate == pytest.approx(now.estimate - now.interval.lower)
    after, revised = revised_plan(there, plan.id)
    assert revised.chances[0].share < 0.9
    assert after.case.constraints[0].share == revised.chances[0].share
    assert "can't be had any more" in revised.assumptions[0].en
    assert is_intact(revised)


def test_what_no_share_can_mend_is_told_as_it_is(table, monkeypatch) -> None:
    """Less is asked for only where it is a chance that can't be had."""

    def fail(*_, **__) -> None:
        raise TinbergenError("E009", status="infeasible")

    monkeypatch.setattr(revising, "make_plan", fail)
    with pytest.raises(InfeasibleError) as fault:
        revised_plan(assess(table(0.8, share=0.9, draws=50)), "plan")
    assert fault.value.code == "E009"
