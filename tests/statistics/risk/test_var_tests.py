"""Tests of value at risk: published regions, hand counts, size under the truth."""

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.var_tests import traffic_light, var_tests


def exceptions_of(n, exceptions, level):
    returns = np.zeros(n)
    returns[:exceptions] = -1.0
    return var_tests(returns, np.full(n, 0.5), level)


@pytest.mark.parametrize(
    ("n", "level", "least", "most"),
    [
        (510, 0.01, 2, 10),
        (1000, 0.01, 5, 16),
        (255, 0.05, 7, 20),
        (510, 0.05, 17, 35),
        (1000, 0.05, 38, 64),
    ],
)
def test_kupiec_s_regions(n, level, least, most):
    """Kupiec (1995), as in Jorion, Value at Risk (3rd ed.), table 6-2: numbers of exceptions that are
    not rejected at 5 per cent. They also follow from the formula."""
    assert (
        exceptions_of(n, least, level).kupiec_p > 0.05 > exceptions_of(n, least - 1, level).kupiec_p
    )
    assert (
        exceptions_of(n, most, level).kupiec_p > 0.05 > exceptions_of(n, most + 1, level).kupiec_p
    )


def test_kupiec_by_hand():
    x, n, p = 6, 255, 0.01
    by_hand = -2 * (
        249 * np.log(0.99) + 6 * np.log(p) - 249 * np.log(1 - x / n) - 6 * np.log(x / n)
    )
    assert exceptions_of(n, x, p).kupiec == pytest.approx(by_hand)
    assert exceptions_of(n, 0, p).kupiec == pytest.approx(-2 * 255 * np.log(0.99))


def test_basel_s_zones():
    """Basel Committee (1996): of 250 days at 1 per cent, 5 exceptions are yellow and 10 red."""
    zones = [traffic_light(x) for x in range(12)]
    assert zones == ["green"] * 5 + ["yellow"] * 5 + ["red"] * 2


def test_exceptions_that_cluster_are_found():
    clustered = np.zeros(250)
    clustered[100:112] = -1.0
    spread = np.zeros(250)
    spread[10::21] = -1.0
    limit = np.full(250, 0.5)
    assert var_tests(clustered, limit, 0.05).independence_p < 1e-6
    apart = var_tests(spread, limit, 0.05)
    assert apart.independence_p > 0.05
    # 12 pairs begin with an exception, none of them ends with one.
    share = 12 / 249
    alike = 237 * np.log(1 - share) + 12 * np.log(share)
    after_none = 225 * np.log(225 / 237) + 12 * np.log(12 / 237)
    assert apart.exceptions == 12
    assert apart.independence == pytest.approx(-2 * (alike - after_none))
    assert apart.coverage == pytest.approx(apart.kupiec + apart.independence)


@pytest.mark.parametrize("dof", [None, 5])
def test_the_critical_value_of_acerbi_and_szekely(dof):
    """At -.7 the test has a size of about 5 per cent for 250 days at 2.5 per cent, whatever the tail:
    their table gives -.70 for the normal distribution and for t with 5 degrees of freedom or more."""
    rng, level = np.random.default_rng(0), 0.025
    if dof is None:
        draws, limit = rng.standard_normal((3000, 250)), -norm.ppf(level)
        tail = norm.pdf(limit) / level
    else:
        draws, limit = rng.standard_t(dof, (3000, 250)), -student.ppf(level, dof)
        tail = student.pdf(limit, dof) / level * (dof + limit**2) / (dof - 1)
    given, mean = np.full(250, limit), np.full(250, tail)
    z = np.array([var_tests(r, given, level, shortfall=mean).acerbi_szekely for r in draws])
    assert z.mean() == pytest.approx(0.0, abs=0.02)
    assert 0.04 < (z < -0.7).mean() < 0.06


def test_the_table():
    frame = exceptions_of(250, 5, 0.01).to_frame()
    assert frame.index.tolist() == [
        "kupiec",
        "independence",
        "coverage",
        "zone: yellow",
        "acerbi_szekely",
    ]


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: exceptions_of(250, 5, 0.0)),
        ("F054", lambda: var_tests(np.zeros(5), np.ones(4))),
        ("F053", lambda: var_tests(np.zeros(5), np.ones(5), shortfall=np.zeros(5))),
        ("F053", lambda: traffic_light(300)),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
