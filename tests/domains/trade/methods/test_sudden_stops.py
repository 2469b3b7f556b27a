import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.trade.methods.sudden_stops import flow_episodes, sudden_stops


def quarterly(shock: float, *, start: int = 40, length: int = 4, total: int = 72):
    """A seasonal flow with small swings that changes by ``shock`` a quarter for a while."""
    t = np.arange(total)
    swings = 0.5 * np.sin(1.7 * t) + 0.3 * np.cos(0.6 * t)
    flows = 10.0 + np.tile([1.0, -1.0, 2.0, -2.0], total // 4) + swings
    flows[start : start + length] += shock
    return flows


def test_a_constructed_stop_is_dated_and_a_surge_is_none():
    found = sudden_stops(quarterly(-8.0), 4)
    assert [e.kind for e in found.episodes] == ["stop"]
    (stop,) = found.episodes
    # The yearly sum falls from the first quarter of the outflow and for a year after.
    assert stop.start == 40
    assert stop.end is not None and 43 <= stop.end <= 46
    assert stop.start <= stop.peak <= stop.end
    assert stop.severity > 2.0 and stop.shortfall < 0.0
    assert found.active is None
    # What comes back later is a surge, which this rule does not look for.
    assert not sudden_stops(quarterly(8.0)[:44], 4).episodes


def test_starts_at_one_deviation_and_ends_back_within_it():
    found = sudden_stops(quarterly(-8.0), 4)
    (stop,) = found.episodes
    score = (found.change - found.mean) / found.deviation
    assert (score[stop.start : stop.end + 1] < -1.0).all()
    assert score[stop.start - 1] >= -1.0 and score[stop.end + 1] >= -1.0
    assert score[stop.peak] == pytest.approx(-stop.severity)
    assert score[stop.start : stop.end + 1].min() == pytest.approx(score[stop.peak])


def test_a_fall_short_of_two_deviations_is_no_stop():
    flows = quarterly(-8.0)
    found = sudden_stops(flows, 4)
    weakest = quarterly(-0.35)
    score = sudden_stops(weakest, 4)
    assert found.episodes and not score.episodes


def test_gross_flows_have_four_kinds():
    flows = quarterly(-8.0)
    kinds = [e.kind for e in flow_episodes(flows, 4).episodes]
    # The year after the stop compares with the stop itself: a surge.
    assert kinds == ["stop", "surge"]
    assert [e.kind for e in flow_episodes(flows, 4, whose="resident").episodes] == [
        "retrenchment",
        "flight",
    ]


def test_mirror_images():
    down, up = flow_episodes(quarterly(-8.0), 4), flow_episodes(20.0 - quarterly(-8.0), 4)
    swap = {"stop": "surge", "surge": "stop"}
    assert [(swap[e.kind], e.start, e.end) for e in down.episodes] == [
        (e.kind, e.start, e.end) for e in up.episodes
    ]


@given(st.floats(0.01, 100.0), st.floats(-1e3, 1e3))
def test_units_and_level_do_not_matter(scale, level):
    one = sudden_stops(quarterly(-8.0), 4)
    other = sudden_stops(scale * quarterly(-8.0) + level, 4)
    assert [(e.start, e.end) for e in one.episodes] == [(e.start, e.end) for e in other.episodes]


def test_later_data_change_nothing_earlier():
    flows = quarterly(-8.0)
    whole, early = sudden_stops(flows, 4), sudden_stops(flows[:44], 4)
    assert np.allclose(early.mean, whole.mean[:44], equal_nan=True)
    assert early.active is not None and early.active.start == whole.episodes[0].start
    assert early.active.end is None


def test_yearly_change_of_yearly_sums():
    flows = np.arange(30.0) ** 2
    found = sudden_stops(flows, 4)
    assert np.isnan(found.change[:7]).all()
    assert found.change[7] == pytest.approx(flows[4:8].sum() - flows[:4].sum())
    assert np.isnan(found.mean[13]) and np.isfinite(found.mean[14])
    assert found.deviation[14] == pytest.approx(found.change[7:15].std(ddof=1))


def test_moving_window_forgets():
    found = flow_episodes(quarterly(-8.0), 4, years=5)
    assert found.mean[60] == pytest.approx(found.change[41:61].mean())


def test_annual_and_monthly_data():
    annual = np.array([5.0, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, -30, -30, -29])
    (stop,) = sudden_stops(annual, 1).episodes
    assert (stop.start, stop.end) == (11, 11)
    monthly = np.repeat(quarterly(-8.0), 3)
    (stop,) = sudden_stops(monthly, 12).episodes
    assert 120 <= stop.start <= 122


def test_a_flat_series_has_no_episodes():
    assert not sudden_stops(np.full(40, 3.0), 4).episodes


def test_a_missing_last_value_changes_nothing_before_it():
    rng = np.random.default_rng(4)
    flows = np.append(rng.normal(0.0, 1.0, 30), [-12.0])
    whole, holed = sudden_stops(flows, 1), sudden_stops(np.append(flows, np.nan), 1)
    assert whole.episodes and holed.episodes == whole.episodes
    assert holed.active == whole.active
    assert np.array_equal(holed.change[:-1], whole.change, equal_nan=True)
    assert np.isnan(holed.change[-1])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: sudden_stops(np.ones(5), 4), "F050"),
        (lambda: sudden_stops([1.0, np.nan, 2.0] * 20, 4), "F051"),
        (lambda: sudden_stops(np.ones(40), 2), "F053"),
        (lambda: flow_episodes(np.ones(40), 1, years=5), "F053"),
        (lambda: flow_episodes(np.ones(40), 4, whose="banks"), "F113"),
    ],
)
def test_what_will_not_do_is_refused(call, code):
    with pytest.raises(TinbergenError) as caught:
        call()
    assert caught.value.code == code
