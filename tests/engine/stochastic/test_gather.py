"""Summaries of replicas that pass by once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.engine.stochastic.gather import FIRST, Gathering

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def gathered(values: np.ndarray) -> Gathering:
    found = Gathering(*values.shape[1:])
    for each in values:
        found.add(each)
    return found


@settings(max_examples=20)
@given(st.integers(2, FIRST), st.integers(0, 99))
def test_few_replicas_are_summarised_exactly(count: int, seed: int) -> None:
    values = 1e6 + np.random.default_rng(seed).normal(size=(count, 2, 3))
    found = gathered(values)
    np.testing.assert_array_equal(found.quantiles(LEVELS), np.quantile(values, LEVELS, axis=0))
    np.testing.assert_allclose(found.mean(), values.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(found.deviation(), values.std(axis=0, ddof=1), rtol=1e-8)


def test_quantiles_of_many_are_off_by_less_than_a_bin() -> None:
    values = np.random.default_rng(0).standard_t(4, size=(6000, 2, 2))
    found = gathered(values).quantiles(LEVELS)
    for k, level in enumerate(LEVELS):
        ranks = (values < found[k]).mean(axis=0)
        np.testing.assert_allclose(ranks, level, atol=3 / FIRST)


def test_a_cell_that_never_moves() -> None:
    values = np.full((FIRST + 100, 1, 1), 7.0)
    found = gathered(values)
    np.testing.assert_array_equal(found.quantiles(LEVELS), 7.0)
    np.testing.assert_array_equal(found.deviation(), 0.0)


@settings(max_examples=15)
@given(st.integers(0, 99), st.integers(1, 700))
def test_counts_are_those_of_a_search_cell_by_cell(seed: int, more: int) -> None:
    """Ties among the first replicas, and values beyond all of them, included."""
    values = np.random.default_rng(seed).normal(size=(FIRST + more, 1, 3)).round(1)
    values[-1] = 40.0
    found = gathered(values).quantiles(LEVELS)
    for c in range(3):
        first, rest = np.sort(values[:FIRST, 0, c]), values[FIRST:, 0, c]
        ranks = np.arange(1, FIRST + 1) + (rest[:, None] <= first).sum(axis=0)
        points = np.r_[values[:, 0, c].min(), first, values[:, 0, c].max()]
        expected = np.interp(LEVELS * len(values), np.r_[0, ranks, len(values)], points)
        np.testing.assert_allclose(found[:, 0, c], expected, atol=1e-12)
