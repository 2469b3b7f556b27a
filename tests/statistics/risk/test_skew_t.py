"""The skewed t: against another program, closed forms and numerical integrals."""

import numpy as np
import pytest
from scipy.integrate import quad

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.skew_t import (
    MATCHED,
    SkewT,
    fit_skew_t,
    standard_cdf,
    standard_pdf,
    standard_ppf,
)

LEVELS = np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])


def test_quantiles_and_probabilities_are_those_of_skewt_scipy():
    """skewt-scipy 0.1.2: ppf and cdf of a = -2, df = 5; of a = -1.5, df = 6, loc = 1, scale = 2."""
    theirs = [
        -6.86640098,
        -2.56767774,
        -1.29181513,
        -0.69599187,
        -0.22975219,
        0.37049352,
        1.71223822,
    ]
    np.testing.assert_allclose(standard_ppf(LEVELS, -2.0, 5.0), theirs, atol=5e-9)
    at = [-3.0, -1.0, 0.0, 0.5, 2.0, 10.0]
    chances = [0.03001243, 0.35648339, 0.85241638, 0.96703429, 0.9994735, 0.99999975]
    np.testing.assert_allclose(standard_cdf(at, -2.0, 5.0), chances, atol=5e-9)
    theirs = [
        -10.90939373,
        -3.8804832,
        -1.50337554,
        -0.30791552,
        0.69834215,
        2.09350367,
        5.12967479,
    ]
    np.testing.assert_allclose(SkewT(1.0, 2.0, -1.5, 6.0).ppf(LEVELS), theirs, atol=5e-8)


@pytest.mark.parametrize(("shape", "dof"), [(-2.0, 5.0), (30.0, 30.0), (-30.0, 1.0), (3.0, 2.0)])
def test_distribution_density_and_quantiles_agree(shape, dof):
    found = standard_ppf(LEVELS, shape, dof)
    np.testing.assert_allclose(standard_cdf(found, shape, dof), LEVELS, atol=1e-13)
    for z, p in zip(found[1:-1], LEVELS[1:-1], strict=True):
        whole = quad(lambda v: float(standard_pdf(v, shape, dof)), -np.inf, z)[0]
        assert whole == pytest.approx(p, abs=1e-7)


def test_without_shape_it_is_student_s():
    """One degree of freedom: quartiles of Cauchy's distribution are -1 and 1."""
    np.testing.assert_allclose(
        standard_ppf(np.array([0.25, 0.5, 0.75]), 0.0, 1.0), [-1, 0, 1], atol=1e-12
    )


@pytest.mark.parametrize(("shape", "dof"), [(-2.0, 5.0), (10.0, 30.0), (0.0, 4.0)])
def test_tail_means_are_integrals(shape, dof):
    density = SkewT(1.0, 2.0, shape, dof)
    low, high = density.ppf([0.05, 0.95])
    below = quad(lambda y: y * float(density.pdf(y)), -np.inf, low)[0]
    above = quad(lambda y: y * float(density.pdf(y)), high, np.inf)[0]
    assert density.shortfall() == pytest.approx(below / 0.05, rel=1e-9)
    assert density.longrise() == pytest.approx(above / 0.05, rel=1e-9)


def test_no_mean_with_one_degree_of_freedom():
    assert SkewT(0.0, 1.0, 1.0, 1.0).shortfall() == -np.inf
    assert SkewT(0.0, 1.0, 1.0, 1.0).longrise() == np.inf


@pytest.mark.parametrize("truth", [SkewT(1.0, 2.0, -1.5, 6.0), SkewT(0.0, 0.5, 4.0, 3.0)])
def test_a_fit_finds_what_gave_the_quantiles(truth):
    found = fit_skew_t(truth.ppf(MATCHED))
    for name in ("location", "scale", "shape", "dof"):
        assert getattr(found, name) == pytest.approx(getattr(truth, name), rel=1e-3, abs=1e-3)
    assert found.to_frame().shape == (1, 4)


def test_quantiles_must_rise():
    with pytest.raises(TinbergenError) as fault:
        fit_skew_t([1.0, 0.0, 2.0, 3.0])
    assert fault.value.code == "F053"
