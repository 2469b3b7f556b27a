"""Texts written anew."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.robust.pairs import exchange, own_pairs, pairs_from, read_pairs
from tinbergen.text.robust.perturbing import capitals, lengthened, negated, numbers, typos

RNG = np.random.default_rng


def test_typing_errors_leave_the_first_letter_and_most_words() -> None:
    text = "Inflation pressures remain elevated across most regions"
    for seed in range(20):
        new = typos(text, RNG(seed))
        assert new is not None and new != text
        pairs = list(zip(text.split(), new.split(), strict=True))
        assert all(a[0] == b[0] and len(a) - len(b) in (0, 1) for a, b in pairs)
    assert typos("a 12 of", RNG(0)) is None


def test_capitals() -> None:
    assert {capitals("Rates Rose", RNG(s)) for s in range(9)} == {"RATES ROSE", "rates rose"}
    assert capitals("12 %", RNG(0)) is None and capitals("RATES", RNG(1)) == "rates"


def test_numbers_change_and_years_stay() -> None:
    new = numbers("In 2007 rates rose 0.25 points to 5.25 percent and 3 members left", RNG(1))
    assert new is not None and new.startswith("In 2007 rates rose 0.")
    words, before = (
        new.split(),
        ["In", "2007", "rates", "rose", "0.25", "points", "to", "5.25", "percent", "and", "3"],
    )
    for i in (4, 7, 10):
        assert words[i] != before[i]
        assert words[i].partition(".")[2].__len__() == before[i].partition(".")[2].__len__()
    assert numbers("In 2007 the Q3 report", RNG(0)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rates will rise.", "Rates will not rise."),
        ("Rates did not rise.", "Rates did rise."),
        ("It isn't so.", "It is so."),
        ("Rates rise.", None),
        ("利率将上升", "利率不将上升"),
        ("利率不会上升", "利率上升"),
    ],
)
def test_negation(text: str, expected: str | None) -> None:
    assert negated(text, RNG(0)) == expected


def test_a_long_text_still_begins_as_it_did() -> None:
    new = lengthened("Rates rose.", RNG(0))
    assert new is not None and new.startswith("Rates rose. The full text") and len(new) > 400
    assert "website" not in (lengthened("利率上升", RNG(0)) or "website")


def test_words_are_exchanged_whole_and_keep_their_capital() -> None:
    opposite = own_pairs("opposite")
    assert exchange("Rising rates", opposite, RNG(0)) == "Falling rates"
    assert exchange("the surprise", opposite, RNG(0)) is None
    assert exchange("利率上升", opposite, RNG(0)) == "利率下降"
    # Both directions, and back again where a word has one partner.
    text = "growth was weaker and inflation higher"
    there = exchange(text, opposite, RNG(0))
    assert there == "growth was stronger and inflation lower"


def test_a_share_of_words() -> None:
    pairs = {"up": ("down",)}
    counts = [exchange("up " * 40, pairs, RNG(s), 0.5).count("down") for s in range(30)]  # type: ignore[union-attr]
    assert 15 < np.mean(counts) < 26
    assert exchange("up up up", pairs, RNG(0), 0.0).count("down") == 1  # type: ignore[union-attr]


def test_a_users_pairs(tmp_path) -> None:
    (tmp_path / "p.csv").write_text("word,other\nGermany,France\n")
    assert exchange("In germany", read_pairs(tmp_path / "p.csv"), RNG(0)) == "In France"
    both = pairs_from("p.csv", "same", tmp_path)
    assert both["germany"] == ("France",) and "increase" in both
    (tmp_path / "p.csv").write_text("word,other\na,b\nGermany,\n")
    with pytest.raises(TinbergenError) as raised:
        read_pairs(tmp_path / "p.csv")
    assert raised.value.code == "T134" and raised.value.at.line == 3
