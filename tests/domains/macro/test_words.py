"""What macroeconomic findings say: both languages, and the right side named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.text import Text
from tinbergen.domains.macro import words

NAME = Text("Thing", "事物")
number = st.floats(-1e4, 1e4, allow_nan=False)


@given(number, number, number, number)
def test_every_statement_is_whole_in_both_languages(a, b, c, d) -> None:
    for text in (
        words.gap(a, {"hp": b, "hamilton": c, "unobserved_components": d}, 2),
        words.growth(a, [(NAME, b), (NAME, c)]),
        words.demand_supply(a, b, c),
        words.norm(NAME, a, b, c, abs(d)),
        words.taylor(a, b, c),
        words.deficit(a, b, words.balance(a > 0)),
        words.risk(abs(a), b, c, d),
    ):
        assert "{" not in text.en + text.zh
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert text.en.endswith(".")
        assert text.zh.endswith("。")
        assert "  " not in text.en


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        (words.gap(-0.9, {"hp": -1.7}, 1), "0.9 % below trend (HP -1.7)", "低于趋势 0.9%"),
        (words.gap(0.9, {"hp": 1.7}, 1), "the methods agree", "方法方向一致"),
        (words.gap(0.9, {"hp": -1.7, "hamilton": 1}, 2), "disagree on the side", "需谨慎解读"),
        (words.growth(-2.7, [(NAME, -2.5), (NAME, 0.9)]), "GDP falls at 2.7 %", "年化下降 2.7%"),
        (words.growth(2.7, [(NAME, 0.1), (NAME, -3)]), "Thing -3.0; Thing +0.1",
         "事物 -3.0，事物 +0.1"),
        (words.demand_supply(-2.5, 0.7, 3.2), "took 2.5 points off growth", "主要是需求"),
        (words.demand_supply(0.1, -0.7, 3.2), "mainly supply", "供给冲击拖累 0.7"),
        (words.taylor(1.2, 5.6, -4.4), "4.4 points looser", "更宽松 4.4"),
        (words.taylor(8.0, 5.2, 2.8), "2.8 points tighter", "更紧 2.8"),
        (words.deficit(-18.7, 0.3, words.balance(False)), "0.3 % of GDP higher", "高 0.3%"),
        (words.deficit(-18.7, -0.3, words.balance(True)), "0.3 % of GDP lower", "低 0.3%"),
        (words.norm(NAME, 6, 5, 1, 95), "1.0 points above its norm of 5.0 %", "高于常态 5.0%"),
        (words.norm(NAME, 4, 5, -1, 5), "1.0 points below its norm of 5.0 %", "低于常态 5.0%"),
        (words.norm(NAME, 4, 5, -1, 5), "higher than in 5 % of the ten years", "十年 5% 的时期"),
        (words.norm(NAME, 9, 5, 4, 100), "higher than ever in the ten years before", "任何时期"),
        (words.norm(NAME, 1, 5, -4, 0), "at its lowest of ten years", "十年来最低"),
    ],
)  # fmt: skip
def test_what_they_say(text, en, zh) -> None:
    assert en in text.en
    assert zh in text.zh
