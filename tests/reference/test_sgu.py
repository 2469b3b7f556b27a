"""Schmitt-Grohé and Uribe (2004), "Solving dynamic general equilibrium models using a second-order
approximation to the policy function", JEDC 28, example 1: the neoclassical growth model."""

import numpy as np
import pytest

from tinbergen.engine.linear.first_order import Solution, solve
from tinbergen.engine.linear.linear_model import Jacobian, incidence

BETA, ALPHA, RHO, GAMMA = 0.95, 0.3, 0.0, 2.0


@pytest.fixture(scope="module", params=["doubling", "schur"])
def solution(request: pytest.FixtureRequest) -> Solution:
    """In logarithms, full depreciation; variables c, k (dated when chosen), a.

    c^-gamma = beta c(+1)^-gamma alpha a(+1) k^(alpha - 1); c + k = a k(-1)^alpha.
    """
    capital = (BETA * ALPHA) ** (1 / (1 - ALPHA))
    output = capital**ALPHA
    consumption = output - capital
    ahead = np.array([[GAMMA, 0.0, -1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    now = np.array([[-GAMMA, 1.0 - ALPHA, 0.0], [consumption, capital, -output], [0.0, 0.0, 1.0]])
    back = np.array([[0.0, 0.0, 0.0], [0.0, -ALPHA * output, 0.0], [0.0, 0.0, -RHO]])
    shocks = np.array([[0.0], [0.0], [-1.0]])
    jacobian = Jacobian(ahead, now, back, shocks)
    lags = back.any(axis=0)
    lags[2] = True  # rho is zero here, but productivity's lag stands in its equation
    return solve(jacobian, incidence(ahead.any(axis=0), lags), method=request.param)


def test_published_decision_rule(solution: Solution) -> None:
    """Consumption's and capital's elasticities by capital and by productivity."""
    rule = solution.rule
    assert [int(i) for i in rule.states] == [1, 2]
    np.testing.assert_allclose(rule.ghx[:, 0], [0.2525, 0.4191, 0.0], atol=5e-5)
    np.testing.assert_allclose(rule.ghu[:, 0], [0.8417, 1.3970, 1.0], atol=5e-5)
    np.testing.assert_allclose(rule.ghx[:, 1], 0.0, atol=1e-14)


def test_roots(solution: Solution) -> None:
    roots = np.abs(solution.eigenvalues())
    np.testing.assert_allclose(roots[:3], [0.0, 0.4191, 2.5116], atol=5e-5)
    assert roots[3] > 1e12
