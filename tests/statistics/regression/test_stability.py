"""Chow, Andrews and CUSUM tests."""

import dataclasses
import warnings

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.equation import EquationData
from tinbergen.statistics.regression.k_class import ols
from tinbergen.statistics.regression.stability import bessel_supremum_tail, chow, cusum, sup_f


def broken(size: float, seed: int = 0) -> EquationData:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(100)
    y = 1 + x + size * (np.arange(100) >= 60) + 0.5 * rng.standard_normal(100)
    return EquationData("e", y, np.column_stack([np.ones(100), x]), None, ("const", "x"))


def test_the_path_of_sup_f_is_chow_at_each_date() -> None:
    result = sup_f(broken(0.4))
    for at in (20, 50, 80):
        place = int(np.flatnonzero(result.candidates == at)[0])
        assert result.statistics[place] == pytest.approx(2 * chow(broken(0.4), at).statistic)
    assert result.test.statistic == result.statistics.max()
    assert result.candidates[0] == 15
    assert result.candidates[-1] == 85


def test_a_break_is_found_where_it_is() -> None:
    result = sup_f(broken(1.0))
    assert abs(result.at - 60) <= 2
    assert result.test.p_value < 1e-6
    assert chow(broken(1.0), 60).p_value < 1e-6
    assert cusum(broken(1.0)).p_value < 1e-3
    quiet = broken(0.0, seed=4)
    assert sup_f(quiet).test.p_value > 0.05
    assert cusum(quiet).p_value > 0.05


def test_chow_is_the_f_of_interactions() -> None:
    equation = broken(0.3)
    after = (np.arange(100) >= 40)[:, None]
    wide = dataclasses.replace(
        equation,
        X=np.column_stack([equation.X, equation.X * after]),
        coefficient_names=("c", "x", "dc", "dx"),
    )
    big, small = ols(wide), ols(equation)
    gain = small.residuals @ small.residuals - big.residuals @ big.residuals
    assert chow(equation, 40).statistic == pytest.approx(gain / 2 / big.sigma2)


def test_predictive_chow_is_the_f_of_dummies() -> None:
    equation = broken(2.0)
    first = dataclasses.replace(equation, y=equation.y[:62], X=equation.X[:62])
    dummies = np.eye(62)[:, 60:]
    wide = dataclasses.replace(
        first,
        X=np.column_stack([first.X, dummies]),
        coefficient_names=("c", "x", "d60", "d61"),
    )
    big, small = ols(wide), ols(first)
    gain = small.residuals @ small.residuals - big.residuals @ big.residuals
    test = chow(first, 60, predictive=True)
    assert test.statistic == pytest.approx(gain / 2 / big.sigma2)
    assert test.distribution == "F(2, 58)"


@pytest.mark.parametrize(("k", "critical"), [(1, (7.08, 8.55, 12.32)), (5, (16.18, 18.03, 22.38))])
def test_tail_formula_near_simulated_quantiles(k, critical) -> None:
    """10, 5 and 1 per cent points of 6,000 simulated bridges of 2,000 steps, trimmed by 15."""
    for c, p in zip(critical, (0.10, 0.05, 0.01), strict=True):
        assert bessel_supremum_tail(c, k, 0.15) == pytest.approx(p, abs=0.01)


def test_tail_formula_falls_and_stays_a_probability() -> None:
    c = np.linspace(-1, 40, 200)
    p = np.array([bessel_supremum_tail(x, 4, 0.15) for x in c])
    assert np.all(np.diff(p) <= 1e-4)
    assert p[0] == 1
    assert np.all((p >= 0) & (p <= 1))


def test_tail_formula_against_a_simulation() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(1, 801) / 800
    inner = (t >= 0.15) & (t <= 0.85)
    W = np.cumsum(rng.standard_normal((4000, 800)), axis=1) / np.sqrt(800)
    bridge = W - t * W[:, -1:]
    supremum = (bridge[:, inner] ** 2 / (t * (1 - t))[inner]).max(axis=1)
    c = float(np.quantile(supremum, 0.9))
    assert bessel_supremum_tail(c, 1, 0.15) == pytest.approx(0.1, abs=0.02)


def test_cusum_equals_statsmodels() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.diagnostic import breaks_cusumolsresid

    equation = broken(0.5)
    statistic, p_value, _ = breaks_cusumolsresid(ols(equation).residuals, ddof=2)
    test = cusum(equation)
    assert test.statistic == pytest.approx(statistic)
    assert test.p_value == pytest.approx(p_value)


def test_a_dummy_of_one_side_does_not_stop_the_search() -> None:
    equation = broken(1.0)
    strike = (np.arange(100) == 12).astype(float)
    wide = dataclasses.replace(
        equation,
        X=np.column_stack([equation.X, strike]),
        coefficient_names=("const", "x", "strike"),
    )
    result = sup_f(wide)
    assert np.all(np.isfinite(result.statistics))
    assert abs(result.at - 60) <= 2


def test_samples_too_short() -> None:
    equation = broken(0.0)
    for call in (
        lambda: chow(equation, 2),
        lambda: chow(equation, 99),
        lambda: chow(equation, 100, predictive=True),
        lambda: sup_f(equation, trim=0.51),
    ):
        with pytest.raises(TinbergenError) as fault:
            call()
        assert fault.value.code == "S016"
