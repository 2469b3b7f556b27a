"""Where a model with unobserved states stood: states and shocks that were put in are found again."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.linear.tracking import smooth
from tinbergen.model.dynare.parser import parse, parse_file

QPM = parse_file(Path(__file__).parents[2] / "reference" / "models" / "qpm.mod")
START = Period.parse("1980Q1")


@pytest.fixture(scope="module")
def solved():
    return equilibrium(QPM)


@pytest.fixture(scope="module")
def simulated(solved):
    """Shocks (periods, 3) and the states that they bring, (periods, n)."""
    rng = np.random.default_rng(3)
    shocks = rng.normal(size=(120, 3)) * np.sqrt(np.diag(solved.covariance))
    states = np.zeros((120, len(solved.model.endogenous)))
    state = states[0]
    for t in range(120):
        state = solved.ghx @ state[solved.solution.incidence.states] + solved.ghu @ shocks[t]
        states[t] = state
    return shocks, states


def seen(solved, states, *names: str) -> Dataset:
    columns = {n: states[:, solved.model.endogenous.index(n)] for n in names}
    return Dataset.of(START, columns)


def test_as_many_observables_as_shocks_give_them_back(solved, simulated) -> None:
    shocks, states = simulated
    data = seen(solved, states, "pi", "rs", "z")
    found = smooth(solved, data, {"pi": 0.0, "rs": 0.0, "z": 0.0})
    np.testing.assert_allclose(found.shocks[60:], shocks[60:], atol=1e-6)
    y = solved.model.endogenous.index("y")
    np.testing.assert_allclose(found.states[60:, y], states[60:, y], atol=1e-6)
    np.testing.assert_allclose(found.state[y], states[-1, y], atol=1e-6)
    assert found.covariance[y, y] == pytest.approx(0, abs=1e-8)


def test_more_shocks_than_variables() -> None:
    """Two shocks to one variable: what came in is shared out by their variances."""
    text = """
    var y; varexo a b c; model(linear); y = .5*y(-1) + a + 2*b + c; end;
    initval; y = 0; end; shocks; var a; stderr 1; var b; stderr 1; end;
    """
    rng = np.random.default_rng(2)
    states = np.zeros((40, 1))
    for t in range(1, 40):
        states[t] = 0.5 * states[t - 1] + rng.normal()
    found = smooth(equilibrium(parse(text)), Dataset.of(START, {"y": states[:, 0]}), {"y": 0.0})
    came = states[1:, 0] - 0.5 * states[:-1, 0]
    np.testing.assert_allclose(found.shocks[1:], np.outer(came, [0.2, 0.4, 0.0]), atol=1e-9)


def test_fewer_observables_leave_doubt(solved, simulated) -> None:
    _, states = simulated
    data = seen(solved, states, "pi", "rs")
    found = smooth(solved, data, {"pi": 0.1, "rs": 0.1})
    y = solved.model.endogenous.index("y")
    assert 0.01 < found.covariance[y, y] < 1
    inside = np.abs(found.states[20:, y] - states[20:, y])
    assert inside.std() < states[:, y].std()


def test_smoothed_states_follow_the_law_of_motion(solved, simulated) -> None:
    _, states = simulated
    found = smooth(solved, seen(solved, states, "pi", "rs"), {"pi": 0.1, "rs": 0.1})
    before = found.states[:-1][:, solved.solution.incidence.states]
    moved = before @ solved.ghx.T + found.shocks[1:] @ solved.ghu.T
    np.testing.assert_allclose(found.states[1:], moved, atol=1e-6)


def test_missing_values_are_passed_over(solved, simulated) -> None:
    _, states = simulated
    data = seen(solved, states, "pi", "rs", "z")
    gaps = np.array(data["pi"])
    gaps[[30, 31, 119]] = np.nan
    found = smooth(solved, data.assign(pi=gaps), {"pi": 0.0, "rs": 0.0, "z": 0.0})
    assert np.isfinite(found.states).all()


def test_the_likelihood_of_an_autoregression() -> None:
    """Against the formula: x is normal around .8 of its past, from its own distribution."""
    model = parse(
        "var x; varexo e; model(linear); x = .8*x(-1) + e; end; shocks; var e; stderr 2; end;"
    )
    x = np.random.default_rng(1).normal(size=30).cumsum() * 0.3
    found = smooth(equilibrium(model), Dataset.of(START, {"x": x}), {"x": 0.0})
    deviation = np.r_[2 / 0.6, np.full(29, 2.0)]
    gap = x - np.r_[0, 0.8 * x[:-1]]
    expected = -0.5 * (np.log(2 * np.pi * deviation**2) + (gap / deviation) ** 2)
    np.testing.assert_allclose(found.loglikelihood, expected, rtol=1e-9)


def test_a_variable_that_is_not_there(solved, simulated) -> None:
    _, states = simulated
    with pytest.raises(TinbergenError, match="E004"):
        smooth(solved, seen(solved, states, "pi"), {"pie": 0.0})
    with pytest.raises(TinbergenError, match="D002"):
        smooth(solved, seen(solved, states, "pi"), {"rs": 0.0})
