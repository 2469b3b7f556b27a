"""Local projections, distributed lags and instruments against other programs."""

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.distributed_lag import distributed_lag
from tinbergen.statistics.evaluation.local_projections import (
    cumulative_multipliers,
    local_projections,
)
from tinbergen.statistics.evaluation.proxy_var import proxy_var
from tinbergen.statistics.evaluation.weak_instruments import effective_f


def economy(seed=0, length=400):
    """A policy x that answers output y, a shock behind it, and two instruments for that shock."""
    rng = np.random.default_rng(seed)
    e, u = rng.standard_normal((2, length))
    y, x = np.zeros(length), np.zeros(length)
    for t in range(1, length):
        x[t] = 0.5 * x[t - 1] + 0.3 * y[t - 1] + e[t]
        y[t] = 0.6 * y[t - 1] - 0.4 * x[t] + u[t]
        x[t] += 0.2 * u[t]
    z = e + rng.standard_normal((2, length))
    return {"y": y, "x": x, "z": z[0], "z2": z[1], "trend": np.arange(length) / length}


def lagged(data, names, lags, rows):
    return np.column_stack(
        [np.ones(len(rows)), *(data[n][rows - lag] for n in names for lag in range(1, lags + 1))]
    )


def test_least_squares_and_bands_as_statsmodels():
    import statsmodels.api as sm

    data = economy()
    found = local_projections(data, "y", "x", 5, lagged=["x", "y"], lags=2, controls=["trend"])
    for h in (0, 3, 5):
        rows = np.arange(2, 400 - h)
        X = np.column_stack([data["x"][rows], data["trend"][rows], lagged(data, "xy", 2, rows)])
        fit = sm.OLS(data["y"][rows + h], X).fit(cov_type="HAC", cov_kwds={"maxlags": h})
        assert found.estimate[h] == pytest.approx(fit.params[0], rel=1e-9)
        assert found.se[h] == pytest.approx(fit.bse[0], rel=1e-9)
        assert found.n[h] == len(rows)
    assert np.isnan(found.effective_f).all()
    np.testing.assert_allclose(found.upper - found.estimate, 1.6448536 * found.se, rtol=1e-6)


def test_two_stages_as_linearmodels():
    from linearmodels.iv import IV2SLS

    data = economy(1)
    found = local_projections(
        data, "y", "x", 4, instruments=["z", "z2"], lagged=["x", "y"], lags=2, measure="change"
    )
    for h in (0, 4):
        rows = np.arange(2, 400 - h)
        w = pd.DataFrame(lagged(data, "xy", 2, rows))
        theirs = IV2SLS(
            data["y"][rows + h] - data["y"][rows - 1],
            w,
            data["x"][rows],
            np.column_stack([data["z"][rows], data["z2"][rows]]),
        ).fit(cov_type="kernel", kernel="bartlett", bandwidth=h, debiased=False)
        assert found.estimate[h] == pytest.approx(theirs.params.iloc[-1], rel=1e-8)
        assert found.se[h] == pytest.approx(theirs.std_errors.iloc[-1], rel=1e-8)
    assert (found.effective_f > found.critical_f).all()


def test_responses_are_those_of_the_process():
    """Local projections on an instrument find what the autoregression implies."""
    found = local_projections(
        economy(2, 60000), "y", "x", 6, instruments=["z"], lagged=["x", "y"], lags=1
    )
    x, y = np.zeros(7), np.zeros(7)
    x[0], y[0] = 1.0, -0.4
    for h in range(1, 7):
        x[h] = 0.5 * x[h - 1] + 0.3 * y[h - 1]
        y[h] = 0.6 * y[h - 1] - 0.4 * x[h]
    np.testing.assert_allclose(found.estimate, y, atol=0.04)
    assert (np.abs(found.estimate - y) < 3 * found.se).all()


def test_multiplier_is_the_ratio_of_summed_responses():
    """With one instrument, two-stage least squares divides the reduced forms."""
    data = economy(3)
    found = cumulative_multipliers(data, "y", "x", 3, instruments=["z"], lagged=["x", "y"], lags=2)
    cut = {k: np.where(np.arange(400) < 397, v, np.nan) for k, v in data.items()}
    rows = np.arange(2, 397)
    X = np.column_stack([data["z"][rows], lagged(data, "xy", 2, rows)])
    above = np.linalg.lstsq(X, sum(data["y"][rows + i] for i in range(4)), rcond=None)[0][0]
    below = np.linalg.lstsq(X, sum(data["x"][rows + i] for i in range(4)), rcond=None)[0][0]
    assert found.estimate[3] == pytest.approx(above / below, rel=1e-9)
    one = local_projections(cut, "y", "z", 0, lagged=["x", "y"], lags=2, measure="sum")
    two = local_projections(cut, "x", "z", 0, lagged=["x", "y"], lags=2, measure="sum")
    start = cumulative_multipliers(cut, "y", "x", 0, instruments=["z"], lagged=["x", "y"], lags=2)
    assert start.estimate[0] == pytest.approx(one.estimate[0] / two.estimate[0], rel=1e-9)


def test_effective_f_of_one_instrument_is_the_robust_f():
    import statsmodels.api as sm

    data = economy(4)
    z = data["z"] - data["z"].mean()
    x = data["x"] - data["x"].mean()
    found, bar = effective_f(x, (z / np.linalg.norm(z))[:, None], 3)
    theirs = sm.OLS(x, z).fit(cov_type="HAC", cov_kwds={"maxlags": 3})
    assert found == pytest.approx(theirs.tvalues[0] ** 2, rel=1e-9)
    # Montiel Olea and Pflueger (2013), table 1: 23.1 for a bias of 10 %, 37.4 for 5 %.
    assert bar == pytest.approx(23.1, abs=0.05)
    strict = effective_f(x, (z / np.linalg.norm(z))[:, None], 3, bias=0.05)[1]
    assert strict == pytest.approx(37.4, abs=0.05)


def test_distributed_lag_as_statsmodels():
    import statsmodels.api as sm

    data = economy(5)
    found = distributed_lag(data, "y", "z", 3, controls=["trend"], hac_lags=4)
    rows = np.arange(3, 400)
    X = np.column_stack(
        [*(data["z"][rows - lag] for lag in range(4)), data["trend"][rows], np.ones(397)]
    )
    fit = sm.OLS(data["y"][rows], X).fit(cov_type="HAC", cov_kwds={"maxlags": 4})
    np.testing.assert_allclose(found.estimate, np.cumsum(fit.params[:4]), rtol=1e-9)
    ones = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    assert found.se[2] == pytest.approx(np.sqrt(ones @ fit.cov_params() @ ones), rel=1e-9)


def test_proxy_finds_the_shock():
    data = economy(6, 20000)
    data["z"][:5000] = np.nan
    found = proxy_var(data, ["x", "y"], "z", 1, 8)
    assert found.n == 15000
    np.testing.assert_allclose(found.responses[0], [1.0, -0.4], atol=0.05)
    small = economy(7, 300)
    banded = proxy_var(small, ["x", "y"], "z", 1, 8, draws=200, size=2.0)
    assert banded.responses[0, 0] == pytest.approx(2.0)
    assert (banded.lower <= banded.responses + 1e-9).mean() > 0.9
    assert banded.to_frame().shape == (9, 6)
    assert banded.plot() is not None


def test_faces():
    found = local_projections(economy(), "y", "x", 3, instruments=["z"], lagged=["y"])
    assert list(found.to_frame().columns)[-1] == "critical_f"
    assert "at horizon" in repr(found)
    assert found.plot() is not None
    later = local_projections(economy(1), "y", "x", 3, instruments=["z"], lagged=["y"])
    assert (found - later).to_frame().shape == (4, 7)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F122", {"impulse": "w"}),
        ("F053", {"horizon": -1}),
        ("F053", {"level": 1.0}),
        ("F054", {"sample": [True]}),
        ("F050", {"horizon": 399}),
        ("F050", {"horizon": 500}),
        ("F055", {"controls": ["one"]}),
        ("F055", {"instruments": ["one"]}),
        ("F055", {"instruments": ["x1"], "lags": 1}),
    ],
)
def test_refusals(code, change):
    data = economy()
    data["one"] = np.ones(400)
    data["x1"] = np.concatenate([[np.nan], data["x"][:-1]])
    options = {"outcome": "y", "impulse": "x", "horizon": 2, "lagged": ["x", "y"], **change}
    with pytest.raises(TinbergenError) as fault:
        local_projections(data, **options)
    assert fault.value.code == code


def test_refusals_of_the_others():
    data = economy()
    with pytest.raises(TinbergenError, match="F053"):
        cumulative_multipliers(data, "y", "x", 2, instruments=[])
    with pytest.raises(TinbergenError, match="F053"):
        distributed_lag(data, "y", "z", 2, lagged=["y"])
    with pytest.raises(TinbergenError, match="F050"):
        distributed_lag(data, "y", "z", 250)
    with pytest.raises(TinbergenError, match="F053"):
        proxy_var(data, ["x", "y"], "z", 1, 2, policy="z")
    data["z"][10:] = np.nan
    with pytest.raises(TinbergenError, match="F050"):
        proxy_var(data, ["x", "y"], "z", 1, 2)


def test_placebos_before_the_impulse_as_statsmodels():
    import statsmodels.api as sm

    data = economy()
    found = local_projections(data, "y", "x", 6, lagged=["x", "y"], lags=2)
    assert found.before.shape == (4, 2)
    for k in (1, 4):
        rows = np.arange(k + 2, 400)
        known = [data[n][rows - k - lag] for n in ("x", "y") for lag in (1, 2)]
        regressors = np.column_stack([data["x"][rows], np.ones(len(rows)), *known])
        fit = sm.OLS(data["y"][rows - k], regressors).fit(
            cov_type="HAC", cov_kwds={"maxlags": k, "use_correction": False}
        )
        np.testing.assert_allclose(found.before[k - 1], [fit.params[0], fit.bse[0]], rtol=1e-8)


def test_an_impulse_that_was_foreseen_is_said():
    rng = np.random.default_rng(3)
    shock = rng.standard_normal(400)
    y = rng.standard_normal(400)
    y[:-2] += 0.5 * shock[2:]
    foreseen = local_projections({"y": y, "x": shock}, "y", "x", 4)
    assert foreseen.before_it() < 1e-4
    assert any("not its effect" in said.en for said in foreseen.sentences())
    calm = local_projections({"y": rng.standard_normal(400), "x": shock}, "y", "x", 4)
    assert any("does not move with it" in said.en for said in calm.sentences())
    # Four looks: the largest ratio's chance, four times.
    ratios = np.abs(calm.before[:, 0] / calm.before[:, 1])
    from scipy.stats import norm

    assert calm.before_it() == pytest.approx(min(1, 4 * 2 * norm.sf(ratios.max())))
