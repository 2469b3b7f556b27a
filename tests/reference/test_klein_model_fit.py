"""Klein's Model I estimated from the model file, by all six methods.

Numbers: linearmodels 7.1 = R systemfit 1.1-28 = gretl 2022c to all digits printed (OLS, 2SLS, 3SLS);
LIML linearmodels = gretl; iterated 3SLS systemfit; FIML gretl, log-likelihood -83.3238.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.sources import library_data
from tinbergen.engine.estimate.model_fit import ModelFit, estimate
from tinbergen.model.library import load

TABLE = {
    "ols": "16.2366 0.1929 0.0899 0.7962 10.1258 0.4796 0.3330 -0.1118 1.4970 0.4395 0.1461 0.1302",
    "2sls": "16.5548 0.0173 0.2162 0.8102 20.2782 0.1502 0.6159 -0.1578 1.5003 0.4389 0.1467 0.1304",
    "liml": "17.1477 -0.2225 0.3960 0.8226 22.5908 0.0752 0.6804 -0.1683 1.5262 0.4339 0.1513 0.1316",
    "3sls": "16.4408 0.1249 0.1631 0.7901 28.1778 -0.0131 0.7557 -0.1948 1.7972 0.4005 0.1813 0.1497",
    "i3sls": "16.5590 0.1645 0.1766 0.7658 42.8963 -0.3565 1.0113 -0.2602 2.6248 0.3748 0.1937 0.1679",
    "fiml": "18.3433 -0.2324 0.3857 0.8018 27.2639 -0.8010 1.0519 -0.1481 5.7943 0.2341 0.2847 0.2348",
}
COLUMNS = {"ols": "OLS", "2sls": "2SLS", "liml": "LIML", "3sls": "3SLS", "i3sls": "I3SLS",
           "fiml": "FIML"}  # fmt: skip


@pytest.fixture(scope="module", params=TABLE)
def fit(request: pytest.FixtureRequest) -> ModelFit:
    return estimate(load("klein1"), library_data("klein1"), method=request.param)


def test_coefficients_to_all_digits_printed(fit: ModelFit) -> None:
    published = np.array(TABLE[fit.method].split(), dtype=float)
    np.testing.assert_allclose(fit.fit.coefficients, published, rtol=0, atol=0.5001e-4)
    assert fit.sample == Period.parse("1921").to(Period.parse("1941"))
    for (_, name), b in zip(fit.fit.coefficient_names, fit.fit.coefficients, strict=True):
        assert fit.model.values[name] == b


def test_log_likelihood_and_kappas(fit: ModelFit) -> None:
    if fit.method == "fiml":
        assert fit.fit.loglik == pytest.approx(-83.3238, abs=5e-5)
    if fit.method == "liml":
        kappas = [e.kappa for e in fit.fit.equations.values()]
        np.testing.assert_allclose(kappas, [1.498746, 1.085953, 2.468583], rtol=0, atol=5e-7)


def test_full_precision_and_standard_errors(fit: ModelFit, shared: Path) -> None:
    with (shared / "reference" / "klein" / "klein_estimators_linearmodels.csv").open() as file:
        rows = list(csv.DictReader(file))
    column = COLUMNS[fit.method]
    published = np.array([float(row[column]) for row in rows])
    # Iterated estimators stop where their programs' tolerances say.
    close = {"i3sls": 1e-6, "fiml": 2e-5}.get(fit.method, 1e-8)
    np.testing.assert_allclose(fit.fit.coefficients, published, rtol=close, atol=close)
    if f"{column}_se" in rows[0]:
        errors = np.concatenate([e.standard_errors for e in fit.fit.equations.values()])
        expected = np.array([float(row[f"{column}_se"]) for row in rows])
        np.testing.assert_allclose(errors, expected, rtol=1e-7)


def test_the_library_s_values_are_two_stage_least_squares() -> None:
    model = load("klein1")
    fit = estimate(model, library_data("klein1"))
    assert fit.method == "2sls"
    for name, value in fit.model.values.items():
        assert model.values[name] == pytest.approx(value, abs=0.5001e-4)
