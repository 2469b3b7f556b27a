"""Forecasts of many origins: pooled, beside outturns, with bands; their scores."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.data.store import dating
from tinbergen.loop.outlook.file import read_outlook
from tinbergen.loop.outlook.forecast import OriginForecasts
from tinbergen.loop.outlook.panel import load
from tinbergen.loop.outlook.record import crossing, lines
from tinbergen.loop.outlook.scoring import recessions, scores
from tinbergen.statistics.forecast.past_errors import error_band
from tinbergen.statistics.forecast.predictive import gaussian_crps
from tinbergen.statistics.forecast.scores import crps_sample, diebold_mariano

FIRST, LAST = Period.parse("2001Q1"), Period.parse("2004Q4")
ORIGINS = [FIRST + i for i in range(16)]


def middle(quarter):
    return dating.day(quarter.ordinal, quarter.frequency, "middle")


@pytest.fixture(scope="module")
def small(write_outlook, tmp_path_factory):
    path = write_outlook(tmp_path_factory.mktemp("small"))
    outlook = read_outlook(path)
    return outlook, load(outlook, path, path.parent)


@pytest.fixture(scope="module")
def made():
    """Forecasts drawn at random: what is tested is how they are put together."""
    rng = np.random.default_rng(1)

    def paths(names, level, spread):
        return {n: tuple(level + spread * rng.standard_normal(5)) for n in names}

    return [
        OriginForecasts(
            origin,
            {
                "G": paths(("slow", "trend", "small", "factors"), 3.0, 1.0),
                "J": paths(("ar", "small"), 6.0, 0.3),
            },
            {
                "G": paths(("walk", "mean"), 3.0, 2.0),
                "J": paths(("walk", "mean"), 6.0, 0.6),
            },
        )
        for origin in ORIGINS
    ]


@pytest.fixture(scope="module")
def table(small, made):
    return {(line.variable, line.horizon): line for line in lines(*small, made)}


def test_the_point_is_the_pool_in_the_unit_of_the_variable(table, made):
    """Growth compounds; over four quarters it is that of the quarters 0 to 3."""
    assert list(table) == [("G", h) for h in ("0", "1", "2", "3", "4", "4q")] + [
        ("J", h) for h in "01234"
    ]
    groups = [("slow", "trend"), ("small", "factors")]
    said = made[3].paths["G"]
    log = np.mean([np.mean([said[n] for n in group], axis=0) for group in groups], axis=0)
    assert table["G", "2"].point[3] == pytest.approx(100 * np.expm1(log[2] / 100))
    assert table["G", "4q"].point[3] == pytest.approx(100 * np.expm1(log[:4].mean() / 100))
    assert table["J", "1"].point[3] == pytest.approx(
        (made[3].paths["J"]["ar"][1] + made[3].paths["J"]["small"][1]) / 2
    )
    assert table["J", "1"].members["ar"][3] == pytest.approx(made[3].paths["J"]["ar"][1])


def test_outturns_are_those_of_the_vintage_when_they_matured(small, table):
    """Two quarters after a period: its first figure is out then, and that of the quarter before,
    which is revised three quarters after, is not final either."""
    _, series = small
    line = table["G", "1"]
    target = line.targets[4]
    start, values = series["output"].as_of(middle(target + 2))
    now = target.ordinal - start
    assert line.outturn[4] == pytest.approx(100 * ((values[now] / values[now - 1]) ** 4 - 1))
    final = series["output"].as_of(series["output"].newest)[1]
    assert line.outturn[4] != pytest.approx(100 * ((final[now] / final[now - 1]) ** 4 - 1))
    year = table["G", "4q"]
    assert year.targets[4] == ORIGINS[4] + 3
    start, values = series["output"].as_of(middle(year.targets[4] + 2))
    now = year.targets[4].ordinal - start
    assert year.outturn[4] == pytest.approx(100 * (values[now] / values[now - 4] - 1))


def test_of_final_figures_outturns_are_the_newest(small, made):
    outlook = small[0].model_copy(update={"mature": 0})
    line = next(x for x in lines(outlook, small[1], made) if x.horizon == "1")
    final = small[1]["output"].as_of(small[1]["output"].newest)[1]
    now = line.targets[4] - Period.parse("1990Q1")
    assert line.outturn[4] == pytest.approx(100 * ((final[now] / final[now - 1]) ** 4 - 1))


def test_bands_are_of_errors_known_by_then(table):
    """An error of a target is known when its outturn has matured: here two quarters later."""
    line = table["J", "1"]
    at = 9
    known = [
        abs(line.outturn[i] - line.point[i])
        for i in range(16)
        if line.targets[i].ordinal + 2 <= ORIGINS[at].ordinal
    ]
    assert len(known) == 7
    np.testing.assert_allclose(line.errors[at], known)
    expected = [*error_band(line.point[at], known, 0.9), *error_band(line.point[at], known, 0.5)]
    np.testing.assert_allclose(line.bands[at], expected)
    rival = np.array([line.outturn[i] - line.benchmarks["walk"][i] for i in range(7)])
    assert line.benchmark_sd[at] == pytest.approx(np.sqrt(np.mean(rival**2)))
    assert np.isnan(line.bands[0]).all()


def test_errors_across_what_is_left_out_set_no_band(small, made):
    outlook = small[0].model_copy(update={"mask": (Period.parse("2002Q1"), Period.parse("2002Q2"))})
    line = next(x for x in lines(outlook, small[1], made) if (x.variable, x.horizon) == ("J", "1"))
    assert len(line.errors[9]) == 7 - 3


def test_crossing():
    span = (Period.parse("2002Q1"), Period.parse("2002Q2"))
    pairs = [("2001Q3", "2001Q4"), ("2001Q4", "2002Q1"), ("2002Q2", "2003Q1"), ("2002Q3", "2002Q3"),
             ("2001Q4", "2003Q1")]  # fmt: skip
    origins, targets = ([Period.parse(p) for p in side] for side in zip(*pairs, strict=True))
    assert crossing(origins, targets, span).tolist() == [False, True, True, False, True]


def test_scores(small, table):
    """Every number of one line by the functions that it is made of, on the dates of its sample."""
    outlook, _ = small
    first = Period.parse("2002Q1")
    rival = {(o, "J", "1"): 5.5 for o in ORIGINS[2:14]}
    found = scores(outlook, list(table.values()), {"other": rival}, first, LAST)
    line = table["J", "1"]
    one = next(s for s in found if (s.variable, s.horizon, s.sample) == ("J", "1", 0))
    rows = np.arange(4, 15)
    assert one.n == len(rows)
    error = (line.point - line.outturn)[rows]
    assert (one.rmse, one.bias) == pytest.approx((np.sqrt(np.mean(error**2)), error.mean()))
    inside = [line.bands[i, 2] <= line.outturn[i] <= line.bands[i, 3] for i in rows]
    assert one.coverage50 == pytest.approx(np.mean(inside))
    crps = [
        crps_sample([*(line.point[i] - line.errors[i]), *(line.point[i] + line.errors[i])],
                    line.outturn[i])
        for i in rows
    ]  # fmt: skip
    assert one.crps == pytest.approx(np.mean(crps))
    theirs = gaussian_crps(line.outturn, line.benchmarks["walk"], line.benchmark_sd)[rows]
    assert one.crps_benchmark == pytest.approx(theirs.mean())
    other = {r.name: r for r in one.rivals}
    assert list(other) == ["walk", "mean", "other"]
    both = np.arange(4, 14)
    assert other["other"].n == len(both)
    assert other["other"].rmse == pytest.approx(np.sqrt(np.mean((5.5 - line.outturn[both]) ** 2)))
    assert other["other"].gap is None


def test_comparisons_reach_as_far_as_errors_overlap(small, table):
    """In the middle of a quarter a forecast one quarter ahead reaches two beyond what is known."""
    outlook = small[0]
    line = table["J", "1"]
    twice = dataclasses.replace(
        line,
        origins=line.origins * 2,
        targets=line.targets * 2,
        point=np.tile(line.point, 2),
        outturn=np.tile(line.outturn, 2),
        members={},
        benchmarks={"walk": np.tile(line.benchmarks["walk"], 2)},
        errors=line.errors * 2,
        bands=np.tile(line.bands, (2, 1)),
        benchmark_sd=np.tile(line.benchmark_sd, 2),
    )
    found = scores(outlook, [twice], {}, FIRST, LAST)[0]
    rival = found.rivals[0]
    rows = np.flatnonzero(np.array([t <= LAST for t in twice.targets]))
    a, b = ((x - twice.outturn)[rows] ** 2 for x in (twice.point, twice.benchmarks["walk"]))
    test = diebold_mariano(a, b, 2)
    assert (rival.gap, rival.p_value) == pytest.approx((test.mean_difference, test.p_value))
    assert rival.lower < rival.gap < rival.upper
    assert (rival.lower <= 0 <= rival.upper) == (test.p_value >= 0.05)


def test_samples_leave_out_what_they_say(small, table):
    found = scores(small[0], list(table.values()), {}, FIRST, LAST)
    counts = {(s.horizon, s.sample): s.n for s in found if s.variable == "J"}
    # 2004Q1 as an origin, as a target, or between the two.
    assert {h: counts[h, 0] - counts[h, 1] for h in "012"} == {"0": 1, "1": 2, "2": 3}


def test_recessions(small):
    found = recessions(*small)
    assert [e.horizon for e in found] == [2, 2]
    # Labels end a quarter before the data, and look two quarters ahead.
    assert found[0].last == LAST - 3
    assert 0.0 <= found[0].probability <= 1.0
    assert found[0].origin == LAST
    assert recessions(small[0].model_copy(update={"recession": None}), small[1]) == ()
