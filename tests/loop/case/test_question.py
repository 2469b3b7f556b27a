"""Arguments of questions: numbers that are none are refused where the question stands."""

from __future__ import annotations

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.question import Question


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
