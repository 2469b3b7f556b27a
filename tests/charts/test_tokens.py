"""Words of a text, shaded."""

import io

import pytest

from tinbergen.charts.tokens import Tokens
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.report.numbers import tables
from tinbergen.report.screen import Screen
from tinbergen.report.terminal import draw

TITLE = Text("What each word adds", "各词的贡献")
HAWK = Tokens(TITLE, ("Rates", "rose", ",", "jobs"), (0.5, 1.0, 0.0, -0.25),
              (False, True, False, True), unit=Text("logit", "对数几率"))  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_drawing(lang, golden) -> None:
    golden(f"tokens.{lang}.svg", HAWK.svg(lang))


def test_shade_tells_size_and_tone_the_sign() -> None:
    drawn = HAWK.svg()
    assert 'class="f3" fill-opacity="0.62"' in drawn and 'fill-opacity="0.31"' in drawn
    assert 'class="f2" fill-opacity="0.15"' in drawn or 'fill-opacity="0.16"' in drawn
    # A long text is broken into lines: the picture grows.
    long = Tokens(TITLE, ("word",) * 60, (1.0,) * 60)
    assert long.draw("en", 400).height > HAWK.draw("en", 400).height + 60
    assert long.on_phone().width < long.width


def test_words_and_numbers_beside_it() -> None:
    assert HAWK.describe("en").splitlines()[1] == "rose: +1.000"
    assert [row[0] for row in tables(HAWK)[0].rows] == ["Rates", "rose", ",", "jobs"]
    screen = Screen(io.StringIO(), 80, plain=True)
    with screen.capture() as shown:
        draw(screen, HAWK, "en")
    assert "Rates rose, jobs" in shown.get()
    assert "rose +1.000, Rates +0.500, jobs −0.250, , 0.000 (logit)" in shown.get()


def test_nothing_to_draw() -> None:
    with pytest.raises(TinbergenError, match="R002"):
        Tokens(TITLE, (), ())
    with pytest.raises(TinbergenError, match="R002"):
        Tokens(TITLE, ("a",), (float("nan"),))
    with pytest.raises(TinbergenError, match="R006"):
        Tokens(TITLE, ("a", "b"), (1.0,))
