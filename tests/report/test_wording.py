import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.charts.quantities import amount, change_of, one_of, short
from tinbergen.core.documents.problem import Target
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.report.wording import (
    asked,
    capital,
    clauses,
    decimals_for,
    inside,
    listed,
    plain_number,
    readable,
    scientific,
    sentences,
    stretches,
    unstopped,
)

RATE = Text("percent, annualised", "百分比（年化）")
SHARE = Text("percent of GDP", "占GDP百分比")
INDEX = Text("percent of the base year", "百分比（基年=100）")
MONEY = Text("billion 2005 dollars", "十亿2005年美元")
FILE = Text("as in the file", "同文件所用单位")
QUARTER = Text("quarter", "季度")


@pytest.mark.parametrize(
    ("unit", "brief", "difference", "single"),
    [
        (RATE, Text("%, annualised", "%，年率"),
         Text("percentage points, annualised", "百分点，年率"),
         Text("one percentage point, annualised", " 1 个百分点，年率")),
        (SHARE, Text("% of GDP", "占GDP的%"), Text("percentage points of GDP", "占GDP的百分点"),
         Text("one percentage point of GDP", "占GDP的 1 个百分点")),
        (MONEY, MONEY, MONEY,
         Text("one unit (billion 2005 dollars)", " 1 个单位（十亿2005年美元）")),
        (FILE, FILE, FILE, Text("one unit", " 1 个单位")),
        (Text("percent a year", "年率百分比"), Text("% a year", "%，年率"),
         Text("percentage points a year", "百分点，年率"),
         Text("one percentage point a year", " 1 个百分点，年率")),
    ],
)  # fmt: skip
def test_units_of_levels_and_of_differences(unit, brief, difference, single):
    assert short(unit) == brief
    assert change_of(unit) == difference
    assert one_of(difference) == single


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (4.44, short(RATE), Text("4.4%, annualised", "年率4.4%")),
        (-0.5, change_of(SHARE), Text("−0.5 percentage points of GDP", "占GDP的 −0.5 个百分点")),
        (0.5, change_of(RATE), Text("0.5 percentage points, annualised", "0.5 个百分点（年率）")),
        (99.5, short(INDEX), Text("99.5% of the base year", "99.5%（基年=100）")),
        (12.0, short(SHARE), Text("12.0% of GDP", "占GDP的12.0%")),
        (75.0, MONEY, Text("75.0 billion 2005 dollars", "750亿2005年美元")),
        (75.0, FILE, Text("75.0", "75.0")),
    ],
)
def test_amounts_in_prose(value, unit, shown):
    assert amount(value, unit) == shown


def test_plain_words_are_set_as_print_sets_them():
    text = Text(
        "Growth of -5.5 (HP -1.7) in 2008Q4 took 90 % of x(-1) and 1982-84, plan-2008Q1",
        "最差的 2008Q4 差 -0.7",
    )
    assert readable(text) == Text(
        "Growth of −5.5 (HP −1.7) in 2008 Q4 took 90% of x(−1) and 1982-84, plan-2008Q1",
        "最差的2008年四季度差 −0.7",
    )


@given(st.text(alphabet="abc -0123456789Q%.()", max_size=40))
def test_setting_twice_changes_nothing(words):
    once = readable(Text(words, words))
    assert readable(once).en == once.en


def test_lists_and_sentences():
    a, b, c = Text("one", "一"), Text("GDP", "GDP"), Text("two", "二")
    assert listed([a]) == a
    assert listed([a, b, c]) == Text("one, GDP and two", "一、GDP和二")
    assert listed([]) == Text("", "")
    assert clauses([a, b]) == Text("one; GDP", "一；GDP")
    assert sentences(a, Text("Done.", "完。"), Text("", "")) == Text("One. Done.", "一。完。")
    assert capital(a).en == "One"
    assert inside(Text("Inflation", "通胀")).en == "inflation"
    assert inside(b).en == "GDP"
    assert inside(Text("Tier 1 capital ratio", "一级资本充足率")).en == "Tier 1 capital ratio"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            Text("Table a: Own counts..", "表 a：自算。。"),
            Text("Table a: Own counts.", "表 a：自算。"),
        ),
        (Text("One.. Two", "一。。二"), Text("One. Two.", "一。二。")),
        (
            Text("One (as it says.)", "一（见“说明。”）"),
            Text("One (as it says.)", "一（见“说明。”）"),
        ),
        (Text("One and so on...", "一等……"), Text("One and so on...", "一等……。")),
        (Text("in ../a.csv ", "见 ../a.csv "), Text("In ../a.csv.", "见 ../a.csv。")),
    ],
)
def test_sentences_end_with_one_stop(said, shown):
    assert sentences(said) == shown


def test_words_go_on_after_what_ended_with_a_stop():
    assert unstopped(Text("Own counts.", "自算。")) == Text("Own counts", "自算")
    assert unstopped(Text("Own", "自算")) == Text("Own", "自算")


@given(st.sets(st.integers(0, 40), min_size=1))
def test_stretches_name_every_run_once(offsets):
    start = Period.of(Frequency.QUARTERLY, 2000)
    shown = stretches(start + k for k in offsets).en
    runs = sum(1 for k in offsets if k - 1 not in offsets)
    lone = sum(1 for k in offsets if k - 1 not in offsets and k + 1 not in offsets)
    assert shown.count(" to ") == runs - lone
    assert shown.count("Q") == 2 * runs - lone


def test_stretches_in_words():
    periods = [Period.parse(p) for p in ("2010Q1", "2009Q4", "2011Q2")]
    assert stretches(periods) == Text(
        "2009 Q4 to 2010 Q1 and 2011 Q2", "2009年四季度至2010年一季度和2011年二季度"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2e-5, "0.00002"), (-100.0, "−100"), (262.889925, "262.9"), (0.0, "0"), (12500.0, "12500")],
)
def test_settings_have_no_exponents(value, shown):
    assert plain_number(value) == shown


def test_small_numbers_and_decimals():
    assert scientific(3.14e-9) == "3.1 × 10⁻⁹"
    assert scientific(2.0e12) == "2.0 × 10¹²"
    assert decimals_for([1.2, float("nan")]) == 1
    assert decimals_for([-120.0]) == decimals_for([120.0], fine=True) == 0
    assert decimals_for([0.4], fine=True) == 2


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (Target("INFL", Text("", ""), RATE, 3.0, "at_most", average=False),
         Text("at most 3.0%, annualised, in every quarter", "每季度不高于年率3.0%")),
        (Target("U", Text("", ""), Text("percent", "百分比"), -0.5, "at_most", relative=True),
         Text("at most −0.5 percentage points against no new policy, on average",
              "期内平均较无新政策不高于−0.5 个百分点")),
        (Target("X", Text("", ""), FILE, 2.0), Text("2.0, on average", "期内平均2.0")),
    ],
)  # fmt: skip
def test_what_targets_ask_for(target, shown):
    assert asked(target, QUARTER) == shown


def test_names_of_people_keep_their_capital() -> None:
    said = {n: inside(Text(n, n)).en for n in ("Smets and Wouters", "Taxes and transfers", "GDP")}
    assert list(said.values()) == ["Smets and Wouters", "taxes and transfers", "GDP"]


def test_a_minus_after_chinese_words_is_a_minus() -> None:
    """But no dash between years, numbers or parts of names becomes one."""
    assert readable(Text("", "占产出的-2.7%，每单位-0.56")).zh == "占产出的−2.7%，每单位−0.56"
    assert (
        readable(Text("", "2010年-2012年，GPT-4，1968-2008")).zh
        == "2010年-2012年，GPT-4，1968-2008"
    )
