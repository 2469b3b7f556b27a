"""Data envelopment against the stores of Cooper, Seiford and Tone, and against a second way."""

import numpy as np
import pytest
from scipy import optimize

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.innovation.methods.envelopment import data_envelopment

# Cooper, Seiford and Tone (2007), Data Envelopment Analysis, table 1.1: eight stores.
EMPLOYEES = np.array([[2, 3, 3, 4, 5, 5, 6, 8.0]]).T
SALES = np.array([[1, 3, 2, 3, 4, 2, 3, 5.0]]).T


def test_eight_stores() -> None:
    found = [data_envelopment(EMPLOYEES, SALES, i)[0] for i in range(8)]
    np.testing.assert_allclose(found, [0.5, 1, 2 / 3, 0.75, 0.8, 0.4, 0.5, 0.625], atol=1e-9)
    toward = [data_envelopment(EMPLOYEES, SALES, i, toward="outputs")[0] for i in range(8)]
    np.testing.assert_allclose(toward, found, atol=1e-9)


def test_variable_returns_by_the_convex_hull() -> None:
    """A third of the way from store A (2, 1) to B (3, 3) makes C's sales of 2: 2.5 of its 3."""
    found = [data_envelopment(EMPLOYEES, SALES, i, "variable")[0] for i in range(8)]
    np.testing.assert_allclose(found, [1, 1, 2.5 / 3, 0.75, 1, 0.5, 0.5, 1], atol=1e-9)


def test_the_multiplier_form_says_the_same() -> None:
    """By duality (Charnes, Cooper and Rhodes 1978): weights that suit a unit best, several of all."""
    draw = np.random.default_rng(4)
    x, y = draw.uniform(1, 9, (12, 2)), draw.uniform(1, 9, (12, 3))
    for unit in range(12):
        dual = optimize.linprog(
            -np.r_[y[unit], 0, 0], A_ub=np.c_[y, -x], b_ub=np.zeros(12),
            A_eq=np.r_[0, 0, 0, x[unit]][None, :], b_eq=[1],
        )  # fmt: skip
        assert data_envelopment(x, y, unit)[0] == pytest.approx(-dual.fun)


def test_units_of_measurement_do_not_matter() -> None:
    large, _ = data_envelopment(EMPLOYEES * 1e6, SALES * 1e-3, 5, "variable", "outputs")
    assert large == pytest.approx(data_envelopment(EMPLOYEES, SALES, 5, "variable", "outputs")[0])


def test_a_unit_that_makes_nothing() -> None:
    with pytest.raises(TinbergenError) as fault:
        data_envelopment(EMPLOYEES, np.where(np.arange(8) == 2, 0, SALES[:, 0])[:, None], 2)
    assert fault.value.code == "F055"
