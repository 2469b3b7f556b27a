"""Terms and limits of a control problem as sums over paths."""

import numpy as np

from tinbergen.core.period import Period, Span
from tinbergen.engine.control.problem import Limit, Problem, Term, box, loss


def test_loss_counts_one_side_where_asked() -> None:
    one = np.ones((1, 1))
    for sense, at_3, at_1 in (("at", 2.0, 2.0), ("at_least", 0.0, 2.0), ("at_most", 2.0, 0.0)):
        problem = Problem((), ("y",), (Term("y", one, 2.0, 2.0, sense),), ())  # type: ignore[arg-type]
        assert loss(problem, np.array([[3.0]])) == at_3
        assert loss(problem, np.array([[1.0]])) == at_1


def test_gaps_and_slacks_of_paths() -> None:
    paths = np.array([[1.0, 10.0], [2.0, 20.0]])
    first, last = np.zeros((2, 2)), np.zeros((2, 2))
    first[0, 1], last[1, 0] = 1.0, 2.0
    terms = (Term("a", first, 8.0, 1.0), Term("b", last, 5.0, 3.0, "at_least"))
    problem = Problem(("x",), ("x", "y"), terms, (Limit("most", first + last, 15.0),))
    assert problem.gaps(paths).tolist() == [2.0, -1.0]
    assert problem.errors(paths).tolist() == [2.0, -1.0]
    assert problem.errors(paths + 1.0).tolist() == [3.0, 0.0]
    assert problem.slacks(paths).tolist() == [1.0]
    assert loss(problem, paths) == 4.0 + 3.0
    empty = Problem(("x",), ("x",), (), ())
    assert (loss(empty, paths), empty.slacks(paths).size) == (0.0, 0)


def test_a_box_bounds_every_period() -> None:
    span = Span(Period.parse("2000"), 2)
    limits = tuple(box(("x", "y"), span, "y", None, 3.0)) + tuple(box(("x",), span, "x", 1.0, None))
    assert [(m.name, m.period) for m in limits] == [
        ("y upper", 0), ("y upper", 1), ("x lower", 0), ("x lower", 1)
    ]  # fmt: skip
    assert limits[2].bound == -1.0
    assert limits[2].coefficients.tolist() == [[-1.0], [0.0]]
    problem = Problem(("x",), ("x", "y"), (), limits[:2])
    assert problem.slacks(np.array([[9.0, 1.0], [9.0, 5.0]])).tolist() == [2.0, -2.0]
