"""CoVaR's identity, SRISK's closed form, signs and units."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.systemic import capital_shortfall, covar, marginal_shortfall


def market(n=800):
    rng = np.random.default_rng(1)
    bank = rng.standard_normal(n)
    state = rng.standard_normal(n)
    return 0.5 * bank + 0.2 * state + rng.standard_normal(n), bank, state


def test_delta_is_the_slope_times_the_fall():
    system, bank, state = market()
    found = covar(system, bank, 0.05, states=state)
    fall = np.quantile(bank, 0.05) - np.quantile(bank, 0.5)
    assert found.delta == pytest.approx(found.fit.coefficients[0, 1] * fall)
    assert found.delta < 0
    assert found.fit.coefficients[0, 1] == pytest.approx(0.5, abs=0.2)
    assert found.to_frame().shape == (1, 3)


def test_the_worst_days():
    own, all_ = np.array([-3.0, -1.0, 1.0, 2.0]), np.array([-2.0, -1.0, 0.0, 1.0])
    assert marginal_shortfall(own, all_, 0.25) == 3.0
    assert marginal_shortfall(own, all_, 0.5) == 2.0


def test_capital_that_would_be_lacking():
    """k D - (1 - k) exp(-18 MES) W: a bank with ten times as much debt as equity lacks capital when it
    loses 5 per cent on bad days, and has some to spare when it loses nothing."""
    assert capital_shortfall(1000.0, 100.0, 0.05) == pytest.approx(80 - 0.92 * np.exp(-0.9) * 100)
    assert capital_shortfall(1000.0, 100.0, 0.0) == pytest.approx(80 - 92)
    np.testing.assert_allclose(
        capital_shortfall([1e6, 1e3], [1e5, 1e2], 0.03) / [1e3, 1.0],
        capital_shortfall(1e3, 1e2, 0.03),
    )


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: capital_shortfall(1.0, 1.0, 3.0)),
        ("F053", lambda: capital_shortfall(1.0, 1.0, 0.03, 8.0)),
        ("F054", lambda: marginal_shortfall([1.0], [1.0, 2.0])),
        ("F053", lambda: covar(*market()[:2], 0.0)),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
