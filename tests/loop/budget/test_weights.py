"""Other weights give other shares of the same budget."""

import numpy as np
import pytest

from tinbergen.economics.allocation import Use
from tinbergen.loop.budget.weights import FACTORS, other_weights

AMOUNTS = np.array([0.0, 10.0])
#: Losses a(10 - x)^2/20 with the slope of a straight line: the split has a closed form.
USES = {
    name: Use(AMOUNTS, a * np.array([5.0, 0.0]), a * np.array([1.0, 0.0]))
    for name, a in (("one", 1.0), ("two", 1.0))
}


def test_a_weight_doubled_is_the_closed_form() -> None:
    """w(1 - x/10) = 1 - (10 - x)/10 with a budget of 10: x = 10 w/(1 + w)."""
    found = other_weights(USES, 10.0)
    assert [(o.case, o.factor) for o in found] == [(n, f) for n in USES for f in FACTORS]
    for one in found:
        mine = one.amounts[list(USES).index(one.case)]
        assert mine == pytest.approx(10 * one.factor / (1 + one.factor), abs=1e-6)
        assert sum(one.amounts) == pytest.approx(10)


def test_a_single_case_has_no_other_weights() -> None:
    assert other_weights({"one": USES["one"]}, 10.0) == ()
