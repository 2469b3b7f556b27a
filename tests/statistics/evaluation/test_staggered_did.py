"""Laws of staggered difference-in-differences, of its bounds and of impacts on one series."""

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.doubly_robust import doubly_robust
from tinbergen.statistics.evaluation.honest_bounds import Study, breakdown, interval
from tinbergen.statistics.evaluation.shortest_interval import _folded

PLACES = {"unit": "unit", "time": "year", "cohort": "first"}


def panel(seed: int = 0, units: int = 60, periods: int = 7, noise: float = 0.3) -> pd.DataFrame:
    """Parallel trends; cohorts 2003 and 2005 with effects that grow by one and by two a year."""
    rng = np.random.default_rng(seed)
    first = np.repeat([0, 2003, 2005], units // 3)
    year = np.arange(2000, 2000 + periods)
    since = np.where(first[:, None] > 0, year - first[:, None] + 1, 0).clip(0)
    slope = np.where(first == 2003, 1.0, 2.0)[:, None]
    x = rng.normal(size=units)
    y = rng.normal(size=(units, 1)) + rng.normal(size=periods).cumsum() + slope * since
    y = y + noise * rng.normal(size=y.shape)
    return pd.DataFrame({
        "unit": np.repeat(np.arange(units), periods), "year": np.tile(year, units),
        "first": np.repeat(first, periods), "y": y.ravel(), "x": np.repeat(x, periods),
        "on": (since > 0).astype(float).ravel(),
    })  # fmt: skip


def test_exactly_parallel_trends_give_the_effects_themselves() -> None:
    found = tb.staggered_did(panel(noise=0.0), "y", **PLACES)
    frame = found.to_frame()
    assert frame.loc[["-4", "-3", "-2", "-1"], "effect"].to_numpy() == pytest.approx(0, abs=1e-9)
    assert frame.loc[["0", "1"], "effect"].to_numpy() == pytest.approx([1.5, 3.0])
    assert frame.loc[["2", "3"], "effect"].to_numpy() == pytest.approx([3.0, 4.0])
    groups = tb.staggered_did(panel(noise=0.0), "y", **PLACES, aggregation="group").to_frame()
    assert groups["effect"].tolist() == pytest.approx([2.5, 3.0])


def test_a_panel_without_effect_gives_zero() -> None:
    frame = panel(noise=0.0)
    frame["y"] = frame["year"] * 0.5 + frame["unit"]
    for door in (tb.staggered_did, tb.sun_abraham):
        assert door(frame, "y", **PLACES).effect == pytest.approx(0, abs=1e-9)


def test_order_of_rows_and_the_two_ways_to_say_who_is_treated_are_alike() -> None:
    frame = panel()
    one = tb.staggered_did(frame, "y", **PLACES)
    shuffled = tb.staggered_did(frame.sample(frac=1, random_state=2), "y", **PLACES)
    marked = tb.staggered_did(frame, "y", unit="unit", time="year", treated="on")
    for other in (shuffled, marked):
        assert other.effect == pytest.approx(one.effect)
        assert other.overall.se == pytest.approx(one.overall.se)
    assert (one.upper - one.lower).max() > 2 * 1.96 * one.se.max()


def test_without_covariates_it_is_the_difference_of_means() -> None:
    rng = np.random.default_rng(1)
    change, treated = rng.normal(size=90), np.arange(90) < 30
    effect, influence = doubly_robust(change, treated, np.ones((90, 1)))
    assert effect == pytest.approx(change[:30].mean() - change[30:].mean())
    variance = change[:30].var() / 30 + change[30:].var() / 60
    assert (influence**2).mean() / 90 == pytest.approx(variance)


def test_covariates_take_out_trends_that_follow_them() -> None:
    frame = panel(noise=0.05, units=300)
    selected = frame["x"] + np.where(frame["first"] > 0, 0.5, 0.0)
    frame["x"] = selected
    frame["y"] += selected * (frame["year"] - 2000)
    plain = tb.staggered_did(frame, "y", **PLACES, aggregation="simple").overall.value
    held = tb.staggered_did(frame, "y", **PLACES, aggregation="simple", covariates="x")
    truth = tb.staggered_did(panel(noise=0.0, units=300), "y", **PLACES, aggregation="simple")
    assert held.overall.value == pytest.approx(truth.overall.value, abs=0.1)
    assert abs(plain - truth.overall.value) > 0.5


def test_sun_and_abraham_is_the_saturated_regression() -> None:
    frame = panel(3)
    dummies = [pd.get_dummies(frame[c], dtype=float).iloc[:, 1:] for c in ("unit", "year")]
    cells = []
    for g in (2003, 2005):
        for year in range(2000, 2007):
            if year != g - 1:
                cells.append(((frame["first"] == g) & (frame["year"] == year)).astype(float))
    X = np.column_stack([np.ones(len(frame)), *dummies, *cells])
    beta = np.linalg.lstsq(X, frame["y"].to_numpy())[0][-len(cells) :].reshape(2, 6)
    found = tb.sun_abraham(frame, "y", **PLACES).to_frame()["effect"]
    # Periods 0 and 1 after treatment: both cohorts, of one size.
    assert found["0"] == pytest.approx((beta[0, 2] + beta[1, 4]) / 2)
    assert found["1"] == pytest.approx((beta[0, 3] + beta[1, 5]) / 2)


def test_the_last_cohort_serves_where_nobody_is_never_treated() -> None:
    frame = panel(4)
    treated = frame[frame["first"] > 0]
    found = tb.sun_abraham(treated, "y", **PLACES)
    assert found.labels == ("-3", "-2", "-1", "0", "1")
    assert found.cohorts == ("2003",)
    with pytest.raises(TinbergenError, match="F165"):
        tb.staggered_did(treated, "y", **PLACES)
    assert tb.staggered_did(treated, "y", **PLACES, comparison="not-yet").labels[-1] == "1"


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("F168", {"comparison": "nobody"}),
        ("F168", {"aggregation": "all"}),
        ("F053", {"level": 1.2}),
        ("F053", {"draws": 3}),
        ("F158", {"cohort": "year"}),
        ("F166", {"covariates": "sure"}),
        ("F055", {"covariates": "x, x2"}),
        ("F157", {"covariates": "gone"}),
    ],
)
def test_wrong_settings_are_refused(code: str, options: dict[str, object]) -> None:
    frame = panel(5)
    frame["sure"] = (frame["first"] > 0) * 9.0 + frame["x"] * 0.1
    frame["x2"] = 2 * frame["x"]
    frame["gone"] = np.nan
    with pytest.raises(TinbergenError) as fault:
        tb.staggered_did(frame, "y", **(PLACES | options))  # type: ignore[arg-type]
    assert fault.value.code == code
    for lang in ("en", "zh"):
        assert "{" not in fault.value.render(lang)


def test_cohorts_of_quarters_are_refused() -> None:
    frame = panel(6)
    frame["year"] = frame["year"].map(
        lambda year: f"2001Q{year - 1999}" if year < 2004 else f"2002Q{year - 2003}"
    )
    with pytest.raises(TinbergenError, match="F159"):
        tb.staggered_did(frame, "y", **PLACES)


def study(effects: list[float], before: list[float], sd: float = 0.1) -> Study:
    values = np.array([*before, *effects])
    target = np.full(len(effects), 1 / len(effects))
    return Study(values, sd**2 * np.eye(len(values)), len(before), target)


def test_bounds_widen_with_the_trend_that_is_allowed() -> None:
    one = study([1.0, 1.2], [0.1, -0.1])
    for restriction in ("relative", "smooth"):
        widths = [np.diff(interval(one, restriction, M))[0] for M in (0.5, 1.0, 2.0)]
        assert widths[0] < widths[1] < widths[2]
    straight = interval(one, "smooth", 0.0)
    assert straight[0] < straight[1]


def test_the_breakdown_value_is_where_zero_enters() -> None:
    one = study([1.0, 1.2], [0.1, -0.1])
    for restriction in ("relative", "smooth"):
        at = breakdown(one, restriction)
        assert interval(one, restriction, at * 0.98)[0] > 0
        assert interval(one, restriction, at * 1.02)[0] < 0.01
    assert breakdown(study([0.01], [0.1]), "relative") == 0.0


def test_a_linear_trend_is_taken_out() -> None:
    """With no bend allowed, an effect on top of a line is found exactly at its centre."""
    line = study([0.5 + 1.0, 1.0 + 1.0], [-1.0, -0.5])
    low, high = interval(line, "smooth", 0.0)
    assert (low + high) / 2 == pytest.approx(1.0, abs=1e-4)


def test_the_robust_interval_covers() -> None:
    """Trends at the limit of what is allowed: at least nine in ten of 95 per cent intervals."""
    rng = np.random.default_rng(0)
    truth = study([0.2], [0.2, 0.0], 0.1)  # steps of -.2 before, so .2 after is at the limit
    drawn = truth.effect + 0.1 * rng.normal(size=(150, 3))
    hits = [
        low <= 0.0 <= high
        for low, high in (interval(truth._replace(effect=e), "relative", 1.0) for e in drawn)
    ]
    assert np.mean(hits) > 0.9


def test_quantiles_of_a_folded_normal() -> None:
    assert _folded(0.0, 0.95) == pytest.approx(1.959964)
    assert _folded(5.0, 0.95) == pytest.approx(5 + 1.644854, abs=1e-6)


def test_an_impact_is_found_and_a_placebo_is_clean() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=120).cumsum() + 50
    y = 3 + 0.8 * x + 0.3 * rng.normal(size=120)
    y[80:] += 2
    frame = pd.DataFrame({"y": y, "x": x})
    found = tb.time_series_impact(frame, "y", start=81, controls="x")
    assert found.mean.lower < 2 < found.mean.upper
    assert found.mean.lower > 1
    assert found.total.value == pytest.approx(40 * found.mean.value)
    assert found.p_value < 0.01
    assert found.placebo is not None
    assert found.placebo[1].lower < 0 < found.placebo[1].upper
    assert found.to_frame()["cumulative"].iloc[-1] == pytest.approx(found.total.value)
    assert "expected" in found.plot().svg("en")
    for lang in ("en", "zh"):
        assert "{" not in found.summary(lang)
    for code, start, controls in (("F152", 1, "x"), ("F050", 4, "x"), ("F055", 81, "x, x")):
        if controls == "x, x":
            frame["x2"] = frame["x"]
            controls = "x, x2"
        with pytest.raises(TinbergenError, match=code):
            tb.time_series_impact(frame, "y", start=start, controls=controls)
