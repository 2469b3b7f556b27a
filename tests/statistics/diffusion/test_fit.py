"""Curves of adoption: R's nls on R's own data, simulated truth, and ceilings that data do not tell."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.diffusion.curves import CURVES
from tinbergen.statistics.diffusion.fit import fit_diffusion

#: R's datasets: DNase, run 1 (Davidian and Giltinan 1995), by concentration, and ChickWeight, chick 1.
CONCENTRATION = np.log(
    np.repeat([0.04882812, 0.1953125, 0.390625, 0.78125, 1.5625, 3.125, 6.25, 12.5], 2)
)
DENSITY = [
    *(0.017, 0.018, 0.121, 0.124, 0.206, 0.215, 0.377, 0.374),
    *(0.614, 0.609, 1.019, 1.001, 1.334, 1.364, 1.730, 1.710),
]
DAYS = [*range(0, 21, 2), 21]
CHICK = [42, 51, 59, 64, 76, 93, 106, 125, 149, 171, 199, 205]


def test_a_logistic_curve_is_that_of_r() -> None:
    """R, ?nls: density ~ SSlogis(log(conc), Asym, xmid, scal) on DNase, run 1."""
    fit = fit_diffusion(DENSITY, "logistic", times=CONCENTRATION)
    asym, rate, mid = fit.parameters
    np.testing.assert_allclose([asym, mid, 1 / rate], [2.34518, 1.48309, 1.04146], atol=6e-6)
    np.testing.assert_allclose(fit.standard_errors[[0, 2]], [0.07815, 0.08135], atol=6e-6)
    assert fit.standard_errors[1] / rate**2 == pytest.approx(0.03227, abs=6e-6)
    assert fit.sigma == pytest.approx(0.01919, abs=6e-6)


def test_gompertz_curve_is_that_of_r() -> None:
    """R, ?SSgompertz on the same data: Asym exp(-b2 b3^x)."""
    fit = fit_diffusion(DENSITY, "gompertz", times=CONCENTRATION)
    ceiling, rate, mid = fit.parameters
    np.testing.assert_allclose(
        [ceiling, np.exp(rate * mid), np.exp(-rate)], [4.60333, 2.27134, 0.71647], atol=6e-6
    )
    assert fit.standard_errors[0] == pytest.approx(0.65321, abs=2e-5)
    assert fit.sigma == pytest.approx(0.02684, abs=6e-6)


def test_a_chick_has_no_ceiling_in_sight() -> None:
    """R, ?SSlogis on chick 1: Asym 937.03 (standard error 465.86), xmid 35.223, scal 11.405."""
    fit = fit_diffusion(CHICK, times=DAYS)
    asym, rate, mid = fit.parameters
    np.testing.assert_allclose([asym, mid, 1 / rate], [937.03, 35.223, 11.405], rtol=2e-5)
    assert fit.standard_errors[0] == pytest.approx(465.86, rel=1e-4)
    assert fit.ceiling[0] > max(CHICK)
    assert np.isinf(fit.ceiling[1])


def test_the_bounds_of_a_ceiling_are_where_the_f_test_turns() -> None:
    from scipy import optimize, stats

    fit = fit_diffusion(DENSITY, times=CONCENTRATION, level=0.95)
    allowed = fit.sigma**2 * (13 + stats.f.ppf(0.95, 1, 13))
    for bound in fit.ceiling:
        best = optimize.least_squares(
            lambda s, b=bound: b * CURVES["logistic"].share(fit.times, s) - fit.values,
            fit.parameters[1:], xtol=1e-12, ftol=1e-12,
        )  # fmt: skip
        assert 2 * best.cost == pytest.approx(allowed, rel=1e-6)


def test_bass_recovers_what_was_simulated() -> None:
    """Innovation 0.02 and imitation 0.4, near the means of Sultan, Farley and Lehmann (1990)."""
    times = np.arange(1.0, 16)
    shape = np.log([0.02, 0.4])
    new = 100 * (CURVES["bass"].share(times, shape) - CURVES["bass"].share(times - 1, shape))
    exact = fit_diffusion(new, "bass")
    np.testing.assert_allclose(exact.parameters, [100, 0.02, 0.4], rtol=1e-6)
    np.testing.assert_allclose(exact.at(times), np.cumsum(new), rtol=1e-6)
    rng = np.random.default_rng(7)
    fits = [fit_diffusion(new + rng.normal(0, 0.4, 15), "bass") for _ in range(40)]
    np.testing.assert_allclose(
        np.mean([f.parameters for f in fits], axis=0), [100, 0.02, 0.4], rtol=0.02
    )
    inside = sum(f.ceiling[0] <= 100 <= f.ceiling[1] for f in fits)
    assert 30 <= inside <= 40


def test_errors_that_follow_each_other_widen_the_interval() -> None:
    rng = np.random.default_rng(3)
    errors = np.zeros(30)
    for t in range(1, 30):
        errors[t] = 0.8 * errors[t - 1] + rng.normal(0, 0.5)
    path = 80 * CURVES["logistic"].share(np.arange(30.0), np.array([0.3, 14])) + errors
    plain, allowed = (fit_diffusion(path, autocorrelated=a) for a in (False, True))
    assert plain.autocorrelation > 0.3
    assert allowed.ceiling[0] < plain.ceiling[0] < plain.ceiling[1] < allowed.ceiling[1]
    np.testing.assert_array_equal(plain.parameters, allowed.parameters)


def test_missing_periods_are_left_out() -> None:
    times = np.arange(20.0)
    path = 50 * CURVES["gompertz"].share(times, np.array([0.2, 8]))
    path[[3, 7]] = np.nan
    fit = fit_diffusion(path, "gompertz")
    assert len(fit.times) == 18
    np.testing.assert_allclose(fit.parameters, [50, 0.2, 8], rtol=1e-6)
    assert fit.to_frame().shape == (3, 3)


@pytest.mark.parametrize(
    ("code", "values", "how"),
    [
        ("F050", [1.0, 2, 3, 4], {}),
        ("F053", [1.0, 2, 3, 4, 5], {"curve": "straight"}),
        ("F053", [1.0, 2, 3, 4, 5], {"level": 1.0}),
        ("F054", [1.0, 2, 3, 4, 5], {"times": [1.0, 2]}),
        ("F055", [-1.0, -2, -3, -4, -5], {}),
    ],
)
def test_what_cannot_be_fitted_is_said(code, values, how) -> None:
    with pytest.raises(TinbergenError) as told:
        fit_diffusion(values, **how)
    assert told.value.code == code
