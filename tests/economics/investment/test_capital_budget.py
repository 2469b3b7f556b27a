"""Capital budgets against trying every combination."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import tinbergen as tb


def best(values, costs, budget, exclusive, requires):
    """The most that any combination is worth."""
    n, found = len(values), -np.inf
    for done in product((0, 1), repeat=n):
        x = np.array(done)
        if (costs.T @ x > budget + 1e-12).any():
            continue
        if any(sum(x[k] for k in group) > 1 for group in exclusive):
            continue
        if any(x[a] > x[b] for a, b in requires):
            continue
        found = max(found, float(values @ x))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_no_combination_is_worth_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 13))
    values, costs = rng.normal(5, 6, n), rng.uniform(1, 10, (n, 2))
    budget = 0.4 * costs.sum(axis=0)
    exclusive, requires = [(0, 1, 2)], [(3, 4), (1, 4)]
    names = [f"p{k}" for k in range(n)]
    found = tb.capital_budget(
        values, costs, budget, names=names, exclusive=[[names[k] for k in g] for g in exclusive],
        requires=[(names[a], names[b]) for a, b in requires],
    )  # fmt: skip
    assert found.value == pytest.approx(best(values, costs, budget, exclusive, requires))
    assert (found.left >= -1e-9).all()
    assert sum(n in found.chosen for n in ("p0", "p1", "p2")) <= 1
    assert set(found.chosen) == set(found.to_frame().query("done").index)


def test_fifteen_projects() -> None:
    rng = np.random.default_rng(15)
    values, costs = rng.uniform(1, 10, 15), rng.uniform(1, 10, 15)
    found = tb.capital_budget(values, costs, 30.0)
    assert found.value == pytest.approx(best(values, costs[:, None], np.array([30.0]), [], []))


def test_the_best_by_ratio_may_be_wrong() -> None:
    """Worth 60, 100, 120 at 10, 20, 30 with 50 to spend: 2 and 3, though 1 has the best ratio
    (the example of Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, chapter 16.2)."""
    found = tb.capital_budget([60, 100, 120], [10, 20, 30], 50)
    assert found.chosen == ("2", "3") and found.value == 220 and found.left.tolist() == [0.0]


@pytest.mark.parametrize(
    "more",
    [
        {"budget": -1},
        {"names": ["a"]},
        {"exclusive": [["z"]]},
        {"requires": [("1", "z")]},
        {"costs": [1]},
    ],
)
def test_what_does_not_fit_is_refused(more) -> None:
    given = {"values": [1, 2], "costs": [1, 1], "budget": 1} | more
    with pytest.raises(tb.TinbergenError, match="F053"):
        tb.capital_budget(given.pop("values"), given.pop("costs"), given.pop("budget"), **given)
