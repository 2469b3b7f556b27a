import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.charts.typeset import number, period_words, text_width, wrap
from tinbergen.core.period import Period

texts = st.text(st.sampled_from("growth of output 增长，率。12%–"), max_size=80)


@given(texts, st.floats(60, 300))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, 12, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        indivisible = " " not in line and not any(a > "\u2e80" for a in line[:-2])
        assert text_width(line, 12) <= width or indivisible or line[-1] in "，。%"


def test_chinese_breaks_between_characters_but_not_before_punctuation():
    assert wrap("产出下降，失业上升。", 10, 52) == ["产出下降，", "失业上升。"]
    assert wrap("产出下降了，失业", 10, 52) == ["产出下降", "了，失业"]


def test_chinese_is_twice_as_wide_as_figures():
    assert text_width("增长", 10) == pytest.approx(2 * 10 * 1.03)
    assert text_width("12", 10) == pytest.approx(2 * 5.56 * 1.03)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "shown"),
    [
        (-1234.5, 1, False, "−1,234.5"),
        (0.26, 1, True, "+0.3"),
        (-0.04, 1, True, "0.0"),
        (0.0, 0, True, "0"),
        (math.nan, 1, False, "–"),
        (math.inf, 1, False, "–"),
        (None, 1, False, "–"),
    ],
)
def test_numbers_for_reading(value, decimals, signed, shown):
    assert number(value, decimals, signed) == shown


@pytest.mark.parametrize(
    ("period", "en", "zh"),
    [
        ("2008", "2008", "2008年"),
        ("2008Q3", "2008 Q3", "2008年三季度"),
        ("2008-09", "Sep 2008", "2008年9月"),
    ],
)
def test_periods_in_prose(period, en, zh):
    assert period_words(Period.parse(period), "en") == en
    assert period_words(Period.parse(period), "zh") == zh
