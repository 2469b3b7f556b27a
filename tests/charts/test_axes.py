import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tinbergen.charts.axes import Scale, nice_ticks, period_axis, slot_of
from tinbergen.charts.theme import LABEL
from tinbergen.charts.typeset import text_width
from tinbergen.core.period import Period

numbers = st.floats(-1e9, 1e9).filter(lambda v: v == 0 or abs(v) > 1e-9)
starts = st.builds(
    lambda year, number, letter: Period.parse(f"{year}{letter}{number}"),
    st.integers(1900, 2100),
    st.integers(1, 4),
    st.sampled_from("QM"),
) | st.integers(1900, 2100).map(lambda year: Period.parse(str(year)))


@given(numbers, numbers, st.integers(3, 12))
def test_ticks_cover_the_range_with_few_round_equal_steps(a, b, most):
    low, high = min(a, b), max(a, b)
    assume(high - low > 1e-9 * max(abs(low), abs(high)))
    ticks = nice_ticks(low, high, most)

    slack = 1e-9 * max(abs(low), abs(high))
    assert ticks.values[0] <= low + slack and high - slack <= ticks.values[-1]
    assert 2 <= len(ticks.values) <= most
    assert all(x < y for x, y in pairwise(ticks.values))
    assert round(ticks.step / 10 ** math.floor(math.log10(ticks.step) + 1e-9), 9) in (1, 2, 5)
    for value in ticks.values:
        assert abs(value / ticks.step - round(value / ticks.step)) < 1e-6


@given(numbers, numbers)
def test_tick_labels_tell_all_ticks_apart(a, b):
    labels = nice_ticks(a, b).labels()
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-9.2, 5.4, ["−10", "−5", "0", "5", "10"]),
        (0.7, 13.0, ["0", "2", "4", "6", "8", "10", "12", "14"]),
        (2.0, 2.0, ["1.0", "1.5", "2.0", "2.5", "3.0"]),
        (0.0, 0.0, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
        (0.0, 0.004, ["0.000", "0.001", "0.002", "0.003", "0.004"]),
    ],
)
def test_ticks_that_an_economist_would_choose(low, high, expected):
    assert nice_ticks(low, high, 8).labels() == expected


def test_scale_maps_its_ends():
    scale = Scale(-10, 10, 300, 0)
    assert [scale(v) for v in (-10, 0, 10)] == [300, 150, 0]


@given(starts, st.integers(1, 240), st.sampled_from([320.0, 640.0]), st.sampled_from(["en", "zh"]))
def test_period_labels_do_not_touch(start, count, width, lang):
    axis = period_axis(start.to(start + (count - 1)), width / count, lang)
    for row in range(axis.rows):
        ends = sorted(
            (x - text_width(label, LABEL) / 2, x + text_width(label, LABEL) / 2)
            for x, label, r in axis.labels
            if r == row
        )
        assert all(a[1] < b[0] for a, b in pairwise(ends))
        assert all(a >= -16 and b <= width + 16 for a, b in ends)
    assert all(0 <= x <= width + 0.001 for x, _ in axis.ticks)


def test_quarters_are_grouped_under_their_year():
    axis = period_axis(Period.parse("2008Q3").to(Period.parse("2009Q2")), 60.0, "en")
    assert axis.labels == (
        (30.0, "Q3", 0),
        (90.0, "Q4", 0),
        (150.0, "Q1", 0),
        (210.0, "Q2", 0),
        (60.0, "2008", 1),
        (180.0, "2009", 1),
    )


def test_long_spans_name_some_years_in_the_middle_of_them():
    axis = period_axis(Period.parse("1990Q1").to(Period.parse("2024Q4")), 4.0, "en")
    assert [label for _, label, _ in axis.labels] == [str(y) for y in range(1990, 2025, 5)]
    assert axis.labels[0][0] == 8.0


def test_narrow_years_drop_their_century():
    axis = period_axis(Period.parse("1998").to(Period.parse("2003")), 26.0, "en")
    assert [label for _, label, _ in axis.labels] == ["1998", "99", "2000", "01", "02", "03"]


def test_a_century_right_after_the_first_year_gives_way():
    axis = period_axis(Period.parse("1999").to(Period.parse("2004")), 26.0, "en")
    assert [label for _, label, _ in axis.labels] == ["1999", "00", "01", "02", "03", "04"]


def test_horizons_keep_round_numbers():
    axis = period_axis(range(-4, 21), 25.0, "en")
    assert [label for _, label, _ in axis.labels][:4] == ["−4", "−2", "0", "2"]


def test_slot_of_periods_and_of_horizons():
    assert slot_of(Period.parse("2008Q1").to(Period.parse("2009Q1")), Period.parse("2008Q4")) == 3
    assert slot_of(range(-4, 5), 0) == 4


def test_an_axis_of_very_many_periods_names_few() -> None:
    assert 1 <= len(period_axis(range(1, 50_001), 0.01, "en").labels) <= 2
