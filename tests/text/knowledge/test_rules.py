"""Lexicons counted, rules held against predictions."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.knowledge.rules import check, counts, read_rules
from tinbergen.text.model import Prediction

NAMES = ("dovish", "hawkish", "neutral")
TEXTS = [
    "They raised  rates.",
    "They did not cut rates",
    "央行降息",
    "Raised rates, then cut rates",
]


def test_phrases_are_counted_in_both_languages() -> None:
    book = read_rules()
    found = counts([*TEXTS, "rate cut and rate cut", "irate cutter"], dict(book.lexicons))
    assert list(book.lexicons) == ["tightening", "easing", "negation"]
    assert found.tolist() == [[1, 0, 0], [0, 1, 1], [0, 1, 0], [1, 1, 0], [0, 2, 0], [0, 0, 0]]


def test_violations_are_counted_and_corrected() -> None:
    chances = np.array([[0.5, 0.2, 0.3], [0.1, 0.8, 0.1], [0.3, 0.4, 0.3], [0.6, 0.2, 0.2]])
    found = check(TEXTS, Prediction(NAMES, chances), read_rules())
    # Plain tightening is not dovish, plain easing not hawkish; negated or mixed texts are left.
    assert found.labels == ("neutral", "hawkish", "dovish", "dovish")
    assert [(v.row, v.rule, v.before, v.after) for v in found.violations] == [
        (0, "plain tightening", "dovish", "neutral"), (2, "plain easing", "hawkish", "dovish"),
    ]  # fmt: skip
    assert found.applied == {"plain tightening": 1, "plain easing": 1}
    assert len(found.to_frame()) == 2


def test_rules_that_forbid_all_leave_no_label(tmp_path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("lexicons: {x: [rates]}\nrules: [{name: r, has: [x], never: [a, b]}]\n")
    found = check(["rates"], Prediction(("a", "b"), np.array([[0.7, 0.3]])), read_rules(path))
    assert found.labels == ("",) and found.violations[0].after == ""
    with pytest.raises(TinbergenError, match="T175"):
        check(["rates"], Prediction(("a", "c"), np.array([[0.7, 0.3]])), read_rules(path))
    path.write_text("lexicons: {x: [rates]}\nrules: [{name: r, has: [y], never: [a]}]\n")
    with pytest.raises(TinbergenError, match="T174"):
        read_rules(path)
    path.write_text("lexicon: {}\n")
    with pytest.raises(TinbergenError, match="L002"):
        read_rules(path)
