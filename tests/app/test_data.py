"""Forecasts and regressions of a dataset, with no file and no terminal."""

import numpy as np
import pytest

from tinbergen.app.answer import to_json
from tinbergen.app.forecast import ForecastInputs, forecast
from tinbergen.app.regress import RegressionInputs, regress
from tinbergen.core.errors import SeriesError, StoppedError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.data.dataset import Dataset


@pytest.fixture
def data() -> Dataset:
    rng = np.random.default_rng(1)
    output = 100 + np.cumsum(1 + rng.standard_normal(40))
    young = np.where(np.arange(40) > 37, 1.0, np.nan)
    spending = 0.6 * output + rng.standard_normal(40)
    return Dataset.of(
        Period.parse("2001Q1"), {"output": output, "spending": spending, "young": young}
    )


def test_forecasts_tell_how_far_they_are(data: Dataset) -> None:
    told: list[tuple[str, float | None]] = []
    watch = Progress(lambda p: told.append((p.current("en") if p.current else "", p.part)))
    answer = forecast(ForecastInputs(data, 4, lang="zh"), watch)
    assert [title for title, _ in told] == [f"Forecast {name}" for name in data]
    assert [part for _, part in told] == pytest.approx([0, 1 / 3, 2 / 3])
    assert list(answer.result.series) == ["output", "spending"]
    assert [a.code for a in answer.advice] == [n.code for n in answer.result.advice]
    assert "未预测" in answer.result.advice[-1].message
    assert answer.basis is data


def test_a_series_that_is_named_must_have_a_forecast(data: Dataset) -> None:
    with pytest.raises(SeriesError):
        forecast(ForecastInputs(data, 4, series=("young",)))


def test_forecasts_can_be_cancelled(data: Dataset) -> None:
    with pytest.raises(StoppedError):
        forecast(ForecastInputs(data, 4), Progress(lambda p: p.cancel()))


def test_a_regression(data: Dataset) -> None:
    answer = regress(RegressionInputs(data, "spending", ("output",), errors="HC1"))
    assert answer.result.coefficients["output"].estimate == pytest.approx(0.6, abs=0.1)
    assert answer.result.errors == answer.basis.errors == "HC1"
    assert '"y": "spending"' in to_json(answer.result)
