import json
import math

import pytest

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.ground import Marker, Shade
from tinbergen.charts.layers import Fan, Line
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.errors import TinbergenError, catalogue
from tinbergen.core.period import Period
from tinbergen.core.text import Text

NAME = Text("Growth", "增长")
QUARTERS = Period.parse("2008Q1").to(Period.parse("2008Q4"))


def code(make):
    with pytest.raises(TinbergenError) as fault:
        make()
    return fault.value


def test_a_layer_of_another_length_is_named():
    fault = code(lambda: Chart(NAME, QUARTERS, (Line(NAME, [1, 2, 3]),)))
    assert fault.code == "R001"
    assert fault.text("title") == "'Growth' has 3 values for 4 periods"


def test_every_row_of_a_fan_is_measured():
    fan = Fan(NAME, (0.5,), [[0.0] * 3], [[1.0] * 3])
    assert code(lambda: Chart(NAME, QUARTERS, (fan,))).code == "R001"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Chart(NAME, QUARTERS, ()),
        lambda: Chart(NAME, QUARTERS, (Line(NAME, [math.nan] * 4),)),
        lambda: Ranking(NAME, (Row(NAME, math.nan),)),
        lambda: Panel(NAME, ()),
    ],
)
def test_nothing_to_draw_is_said(make):
    assert code(make).code == "R002"


@pytest.mark.parametrize(
    ("periods", "at", "expected"),
    [
        (QUARTERS, Period.parse("2008-09"), "C002"),
        (QUARTERS, 3, "C001"),
        (range(4), Period.parse("2008Q3"), "R007"),
    ],
)
def test_markers_and_shades_are_of_the_kind_of_the_periods(periods, at, expected):
    layers = (Line(NAME, [1, 2, 3, 4]),)
    assert code(lambda: Chart(NAME, periods, layers, markers=(Marker(at),))).code == expected
    assert code(lambda: Chart(NAME, periods, layers, shades=(Shade(at, at),))).code == expected


def test_the_range_asked_for_is_covered_besides_the_data():
    chart = Chart(NAME, QUARTERS, (Line(NAME, [1, 2, 3, 4]),), y_range=(0, 2))
    assert chart.extent() == (0, 4)


def test_markers_say_as_of_in_both_languages():
    words = Marker(Period.parse("2008Q3")).words()
    assert (words.en, words.zh) == ("As of 2008 Q3", "截至2008年三季度")
    assert Marker(4).words().en == "As of 4"


def test_pictures_are_saved_whole(small_chart, tmp_path):
    svg = small_chart.save(tmp_path / "deep" / "chart.svg", "zh")
    assert svg.read_text(encoding="utf-8") == small_chart.svg("zh")
    html = small_chart.save(tmp_path / "chart.HTML").read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>") and small_chart.svg() in html
    assert "<title>Output fell in 2008</title>" in html


def test_other_suffixes_are_refused(small_chart, tmp_path):
    fault = code(lambda: small_chart.save(tmp_path / "chart.png"))
    assert fault.code == "R003" and ".png" in fault.text("title")
    assert not list(tmp_path.iterdir())


def test_notebooks_show_the_drawing(small_chart):
    assert small_chart._repr_html_() == small_chart.svg("en")


def test_plain_data_is_json_and_keeps_everything(pictures):
    for picture in pictures.values():
        data = json.loads(json.dumps(picture.to_dict(), allow_nan=False))
        assert data["kind"] == type(picture).__name__
        assert data["title"]["zh"] == picture.title.zh
    small = pictures["small"].to_dict()
    assert small["periods"][:2] == ["2008Q1", "2008Q2"]
    assert small["layers"][1]["values"][-2:] == [2.0, None]
    assert small["markers"] == [{"kind": "Marker", "at": "2008Q3", "label": None}]
    assert pictures["horizons"].to_dict()["periods"][:2] == [0, 1]


def test_messages_are_complete_in_both_languages():
    own = {key: entry for key, entry in catalogue().items() if key.startswith("R")}
    assert len(own) >= 6
    for entry in own.values():
        assert entry["en"].keys() == entry["zh"].keys() == {"title", "cause", "fix"}
