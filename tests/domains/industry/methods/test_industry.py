"""Structure of industries: decompositions that sum exactly, quotients, user cost, rankings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.industry.methods.emerging import rank_industries
from tinbergen.domains.industry.methods.shift_share import shift_share
from tinbergen.domains.industry.methods.structural_change import structural_change
from tinbergen.domains.industry.methods.user_cost import allowances, user_cost
from tinbergen.economics.location import location_quotients, revealed_advantage, symmetric

POSITIVE = arrays(float, 5, elements=st.floats(0.1, 1000))


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_productivity_growth_is_the_sum_of_its_parts(q0, l0, q1, l1) -> None:
    split = structural_change(q0, l0, q1, l1)
    growth = 100 * ((q1.sum() / l1.sum()) / (q0.sum() / l0.sum()) - 1)
    scale = max(1.0, *np.abs([split.within, split.static, split.dynamic]).ravel())
    assert split.total == pytest.approx(growth, abs=1e-9 * scale)
    parts = split.within.sum() + split.between.sum()
    assert parts == pytest.approx(split.total, abs=1e-9 * scale)


def test_workers_who_move_up_bring_structural_change_alone() -> None:
    # Productivity 1 and 3; ten workers move from the first to the second.
    split = structural_change([50, 150], [50, 50], [40, 180], [40, 60])
    assert split.total == pytest.approx(10)
    assert split.within == pytest.approx([0, 0])
    assert split.static.sum() == pytest.approx(10)
    assert split.dynamic == pytest.approx([0, 0])


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_shift_share_sums_exactly(e0, e1, n0, n1) -> None:
    split = shift_share(e0, e1, n0, n1)
    total = split.reference + split.mix + split.own
    np.testing.assert_allclose(total, split.change, atol=1e-9 * np.abs(split.reference).max())


def test_shift_share_of_the_reference_itself_is_growth_and_mix() -> None:
    split = shift_share([10, 30], [20, 30], [100, 300], [200, 300])
    assert split.own == pytest.approx([0, 0])
    assert split.mix.sum() == pytest.approx(0)
    assert split.reference.sum() == pytest.approx(10)


@given(POSITIVE, POSITIVE)
def test_location_quotients_average_one_weighted_with_the_reference(e, n) -> None:
    quotients = location_quotients(e, n)
    assert quotients @ n / n.sum() == pytest.approx(1)
    assert (np.abs(symmetric(quotients)) < 1).all()


def test_location_quotients_where_the_reference_has_nothing() -> None:
    found = location_quotients([1, 1], [0, 1])
    assert np.isinf(found[0])
    assert symmetric(found)[0] == 1


def test_revealed_advantage_of_balassa() -> None:
    # Two economies, two products: the first exports 3/4 of its own in a product with 1/2 of trade.
    found = revealed_advantage([[30, 10], [10, 30]])
    np.testing.assert_allclose(found, [[1.5, 0.5], [0.5, 1.5]])


def test_user_cost_of_hall_and_jorgenson() -> None:
    # Closed form: q (r + d) (1 - k - tau z) / (1 - tau).
    found = user_cost(0.05, 0.1, 0.35, credit=0.1, allowance=0.8, price=2.0)
    assert found.cost == pytest.approx(2 * 0.15 * (1 - 0.1 - 0.35 * 0.8) / 0.65)
    assert found.untaxed == pytest.approx(0.3)


@given(st.floats(0.005, 0.2), st.floats(0.01, 0.5), st.floats(0, 0.6))
def test_taxes_cost_nothing_where_investment_is_expensed(rate, depreciation, tax) -> None:
    """Brown (1948): with immediate write-off the tax falls on rents alone."""
    found = user_cost(rate, depreciation, tax, allowance=1.0)
    assert found.cost == pytest.approx(found.untaxed)
    assert found.effective_rate == pytest.approx(0, abs=1e-9)


@given(st.floats(0.005, 0.2), st.floats(0.01, 0.9))
def test_allowances_are_worth_less_than_what_is_written_off(rate, written_off) -> None:
    worth = allowances(rate, written_off)
    years = np.arange(4000)
    summed = (written_off * ((1 - written_off) / (1 + rate)) ** years).sum()
    assert worth == pytest.approx(summed)
    assert worth < 1


def test_a_credit_lowers_the_cost_by_its_share() -> None:
    without, with_credit = (user_cost(0.04, 0.1, 0.3, k, 0.7) for k in (0.0, 0.05))
    assert with_credit.cost / without.cost == pytest.approx(1 - 0.05 / (1 - 0.3 * 0.7))
    assert with_credit.effective_rate < without.effective_rate


def test_ranking_with_its_reasons() -> None:
    signs = {"growth": [5, 1, 3], "jobs": [3, 2, 1], "research": [np.nan, 2, 1]}
    found = rank_industries(["a", "b", "c"], signs)
    assert found.order == (0, 1, 2)
    np.testing.assert_allclose(found.ranks[2], [0.5, 1, 0])
    assert found.reasons(0) == (("growth", "jobs"), ())
    assert found.reasons(2) == ((), ("research", "jobs"))
    assert (found.low <= found.score).all()
    assert (found.score <= found.high).all()


@settings(deadline=None)
@given(POSITIVE, st.floats(0.01, 100))
def test_ranking_needs_no_common_unit(values, unit) -> None:
    names = list("abcde")
    other = [5.0, 4, 3, 2, 1]
    one = rank_industries(names, {"x": values, "y": other})
    two = rank_industries(names, {"x": np.log(values) * unit, "y": other})
    distinct = len(np.unique(values)) == len(np.unique(np.log(values) * unit))
    if distinct:
        np.testing.assert_allclose(one.score, two.score)
    assert one.score.mean() == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: structural_change([1, 2], [1, 0], [1, 2], [1, 1]), "F064"),
        (lambda: structural_change([1, 2], [1, 1], [1, 2], [1]), "F064"),
        (lambda: shift_share([1, 2], [1, 2], [0, 2], [1, 2]), "F065"),
        (lambda: location_quotients([1, 2], [1]), "F066"),
        (lambda: location_quotients([0, 0], [1, 1]), "F066"),
        (lambda: location_quotients([1, -2], [1, 1]), "F066"),
        (lambda: revealed_advantage([1, 2]), "F066"),
        (lambda: user_cost(0.1, 0.1, 1.0), "F067"),
        (lambda: user_cost(-0.2, 0.1, 0.3), "F067"),
        (lambda: rank_industries(["a"], {"x": [1]}), "F068"),
        (lambda: rank_industries(["a", "b"], {}), "F068"),
        (lambda: rank_industries(["a", "b"], {"x": [1]}), "F068"),
    ],
)
def test_what_is_refused(call, code) -> None:
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
