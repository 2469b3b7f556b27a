"""The record that docs/track-record keeps: recomputed at some origins, and scored anew.

Outturns are computed here by pandas from the tables, not by the program that made the record. Root
mean squared errors of others, in real time: mean of the Survey of Professional Forecasters on the
same dates.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.period import Period
from tinbergen.loop.outlook.file import outlook
from tinbergen.loop.outlook.forecast import forecasts, tightness_of
from tinbergen.loop.outlook.panel import load
from tinbergen.loop.outlook.record import lines
from tinbergen.statistics.forecast.scores import diebold_mariano

KEPT = Path(__file__).parents[2] / "docs" / "track-record"
LEFT_OUT = pd.period_range("2020Q1", "2021Q1", freq="Q")


def kept(name):
    table = pd.read_csv(KEPT / name / "forecasts.csv", dtype={"horizon": str})
    table["origin"] = pd.PeriodIndex(table["origin"], freq="Q")
    return table


def check(name, origins, table, vintages=None):
    """Forecasts of the origins made anew, beside those that are kept."""
    said, path = outlook(name)
    series = load(said, path, vintages)
    made = [
        forecasts(said, series, origin, tightness_of(said, series, origin.year))
        for origin in map(Period.parse, origins)
    ]
    for line in lines(said, series, made):
        rows = table[(table.variable == line.variable) & (table.horizon == line.horizon)]
        expected = rows.set_index("origin")["mean"].loc[list(origins)]
        np.testing.assert_allclose(line.point, expected, atol=0.01)


def test_in_real_time_it_is_made_anew(shared):
    """After a shutdown in which output came a quarter late, in a crisis, after an epidemic."""
    origins = ("1996Q1", "2008Q4", "2021Q3")
    check("us-as-known", origins, kept("."), shared / "data" / "realtime")


def test_on_final_figures_it_is_made_anew():
    check("us-final", ("1990Q4", "2026Q2"), kept("us-final"))


@pytest.fixture(scope="module")
def in_real_time(shared):
    """Forecasts beside values two quarters after their first release."""
    found = kept(".")
    table = pd.read_parquet(shared / "data" / "realtime" / "rtdsm_us.parquet")
    steps = found["horizon"].map(lambda h: 3 if h == "4q" else int(h))
    found["target"] = [o + s for o, s in zip(found["origin"], steps, strict=True)]
    levels = {}
    for name, code in {"GDP": "ROUTPUT", "U": "RUC", "CPI": "CPI"}.items():
        rows = table[table["series"] == code].astype({"period": str, "vintage": str})
        # What was taken back is infinite until it is filled along, so that nothing older shows.
        by_vintage = rows.fillna({"value": np.inf}).pivot(
            index="period", columns="vintage", values="value"
        )
        by_vintage = by_vintage.sort_index(axis=1).ffill(axis=1).replace(np.inf, np.nan)
        monthly = name != "GDP"
        dates = pd.PeriodIndex(by_vintage.index, freq="M" if monthly else "Q").asfreq("Q")
        whole = by_vintage.groupby(dates)
        quarters = whole.mean().where(whole.count() == (3 if monthly else 1))
        for target in found["target"].unique():
            vintage = max(str(min(target + 3, pd.Period("2024Q1"))), by_vintage.columns[0])
            rows_wanted = [target - 4, target - 1, target]
            levels[name, target] = quarters[vintage].reindex(rows_wanted).to_numpy()
    came = []
    for variable, horizon, target in zip(found.variable, found.horizon, found.target, strict=True):
        year, before, now = levels[variable, target]
        if variable == "U":
            came.append(now)
        else:
            came.append(100 * (now / year - 1 if horizon == "4q" else (now / before) ** 4 - 1))
    found["came"] = came
    return found.dropna(subset=["came"])


def rmse(rows):
    return float(np.sqrt(np.mean((rows["mean"] - rows["came"]) ** 2)))


@pytest.mark.parametrize(
    ("variable", "horizon", "to_2019", "to_2023", "survey"),
    [
        ("GDP", "0", 1.773, 1.895, 1.665),
        ("GDP", "4q", 1.420, 1.418, 1.324),
        ("U", "0", 0.125, 0.128, 0.131),
        ("U", "4", 0.784, 0.792, 0.790),
        ("CPI", "0", 1.454, 1.427, 1.077),
        ("CPI", "4q", 1.335, 1.427, 1.002),
    ],
)
def test_errors_in_real_time(in_real_time, variable, horizon, to_2019, to_2023, survey):
    """The survey is better for output and prices; for unemployment the two are alike."""
    rows = in_real_time[
        (in_real_time["variable"] == variable) & (in_real_time["horizon"] == horizon)
    ]
    early = rows[rows["target"] <= pd.Period("2019Q4")]
    across = (rows["origin"] <= LEFT_OUT[-1]) & (rows["target"] >= LEFT_OUT[0])
    assert rmse(early) == pytest.approx(to_2019, abs=0.002)
    assert rmse(rows[~across]) == pytest.approx(to_2023, abs=0.002)
    assert (rmse(early) > survey) == (variable != "U")
    held = (early["came"] >= early["lower"]) & (early["came"] <= early["upper"])
    assert 0.87 <= held.mean() <= 0.97


@pytest.mark.parametrize(
    ("variable", "horizon", "to_2019", "later"),
    [
        ("GDP", 4, 1.512, 1.461),
        ("U", 4, 0.681, 0.670),
        ("CPI", 4, 1.271, 1.456),
        ("BILL", 4, 1.196, 1.228),
    ],
)
def test_errors_on_final_figures(variable, horizon, to_2019, later):
    """A year ahead; of output and prices growth over the four quarters."""
    said, path = outlook("us-final")
    column = {"GDP": "GDPC1", "U": "UNRATE", "CPI": "CPI_MEAN", "BILL": "TB3MS"}[variable]
    data = pd.read_csv(path.parent / said.sources["table"].file, comment="#", index_col=0)
    data.index = pd.PeriodIndex(data.index, freq="Q")
    line = data[column]
    came = 100 * np.log(line / line.shift(4)) if variable in ("GDP", "CPI") else line
    rows = kept("us-final")
    label = "4q" if variable in ("GDP", "CPI") else str(horizon)
    rows = rows[(rows["variable"] == variable) & (rows["horizon"] == label)]
    rows = rows.assign(target=rows["origin"] + horizon)
    rows["came"] = came.reindex(pd.PeriodIndex(rows["target"])).to_numpy()
    rows = rows.dropna(subset=["came"])
    early = rows[rows["target"] <= pd.Period("2019Q4")]
    across = (rows["origin"] <= pd.Period("2020Q4")) & (rows["target"] >= pd.Period("2020Q1"))
    assert rmse(early) == pytest.approx(to_2019, abs=0.002)
    assert rmse(rows[~across]) == pytest.approx(later, abs=0.002)


def test_with_claims_it_is_made_anew(shared):
    """In a crisis, and with claims that were not seasonally adjusted."""
    table = kept("us-as-known-monthly")
    check("us-as-known-monthly", ("2008Q4", "2015Q2"), table, shared / "data" / "realtime")


def test_claims_help_by_no_more_than_chance(in_real_time):
    """The rule that was fixed beforehand: unemployment of the current and of the next quarter, on
    common dates to 2019, by Diebold and Mariano's test."""
    other = kept("us-as-known-monthly").set_index(["origin", "variable", "horizon"])["mean"]
    for horizon, gap in (("0", -0.0006), ("1", -0.0037)):
        rows = in_real_time[
            (in_real_time["variable"] == "U") & (in_real_time["horizon"] == horizon)
            & (in_real_time["target"] <= pd.Period("2019Q4"))
        ]  # fmt: skip
        theirs = other.loc[[(o, "U", horizon) for o in rows["origin"]]].to_numpy()
        came = rows["came"].to_numpy()
        test = diebold_mariano((theirs - came) ** 2, (rows["mean"] - came) ** 2, int(horizon) + 1)
        lower, upper = test.interval()
        assert test.mean_difference == pytest.approx(gap, abs=5e-5)
        assert lower < 0 < upper
