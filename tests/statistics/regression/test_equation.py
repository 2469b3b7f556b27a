"""What an estimated equation says about itself."""

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.statistics.regression.equation import EquationData, t_ratio, two_sided_p
from tinbergen.statistics.regression.k_class import ols, two_stage_least_squares


def test_shapes_must_match() -> None:
    y, X = np.zeros(5), np.ones((5, 2))
    with pytest.raises(ValueError, match="do not match"):
        EquationData("a", y, X, None, ("one",))
    with pytest.raises(ValueError, match="Z has 4 rows"):
        EquationData("a", y, X, np.ones((4, 1)), ("one", "two"))
    with pytest.raises(ValueError, match="3 periods"):
        sample = Period.parse("2000").to(Period.parse("2002"))
        EquationData("a", y, X, None, ("one", "two"), sample=sample)


def test_convention_decides_distribution(make) -> None:
    from scipy import stats

    equation = make(1)
    small, large = ols(equation), two_stage_least_squares(equation)
    assert "T - k" in small.convention.en
    assert "T)" in large.convention.en
    np.testing.assert_allclose(
        small.p_values, 2 * stats.t.sf(np.abs(small.t_statistics), small.df_residual)
    )
    np.testing.assert_allclose(large.p_values, 2 * stats.norm.sf(np.abs(large.t_statistics)))
    assert large.f_p_value == pytest.approx(
        stats.chi2.sf(large.f_df * large.f_statistic, large.f_df)
    )


def test_fixed_coefficient_has_no_t_ratio() -> None:
    t = t_ratio(np.array([1.0, 2.0]), np.array([0.0, 0.5]))
    assert np.isnan(t[0])
    assert t[1] == 4.0
    assert two_sided_p(np.array([0.0]), 7) == pytest.approx(1.0)
