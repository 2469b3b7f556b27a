import numpy as np

from tinbergen.statistics.forecast.least_squares import levenberg_marquardt


def exponentials(t, data):
    """Residuals of a·exp(-b·t) for several data sets at once; nothing for b below zero."""

    def residuals(points, problem):
        a, b = points[:, :1], np.where(points[:, 1:] >= 0.0, points[:, 1:], np.nan)
        return data[problem] - a * np.exp(-b * t)

    return residuals


def solve(data, t, lower, upper, free=None, start=(1.0, 0.5)):
    x0 = np.tile(np.array(start), (len(data), 1))
    free = np.ones_like(x0, dtype=bool) if free is None else free
    return levenberg_marquardt(exponentials(t, data), x0, free, np.array(lower), np.array(upper))


T = np.linspace(0.0, 4.0, 30)
TRUTH = np.array([[2.0, 0.3], [5.0, 1.5], [-1.0, 0.7]])
DATA = TRUTH[:, :1] * np.exp(-TRUTH[:, 1:] * T)
WIDE = ([-np.inf, 0.0], [np.inf, 10.0])


def test_every_problem_finds_its_own_minimum():
    x, cost = solve(DATA, T, *WIDE)
    np.testing.assert_allclose(x, TRUTH, rtol=1e-4)
    assert cost.max() < 1e-8


def test_agrees_with_scipy_on_noisy_data():
    from scipy.optimize import least_squares

    noisy = DATA + np.random.default_rng(0).normal(0.0, 0.1, DATA.shape)
    _, cost = solve(noisy, T, *WIDE)
    for i, row in enumerate(noisy):
        peer = least_squares(lambda p, y=row: y - p[0] * np.exp(-p[1] * T), [1.0, 0.5])
        assert cost[i] == np.float64(cost[i]) and abs(cost[i] / (2 * peer.cost) - 1) < 1e-6


def test_it_stops_after_two_steps_of_small_gain():
    """A line is all but solved in a step; two more say that little is left to gain."""
    calls = []

    def residuals(points, problem):
        calls.append(len(points))
        return DATA[problem] - points[:, :1] - points[:, 1:] * T

    start, box = np.zeros((3, 2)), np.full(2, np.inf)
    free = np.ones_like(start, dtype=bool)
    x, _ = levenberg_marquardt(residuals, start, free, -box, box, tolerance=0.1)
    for found, data in zip(x, DATA, strict=True):
        np.testing.assert_allclose(found, np.polyfit(T, data, 1)[::-1], rtol=1e-4)
    assert len(calls) == 1 + 2 * 3


def test_a_bound_holds_and_the_rest_adapts():
    x, _ = solve(DATA[1:2], T, [-np.inf, 0.0], [np.inf, 1.0])
    e = np.exp(-T)
    assert x[0, 1] == 1.0
    np.testing.assert_allclose(x[0, 0], e @ DATA[1] / (e @ e), rtol=1e-5)


def test_a_fixed_parameter_stays():
    free = np.tile([True, False], (3, 1))
    x, _ = solve(DATA, T, *WIDE, free=free)
    np.testing.assert_array_equal(x[:, 1], 0.5)


def test_a_start_outside_the_domain_costs_infinitely():
    _, cost = solve(DATA, T, [-np.inf, -5.0], [np.inf, 10.0], start=(1.0, -1.0))
    assert np.isinf(cost).all()
