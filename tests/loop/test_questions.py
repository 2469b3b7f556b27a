"""A question is answered by what it is given, and says which of it did nothing."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.cases import text_of
from tinbergen.loop.case.question import Question
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.questions import ask


def policy_rate(written: dict[str, float], common: dict[str, float] | None = None) -> Question:
    own = Question("policy rate", written, written=tuple(written), pack="macro")
    return own.given(common or {})


def test_an_argument_of_the_question_counts(situation) -> None:
    (two,) = ask(situation, policy_rate({}))
    (three,) = ask(situation, policy_rate({"aim": 3}))
    # Taylor's rule with 3 instead of 2 as its aim asks for half a point less.
    assert three.estimate - two.estimate == pytest.approx(0.5)


def test_an_argument_that_nothing_asks_for_is_refused(situation) -> None:
    with pytest.raises(TinbergenError) as fault:
        ask(situation, policy_rate({"naturel": 1.0}))
    assert (fault.value.code, fault.value.facts["key"]) == ("L269", "naturel")
    assert "natural" in fault.value.hint
    assert fault.value.facts["known"] == "aim, natural"


def test_what_is_said_for_all_questions_need_not_serve_each(situation) -> None:
    assert ask(situation, policy_rate({}, {"naturel": 1.0}))


def test_a_case_is_told_where_it_says_so(tmp_path) -> None:
    asks = "diagnosis: [{examine: policy rate, with: {naturel: 1}}]\n"
    file = tmp_path / "own.yaml"
    file.write_text(text_of("us-2008") + asks, encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        diagnose(file)
    assert fault.value.code == "L269"
    assert str(fault.value.at) == f"{file}:{(text_of('us-2008') + asks).count(chr(10))}:23"
