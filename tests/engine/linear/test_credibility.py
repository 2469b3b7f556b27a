"""Announced paths that are believed in part: between news in every period and an announced path."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.credibility import believed_effects, believed_pegged
from tinbergen.engine.linear.news import path_effects, pegged
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.dynare.parser import parse_file

QPM = parse_file(Path(__file__).parents[2] / "reference" / "models" / "qpm.mod")
ROW = QPM.endogenous.index("rs")
PERIODS, SETTINGS = 20, 6


@pytest.fixture(scope="module")
def solved():
    return equilibrium(QPM)


@pytest.fixture(scope="module")
def push(solved):
    """What the rule's shock adds to the equations."""
    jacobian = solved.solution.jacobian
    return jacobian.shocks[:, [solved.model.exogenous.index("e")]]


@pytest.fixture(scope="module")
def law(solved):
    found = np.zeros((len(solved.model.endogenous),) * 2)
    found[:, solved.solution.incidence.states] = solved.ghx
    return found


def effects(solved, push, shares: list[float]) -> np.ndarray:
    column = np.array(shares)[:, None]
    return believed_effects(solved.solution, push, [ROW], PERIODS, SETTINGS, column)


ENDS = {
    "announced": ([1.0] * SETTINGS, True),
    "announced beyond the settings": ([1.0] * (SETTINGS + 5), True),
    "not believed": ([1.0, 0.0, 0.0, 0.0, 0.0, 0.0], False),
    "nothing ahead": ([1.0], False),
}


@pytest.mark.parametrize("shares, announced", ENDS.values(), ids=ENDS)
def test_its_ends_are_an_announced_path_and_surprises(solved, push, shares, announced) -> None:
    wanted = path_effects(solved.solution, push, [ROW], PERIODS, SETTINGS, announced=announced)
    np.testing.assert_allclose(effects(solved, push, shares), wanted, atol=1e-11)


def test_the_instrument_does_what_was_announced_however_far_it_is_believed(solved, push) -> None:
    found = effects(solved, push, [1.0, 0.7, 0.4])
    np.testing.assert_allclose(found[:SETTINGS, ROW, :, 0], np.eye(SETTINGS), atol=1e-11)


def test_nothing_is_felt_before_it_is_in_sight(solved, push) -> None:
    """Of a change five periods ahead, two periods in sight, nothing moves until the third."""
    found = effects(solved, push, [1.0, 0.7, 0.4])
    assert not np.abs(found[:3, :, 5]).max() > 1e-12
    assert np.abs(found[3, :, 5]).max() > 1e-2


def test_expectations_are_the_share_of_the_announcement(solved, push, law) -> None:
    """In the first period people expect a rate one ahead that is the rule's and half of the gap.

    What they expect is read off the model: E x_1 = P x_0 + the news, which stands in the first
    period's equations as A E x_1 + B x_0 + C x_-1 + d nu_0 = 0 with nu_0 from the rule's own.
    """
    jacobian, half = solved.solution.jacobian, 0.5
    shares = np.array([[1.0], [half]])
    told = believed_effects(solved.solution, push, [ROW], PERIODS, 2, shares)[:, :, 1, 0]
    surprise = path_effects(solved.solution, push, [ROW], 20, 2, announced=False)[:, :, 0, 0]
    # A path of two periods that all believe in which the rate does what people expect here: no
    # change now, half of the announced unit next.
    both = path_effects(solved.solution, push, [ROW], 20, 2, announced=True)
    np.testing.assert_allclose(told[0], half * both[0, :, 1, 0], atol=1e-11)
    # When it comes, the other half surprises.
    news = law @ told[0]
    np.testing.assert_allclose(
        told[1] - news, (1 - news[ROW]) * surprise[0] / surprise[0, ROW], atol=1e-11
    )
    # Everything but the rule holds with the expectations that were meant.
    left = jacobian.ahead @ (half * both[1, :, 1, 0]) + jacobian.now @ told[0]
    off_rule = np.abs(push[:, 0]) < 1e-12
    np.testing.assert_allclose(left[off_rule], 0, atol=1e-10)


def test_effects_come_forward_as_more_is_believed(solved, push) -> None:
    """The first period's output answers a rate cut three ahead the more, the more is believed."""
    y = QPM.endogenous.index("y")
    first = [
        -effects(solved, push, [share**k for k in range(4)])[0, y, 3, 0]
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert first[0] == pytest.approx(0, abs=1e-12)
    assert np.all(np.diff(first) > 0)


@pytest.mark.parametrize("shares, announced", ENDS.values(), ids=ENDS)
def test_a_held_instrument_does_not_move(solved, push, law, shares, announced) -> None:
    column = np.array(shares)[:, None]
    held = believed_pegged(solved.solution, push, [ROW], PERIODS, SETTINGS, column)
    wanted = pegged(solved.solution, law, push, [ROW], PERIODS, SETTINGS, announced=announced)
    np.testing.assert_allclose(held, wanted, atol=1e-10)
    none = believed_pegged(solved.solution, push, [ROW], PERIODS, 0, column)
    np.testing.assert_allclose(none[5], np.linalg.matrix_power(law, 5), atol=1e-12)


def test_a_shock_of_its_own_is_set_and_expected_in_part(solved, push) -> None:
    """A variable that no rule sets: what is believed of it is news of its own, no peg."""
    found = believed_effects(solved.solution, push, [None], PERIODS, 3, np.array([[1.0], [0.5]]))
    whole = path_effects(solved.solution, push, [None], PERIODS, 3, announced=True)
    response = solved.responses("e", 1, size=1.0)[0]
    n = len(QPM.endogenous)
    np.testing.assert_allclose(found[0, :, 1], 0.5 * whole[0, :, 1], atol=1e-12)
    np.testing.assert_allclose(found[0, :n, 0, 0], response[:n], atol=1e-12)
    assert not found[0, :, 2].any()


def test_a_shock_that_does_not_move_the_instrument(solved) -> None:
    still = np.zeros((len(solved.model.endogenous), 1))
    with pytest.raises(TinbergenError, match="E019"):
        believed_effects(solved.solution, still, [0], 8, 4, np.ones((2, 1)))
