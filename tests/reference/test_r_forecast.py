"""Exponential smoothing, ARIMA and Theta against R forecast 8.20 on R's own series.

Numbers: R's auto.arima(), ets() and thetaf() with defaults on twenty series that come with R. R
searches locally, so the rule is "no worse a likelihood", not "the same parameters"; paths are
compared where both stand at the same maximum.
"""

import csv

import numpy as np
import pytest

from tinbergen.statistics.forecast.arima import ArimaOrder, arima_forecasts, fit_arima
from tinbergen.statistics.forecast.arima_search import select_arima
from tinbergen.statistics.forecast.ets import EtsForm, ets_forecasts
from tinbergen.statistics.forecast.ets_fit import fit_ets, select_ets
from tinbergen.statistics.forecast.predictive import normal_radius
from tinbergen.statistics.forecast.theta import fit_theta, theta_forecast

NAMES = [
    "AirPassengers",
    "logAirP",
    "USAccDeaths",
    "UKgas",
    "co2",
    "nottem",
    "LakeHuron",
    "lynx",
    "WWWusage",
    "austres",
    "ldeaths",
    "Nile",
    "JohnsonJohnson",
    "gas",
    "wineind",
    "woolyrnq",
    "UKDriverDeaths",
    "uspop",
    "presidents",
    "BJsales",
]
AHEAD = 12


class Case:
    """One series with R's models and 12-step paths."""

    def __init__(self, folder, row, paths):
        self.y = np.loadtxt(folder / "r_series" / f"{row['name']}.csv", skiprows=1)
        # uspop is one value in ten years: R's frequency of 0.1 has no season.
        self.season = max(1, int(float(row["m"])))
        p, d, q, P, D, Q, _ = (int(float(part)) for part in row["order"].split(","))
        constant = row["const"] in ("drift", "intercept")
        self.order = ArimaOrder(p, d, q, P, D, Q, self.season, constant)
        self.form = EtsForm.parse(row["ets"])
        self.arima_loglik, self.arima_aicc = float(row["loglik"]), float(row["aicc"])
        self.ets_aicc = float(row["ets_aicc"])
        self.paths = {
            key: np.array([float(r[key]) for r in paths]) for key in paths[0] if key != "name"
        }

    @property
    def ets_offset(self):
        """What R leaves out of -2 ln L of exponential smoothing."""
        n = len(self.y)
        return n * (np.log(2 * np.pi / n) + 1)


@pytest.fixture(scope="module")
def cases(shared):
    folder = shared / "reference"
    with (folder / "r_forecast_models.csv").open() as file:
        models = list(csv.DictReader(file))
    with (folder / "r_forecast_paths.csv").open() as file:
        paths = list(csv.DictReader(file))
    return {
        row["name"]: Case(folder, row, [p for p in paths if p["name"] == row["name"]])
        for row in models
    }


@pytest.mark.parametrize("name", NAMES)
def test_arima_of_rs_orders_is_as_likely(cases, name):
    case = cases[name]
    fit = fit_arima(case.y, case.order)
    assert fit.loglik >= case.arima_loglik - 0.01
    if fit.loglik > case.arima_loglik + 0.01:
        return
    forecast = arima_forecasts(fit, case.y, [len(case.y)], AHEAD)
    np.testing.assert_allclose(forecast.mean[0], case.paths["arima"], rtol=5e-4)
    lower = forecast.mean[0] - normal_radius(95) * forecast.sd[0]
    # R's error variance counts the residuals of the first observations too, which it takes for 0.
    np.testing.assert_allclose(
        (lower - case.paths["lo95"]) / forecast.sd[0], np.zeros(AHEAD), atol=0.05
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_arima_selected_is_no_worse(cases, name):
    case = cases[name]
    best = select_arima(case.y, case.season)
    assert (best.order.d, best.order.D) == (case.order.d, case.order.D)
    assert best.aicc <= case.arima_aicc + 0.02


@pytest.mark.parametrize("name", NAMES)
def test_exponential_smoothing_of_rs_form_is_as_likely(cases, name):
    case = cases[name]
    fit = fit_ets(case.y, case.season, case.form)
    gain = case.ets_aicc - (fit.aicc - case.ets_offset)
    assert gain >= -0.02
    if gain < 0.001:
        forecast = ets_forecasts(fit, case.y, [len(case.y)], AHEAD)
        np.testing.assert_allclose(forecast.mean[0], case.paths["ets"], rtol=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_exponential_smoothing_selected_is_no_worse(cases, name):
    case = cases[name]
    assert select_ets(case.y, case.season).aicc - case.ets_offset <= case.ets_aicc + 0.02


@pytest.mark.parametrize("name", NAMES)
def test_theta_paths(cases, name):
    case = cases[name]
    forecast = theta_forecast(fit_theta(case.y, case.season), AHEAD)
    np.testing.assert_allclose(forecast.mean, case.paths["theta"], rtol=5e-5)


def test_air_passengers_1961(cases):
    """The path and the coefficients that R prints for ARIMA(2,1,1)(0,1,0)[12]."""
    fit = select_arima(cases["AirPassengers"].y, 12)
    assert fit.name == "ARIMA(2,1,1)(0,1,0)[12]"
    assert fit.loglik == pytest.approx(-504.92, abs=0.01)
    np.testing.assert_allclose(-fit.ar[1:], [0.5960, 0.2143], atol=2e-3)
    np.testing.assert_allclose(fit.ma[1:], [-0.9819], atol=2e-3)
    assert fit.sigma2 == pytest.approx(132.3, abs=0.1)
    forecast = arima_forecasts(fit, cases["AirPassengers"].y, [144], AHEAD).mean[0]
    published = [445.6349, 420.3950, 449.1983, 491.8399, 503.3945, 566.8625]
    np.testing.assert_allclose(forecast[:6], published, rtol=1e-5)
