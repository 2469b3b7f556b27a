"""Series over one span: windows, new values, what is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset

START = Period.parse("2008Q1")
values = st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=12)
offsets = st.integers(-8, 16)


@given(values, offsets, offsets)
def test_a_window_holds_what_is_there_and_nothing_else(
    series: list[float], first: int, last: int
) -> None:
    data = Dataset.of(START, {"x": series}, vintage="v", titles={"x": Text("x", "甲")})
    window = data.window(START + first, START + last)
    assert window.span.length == max(0, last - first + 1)
    for k, period in enumerate(window.span):
        np.testing.assert_equal(window["x"][k], data.at("x", period))
    assert (window.vintage, window.titles) == (data.vintage, data.titles)


@given(values, offsets)
def test_until_drops_only_what_comes_later(series: list[float], last: int) -> None:
    data = Dataset.of(START, {"x": series})
    kept = data.until(START + last)
    assert kept.span.start == START
    assert kept.span.length == max(0, min(last + 1, len(series)))
    np.testing.assert_array_equal(kept["x"], np.array(series)[: kept.span.length])


@given(values)
def test_extent_runs_from_the_first_to_the_last_known_value(series: list[float]) -> None:
    data = Dataset.of(START, {"x": series})
    known = [k for k, value in enumerate(series) if not np.isnan(value)]
    extent = data.extent("x")
    if not known:
        assert extent is None
        return
    assert extent is not None
    assert extent.start == START + known[0]
    assert extent.end == START + known[-1]


@given(values, st.data())
def test_assign_adds_and_replaces_without_touching_the_first(
    series: list[float], data: st.DataObject
) -> None:
    other = data.draw(st.lists(st.floats(-9, 9), min_size=len(series), max_size=len(series)))
    first = Dataset.of(START, {"x": series, "z": series}, vintage="v")
    second = first.assign(x=other, y=other)
    assert second.names == ("x", "z", "y")
    np.testing.assert_array_equal(second["x"], other)
    np.testing.assert_array_equal(second["y"], other)
    np.testing.assert_array_equal(second["z"], series)
    np.testing.assert_array_equal(first["x"], series)
    assert "y" not in first
    assert second.vintage == "v"


def test_arrays_are_copies_that_can_not_be_written() -> None:
    source = np.arange(3.0)
    data = Dataset.of("2008", {"x": source})
    source[0] = 9.0
    assert data["x"].tolist() == [0.0, 1.0, 2.0]
    everywhere = (
        data, data.window(Period.parse("2008"), Period.parse("2009")),
        data.assign(y=source), data.select(["x"]),
    )  # fmt: skip
    for holder in everywhere:
        with pytest.raises(ValueError, match="read-only"):
            holder["x"][0] = 1.0


def test_what_it_is() -> None:
    data = Dataset.of(START, {"x": [1, 2], "y": [3, 4]})
    assert data.frequency is Frequency.QUARTERLY
    assert list(data) == ["x", "y"]
    assert "x" in data
    assert data.at("y", "2008Q2") == 4.0
    assert np.isnan(data.at("y", "2008Q3"))
    assert data.select(["y"]).names == ("y",)
    frame = data.to_frame()
    assert frame.columns.tolist() == ["x", "y"]
    assert [str(p) for p in frame.index] == ["2008Q1", "2008Q2"]
    assert Dataset.of(START, {}).span.length == 0


def test_series_of_unequal_length_are_refused() -> None:
    with pytest.raises(TinbergenError) as fault:
        Dataset.of(START, {"x": [1.0], "y": [1.0, 2.0]})
    assert fault.value.code == "D001"
    with pytest.raises(TinbergenError) as fault:
        Dataset.of(START, {"x": [1.0]}).assign(y=[1.0, 2.0])
    assert fault.value.code == "D001"


def test_a_series_that_is_not_there_is_named_with_what_was_meant() -> None:
    data = Dataset.of(START, {"GDP": [1.0], "C": [2.0]})
    for read in (lambda: data["gpd"], lambda: data.select(["gpd"]), lambda: data.extent("gpd")):
        with pytest.raises(TinbergenError) as fault:
            read()
        assert fault.value.code == "D002"
        assert fault.value.hint == "GDP"
        assert "GDP, C" in fault.value.text("cause")


def test_another_frequency_is_refused() -> None:
    data = Dataset.of(START, {"x": [1.0]})
    for read in (
        lambda: data.window(Period.parse("2008"), Period.parse("2009")),
        lambda: data.at("x", "2008-01"),
        lambda: data.until(Period.parse("2009")),
    ):
        with pytest.raises(TinbergenError) as fault:
            read()
        assert fault.value.code == "C002"
