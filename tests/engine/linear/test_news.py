"""Announced and surprise paths of a rule's instrument: against perfect foresight and the theory."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.linear.news import news_responses, path_effects, pegged
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.backward import simulate
from tinbergen.model.dynare.parser import parse, parse_file

QPM = parse_file(Path(__file__).parents[2] / "reference" / "models" / "qpm.mod")
LONG = 120
SPAN = Period.parse("2000Q1").to(Period.parse("2000Q1") + (LONG - 1))


@pytest.fixture(scope="module")
def solved():
    return equilibrium(QPM)


@pytest.fixture(scope="module")
def push(solved):
    """What the rule's shock adds to the equations."""
    jacobian = solved.solution.jacobian
    return jacobian.shocks[:, [solved.model.exogenous.index("e")]]


def foresight(shocks: np.ndarray) -> np.ndarray:
    """Paths of all declared variables under perfect foresight, (periods, variables)."""
    start = SPAN.start - 8
    names = [*QPM.endogenous, *QPM.exogenous]
    data = Dataset.of(start, {n: np.zeros(LONG + 16) for n in names})
    values = np.zeros(LONG + 16)
    values[8 : 8 + len(shocks)] = shocks
    run = simulate(QPM, data.assign(e=values), SPAN)
    return np.column_stack([run[n] for n in QPM.endogenous])


def test_news_is_perfect_foresight(solved, push) -> None:
    """Known from the first period on, whatever the period in which a shock comes.

    The span of the stacked system is long enough for its end not to matter.
    """
    news = news_responses(solved.solution, push, 20, 8, announced=True)
    for s in (0, 3, 7):
        shocks = np.zeros(8)
        shocks[s] = 1.0
        np.testing.assert_allclose(
            news[:, : len(QPM.endogenous), s, 0], foresight(shocks)[:20], atol=1e-6
        )


def test_a_surprise_is_the_impulse_response_later(solved, push) -> None:
    found = news_responses(solved.solution, push, 12, 6, announced=False)
    response = solved.responses("e", 12, size=1.0)
    for s in range(6):
        np.testing.assert_allclose(found[s:, :, s, 0], response[: 12 - s], atol=1e-12)
        assert not found[:s, :, s].any()


def test_a_path_enforced_through_news_solves_the_model_under_it(solved, push) -> None:
    """McKay and Wolf (2023): the shocks that bring a path about are those of its foresight."""
    row = QPM.endogenous.index("rs")
    wanted = np.array([1.0, 0.8, -0.5, 0.3, 0.2, 0.0])
    effects = path_effects(solved.solution, push, [row], 20, 6, announced=True)
    found = np.tensordot(effects[:, :, :, 0], wanted, axes=1)
    np.testing.assert_allclose(found[:6, row], wanted, atol=1e-10)
    news = news_responses(solved.solution, push, 6, 6, announced=True)
    shocks = np.linalg.solve(news[:, row, :, 0], wanted)
    np.testing.assert_allclose(found[:, : len(QPM.endogenous)], foresight(shocks)[:20], atol=1e-6)


def test_beyond_the_settings_the_rule_resumes(solved, push) -> None:
    row = QPM.endogenous.index("rs")
    path = path_effects(solved.solution, push, [row], 30, 6, announced=True)[:, :, 2, 0]
    names = list(solved.model.endogenous)

    def of(name: str, t: int) -> float:
        return path[t, names.index(name)]

    for t in range(6, 24):
        rule = 0.7 * of("rs", t - 1) + 0.3 * (
            of("pi4", t + 1) + 0.5 * of("pi4", t + 4) + 0.5 * of("y", t)
        )
        assert of("rs", t) == pytest.approx(rule, abs=1e-10)


def test_announced_and_surprise_paths_differ_where_the_model_looks_ahead(solved, push) -> None:
    row, y = QPM.endogenous.index("rs"), QPM.endogenous.index("y")
    announced, surprise = (
        path_effects(solved.solution, push, [row], 20, 6, announced=told) for told in (True, False)
    )
    gap = np.abs((announced - surprise)[:, y]).max()
    assert gap > 1e-3


def test_they_coincide_where_it_looks_back() -> None:
    back = parse(
        """var y i; varexo e_y e; model(linear);
        [name='output'] y = .8*y(-1) - .3*i(-1) + e_y;
        [name='rule'] i = .5*i(-1) + .4*y + e; end;
        shocks; var e_y; stderr 1; var e; stderr 1; end;"""
    )
    solved = equilibrium(back)
    push = solved.solution.jacobian.shocks[:, [1]]
    announced, surprise = (
        path_effects(solved.solution, push, [1], 12, 6, announced=told) for told in (True, False)
    )
    np.testing.assert_allclose(announced, surprise, atol=1e-12)


@pytest.mark.parametrize("announced", [True, False])
def test_a_held_instrument_does_not_move(solved, push, announced) -> None:
    row, n = QPM.endogenous.index("rs"), len(solved.model.endogenous)
    law = np.zeros((n, n))
    law[:, solved.solution.incidence.states] = solved.ghx
    held = pegged(solved.solution, law, push, [row], 20, 6, announced=announced)
    np.testing.assert_allclose(held[:6, row], 0, atol=1e-10)
    assert np.abs(held[6:, row]).max() > 1e-3
    free = pegged(solved.solution, law, push, [], 20, 6, announced=announced)
    np.testing.assert_allclose(free[5], np.linalg.matrix_power(law, 5), atol=1e-12)


def test_a_shock_that_does_not_move_the_instrument(solved) -> None:
    still = np.zeros((len(solved.model.endogenous), 1))
    with pytest.raises(TinbergenError, match="E019"):
        path_effects(solved.solution, still, [0], 8, 4, announced=True)
