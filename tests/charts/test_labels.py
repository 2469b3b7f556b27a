from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.charts.labels import Box, place, spread, trail

labels = st.lists(st.tuples(st.floats(0, 300), st.floats(8, 30)), min_size=1, max_size=8)


@given(labels)
def test_spread_labels_keep_order_apart_and_inside(wanted):
    centres = spread([w for w, _ in wanted], [s for _, s in wanted], -50, 400)
    by_place = sorted(zip(centres, [s for _, s in wanted], strict=True))
    for (a, size_a), (b, size_b) in pairwise(by_place):
        assert b - a >= (size_a + size_b) / 2 - 1e-9
    assert by_place[0][0] - by_place[0][1] / 2 >= -50 - 1e-9
    assert by_place[-1][0] + by_place[-1][1] / 2 <= 400 + 1e-9
    order = np.argsort([w for w, _ in wanted], kind="stable")
    assert list(np.argsort(centres, kind="stable")) == list(order)


def test_labels_with_room_stay_where_they_belong():
    assert spread([10, 50, 90], [14, 14, 14], 0, 100) == [10, 50, 90]


def test_two_labels_at_one_place_move_by_equal_amounts():
    assert spread([50, 50], [14, 14], 0, 100) == [43, 57]


def test_a_label_finds_the_free_side_of_its_line():
    points = trail(np.array([[0.0, 50.0], [100.0, 50.0], [200.0, 20.0]]))
    frame = Box(0, 0, 200, 100)
    box = place(40, 12, [(100.0, 50.0)], points, [Box(60, 20, 200, 49)], frame)
    assert box is not None and box.top > 50 and box.inside(frame)


def test_no_label_where_everything_is_covered():
    assert (
        place(40, 12, [(100, 50)], np.empty((0, 2)), [Box(0, 0, 200, 100)], Box(0, 0, 200, 100))
        is None
    )


def test_trails_leave_gaps_out():
    points = np.array([[0.0, 0.0], [30.0, 0.0], [60.0, np.nan], [90.0, 0.0]])
    xs = trail(points)[:, 0]
    assert not ((xs > 30) & (xs < 90)).any() and 90 in xs
