import numpy as np
import pytest
from scipy.special import ndtr

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.control_chart import cusum, ewma, shewhart
from tinbergen.statistics.cycles.run_length import (
    cusum_run_length,
    cusum_threshold,
    ewma_run_length,
    shewhart_run_length,
)


def brook_evans(allowance: float, threshold: float, shift: float, states: int = 400) -> float:
    """One-sided run length by the Markov chain of Brook and Evans (1972): the plain kernel."""
    cell = 2 * threshold / (2 * states - 1)
    centres = cell * np.arange(states)
    edges = np.concatenate([[-np.inf], centres + cell / 2])
    moves = np.diff(ndtr(edges - centres[:, None] + allowance - shift))
    return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


@pytest.mark.parametrize(("allowance", "threshold"), [(0.5, 4.0), (0.25, 8.0), (1.0, 2.5)])
@pytest.mark.parametrize("shift", [0.0, 0.5, 2.0])
def test_quadrature_equals_the_markov_chain(allowance, threshold, shift):
    up, down = (brook_evans(allowance, threshold, s) for s in (shift, -shift))
    chain = 1 / (1 / up + 1 / down)
    assert cusum_run_length(allowance, threshold, shift) == pytest.approx(chain, rel=1e-3)


def test_run_lengths_are_what_happens():
    rng = np.random.default_rng(0)
    lengths = []
    for _ in range(300):
        values = rng.normal(loc=0.75, size=200)
        lengths.append(int(np.argmax(cusum(values, threshold=4.0).alarm)) + 1)
    expected = cusum_run_length(0.5, 4.0, 0.75)
    error = np.std(lengths) / np.sqrt(len(lengths))
    assert abs(np.mean(lengths) - expected) < 3 * error


def test_a_weight_of_one_is_a_shewhart_chart():
    for shift in (0.0, 1.0):
        assert ewma_run_length(1.0, 3.0, shift) == pytest.approx(shewhart_run_length(3.0, shift))
    values = np.array([0.5, -3.5, 1.0, 4.0])
    plain, weighted = shewhart(values), ewma(values, weight=1.0, width=3.0)
    np.testing.assert_array_equal(plain.statistic, weighted.statistic)
    np.testing.assert_array_equal(plain.alarm, [False, True, False, True])
    np.testing.assert_array_equal(plain.alarm, weighted.alarm)


def test_threshold_is_the_inverse_of_the_run_length():
    for wanted in (3.0, 40.0, 465.0):
        threshold = cusum_threshold(0.5, wanted)
        assert cusum_run_length(0.5, threshold) == pytest.approx(wanted, rel=1e-4)
    with pytest.raises(TinbergenError, match="run_length"):
        cusum_threshold(0.5, 1.0)
    assert cusum_threshold(3.0, 2.0) == pytest.approx(1e-3)


def test_sums_by_hand():
    result = cusum([np.nan, 1.0, 2.0, -1.0, 3.0, -4.0, np.nan], allowance=0.5, threshold=2.5)
    np.testing.assert_allclose(result.high[1:-1], [0.5, 2.0, 0.5, 3.0, 0.0])
    np.testing.assert_allclose(result.low[1:-1], [0.0, 0.0, 0.5, 0.0, 3.5])
    assert result.alarm.tolist() == [False, False, False, False, True, True, False]
    assert result.direction.tolist() == [0, 0, 0, 0, 1, -1, 0]
    assert result.onset.tolist() == [-1, -1, -1, -1, 1, 5, -1]


def test_onset_dates_a_shift():
    values = np.concatenate([np.tile([0.3, -0.3], 20), np.full(15, 1.5)])
    result = cusum(values)
    first = int(np.argmax(result.alarm))
    assert 40 < first < 48
    assert result.onset[first] == 40


def test_ewma_limits_grow_to_their_final_width():
    chart = ewma(np.zeros(60), weight=0.2, width=3.0)
    assert chart.upper[0] == pytest.approx(0.6)
    assert chart.upper[-1] == pytest.approx(1.0)
    assert not chart.alarm.any()


def test_ewma_and_cusum_see_a_small_shift_that_shewhart_does_not():
    values = np.full(30, 1.2)
    assert ewma(values).alarm.any()
    assert cusum(values).alarm.any()
    assert not shewhart(values).alarm.any()


def test_settings_out_of_bounds():
    with pytest.raises(TinbergenError, match="weight"):
        ewma([0.0], weight=0.0)
    with pytest.raises(TinbergenError, match="outturns"):
        cusum([np.nan])
