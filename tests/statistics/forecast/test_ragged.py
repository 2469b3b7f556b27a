import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.ragged import bridge, known_months, month_signals

#: Four quarters of months.
MONTHS = np.array([[1.0, 2.0, 3.0], [5.0, 4.0, 6.0], [9.0, 7.0, 8.0], [12.0, np.nan, np.nan]])
QUARTERS = np.array([2.0, 5.0, 8.0, np.nan])


@pytest.mark.parametrize(
    ("last", "known"),
    [([1.0, 2.0, 3.0], 3), ([1.0, np.nan, 3.0], 1), ([np.nan] * 3, 0), ([1.0, 2.0, np.nan], 2)],
)
def test_known_months_are_counted_from_the_first(last, known):
    assert known_months(np.array([[1.0, 1.0, 1.0], last])) == known


def test_signals_of_one_month():
    """By hand: the month less the mean before, and less the month three before."""
    found = month_signals(MONTHS, QUARTERS, 1)
    np.testing.assert_allclose(found[1:], [[3.0, 4.0], [4.0, 4.0], [4.0, 3.0]])
    assert np.isnan(found[0]).all()


def test_signals_of_two_months_and_of_none():
    np.testing.assert_allclose(month_signals(MONTHS, QUARTERS, 2)[1:3], [[2.5, 2.0], [3.0, 3.0]])
    before = month_signals(MONTHS, QUARTERS, 0)[2:]
    np.testing.assert_allclose(before, [[1.0, 3.0], [0.0, 2.0]])


@pytest.mark.parametrize("known", [0, 1, 2, 3])
def test_a_straight_line_says_nothing_beyond_its_trend(known):
    """A series that rises evenly stands where its trend has it, however many months are known."""
    months = np.arange(24.0).reshape(8, 3)
    signals = month_signals(months, months.mean(axis=1), known, np.full(8, 3.0))
    np.testing.assert_allclose(signals[2:], 0.0, atol=1e-12)


def _months(seed):
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.standard_normal((80, 3)).ravel()).reshape(80, 3)


def test_the_bridge_finds_what_months_tell():
    """A change that is a linear function of own signals and trend is found exactly."""
    months = _months(1)
    own = month_signals(months, months.mean(axis=1), 1)
    trend = np.linspace(1.0, 2.0, 80)
    change = trend + own @ [0.5, 0.2] + 0.3
    hidden = np.where(np.arange(80) == 79, np.nan, change)
    found = bridge(hidden, own, np.empty((80, 0)), trend=trend, penalty=1e6)
    assert found == pytest.approx(change[-1], abs=1e-4)


def test_others_are_shrunk_and_own_signals_are_not():
    months = _months(2)
    other = month_signals(months, months.mean(axis=1), 1)[:, :1]
    change = 2.0 * other[:, 0]
    mean = change[3:-1].mean()
    free = bridge(change, np.empty((80, 0)), other, penalty=0.0)
    shrunk = bridge(change, np.empty((80, 0)), other, penalty=1e6)
    assert free == pytest.approx(change[-1])
    assert shrunk == pytest.approx(mean, abs=1e-3)
    assert bridge(change, other, np.empty((80, 0)), penalty=1e3) == pytest.approx(change[-1])


def test_the_last_change_and_periods_left_out_are_not_read():
    months = _months(3)
    own = month_signals(months, months.mean(axis=1), 1)
    change = own @ [1.0, -0.5] + np.random.default_rng(4).standard_normal(80)
    omit = np.arange(80) == 30
    nothing = np.empty((80, 0))
    wild = np.where(omit | (np.arange(80) == 79), 1e6, change)
    found = bridge(wild, own, nothing, omit=omit)
    assert found == pytest.approx(bridge(change, own, nothing, omit=omit))
    assert found != pytest.approx(bridge(change, own, nothing))


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("F053", lambda: month_signals(MONTHS, QUARTERS, 4)),
        ("F054", lambda: month_signals(MONTHS, QUARTERS[1:], 1)),
        ("F054", lambda: bridge(QUARTERS, MONTHS[1:], MONTHS)),
    ],
)
def test_what_is_refused(code, work):
    with pytest.raises(TinbergenError) as fault:
        work()
    assert fault.value.code == code
