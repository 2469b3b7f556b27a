"""Hedges: a textbook's regression, laws of the tail."""

from __future__ import annotations

import numpy as np
import pytest

import tinbergen as tb

#: Changes of the price of heating oil futures and of jet fuel over 15 months (Hull, Options, Futures
#: and Other Derivatives, table 3.2): correlation .928, ratio .78.
FUTURES = [
    0.021,
    0.035,
    -0.046,
    0.001,
    0.044,
    -0.029,
    -0.026,
    -0.029,
    0.048,
    -0.006,
    -0.036,
    -0.011,
    0.019,
    -0.027,
    0.029,
]
FUEL = [
    0.029,
    0.020,
    -0.044,
    0.008,
    0.026,
    -0.019,
    -0.010,
    -0.007,
    0.043,
    0.011,
    -0.036,
    -0.018,
    0.009,
    -0.032,
    0.023,
]


def test_an_airline_hedges_jet_fuel() -> None:
    found = tb.minimum_variance_hedge(-np.array(FUEL), FUTURES, names=["futures"])
    assert found.ratios.tolist() == pytest.approx([0.78], abs=5e-3)
    assert found.effectiveness == pytest.approx(0.928**2, abs=2e-3)
    assert found.after < found.before and found.to_frame().index.tolist() == ["futures"]


def test_it_is_the_regression_with_the_other_sign() -> None:
    rng = np.random.default_rng(3)
    f = rng.standard_normal((200, 3))
    c = f @ [1.0, -2.0, 0.5] + 0.1 * rng.standard_normal(200)
    weights = rng.uniform(size=200)
    found = tb.minimum_variance_hedge(c, f, weights=weights)
    x = np.column_stack([np.ones(200), f])
    beta = np.linalg.solve(x.T @ (weights[:, None] * x), x.T @ (weights * c))[1:]
    np.testing.assert_allclose(found.ratios, -beta, atol=1e-10)


def test_the_tail_is_no_worse_than_with_the_least_variance() -> None:
    rng = np.random.default_rng(4)
    f = rng.standard_t(4, (2000, 2))
    c = np.exp(0.3 * f[:, 0]) - f[:, 1] + 0.3 * rng.standard_normal(2000)
    plain, tail = tb.minimum_variance_hedge(c, f), tb.cvar_hedge(c, f)
    assert tail.tail_after <= plain.tail_after + 1e-9 < plain.tail_before
    assert plain.after <= tail.after + 1e-12


def test_costs_and_bounds_hold_back() -> None:
    rng = np.random.default_rng(5)
    f = rng.standard_normal((500, 1))
    c = f[:, 0] + 0.1 * rng.standard_normal(500)
    free, dear = tb.cvar_hedge(c, f), tb.cvar_hedge(c, f, cost=10.0)
    assert free.ratios[0] == pytest.approx(-1.0, abs=0.1) and dear.ratios[0] == pytest.approx(0.0)
    assert tb.cvar_hedge(c, f, lower=-0.4).ratios[0] == pytest.approx(-0.4)
    assert tb.cvar_hedge(c, f, lower=0.2, upper=0.5).ratios[0] == pytest.approx(0.2)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: tb.minimum_variance_hedge([1, 2], [1, 2, 3]),
        lambda: tb.minimum_variance_hedge([1, 2, 3], [1, 2, 3], level=1),
        lambda: tb.minimum_variance_hedge([1, 2, 3], [1, 2, 3], names=["a", "b"]),
        lambda: tb.cvar_hedge([1, 2, 3], [1, 2, 3], cost=-1),
        lambda: tb.cvar_hedge([1, 2, 3], [1, 2, 3], lower=1, upper=0),
    ],
)
def test_what_does_not_fit_is_refused(wrong) -> None:
    with pytest.raises(tb.TinbergenError, match="F053"):
        wrong()
