import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import padded, require, same_length, stretch

NAN = np.nan


def test_edges_are_dropped_and_restored():
    values = np.array([NAN, 1.0, 2.0, 3.0, NAN, NAN])
    used = stretch(values, "y", 3)
    assert (used.start, used.stop) == (1, 4)
    np.testing.assert_array_equal(padded(values[used], used, 6), values)


def test_rows_of_a_table_count_as_known_together():
    table = np.array([[1.0, NAN], [1.0, 2.0], [3.0, 4.0], [NAN, 1.0]])
    assert stretch(table, "y", 2) == slice(1, 3)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([NAN, 1.0, NAN], "F050"),
        ([1.0, NAN, 1.0, 2.0], "F051"),
        ([1.0, np.inf, 1.0, 2.0], "F051"),
        ([1.0, 0.0, 1.0, 2.0], "F052"),
    ],
)
def test_what_will_not_do_is_refused(values, code):
    with pytest.raises(TinbergenError) as caught:
        stretch(values, "output", 3, positive=True)
    assert caught.value.code == code
    assert "output" in caught.value.render("zh")


def test_settings_and_lengths():
    require(True, "level", 0.9, "(0, 1)")
    with pytest.raises(TinbergenError, match="level is 2, outside"):
        require(False, "level", 2, "(0, 1)")
    assert same_length(a=np.zeros(3), b=np.zeros((3, 2))) == 3
    with pytest.raises(TinbergenError, match="a 3, b 2"):
        same_length(a=np.zeros(3), b=np.zeros(2))
