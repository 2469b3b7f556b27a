"""Rules of policy in published models: feedback, simple ones, several models, robust ones."""

import numpy as np
import pytest

from tinbergen.engine.control.regulator import linear_regulator
from tinbergen.engine.control.simple_rules import optimal_rule
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.library import load

LOSS = {"pibar": 1.0, "y": 1.0, "di": 0.5}
BANK = ["rudebusch_svensson", "orphanides"]


def test_rudebusch_and_svensson() -> None:
    """Their model of 1999 (inflation, output, the rate's change at .5): coefficients on inflation
    and output of four and two quarters and the rate of three, found by two other programs."""
    A, B, C = np.zeros((9, 9)), np.zeros((9, 1)), np.zeros((9, 2))
    A[0, :5] = 0.70, -0.10, 0.28, 0.12, 0.14
    A[4] = 0.025, 0.025, 0.025, 0.025, 1.16, -0.25, -0.025, -0.025, -0.025
    A[(1, 2, 3, 5, 7, 8), (0, 1, 2, 4, 6, 7)] = 1.0
    B[4], B[6] = -0.025, 1.0
    C[0, 0], C[4, 1] = 1.009, 0.819
    inflation, output, rate = np.r_[np.full(4, 0.25), np.zeros(5)], np.eye(9)[4], np.eye(9)[6]
    Q = np.outer(inflation, inflation) + np.outer(output, output) + 0.5 * np.outer(rate, rate)
    found = linear_regulator(A, B, Q, [[0.5]], C=C, N=-0.5 * rate[:, None])
    gains = [0.878, 0.303, 0.380, 0.130, 1.329, -0.331, 0.468, -0.065, -0.033]
    np.testing.assert_allclose(found.gain[0], gains, atol=5e-4)
    assert found.loss == pytest.approx(11.037, abs=5e-4)
    # Riccati: the value of one period's shocks; Lyapunov: the variances of what is weighted.
    assert np.trace(C.T @ found.value @ C) == pytest.approx(found.loss, rel=1e-9)
    rows = np.array([inflation, output, found.gain[0] - rate])
    deviations = np.sqrt(np.diag(rows @ found.covariance @ rows.T))
    np.testing.assert_allclose(deviations, [2.146, 2.232, 1.703], atol=5e-4)
    assert deviations**2 @ [1, 1, 0.5] == pytest.approx(found.loss, rel=1e-9)


def test_taylor_s_rule() -> None:
    """Taylor (1993) costs 17.313; a rule of three numbers comes within a few per cent of 11.037."""
    model = equilibrium(load("rudebusch_svensson"))
    at = [model.model.endogenous.index(n) for n in LOSS]
    assert model.variances()[at] @ list(LOSS.values()) == pytest.approx(17.313, abs=5e-4)


def test_a_bank_of_two_models() -> None:
    """Rudebusch and Svensson's and Orphanides' (2003) models: each one's best rule of the form i =
    rho i(-1) + (1 - rho)(a pibar + b y), the best for their mean, and the least regret."""
    start = {"rho": 0.0, "a": 1.5, "b": 0.5}
    mean = optimal_rule(BANK, start, LOSS)
    np.testing.assert_allclose(mean.own, [11.1936, 10.7087], atol=5e-5)
    own = [[0.1346, 2.7325, 1.6988], [0.2643, 2.8886, 1.6493]]
    np.testing.assert_allclose(mean.own_parameters, own, atol=2e-4)
    np.testing.assert_allclose(mean.losses, [11.2266, 10.7418], atol=1e-4)
    chosen = list(mean.parameters.values())
    np.testing.assert_allclose(chosen, [0.2071, 2.8002, 1.6765], atol=2e-4)
    least = optimal_rule(BANK, start, LOSS, criterion="regret")
    np.testing.assert_allclose(least.regrets, 1.003016, atol=1e-6)
    chosen = list(least.parameters.values())
    np.testing.assert_allclose(chosen, [0.2078, 2.8012, 1.6762], atol=2e-4)
    # What is best in one model, in the other.
    for own_rule, model, loss in ((own[0], BANK[1], 10.8446), (own[1], BANK[0], 11.3293)):
        moved = load(model).with_values(dict(zip(start, own_rule, strict=True)))
        one = equilibrium(moved)
        at = [one.model.endogenous.index(n) for n in LOSS]
        assert one.variances()[at] @ list(LOSS.values()) == pytest.approx(loss, abs=5e-5)


def test_hansen_and_sargent() -> None:
    """The robust monopolist of QuantEcon's tests, whose rule is u = -F x; with theta infinite the
    rule of who trusts the model."""
    spread = (100 - 2) / 2
    Q = -np.array([[0, spread, 0], [spread, -0.5, 0.5], [0, 0.5, 0]])
    A, B, C = np.diag([1.0, 1.0, 0.9]), np.eye(3)[:, [1]], 0.05 * np.eye(3)[:, [2]]
    robust = linear_regulator(A, B, Q, [[25.0]], C=C, discount=0.95, theta=0.002)
    np.testing.assert_allclose(robust.gain[0], [3.278923, -0.233395, 0.028820], atol=5e-7)
    worst = [-391.8748, -21.0672, -2.58026]
    np.testing.assert_allclose(robust.distortion[0], worst, rtol=5e-6)
    trusting = linear_regulator(A, B, Q, [[25.0]], C=C, discount=0.95)
    np.testing.assert_allclose(trusting.gain[0], [10.750005, -0.109694, 0.063756], atol=5e-7)
    assert not trusting.distortion.any()
    nearly = linear_regulator(A, B, Q, [[25.0]], C=C, discount=0.95, theta=1e9)
    np.testing.assert_allclose(nearly.gain, trusting.gain, rtol=1e-8)
    np.testing.assert_allclose(nearly.distortion, 0, atol=1e-7)


def test_the_quarterly_projection_model() -> None:
    """Berg, Karam and Laxton's model after a rise of the rate by one point: two programs."""
    model = equilibrium(load("qpm"))
    found = model.responses("e", 20, size=1.0)
    path = {n: found[:, model.model.endogenous.index(n)] for n in ("rs", "y", "pi4", "z")}
    assert path["rs"][0] == pytest.approx(0.8888, abs=5e-5)
    assert path["y"].argmin() == 2
    assert path["y"][2] == pytest.approx(-0.3633, abs=5e-5)
    assert path["pi4"].argmin() == 4
    assert path["pi4"][4] == pytest.approx(-0.3033, abs=5e-5)
    assert path["z"][0] == pytest.approx(-0.3958, abs=5e-5)
