"""Forward guidance that is believed in part, against closed forms and step-by-step foresight.

Sources: Gabaix (2020), American Economic Review 110(8), with the values and the formula of Figure 2
in his replication files (openICPSR 117842); McKay, Nakamura and Steinsson (2017), Economica 84, the
discounted Euler equation. Both discount expectations inside the model; where nothing is carried
over from one period to the next this is the same as discounting what is announced.
"""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.credibility import believed_effects
from tinbergen.engine.linear.news import path_effects
from tinbergen.engine.linear.solution import Equilibrium, equilibrium
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse, parse_file

# Gabaix's values, a period a quarter.
BETA, GAMMA, PHI, THETA, MBAR = 0.99, 5.0, 1.0, 0.875, 0.85
SIGMA = 1 / GAMMA
KAPPA = (1 / THETA - 1) * (1 - BETA * THETA) * (GAMMA + PHI)
MODEL = """
var x p {rate}; varexo v;
model(linear);
x = {m}*x(+1) - {sigma}*{real};
p = {m}*{beta}*p(+1) + {kappa}*x;
[name='rule'] {rate} = 1.5*p + .5*x + v;
end;
shocks; var v; stderr 1; end;
"""
LONG = 81


def economy(rate: str = "r", real: str = "r", m: float = 1.0, kappa: float = KAPPA) -> Equilibrium:
    return equilibrium(
        parse(MODEL.format(rate=rate, real=real, m=m, sigma=SIGMA, beta=BETA, kappa=kappa))
    )


def at_once(found: Equilibrium, m: float, settings: int) -> np.ndarray:
    """What a cut by one, announced for each period ahead, does in the first: (n, settings)."""
    push = found.solution.jacobian.shocks
    shares = m ** np.arange(settings)[:, None]
    effects = believed_effects(found.solution, push, [2], settings, settings, shares)
    return -effects[0, :, :, 0]


@pytest.mark.parametrize("m", [1.0, MBAR])
def test_inflation_by_the_horizon_of_a_cut_in_the_real_rate(m) -> None:
    """kappa sigma (M^(h+1) - (beta M^f)^(h+1)) / (M - beta M^f), here with M = M^f = m."""
    h = np.arange(LONG)
    wanted = KAPPA * SIGMA * (m ** (h + 1) - (BETA * m) ** (h + 1)) / (m - BETA * m)
    found = at_once(economy(), m, LONG)
    np.testing.assert_allclose(found[1], wanted, rtol=1e-8)
    np.testing.assert_allclose(found[0], SIGMA * m**h, rtol=1e-8)
    # The puzzle: rationally, a cut in twenty years moves prices 56 times as much as one today. Of
    # the behavioural answer nothing is left.
    ratio = found[1, -1] / found[1, 0]
    assert ratio == pytest.approx(55.7 if m == 1 else 0.0, abs=0.05 if m == 1 else 2e-4)


def test_the_discounted_euler_equation_of_fixed_prices() -> None:
    """Output answers a cut h quarters ahead by sigma alpha^h, alpha = .97; rationally by sigma."""
    flat = economy(kappa=1e-12)
    np.testing.assert_allclose(at_once(flat, 0.97, 21)[0], SIGMA * 0.97 ** np.arange(21), rtol=1e-6)
    np.testing.assert_allclose(at_once(flat, 1.0, 21)[0], SIGMA, rtol=1e-6)


@pytest.mark.parametrize("m", [1.0, MBAR, 0.5])
def test_a_nominal_rate_held_is_the_model_in_which_every_expectation_is_discounted(m) -> None:
    """z_0 = sum_h (m F)^h g i_h by hand, and the behavioural model itself under the path."""
    path = np.array([0, 0, 0, 0, -1, -1, -1, -0.5])
    plain = economy("i", "(i - p(+1))")
    push = plain.solution.jacobian.shocks
    shares = m ** np.arange(8)[:, None]
    effects = believed_effects(plain.solution, push, [2], 12, 8, shares)
    found = np.tensordot(effects[..., 0], path, axes=([2], [0]))
    f = np.array([[1, SIGMA], [KAPPA, KAPPA * SIGMA + BETA]])
    g = np.array([-SIGMA, -KAPPA * SIGMA])
    for t in range(8):
        by_hand = sum(np.linalg.matrix_power(m * f, h - t) @ g * path[h] for h in range(t, 8))
        np.testing.assert_allclose(found[t, :2], by_hand, atol=1e-10)
    behavioural = economy("i", f"(i - {m}*p(+1))", m)
    own = path_effects(
        behavioural.solution, behavioural.solution.jacobian.shocks, [2], 12, 8, announced=True
    )
    np.testing.assert_allclose(found, np.tensordot(own[..., 0], path, axes=([2], [0])), atol=1e-10)


QPM = parse_file(Path(__file__).parent / "models" / "qpm.mod")
LAGS, LEADS = 8, 100


def foreseen(history: np.ndarray, shocks: np.ndarray) -> np.ndarray:
    """Perfect foresight from ``history`` (8, variables), (LEADS, variables), by Newton's method."""
    start = Period.parse("2000Q1")
    names = list(QPM.endogenous)
    values = np.vstack([history, np.zeros((LEADS + LAGS, len(names)))])
    data = Dataset.of(start, dict(zip(names, values.T, strict=True)))
    pushed = np.zeros(len(values))
    pushed[LAGS : LAGS + len(shocks)] = shocks
    first = start + LAGS
    others = {n: np.zeros(len(values)) for n in QPM.exogenous}
    run = simulate(QPM, data.assign(**{**others, "e": pushed}), first.to(first + (LEADS - 1)))
    return np.column_stack([run[n] for n in names])


def held(history: np.ndarray, wanted: np.ndarray, row: int) -> np.ndarray:
    """Foresight of a rate that follows ``wanted`` at first; the rule's shocks bring it about."""
    base = foreseen(history, np.zeros(1))
    units = np.column_stack(
        [
            foreseen(history, np.eye(len(wanted))[s])[: len(wanted), row] - base[: len(wanted), row]
            for s in range(len(wanted))
        ]
    )
    return foreseen(history, np.linalg.solve(units, wanted - base[: len(wanted), row]))


def test_period_by_period_in_a_model_with_habits_and_lags() -> None:
    """Each period is solved anew, from where it stands, for what people then believe.

    People expect the rule after this period's setting, and of the next three announced settings the
    shares .8, .5 and .2 of their distance from that.
    """
    row, shares = QPM.endogenous.index("rs"), [1.0, 0.8, 0.5, 0.2]
    path = np.array([0.2, -0.4, -1.0, -1.0, -1.0, -0.6])
    history, came = np.zeros((LAGS, len(QPM.endogenous))), []
    for t in range(len(path)):
        length = min(len(shares), len(path) - t)
        rule = held(history, path[t : t + 1], row)[:length, row]
        believed = rule + np.array(shares[:length]) * (path[t : t + length] - rule)
        came.append(held(history, believed, row)[0])
        history = np.vstack([history[1:], came[-1]])
    solved = equilibrium(QPM)
    push = solved.solution.jacobian.shocks[:, [solved.model.exogenous.index("e")]]
    effects = believed_effects(solved.solution, push, [row], 10, 6, np.array(shares)[:, None])
    found = np.tensordot(effects[..., 0], path, axes=([2], [0]))
    np.testing.assert_allclose(found[:6, : len(QPM.endogenous)], came, atol=1e-6)
