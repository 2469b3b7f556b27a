"""Models that call functions of the user's own, against Dynare 5.3 (Octave 7.3).

Dynare ran the files below with the same functions written for MATLAB, with no derivatives given.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.dynare.parser import parse_file

MODELS = Path(__file__).parent / "models" / "dynare_external"


def prodf(a: float, k: float, h: float) -> float:
    return math.exp(a) * k**0.36 * h**0.64


def capital(alpha: float, beta: float, delta: float, hours: float) -> tuple[float, float]:
    k = hours * (alpha / (1 / beta - 1 + delta)) ** (1 / (1 - alpha))
    return k, k**alpha * hours ** (1 - alpha) - delta * k


#: Steady state, and responses of the variables to the shocks in their first period.
DYNARE = {
    "production": (
        [1.08068253193716, 0.803592420870685, 11.0836044426591, 0, 0.291756310280216, 0],
        [
            [1.91152226698116, 0.830839736388391], [0.456074274209572, -0.347518146463721],
            [1.45544799277159, 1.45544799391859], [1, 0],
            [0.350476909830944, 0.35047691038513], [0, 1],
        ],
        2e-8,
    ),
    "outputs": (
        [0.768872410662506, 9.44947302034948, 0, 0.333333333333333],
        [[0.297219334230974], [1.01849231086912], [1], [0.153743052093313]],
        1e-12,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DYNARE)
def test_as_dynare(name: str) -> None:
    steady, first, tolerance = DYNARE[name]
    model = parse_file(MODELS / f"{name}.mod", functions={"prodf": prodf, "capital": capital})
    found = equilibrium(model)
    values = [found.steady.values[n] for n in model.endogenous]
    np.testing.assert_allclose(values, steady, atol=tolerance)
    np.testing.assert_allclose(found.ghu, first, atol=tolerance)
