"""The linear systems of primal-dual steps: solved, convexified, softened."""

from __future__ import annotations

import numpy as np

from tinbergen.engine.control.nlp.kkt import Pattern, Regularised
from tinbergen.engine.control.nlp.problem import Entries


def entries(matrix: np.ndarray) -> tuple[Entries, np.ndarray]:
    rows, columns = np.nonzero(matrix)
    return Entries(rows, columns, np.arange(rows.size)), matrix[rows, columns]


def system(hessian: np.ndarray, jacobian: np.ndarray):
    bends, curved = entries(np.triu(hessian))
    slopes, steep = entries(jacobian)
    pattern = Pattern.of(hessian.shape[0], jacobian.shape[0], slopes, bends)
    return Regularised(pattern), curved, steep


def test_step_solves_the_first_order_conditions() -> None:
    H = np.array([[4.0, 1, 0], [1, 3, 0.5], [0, 0.5, 2]])
    J = np.array([[1.0, -1, 2]])
    regularised, bends, slopes = system(H, J)
    right = np.array([1.0, 2, 3, 4])
    whole = np.block([[H + np.diag([1.0, 0, 2]), J.T], [J, np.zeros((1, 1))]])
    step = regularised.step(bends, np.array([1.0, 0, 2]), slopes, right)
    assert step is not None and regularised.added == 0
    assert np.allclose(whole @ step, right)
    assert np.allclose(whole @ regularised.again(2 * right), 2 * right)


def test_wrong_curvature_is_mended_along_the_constraint_only_where_needed() -> None:
    J = np.array([[1.0, 0.0]])
    across, bends, slopes = system(np.diag([-5.0, 1.0]), J)
    assert across.step(bends, np.zeros(2), slopes, np.array([1.0, 1, 0])) is not None
    assert across.added == 0
    along, bends, slopes = system(np.diag([1.0, -5.0]), J)
    step = along.step(bends, np.zeros(2), slopes, np.array([1.0, 1, 0]))
    assert step is not None and along.added > 5
    assert step[1] > 0


def test_constraints_that_say_the_same_are_softened() -> None:
    J = np.array([[1.0, 1.0], [2.0, 2.0]])
    regularised, bends, slopes = system(np.eye(2), J)
    step = regularised.step(bends, np.zeros(2), slopes, np.array([1.0, 0, 1, 2]))
    assert step is not None
    assert np.allclose(J @ step[:2], [1, 2], atol=1e-6)
