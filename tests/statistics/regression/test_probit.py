"""Probit against statsmodels, and samples without an estimate."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.probit import fit_probit


def events(seed=0, n=300):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 2))
    return (x @ [1.0, -2.0] - 1.0 + rng.standard_normal(n) > 0).astype(float), x


@pytest.mark.parametrize("seed", range(4))
def test_as_statsmodels(seed):
    import statsmodels.api as sm

    y, x = events(seed)
    theirs = sm.Probit(y, sm.add_constant(x)).fit(disp=0, tol=1e-12)
    ours = fit_probit(y, x, ["a", "b"])
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.covariance, theirs.cov_params(), rtol=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-12)
    np.testing.assert_allclose(ours.probability(x), theirs.predict(), rtol=1e-8)
    assert list(ours.to_frame().index) == ["constant", "a", "b"]


def test_rows_that_miss_something_are_left_out():
    y, x = events()
    holed = np.vstack([x, [[np.nan, 1.0]], [[0.0, 0.0]]])
    ours = fit_probit(np.append(y, [1.0, np.nan]), holed)
    assert ours.n == 300
    np.testing.assert_allclose(ours.coefficients, fit_probit(y, x).coefficients)


@pytest.mark.parametrize(
    ("code", "y", "x"),
    [
        ("F124", [0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6]),
        ("F124", [0, 0, 0, 1, 1, 1], [1, 2, 3, 3, 5, 6]),
        ("F123", [0, 0, 0, 0, 0], [1, 2, 3, 4, 5]),
        ("F123", [0, 0, 0, 1, 3], [1, 2, 3, 4, 5]),
        ("F050", [0, 1], [1, 2]),
        ("F054", [0, 1, 1], [1, 2]),
        ("F055", [0, 1, 0, 1, 0], [1, 1, 1, 1, 1]),
    ],
)
def test_refusals(code, y, x):
    with pytest.raises(TinbergenError) as fault:
        fit_probit(y, x)
    assert fault.value.code == code
