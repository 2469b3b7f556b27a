from dataclasses import dataclass

import pytest

from tinbergen.charts.chart import Ranking, Row
from tinbergen.core.result import PLOTTERS, Result
from tinbergen.core.text import Text
from tinbergen.report.plots import plots


@dataclass(frozen=True, slots=True)
class Gauge(Result):
    value: float


def test_a_result_finds_its_registered_picture(monkeypatch):
    monkeypatch.setitem(PLOTTERS, "Gauge", None)

    @plots("Gauge")
    def gauge(result: Gauge) -> Ranking:
        return Ranking(Text("Reading", "读数"), (Row(Text("Gauge", "仪表"), result.value),))

    assert PLOTTERS["Gauge"] is gauge
    assert Gauge(3.0).plot().rows[0].value == 3.0


def test_a_result_without_a_picture_says_so():
    with pytest.raises(TypeError, match="Gauge has no picture"):
        Gauge(3.0).plot()
