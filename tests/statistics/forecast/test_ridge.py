import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.multivariate.pca import PCA

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.ridge import direct_forecasts, principal_components, ridge

RNG = np.random.default_rng(3)
X = RNG.standard_normal((90, 4)) * [1.0, 5.0, 0.2, 1.0] + [0.0, 3.0, -1.0, 2.0]
Y = X @ [1.0, -0.3, 2.0, 0.0] + 4.0 + RNG.standard_normal(90)


def test_without_penalty_it_is_least_squares():
    fit = sm.OLS(Y, sm.add_constant(X)).fit()
    np.testing.assert_allclose(ridge(X, Y, 0.0).slopes, fit.params[1:])
    np.testing.assert_allclose(ridge(X, Y, 0.0).predict(X), fit.fittedvalues)


def test_the_penalty_is_that_of_statsmodels():
    """Its elastic net of pure ridge form minimises RSS / 2T + λ|b|² / 2, on the same scale."""
    z = (X - X.mean(axis=0)) / X.std(axis=0)
    penalty = np.array([0.0, 0.3, 0.3, 0.7])
    fit = sm.OLS(Y - Y.mean(), z).fit_regularized(alpha=penalty, L1_wt=0.0)
    np.testing.assert_allclose(ridge(X, Y, penalty).slopes * X.std(axis=0), fit.params)


def test_incomplete_rows_do_not_count_and_constants_have_no_slope():
    holed = np.vstack([X, np.full((1, 4), np.nan)])
    found = ridge(np.column_stack([holed, np.ones(91)]), np.append(Y, 1e6), 0.3)
    np.testing.assert_allclose(found.slopes[:-1], ridge(X, Y, 0.3).slopes, atol=1e-12)
    assert found.slopes[-1] == 0.0


def test_each_horizon_has_its_own_regression():
    base = np.linspace(0.0, 1.0, 90)
    found = direct_forecasts(Y, X, 3, 0.3, base=base)
    for h in (1, 2, 3):
        fit = ridge(X[:-h], Y[h:] - base[:-h], 0.3)
        assert found[h - 1] == pytest.approx(fit.predict(X[-1:])[0] + base[-1])


def test_periods_left_out_are_neither_targets_nor_looked_back_on():
    omit = np.arange(90) == 40
    wild = np.where(omit, 1e5, Y)
    touched = X.copy()
    touched[40:43] = 1e5
    found = direct_forecasts(wild, touched, 2, 0.3, omit=omit, reach=2)
    for h in (1, 2):
        rows = [t for t in range(90 - h) if t not in (40, 41, 42) and t + h != 40]
        fit = ridge(X[rows], Y[[t + h for t in rows]], 0.3)
        assert found[h - 1] == pytest.approx(fit.predict(X[-1:])[0])


def test_components_are_those_of_statsmodels():
    found = principal_components(np.column_stack([X, np.ones(90)]), 2)
    expected = PCA(X, ncomp=2, standardize=True).scores
    expected = expected / expected.std(axis=0)
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-9)


def test_loadings_do_not_rest_on_periods_left_out():
    omit = np.arange(90) == 10
    wild = np.where(omit[:, None], 1e4, X)
    found = principal_components(wild, 2, omit=omit)
    same = principal_components(X[~omit], 2)
    np.testing.assert_allclose(np.abs(found[~omit]), np.abs(same), atol=1e-9)


def test_a_series_with_a_hole_is_left_out():
    holed = np.column_stack([X, np.where(np.arange(90) == 3, np.nan, Y)])
    np.testing.assert_allclose(principal_components(holed, 2), principal_components(X, 2))


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("F053", lambda: ridge(X, Y, -0.1)),
        ("F053", lambda: ridge(X[:2], Y[:2], 0.1)),
        ("F054", lambda: ridge(X[1:], Y, 0.1)),
        ("F053", lambda: direct_forecasts(Y, X, 0, 0.1)),
        ("F054", lambda: direct_forecasts(Y, X[1:], 1, 0.1)),
        ("F053", lambda: principal_components(X, 0)),
    ],
)
def test_what_is_refused(code, work):
    with pytest.raises(TinbergenError) as fault:
        work()
    assert fault.value.code == code
