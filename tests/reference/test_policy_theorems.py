"""What theory says of policy from its effects, in linear laboratories where the truth is known.

Sources: McKay and Wolf (2023), Econometrica 91(5); Barnichon and Mesters (2023), American Economic
Review 113(11); Brainard (1967), American Economic Review 57(2); Sims and Zha (2006), Macroeconomic
Dynamics 10(2); Hansen and Sargent (2008), Robustness. What cases on disk show of the same theory
stands in ``test_worlds_theorems.py``.
"""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.regulator import linear_regulator
from tinbergen.engine.linear.news import news_responses, path_effects
from tinbergen.engine.linear.solution import Equilibrium, equilibrium
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load
from tinbergen.statistics.evaluation.perturbation import optimal_perturbation
from tinbergen.statistics.evaluation.policy_counterfactual import (
    PolicyCounterfactual,
    counterfactual_optimum,
    counterfactual_rule,
)
from tinbergen.statistics.evaluation.recursive_var import ShockResponses

PERIODS = 60
VARIABLES = ("pi", "y", "i")
MODEL = """
var pi y i u d; varexo e f v;
model(linear);
pi = .99*pi(+1) + .1*y + u;
y = .5*y(+1) + .5*y(-1) - .5*(i - pi(+1)) + d;
{rule} + v;
u = .5*u(-1) + e;
d = .6*d(-1) + f;
end;
shocks; var e; stderr 1; var f; stderr 1; var v; stderr 0; end;
"""
TAYLOR = "i = 1.5*pi + .125*y"
#: Rules as text, and as what is zero under them.
RULES = {
    "i = 3*pi": {"i": {0: 1}, "pi": {0: -3}},
    "i = .8*i(-1) + .4*pi(+1) + .2*y": {"i": {0: 1, 1: -0.8}, "pi": {-1: -0.4}, "y": {0: -0.2}},
    "pi + y - y(-1) = 0": {"pi": {0: 1}, "y": {0: 1, 1: -1}},
}


def model(rule: str) -> Equilibrium:
    return equilibrium(parse(MODEL.format(rule=rule)))


def shocked(rule: str, shocks: str = "ef") -> ShockResponses:
    """Responses to a cost push and to demand."""
    found = model(rule)
    rows = [found.model.endogenous.index(n) for n in VARIABLES]
    paths = [found.responses(s, PERIODS, size=1.0)[:, rows] for s in shocks]
    return ShockResponses(VARIABLES, tuple(shocks), np.stack(paths, axis=2), np.zeros(0))


def news(rule: str) -> ShockResponses:
    """Responses to shocks to the rule, announced at first for each of the periods."""
    found = model(rule)
    pushes = found.solution.jacobian.shocks[:, [found.model.exogenous.index("v")]]
    every = news_responses(found.solution, pushes, PERIODS, PERIODS, announced=True)
    rows = [found.model.endogenous.index(n) for n in VARIABLES]
    names = tuple(f"v{s}" for s in range(PERIODS))
    return ShockResponses(VARIABLES, names, every[:, rows][..., 0], np.zeros(0))


@pytest.fixture(scope="module")
def menu() -> ShockResponses:
    return news(TAYLOR)


@pytest.fixture(scope="module")
def base() -> ShockResponses:
    return shocked(TAYLOR)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_enforced_is_the_model_solved_under_it(menu, base, rule) -> None:
    found = counterfactual_rule(base, menu, RULES[rule])
    assert found.loss < 1e-16
    truth = shocked(rule).responses
    np.testing.assert_allclose(found.paths[:40], truth[:40], atol=1e-6)
    assert np.abs(base.responses - truth).max() > 0.05


def test_an_indeterminate_peg_is_enforced(menu, base) -> None:
    with pytest.raises(TinbergenError) as caught:
        model("i = 0")
    assert caught.value.code == "E031"
    found = counterfactual_rule(base, menu, {"i": {0: 1}})
    pi, y, i = found.paths[:, 0], found.paths[:, 1], found.paths[:, 2]
    np.testing.assert_allclose(i, 0, atol=1e-8)
    left = pi[:-1] - 0.99 * pi[1:] - 0.1 * y[:-1]
    cost = np.outer(0.5 ** np.arange(PERIODS - 1), [1, 0])
    np.testing.assert_allclose(left, cost, atol=1e-8)


def test_menus_differ_and_counterfactuals_agree(menu, base) -> None:
    rule = "i = .8*i(-1) + .4*pi(+1) + .2*y"
    other, elsewhere = news(rule), shocked(rule)
    assert np.abs(other.responses - menu.responses).max() > 0.05
    wanted = RULES["i = 3*pi"]
    here, there = (
        counterfactual_rule(base, menu, wanted),
        counterfactual_rule(elsewhere, other, wanted),
    )
    np.testing.assert_allclose(here.paths[:40], there.paths[:40], atol=1e-8)


def best(base: ShockResponses, menu: ShockResponses) -> PolicyCounterfactual:
    return counterfactual_optimum(base, menu, {"pi": 1.0, "y": 0.25}, discount=0.99)


def test_the_best_policy_is_its_own_targeting_rule(menu, base) -> None:
    """pi = -(lambda / kappa) (y - y(-1)), from the first-order conditions; before the end shows."""
    found = best(base, menu)
    rule = {"pi": {0: 1}, "y": {0: 2.5, 1: -2.5}}
    enforced = counterfactual_rule(base, menu, rule)
    np.testing.assert_allclose(enforced.paths[:20, :2], found.paths[:20, :2], atol=1e-8)
    weights = np.concatenate([0.99 ** np.arange(PERIODS), 0.25 * 0.99 ** np.arange(PERIODS)])
    effects = np.concatenate([menu.responses[:, 0], menu.responses[:, 1]])
    gaps = np.concatenate([found.paths[:, 0], found.paths[:, 1]])
    assert np.abs(effects.T @ (weights[:, None] * gaps)).max() < 1e-8


def test_the_perturbation_is_the_projection_with_the_forecast_as_base(menu, base) -> None:
    few = ShockResponses(VARIABLES, ("v0", "v1"), menu.responses[:, :, :2], np.zeros(0))
    forecast = {n: base.responses[:, k, 0] for k, n in enumerate(VARIABLES)}
    found = best(forecast, few)
    R = np.concatenate([few.responses[:, 0], few.responses[:, 1]])
    weights = np.concatenate([0.99 ** np.arange(PERIODS), 0.25 * 0.99 ** np.arange(PERIODS)])
    plan = optimal_perturbation(R, np.concatenate([forecast["pi"], forecast["y"]]), weights)
    np.testing.assert_allclose(plan.change, found.shocks[:, 0], atol=1e-10)
    W = np.diag(weights)
    expected = np.r_[forecast["pi"], forecast["y"]]
    np.testing.assert_allclose(
        plan.change, -np.linalg.solve(R.T @ W @ R, R.T @ W @ expected), atol=1e-10
    )
    assert plan.verdict == "revise"
    again = optimal_perturbation(R, plan.gaps, weights)
    np.testing.assert_allclose(again.change, 0, atol=1e-10)
    assert again.verdict == "optimal"


@pytest.mark.parametrize(("name", "differ"), [("rudebusch_svensson", False), ("new", True)])
def test_surprises_are_announcements_where_nobody_looks_ahead(name, differ) -> None:
    found = model(TAYLOR) if name == "new" else equilibrium(load(name))
    names = found.model.endogenous
    rule = [e.name for e in found.model.equations].index("rule") if not differ else 2
    pushes = np.eye(len(names))[:, [rule]]
    told, untold = (
        path_effects(found.solution, pushes, [names.index("i")], 12, 8, announced=announced)
        for announced in (True, False)
    )
    gap = np.abs(told - untold)[:, names.index("y")].max()
    assert gap > 1e-3 if differ else gap < 1e-10


def test_moments_do_not_change_when_shocks_are_rotated(menu, base) -> None:
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(2, 2)))[0]
    turned = ShockResponses(VARIABLES, ("a", "b"), base.responses @ turn, np.zeros(0))
    assert np.abs(turned.responses - base.responses).max() > 0.1
    np.testing.assert_allclose(turned.deviations(), base.deviations(), rtol=1e-12)
    for one, other in zip(
        best(base, menu).moments().to_numpy().T, best(turned, menu).moments().to_numpy().T,
        strict=True,
    ):  # fmt: skip
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-10)


def test_uncertain_effects_attenuate_unless_they_are_correlated() -> None:
    """u = E[B'WB]^-1 E[B]'W gap minimises the mean of the drawn losses."""
    rng = np.random.default_rng(0)
    weights, gap = np.array([1.0, 0.5]), np.array([2.0, -1.0])
    draws = np.array([1.0, 0.4]) + rng.normal(size=(4000, 2)) * [0.8, 0.6]
    chosen = (draws.mean(axis=0) * weights @ gap) / np.mean((draws**2) @ weights)
    grid = chosen + np.linspace(-0.5, 0.5, 1001)
    losses = [np.mean(((gap - draws * u) ** 2) @ weights) for u in grid]
    assert grid[np.argmin(losses)] == pytest.approx(chosen, abs=1e-12)
    certain = optimal_perturbation(draws.mean(axis=0)[:, None], -gap, weights).change[0]
    assert 0 < chosen < certain
    # A second instrument whose effect errs the other way hedges: more is done, not less.
    error = rng.normal(size=4000)
    first, second = 1 + 0.8 * error, 1 - 0.8 * error
    B = np.stack([first, second], axis=1)
    u = np.linalg.solve(B.T @ B / 4000, B.mean(axis=0) * 2.0)
    alone = B[:, 0].mean() * 2.0 / np.mean(first**2)
    assert u.sum() > 1.5 * alone


def test_a_lag_before_policy_acts_never_lowers_the_loss(menu, base) -> None:
    losses = []
    for lag in range(6):
        # News made so much later, of all periods from then on.
        effects = np.zeros((PERIODS, 3, PERIODS - lag))
        effects[lag:] = menu.responses[: PERIODS - lag, :, : PERIODS - lag]
        later = ShockResponses(VARIABLES, menu.shocks[lag:], effects, np.zeros(0))
        losses.append(best(base, later).loss)
    assert losses[0] == pytest.approx(best(base, menu).loss, rel=1e-8)
    assert (np.diff(losses) > -1e-10).all()
    assert losses[-1] > 1.05 * losses[0]


def test_a_lag_in_the_control_never_lowers_the_loss() -> None:
    """The same with a rule for ever: a control that waits in the state before it works."""
    A, B, C = np.array([[1.1, 0.3], [0.0, 0.8]]), np.array([[0.2], [1.0]]), np.eye(2)
    losses = []
    for lag in range(4):
        law = np.zeros((2 + lag, 2 + lag))
        law[:2, :2] = A
        enters = np.zeros((2 + lag, 1))
        if lag:
            law[:2, 2] = B[:, 0]
            law[np.arange(2, 1 + lag), np.arange(3, 2 + lag)] = 1.0
            enters[-1] = 1.0
        else:
            enters[:2] = B
        Q = np.zeros((2 + lag, 2 + lag))
        Q[:2, :2] = np.diag([1.0, 0.2])
        shocks = np.vstack([C, np.zeros((lag, 2))])
        losses.append(linear_regulator(law, enters, Q, [[0.5]], C=shocks).loss)
    assert losses[0] == pytest.approx(
        linear_regulator(A, B, np.diag([1.0, 0.2]), [[0.5]], C=C).loss
    )
    assert (np.diff(losses) > 0).all()


def test_trust_without_end_is_the_linear_quadratic_regulator() -> None:
    A, B, C = np.array([[1.1, 0.3], [0.0, 0.8]]), np.array([[0.2], [1.0]]), np.eye(2)
    plain, *feared = (
        linear_regulator(A, B, np.diag([1.0, 0.2]), [[0.5]], C=C, theta=theta)
        for theta in (np.inf, 1e10, 1e3, 20.0)
    )
    away = [np.abs(one.gain - plain.gain).max() for one in feared]
    assert away[0] < 1e-8 < away[1] < away[2]
    # Who fears the model more loses more in the model itself.
    losses = [one.loss for one in (plain, *feared[1:])]
    assert losses == sorted(losses)
