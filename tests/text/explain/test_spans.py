"""Words by where they stand."""

from tinbergen.text.explain.spans import gaps_of, spans_of, without


def test_words_numbers_marks_and_characters() -> None:
    spans = spans_of("Rates rose 1.5%, the Fed's choice。加息")
    assert [s.text for s in spans] == [
        "Rates", "rose", "1.5", "%", ",", "the", "Fed's", "choice", "。", "加", "息"
    ]  # fmt: skip
    assert gaps_of(spans) == (
        False,
        True,
        True,
        False,
        False,
        True,
        True,
        True,
        False,
        False,
        False,
    )
    assert [s.text for s in spans_of("<PERSON> said <b>")] == ["<PERSON>", "said", "<", "b", ">"]
    assert without("Rates rose", spans[0]) == "rose"
