"""Every finding gets a picture: its parts through time, its series, or its parts by size."""

import dataclasses

import numpy as np
import pytest

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line, StackedBars
from tinbergen.charts.ranking import Ranking
from tinbergen.core.documents.evidence import Finding, Part, Provenance, Series
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import Run
from tinbergen.loop.situation import assess
from tinbergen.report.case.view import View


@pytest.fixture(scope="module")
def view() -> View:
    """A situation is all that such a picture needs."""
    case = cases.load("us-2008")
    return View(Run(case, assess(case), cycle=None))


@pytest.fixture
def finding() -> Finding:
    return Finding(
        "", "diagnosis", "made up", Text("a made-up thing", "虚构之事"),
        Text("It is 3. Nobody knows why.", "其值为3。原因不明。"), 3.0, Text("percent", "百分比"),
        Period.parse("2008Q3"), Text("counted", "清点"), Provenance("2008Q3", Text("here", "此处")),
    )  # fmt: skip


def parts(*values: float) -> tuple[Part, ...]:
    return tuple(Part(f"part {i}", Text(f"part {i}", f"第{i}项"), v) for i, v in enumerate(values))


def test_a_number_alone_needs_none(view, finding) -> None:
    assert view.picture(finding) is None


def test_parts_are_ranked_by_size(view, finding) -> None:
    shown = view.picture(dataclasses.replace(finding, parts=parts(1.0, -3.0, 2.0)))
    assert isinstance(shown, Ranking)
    assert [row.value for row in shown.rows] == [-3, 2, 1]
    assert shown.title == Text("It is 3", "其值为3")


def test_a_message_begins_with_a_capital(view, finding) -> None:
    small = dataclasses.replace(
        finding, statement=Text("net inflow of capital stopped. It hurt.", "资本流入骤停。有害。")
    )
    drawn = view.picture(dataclasses.replace(small, parts=parts(1.0, 2.0)))
    assert drawn.title == Text("Net inflow of capital stopped", "资本流入骤停")


def test_of_many_parts_the_largest_are_shown_and_said_to_be(view, finding) -> None:
    shown = view.picture(dataclasses.replace(finding, parts=parts(*range(1, 41))))
    assert isinstance(shown, Ranking)
    assert len(shown.rows) == 20
    assert "20" in shown.subtitle.en
    assert "40" in shown.subtitle.en


def test_series_named_as_the_parts_are_stacked(view, finding) -> None:
    start = Period.parse("2000Q1")
    series = tuple(Series(f"part {i}", "percent", start, (1.0 + i,) * 35) for i in range(2))
    shown = view.picture(dataclasses.replace(finding, parts=parts(1.0, 2.0), series=series))
    assert isinstance(shown, Chart)
    (bars,) = shown.layers
    assert isinstance(bars, StackedBars)
    assert np.nanmax(bars.total) == 3.0


def test_other_series_are_lines(view, finding) -> None:
    series = (Series("U", "percent", Period.parse("2000Q1"), (5.0,) * 35),)
    shown = view.picture(dataclasses.replace(finding, series=series))
    assert isinstance(shown, Chart)
    assert all(isinstance(layer, Line) for layer in shown.layers)
    assert "<svg" in shown.svg("zh")


def test_series_out_of_sight_are_left_out(view, finding) -> None:
    series = (Series("U", "percent", Period.parse("1900Q1"), (5.0, 6.0)),)
    assert view.picture(dataclasses.replace(finding, series=series)) is None


def test_a_picture_names_the_source_of_its_finding(view, finding) -> None:
    """What the finding read, not what the case's series are from; those where it says nothing."""
    ending = ("; periods up to 2008 Q3; Tinbergen.", "；数据至2008年三季度；Tinbergen。")
    series = (Series("U", "percent", Period.parse("2000Q1"), (5.0,) * 35),)
    for drawn in (
        dataclasses.replace(finding, parts=parts(1.0, 2.0)),
        dataclasses.replace(finding, series=series),
    ):
        assert view.picture(drawn).source == Text("here" + ending[0], "此处" + ending[1])
        silent = dataclasses.replace(drawn, provenance=Provenance("2008Q3", Text("", "")))
        assert view.picture(silent).source == view.source()
        assert view.source().zh.endswith(ending[1])
        table = Provenance("2008Q3", Text("Own counts.", "自算。"))
        stopped = view.picture(dataclasses.replace(drawn, provenance=table)).source
        assert stopped == Text("Own counts" + ending[0], "自算" + ending[1])


def test_a_series_of_another_frequency_has_its_own_time(view, finding) -> None:
    """A yearly index in a quarterly case is drawn by years."""
    yearly = Series("GINI", "points", Period.parse("1999"), (46.0, None, 46.6))
    chart = view.picture(dataclasses.replace(finding, series=(yearly,)))
    assert isinstance(chart, Chart)
    assert [str(p) for p in chart.periods] == ["1999", "2000", "2001"]
