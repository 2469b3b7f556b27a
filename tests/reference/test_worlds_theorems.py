"""What theory says of policy paths, counterfactuals and optimal plans, through cases on disk.

Sources: McKay and Wolf (2023), Econometrica 91(5), on rules enforced by news; Barnichon and Mesters
(2023), American Economic Review 113, on the perturbation that is optimal; Brainard (1967), American
Economic Review 57; Clarida, Galí and Gertler (1999), Journal of Economic Literature 37, on
commitment and discretion; Sims and Zha (2006), Macroeconomic Dynamics 10, on surprises.
"""

import json

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.engine.control.problem import Problem, Term
from tinbergen.engine.control.sqp import solve
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice

BETA, KAPPA, LAMBDA = 0.99, 0.1, 0.25
HORIZON = 60
AS_OF = Period.parse("2009Q4")

#: Cost-push shocks in the New Keynesian model, closed by a rule.
MODEL = """
var pi y i u; varexo e v;
parameters beta kappa; beta = .99; kappa = .1;
model(linear);
[name='prices'] pi = beta*pi(+1) + kappa*y + u;
[name='demand'] y = y(+1) - (i - pi(+1));
[name='rule'] {rule} + v;
[name='cost push'] u = .5*u(-1) + e;
end;
shocks; var e; stderr .01; var v; stderr .01; end;
"""
TAYLOR = "i = 1.5*pi + .125*y"
HAWK = "i = 3*pi"
INERTIA = "i = .3*i(-1) + 2*pi"


@pytest.fixture
def make(tmp_path):
    """A case of the New Keynesian model with a rule; the cost push was .02 last, so it is .01 next."""
    rows = [f"{AS_OF - 9 + t},{0.02 if t == 9 else 0.0},0,0" for t in range(10)]
    (tmp_path / "data.csv").write_text("\n".join(["date,u,y,i", *rows]) + "\n")

    def case(rule: str, **changes):
        name = f"m{len(rule)}.mod"
        (tmp_path / name).write_text(MODEL.format(rule=rule))
        words = {"en": "x", "zh": "字"}
        document = {
            "name": "theory", "title": words, "as_of": str(AS_OF), "model": name,
            "data": {"source": "data.csv", "columns": "own"}, "horizon": HORIZON, "draws": 50,
            "diagnosis": [], "alternatives": [],
            "observed": {"u": 0.0} if "(-1)" not in rule else {"u": 0.0, "i": 0.0},
            "instruments": [
                {"name": "i", "title": words, "unit": words, "instead_of": "rule"}
            ],
            "targets": [
                {"variable": n, "title": words, "unit": words, "desired": 0, "weight": w}
                for n, w in (("pi", 1.0), ("y", LAMBDA))
            ],
            **changes,
        }  # fmt: skip
        path = tmp_path / "case.yaml"
        path.write_text(json.dumps(document), encoding="utf-8")
        return cases.load(path)

    return case


def paths(world, *names: str) -> np.ndarray:
    return np.column_stack([world.baseline(n) for n in names])


@pytest.mark.parametrize("rule", [HAWK, INERTIA])
def test_a_rule_enforced_by_news_is_the_model_under_that_rule(make, rule) -> None:
    """The other rule's path of the rate, announced, brings its whole equilibrium about."""
    here, there = assess(make(TAYLOR)).worlds.lead, assess(make(rule)).worlds.lead
    names = ("pi", "y", "i")
    under = here.respond(Choice({"i": there.baseline("i")}), names).central
    for name in names:
        np.testing.assert_allclose(under[name], there.baseline(name), atol=1e-6)
    assert np.abs(paths(here, *names) - paths(there, *names)).max() > 1e-3


def test_a_peg_is_enforced(make) -> None:
    """A fixed rate leaves prices undetermined as a rule; as a path before a rule it does not."""
    world = assess(make(TAYLOR)).worlds.lead
    found = world.respond(Choice({"i": np.zeros(HORIZON)}), ("pi", "y", "i")).central
    np.testing.assert_allclose(found["i"], 0, atol=1e-9)
    pi, y, u = found["pi"], found["y"], world.baseline("u")
    np.testing.assert_allclose(pi[:-1], BETA * pi[1:] + KAPPA * y[:-1] + u[:-1], atol=1e-8)
    np.testing.assert_allclose(y[:-1], y[1:] + pi[1:], atol=1e-8)


def test_menus_differ_by_rule_and_counterfactuals_do_not(make) -> None:
    """Effects of news depend on the rule that they are news to; what a path brings does not."""
    worlds = [assess(make(rule)).worlds.lead for rule in (TAYLOR, HAWK)]
    news = [
        w.equilibrium.responses("v", 8, size=1.0)[:, w.equilibrium.model.endogenous.index("pi")]
        for w in worlds
    ]
    assert np.abs(news[0] - news[1]).max() > 1e-3
    wanted = 0.01 * 0.7 ** np.arange(HORIZON)
    found = [w.respond(Choice({"i": wanted}), ("pi", "y")).central for w in worlds]
    for name in ("pi", "y"):
        np.testing.assert_allclose(found[0][name], found[1][name], atol=1e-6)


def discounted(variables: tuple[str, ...]) -> Problem:
    """pi^2 + lambda y^2, discounted by beta."""
    terms = []
    for t in range(HORIZON):
        for name, weight in (("pi", 1.0), ("y", LAMBDA)):
            row = np.zeros((HORIZON, len(variables)))
            row[t, variables.index(name)] = 1.0
            terms.append(Term(name, row, 0.0, weight * BETA**t))
    return Problem(("i",), variables, tuple(terms), ())


def test_commitment(make) -> None:
    """The closed form, from the first-order conditions pi = -(lambda / kappa) (y - y(-1))."""
    variables = ("pi", "y")
    world = assess(make(TAYLOR)).worlds.lead
    control = solve(world.dynamics(("i",), variables, "announced"), discounted(variables))
    pi, y = control.paths.T
    np.testing.assert_allclose(
        pi[:3], [0.0138780618572, 0.00447796397123, 0.000214348489257], rtol=1e-7
    )
    np.testing.assert_allclose(y[:2], [-0.00555122474289, -0.00734241033138], rtol=1e-7)
    targeting = pi[1:30] + LAMBDA / KAPPA * np.diff(y)[:29]
    np.testing.assert_allclose(targeting, 0, atol=1e-9)
    assert control.kkt < 1e-8
    # Another rule's world plans the same.
    other = assess(make(HAWK)).worlds.lead
    again = solve(other.dynamics(("i",), variables, "announced"), discounted(variables))
    np.testing.assert_allclose(again.paths, control.paths, atol=1e-8)
    # The optimal policy is its own targeting rule enforced.
    under = other.respond(Choice({"i": control.run[:, 0]}), variables).central
    np.testing.assert_allclose(under["pi"], pi, atol=1e-8)


def test_the_plan_is_the_optimal_perturbation(make) -> None:
    """delta = -(R'WR)^-1 R'W E[Y0], with R the responses of gaps and E[Y0] their forecast."""
    case = make(TAYLOR, horizon=12, tail=8)
    world, plan = assess(case).worlds.lead, design(case)
    R = np.vstack([
        np.column_stack([
            world.respond(Choice({"i": world.baseline("i")[:12] + np.eye(12)[s]}), (n,)).central[n][:12]
            - world.baseline(n)[:12]
            for s in range(12)
        ])
        for n in ("pi", "y")
    ])  # fmt: skip
    W = np.diag(np.r_[np.ones(12), np.full(12, LAMBDA)])
    forecast = np.r_[world.baseline("pi")[:12], world.baseline("y")[:12]]
    delta = -np.linalg.solve(R.T @ W @ R, R.T @ W @ forecast)
    planned = np.array(plan.instruments[0].values)
    np.testing.assert_allclose(planned - world.baseline("i")[:12], delta, atol=1e-7)
    gaps = np.concatenate([
        next(np.array(s.values) for s in plan.planned if s.name == n) for n in ("pi", "y")
    ])  # fmt: skip
    np.testing.assert_allclose(R.T @ W @ gaps, 0, atol=1e-9)
    # A policy that is optimal already is not perturbed.
    at = world.respond(Choice({"i": planned}), ("pi", "y")).central
    left = R.T @ W @ np.r_[at["pi"][:12], at["y"][:12]]
    np.testing.assert_allclose(left, 0, atol=1e-9)


def test_surprises_are_not_announcements(make) -> None:
    world = assess(make(TAYLOR, horizon=12, tail=8)).worlds.lead
    wanted = world.baseline("i")[:12] + 0.01
    told, untold = (
        world.respond(Choice({"i": wanted}, how), ("y",)).central["y"]
        for how in ("announced", "surprise")
    )
    assert np.abs(told - untold).max() > 1e-3


def test_discretion_is_worse_than_commitment(make) -> None:
    """Under discretion pi = lambda u / (kappa^2 + lambda (1 - beta rho)) in every period."""
    variables = ("pi", "y")
    world = assess(make(TAYLOR)).worlds.lead
    control = solve(world.dynamics(("i",), variables, "announced"), discounted(variables))
    u = world.baseline("u")
    pi = LAMBDA * u / (KAPPA**2 + LAMBDA * (1 - BETA * 0.5))
    y = -KAPPA / LAMBDA * pi
    assert pi[0] == pytest.approx(0.01834862, abs=1e-8)
    assert y[0] == pytest.approx(-0.00733945, abs=1e-8)
    rate = np.r_[y[1:], 0] - y + np.r_[pi[1:], 0]
    found = world.respond(Choice({"i": rate}), variables).central
    np.testing.assert_allclose(found["pi"], pi, atol=1e-7)
    weights = BETA ** np.arange(HORIZON)
    assert weights @ (found["pi"] ** 2 + LAMBDA * found["y"] ** 2) > control.loss
