import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, catalogue
from tinbergen.core.progress import Progress, checkpoint
from tinbergen.statistics.forecast import forecast as module
from tinbergen.statistics.forecast.backtest import Budget
from tinbergen.statistics.forecast.candidates import CANDIDATES, Candidate
from tinbergen.statistics.forecast.forecast import forecast_series

QUICK = Budget(origins=8, refits=2)


def series(n=80, season=4, seed=0):
    rng = np.random.default_rng(seed)
    level = 100.0 + rng.normal(0.4, 1.0, n).cumsum()
    return level * np.resize(1.0 + 0.1 * np.sin(np.arange(season)), n)


@pytest.fixture(scope="module")
def result():
    return forecast_series(series(), 4, 8)


def test_shapes_and_nesting(result):
    assert result.point.shape == (8,)
    assert list(result.lower) == [80, 95]
    assert (result.lower[95] <= result.lower[80]).all()
    assert (result.lower[80] <= result.point).all()
    assert (result.point <= result.upper[80]).all()
    assert (result.upper[80] <= result.upper[95]).all()
    assert (np.diff(result.upper[80] - result.lower[80]) > -1e-9).all()


def test_the_point_is_the_weighted_mean_of_the_members(result):
    assert sum(m.weight for m in result.members) == pytest.approx(1.0)
    together = sum(m.weight * m.point for m in result.members)
    np.testing.assert_allclose(result.point, together)
    weights = [m.weight for m in result.members]
    assert weights == sorted(weights, reverse=True)
    assert {m.candidate for m in result.members} == {"snaive", "ets", "arima", "theta"}
    assert result.members[0].model in result.model


def test_the_backtest_is_complete(result):
    test = result.backtest
    assert (test.origins, test.horizon) == (40, 8)
    assert test.beats_naive
    assert test.crps < test.crps_naive
    assert 50 <= test.coverage80 <= test.coverage95 <= 100


def test_the_table(result):
    frame = result.to_frame()
    assert list(frame.columns) == ["point", "lower80", "upper80", "lower95", "upper95"]
    assert frame.index.tolist() == list(range(1, 9))
    assert "upper95" in result.summary()


def test_the_same_series_gives_the_same_forecast():
    first, again = (forecast_series(series(), 4, 4, budget=QUICK) for _ in range(2))
    np.testing.assert_array_equal(first.point, again.point)
    assert first.backtest == again.backtest


def test_the_best_stands_alone():
    alone = forecast_series(series(), 4, 4, combination="best", budget=QUICK)
    assert len(alone.members) == 1
    assert alone.model == alone.members[0].model
    np.testing.assert_array_equal(alone.point, alone.members[0].point)


def test_one_candidate_by_name():
    only = forecast_series(series(), 4, 4, candidates=["theta"], levels=[50], budget=QUICK)
    assert only.model == "Theta"
    assert list(only.upper) == [50]


def test_a_constant_series_stays():
    result = forecast_series(np.full(30, 7.0), 4, 3)
    assert result.model == "constant"
    for path in (result.point, result.lower[95], result.upper[95]):
        np.testing.assert_array_equal(path, 7.0)
    assert result.backtest is None


@pytest.mark.parametrize("n", [4, 6, 9, 14])
def test_short_series_get_equal_weights_and_gaussian_bands(n):
    result = forecast_series(series(n), 4, 12)
    assert result.backtest is None
    assert result.calibration.scores == 0
    weights = [m.weight for m in result.members]
    np.testing.assert_allclose(weights, 1.0 / len(weights))
    assert np.isfinite(result.point).all()
    assert np.isfinite(result.upper[95]).all()


def test_values_at_and_below_nought():
    y = series() - 101.0
    y[10] = 0.0
    result = forecast_series(y, 4, 6, budget=QUICK)
    assert "ETS(M" not in result.model
    assert np.isfinite(result.point).all()


@pytest.mark.parametrize("shape", ["line", "periodic", "step", "outlier", "zeros", "tiny", "huge"])
def test_awkward_series_are_survived(shape):
    n = 48
    y = {
        "line": 3.0 + 2.0 * np.arange(n),
        "periodic": np.resize([1.0, 5.0, 2.0, 9.0], n),
        "step": np.repeat([5.0, 9.0], n // 2),
        "outlier": np.where(np.arange(n) == 30, 1e6, series(n)),
        "zeros": np.where(np.arange(n) % 7 == 0, 4.0, 0.0),
        "tiny": series(n) * 1e-12,
        "huge": series(n) * 1e12,
    }[shape]
    result = forecast_series(y, 4, 4, budget=QUICK)
    assert np.isfinite(result.point).all()
    assert (result.lower[80] <= result.upper[80]).all()
    if shape == "line":
        np.testing.assert_allclose(result.point, 3.0 + 2.0 * np.arange(n, n + 4), rtol=0.01)
    if shape == "periodic":
        np.testing.assert_allclose(result.point, [1.0, 5.0, 2.0, 9.0], rtol=1e-3)


@settings(max_examples=5, deadline=None)
@given(st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(unit):
    here = forecast_series(series(40), 4, 4, candidates=["snaive", "theta"])
    there = forecast_series(series(40) * unit, 4, 4, candidates=["snaive", "theta"])
    np.testing.assert_allclose(there.point, here.point * unit, rtol=1e-3)
    assert there.backtest.mase == pytest.approx(here.backtest.mase, rel=1e-3)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F001", lambda: forecast_series(np.append(series(), np.nan), 4, 4)),
        ("F002", lambda: forecast_series(series(), 4, 0)),
        ("F003", lambda: forecast_series(np.array([1.0, 2.0, 3.0]), 1, 4)),
        ("F004", lambda: forecast_series(series(), 4, 4, candidates=["arma"])),
        ("F005", lambda: forecast_series(series(), 0, 4)),
        ("F006", lambda: forecast_series(series(), 4, 4, levels=[95, 100])),
        ("F007", lambda: forecast_series(series(), 4, 4, candidates=[])),
        ("F011", lambda: forecast_series(np.ones((3, 2)), 4, 4)),
        (
            "C240",
            lambda: forecast_series(np.resize(series(), limits.most("observations") + 1), 4, 4),
        ),
    ],
)
def test_faults_have_codes_and_words(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
    for language in ("en", "zh"):
        assert "{" not in fault.value.render(language)


def test_a_forecast_can_be_cancelled():
    with Progress() as progress, pytest.raises(TinbergenError, match="C012"):
        progress.cancel()
        forecast_series(series(), 4, 4, candidates=["snaive"], budget=QUICK)


def test_a_candidate_that_was_stopped_did_not_fail(monkeypatch):
    def stopped(*_):
        progress.cancel()
        checkpoint()

    last = Candidate(CANDIDATES["ets"].text, stopped, CANDIDATES["ets"].replay)
    monkeypatch.setattr(module, "CANDIDATES", {**CANDIDATES, "ets": last})
    with Progress() as progress, pytest.raises(TinbergenError, match="C012"):
        forecast_series(series(), 4, 4, candidates=["snaive", "ets"], budget=QUICK)


def test_a_misspelt_candidate_gets_a_hint():
    with pytest.raises(TinbergenError) as fault:
        forecast_series(series(), 4, 4, candidates=["arma"])
    assert fault.value.hint == "arima"


def test_a_candidate_that_fails_is_dropped_and_named(monkeypatch):
    def fails(*_):
        raise np.linalg.LinAlgError("singular")

    def endless(y, season, horizon):
        name, forecast = CANDIDATES["theta"].now(y, season, horizon)
        forecast.mean[:] = np.inf
        return name, forecast

    ets, theta = CANDIDATES["ets"], CANDIDATES["theta"]
    broken = {
        **CANDIDATES,
        "ets": Candidate(ets.text, fails, ets.replay),
        "theta": Candidate(theta.text, endless, theta.replay),
    }
    monkeypatch.setattr(module, "CANDIDATES", broken)
    result = forecast_series(series(), 4, 4, budget=QUICK)
    assert {m.candidate for m in result.members} == {"snaive", "arima"}
    assert [a.code for a in result.advice] == ["F010", "F010"]
    assert "singular" in result.advice[0].render()
    assert "指数平滑" in result.advice[0].render("zh")


def test_every_message_stands_in_both_languages():
    messages = {code: text for code, text in catalogue().items() if "F001" <= code <= "F029"}
    assert len(messages) == 11
    for text in messages.values():
        assert {"title", "cause", "fix"} == set(text["en"]) == set(text["zh"])
