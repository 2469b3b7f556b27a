"""Draws and tables."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.engine.estimate.results import METHODS, equation_table, normal_draws, significant
from tinbergen.engine.estimate.system import equation_by_equation, three_stage_least_squares
from tinbergen.statistics.regression.k_class import ols


def test_draws_have_the_mean_and_covariance(market) -> None:
    fit = equation_by_equation(market(1)[0], "2sls")
    n = 40_000
    draws = fit.draws(n, np.random.default_rng(0))
    assert draws.shape == (n, 7)
    V = fit.coefficient_covariance
    scale = np.sqrt(np.diagonal(V))
    np.testing.assert_allclose((draws.mean(0) - fit.coefficients) / scale, 0, atol=5 / np.sqrt(n))
    gap = (np.cov(draws.T) - V) / np.outer(scale, scale)
    np.testing.assert_allclose(gap, 0, atol=6 / np.sqrt(n))


def test_draws_obey_restrictions_and_repeat_with_the_seed(market) -> None:
    equations, Z = market(2)
    R, r = np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0]]), np.array([0.5])
    fit = three_stage_least_squares(equations, Z, restrictions=(R, r))
    draws = fit.draws(200, np.random.default_rng(0))
    np.testing.assert_allclose(draws @ R.T, 0.5, atol=1e-8)
    np.testing.assert_array_equal(draws, fit.draws(200, np.random.default_rng(0)))


def test_draws_of_a_certain_coefficient() -> None:
    draws = normal_draws(np.array([1.0, 2.0]), np.diag([0.0, 4.0]), 50, np.random.default_rng(0))
    np.testing.assert_array_equal(draws[:, 0], 1.0)
    assert draws[:, 1].std() > 1


def test_frame_holds_every_coefficient(market) -> None:
    fit = equation_by_equation(market(1)[0], "ols")
    frame = fit.to_frame()
    assert list(frame.index) == list(fit.coefficient_names)
    np.testing.assert_array_equal(frame["coefficient"], fit.coefficients)
    np.testing.assert_allclose(frame["std_error"], np.sqrt(np.diagonal(fit.coefficient_covariance)))
    assert frame.loc[("supply", "p"), "p"] == fit.equations["supply"].p_values[1]


def test_summary_tells_numbers_convention_and_sample(market) -> None:
    start = Period.parse("1990Q1")
    equations = [dataclasses.replace(eq, sample=start.to(start + 79)) for eq in market(1)[0]]
    fit = equation_by_equation(equations, "liml")
    text = fit.summary()
    assert text.startswith("limited-information maximum likelihood\n")
    assert "1990Q1 - 2009Q4, observations: 80" in text
    assert "asymptotic" in text
    assert f"{fit.equations['supply'].kappa:.6f}" in text
    for value in fit.coefficients:
        assert f"{value:.4f}" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    chinese = fit.summary("zh")
    assert "有限信息极大似然法" in chinese
    assert "标准误" in chinese
    assert "std. error" not in chinese


def test_columns_line_up_in_chinese(market) -> None:
    from unicodedata import east_asian_width

    def width(text: str) -> int:
        return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)

    lines = equation_table(ols(market(1)[0][0]), "zh").splitlines()
    assert {width(line) for line in lines[1:7]} == {74}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.0000"), (1.23456, "1.2346"), (1e-5, "1.000e-05"), (2e9, "2.000e+09")],
)
def test_small_numbers_do_not_vanish(value, shown) -> None:
    assert significant(value) == shown


def test_every_method_has_a_name_in_both_languages() -> None:
    assert all(text.en and text.zh for text in METHODS.values())
