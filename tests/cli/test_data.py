"""``tinbergen forecast`` and ``tinbergen regress``."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.app import results_statistics
from tinbergen.core import serial
from tinbergen.data.tabular import read_table
from tinbergen.statistics.forecast.forecast import forecast_series
from tinbergen.statistics.regression.regress import regress

Ask = Callable[..., Any]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Forty quarters: two series, one with words, one that begins late."""
    rng = np.random.default_rng(1)
    output = 100 + np.cumsum(1 + rng.standard_normal(40))
    spending = 0.6 * output + rng.standard_normal(40)
    rows = ["quarter,output,spending,remark,young"]
    for t in range(40):
        young = f"{t}" if t > 37 else ""
        rows.append(f"{2001 + t // 4}Q{t % 4 + 1},{output[t]!r},{spending[t]!r},words,{young}")
    path = tmp_path / "table.csv"
    path.write_text("\n".join(rows).replace("np.float64(", "").replace(")", ""))
    return path


def test_forecasts_are_those_of_the_method(ask: Ask, table: Path) -> None:
    given = ask("forecast", str(table), "--horizon", "6", "--json").json
    found = serial.from_dict(results_statistics.Forecasts, given)
    own = forecast_series(read_table(table, allow_missing=True).dataset["output"], 4, 6)
    series = found.series["output"]
    assert list(found.series) == ["output", "spending"]
    assert series.model == own.model
    assert series.point == tuple(own.point)
    assert series.upper["95"] == tuple(own.upper[95])
    assert series.periods == ("2011Q1", "2011Q2", "2011Q3", "2011Q4", "2012Q1", "2012Q2")
    assert set(series.lower) == set(series.upper) == {"80", "95"}
    assert series.backtest is not None
    assert own.backtest is not None
    assert series.backtest.mase == own.backtest.mase


def test_bands_are_nested(ask: Ask, table: Path) -> None:
    words = ("forecast", str(table), "--series", "output", "--level", "50,90", "--json")
    series = ask(*words).json["series"]["output"]
    order = [series["lower"]["90"], series["lower"]["50"], series["point"], series["upper"]["50"],
             series["upper"]["90"]]  # fmt: skip
    assert (np.diff(np.array(order), axis=0) >= 0).all()


def test_a_series_that_cannot_be_forecast_is_left_out_and_said_so(ask: Ask, table: Path) -> None:
    given = ask("forecast", str(table), "--horizon", "2", "--json").json
    assert given["left_out"]["young"]["code"] == "F003"
    assert {"D046", "U018"} <= {note["code"] for note in given["advice"]}
    assert "young is not forecast" in ask("forecast", str(table), "--horizon", "2").err


def test_a_series_asked_for_by_name_is_never_left_out(ask: Ask, table: Path) -> None:
    answer = ask("forecast", str(table), "--series", "output,young")
    assert (answer.code, answer.out) == (2, "")
    assert "error[F003]" in answer.err


def test_methods_can_be_chosen(ask: Ask, table: Path) -> None:
    words = ("forecast", str(table), "--series", "output", "--methods", "snaive", "--json")
    members = ask(*words).json["series"]["output"]["members"]
    assert [(m["candidate"], m["weight"]) for m in members] == [("snaive", 1.0)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_forecasts_show(
    ask: Ask, table: Path, golden: Callable[[str, str], None], lang: str
) -> None:
    words = ("forecast", str(table), "--methods", "snaive,theta", "--horizon", "4", "--lang", lang)
    golden(f"forecast.{lang}.txt", ask(*words).out)


def test_regression_is_the_method_s(ask: Ask, table: Path) -> None:
    what = ("--y", "dlog(spending)", "--x", "dlog(output),output(-1)")
    how = ("--errors", "hac", "--level", "0.9", "--sample", "2002Q1:2009Q4", "--json")
    given = ask("regress", str(table), *what, *how).json
    found = serial.from_dict(results_statistics.RegressionTable, given)
    own = regress(
        read_table(table, allow_missing=True).dataset,
        "dlog(spending)",
        ["dlog(output)", "output(-1)"],
        errors="HAC",
        level=0.9,
        first="2002Q1",
        last="2009Q4",
    )
    assert list(found.coefficients) == list(own.names)
    np.testing.assert_array_equal([c.estimate for c in found.coefficients.values()], own.coef)
    np.testing.assert_array_equal([c.upper for c in found.coefficients.values()], own.upper)
    assert (found.sample, found.observations) == (("2002Q1", "2009Q4"), 32)
    assert (found.errors, found.lags, found.level) == ("HAC", own.lags, 0.9)
    assert found.f.p == own.f_p


def test_without_a_constant(ask: Ask, table: Path) -> None:
    words = ("regress", str(table), "--y", "spending", "--x", "output", "--no-constant", "--json")
    assert list(ask(*words).json["coefficients"]) == ["output"]


def test_objections_come_once_and_in_full(ask: Ask, table: Path) -> None:
    answer = ask("regress", str(table), "--y", "spending", "--x", "output")
    codes = [note["code"] for note in ask("regress", str(table), "--y", "spending", "--x",
                                          "output", "--json").json["advice"]]  # fmt: skip
    assert "[F0" not in answer.out
    assert "D046" in codes
    assert all(f"warning[{code}]" in answer.err for code in codes)


def test_standard_input(ask: Ask, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("--y", "spending", "--x", "output", "--json")
    from_file = ask("regress", str(table), *words).json
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(table.read_bytes())))
    from_input = ask("regress", "-", *words).json
    assert from_input["coefficients"] == from_file["coefficients"]
