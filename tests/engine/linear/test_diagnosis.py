"""What is said of models with no stable solution, or with many."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.diagnosis import blanchard_kahn
from tinbergen.engine.linear.first_order import solve
from tinbergen.engine.linear.linear_model import Jacobian, Labels

Terms = dict[str, float]


def _model(names: str, *equations: Terms) -> tuple[Jacobian, Labels]:
    """A linear model from its terms, such as ``{"k": 1, "k(-1)": -0.9, "e": -1}``, e the shock."""
    variables = names.split()
    n = len(variables)
    blocks = {date: np.zeros((n, n)) for date in ("(+1)", "", "(-1)")}
    shocks = np.zeros((n, 1))
    for row, terms in enumerate(equations):
        for term, value in terms.items():
            name, bracket, date = term.partition("(")
            if name == "e":
                shocks[row] = value
            else:
                blocks[bracket + date][row, variables.index(name)] = value
    jacobian = Jacobian(blocks["(+1)"], blocks[""], blocks["(-1)"], shocks)
    return jacobian, Labels(variables, [f"eq_{name}" for name in variables], ["e"])


def _new_keynesian(response: float) -> tuple[Jacobian, Labels]:
    return _model(
        "pi y i",
        {"pi": 1, "pi(+1)": -0.99, "y": -0.1},
        {"y": 1, "y(+1)": -1, "i": 1, "pi(+1)": -1},
        {"i": 1, "pi": -response, "e": -1},
    )


def _growth(*capital_and_consumption: Terms, product: str) -> tuple[Jacobian, Labels]:
    return _model(
        "c k y a",
        *capital_and_consumption,
        {"y": 1, "a": -1, product: -0.36},
        {"a": 1, "a(-1)": -0.9, "e": -1},
    )


def _fault(model: tuple[Jacobian, Labels]) -> TinbergenError:
    jacobian, labels = model
    with pytest.raises(TinbergenError) as caught:
        solve(jacobian, labels=labels)
    with pytest.raises(TinbergenError) as again:
        solve(jacobian, labels=labels, method="schur")
    assert caught.value.render("zh") == again.value.render("zh")
    return caught.value


def test_determinate_model_has_no_offenders() -> None:
    found = blanchard_kahn(_new_keynesian(1.5)[0])
    assert (found.verdict, found.explosive, found.forward) == ("determinate", 2, 2)
    assert found.offenders == ()


def test_passive_monetary_policy_is_told() -> None:
    """Inflation and output are jump variables with one explosive root: the Taylor principle."""
    fault = _fault(_new_keynesian(0.8))
    assert fault.code == "E031"
    assert fault.facts["deficit"] == 1
    assert fault.facts["suspects"] == "pi(+1), y(+1)"
    found = blanchard_kahn(_new_keynesian(0.8)[0])
    assert found.verdict == "indeterminate"
    (root,) = found.offenders
    assert abs(root.value) < 1
    assert root.lagged == 0.0


def test_stock_dated_as_in_books_is_told() -> None:
    """k(+1) = (1 - delta) k + i is a book's date: here it makes capital a jump variable."""
    right = _growth(
        {"c": 1, "c(+1)": -1, "y(+1)": 0.035, "k": -0.035},
        {"k": 1, "k(-1)": -0.975, "y": -0.1, "c": 0.075},
        product="k(-1)",
    )
    assert blanchard_kahn(right[0]).verdict == "determinate"
    book = _growth(
        {"c": 1, "c(+1)": -1, "y(+1)": 0.035, "k(+1)": -0.035},
        {"k(+1)": 1, "k": -0.975, "y": -0.1, "c": 0.075},
        product="k",
    )
    fault = _fault(book)
    assert fault.code == "E031"
    assert (fault.facts["explosive"], fault.facts["forward"]) == (2, 3)
    assert "k(+1)" in fault.facts["suspects"]
    assert "predetermined_variables" in fault.text("fix")


def test_looking_back_instead_of_ahead_is_told() -> None:
    """An Euler equation dated a period early: consumption becomes a state."""
    late = _growth(
        {"c(-1)": 1, "c": -1, "y": 0.035, "k(-1)": -0.035},
        {"k": 1, "k(-1)": -0.975, "y": -0.1, "c": 0.075},
        product="k(-1)",
    )
    fault = _fault(late)
    assert fault.code == "E030"
    assert fault.facts["surplus"] == 1
    assert "c(-1)" in fault.facts["suspects"]


def test_debt_that_nothing_holds_back_is_told() -> None:
    model = _model(
        "debt pi",
        {"debt": 1, "debt(-1)": -1.01, "pi": 1},
        {"pi": 1, "pi(+1)": -0.5, "e": -1},
    )
    fault = _fault(model)
    assert fault.code == "E030"
    assert fault.facts["roots"] == "1.01 (debt 100%)"
    assert fault.facts["names"] == "debt"


def test_complex_pair_is_told_once() -> None:
    model = _model(
        "a b x",
        {"a": 1, "a(-1)": -1.3, "b(-1)": 0.9, "e": -1},
        {"b": 1, "a(-1)": -1, "b(-1)": -0.6},
        {"x": 1, "x(+1)": -0.5, "a": -1},
    )
    found = blanchard_kahn(model[0])
    assert (found.verdict, found.explosive, found.forward) == ("explosive", 3, 1)
    (root,) = found.offenders
    assert root.multiplicity == 2
    np.testing.assert_allclose(root.shares, [0.5, 0.5, 0.0], atol=0.02)
    assert _fault(model).facts["roots"].startswith("0.95±0.88i (a 50%, b 50%)")


def test_right_counts_for_the_wrong_variables() -> None:
    """s explodes by itself, f could be anything: as many roots as needed, but not f's."""
    model = _model(
        "f s y",
        {"f": 1, "f(+1)": -2, "e": -1},
        {"s": 1, "s(-1)": -2, "e": -1},
        {"y": 1, "f": -1, "s": -1},
    )
    assert blanchard_kahn(model[0]).verdict == "rank"
    fault = _fault(model)
    assert fault.code == "E032"
    assert (fault.facts["states"], fault.facts["ahead"]) == ("s", "f")


def test_equation_written_twice_is_told() -> None:
    model = _model(
        "f s y",
        {"f": 1, "f(+1)": -0.5, "y": -1},
        {"s": 1, "s(-1)": -0.5, "e": -1},
        {"f": 2, "f(+1)": -1, "y": -2},
    )
    fault = _fault(model)
    assert fault.code == "E033"
    assert fault.facts["equations"] == "eq_f, eq_y"
    with pytest.raises(TinbergenError, match="not independent"):
        blanchard_kahn(model[0])


def test_without_names_there_are_numbers() -> None:
    with pytest.raises(TinbergenError, match=r"#1\(\+1\)"):
        solve(_new_keynesian(0.8)[0])
