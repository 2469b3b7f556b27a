"""Logit against statsmodels, and what it leaves out or refuses."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.logit import fit_logit


def panel(seed=0, units=6, length=60):
    rng = np.random.default_rng(seed)
    label = np.repeat([f"u{i}" for i in range(units)], length)
    x = rng.standard_normal((units * length, 2))
    index = x @ [1.0, -0.5] - 1.5 + 0.3 * np.repeat(rng.standard_normal(units), length)
    return (rng.random(len(x)) < 1 / (1 + np.exp(-index))).astype(float), x, label


@pytest.mark.parametrize("errors", ["nonrobust", "HC0", "cluster"])
def test_estimates_and_errors_are_those_of_statsmodels(errors):
    import statsmodels.api as sm

    y, x, label = panel()
    dummies = (label[:, None] == np.unique(label)).astype(float)
    keywords = {"cov_kwds": {"groups": np.unique(label, return_inverse=True)[1]}}
    theirs = sm.Logit(y, np.hstack([x, dummies])).fit(
        disp=0, tol=1e-12, cov_type=errors, **(keywords if errors == "cluster" else {})
    )
    clusters = label if errors == "cluster" else None
    fit = fit_logit(y, x, units=label, clusters=clusters, robust=errors != "nonrobust")
    np.testing.assert_allclose(fit.coefficients, theirs.params, rtol=1e-7)
    factor = {"HC0": len(y) / (len(y) - 1)}.get(errors, 1.0)
    # statsmodels multiplies by (n - 1) / (n - k) as well where there are clusters.
    if errors == "cluster":
        factor = (len(y) - 8) / (len(y) - 1)
    np.testing.assert_allclose(fit.covariance, factor * theirs.cov_params(), rtol=1e-5, atol=1e-9)
    assert fit.pseudo_r2 == pytest.approx(theirs.prsquared)
    np.testing.assert_allclose(fit.probability(x, label), fit.fitted)


def test_units_without_events_are_left_out():
    y, x, label = panel()
    y[label == "u2"] = 0.0
    fit = fit_logit(y, x, ["a", "b"], units=label)
    assert fit.left_out == ("u2",)
    assert fit.n == 300
    assert np.isnan(fit.probability(x[:1], ["u2"]))[0]
    assert fit.to_frame().index.tolist() == ["a", "b", "u0", "u1", "u3", "u4", "u5"]
    assert fit_logit(y, x[:, 0]).names == ("x1", "constant")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F123", {"event": np.zeros(360)}),
        ("F123", {"event": np.full(360, 2.0)}),
        ("F054", {"regressors": np.zeros((10, 1))}),
        ("F055", {"regressors": np.ones((360, 2))}),
        ("F124", {"event": (panel()[1][:, 0] > 0).astype(float)}),
        ("F107", {"clusters": np.zeros(360)}),
        ("F050", {"event": np.r_[0.0, 1.0, np.full(358, np.nan)]}),
    ],
)
def test_refusals(code, change):
    y, x, _ = panel()
    with pytest.raises(TinbergenError) as fault:
        fit_logit(**({"event": y, "regressors": x} | change))
    assert fault.value.code == code
