import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.newey_west import newey_west


def test_agrees_with_statsmodels():
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(0)
    regressors = np.column_stack([np.ones(80), rng.normal(size=(80, 2)) * [1.0, 100.0]])
    target = regressors @ [1.0, 2.0, 0.03] + rng.normal(size=80).cumsum()
    coefficients, covariance = newey_west(regressors, target, 6, "test")
    peer = OLS(target, regressors).fit(cov_type="HAC", cov_kwds={"maxlags": 6})
    np.testing.assert_allclose(coefficients, peer.params, rtol=1e-8)
    np.testing.assert_allclose(covariance, peer.cov_params(), rtol=1e-6)


def test_collinear_regressors_are_refused():
    regressors = np.column_stack([np.ones(20), np.arange(20.0), 2.0 * np.arange(20.0)])
    with pytest.raises(TinbergenError, match="can't estimate the rule"):
        newey_west(regressors, np.arange(20.0), 2, "rule")
