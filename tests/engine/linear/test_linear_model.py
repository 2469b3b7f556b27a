"""Kinds of variables and blocks of derivatives."""

import numpy as np
from scipy import sparse

from tinbergen.engine.linear.linear_model import DecisionRule, Jacobian, Labels, incidence

LEADS = np.array([False, True, True, False, False])
LAGS = np.array([False, False, True, True, True])


def test_kinds_follow_from_leads_and_lags() -> None:
    kinds = incidence(LEADS, LAGS)
    assert kinds.static.tolist() == [0]
    assert kinds.states.tolist() == [3, 4, 2]
    assert kinds.forward.tolist() == [2, 1]
    assert kinds.order.tolist() == [0, 3, 4, 2, 1]


def test_columns_that_are_not_zero_tell_kinds() -> None:
    jacobian = Jacobian(np.diag(LEADS * 0.3), np.eye(5), np.diag(LAGS * 0.2), np.ones((5, 1)))
    found, expected = jacobian.incidence(), incidence(LEADS, LAGS)
    np.testing.assert_array_equal(found.order, expected.order)
    np.testing.assert_array_equal(found.states, expected.states)


def test_sparse_blocks_become_dense() -> None:
    blocks = [np.diag(LEADS * 0.3), np.eye(5), np.diag(LAGS * 0.2), np.ones((5, 1))]
    jacobian = Jacobian.of(*(sparse.csr_matrix(block) for block in blocks))
    for found, block in zip(
        (jacobian.ahead, jacobian.now, jacobian.back, jacobian.shocks), blocks, strict=True
    ):
        np.testing.assert_array_equal(found, block)


def test_rule_knows_the_states_own_motion() -> None:
    rule = DecisionRule(np.arange(6.0).reshape(3, 2), np.arange(3.0)[:, None], np.array([2, 0]))
    np.testing.assert_array_equal(rule.transition, [[4.0, 5.0], [0.0, 1.0]])
    np.testing.assert_array_equal(rule.impact, [[2.0], [0.0]])


def test_labels_fall_back_on_numbers() -> None:
    named, bare = Labels(["c"], ["euler"], ["e"]), Labels()
    assert (named.variable(0), named.equation(0), named.shock(0)) == ("c", "euler", "e")
    assert (bare.variable(0), bare.equation(1), bare.shock(2)) == ("#1", "#2", "#3")
