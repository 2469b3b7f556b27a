"""The worst share of losses, and rows left out against the whole linear program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from tinbergen.core.errors import TinbergenError
from tinbergen.economics.investment.tail import least_tail, tail_mean, tail_quantile


def test_an_atom_counts_in_part() -> None:
    """Losses 0, 10, 20 with weights .5, .45, .05: of the worst tenth half is 20, half is 10."""
    losses, weights = np.array([0.0, 10.0, 20.0]), np.array([0.5, 0.45, 0.05])
    assert tail_mean(losses, weights, 0.9) == pytest.approx(15.0)
    assert tail_quantile(losses, weights, 0.9) == 10.0


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=50), st.floats(0.01, 0.99),
)  # fmt: skip
def test_the_mean_beyond_is_no_less_than_the_quantile(losses: list[float], level: float) -> None:
    values, weights = np.array(losses), np.full(len(losses), 1 / len(losses))
    assert tail_mean(values, weights, level) >= tail_quantile(values, weights, level) - 1e-9
    assert tail_mean(values, weights, level) >= float(weights @ values) - 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_few_rows_find_what_the_whole_program_finds(seed: int) -> None:
    """Rockafellar and Uryasev's program with a row a draw."""
    rng = np.random.default_rng(seed)
    draws, n, level = 300, 4, 0.9
    slopes, fixed = rng.standard_normal((draws, n)), rng.standard_normal(draws)
    weights = rng.uniform(size=draws)
    weights /= weights.sum()
    cost = 0.05 * rng.uniform(size=n)
    x = least_tail(
        fixed, slopes, weights, level, cost=cost, rows=np.ones((1, n)), room=np.array([0.3]),
        equal=None, ranges=(np.full(n, -1.0), np.ones(n)),
    )  # fmt: skip
    worth = cost @ x + tail_mean(fixed + slopes @ x, weights, level)
    whole = optimize.linprog(
        [*cost, 1.0, *(weights / (1 - level))],
        A_ub=np.vstack([
            np.column_stack([slopes, -np.ones(draws), -np.eye(draws)]),
            np.r_[np.ones(n), np.zeros(draws + 1)],
        ]),
        b_ub=np.r_[-fixed, 0.3], bounds=[(-1, 1)] * n + [(None, None)] + [(0, None)] * draws,
    )  # fmt: skip
    assert worth == pytest.approx(whole.fun, abs=1e-8)


def test_limits_that_contradict_each_other() -> None:
    with pytest.raises(TinbergenError) as caught:
        least_tail(
            np.zeros(3), np.ones((3, 1)), np.full(3, 1 / 3), 0.5, cost=np.zeros(1),
            rows=np.ones((1, 1)), room=np.array([-2.0]), equal=None,
            ranges=(np.zeros(1), np.ones(1)),
        )  # fmt: skip
    assert caught.value.code == "E009"
