"""Indices of documents: their arithmetic, their bands, from when on they are known."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.store import Store
from tinbergen.text.index.documents import Document
from tinbergen.text.index.measure import measure, scores_of
from tinbergen.text.index.watch import LEARNED, surprises, watch

p = Period.parse
SCORES = np.array([-1.0, 1.0, 0.0])
#: Two documents of 1996Q1, out in March and in May, one of 1996Q2.
DOCUMENTS = (
    Document("a", "1996-03-29", p("1996Q1"), p("1996-03")),
    Document("b", "1996-05-24", p("1996Q1"), p("1996-05")),
    Document("c", "1996-07-05", p("1996Q2"), p("1996-07")),
)
CHANCES = np.array([[0.2, 0.7, 0.1], [0.1, 0.1, 0.8], [0.6, 0.2, 0.2], [0.0, 1.0, 0.0]])
PLACES = (0, 0, 1, 2)


def test_a_document_is_the_mean_of_its_sentences_and_a_period_of_its_documents() -> None:
    found = measure(CHANCES, PLACES, DOCUMENTS, SCORES, draws=50)
    np.testing.assert_allclose(found.index, [0.25, -0.4, 1.0])
    assert [str(v) for v in found.vintages] == ["1996-03", "1996-05", "1996-07"]
    np.testing.assert_allclose(found.values, [0.25, (0.25 - 0.4) / 2, 1.0])
    # Sure of the last sentence, of none of the first three.
    assert found.doubt[2] == pytest.approx(0) and 0.5 < found.doubt[0] < 1


def test_bands_are_those_of_independent_sentences() -> None:
    """The variance of a mean of n independent draws is that of one over n."""
    rng = np.random.default_rng(1)
    chances = rng.dirichlet([1, 1, 1], 400)
    found = measure(chances, [0] * 400, DOCUMENTS[:1], SCORES, draws=4000, level=0.9)
    one = chances @ SCORES**2 - (chances @ SCORES) ** 2
    sd = np.sqrt(one.sum()) / 400
    assert (found.upper[0] - found.lower[0]) / (2 * 1.645 * sd) == pytest.approx(1, abs=0.05)
    assert found.lower[0] < found.index[0] < found.upper[0]
    assert found.lows[0] == found.lower[0] and found.highs[0] == found.upper[0]


def test_a_case_reads_no_document_before_it_is_out() -> None:
    found = measure(CHANCES, PLACES, DOCUMENTS, SCORES, draws=50)
    store = Store(dated="end")
    found.add_to(store, "STANCE")
    assert store.series == ("STANCE", "STANCE_LOWER", "STANCE_UPPER")
    then, later = store.as_of("1996-04", frequency="Q"), store.as_of("1996Q2", frequency="Q")
    np.testing.assert_allclose(then["STANCE"], [0.25])
    np.testing.assert_allclose(later["STANCE"], [-0.075])
    np.testing.assert_allclose(store.as_of("1996Q3", frequency="Q")["STANCE"], [-0.075, 1.0])


def test_scores_are_of_labels_that_there_are_and_tell_apart() -> None:
    names = ("dovish", "hawkish", "neutral")
    np.testing.assert_array_equal(scores_of(names, {"hawkish": 1, "dovish": -1}), SCORES)
    with pytest.raises(TinbergenError, match="T193") as told:
        scores_of(names, {"hawkisch": 1})
    assert "hawkish" in str(told.value.hint)
    for score in (1e308, float("nan"), 1e-308):
        with pytest.raises(TinbergenError, match="T194"):
            scores_of(names, {"hawkish": score})
    with pytest.raises(TinbergenError, match="T194"):
        scores_of(names, {"hawkish": 1, "dovish": 1, "neutral": 1})


def test_the_wire_sounds_after_a_shift_and_knows_nothing_of_it_before() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(0, 0.1, 60)
    values[50:] -= 0.3
    early, late = surprises(values[:50]), surprises(values)
    np.testing.assert_array_equal(early, late[: 50 - LEARNED])
    documents = [Document(str(t), "", p("1996Q1") + t, p("1996-04") + 3 * t) for t in range(60)]
    chances = np.column_stack([0.5 - values / 2, 0.5 + values / 2])
    found = measure(chances, range(60), documents, np.array([-1.0, 1.0]), draws=10)
    np.testing.assert_allclose(found.values, values)
    assert min(watch(found), key=lambda q: q.ordinal) in [p("1996Q1") + t for t in range(50, 54)]
    assert watch(measure(chances[:10], range(10), documents[:10], np.array([-1.0, 1.0]))) is None
