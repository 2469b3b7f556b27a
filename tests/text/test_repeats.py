"""Texts on both sides of a split."""

from tinbergen.text.repeats import find_repeats, fingerprints, repeated, words_of

TEXTS = [
    "The Committee raised the target range for the federal funds rate.",
    "the committee raised the target range for the federal funds rate",
    "The Committee raised the target range for the federal funds rate today.",
    "Housing starts fell.",
    "委员会上调了联邦基金利率目标区间。",
    "委员会上调了联邦基金利率的目标区间",
]


def test_word_for_word_and_nearly() -> None:
    found = find_repeats(TEXTS, [0, 4], [1, 2, 3, 5])
    assert found.pairs == ((0, 1), (4, 5), (0, 2)) or found.pairs == ((0, 1), (0, 2), (4, 5))
    assert found.exact == 1
    # Nine runs of three words, ten with one word more: 9 of 10.
    assert dict(zip(found.pairs, found.likeness, strict=True))[0, 2] == 0.9
    assert list(found.to_frame().columns) == ["first", "second", "likeness"]


def test_common_runs_still_find_texts_word_for_word() -> None:
    texts = ["a b c d"] * 300
    assert len(find_repeats(texts, [0], range(1, 300)).pairs) == 299
    assert not find_repeats(TEXTS, [3], [0, 1, 2, 4]).pairs


def test_which_texts_stand_among_others() -> None:
    pairs = find_repeats(TEXTS, [0, 4], [1, 2, 3, 5]).pairs
    others = [TEXTS[i] for i in (1, 2, 3, 5)]
    found = repeated(others, [TEXTS[0], TEXTS[4]])
    assert {(1, 2, 3, 5)[k] for k in found} == {j for _, j in pairs} != set()
    assert repeated([], TEXTS) == repeated(TEXTS, []) == set()


def test_characters_without_blanks_are_words() -> None:
    assert words_of("利率 2.5%，Rates_UP") == ["利", "率", "2", "5", "rates", "up"]


def test_fingerprints_tell_words_alone() -> None:
    one = fingerprints(["Rates rise.", "rates  RISE", "委员会上调"])
    assert len(one) == 2 and all(len(each) == 16 for each in one)
    assert fingerprints(["rates rise higher"]) != fingerprints(["rates rise"])
    # SHA-256 of "rates rise" by sha256sum.
    assert fingerprints(["Rates rise!"]) == ["bf5e4b77c3bb6074"]
