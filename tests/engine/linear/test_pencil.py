"""Generalised eigenvalues of linearised models."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.first_order import solve
from tinbergen.engine.linear.linear_model import Jacobian
from tinbergen.engine.linear.pencil import Pencil, eigenvalues, pencil, stable_subspace

ONE = np.ones((1, 1))


def test_a_mixed_variable_counts_twice() -> None:
    """x(+1) - 2.5 x + x(-1) = 0: roots 1/2 and 2."""
    jacobian = Jacobian(ONE, -2.5 * ONE, ONE, ONE)
    system = pencil(jacobian, jacobian.incidence())
    np.testing.assert_allclose(eigenvalues(system), [0.5, 2.0], rtol=1e-14)
    space = stable_subspace(system, 1, 1.0)
    assert space.stable == 1
    assert space.spans_states()
    np.testing.assert_allclose(space.forward / space.states, [[0.5]], rtol=1e-14)


def test_static_variables_do_not_count() -> None:
    jacobian = Jacobian(
        ahead=np.diag([0.0, 1.0]),
        now=np.array([[1.0, -3.0], [0.5, -4.0]]),
        back=np.diag([0.0, 1.0]),
        shocks=np.eye(2),
    )
    system = pencil(jacobian, jacobian.incidence())
    np.testing.assert_allclose(eigenvalues(system), [0.5, 2.0], rtol=1e-13)


def test_infinite_roots_come_last() -> None:
    """f(+1) stands only next to f(-1) in an equation that does not bind it to the present."""
    jacobian = Jacobian(
        ahead=np.array([[0.0, 0.3], [0.0, 0.0]]),
        now=np.array([[1.0, 0.0], [0.0, 1.0]]),
        back=np.array([[-0.5, 0.0], [0.0, 0.0]]),
        shocks=np.eye(2),
    )
    roots = eigenvalues(pencil(jacobian, jacobian.incidence()))
    np.testing.assert_allclose(roots, [0.5, np.inf])


def test_any_number_is_a_root_of_a_singular_pencil() -> None:
    zero = np.zeros((2, 2))
    assert not stable_subspace(Pencil(np.diag([0.5, 0.0]), np.diag([1.0, 0.0])), 1, 1.0).regular
    assert stable_subspace(Pencil(zero[:0, :0], zero[:0, :0]), 0, 1.0).spans_states()


def test_roots_that_cannot_be_ordered_are_told(monkeypatch) -> None:
    def fail(*arguments, **options):
        raise ValueError("Reordering failed")

    monkeypatch.setattr("scipy.linalg.ordqz", fail)
    jacobian = Jacobian(1e-9 * ONE, -2.5 * ONE, 1e9 * ONE, ONE)
    with pytest.raises(TinbergenError) as caught:
        solve(jacobian, method="schur")
    assert caught.value.code == "E035"
    assert caught.value.facts == {"smallest": "1e-09", "largest": "1e+09"}
