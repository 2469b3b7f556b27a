"""Terms of regressions: grammar and values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.data.dataset import Dataset
from tinbergen.statistics.regression.terms import Term, evaluate, parse_term

DATA = Dataset.of(
    "2000Q1", {"C": [1.0, 2.0, 4.0, 8.0], "d(x)": [1.0, 2, 3, 4], "z": [0.0, 1, 2, 3]}
)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("C", Term("C", "C")),
        (" C ( -2 ) ", Term("C ( -2 )", "C", 2)),
        ("log(C)", Term("log(C)", "C", 0, ("log",))),
        ("dlog(C)(-1)", Term("dlog(C)(-1)", "C", 1, ("log", "d"))),
        ("d(log(C(-1)))", Term("d(log(C(-1)))", "C", 1, ("log", "d"))),
        ("d(d(C))", Term("d(d(C))", "C", 0, ("d", "d"))),
        ("d(x)", Term("d(x)", "d(x)")),
    ],
)
def test_grammar(text: str, term: Term) -> None:
    assert parse_term(text, DATA) == term


def test_values() -> None:
    values = [evaluate(parse_term(t, DATA), DATA) for t in ("dlog(C)", "d(log(C))", "C(-1)")]
    np.testing.assert_allclose(values[0], [np.nan, *[np.log(2)] * 3])
    np.testing.assert_array_equal(values[0], values[1])
    np.testing.assert_array_equal(values[2], [np.nan, 1, 2, 4])


@pytest.mark.parametrize(
    "text", ["", "C+1", "exp(C)", "C(+1)", "__import__('os')", "log()", "(C)", "d(" * 20 + "C"]
)
def test_what_is_no_term(text: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        parse_term(text, DATA)
    assert caught.value.code == "F034"


def test_unknown_series_and_impossible_logarithms() -> None:
    with pytest.raises(TinbergenError) as caught:
        parse_term("log(c)", DATA)
    assert (caught.value.code, caught.value.hint) == ("D002", "C")
    with pytest.raises(TinbergenError) as caught:
        evaluate(parse_term("dlog(z)", DATA), DATA)
    assert (caught.value.code, str(caught.value.facts["period"])) == ("F035", "2000Q1")


@given(st.text(alphabet=st.sampled_from("Cdlog()-1 z"), max_size=14))
def test_any_text_is_a_term_or_a_coded_error(text: str) -> None:
    try:
        term = parse_term(text, DATA)
    except TinbergenError as fault:
        assert fault.code in ("F034", "D002")
    else:
        assert term.name in DATA
        assert term.lag >= 0
