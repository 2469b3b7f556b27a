"""Risks: losses of a portfolio, volatility, densities of growth."""

from __future__ import annotations

from collections.abc import Callable

Work = Callable[[], object]


def credit_losses() -> Work:
    """1,000 loans of their own size and probability, 100,000 states of the economy."""
    import numpy as np

    import tinbergen as tb

    rng = np.random.default_rng(1)
    exposure, pd = rng.lognormal(size=1000), rng.choice([0.002, 0.01, 0.03, 0.1], 1000)
    return lambda: tb.credit_losses(exposure, pd, 0.45, 0.15, loans=1).value_at_risk()


def segment_losses() -> Work:
    """13 banks with 20 segments of 5,000 loans each, 100,000 states."""
    import numpy as np

    import tinbergen as tb

    exposure, pd = np.ones(260), np.tile(np.linspace(0.002, 0.1, 20), 13)
    return lambda: tb.credit_losses(exposure, pd, 0.45, 0.15, loans=5000).value_at_risk()


def garch() -> Work:
    import numpy as np

    import tinbergen as tb

    z = np.random.default_rng(1).standard_normal(1974)
    y, h, e = np.empty(1974), 1.0, 0.0
    for t in range(1974):
        h = 0.01 + 0.15 * e**2 + 0.8 * h
        y[t] = e = float(np.sqrt(h) * z[t])
    return lambda: tb.garch(y)


def growth_at_risk() -> Work:
    import numpy as np

    import tinbergen as tb

    rng = np.random.default_rng(1)
    stress = rng.standard_normal(172)
    growth = 2.0 - np.roll(stress, 1) + np.exp(0.3 * np.roll(stress, 1)) * rng.standard_normal(172)
    data = tb.Dataset.of("1973Q1", {"growth": growth, "stress": stress})
    return lambda: tb.growth_at_risk(data, "growth", "stress, growth")


def tail_portfolio() -> Work:
    """50 assets with three fat-tailed factors, 10,000 draws."""
    import numpy as np

    import tinbergen as tb

    rng = np.random.default_rng(1)
    common = rng.standard_t(5, (10_000, 3)) @ rng.standard_normal((3, 50))
    own = rng.standard_normal((10_000, 50))
    returns = np.linspace(0.01, 0.012, 50) + 0.02 * common + 0.03 * own
    return lambda: tb.mean_cvar(returns, 0.011, 0.95)
