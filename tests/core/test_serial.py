"""Every document survives a round trip through JSON, and its identity follows its content."""

import dataclasses
import functools
import json
import math
import types
import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core import documents, serial
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text

NOUNS = sorted(
    (kind for kind in vars(documents).values()
     if isinstance(kind, type) and dataclasses.is_dataclass(kind)
     and kind.__module__ == documents.__name__),
    key=lambda kind: kind.__name__,
)  # fmt: skip

_PERIODS = st.builds(
    lambda f, year, k: Period.of(f, year, 1 + k % f),
    st.sampled_from(list(Frequency)), st.integers(1, 9999), st.integers(0, 11),
)  # fmt: skip
_SIMPLE: dict[object, st.SearchStrategy[typing.Any]] = {
    str: st.text(max_size=8),
    int: st.integers(-(10**6), 10**6),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
    Period: _PERIODS,
    Text: st.builds(Text, st.text(max_size=6), st.text(max_size=6)),
}


@functools.cache
def instances(annotation: object) -> st.SearchStrategy[typing.Any]:
    """Values that fit an annotation of the documents."""
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(instances(a) for a in arguments))
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(instances(arguments[0]), max_size=2).map(tuple)
        return st.tuples(*(instances(a) for a in arguments))
    assert isinstance(annotation, type), annotation
    hints = typing.get_type_hints(annotation)
    return st.builds(annotation, **{name: instances(hint) for name, hint in hints.items()})


def test_the_nouns_are_all_of_the_documents() -> None:
    assert set(serial.DOCUMENTS.values()) <= set(NOUNS)
    assert {n.__name__ for n in NOUNS} >= {"Series", "Finding", "Plan", "Cycle", "Attainment"}


@pytest.mark.parametrize("kind", NOUNS, ids=lambda kind: kind.__name__)
def test_documents_survive_json(kind: type) -> None:
    @settings(max_examples=12)
    @given(instances(kind))
    def survives(document: object) -> None:
        text = serial.to_json(document)
        assert serial.from_json(kind, text) == document
        assert serial.from_dict(kind, serial.to_dict(document)) == document
        assert serial.to_json(document, indent=None) == json.dumps(
            json.loads(text), ensure_ascii=False
        )

    survives()


@pytest.mark.parametrize("kind", NOUNS, ids=lambda kind: kind.__name__)
def test_schema_lists_the_fields_that_are_written(kind: type) -> None:
    described = serial.schema(kind)
    properties = described.get("properties")
    if properties is None:
        properties = described["$defs"][kind.__name__]["properties"]
    assert list(properties) == [f.name for f in dataclasses.fields(kind)]
    json.dumps(described)


def test_periods_are_written_as_text() -> None:
    series = documents.Series("GDP", "bn", Period.parse("2008Q3"), (1.5, None))
    assert serial.to_dict(series) == {
        "name": "GDP", "unit": "bn", "start": "2008Q3", "values": [1.5, None],
    }  # fmt: skip
    assert serial.schema(documents.Series)["properties"]["start"]["type"] == "string"


TARGET = documents.Target("U", Text("unemployment", "失业率"), Text("percent", "百分比"), 5.0)


@settings(max_examples=60)
@given(instances(documents.Target), instances(documents.Target))
def test_identity_is_that_of_the_content(one: object, other: object) -> None:
    same = serial.to_dict(one) == serial.to_dict(other)
    assert (serial.identity("target", one) == serial.identity("target", other)) == same
    assert serial.identity("target", [one]) != serial.identity("target", [one, other])


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(documents.Target)])
def test_identity_changes_with_every_field(field: str) -> None:
    changed = {
        "variable": "INFL", "title": Text("unemployment", "失业"), "unit": Text("%", "百分比"),
        "desired": math.nextafter(5.0, 6.0), "sense": "at_most", "relative": True,
        "average": False, "weight": 2.0, "tolerance": 0.1,
    }  # fmt: skip
    other = dataclasses.replace(TARGET, **{field: changed[field]})
    for a, b in ((TARGET, other), ([TARGET], [other]), ({"t": TARGET}, {"t": other})):
        assert serial.identity("target", a) != serial.identity("target", b)
    assert serial.identity("target", TARGET) == serial.identity("target", TARGET)


def test_identity_names_its_kind() -> None:
    name = serial.identity("plan", TARGET, Period.parse("2008Q3"), "x")
    kind, _, digest = name.partition("-")
    assert kind == "plan"
    assert len(digest) == 12
    assert name != serial.identity("plan", TARGET, Period.parse("2008Q4"), "x")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"desired": "low"}, "desired"),
        ({"desired": None}, "desired"),
        ({"sense": "near"}, "sense"),
        ({"wieght": 2.0}, "wieght"),
        ({"title": {"en": "x"}}, "title"),
        ({"title": {"en": "x", "zh": "y", "fr": "z"}}, "title"),
    ],
)
def test_data_that_do_not_fit_are_refused_with_their_place(
    change: dict[str, object], place: str
) -> None:
    with pytest.raises(TinbergenError) as fault:
        serial.from_dict(documents.Target, {**serial.to_dict(TARGET), **change})
    assert fault.value.code == "C003"
    assert "Target" in fault.value.text("title")
    assert place in fault.value.text("title")


def test_text_that_is_no_json_or_lacks_a_field_is_refused() -> None:
    for text in ("{", "[]", "null", '{"variable": "U"}'):
        with pytest.raises(TinbergenError) as fault:
            serial.from_json(documents.Target, text)
        assert fault.value.code == "C003"


def test_a_date_that_is_no_period_is_refused() -> None:
    data = {"name": "GDP", "unit": "bn", "start": "2008Q7", "values": []}
    with pytest.raises(TinbergenError) as fault:
        serial.from_dict(documents.Series, data)
    assert "'2008Q7' is not a period" in fault.value.text("title")


def test_numbers_that_json_does_not_know_are_not_written() -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="JSON"):
            serial.to_json(dataclasses.replace(TARGET, desired=value))
