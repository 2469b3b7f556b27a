"""Unit-root tests against statsmodels', which implement the same papers."""

import numpy as np
import pytest

from tinbergen.data.sources import us_macrodata
from tinbergen.statistics.regression.dickey_fuller import augmented_dickey_fuller, engle_granger


@pytest.mark.filterwarnings("ignore:adfuller currently returns:FutureWarning")
@pytest.mark.parametrize("name", ["GDP", "C", "r", "U", "INFL"])
@pytest.mark.parametrize("trend", [True, False])
def test_united_states(name: str, trend: bool) -> None:
    from statsmodels.tsa.stattools import adfuller

    values = us_macrodata()[name]
    values = values[~np.isnan(values)]
    theirs = adfuller(values, regression="ct" if trend else "c", autolag="AIC")
    ours = augmented_dickey_fuller(values, trend=trend)
    assert ours.lags == theirs[2]
    assert ours.statistic == pytest.approx(theirs[0], rel=1e-6)
    assert ours.critical == pytest.approx(theirs[4]["5%"], rel=1e-6)
    assert ours.unit_root == (theirs[0] >= theirs[4]["5%"])


@pytest.mark.parametrize("count", range(2, 9))
def test_critical_values_of_cointegration(count: int) -> None:
    """MacKinnon (2010), table 2, as statsmodels has them."""
    from statsmodels.tsa.adfvalues import mackinnoncrit

    residuals = np.random.default_rng(2).normal(size=120)
    ours = engle_granger(residuals, count)
    assert ours.critical == pytest.approx(mackinnoncrit(count, "c", 119)[1], abs=1e-9)
    assert not ours.unit_root


def test_what_can_not_be_tested() -> None:
    assert augmented_dickey_fuller(np.arange(11.0), trend=True) is None
    assert augmented_dickey_fuller(np.ones(50), trend=False) is None
    assert engle_granger(np.zeros(50), 2) is None
