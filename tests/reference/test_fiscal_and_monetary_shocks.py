"""Responses to policy as published, on the authors' own data."""

import numpy as np
import pandas as pd
import pytest

from tinbergen.statistics.evaluation.distributed_lag import distributed_lag
from tinbergen.statistics.evaluation.local_projections import cumulative_multipliers
from tinbergen.statistics.evaluation.proxy_var import proxy_var


@pytest.fixture(scope="module")
def fiscal(shared):
    """Shares of potential output, 1889Q1-2015Q4; news over last quarter's potential."""
    d = pd.read_csv(shared / "data/track/ramey_zubairy_2018_q.csv")
    return pd.DataFrame(
        {
            "output": d.rgdp / d.rgdp_pott6,
            "spending": d.ngov / d.pgdp / d.rgdp_pott6,
            "news": d.news / (d.rgdp_pott6 * d.pgdp).shift(),
        }
    )


@pytest.mark.parametrize(
    ("instruments", "lagged", "two_years", "four_years"),
    [
        (["news"], ["news", "output", "spending"], 0.664, 0.713),
        (["spending"], ["output", "spending"], 0.384, 0.474),
        (["news", "spending"], ["news", "output", "spending"], 0.418, 0.564),
    ],
)
def test_cumulative_multipliers(fiscal, instruments, lagged, two_years, four_years):
    """Ramey and Zubairy (2018), Journal of Political Economy 126(2), table 1, linear model: .66
    and .71 by news, .38 and .47 by Blanchard and Perotti's shock, .42 and .56 by both. Third
    digits are our own, found by two programs."""
    found = cumulative_multipliers(
        fiscal, "output", "spending", 15, instruments=instruments, lagged=lagged
    )
    assert found.estimate[7] == pytest.approx(two_years, abs=5e-4)
    assert found.estimate[15] == pytest.approx(four_years, abs=5e-4)
    if instruments == ["news"]:
        assert found.n[7] == 493
        # Their figure 3: news is weak at once, strong after a year or so.
        assert found.effective_f[0] < found.critical_f[0] == pytest.approx(23.1, abs=0.05)


def test_tax_changes(shared):
    """Romer and Romer (2010), American Economic Review 100(3), figure 4: an exogenous tax increase
    of 1 per cent of GDP lowers GDP by up to 3.08 per cent, after ten quarters; 232 quarters."""
    import json

    d = pd.read_csv(shared / "data/track/romer_romer_2010_tax_q.csv")
    data = {
        "growth": 100 * np.log(d.gdp).diff(),
        "tax": 100 * (d.defic + d.longr) / d.nomgdp,
    }
    found = distributed_lag(data, "growth", "tax", 12, sample=d.quarter >= "1950Q1")
    assert found.n[0] == 232
    assert found.estimate[10] == pytest.approx(-3.0808, abs=5e-5)
    assert found.estimate.argmin() == 10
    theirs = json.loads((shared / "data/track/romer_romer_2010_reference.json").read_text())
    np.testing.assert_allclose(found.estimate, theirs["irf"], rtol=1e-9)
    np.testing.assert_allclose(found.se, theirs["standard_errors"], rtol=1e-9)


def test_monetary_surprises(shared):
    """Gertler and Karadi (2015), AEJ: Macroeconomics 7(1), table 3 and figure 1: one-year rate,
    three-month-ahead fed funds futures; autoregression 1979:7-2012:6 with 12 lags, instrument
    1991:1-2012:6. F 21.55, R2 7.76 per cent; responses to a rise of 20 basis points."""
    d = pd.read_csv(shared / "data/track/gertler_karadi_2015_m.csv.gz")
    found = proxy_var(
        d,
        ["gs1", "logcpi", "logip", "ebp"],
        "ff4_tc",
        12,
        48,
        size=0.2,
        instrument_sample=d.year >= 1991,
        draws=100,
    )
    assert found.n == 258
    assert found.f == pytest.approx(21.550, abs=5e-4)
    assert found.r2 == pytest.approx(0.0776, abs=5e-5)
    assert found.robust_f == pytest.approx(17.64, abs=5e-3)
    premium, industry = found.responses[:, 3], found.responses[:, 2]
    assert premium[0] == pytest.approx(0.116, abs=5e-4)
    assert industry[25] == pytest.approx(-0.426, abs=5e-4)
    assert industry.argmin() == 25
    # At 90 per cent, by the moving-block bootstrap, the premium rises and industry falls.
    assert 0.0 < found.lower[0, 3] < 0.116 < found.upper[0, 3]
    assert found.upper[25, 2] < 0.0
    assert (found.lower[1:] < found.upper[1:]).all()
