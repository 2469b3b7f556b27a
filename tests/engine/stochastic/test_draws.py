"""What replicas draw."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.stochastic.draws import Bootstrap, Coefficients, Normal, Randomness

COVARIANCE = np.array([[1.0, 0.3, -0.2], [0.3, 0.8, 0.1], [-0.2, 0.1, 0.5]])
NAMES = ("a", "b", "c")


@settings(max_examples=30)
@given(st.integers(0, 2**40), st.permutations(range(12)), st.booleans(), st.booleans())
def test_a_replica_draws_the_same_in_any_order(
    seed: int, order: list[int], antithetic: bool, boot: bool
) -> None:
    rows = np.arange(15.0).reshape(5, 3)
    source = Bootstrap(NAMES, rows) if boot else Normal(NAMES, COVARIANCE)
    uncertain = Coefficients(("p",), np.ones(1), np.eye(1))
    one, other = (Randomness.of(seed, source, uncertain, antithetic=antithetic) for _ in "ab")
    straight = [(one.disturbances(r, 4), one.coefficients(r)) for r in range(12)]
    for r in order:
        np.testing.assert_array_equal(other.disturbances(r, 4), straight[r][0])
        np.testing.assert_array_equal(other.coefficients(r), straight[r][1])


def test_replicas_and_seeds_differ() -> None:
    drawn = [Randomness.of(s, Normal(NAMES, COVARIANCE)).disturbances(r, 2)[0, 0]
             for s in range(20) for r in range(20)]  # fmt: skip
    assert len(set(drawn)) == 400


def test_moments_are_those_asked_for() -> None:
    source = Randomness.of(3, Normal(NAMES, COVARIANCE))
    u = np.concatenate([source.disturbances(r, 25) for r in range(4000)])
    np.testing.assert_allclose(u.mean(axis=0), 0, atol=0.015)
    np.testing.assert_allclose(np.cov(u.T), COVARIANCE, atol=0.02)
    mean = np.array([5.0, -1.0, 0.0])
    source = Randomness.of(3, None, Coefficients(NAMES, mean, COVARIANCE))
    b = np.stack([source.coefficients(r) for r in range(20000)])
    np.testing.assert_allclose(b.mean(axis=0), mean, atol=0.03)
    np.testing.assert_allclose(np.cov(b.T), COVARIANCE, atol=0.05)
    # Disturbances and coefficients come from streams of their own.
    both = Randomness.of(3, Normal(NAMES, COVARIANCE), Coefficients(NAMES, mean, COVARIANCE))
    first = np.stack([both.disturbances(r, 1)[0] for r in range(4000)])
    assert abs(np.corrcoef(first[:, 0], b[:4000, 0])[0, 1]) < 0.06


def test_bootstrapped_periods_are_whole() -> None:
    rows = np.arange(9)[:, None] + np.array([0.0, 1000.0])
    u = Randomness.of(1, Bootstrap(("a", "b"), rows)).disturbances(0, 500)
    np.testing.assert_array_equal(u[:, 1] - u[:, 0], 1000.0)
    assert set(u[:, 0]) == set(range(9))


def test_antithetic_pairs_mirror_each_other() -> None:
    mean = np.array([2.0])
    source = Randomness.of(
        1, Normal(NAMES, COVARIANCE), Coefficients(("p",), mean, np.eye(1)), antithetic=True
    )
    for r in (0, 4, 10):
        np.testing.assert_array_equal(source.disturbances(r, 3), -source.disturbances(r + 1, 3))
        total = source.coefficients(r) + source.coefficients(r + 1)
        np.testing.assert_allclose(total, 2 * mean, rtol=1e-14)
    rows = np.array([[1.0], [2.0], [6.0]])
    boot = Randomness.of(1, Bootstrap(("a",), rows), antithetic=True)
    np.testing.assert_allclose(boot.disturbances(0, 50) + boot.disturbances(1, 50), 6.0)


@pytest.mark.parametrize(
    "covariance",
    [np.eye(2), np.ones(3), np.diag([1.0, -1.0, 1.0]), np.triu(np.ones((3, 3))),
     np.full((3, 3), np.nan), np.array([[1, 2, 0], [2, 1, 0], [0, 0, 1.0]])],
)  # fmt: skip
def test_what_is_no_covariance_is_refused(covariance: np.ndarray) -> None:
    with pytest.raises(TinbergenError) as fault:
        Normal(NAMES, covariance)
    assert fault.value.code == "E070"


def test_rows_must_fit_their_names() -> None:
    for names, rows in (
        (NAMES, np.ones((4, 2))),
        (("a",), np.ones((0, 1))),
        (("a", "a"), np.ones((3, 2))),
    ):
        with pytest.raises(TinbergenError) as fault:
            Bootstrap(names, rows)
        assert fault.value.code == "E070"
    with pytest.raises(TinbergenError):
        Coefficients(NAMES, np.ones(2), COVARIANCE)
