"""The frontier with noise against gretl on Italian banks, and against numerical integrals."""

import gzip
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.innovation.methods.stochastic_frontier import stochastic_frontier

BANKS = Path("/usr/share/gretl/data/misc/banks91.gdt")


def sample(sign: float, n: int = 300):
    draw = np.random.default_rng(11)
    x = np.column_stack([np.ones(n), draw.normal(size=n)])
    y = x @ [1.0, 0.6] + draw.normal(0, 0.3, n) - sign * np.abs(draw.normal(0, 0.8, n))
    return y, x


@pytest.mark.skipif(not BANKS.exists(), reason="gretl's data are not installed")
def test_italian_banks() -> None:
    """Lucchetti, Papi and Zazzaro (2001, Scottish Journal of Political Economy 48), table 2.

    The numbers are gretl 2022c's of its script frontier.inp, whose likelihood leaves out
    ln 2 - ln(2 pi)/2 a bank.
    """
    root = ElementTree.fromstring(gzip.decompress(BANKS.read_bytes()))
    rows = np.log([[float(v) for v in o.text.split()] for o in root.find("observations")])
    cost, first, second, p1, p2, p3 = rows.T
    x = np.column_stack([np.ones(cost.size), first, second, p2 - p1, p3 - p1])
    found = stochastic_frontier(cost - p1, x, "cost")
    np.testing.assert_allclose(
        found.coefficients, [-1.42516, 0.989612, 0.0203776, 0.172991, 0.581563], rtol=5e-5
    )
    assert found.sigma_u == pytest.approx(0.124194, rel=1e-4)
    assert found.sigma_v == pytest.approx(0.0574549, rel=1e-4)
    gretl = 235.5317 + 198 * (np.log(2) - 0.5 * np.log(2 * np.pi))
    assert found.log_likelihood == pytest.approx(gretl, abs=1e-3)
    spread = found.inefficiency
    assert [spread.mean(), np.median(spread), spread.min(), spread.max()] == pytest.approx(
        [0.098030, 0.077816, 0.017549, 0.33212], rel=1e-4
    )


@pytest.mark.parametrize(("kind", "sign"), [("production", 1.0), ("cost", -1.0)])
def test_a_unit_s_inefficiency_is_that_of_its_density(kind, sign) -> None:
    """The likelihood and the mean and bounds of u, by integrating over u."""
    y, x = sample(sign)
    found = stochastic_frontier(y, x, kind)
    e = y - x @ found.coefficients

    def joint(u: float, i: int) -> float:
        return float(
            stats.norm.pdf(e[i] + sign * u, scale=found.sigma_v)
            * stats.halfnorm.pdf(u, scale=found.sigma_u)
        )

    for i in (0, 7, 100):
        mass = integrate.quad(joint, 0, 10, args=(i,))[0]
        mean = integrate.quad(lambda u, i=i: u * joint(u, i), 0, 10)[0] / mass
        below = integrate.quad(joint, 0, found.lower[i], args=(i,))[0] / mass
        above = integrate.quad(joint, found.upper[i], 10, args=(i,))[0] / mass
        assert found.inefficiency[i] == pytest.approx(mean, rel=1e-6)
        assert (below, above) == (pytest.approx(0.05, abs=1e-6), pytest.approx(0.05, abs=1e-6))
    total = sum(np.log(integrate.quad(joint, 0, 10, args=(i,))[0]) for i in range(y.size))
    assert found.log_likelihood == pytest.approx(total, rel=1e-7)
    assert found.sigma_u == pytest.approx(0.8, abs=0.15)
    assert found.p_value < 0.001


def test_residuals_skewed_the_other_way_tell_no_inefficiency() -> None:
    y, x = sample(-1.0)
    found = stochastic_frontier(y, x)
    assert (found.sigma_u, found.p_value) == (0.0, 1.0)
    assert not found.inefficiency.any()
    np.testing.assert_allclose(found.coefficients, np.linalg.lstsq(x, y, rcond=None)[0])


def test_too_little() -> None:
    with pytest.raises(TinbergenError) as fault:
        stochastic_frontier(np.arange(5.0), np.ones((5, 2)))
    assert fault.value.code == "F050"
