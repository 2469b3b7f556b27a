"""A question's arguments: read as what they should be, or L042 with the argument's name."""

from __future__ import annotations

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case.question import Question


def asked(**arguments) -> Question:
    return Question("shares", arguments)


def test_pairs_of_words() -> None:
    assert asked(of=[["a", "b"], ("c", "d")]).pairs("of") == (("a", "b"), ("c", "d"))
    assert asked().pairs("of") == ()


@pytest.mark.parametrize(
    "value", ["ab", [["a", 1]], [["a", "b", "c"]], [["a"]], ["ab"], [{"a": "b"}], 3]
)
def test_pairs_that_are_none(value) -> None:
    with pytest.raises(TinbergenError) as fault:
        asked(of=value).pairs("of")
    assert (fault.value.code, fault.value.facts["key"]) == ("L042", "of")


def test_words_numbers_flags_and_names() -> None:
    question = asked(
        word="x", number="2.5", yes=True, names=["a", "b"], said={"en": "A", "zh": "甲"}
    )
    assert question.text("word") == "x"
    assert question.text("other", "y") == "y"
    assert question.number("number") == 2.5
    assert question.number("other", 1.0) == 1.0
    assert (question.flag("yes"), question.flag("other")) == (True, False)
    assert question.names("names") == ("a", "b")
    assert question.words("said") == Text("A", "甲")
    assert question.given({"word": "common", "more": "z"}).arguments["word"] == "x"
    assert question.given({"more": "z"}).text("more") == "z"


def test_titles_call_labels() -> None:
    question = asked(titles={"a": {"en": "A", "zh": "甲"}})
    assert question.called("a") == Text("A", "甲")
    assert question.called("b") == Text("b", "b")
    with pytest.raises(TinbergenError, match="L042"):
        asked(titles={"a": "A"}).called("a")


@pytest.mark.parametrize(
    ("read", "value"),
    [("text", 3), ("text", None), ("number", "much"), ("number", None), ("flag", "perhaps"),
     ("names", "a"), ("names", ["a", 1]), ("words", {"en": "A"}), ("words", None)],
)  # fmt: skip
def test_what_is_missing_or_no_such_thing(read, value) -> None:
    with pytest.raises(TinbergenError) as fault:
        getattr(asked(given=value), read)("given")
    assert fault.value.code == "L042"


@pytest.mark.parametrize(
    "value", ["nan", "inf", "-inf", "1e400", "1e60", "9" * 5000, "x", [], True]
)
def test_a_number_is_one_to_compute_with(value: object) -> None:
    asked = Question("q", {"rate": value})
    if value is True:
        assert asked.number("rate") == 1
        return
    with pytest.raises(TinbergenError) as fault:
        asked.number("rate")
    assert (fault.value.code, fault.value.facts["key"]) == ("L042", "rate")


@pytest.mark.parametrize("value", ["nan", "0", "-1", "0.5", "1e9", "inf"])
def test_years_are_whole_and_not_too_many(value: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        Question("q", {"years": value}).whole("years", 10)
    assert fault.value.code == "L042"


def test_numbers_and_defaults() -> None:
    asked = Question("q", {"years": "5", "rate": "0.02"})
    assert (asked.whole("years"), asked.whole("size", 2), asked.number("rate")) == (5, 2, 0.02)
    assert asked.number("highest", float("inf")) == float("inf")
