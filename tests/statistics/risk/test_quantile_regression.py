"""Quantile regressions are minima, and their errors are those of theory."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.quantile_regression import quantile_regression, tick_loss


def test_without_regressors_they_are_sample_quantiles():
    y = np.arange(1.0, 12.0)
    x = np.tile([0.0, 1.0], 6)[:11]
    fit = quantile_regression(y, x, [0.3])
    assert fit.coefficients[0, 0] == pytest.approx(y[::2][1])
    assert fit.coefficients[0].sum() == pytest.approx(y[1::2][1])


def test_no_neighbour_loses_less():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((150, 2))
    y = 1.0 + x @ [0.5, -1.0] + rng.standard_t(3, 150)
    fit = quantile_regression(y, x, [0.1, 0.9])
    for level, b in zip(fit.quantiles, fit.coefficients, strict=True):
        best = tick_loss(y, b[0] + x @ b[1:], level).sum()
        for move in 1e-3 * rng.standard_normal((50, 3)):
            near = b + move
            assert tick_loss(y, near[0] + x @ near[1:], level).sum() > best


def test_the_error_of_a_median_of_normal_numbers():
    """Asymptotically the square root of pi / (2 n)."""
    y = np.random.default_rng(5).standard_normal(5_000)
    x = np.random.default_rng(6).standard_normal(5_000)
    fit = quantile_regression(y, x, 0.5)
    assert fit.se[0, 0] == pytest.approx(np.sqrt(np.pi / 2 / 5_000), rel=0.05)


def test_lines_that_cross_are_put_in_order():
    fit = quantile_regression([0.0, 1.0, 2.0, 9.0, 3.0], [0.0, 1.0, 2.0, 3.0, 4.0], [0.9, 0.1])
    assert (np.diff(fit.predict([-50.0, 50.0]), axis=1) >= 0).all()
    assert fit.to_frame().shape == (4, 2)


@pytest.mark.parametrize(
    ("code", "y", "x", "level"),
    [
        ("F053", np.arange(9.0), np.arange(9.0), 1.0),
        ("F054", np.arange(9.0), np.arange(8.0), 0.5),
        ("F055", np.arange(9.0), np.ones(9), 0.5),
        ("F050", np.arange(3.0), np.arange(3.0), 0.5),
    ],
)
def test_refusals(code, y, x, level):
    with pytest.raises(TinbergenError) as fault:
        quantile_regression(y, x, level)
    assert fault.value.code == code
