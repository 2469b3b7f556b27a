"""What findings say: both languages, and the right side named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.documents.plan import TripWire
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
        phrases.outturn(NAME, WHEN, a, b, [(NAME, c), (NAME, d)]),
        phrases.outturn(NAME, WHEN, a, b, []),
        phrases.alarm(NAME, c, wire),
        phrases.effect(NAME, NAME, a, PERCENT, b, c, NAME, 4),
    ):
        complete(text)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        (phrases.outturn(NAME, WHEN, -5.5, 4.8, [(NAME, 0.01), (NAME, -5.0)]),
         "10.3 below the plan's 4.8: Thing -5.0.", "低于计划的 4.8 达 10.3：事物 -5.0。"),
        (phrases.outturn(NAME, WHEN, 5, 4, [(NAME, 0.01)]), "above the plan's 4.0: no",
         "无单一原因"),
        (phrases.outturn(NAME, WHEN, 5, 4, []), "4.0: no world of the plan can say",
         "均无法说明其成因"),
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


def test_an_effect_and_its_interval_are_in_one_unit() -> None:
    """Chinese counts a value by its own scale: its interval counts alike."""
    tonnes = Text("million tonnes", "百万吨")
    said = phrases.effect(NAME, NAME, -0.9, tonnes, -1.05, -0.77, NAME, 5)
    assert "−0.90 million tonnes (mean of 5 periods; 90 % interval −1.05 to −0.77" in said.en
    assert "平均变动 −90万吨（90% 区间 −105万 至 −77万" in said.zh


def test_an_index_is_in_points_of_its_base() -> None:
    said = phrases.effect(NAME, NAME, 0.5, Text("2014 = 100", "2014年 = 100"), 0.0, 0.0, NAME, 2)
    assert "Thing +0.50 points (2014 = 100) (mean" in said.en
    assert "平均变动 +0.50 点（2014年 = 100）" in said.zh
    wire = TripWire(
        "U", NAME, WHEN, 90.0, 110.0, 0.9, Text("points, 2017 = 100", "点（2017年 = 100）")
    )
    assert "Thing of 85.0 points (2017 = 100) in" in phrases.alarm(NAME, 85.0, wire).en
