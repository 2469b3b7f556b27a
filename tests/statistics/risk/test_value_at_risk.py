"""Filtered historical simulation sees only what came before."""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.garch import garch
from tinbergen.statistics.risk.value_at_risk import value_at_risk


def returns(n=700):
    z = np.random.default_rng(3).standard_t(5, n)
    y, h, e = np.empty(n), 1.0, 0.0
    for t in range(n):
        h = 0.05 + 0.1 * e**2 + 0.85 * h
        e = np.sqrt(h) * z[t] / np.sqrt(5 / 3)
        y[t] = e
    return y


def test_a_day_by_hand_and_no_hindsight():
    y = returns()
    found = value_at_risk(y, 0.05, window=500, every=50)
    fit = garch(y[:500])
    z = fit.standardised
    low = np.quantile(z, 0.05, method="inverted_cdf")
    mean, omega, alpha, beta = fit.coefficients
    first = fit.ahead(1)[0]
    assert found.value_at_risk[0] == pytest.approx(-(mean + np.sqrt(first) * low))
    assert found.shortfall[0] == pytest.approx(-(mean + np.sqrt(first) * z[z <= low].mean()))
    second = omega + alpha * (y[500] - mean) ** 2 + beta * first
    assert found.value_at_risk[1] == pytest.approx(-(mean + np.sqrt(second) * low))
    changed = y.copy()
    changed[600:] *= 5.0
    other = value_at_risk(changed, 0.05, window=500, every=50)
    np.testing.assert_array_equal(found.value_at_risk[:101], other.value_at_risk[:101])
    assert other.tests.exceptions > found.tests.exceptions


def test_it_covers_what_it_says():
    y = returns()
    dates = pd.period_range("1950-01", periods=len(y), freq="M")
    found = value_at_risk(pd.Series(y, dates), 0.05, window=400, every=100)
    assert found.tests.kupiec_p > 0.05
    assert found.to_frame()["exceeded"].sum() == found.tests.exceptions
    assert (found.shortfall >= found.value_at_risk).all()
    assert str(found.to_frame().index[0]) == str(dates[400])
    assert found.plot().svg("en").startswith("<svg")


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F050", lambda: value_at_risk(returns(300))),
        ("F053", lambda: value_at_risk(returns(), 1.0)),
        ("F053", lambda: value_at_risk(returns(), window=50)),
        ("F053", lambda: value_at_risk(returns(), every=0)),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
