"""Forecasts of the United States, 1985 to 2019, with a Bayesian autoregression, beside simple ones.

Pseudo-real-time: estimated on quarters up to each origin, 1985Q1 on, but on the data of August
2026, so revisions are seen in advance. Seven variables, four lags, hyperparameters once a year, rows
scaled. RMSE in per cent (four-quarter growth and inflation) or percentage points.

What is *not* found is tested as well: alone, the Bayesian one does not beat an AR(2) for output, and
its gain for unemployment, half and half with one, is not significant. Whole outlooks are scored in
test_track_record.
"""

import numpy as np
import pandas as pd
import pytest

from tinbergen.statistics.cycles.vector_autoregression import fit_var
from tinbergen.statistics.forecast.bvar import fit_bvar
from tinbergen.statistics.forecast.scores import coverage, crps_sample, diebold_mariano

FIRST, LAST, HORIZON, DRAWS = "1985Q1", "2019Q4", 4, 200
GDP, CPI, UNEMPLOYMENT = range(3)


@pytest.fixture(scope="module")
def quarters(shared):
    """Quarterly means; logarithms times 100 of what grows, the rest in per cent."""
    d = pd.read_csv(shared / "data/track/us_fred_md.csv.gz")
    d.index = pd.PeriodIndex(d.period.astype(str), freq="M")
    names = ["GDPC1", "CPIAUCSL", "UNRATE", "TB3MS", "GS10", "HOUST", "CLAIMSx"]
    table = d[names].groupby(d.index.asfreq("Q")).mean().loc["1960Q1":LAST]
    grows = ["GDPC1", "CPIAUCSL", "HOUST", "CLAIMSx"]
    table[grows] = 100 * np.log(table[grows])
    return table


@pytest.fixture(scope="module")
def forecasts(quarters):
    """(origins, draws, 4, 7) of the autoregression, and (origins, 4, 7) of its point."""
    data = quarters.to_numpy()
    first = quarters.index.get_loc(pd.Period(FIRST))
    draws, points, chosen = [], [], None
    for origin in range(first, len(data) - HORIZON):
        if quarters.index[origin].quarter == 1:
            chosen = None
        fit = fit_bvar(
            data[: origin + 1],
            4,
            row_scale="common",
            hyperparameters=chosen,
        )
        chosen = fit.hyperparameters
        forecast = fit.forecast(HORIZON, draws=DRAWS, seed=origin)
        draws.append(forecast.draws)
        points.append(forecast.point)
    return np.array(draws), np.array(points)


def autoregression(series, first):
    """(origins, 4) iterated AR(2) forecasts, expanding."""
    found = []
    for origin in range(first, len(series) - HORIZON):
        fit = fit_var(series[: origin + 1, None], 2)
        path = list(series[origin - 1 : origin + 1])
        for _ in range(HORIZON):
            step = fit.intercept[0] + fit.coefficients[:, 0, 0] @ [path[-1], path[-2]]
            path.append(step)
        found.append(path[2:])
    return np.array(found)


class Exam:
    """One target at one horizon, targets up to 2019Q4: squared errors of what is compared."""

    def __init__(self, quarters, horizon, outturn, **methods):
        first = quarters.index.get_loc(pd.Period(FIRST))
        last = quarters.index.get_loc(pd.Period(LAST))
        self.count = last - horizon - first + 1
        self.horizon = horizon
        self.outturn = outturn[first + horizon : last + 1]
        self.methods = {name: values[: self.count] for name, values in methods.items()}

    def rmse(self, name):
        return float(np.sqrt(np.mean((self.methods[name] - self.outturn) ** 2)))

    def against(self, name, other):
        losses = [(self.methods[k] - self.outturn) ** 2 for k in (name, other)]
        return diebold_mariano(*losses, horizon=self.horizon)


@pytest.fixture(scope="module")
def first(quarters):
    return quarters.index.get_loc(pd.Period(FIRST))


@pytest.fixture(scope="module")
def unemployment(quarters, forecasts, first):
    series = quarters["UNRATE"].to_numpy()
    simple = autoregression(series, first)[:, 3]
    bayes = forecasts[1][:, 3, UNEMPLOYMENT]
    return Exam(quarters, 4, series, ar=simple, bayes=bayes, mean=(simple + bayes) / 2)


def test_unemployment_a_year_ahead(unemployment):
    """Half AR(2), half autoregression: 4 per cent below AR(2) alone."""
    assert unemployment.count == 136
    assert unemployment.rmse("ar") == pytest.approx(0.714, abs=0.003)
    assert unemployment.rmse("mean") == pytest.approx(0.684, abs=0.005)
    assert unemployment.rmse("bayes") == pytest.approx(0.722, abs=0.01)
    assert unemployment.against("mean", "ar").p_value > 0.05


def test_bands_of_unemployment(unemployment, forecasts):
    draws = forecasts[0][: unemployment.count, :, 3, UNEMPLOYMENT]
    low, high = np.quantile(draws, [0.05, 0.95], axis=1)
    assert coverage(unemployment.outturn, low, high) == pytest.approx(0.87, abs=0.02)
    score = crps_sample(draws.T, unemployment.outturn).mean()
    assert score == pytest.approx(0.366, abs=0.01)


def test_output_over_four_quarters_is_not_forecast_better(quarters, forecasts, first):
    level = quarters["GDPC1"].to_numpy()
    growth = 4 * np.diff(level)
    simple = autoregression(growth, first - 1)[:, :4].mean(axis=1)
    bayes = forecasts[1][:, 3, GDP] - level[first:-HORIZON]
    year = np.concatenate([np.full(4, np.nan), level[4:] - level[:-4]])
    exam = Exam(quarters, 4, year, ar=simple, bayes=bayes)
    assert exam.rmse("ar") == pytest.approx(1.577, abs=0.005)
    assert exam.rmse("bayes") > 1.05 * exam.rmse("ar")
