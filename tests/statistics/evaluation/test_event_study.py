"""Event studies: against another program, by hand, and where they must refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.event_tests import Abnormal, event_tests

french = pytest.importorskip("linearmodels.datasets.french")
INDUSTRIES = ("NoDur", "Durbl", "Manuf", "Enrgy", "Chems", "BusEq", "Telcm", "Utils", "Shops",
              "Hlth", "Money", "Other")  # fmt: skip
#: September 2001: twelve American industries and the market (Ken French's library).
GIVEN: dict[str, Any] = {
    "unit": "industry", "time": "dates", "start": "2001-09", "controls": "MktRF",
    "estimation": (-60, -2),
}  # fmt: skip


@pytest.fixture(scope="module")
def monthly() -> pd.DataFrame:
    return french.load()


@pytest.fixture(scope="module")
def returns(monthly: pd.DataFrame) -> pd.DataFrame:
    return monthly.melt(["dates", "MktRF"], INDUSTRIES, var_name="industry", value_name="r")


def test_the_standardised_test_is_that_of_another_program(returns: pd.DataFrame) -> None:
    """eventstudystatistics 1.0.0 (PyPI): adjBMP with adjustment=False over two months and
    adjBMP_daily of the first. Its adjustment takes products of residuals for correlations, so that
    the adjusted statistic is checked by hand."""
    two = tb.event_study(returns, "r", window=(0, 1), **GIVEN)
    one = tb.event_study(returns, "r", **GIVEN)
    assert two.tests.statistics["bmp"][0] == pytest.approx(-2.3711391068984176, rel=1e-9)
    assert one.tests.statistics["bmp"][0] == pytest.approx(-1.9138858319255225, rel=1e-9)


def test_abnormal_returns_and_their_errors_are_those_of_statsmodels(
    monthly: pd.DataFrame, returns: pd.DataFrame
) -> None:
    found = tb.event_study(returns, "r", window=(0, 1), **GIVEN)
    at = int(np.flatnonzero(monthly["dates"] == "2001-09-01")[0])
    X = sm.add_constant(monthly["MktRF"].to_numpy())
    standard = []
    for k, name in enumerate(INDUSTRIES):
        r = monthly[name].to_numpy()
        fit = sm.OLS(r[at - 60 : at - 1], X[at - 60 : at - 1]).fit()
        np.testing.assert_allclose(
            found.abnormal[k], r[at : at + 2] - fit.predict(X[at : at + 2]), atol=1e-12
        )
        total = X[at : at + 2].sum(axis=0)
        se = np.sqrt(2 * fit.mse_resid + total @ fit.cov_params() @ total)
        assert found.errors[k] == pytest.approx(se, rel=1e-10)
        standard.append(found.sums[k] / se)
    patell = np.sum(standard) / np.sqrt(12 * 57 / 55)  # 59 months less two coefficients
    assert found.tests.statistics["patell"][0] == pytest.approx(patell, rel=1e-10)


def test_units_that_move_together_say_less() -> None:
    """By hand: three units whose residuals have correlations of 1, -.5 and -.5, so 0 on average;
    then the same residuals, with a mean correlation of 1/3."""
    base, other = np.array([1.0, -1.0, 1.0, -1.0]), np.array([1.0, 1.0, -1.0, -1.0])
    sums = np.array([[3.0], [1.0], [2.0]])
    same = Abnormal(sums, np.ones((3, 1)), np.ones(3), np.array([base, base, other]), 50)
    alone = event_tests(same, False, 0.9)
    found = event_tests(same, True, 0.9)
    assert found.correlation == pytest.approx(1 / 3)
    # Mean 2, standard deviation 1; the correction is sqrt((2/3) / (5/3)).
    assert alone.statistics["cross-section"][0] == pytest.approx(2 * np.sqrt(3))
    assert found.statistics["adjusted"][0] == pytest.approx(2 * np.sqrt(3) * np.sqrt(0.4))
    assert found.interval.se == pytest.approx(alone.interval.se / np.sqrt(0.4))
    # Student's t with two degrees of freedom: 2.9200 at 95 percent.
    reach = alone.interval.upper - alone.interval.value
    assert reach == pytest.approx(2.91999 / np.sqrt(3), rel=1e-5)


def test_placebos_are_the_same_window_earlier(returns: pd.DataFrame) -> None:
    late = returns[returns["dates"] >= "1990-01-01"]
    found = tb.event_study(late, "r", window=(0, 1), **GIVEN)
    # 140 months before September 2001, the estimation begins 60 before: shifts from 2 to 80.
    assert len(found.placebos) == 79
    earlier = tb.event_study(late, "r", **{**GIVEN, "start": "2001-06", "window": (0, 1)})
    assert found.placebos[1] == pytest.approx(earlier.tests.interval.value, rel=1e-12)
    large = np.abs(found.placebos) >= abs(found.tests.interval.value)
    assert found.placebo_p == pytest.approx((1 + large.sum()) / 80)


def test_without_a_unit_it_is_the_study_of_the_others(returns: pd.DataFrame) -> None:
    found = tb.event_study(returns, "r", **GIVEN)
    rest = tb.event_study(returns[returns["industry"] != "Telcm"], "r", **GIVEN)
    assert found.without[INDUSTRIES.index("Telcm")] == pytest.approx(rest.tests.interval.value)
    said = " ".join(t.en for t in found.sentences())
    assert "Zero is in the interval already" in said and "move together" in said


@pytest.fixture
def daily() -> pd.DataFrame:
    """Two units of noise with a jump of one on their own days."""
    days = pd.bdate_range("2020-01-01", periods=80)
    rng = np.random.default_rng(3)
    table = []
    for name, at in (("a", 60), ("b", 65)):
        r = 0.1 * rng.normal(size=80)
        r[at] += 1.0
        when = int(days[at].strftime("%Y%m%d"))
        table.append(pd.DataFrame({"u": name, "day": days.strftime("%Y-%m-%d"), "r": r, "e": when}))
    return pd.concat(table)


def test_days_count_in_their_order_and_units_have_events_of_their_own(daily: pd.DataFrame) -> None:
    found = tb.event_study(
        daily, "r", unit="u", time="day", cohort="e", window=(-1, 1), estimation=(-40, -2)
    )
    assert found.tests.interval.value == pytest.approx(1.0, abs=0.3)
    assert found.date is None and found.tests.correlation == 0.0
    one = tb.event_study(daily[daily["u"] == "a"], "r", time="day", start="2020-03-25")
    assert one.tests.interval.value == pytest.approx(1.0, abs=0.3)
    assert one.tests.interval.lower > 0 and set(one.tests.statistics) == {"patell"}
    assert "would bring zero into" in one.summary() and "窗口" in one.summary("zh")


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("F222", {"cohort": "e"}),
        ("F222", {"start": None}),
        ("F220", {"start": "2020-01-03", "estimation": (-40, -2)}),
        ("F220", {"window": (0, 30), "estimation": (-40, -2)}),
        ("F221", {"estimation": (-4, -2)}),
        ("F053", {"window": (1, 0)}),
        ("F053", {"estimation": (-20, 0)}),
        ("F053", {"level": 1.0}),
        ("F055", {"controls": ("one",)}),
        ("F150", {"start": None, "cohort": "never"}),
    ],
)
def test_wrong_input_has_a_code(daily: pd.DataFrame, code: str, changed: dict[str, Any]) -> None:
    given = {"unit": "u", "time": "day", "start": "2020-03-25", **changed}
    with pytest.raises(TinbergenError) as caught:
        tb.event_study(daily.assign(one=1.0, never=0), "r", **given)
    assert caught.value.code == code
    assert "{" not in caught.value.render("en") + caught.value.render("zh")


def test_it_is_drawn(returns: pd.DataFrame) -> None:
    found = tb.event_study(returns, "r", window=(-1, 3), estimation=(-60, -2), **{
        k: v for k, v in GIVEN.items() if k != "estimation"
    })  # fmt: skip
    assert "<svg" in found.plot().svg()
    assert found.to_frame()["cumulative"].iloc[-1] == pytest.approx(found.tests.interval.value)
    assert found.by_unit()["cumulative"].mean() == pytest.approx(found.tests.interval.value)
