import math
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.ground import Marker, Shade
from tinbergen.charts.labels import Box
from tinbergen.charts.layers import Bars, Bounds, Fan, Level, Line, Part, Points, StackedBars
from tinbergen.charts.picture import render
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.charts.typeset import text_width
from tinbergen.core.period import Period
from tinbergen.core.text import Text

KINDS = ["small", "fan", "stacked", "bounds", "horizons", "bars", "ranking", "effects", "panel"]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = Text("<script>alert(1)</script> \"&' ]]>", "</svg><script>坏</script>\x0b")
NAME = Text("Growth", "增长")
QUARTERS = Period.parse("2008Q1").to(Period.parse("2009Q2"))


def drawn(picture, lang="en"):
    return ElementTree.fromstring(render(picture, lang, css=False))


def placed(element, x=0.0, y=0.0):
    """Every element with the translation that its groups add up to."""
    if move := re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform", "")):
        x, y = x + float(move[1]), y + float(move[2])
    yield element, x, y
    for child in element:
        yield from placed(child, x, y)


def text_boxes(root):
    for element, x, y in placed(root):
        if element.tag == f"{SVG}text":
            size = float(element.get("font-size"))
            bold = any(c in element.get("class") for c in ("title", "strong"))
            width = text_width(element.text, size, bold)
            shift = {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor"), 0.0)
            left = x + float(element.get("x")) - shift * width
            base = y + float(element.get("y"))
            yield element.text, Box(left, base - 0.72 * size, left + width, base + 0.2 * size)


def paths(root, style):
    return [e for e in root.iter(f"{SVG}path") if e.get("class") == style]


def rects(root, style):
    return [e for e in root.iter(f"{SVG}rect") if e.get("class") == style]


def coordinates(path):
    return np.array([[float(v) for v in p.split()] for p in re.split("[MLZ]", path.get("d")) if p])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_well_formed_and_says_what_it_shows(pictures, kind, lang):
    picture = pictures[kind]
    root = ElementTree.fromstring(picture.svg(lang))
    assert root.get("role") == "img"
    assert root.get("lang") == {"en": "en", "zh": "zh-CN"}[lang]
    assert root.get("aria-label") == root.find(f"{SVG}title").text == picture.title(lang)
    assert len(root.find(f"{SVG}desc").text) > 30
    shown = "".join(e.text for e in root.iter(f"{SVG}text"))
    assert picture.title(lang).replace(" ", "") in shown.replace(" ", "")
    assert "nan" not in render(picture, lang, css=False).lower().replace("finance", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_two_texts_overlap_and_none_leaves_the_picture(pictures, kind, lang):
    root = drawn(pictures[kind], lang)
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = list(text_boxes(root))
    for (a, one), (b, other) in combinations(boxes, 2):
        assert one.overlap(other) == 0, (a, b)
    for text, box in boxes:
        assert box.inside(Box(0, 0, width, height)), text


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_labels_of_any_lines_and_markers_stay_apart(data):
    count = data.draw(st.integers(2, 60))
    values = st.lists(st.floats(-5, 5) | st.just(math.nan), min_size=count, max_size=count)
    names = st.sampled_from(
        ["GDP", "Unemployment rate", "Ten-year government bond yield, end of period"]
    )
    start = Period.parse(data.draw(st.sampled_from(["1999", "2008Q3", "2020-05"])))
    lines = [
        Line(Text(f"{name} {i}", f"指标{i}"), data.draw(values))
        for i, name in enumerate(data.draw(st.lists(names, min_size=1, max_size=6)))
    ]
    at = data.draw(st.lists(st.integers(0, count - 1), max_size=3, unique=True))
    layers = (*lines, Points(NAME, [1.0] * count))
    periods = start.to(start + (count - 1))
    chart = Chart(NAME, periods, layers, markers=[Marker(start + i) for i in at])
    root = drawn(chart, data.draw(st.sampled_from(["en", "zh"])))
    for (a, one), (b, other) in combinations(text_boxes(root), 2):
        # Coordinates are written with two decimals: boxes that touch may overlap by a rounding.
        assert one.overlap(other) < 0.1, (a, b)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_texts_stay_texts(lang):
    layers = (
        StackedBars([Part(HOSTILE, [1, 2, 3])], [1, 2, 3], HOSTILE),
        Fan(HOSTILE, (0.5,), [[0, 0, 0]], [[1, 1, 1]], [0.5] * 3),
        Bounds(HOSTILE, [0, 1, 2], lower=0.0, lower_name=HOSTILE, binding_name=HOSTILE),
        Line(HOSTILE, [1, 2, math.nan]),
        Points(HOSTILE, [1, 2, 3]),
        Level(HOSTILE, 1.0),
        Bars(HOSTILE, [1, 2, 3]),
    )
    chart = Chart(
        HOSTILE,
        range(3),
        layers,
        subtitle=HOSTILE,
        unit=HOSTILE,
        source=HOSTILE,
        note=HOSTILE,
        markers=(Marker(1, HOSTILE),),
        shades=(Shade(1, 2, HOSTILE),),
        x_label=HOSTILE,
    )
    ranking = Ranking(HOSTILE, (Row(HOSTILE, 1.0),), unit=HOSTILE)
    for picture in (chart, ranking, Panel(HOSTILE, (chart,))):
        root = drawn(picture, lang)
        assert not [e for e in root.iter() if "script" in e.tag]
        assert "script" in root.find(f"{SVG}title").text


def test_heights_of_stacked_bars_add_up(pictures):
    chart = pictures["stacked"]
    root = drawn(chart)
    parts = [np.array(part.values) for part in chart.layers[0].parts]
    shown = [rects(root, f"f{k} gap") for k in (1, 2, 3)]
    heights = [np.array([float(e.get("height")) for e in bars]) for bars in shown]
    scale = heights[0].sum() / np.abs(parts[0]).sum()
    for part, height in zip(parts, heights, strict=True):
        np.testing.assert_allclose(height, scale * np.abs(part[part != 0]), atol=0.02)

    by_column: dict[float, list[tuple[float, float]]] = {}
    for bars in shown:
        for e in bars:
            top = float(e.get("y"))
            column = by_column.setdefault(float(e.get("x")), [])
            column.append((top, top + float(e.get("height"))))
    for column in by_column.values():
        column.sort()
        assert all(a[1] == pytest.approx(b[0], abs=0.03) for a, b in pairwise(column))


def test_wider_bands_enclose_narrower_ones(pictures):
    bands = [coordinates(p) for p in paths(drawn(pictures["fan"]), "f1")]
    assert len(bands) == 3
    half = len(bands[0]) // 2
    for wide, narrow in pairwise(bands):
        assert (wide[:half, 1] >= narrow[:half, 1] - 0.01).all()
        assert (wide[half:, 1] <= narrow[half:, 1] + 0.01).all()


def test_missing_values_break_lines_and_lone_values_show():
    values = [1, 2, math.nan, 3, math.nan, 4]
    lines = paths(drawn(Chart(NAME, QUARTERS, (Line(NAME, values),))), "s1")
    assert [len(coordinates(line)) for line in lines] == [2, 2, 2]
    assert np.ptp(coordinates(lines[1])[:, 0]) < 0.1


def test_a_band_of_one_period_shows():
    fan = Fan(NAME, (0.5,), [[math.nan] * 5 + [1.0]], [[math.nan] * 5 + [2.0]])
    (band,) = paths(drawn(Chart(NAME, QUARTERS, (fan,))), "f1")
    assert np.ptp(coordinates(band), axis=0).min() > 10


def test_binding_stretches_are_set_off(pictures):
    root = drawn(pictures["bounds"])
    (stretch,) = paths(root, "bind")
    path = coordinates(paths(root, "s1")[0])
    at = coordinates(stretch)
    assert at[0, 0] < path[2, 0] < path[4, 0] < at[-1, 0]
    assert set(at[:, 1]) == {path[2, 1]}


def test_lines_are_named_at_their_ends_and_bars_in_the_key(pictures):
    texts = dict(text_boxes(drawn(pictures["bounds"])))
    assert texts["Policy rate"].left > 550
    assert texts["Bound is binding"].left < 60
    assert "Outturn" in {text for text, _ in text_boxes(drawn(pictures["fan"]))}


def test_too_many_names_go_to_the_key():
    lines = tuple(Line(Text(f"Country {i}", f"国家{i}"), [i] * 6) for i in range(30))
    boxes = dict(text_boxes(drawn(Chart(NAME, QUARTERS, lines))))
    assert all(boxes[f"Country {i}"].bottom < 250 for i in range(30))


def test_a_name_has_one_colour_throughout_a_panel():
    one = Chart(NAME, range(2), (Line(Text("A", "甲"), [1, 2]), Line(Text("B", "乙"), [2, 3])))
    two = Chart(NAME, range(2), (Line(Text("B", "乙"), [5, 9]),))
    root = drawn(Panel(NAME, (one, two)))
    assert len(paths(root, "s1")) == 1
    assert len(paths(root, "s2")) == 2
    assert [t for t, _ in text_boxes(root)].count("B") == 1


def test_panels_can_share_their_scale():
    charts = tuple(Chart(NAME, range(2), (Line(NAME, [0, top]),)) for top in (1, 9))
    shared = drawn(Panel(NAME, charts, share_y=True))
    ends = [coordinates(p)[-1, 1] for p in paths(shared, "s1")]
    assert ends[0] > 3 * ends[1]
    assert [t for t, _ in text_boxes(shared)].count("10") == 2


def test_pointing_at_a_period_tells_its_numbers(small_chart):
    titles = [e.find(f"{SVG}title").text for e in rects(drawn(small_chart, "zh"), "slot")]
    assert titles[3] == "2008年四季度\n增长: −8.8\n基准: 2.0"
    assert titles[5] == "2009年二季度\n增长: −0.7"


def test_descriptions_give_ends_and_extremes(small_chart):
    text = drawn(small_chart).find(f"{SVG}desc").text
    assert "Growth: −1.7 in 2008 Q1, −0.7 in 2009 Q2; lowest −8.8 in 2008 Q4" in text


def test_bars_between_which_a_marker_stands_are_not_crossed(pictures):
    layers = (Bars(NAME, [1, 2, 3, 4, 5, 6]),)
    chart = Chart(NAME, QUARTERS, layers, markers=(Marker(Period.parse("2008Q3")),))
    root = drawn(chart)
    (mark,) = [e for e in root.iter(f"{SVG}line") if e.get("class") == "mark"]
    for bar in rects(root, "f1 gap"):
        left = float(bar.get("x"))
        assert not left < float(mark.get("x1")) < left + float(bar.get("width"))


def test_what_is_no_picture_is_refused():
    with pytest.raises(TypeError, match="Text is no picture"):
        render(NAME)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_drawing_of_a_small_chart(small_chart, golden, lang):
    markup = render(small_chart, lang, css=False).replace("><", ">\n<") + "\n"
    golden(f"small_chart.{lang}.svg", markup)
