"""Names swapped."""

import pytest

from tinbergen.text.audit.swaps import biases, own_names, swapped
from tinbergen.text.scores import wilson

pytest.importorskip("sklearn")


def test_names_in_both_languages() -> None:
    others = swapped("Growth in Japan slowed.", "country")
    assert len(others) == 3 and all(o.startswith("Growth in ") and "Japan" not in o for o in others)
    assert swapped("Growth slowed.", "country") == ()
    assert swapped("Japanese growth", "country") == ()
    assert all("美国" not in o for o in swapped("美国通胀上升", "country"))
    assert swapped("He said his chairman left", "gender") == ("She said her chairwoman left",)
    assert swapped("他是男性", "gender") == ("她是女性",)
    assert "Bank of Japan" not in swapped("The Bank of Japan acted", "bank")[0]


def test_a_model_that_looks_at_one_country(says) -> None:
    model = says("japan")
    texts = ["japan grew", "Growth in Japan", "India grew", "nothing at all"]
    found = {k.name: k for k in biases(model, texts).kinds}
    country = found["country"]
    assert country.own and country.texts == 3
    # Japan's two texts move with every swap; India's moves where Japan is drawn.
    drawn = swapped("India grew", "country")
    hand = (1 + 1 + sum("Japan" in o for o in drawn) / len(drawn)) / 3
    assert country.share == pytest.approx(hand)
    assert (country.lower, country.upper) == wilson(hand, 3)
    assert {m.before for m in country.moved} <= {"yes", "no"} and country.swaps == 9
    # No text has a party: frames are asked, and the label stays.
    assert not found["party"].own and found["party"].share == 0 and found["party"].upper > 0.2
    kinds = biases(model, texts).kinds
    whole = sum(k.share * k.texts for k in kinds) / sum(k.texts for k in kinds)
    assert biases(model, texts).share == pytest.approx(whole)
    assert len(biases(model, texts).to_frame()) == len(own_names())
