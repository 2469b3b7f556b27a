"""The model of Smets and Wouters as a world: published values, purchases, Okun's bridge, silence."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.engine.linear.news import path_effects
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.worlds.around import core_of
from tinbergen.model.library import load

FOLDER = Path(tb.__file__).parent / "domains" / "macro"
#: Modes of the posterior in tables 1A and 1B, as printed (cut after two decimals).
PUBLISHED = {
    "csadjcost": 5.48, "csigma": 1.39, "chabb": 0.71, "cprobw": 0.73, "csigl": 1.92,
    "cprobp": 0.65, "cindw": 0.59, "cindp": 0.22, "czcap": 0.54, "cfc": 1.61, "crpi": 2.03,
    "crr": 0.81, "cry": 0.08, "crdy": 0.22, "constepinf": 0.81, "constebeta": 0.16,
    "constelab": -0.10, "ctrend": 0.43, "calfa": 0.19, "crhoa": 0.95, "crhob": 0.18,
    "crhog": 0.97, "crhoqs": 0.71, "crhoms": 0.12, "crhopinf": 0.90, "crhow": 0.97,
    "cmap": 0.74, "cmaw": 0.88, "cgy": 0.52,
}  # fmt: skip
SIZES = {"ea": 0.45, "eb": 0.24, "eg": 0.52, "eqs": 0.45, "em": 0.24, "epinf": 0.14, "ew": 0.24}


def test_the_file_carries_the_published_mode() -> None:
    model = load(FOLDER / "smets_wouters.mod")
    for name, value in PUBLISHED.items():
        assert model.values[name] == pytest.approx(value, abs=0.0101), name
    sizes = np.sqrt(np.diag(equilibrium(model).covariance))
    assert dict(zip(model.stochastic, sizes, strict=True)) == pytest.approx(SIZES, abs=0.0101)


def test_its_solution_is_dynares(shared: Path) -> None:
    """At the file's own values, with the indicators added; Dynare 5.3 at the replication's."""
    solved = equilibrium(load(FOLDER / "us_smets_wouters.mod"))
    names, states = solved.model.endogenous, solved.solution.incidence.states
    folder = shared / "reference" / "sw07"
    header = (folder / "sw07_dynare_states_shocks_params.txt").read_text().splitlines()
    theirs, shocks = (line.partition(":")[2].split() for line in header[:2])
    # Lags that only the indicators read are states too.
    ours = [[names[s] for s in states].index(n) for n in theirs]
    columns = [solved.model.exogenous.index(n) for n in shocks]
    for line in (folder / "sw07_dynare_ghx_ghu.csv").read_text().splitlines():
        name, *numbers = line.split(",")
        row = names.index(name)
        found = np.concatenate([solved.ghx[row, ours], solved.ghu[row, columns]])
        np.testing.assert_allclose(found, np.array(numbers, float), atol=1e-4, err_msg=name)


def test_purchases_are_the_models_own_spending() -> None:
    """A path that fades as the published shock does is that shock."""
    solved = equilibrium(load(FOLDER / "us_smets_wouters.mod"))
    model, periods = solved.model, 40
    pushes = solved.solution.jacobian.shocks[:, [model.exogenous.index("PURCHASES")]]
    effects = path_effects(solved.solution, pushes, [None], periods, periods, announced=True)
    path = model.values["crhog"] ** np.arange(periods)
    bought = np.tensordot(effects[..., 0], path, axes=1)
    law = np.zeros((len(model.endogenous),) * 2)
    law[:, solved.solution.incidence.states] = solved.ghx
    state, shock = solved.ghu[:, model.exogenous.index("eg")], []
    for _ in range(periods):
        shock.append(state)
        state = law @ state
    for name in ("y", "c", "pinf", "r", "yf"):
        k = model.endogenous.index(name)
        # The path ends after ten years, which who looks ahead knows.
        np.testing.assert_allclose(bought[:8, k], np.array(shock)[:8, k], atol=0.05, err_msg=name)
    gdp = model.endogenous.index("y")
    assert 0.5 < bought[0, gdp] < 1.2


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess(dataclasses.replace(cases.load("us-rate-and-purchases"), draws=60))


def test_it_answers_where_no_transfers_are_asked_for(there: Situation) -> None:
    plan = design(there, alternatives=False)
    view = next(w for w in plan.worlds if w.name == "smets_wouters")
    assert view.silent is None and str(view.sees_to) == "2004Q4"
    assert view.response_weight == pytest.approx(0.2) and view.outlook_weight == 0
    assert any("U follows GROWTH by Okun's law" in a.en for a in plan.assumptions)


def test_a_year_of_a_higher_rate(there: Situation) -> None:
    """It lowers output, employment and prices; announced for three years it would not."""
    world = next(w for w in there.worlds if w.name == "smets_wouters")
    effects = {}
    for information in ("surprise", "announced"):
        dynamics = world.dynamics(("r",), ("GROWTH", "U", "INFL4", "r"), information)
        run, higher = dynamics.start(), np.zeros((there.span.length, 1))
        higher[: 4 if information == "surprise" else 12] = 1.0
        effects[information] = dynamics.paths(dynamics.moved(run, higher)) - dynamics.paths(run)
    growth, u, prices, rate = effects["surprise"].T
    np.testing.assert_allclose(rate[:12], [1.0] * 4 + [0.0] * 8, atol=1e-9)
    assert -1 < np.cumsum(growth)[3] / 4 < -0.5 and 0.1 < u[3] < 0.5 and prices[4] < -0.2
    # Carlstrom, Fuerst and Paustian (2015): pegs of many quarters turn the signs.
    assert effects["announced"][:, 0].sum() > 0
    slope, error = next(b for w, b in there.bridges if w is world).total
    # A point of growth for a year, at annual rates: Okun's coefficient of output, negative.
    assert -0.6 < 4 * slope < -0.35 and 0 < 4 * error < 0.05
    assert core_of(world).name == "smets_wouters"


@pytest.mark.parametrize("name", ["us-now", "us-crisis"])
def test_it_is_silent_on_transfers(name: str) -> None:
    there = assess(dataclasses.replace(cases.load(name), draws=40))
    said = there.scope.silent["smets_wouters"].en
    assert said == "no effect of PURCHASES → ADDED, TRANSFERS, r → ADDED"
    assert "smets_wouters" not in {p.response.name for p in there.scope.pairs}


def test_before_2005_it_stands_apart() -> None:
    case = cases.load("us-rate-and-purchases").at(tb.Period.parse("2000Q4"))
    apart = {
        m.world.name: m.apart for m in assess(dataclasses.replace(case, draws=40)).worlds.members
    }
    assert apart["smets_wouters"].en == "its numbers see to 2004Q4, later than 2000Q4"
    assert apart["record"] is None
