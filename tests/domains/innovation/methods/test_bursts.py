"""Kleinberg's automaton: Viterbi's path against all paths, and a case worked by hand."""

import itertools

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.innovation.methods.bursts import bursts, state_costs


@pytest.mark.parametrize("seed", range(8))
def test_no_path_of_states_costs_less(seed) -> None:
    draw = np.random.default_rng(seed)
    d = draw.integers(5, 40, 9).astype(float)
    r = draw.binomial(d.astype(int), np.where(draw.random(9) < 0.4, 0.5, 0.15)).astype(float)
    found = bursts(r, d, ratio=2.5, cost=0.7)
    fit = state_costs(r, d, found.shares)
    climb = 0.7 * np.log(9)

    def cost(path: tuple[int, ...]) -> float:
        ups = sum(b > a for a, b in itertools.pairwise((0, *path)))
        return float(fit[np.arange(9), path].sum() + climb * ups)

    paths = {path: cost(path) for path in itertools.product((0, 1), repeat=9)}
    assert found.cost == pytest.approx(min(paths.values()))
    assert cost(tuple(found.states.astype(int))) == pytest.approx(found.cost)


def test_by_hand() -> None:
    """Shares 2/12 overall and 1/3 in a burst: the fourth batch gains 2 ln 2 + 1 ln (2/3 over 5/6)."""
    found = bursts([0, 0, 0, 2], [3, 3, 3, 3])
    assert found.shares == pytest.approx((1 / 6, 1 / 3))
    usual = -(2 * np.log(1 / 6) + 10 * np.log(5 / 6))
    gain = 2 * np.log(2) + np.log(4 / 5)
    assert gain < np.log(4)
    assert (found.cost, found.spells) == (pytest.approx(usual), ())
    cheap = bursts([0, 0, 0, 2], [3, 3, 3, 3], cost=0.5)
    assert cheap.cost == pytest.approx(usual - gain + 0.5 * np.log(4))
    assert cheap.spells == ((3, 3),)


@pytest.mark.parametrize(
    ("r", "d", "code"),
    [([1, 1], [2, 2], "F050"), ([0, 0, 0], [1, 1, 1], "F055"), ([1, 1, 1], [2, 2], "F054"),
     ([3, 1, 1], [2, 4, 4], "F055")],
)  # fmt: skip
def test_what_cannot_be_told(r, d, code) -> None:
    with pytest.raises(TinbergenError) as fault:
        bursts(r, d)
    assert fault.value.code == code
