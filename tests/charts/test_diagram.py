"""Diagrams point from causes to effects; heat tables are shaded by what a change means."""

import itertools
import re

import pytest

from tinbergen.charts.diagram import Arrow, Diagram, Node, draw_diagram
from tinbergen.charts.heat import Heat, HeatRow, tone_of
from tinbergen.charts.theme import FOOT
from tinbergen.charts.typeset import text_width
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case import cases, packs
from tinbergen.loop.scenarios.concepts import concepts
from tinbergen.report.concept_map import concept_map, link_table
from tinbergen.report.numbers import tables

WORD = Text("what a reader should take away", "读者应记住的要点")


def word(en: str) -> Text:
    return Text(en, f"{en}（中文）")


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    nodes = [
        Node("a.price", "a", word("Price of carbon")), Node("a.cost", "a", word("Cost")),
        Node("b.output", "b", word("Output of the whole economy")), Node("b.jobs", "b", word("Jobs")),
    ]  # fmt: skip
    arrows = [
        Arrow("a.price", "a.cost", 0.4, Text("+0.40", "+0.40")),
        Arrow("a.cost", "b.output", -0.1, Text("−0.10", "−0.10")),
        Arrow("a.price", "b.output", -0.2, Text("−0.20*", "−0.20*")),
        Arrow("b.output", "b.jobs", 0.5, Text("+0.50", "+0.50")),
        Arrow("a.price", "b.jobs", 0.5, Text("+0.50", "+0.50")),
    ]
    return Diagram(WORD, nodes, arrows, {"a": word("One"), "b": word("Two")}, note=word("Note"))


@pytest.fixture(scope="module")
def heat() -> Heat:
    rows = [
        HeatRow(word("Growth"), word("points"), (1.0, -2.0, 0.0), "good", 1, word("Here")),
        HeatRow(word("Unemployment"), word("points"), (1.0, float("nan"), -0.25), "bad", 2,
                word("Here")),
        HeatRow(word("Rate"), word("points"), (0.5, 0.1, 0.2), group=word("There")),
    ]  # fmt: skip
    return Heat(WORD, [word("War"), word("A long name of a scenario"), word("Boom")], rows)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_drawings(diagram, heat, lang, golden) -> None:
    golden(f"diagram.{lang}.svg", diagram.svg(lang))
    golden(f"heat.{lang}.svg", heat.svg(lang))


def test_all_arrows_point_right_and_stay_on_the_page(diagram) -> None:
    drawn = draw_diagram(diagram, "en", 700).body
    path = r'd="M([\d.]+) [\d.]+L[\d.]+ [\d.]+C[\d. -]+ ([\d.]+) [\d.-]+" class="s'
    found = re.findall(path, drawn)
    assert len(found) == len(diagram.arrows)
    for x0, x1 in found:
        assert 0 < float(x0) < float(x1) < 700


def crowd() -> Diagram:
    """Names that many arrows leave and reach side by side, with labels of all lengths."""
    causes = [Node(f"a.{i}", "a", word(f"Cause {i}")) for i in range(6)]
    effects = [Node(f"b.{i}", "b", word(f"Effect {i}")) for i in range(6)]
    arrows = [
        Arrow(c.name, e.name, (-1.0) ** (i + k), Text(label, label))
        for i, c in enumerate(causes)
        for k, e in enumerate(effects)
        if (label := f"{10.0 ** (k % 4):+,.{i % 3}f}*")
    ]
    return Diagram(WORD, [*causes, *effects], arrows, {"a": word("One"), "b": word("Two")})


def everything() -> Diagram:
    """The map of all packs with the links of all worked cases."""
    known = [packs.pack(name) for name in packs.names()]
    asked = [cases.load(name) for name in ("japan-carbon-2014", "japan-trade-2014")]
    return concept_map(concepts(known, [k for case in asked for k in case.links]), known)


Rectangle = tuple[float, float, float, float]


def apart(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("make", [crowd, everything])
def test_labels_stand_apart_each_where_its_arrow_leaves(make, lang) -> None:
    shown = make()
    drawn = draw_diagram(shown, lang, 728).body
    assert drawn == draw_diagram(shown, lang, 728).body
    labels = []
    text = r'<text x="([\d.]+)" y="([\d.]+)" [^>]*halo[^>]*>([^<]+)<'
    for x, y, label in re.findall(text, drawn):
        left, middle = float(x), float(y) - 3.5
        right = left + text_width(label, FOOT, bold=True)
        labels.append((left, middle - FOOT / 2, right, middle + FOOT / 2))
    boxes = [
        (float(x), float(y), float(x) + float(w), float(y) + float(h))
        for x, y, w, h in re.findall(
            r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="4" '
            r'class="paper"', drawn)
    ]  # fmt: skip
    assert len(labels) == len(shown.arrows)
    assert len(boxes) == len(shown.nodes)
    for one, other in itertools.combinations([*labels, *boxes], 2):
        assert apart(one, other)
    # Each lies on the straight piece of its own arrow, the line seen on either side of it.
    stubs = re.findall(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)C', drawn)
    for (left, top, right, bottom), stub in zip(labels, stubs, strict=True):
        x0, y0, x1, y1 = map(float, stub)
        assert x0 < left < right < x1
        assert top < y0 == y1 < bottom
    # No other arrow begins to bend across a label, so that it can't be taken for its own.
    for x1, y1 in {(float(s[2]), float(s[3])) for s in stubs}:
        assert not any(
            left < x1 < right and top < y1 < bottom for left, top, right, bottom in labels
        )


def test_words_and_numbers_of_a_diagram(diagram) -> None:
    assert "Price of carbon → Cost: +0.40." in diagram.describe("en")
    (table,) = tables(diagram)
    assert len(table.rows) == 5
    assert diagram.to_dict()["kind"] == "Diagram"


def test_words_and_numbers_of_a_heat_table(heat) -> None:
    assert "Growth, War: +1.0 points." in heat.describe("en")
    (table,) = tables(heat)
    assert table.rows[0][2:] == (1.0, -2.0, 0.0)


def test_colours_say_what_a_change_means() -> None:
    assert tone_of(1, "good") == tone_of(-1, "bad") != tone_of(1, "bad")
    assert tone_of(1, "neither") == tone_of(-1, "neither")


def test_nothing_to_draw() -> None:
    with pytest.raises(TinbergenError) as fault:
        Diagram(WORD, [], [], {})
    assert fault.value.code == "R002"
    with pytest.raises(TinbergenError) as fault:
        Heat(WORD, [WORD], [HeatRow(WORD, WORD, (float("nan"),))])
    assert fault.value.code == "R002"
    with pytest.raises(TinbergenError) as fault:
        Heat(WORD, [WORD], [HeatRow(WORD, WORD, (1.0, 2.0))])
    assert fault.value.code == "R006"


def test_the_map_of_the_packs() -> None:
    known = [packs.pack(name) for name in packs.names()]
    found = concepts(known)
    drawn = concept_map(found, known)
    assert {(a.cause, a.effect) for a in drawn.arrows} == {(k.cause, k.effect) for k in found.links}
    assert {n.group for n in drawn.nodes} <= set(packs.names())
    links = link_table(found)
    assert len(links.rows) == len(found.links)
    assert all(row[4].en[:1].isupper() for row in links.rows)
    assert drawn.title.en.startswith("At the centre: ")
    for lang in ("en", "zh"):
        svg = drawn.svg(lang)
        assert all(
            pack.title(lang) in svg
            for pack in known
            if any(n.group == pack.name for n in drawn.nodes)
        )
