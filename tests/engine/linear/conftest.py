"""Models that are known to have exactly one stable solution."""

from collections.abc import Callable

import numpy as np
import pytest

from tinbergen.engine.linear.linear_model import DecisionRule, Jacobian


@pytest.fixture(scope="session")
def determinate() -> Callable[[int], Jacobian]:
    """Random models by number.

    Where past and future together weigh less than the present in every equation, there are as many
    roots outside the unit circle as variables with leads, whatever the incidence (Rouché). Mixing
    equations and changing units afterwards moves no root.
    """

    def make(seed: int) -> Jacobian:
        rng = np.random.default_rng(seed)
        n, m = int(rng.integers(1, 9)), int(rng.integers(1, 4))
        ahead, back = rng.standard_normal((2, n, n))
        ahead[:, rng.random(n) < 0.5] = 0.0
        back[:, rng.random(n) < 0.4] = 0.0
        weight = np.abs(ahead).sum(axis=1) + np.abs(back).sum(axis=1)
        weight = np.where(weight > 0, rng.uniform(0.2, 0.97) / np.where(weight, weight, 1), 1)
        mix = np.linalg.qr(rng.standard_normal((n, n)))[0] * rng.uniform(0.1, 10, n)
        units = rng.uniform(0.1, 10, n)
        return Jacobian(
            mix @ (ahead * weight[:, None]) * units,
            mix * units,
            mix @ (back * weight[:, None]) * units,
            mix @ rng.standard_normal((n, m)),
        )

    return make


@pytest.fixture(scope="session")
def stable_rule() -> Callable[[int], DecisionRule]:
    """Random stationary laws of motion by number."""

    def make(seed: int) -> DecisionRule:
        rng = np.random.default_rng(seed)
        n, m = int(rng.integers(1, 8)), int(rng.integers(1, 4))
        states = np.flatnonzero(rng.random(n) < 0.6)
        ghx = rng.standard_normal((n, len(states)))
        if len(states):
            radius = np.abs(np.linalg.eigvals(ghx[states])).max()
            ghx[states] *= rng.uniform(0.1, 0.98) / radius
        return DecisionRule(ghx, rng.standard_normal((n, m)), states)

    return make
