"""What an outlook says at an origin rests on what was known then, and on nothing else."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.store import dating
from tinbergen.loop.outlook.file import read_outlook
from tinbergen.loop.outlook.forecast import forecasts, tightness_of
from tinbergen.loop.outlook.members import Bench
from tinbergen.loop.outlook.panel import load, panel
from tinbergen.statistics.forecast.slow_mean import autoregress

ORIGIN = Period.parse("2003Q2")


@pytest.fixture(scope="module")
def small(write_outlook, tmp_path_factory):
    path = write_outlook(tmp_path_factory.mktemp("small"))
    outlook = read_outlook(path)
    return outlook, load(outlook, path, path.parent)


@pytest.fixture(scope="module")
def made(small):
    outlook, series = small
    return forecasts(outlook, series, ORIGIN, tightness_of(outlook, series, 2003))


def test_what_came_later_changes_nothing(small, made, write_outlook, tmp_path):
    """Later vintages and rates three times as large leave forecasts as they were."""
    outlook, _ = small
    path = write_outlook(tmp_path, until="2003Q2")
    series = load(outlook, path, tmp_path)
    again = forecasts(outlook, series, ORIGIN, tightness_of(outlook, series, 2003))
    assert again == made
    later = forecasts(outlook, series, ORIGIN + 3, tightness_of(outlook, series, 2003))
    assert later != forecasts(outlook, small[1], ORIGIN + 3, tightness_of(*small, 2003))


def test_the_current_quarter_rests_on_its_first_month(small):
    """Of output nothing is known of it; of rates the month before the origin's."""
    found = panel(*small, ORIGIN)
    last = found.length - 1
    assert found.known == {"output": last, "jobless": last, "rate": last}
    assert np.isfinite(found.months["jobless"][-1]).tolist() == [True, False, False]
    assert all(np.isfinite(line).all() for line in found.quarters.values())
    # The mean of the quarter is near its first month, nearer than to the quarter before.
    jobless = found.quarters["jobless"]
    month = found.months["jobless"][-1, 0]
    assert abs(jobless[-1] - month) < abs(jobless[-2] - month)


def test_a_late_quarter_is_completed_before_the_current_one(small):
    """With the last vintage held back two quarters of output are missing, and months of one."""
    outlook, series = small
    vintages = series["output"]
    late = vintages.vintages <= dating.day(ORIGIN.ordinal - 1, ORIGIN.frequency, "middle")
    held = type(vintages)(
        vintages.frequency, vintages.periods[late], vintages.vintages[late],
        vintages.values[late], vintages.first, vintages.newest, 0,
    )  # fmt: skip
    found = panel(outlook, {**series, "output": held}, ORIGIN)
    assert found.known["output"] == found.length - 2
    assert np.isfinite(found.quarters["output"]).all()
    made = forecasts(outlook, {**series, "output": held}, ORIGIN)
    assert np.isfinite(made.paths["G"]["small"]).all()
    assert len(made.benchmarks["G"]["walk"]) == 5


def test_a_quarter_with_some_months_is_closed_at_its_mean(small):
    """Months filled in leave the mean as the bridge has it, so that the next quarter builds on it."""
    outlook, series = small
    u = series["jobless"]
    late = u.periods <= (ORIGIN.ordinal - 1) * 3
    held = type(u)(
        u.frequency, u.periods[late], u.vintages[late], u.values[late], u.first, u.newest, 0
    )
    found = panel(outlook, {**series, "jobless": held}, ORIGIN)
    assert found.known["jobless"] == found.length - 2
    assert found.months["jobless"][-2].mean() == pytest.approx(found.quarters["jobless"][-2])
    assert np.isnan(found.months["jobless"][-1]).all()


def test_series_that_stopped_are_left_out(small):
    outlook, series = small
    u = series["rate"]
    old = u.periods < Period.parse("2001-01").ordinal
    held = type(u)(
        u.frequency, u.periods[old], u.vintages[old], u.values[old], u.first, u.newest, 0
    )
    found = panel(outlook, {**series, "rate": held}, ORIGIN)
    assert set(found.quarters) == {"output", "jobless"}
    assert np.isfinite(
        forecasts(outlook, {**series, "rate": held}, ORIGIN).paths["G"]["factors"]
    ).all()


def test_a_target_must_be_known(small):
    """Output that stopped long ago, and a system that is to forecast what starts too late."""
    outlook, series = small
    y = series["output"]

    def kept(rows):
        return type(y)(
            y.frequency, y.periods[rows], y.vintages[rows], y.values[rows], y.first, y.newest, 0
        )

    ended = kept(y.periods < Period.parse("2001Q1").ordinal)
    late = kept(y.periods >= Period.parse("1991Q1").ordinal)
    for held, member in ((ended, "G"), (late, "small")):
        with pytest.raises(TinbergenError) as fault:
            forecasts(outlook, {**series, "output": held}, ORIGIN)
        assert fault.value.code == "L124"
        assert member in str(fault.value)


def test_output_now_is_halfway_between_bridge_and_system(small, made):
    outlook, series = small
    bridged = panel(outlook, series, ORIGIN)
    bench = Bench(bridged, tightness_of(outlook, series, 2003))
    system = bench.system("small", 0, free="output")["output"]
    assert len(system) == 1
    level = (bridged.quarters["output"][-1] + system[-1]) / 2
    now = 4 * (level - bridged.quarters["output"][-2])
    assert {m: p[0] for m, p in made.paths["G"].items()} == pytest.approx(
        dict.fromkeys(("slow", "trend", "small", "factors"), now)
    )


def test_the_system_goes_on_from_what_is_given(small):
    """With the current quarter given, the path begins with it."""
    outlook, series = small
    known = panel(outlook, series, ORIGIN)
    path = Bench(known).system("small", 3)
    for name, line in path.items():
        assert len(line) == 4
        assert line[0] == pytest.approx(known.quarters[name][-1])


def test_benchmarks_see_their_own_series_alone(small, made):
    outlook, series = small
    walk, mean = made.benchmarks["G"]["walk"], made.benchmarks["G"]["mean"]
    _, known = series["output"].as_of(dating.day(ORIGIN.ordinal, ORIGIN.frequency, "middle"))
    growth = 400 * np.diff(np.log(known))
    kept = np.delete(growth, [31, 32])
    assert walk == pytest.approx((growth[-1],) * 5)
    assert mean == pytest.approx((kept.mean(),) * 5)
    months = panel(outlook, series, ORIGIN).months["jobless"]
    assert made.benchmarks["J"]["walk"] == pytest.approx((months[-1, 0],) * 5)


def test_a_benchmark_runs_through_quarters_that_are_not_known(small):
    """Its own forecasts of them come first, and are not shown where they are before the origin."""
    outlook, series = small
    known = panel(outlook, series, ORIGIN)
    line = known.quarters["output"]
    late = dataclasses.replace(known, known={**known.known, "output": known.length - 2})
    moves, omit = np.diff(line, prepend=np.nan)[:-2], known.omit[:-2]
    path = autoregress(moves, 1, 5, omit=omit)
    assert Bench(late).plain("ar", "output", 3) == pytest.approx(path[1:4])
    assert Bench(known).plain("ar", "output", 3) == pytest.approx(
        autoregress(np.diff(line, prepend=np.nan)[:-1], 1, 3, omit=known.omit[:-1])
    )


def test_factors_look_back_as_far_as_their_regressors(small, monkeypatch):
    """Rows that a quarter left out is among, by a lag or by a change over four, do not count."""
    seen = {}

    def direct(target, x, horizon, penalty, **given):
        seen.update(given, x=x)
        return np.zeros(horizon)

    monkeypatch.setattr("tinbergen.loop.outlook.members.direct_forecasts", direct)
    known = panel(*small, ORIGIN)
    Bench(known).path("factors", "output", 2)
    assert seen["reach"] == 4
    # Its own deviation from the trend, one component, a spread, a change over four quarters.
    assert seen["x"].shape[1] == 4
    rate = known.quarters["rate"]
    np.testing.assert_allclose(seen["x"][3:, 3], rate[4:] - rate[:-4])
    np.testing.assert_allclose(seen["x"][:, 2], (rate - known.quarters["jobless"])[1:])
    Bench(known).path("factors", "jobless", 2)
    assert seen["x"].shape[1] == 5


def test_the_years_tightness_is_used(small):
    outlook, series = small
    chosen = tightness_of(outlook, series, 2003)
    assert set(chosen) == {"small"}
    bench = Bench(panel(outlook, series, ORIGIN), chosen)
    bench.system("small", 1)
    assert bench.chosen["small"][1] is chosen["small"][1]


def test_vintages_must_be_given(small, tmp_path):
    with pytest.raises(TinbergenError) as fault:
        load(small[0], tmp_path / "small.yaml", None)
    assert fault.value.code == "L121"
