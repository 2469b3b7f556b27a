import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.past_errors import error_band, known_errors, pool


def test_groups_weigh_the_same_whatever_their_size():
    members = {"a": [6.0, 0.0], "b": [1.0, 1.0], "c": [3.0, 5.0]}
    np.testing.assert_allclose(pool(members, [["a"], ["b", "c"]]), [4.0, 1.5])
    np.testing.assert_allclose(pool(members, [["b"]]), [1.0, 1.0])


def test_a_member_that_is_missing_is_named():
    with pytest.raises(TinbergenError) as fault:
        pool({"a": [1.0]}, [["a", "b"]])
    assert fault.value.code == "F122"


def test_only_errors_known_by_then_count():
    errors, ready = [-1.0, 2.0, np.nan, -4.0, 5.0], [1, 2, 3, 4, 5]
    np.testing.assert_array_equal(known_errors(errors, ready, 4), [1.0, 2.0, 4.0])
    np.testing.assert_array_equal(known_errors(errors, ready, 4, most=2), [2.0, 4.0])
    assert len(known_errors(errors, ready, 0)) == 0
    with pytest.raises(TinbergenError, match="F054"):
        known_errors(errors, ready[1:], 4)


def test_bands_are_order_statistics():
    """Nine errors: the ninth of ten places holds the next one with probability .9."""
    errors = np.arange(9.0, 0.0, -1.0)
    assert error_band(10.0, errors, 0.9) == (1.0, 19.0)
    assert error_band(10.0, errors, 0.5) == (5.0, 15.0)
    assert error_band(10.0, errors, 0.99) == (1.0, 19.0)
    assert np.isnan(error_band(10.0, [], 0.9)).all()
    with pytest.raises(TinbergenError, match="F053"):
        error_band(1.0, errors, 1.0)


def test_bands_hold_as_often_as_they_say():
    rng = np.random.default_rng(0)
    drawn = rng.standard_t(4, (4000, 41))
    held = [low <= x <= high for *past, x in drawn for low, high in [error_band(0.0, past, 0.9)]]
    assert np.mean(held) == pytest.approx(0.9, abs=0.02)
