"""Diagrams point from causes to effects; heat tables are shaded by what a change means."""

import re

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop import packs
from tinbergen.loop.concepts import concepts
from tinbergen.report.concept_map import concept_map, link_table
from tinbergen.report.describe import describe
from tinbergen.report.diagram import Arrow, Diagram, Node, draw_diagram
from tinbergen.report.heat import Heat, HeatRow, tone_of
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
    for x0, x1 in re.findall(r'd="M([\d.]+) [\d.]+C[\d. -]+ ([\d.]+) [\d.-]+" class="s', drawn):
        assert 0 < float(x0) < float(x1) < 700


def test_words_and_numbers_of_a_diagram(diagram) -> None:
    assert "Price of carbon → Cost: +0.40." in describe(diagram, "en")
    (table,) = tables(diagram)
    assert len(table.rows) == 5
    assert diagram.to_dict()["kind"] == "Diagram"


def test_words_and_numbers_of_a_heat_table(heat) -> None:
    assert "Growth, War: +1.0 points." in describe(heat, "en")
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
    assert len(link_table(found).rows) == len(found.links)
    for lang in ("en", "zh"):
        svg = drawn.svg(lang)
        assert all(
            pack.title(lang) in svg
            for pack in known
            if any(n.group == pack.name for n in drawn.nodes)
        )
