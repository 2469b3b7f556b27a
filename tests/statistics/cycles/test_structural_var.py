import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.structural_var import blanchard_quah, demand_supply


def economy(length: int, seed: int, second: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Growth, unemployment or inflation, and the demand and supply shocks behind them.

    Output is a random walk in supply plus a stationary part in demand; the second variable is
    stationary: a long-run triangle by construction.
    """
    rng = np.random.default_rng(seed)
    demand, supply = rng.normal(size=(2, length))
    cyclical = np.zeros(length)
    for t in range(1, length):
        cyclical[t] = 0.8 * cyclical[t - 1] + demand[t]
    growth = 0.5 + 0.7 * supply + np.diff(cyclical, prepend=0.0)
    tilt = np.convolve(supply, 0.6 ** np.arange(40))[:length]
    other = 5 - 0.5 * cyclical + 0.2 * tilt if second == "unemployment" else None
    if other is None:
        other = 2 + 0.5 * cyclical - 0.3 * tilt
    return growth[50:], other[50:], np.column_stack([demand, supply])[50:]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(2, 4))
def test_the_identity_of_blanchard_and_quah(seed, lags, size):
    rng = np.random.default_rng(seed)
    coefficients = rng.uniform(-1, 1, size=(lags, size, size)) * 0.9 / (lags * size)
    factor = rng.normal(size=(size, size)) + 2 * np.eye(size)
    covariance = factor @ factor.T
    impact = blanchard_quah(coefficients, covariance)
    np.testing.assert_allclose(impact @ impact.T, covariance, atol=1e-9)
    long_run = np.linalg.solve(np.eye(size) - coefficients.sum(axis=0), impact)
    np.testing.assert_allclose(np.triu(long_run, 1), 0.0, atol=1e-9)
    assert (np.diagonal(long_run) > 0).all()


@pytest.mark.parametrize("second", ["unemployment", "inflation"])
def test_the_shocks_of_a_made_economy_are_found(second):
    growth, other, true = economy(1200, 7, second)
    result = demand_supply(growth, other, second, 4, lags=8, draws=20)
    known = ~np.isnan(result.shocks[:, 0])
    for shock in range(2):
        assert np.corrcoef(result.shocks[known, shock], true[known, shock])[0, 1] > 0.95
    # One standard deviation of supply lifts output by 0.7 for ever; demand does nothing to it.
    assert result.responses[-1, 0, 0] == pytest.approx(0.0, abs=0.05)
    assert result.responses[-1, 0, 1] == pytest.approx(0.7, abs=0.12)
    assert result.impact[0, 0] == pytest.approx(1.0, abs=0.15)
    assert result.conventional


@pytest.mark.parametrize("over", [1, 4])
def test_parts_sum_to_the_data_and_lie_within_bounds(over):
    growth, other, _ = economy(220, 3, "unemployment")
    edged = np.concatenate([[np.nan], growth, [np.nan]])
    second = np.concatenate([[5.0], other, [5.0]])
    result = demand_supply(edged, second, "unemployment", 4, over=over, horizon=8, draws=200)
    assert result.parts.shape == result.lower.shape == (3, edged.size, 2)
    assert np.isnan(result.parts[:, -1]).all()
    np.testing.assert_allclose(result.parts.sum(axis=0), result.data, atol=1e-10)
    means = np.convolve(edged, np.full(over, 1 / over))[: edged.size]
    known = ~np.isnan(result.data[:, 0])
    assert known.sum() == growth.size - result.lags - over + 1
    np.testing.assert_allclose(result.data[known, 0], means[known])
    inside = (result.lower <= result.parts) & (result.parts <= result.upper)
    assert inside[:, known].mean() > 0.9
    np.testing.assert_allclose(result.shares.sum(axis=-1), 1.0)
    assert result.responses.shape == result.responses_upper.shape == (9, 2, 2)


def test_a_trend_belongs_to_the_steady_path():
    growth, other, _ = economy(220, 8, "unemployment")
    trend = 0.02 * np.arange(growth.size)
    plain = demand_supply(growth, other, "unemployment", 4, detrend=True, draws=50)
    drifting = demand_supply(growth - trend, other + trend, "unemployment", 4, detrend=True)
    np.testing.assert_allclose(drifting.parts[:2], plain.parts[:2], atol=1e-9)
    np.testing.assert_allclose(drifting.parts.sum(axis=0), drifting.data, atol=1e-9)
    known = ~np.isnan(plain.data[:, 0])
    np.testing.assert_allclose(drifting.data[known, 1], (other + trend)[known], atol=1e-12)
    shift = (drifting.parts - plain.parts)[2, known, 1]
    np.testing.assert_allclose(shift, trend[known], atol=1e-9)


def test_an_odd_demand_shock_is_owned_up_to():
    growth, other, _ = economy(400, 5, "inflation")
    assert not demand_supply(growth, other, "unemployment", 4, lags=4, draws=20).conventional


def test_same_seed_same_bounds():
    growth, other, _ = economy(150, 4, "inflation")
    first, again = (demand_supply(growth, other, "inflation", 4, draws=30) for _ in range(2))
    np.testing.assert_array_equal(first.lower, again.lower)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"growth": np.exp(0.06 * np.arange(100.0)) + np.random.default_rng(0).normal(size=100)},
            "F056",
        ),
        ({"second": np.ones(100)}, "F055"),
        ({"second": 0.1 * np.arange(100), "detrend": True}, "F055"),
        ({"second": np.ones(90)}, "F054"),
        ({"growth": np.full(100, np.nan)}, "F050"),
        ({"level": 1.5}, "F053"),
        ({"lags": 0}, "F053"),
    ],
)
def test_what_will_not_do_is_refused(change, code):
    growth, other, _ = economy(150, 6, "inflation")
    arguments = {"growth": growth, "second": other, "kind": "inflation", "draws": 20} | change
    with pytest.raises(TinbergenError) as caught:
        demand_supply(periods_per_year=4, **arguments)
    assert caught.value.code == code
