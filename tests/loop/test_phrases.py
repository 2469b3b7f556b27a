"""What findings say: both languages, and the right side named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.documents import TripWire
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop import phrases
from tinbergen.loop.words import PERCENT, change_of, title_of, unit_of

NAME = Text("Thing", "事物")
WHEN = Period.parse("2008Q4")
number = st.floats(-1e4, 1e4, allow_nan=False)


def complete(text: Text) -> None:
    assert "{" not in text.en + text.zh
    assert re.search(r"[\u4e00-\u9fff]", text.zh)
    assert not re.search(r"[\u4e00-\u9fff]", text.en)
    assert text.en.endswith(".")
    assert text.zh.endswith("。")
    assert "  " not in text.en


@given(number, number, number, number)
def test_every_statement_is_whole_in_both_languages(a, b, c, d) -> None:
    wire = TripWire("U", NAME, WHEN, min(a, b), max(a, b), 0.9, PERCENT)
    for text in (
        phrases.gap(a, {"hp": b, "hamilton": c, "unobserved_components": d}, 2),
        phrases.growth(a, [(NAME, b), (NAME, c)]),
        phrases.demand_supply(a, b, c),
        phrases.norm(NAME, a, b, c, abs(d)),
        phrases.taylor(a, b, c),
        phrases.deficit(a, b),
        phrases.risk(abs(a), b, c, d),
        phrases.outturn(NAME, WHEN, a, b, [(NAME, c), (NAME, d)]),
        phrases.outturn(NAME, WHEN, a, b, []),
        phrases.alarm(NAME, c, wire),
        phrases.effect(NAME, NAME, a, PERCENT, b, c, 4),
    ):
        complete(text)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        (phrases.gap(-0.9, {"hp": -1.7}, 1), "0.9 % below trend (HP -1.7)", "低于趋势 0.9%"),
        (phrases.gap(0.9, {"hp": 1.7}, 1), "the methods agree", "方法方向一致"),
        (phrases.gap(0.9, {"hp": -1.7, "hamilton": 1}, 2), "disagree on the side", "需谨慎解读"),
        (phrases.growth(-2.7, [(NAME, -2.5), (NAME, 0.9)]), "GDP falls at 2.7 %", "年化下降 2.7%"),
        (phrases.growth(2.7, [(NAME, 0.1), (NAME, -3)]), "Thing -3.0; Thing +0.1",
         "事物 -3.0，事物 +0.1"),
        (phrases.demand_supply(-2.5, 0.7, 3.2), "took 2.5 points off growth", "主要是需求"),
        (phrases.demand_supply(0.1, -0.7, 3.2), "mainly supply", "供给冲击拖累 0.7"),
        (phrases.taylor(1.2, 5.6, -4.4), "4.4 points looser", "更宽松 4.4"),
        (phrases.taylor(8.0, 5.2, 2.8), "2.8 points tighter", "更紧 2.8"),
        (phrases.deficit(-18.7, 0.3), "0.3 % of GDP higher", "高 0.3%"),
        (phrases.deficit(-18.7, -0.3), "0.3 % of GDP lower", "低 0.3%"),
        (phrases.norm(NAME, 6, 5, 1, 95), "1.0 points above its norm of 5.0 %", "高于常态 5.0%"),
        (phrases.norm(NAME, 4, 5, -1, 5), "1.0 points below its norm of 5.0 %", "低于常态 5.0%"),
        (phrases.norm(NAME, 4, 5, -1, 5), "higher than in 5 % of the ten years", "十年 5% 的时期"),
        (phrases.norm(NAME, 9, 5, 4, 100), "higher than ever in the ten years before", "任何时期"),
        (phrases.norm(NAME, 1, 5, -4, 0), "at its lowest of ten years", "十年来最低"),
        (phrases.outturn(NAME, WHEN, -5.5, 4.8, [(NAME, 0.01), (NAME, -5.0)]),
         "10.3 below the plan's 4.8: Thing -5.0.", "低于计划的 4.8 达 10.3：事物 -5.0。"),
        (phrases.outturn(NAME, WHEN, 5, 4, [(NAME, 0.01)]), "above the plan's 4.0: no",
         "无单一原因"),
    ],
)  # fmt: skip
def test_what_they_say(text, en, zh) -> None:
    assert en in text.en
    assert zh in text.zh


def test_only_the_largest_causes_are_named() -> None:
    parts = [(Text(f"cause {k}", f"原因{k}"), float(k)) for k in range(1, 6)]
    said = phrases.outturn(NAME, WHEN, 15.0, 0.0, parts)
    assert "cause 5 +5.0; cause 4 +4.0; cause 3 +3.0." in said.en
    assert "cause 2" not in said.en


def test_names_come_from_the_data_else_from_the_model(situation) -> None:
    data, model = situation.data, situation.model_world.model
    assert title_of("r", data, model).en == "three-month treasury bill rate"
    assert title_of("GROWTH", data, model).zh == "GDP增长率（年化）"
    assert title_of("nothing", data, model) == Text("nothing", "nothing")
    assert unit_of("GDP", data).en.startswith("billions of chained 2005 dollars")
    assert unit_of("DEFICIT", data).en == "percent of GDP"
    assert unit_of("nothing", data).en == "as in the data"


def test_the_unit_of_a_difference() -> None:
    assert change_of(PERCENT) == Text("percentage points", "百分点")
    assert change_of(Text("dollars", "美元")) == Text("dollars", "美元")
