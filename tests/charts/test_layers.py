import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinbergen.charts.layers import Bounds, Fan, Line, Part, StackedBars
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

NAME = Text("Forecast", "预测")
parts = hnp.arrays(float, (4, 6), elements=st.floats(-50, 50))


def test_values_of_any_kind_become_equal_hashable_layers():
    assert Line(NAME, [1, 2]) == Line(NAME, np.array([1.0, 2.0]))
    assert len({Line(NAME, [1, 2]), Line(NAME, (1.0, 2.0))}) == 1


@given(parts)
def test_stacks_reach_as_far_as_the_positive_and_the_negative_parts(values):
    stack = StackedBars([Part(Text(str(i), str(i)), row) for i, row in enumerate(values)])
    known = stack.extent()
    assert max(known) == pytest.approx(np.maximum(values, 0).sum(axis=0).max())
    assert min(known) == pytest.approx(np.minimum(values, 0).sum(axis=0).min())


def test_fans_are_kept_by_rising_level():
    fan = Fan(NAME, (0.9, 0.3), [[-2.0], [-1.0]], [[2.0], [1.0]])
    assert fan.levels == (0.3, 0.9)
    assert fan.lower == ((-1.0,), (-2.0,))


def test_fan_rows_are_named_in_both_languages():
    rows = Fan(NAME, (0.975,), [[-1.0]], [[1.0]], [0.0]).series()
    assert [row.name.en for row in rows] == [
        "Forecast",
        "Forecast, 97.5% low",
        "Forecast, 97.5% high",
    ]
    assert rows[1].name.zh == "预测，97.5%区间下限"


@pytest.mark.parametrize(
    ("levels", "lower", "upper", "code"),
    [
        ((0.5, 0.9), [[-1.0], [-0.5]], [[1.0], [2.0]], "R004"),
        ((0.5,), [[1.0]], [[-1.0]], "R004"),
        ((0.5, 0.9), [[-1.0]], [[1.0]], "R004"),
        ((0.5,), [[-1.0, -1.0]], [[1.0]], "R004"),
        ((), [], [], "R004"),
        ((50.0,), [[-1.0]], [[1.0]], "R005"),
    ],
)
def test_faulty_fans_are_refused(levels, lower, upper, code):
    with pytest.raises(TinbergenError) as fault:
        Fan(NAME, levels, lower, upper)
    assert fault.value.code == code


def test_fans_may_start_late_and_from_one_point():
    fan = Fan(NAME, (0.5,), [[math.nan, 1.0, 0.0]], [[math.nan, 1.0, 2.0]])
    assert min(fan.extent()) == 0.0


def test_binding_is_read_off_the_path():
    path = [1.0, 0.0, 0.0, 3.0, math.nan]
    bounds = Bounds(NAME, path, lower=0.0, upper=[5, 5, 5, 3, 3])
    assert bounds.binding == (False, True, True, True, False)
    assert [row.values for row in bounds.series()][1] == (0.0,) * 5


def test_infinite_bounds_are_no_bounds():
    bounds = Bounds(NAME, [1.0, 2.0], lower=-math.inf)
    assert bounds.binding == (False, False)
    assert bounds.extent() == (1.0, 2.0)


def test_binding_can_be_given():
    assert Bounds(NAME, [1.0, 2.0], binding=[True, False]).binding == (True, False)
