"""GARCH: slopes, forecasts, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk import garch as module
from tinbergen.statistics.risk.garch import garch


def simulated(n=1500, seed=1):
    z = np.random.default_rng(seed).standard_normal(n)
    y, h, e = np.empty(n), 1.0, 0.0
    for t in range(n):
        h = 0.1 + 0.1 * e**2 + 0.8 * h
        e = np.sqrt(h) * z[t]
        y[t] = 0.5 + e
    return y


def test_slopes_are_exact():
    y, x = simulated(60), np.column_stack([np.ones(60), np.linspace(-1, 1, 60)])
    p = np.array([0.4, 0.1, 0.12, 0.15, 0.7])
    slope = module._likelihood(p, y, x)[1].sum(axis=0)
    for i in range(5):
        step = np.eye(5)[i] * 1e-6
        up, down = (module._likelihood(p + s, y, x)[0] for s in (step, -step))
        assert -(up - down) / 2e-6 == pytest.approx(slope[i], rel=1e-5, abs=1e-5)


def test_a_mean_with_regressors_and_what_lies_ahead():
    y = simulated()
    trend = np.linspace(-1.0, 1.0, len(y))
    dates = pd.period_range("1800Q1", periods=len(y), freq="Q")
    fit = garch(pd.Series(y + 2.0 * trend, dates), trend, ["trend"])
    se = np.sqrt(np.diagonal(fit.robust))
    truth = [0.5, 2.0, 0.1, 0.1, 0.8]
    assert (np.abs(fit.coefficients - truth) < 3 * se).all()
    ahead = fit.ahead(400)
    long_run = fit.coefficients[2] / (1 - fit.persistence)
    assert ahead[-1] == pytest.approx(long_run, rel=1e-3)
    assert ahead[1] == pytest.approx(fit.coefficients[2] + fit.persistence * ahead[0])
    assert fit.names == ("constant", "trend", "omega", "alpha", "beta")
    assert "1800" in fit.plot().describe("en")


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("F050", np.arange(10.0)),
        ("F051", np.r_[np.arange(20.0), np.nan, np.arange(20.0)]),
        ("F055", np.ones(50)),
        ("F170", np.tile([1.0, -1.0, 2.0, -2.0], 20)),
    ],
)
def test_refusals(code, values):
    with pytest.raises(TinbergenError) as fault:
        garch(values)
    assert fault.value.code == code
