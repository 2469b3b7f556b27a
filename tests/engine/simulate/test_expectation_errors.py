"""What people learn, and when."""

from __future__ import annotations

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.engine.simulate.expectation_errors import News, foresight_with_surprises, information
from tinbergen.engine.simulate.foresight import State
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.dynare.parser import parse

GROWTH = """
var c k; varexo x; parameters alpha beta delta gamma;
alpha = 0.4; beta = 0.95; delta = 0.1; gamma = 2;
model;
c^(-gamma) = beta*c(+1)^(-gamma)*(alpha*x(+1)*k^(alpha - 1) + 1 - delta);
c + k = x*k(-1)^alpha + (1 - delta)*k(-1);
end;
initval; x = 1; k = 4; c = 1; end;
steady;
"""
MODEL = parse(GROWTH)
REST = steady_state(MODEL)
START = State(REST.values, {"x": 1.0})


def path(*news: News, periods: int = 60):
    return foresight_with_surprises(MODEL, START, information(MODEL, {"x": 1}, news, periods))


def session_of(text: str):
    session = run(parse(GROWTH + text))
    assert [a.error for a in session.answers if a.error] == []
    assert session.paths is not None
    return session.paths


def test_what_is_known_from_the_start_is_perfect_foresight() -> None:
    known = session_of("shocks; var x; periods 4:6; values 1.1; end; simul(periods=60);")
    found = path(News("x", 1.1, 4, 6))
    np.testing.assert_allclose(found.paths["k"], known.paths["k"], rtol=1e-9)
    assert found.learnt == (1,)


def test_nothing_moves_before_it_is_learnt() -> None:
    surprise, announced = path(News("x", 1.1, 5, 8, 5)), path(News("x", 1.1, 5, 8, 3))
    rest = REST.values["k"]
    np.testing.assert_allclose(surprise.paths["k"][:5], rest)
    np.testing.assert_allclose(announced.paths["k"][:3], rest)
    assert abs(announced.paths["k"][4] - rest) > 1e-4
    assert surprise.learnt == (1, 5)


def test_news_that_confirm_what_was_expected_change_nothing() -> None:
    known = path(News("x", 1.1, 4, 6))
    again = path(News("x", 1.1, 4, 6), News("x", 1.1, 5, 6, 3))
    np.testing.assert_allclose(again.paths["c"], known.paths["c"], rtol=1e-8)


def test_a_permanent_change_moves_the_terminal_state() -> None:
    found = path(News("x", 1.2, 10, None, 4), periods=120)
    ended = steady_state(MODEL, REST.values, {"x": 1.2})
    assert found.paths["k"][-1] == pytest.approx(ended.values["k"])
    assert found.paths["x"][9] == 1.0
    assert found.paths["x"][10:].min() == 1.2


def test_blocks_of_the_file_say_the_same() -> None:
    text = """
    shocks; var x; periods 2; values 1.05; end;
    shocks(learnt_in = 3); var x; periods 5:6; values 0.9; end;
    endval(learnt_in = 8); x = 1.2; end;
    perfect_foresight_with_expectation_errors_setup(periods = 60);
    perfect_foresight_with_expectation_errors_solver;
    """
    found = path(News("x", 1.05, 2, 2), News("x", 0.9, 5, 6, 3), News("x", 1.2, 8, None, 8))
    theirs = session_of(text)
    assert theirs.learnt == (1, 3, 8)
    np.testing.assert_allclose(theirs.paths["k"], found.paths["k"], rtol=1e-9)


@pytest.mark.parametrize(
    ("news", "code"),
    [(News("z", 1, 1), "E017"), (News("x", 1, 2, 3, 4), "E047"), (News("x", 1, 2, 90), "E047")],
)
def test_news_that_do_not_fit(news: News, code: str) -> None:
    with pytest.raises(TinbergenError, match=code):
        path(news)


def test_the_solver_needs_its_setup_and_the_file_its_shape(tmp_path) -> None:
    command = "perfect_foresight_with_expectation_errors_"
    session = run(parse(GROWTH + f"{command}solver;"))
    assert [a.error.code for a in session.answers if a.error] == ["E041"]
    (tmp_path / "news.csv").write_text(",x\n,1\n,1\n1,1\n")
    text = GROWTH + f"{command}setup(periods=3, datafile='news.csv');"
    session = run(parse(text, str(tmp_path / "growth.mod")))
    assert [a.error.code for a in session.answers if a.error] == ["E048"]
