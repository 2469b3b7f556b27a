"""Non-performing loans of 13 large United States banks: call reports of the FDIC, 2005-2024."""

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb


@pytest.fixture(scope="module")
def banks(shared):
    macro = pd.read_csv(shared / "data/bank/us_macro_quarterly_fed_format.csv")
    macro.index = pd.PeriodIndex(pd.to_datetime(macro["date"]), freq="Q")
    known = pd.DataFrame(
        {
            "growth": macro["real_gdp_growth"],
            "unemployment": macro["unemployment"],
            "mortgage": macro["mortgage_rate"],
        }
    )
    d = pd.read_csv(shared / "data/bank/us_banks_fdic_2005_2024.csv").sort_values(
        ["bank_id", "date"]
    )
    d = d.join(known, on=pd.PeriodIndex(pd.to_datetime(d["date"]), freq="Q").rename("quarter"))
    lags = {"npl_lag": ("npl_ratio", 1), "growth_2": ("growth", 2), "mortgage_1": ("mortgage", 1)}
    for name, (column, lag) in lags.items():
        d[name] = d.groupby("bank_id")[column].shift(lag)
    return d


def test_the_satellite(banks):
    """The repository that the data come from publishes .938, -.008, .050, .069 on 1,014 observations;
    statsmodels' OLS with dummies and HC1 gives the digits below on 1,013."""
    fit = tb.panel_regression(
        banks, "npl_ratio", "npl_lag, growth_2, unemployment, mortgage_1", "bank"
    )
    np.testing.assert_allclose(fit.coefficients[:4], [0.9384, -0.0082, 0.0504, 0.0694], atol=5e-5)
    np.testing.assert_allclose(fit.se[:4], [0.0102, 0.0020, 0.0078, 0.0076], atol=5e-5)
    assert fit.r2 == pytest.approx(0.9688, abs=5e-5)
    assert (len(fit.residuals), len(fit.names)) == (1013, 17)
    clustered = tb.panel_regression(
        banks, "npl_ratio", "npl_lag, growth_2, unemployment, mortgage_1", "bank", errors="cluster"
    )
    assert clustered.df == 12
    assert clustered.se[2] > fit.se[2]
