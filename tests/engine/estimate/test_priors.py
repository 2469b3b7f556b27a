"""Prior densities against scipy's, and their moments."""

import math

import numpy as np
import pytest
from scipy import stats

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.estimate.posterior_mode import estimated_lines
from tinbergen.engine.estimate.priors import prior_of
from tinbergen.model.dynare.parser import parse


def prior(said: str):
    text = "var y; varexo e; parameters a; model(linear); y = a*y(-1) + e; end;"
    return prior_of(estimated_lines(parse(f"{text} estimated_params; a, {said}; end;"))[0])


#: Of a beta density on (.2, .9) with mean .5 and deviation .1: m = 3/7, v = 1/49.
SHAPES = (3 / 7 * 11, 4 / 7 * 11)


@pytest.mark.parametrize(
    "said, known",
    [
        ("normal_pdf, 1, .5", stats.norm(1, 0.5)),
        ("beta_pdf, .7, .1", stats.beta(14, 6)),
        ("beta_pdf, .5, .1, .2, .9", stats.beta(*SHAPES, 0.2, 0.7)),
        ("gamma_pdf, 2, .5", stats.gamma(16, scale=0.125)),
        ("gamma_pdf, 2, .5, 1", stats.gamma(4, 1, scale=0.25)),
        ("uniform_pdf, 1, .2", stats.uniform(1 - 0.2 * 3**0.5, 0.4 * 3**0.5)),
        ("uniform_pdf, , , 0, 4", stats.uniform(0, 4)),
    ],
)
def test_densities(said, known) -> None:
    made = prior(said)
    assert made.mean == pytest.approx(known.mean())
    assert made.deviation == pytest.approx(known.std())
    for share in (0.1, 0.5, 0.8):
        x = known.ppf(share)
        assert made.lower < x < made.upper
        assert made.log_density(x) == pytest.approx(known.logpdf(x), rel=1e-6)


def test_the_inverse_gamma_density_is_of_a_standard_deviation() -> None:
    """Its square is inverse gamma; so it has the moments asked for."""
    made = prior("inv_gamma_pdf, .5, .2")
    x = np.linspace(1e-3, 20, 400_001)
    density = np.exp([made.log_density(v) for v in x.tolist()])
    step = x[1] - x[0]
    mass, mean = density.sum() * step, (x * density).sum() * step
    assert mass == pytest.approx(1, abs=1e-6)
    assert mean == pytest.approx(0.5, abs=1e-5)
    assert math.sqrt((x**2 * density).sum() * step - mean**2) == pytest.approx(0.2, abs=1e-3)
    # Of infinite spread: two degrees of freedom, so that x^2 is inverse gamma with shape one.
    wide = prior("inv_gamma_pdf, .1, Inf")
    scale = 2 * 0.01 / math.pi / 2
    expected = stats.invgamma(1, scale=scale).logpdf(0.04) + math.log(2 * 0.2)
    assert wide.log_density(0.2) == pytest.approx(expected)


@pytest.mark.parametrize("said", ["beta_pdf, .5, .5", "beta_pdf, 1.2, .1", "gamma_pdf, -1, .5",
                                  "inv_gamma_pdf, -1, .5", "weibull_pdf, 1, 1",
                                  "uniform_pdf, , , 2, 1"])  # fmt: skip
def test_impossible_priors(said) -> None:
    with pytest.raises(TinbergenError, match="S040"):
        prior(said)


@pytest.mark.parametrize("shape", ["normal_pdf", "gamma_pdf", "inv_gamma_pdf", "beta_pdf"])
@pytest.mark.parametrize("moments", [".5, 1e-300", ".5, 1e-9", "1e300, 1e300"])
def test_priors_that_no_machine_can_compute(shape, moments) -> None:
    with pytest.raises(TinbergenError, match="S040") as fault:
        prior(f"{shape}, {moments}")
    assert "{" not in fault.value.render("zh")


@pytest.mark.parametrize("said", ["inv_gamma_pdf, 1e12, 1", "inv_gamma_pdf, 1e-9, 1e12"])
def test_inverse_gammas_out_of_proportion(said) -> None:
    with pytest.raises(TinbergenError, match="S040"):
        prior(said)


@pytest.mark.parametrize(
    "said", ["gamma_pdf, 2, .5", "inv_gamma_pdf, .5, .2", "beta_pdf, .7, .1", "normal_pdf, 0, 1e-9"]
)
def test_beyond_the_ends_nothing_is_likely(said) -> None:
    density = prior(said).log_density
    assert density(0.0) == -math.inf or said.startswith("normal")
    assert density(1e300) < -1e3
