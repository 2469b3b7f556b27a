"""Regressions with effects of units, against statsmodels."""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.panel_regression import panel_regression


def panel():
    rng = np.random.default_rng(0)
    unit = np.repeat([f"u{i}" for i in range(8)], 30)
    x = rng.standard_normal((240, 2))
    y = x @ [1.0, -2.0] + np.repeat(rng.standard_normal(8), 30) + rng.standard_normal(240)
    return pd.DataFrame({"y": y, "a": x[:, 0], "b": x[:, 1], "unit": unit})


@pytest.mark.parametrize(
    ("errors", "theirs"), [("classic", "nonrobust"), ("HC1", "HC1"), ("cluster", "cluster")]
)
def test_like_statsmodels(errors, theirs):
    import statsmodels.api as sm

    d = panel()
    X = np.hstack([d[["a", "b"]], pd.get_dummies(d["unit"]).to_numpy(dtype=float)])
    keywords = {"cov_kwds": {"groups": pd.factorize(d["unit"])[0]}} if errors == "cluster" else {}
    other = sm.OLS(d["y"], X).fit(cov_type=theirs, **keywords)
    fit = panel_regression(d, "y", "a, b", "unit", errors=errors)
    np.testing.assert_allclose(fit.coefficients, other.params, rtol=1e-9)
    np.testing.assert_allclose(fit.covariance, other.cov_params(), rtol=1e-8, atol=1e-12)
    assert fit.r2 == pytest.approx(other.rsquared)
    assert fit.to_frame().index.tolist()[:3] == ["a", "b", "u0"]
    assert 0 < fit.r2_within < fit.r2


def test_draws_have_the_covariance():
    fit = panel_regression(panel(), "y", ["a", "b"], "unit")
    drawn = fit.draws(20_000, seed=1)
    np.testing.assert_allclose(np.cov(drawn.T), fit.covariance, atol=0.05 * fit.covariance.max())
    np.testing.assert_allclose(drawn.mean(axis=0), fit.coefficients, atol=0.01)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F122", lambda d: panel_regression(d, "y", "c", "unit")),
        ("F053", lambda d: panel_regression(d, "y", "a", "unit", level=2.0)),
        (
            "F055",
            lambda d: panel_regression(
                d.assign(c=d["unit"].str[1:].astype(float)), "y", "c", "unit"
            ),
        ),
        ("F107", lambda d: panel_regression(d.head(3), "y", "a, b", "unit")),
        ("F107", lambda d: panel_regression(d.head(30), "y", "a", "unit", errors="cluster")),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call(panel())
    assert fault.value.code == code
