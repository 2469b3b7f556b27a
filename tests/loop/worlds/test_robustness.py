"""What worlds say of a plan: least regret, the price of it, and when rules had better go on."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.documents.robustness import Course, Robustness
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.plan import make_plan
from tinbergen.loop.robustness import said
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice

NEXT = Period.parse("2010Q1")
T = 6
LOW = np.linspace(-2, -1, T)


@pytest.fixture
def tables(workshop):
    """A forecast of output that is too low, and worlds that differ over what purchases do to it.

    ``sizes`` are the effects at once by world, ``errors`` their standard errors.
    """
    workshop.table("forecast.csv", NEXT, {"y": LOW, "y_sd": np.linspace(0.5, 1.0, T)})

    def case(sizes: dict[str, float], errors: float | None = None, **changes):
        worlds = []
        for name, size in sizes.items():
            column = size * 0.6 ** np.arange(T)
            given = {} if errors is None else {
                ("g", "y"): errors * 0.6 ** np.arange(T)
            }  # fmt: skip
            workshop.effects(f"{name}.csv", {("g", "y"): column}, given)
            worlds.append({"name": name, "title": {"en": f"{name} world", "zh": f"{name}世界"},
                           "effects": f"{name}.csv"})  # fmt: skip
        ministry = {"name": "ministry", "title": {"en": "Ministry", "zh": "财政部"},
                    "forecast": "forecast.csv"}  # fmt: skip
        parts = {"worlds": [ministry, *worlds], "horizon": T, "draws": 200,
                 "targets": [workshop.target("y", 0.0)]}  # fmt: skip
        return workshop.table_case(**{**parts, **changes})

    return case


def plan_of(case):
    return make_plan(assess(case))


def path(plan) -> np.ndarray:
    """By how much purchases are moved from where they would have been."""
    return np.array(plan.instruments[0].values) - plan.baseline_instruments[0].values


def loss(size: float, u: np.ndarray, cost: float = 0.1) -> float:
    """Written out: squared misses of output at zero, and what purchases cost."""
    y = LOW + size * np.convolve(u, 0.6 ** np.arange(T))[:T]
    return float((y**2).sum() + cost * (u**2).sum())


def test_losses_and_regrets_written_out(tables) -> None:
    plan = plan_of(tables({"strong": 1.2, "weak": 0.3}))
    found = plan.robustness
    assert found.worlds == ("strong", "weak")
    assert found.weights == pytest.approx((0.5, 0.5))
    ours, rules = found.course("plan"), found.course("rules")
    assert ours.losses == pytest.approx([loss(size, path(plan)) for size in (1.2, 0.3)])
    assert rules.losses == pytest.approx([(LOW**2).sum()] * 2)
    assert ours.mean == pytest.approx(plan.loss)
    own = [found.course("own", name).losses[k] for k, name in enumerate(found.worlds)]
    assert ours.regrets == pytest.approx(np.array(ours.losses) - own)
    alone = plan_of(tables({"strong": 1.2}))
    assert alone.robustness is None
    assert own[0] == pytest.approx(alone.loss)
    least = found.course("regret")
    assert max(least.regrets) < max(ours.regrets)
    assert found.price == pytest.approx(least.mean - ours.mean)
    assert found.price > 0
    gains = np.array(rules.losses) - ours.losses
    assert found.gain == pytest.approx(gains.mean())
    assert found.dispersion == pytest.approx(gains.std())
    assert not found.worse
    assert found.adverse == ()


def test_a_plan_of_least_regret(tables) -> None:
    sizes = {"strong": 1.2, "middling": 0.7, "weak": 0.2}
    central, robust = plan_of(tables(sizes)), plan_of(tables(sizes, objective="regret"))
    assert robust.objective == "regret"
    found = robust.robustness
    assert path(robust) == pytest.approx(found_path(central, "regret", robust), abs=1e-7)
    assert max(found.course("plan").regrets) < max(central.robustness.course("plan").regrets)
    assert robust.loss == pytest.approx(central.loss + found.price)
    assert sum(found.adverse) == pytest.approx(1)
    regrets = np.array(found.course("plan").regrets)
    bearing = np.array(found.adverse) > 1e-9
    assert regrets[bearing] == pytest.approx(regrets.max())
    assert robust.kkt_residual < 1e-9


def found_path(plan, kind: str, other) -> np.ndarray:
    """The path of ``other``, whose losses are those that ``plan`` says of its choice ``kind``."""
    assert plan.robustness.course(kind).losses == pytest.approx(
        other.robustness.course("plan").losses, rel=1e-7
    )
    return path(other)


def test_worlds_that_are_the_same_leave_the_plan_as_it_was(tables) -> None:
    twins = {"one": 0.8, "other": 0.8}
    central, robust = plan_of(tables(twins)), plan_of(tables(twins, objective="regret"))
    np.testing.assert_allclose(path(robust), path(central), atol=1e-9)
    assert robust.robustness.price == pytest.approx(0, abs=1e-9)
    assert robust.robustness.course("plan").regrets == pytest.approx([0, 0], abs=1e-9)


def test_one_world_has_nothing_to_regret(tables) -> None:
    one = {"strong": 1.2}
    robust = plan_of(tables(one, objective="regret"))
    np.testing.assert_allclose(path(robust), path(plan_of(tables(one))), atol=1e-9)
    assert robust.robustness is None


def test_rules_had_better_go_on(tables) -> None:
    """One world says that purchases lower output: the first sentence names it, and its losses."""
    case = tables({"strong": 1.0, "perverse": -0.3})
    plan = plan_of(case)
    found = plan.robustness
    assert found.worse == ("perverse",)
    assert found.gain < found.dispersion
    assert found.recommended == "rules"
    assert plan.verdict.en.startswith("Let the rules go on: the plan is worse than that in 1 of 2")
    assert "“perverse world” (loss" in plan.verdict.en
    assert plan.verdict.zh.startswith(
        "宜让规则延续：2 个世界中有 1 个认为计划更差，即“perverse世界”"
    )
    # With little weight on it the plan is recommended, and the sentence still comes first.
    sure = plan_of(tables({"strong": 1.0, "perverse": -0.1},
                          weights={"perverse": {"response": 0.1}}))  # fmt: skip
    assert sure.robustness.worse == ("perverse",)
    assert sure.robustness.recommended == "plan"
    assert sure.verdict.en.startswith("The plan is worse than letting the rules go on in 1 of 2")


def test_the_least_regret_is_offered_where_it_hurts_nobody() -> None:
    titles = {"a": Text("A", "甲"), "b": Text("B", "乙")}

    def robustness(plan, regret, gain: float) -> Robustness:
        rules = Course("rules", None, (4.0, 4.0), (1.0, 2.0), 4.0)
        courses = (
            Course("plan", None, plan, (0.0, 1.0), sum(plan) / 2),
            Course("regret", None, regret, (0.5, 0.5), sum(regret) / 2), rules,
        )  # fmt: skip
        return Robustness(("a", "b"), (0.5, 0.5), courses, (), 0.25, gain, 1.0, ("b",), "rules")

    better = said(robustness((2.0, 5.0), (3.5, 4.0), 0.5), titles)
    assert "it lowers the weighted loss by less (0.50) than the worlds differ" in better.en
    assert "The choice of least regret is no worse than the rules in any world" in better.en
    assert "0.25" in better.zh
    own = robustness((2.0, 5.0), (3.5, 4.0), 0.5)
    itself = dataclasses.replace(own, courses=tuple(c for c in own.courses if c.kind != "regret"))
    assert "The choice of least regret" not in said(itself, titles).en
    told = said(robustness((2.0, 5.0), (3.5, 4.0), 0.5), titles, unbeaten=True)
    assert told.en.startswith("Today's plan itself is worse than the rules in 1 of 2 worlds")
    assert "recommended" not in told.en and "Let the rules" not in told.en
    worse = said(robustness((3.5, 5.0), (3.5, 4.3), -0.25), titles)
    assert worse.en.endswith("and it raises the weighted loss by 0.25.")
    assert said(dataclasses.replace(robustness((2.0, 5.0), (3.5, 4.0), 0.5), worse=()), {}) is None


def test_doubt_over_effects_makes_instruments_move_less(tables) -> None:
    """Brainard (1967): with standard errors that are independent the variance adds to the cost."""
    sizes = {"table": 0.8}
    moves = [
        np.abs(path(plan_of(tables(sizes, error, objective="expected", draws=400)))).sum()
        for error in (0.4, 0.8)
    ]
    certain = np.abs(path(plan_of(tables(sizes, objective="expected", draws=400)))).sum()
    assert moves[0] < 0.9 * certain
    assert moves[1] < 0.7 * moves[0]


def test_an_expected_loss_is_compared_over_draws(tables) -> None:
    case = tables({"strong": 1.2, "weak": 0.3}, 0.3, objective="expected")
    plan = plan_of(case)
    found = plan.robustness
    assert found.course("plan").mean == pytest.approx(plan.loss, rel=1e-6)
    assert found.course("rules").mean == pytest.approx(plan.baseline_loss, rel=1e-6)
    assert found.course("plan").mean > plan_of(tables({"strong": 1.2, "weak": 0.3})).loss
    assert min(found.course("plan").regrets) > -1e-6
    assert found.price > 0


def test_a_feared_loss(tables) -> None:
    """A price below what losses differ by moves weight to the world that loses more."""
    sizes = {"strong": 1.2, "weak": 0.3}
    plain, feared = plan_of(tables(sizes)), plan_of(tables(sizes, robustness=1.0))
    brave = plan_of(tables(sizes, robustness=1e8))
    assert feared.theta == 1.0
    assert feared.robustness.adverse[1] > 0.8
    assert max(feared.robustness.course("plan").losses) < max(
        plain.robustness.course("plan").losses
    )
    assert feared.robustness.course("weighted").mean == pytest.approx(plain.loss)
    np.testing.assert_allclose(path(brave), path(plain), atol=1e-6)
    expected = plan_of(tables(sizes, 0.3, objective="expected", robustness=5.0))
    assert sum(expected.robustness.adverse) == pytest.approx(1)
    assert expected.robustness.adverse[1] > 0.5


def test_other_choices_are_not_sought_among_projects(tables, workshop) -> None:
    case = tables({"strong": 1.2, "weak": 0.3}, instruments=[
        workshop.instrument("g", kind="switch")
    ])  # fmt: skip
    found = plan_of(case).robustness
    assert [course.kind for course in found.courses] == ["plan", "rules"]
    assert found.price is None
    linear = plan_of(tables({"strong": 1.2, "weak": 0.3}, penalty="linear"))
    rules = linear.robustness.course("rules")
    assert rules.losses == pytest.approx([np.abs(LOW).sum()] * 2)
    assert linear.robustness.course("plan").mean == pytest.approx(linear.loss)
    assert sum(part.after for part in linear.loss_parts) == pytest.approx(linear.loss)


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"objective": "regret", "penalty": "linear"}, "objective"),
     ({"robustness": 1.0, "penalty": "linear"}, "robustness"),
     ({"objective": "regret", "robustness": 1.0}, "robustness"),
     ({"objective": "regret", "instruments": "switch"}, "objective")],
)  # fmt: skip
def test_what_does_not_go_together(tables, workshop, changes, key) -> None:
    if "instruments" in changes:
        changes = {**changes, "instruments": [workshop.instrument("g", kind="switch")]}
    with pytest.raises(TinbergenError, match="L003") as caught:
        tables({"strong": 1.2}, **changes)
    assert caught.value.at.text.startswith(key)


def test_least_regret_over_curved_models(workshop) -> None:
    """Against an optimiser that only simulates: three times, for each model alone and for both."""
    curved = (workshop.folder / "curved.mod").read_text()
    workshop.file("other.mod", curved.replace(".5*g", "1.1*g"))
    constant = {n: {"rule": "constant", "value": 0} for n in ("g", "tau")}
    other = {"name": "other", "title": {"en": "Other", "zh": "另一"}, "model": "other.mod",
             "exogenous": constant, "uncertainty": {"disturbances": {"output": 0.5}}}  # fmt: skip
    case = workshop.case(
        model="curved.mod", worlds=[other], draws=50, objective="regret",
        weights={"other": {"outlook": 0.0}},
    )  # fmt: skip
    plan = plan_of(case)
    pairs = assess(case).scope.pairs
    still = [p.response.respond(Choice({"g": np.zeros(8)}), ("y", "pi")).central for p in pairs]

    def costs(u: np.ndarray) -> np.ndarray:
        found = []
        for pair, idle in zip(pairs, still, strict=True):
            moved = pair.response.respond(Choice({"g": u}), ("y", "pi")).central
            y, pi = (pair.baseline(n) + moved[n] - idle[n] for n in ("y", "pi"))
            found.append(((y - 1) ** 2 + (pi - 0.5) ** 2).sum() + 0.1 * (u**2).sum())
        return np.array(found)

    options = {"ftol": 1e-13, "maxiter": 100}
    own = [minimize(lambda u, k=k: costs(u)[k], path(plan), method="SLSQP", options=options).fun
           for k in range(2)]  # fmt: skip
    regrets = plan.robustness.course("plan").regrets
    assert regrets == pytest.approx(costs(path(plan)) - own, abs=1e-6)
    both = minimize(
        lambda z: z[-1], np.append(path(plan) + 0.05, 5.0), method="SLSQP", options=options,
        constraints={"type": "ineq", "fun": lambda z: z[-1] - (costs(z[:-1]) - own)},
    )  # fmt: skip
    assert max(regrets) == pytest.approx(both.fun, abs=1e-6)
    np.testing.assert_allclose(path(plan), both.x[:-1], atol=1e-3)
    assert plan.kkt_residual < 1e-6
