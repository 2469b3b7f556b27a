"""YAML as it is written, and where each part stands."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.casetext import parse

TEXT = """\
a: 1
b:
  - c: no
    d: 2008-09-30
  - ~
'e': "~"
f:
"""


def test_values_stay_as_they_are_written() -> None:
    content, _ = parse(TEXT, "x.yaml")
    assert content == {
        "a": "1", "b": [{"c": "no", "d": "2008-09-30"}, None], "e": "~", "f": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ((), "x.yaml:1:1"),
        (("a",), "x.yaml:1:4"),
        (("a", "__key__"), "x.yaml:1:1"),
        (("b", 0, "d"), "x.yaml:4:8"),
        (("b", 0, "d", "__key__"), "x.yaml:4:5"),
        (("b", 1), "x.yaml:5:5"),
        (("b", 7, "c"), "x.yaml:3:3"),
        (("nothing", "at", "all"), "x.yaml:1:1"),
    ],
)
def test_positions_are_those_of_the_place_or_around_it(place, shown) -> None:
    _, positions = parse(TEXT, "x.yaml")
    at = positions.at(*place)
    assert str(at) == shown
    assert at.text == TEXT.splitlines()[at.line - 1]


def test_a_control_character_is_told_where_it_stands() -> None:
    with pytest.raises(TinbergenError) as caught:
        parse("a: 1\nb: 2\nc: x\x01y\nd: 4\n", "x.yaml")
    at = caught.value.at
    assert (caught.value.code, at.line, at.column) == ("L001", 3, 5)
    assert "U+0001" in str(caught.value)


def test_nothing() -> None:
    content, positions = parse("", "x.yaml")
    assert content is None
    assert str(positions.at("a")) == "x.yaml:1:1"
    assert positions.at().text is None


def test_places_are_found_behind_unusual_line_ends() -> None:
    # YAML counts a line separator (U+2028) as the end of a line, and so does the excerpt.
    text = 'a: "x\u2028y"\nb: 1\nb: 2\n'
    with pytest.raises(TinbergenError) as caught:
        parse(text, "x.yaml")
    assert (caught.value.code, caught.value.at.line, caught.value.at.text) == ("L016", 4, "b: 2")


@pytest.mark.parametrize("text", ["a: *x", "a: &x 1\nb: *x", "x: [&y [1], *y]"])
def test_no_aliases(text) -> None:
    with pytest.raises(TinbergenError) as caught:
        parse(text, "x.yaml")
    assert caught.value.code == "L005"


def test_anchors_alone_do_no_harm() -> None:
    assert parse("a: &x 1", "x.yaml")[0] == {"a": "1"}


def test_too_many_parts() -> None:
    with pytest.raises(TinbergenError) as caught:
        parse("[" + "1," * 20_001 + "]", "x.yaml")
    assert (caught.value.code, caught.value.facts["name"]) == ("C240", "case_parts")


def test_too_deep_is_told_before_it_is_read() -> None:
    with pytest.raises(TinbergenError) as caught:
        parse("[" * 9000, "x.yaml")
    assert (caught.value.code, caught.value.at.column) == ("C240", 61)
