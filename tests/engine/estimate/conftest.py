"""Simulated equations that hold together."""

from collections.abc import Callable

import numpy as np
import pytest

from tinbergen.statistics.regression.equation import EquationData


def simultaneous(seed: int, *, T: int = 80) -> tuple[list[EquationData], np.ndarray]:
    """Demand and supply with correlated shocks; demand exactly identified, supply over."""
    rng = np.random.default_rng(seed)
    one, x = np.ones(T), rng.standard_normal((T, 3))
    u = rng.standard_normal((T, 2)) @ np.array([[1.0, 0.5], [0.0, 0.8]])
    # q = 1 - p + x0 + x1 + u0 and q = 2 + p/2 + x2 + u1
    p = (-1.0 + x[:, 0] + x[:, 1] - x[:, 2] + u[:, 0] - u[:, 1]) / 1.5
    q = 2 + 0.5 * p + x[:, 2] + u[:, 1]
    Z = np.column_stack([one, x])
    demand = EquationData(
        "demand", q, np.column_stack([one, p, x[:, :2]]), Z, ("const", "p", "x0", "x1")
    )
    supply = EquationData("supply", q, np.column_stack([one, p, x[:, 2]]), Z, ("const", "p", "x2"))
    return [demand, supply], Z


@pytest.fixture(scope="session")
def market() -> Callable[..., tuple[list[EquationData], np.ndarray]]:
    return simultaneous


@pytest.fixture(scope="session")
def make(make_equation: Callable[..., EquationData]) -> Callable[..., EquationData]:
    return make_equation
