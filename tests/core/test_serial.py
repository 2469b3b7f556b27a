"""Every document survives a round trip through JSON, and its identity follows its content."""

import dataclasses
import functools
import importlib
import json
import math
import pkgutil
import types
import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core import documents, serial
from tinbergen.core.documents.cycle import Monitoring, Review
from tinbergen.core.documents.evidence import Finding, Interval, Part, Provenance, Series
from tinbergen.core.documents.problem import Target
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text

NOUNS = sorted(serial.NOUNS, key=lambda kind: kind.__name__)

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
    built = st.builds(annotation, **{name: instances(hint) for name, hint in hints.items()})
    carries = annotation in serial.Identified.__constraints__
    return built.map(serial.with_identity) if carries else built


def test_the_nouns_are_all_of_the_documents() -> None:
    homes = [f"{documents.__name__}.{m.name}" for m in pkgutil.iter_modules(documents.__path__)]
    classes = (c for home in homes for c in vars(importlib.import_module(home)).values())
    assert set(NOUNS) == {c for c in classes if isinstance(c, type) and c.__module__ in homes}
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
    series = Series("GDP", "bn", Period.parse("2008Q3"), (1.5, None))
    assert serial.to_dict(series) == {
        "name": "GDP", "unit": "bn", "start": "2008Q3", "values": [1.5, None],
    }  # fmt: skip
    assert serial.schema(Series)["properties"]["start"]["type"] == "string"


TARGET = Target("U", Text("unemployment", "失业率"), Text("percent", "百分比"), 5.0)


FINDING = Finding(
    id="", kind="effect", name="plan on U", title=Text("Effect", "效果"),
    statement=Text("U falls by 0.5", "U下降0.5"), estimate=-0.5, unit=Text("points", "百分点"),
    period=Period.parse("2009Q3"), method=Text("by hand", "手算"),
    provenance=Provenance("2009Q3", Text("made up", "虚构"), cites=("plan-0",)),
    interval=Interval(-1.0, 0.0, 0.9, Text("draws", "抽样")),
    parts=(Part("U", Text("unemployment", "失业率"), 2.0),),
    series=(Series("U", "points", Period.parse("2008Q4"), (1.0, None)),),
    assumptions=(Text("nothing else moves", "其余不变"),),
    diagnostics=(("draws", 50.0),),
)  # fmt: skip


def part(**changes: object) -> dict[str, object]:
    return {"parts": (dataclasses.replace(FINDING.parts[0], **changes),)}


def made(**changes: object) -> dict[str, object]:
    return {"provenance": dataclasses.replace(FINDING.provenance, **changes)}


def path(**changes: object) -> dict[str, object]:
    return {"series": (dataclasses.replace(FINDING.series[0], **changes),)}


WORDS = Text("reworded", "改写")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "news"},
        {"name": "plan on INFL"},
        {"estimate": math.nextafter(-0.5, 0.0)},
        {"estimate": None},
        {"unit": Text("percent", "百分点")},
        {"period": Period.parse("2009Q4")},
        {"severity": 1.0},
        {"interval": None},
        {"diagnostics": (("draws", 60.0),)},
        part(name="INFL"),
        part(value=2.5),
        {"parts": FINDING.parts * 2},
        made(vintage="2009Q2"),
        made(software="other"),
        made(cites=("plan-1",)),
        path(unit="percent"),
        path(start=Period.parse("2009Q1")),
        path(values=(1.0, 0.0)),
        path(values=(None, 1.0)),
    ],
)
def test_identity_covers_numbers_names_units_and_dates(change: dict[str, object]) -> None:
    changed = dataclasses.replace(FINDING, **change)
    assert serial.identity(changed) != serial.identity(FINDING)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "finding-0"},
        {"title": WORDS},
        {"statement": WORDS},
        {"method": WORDS},
        {"assumptions": (WORDS,)},
        {"assumptions": (*FINDING.assumptions, WORDS)},
        {"unit": Text("points", "点")},
        {"interval": dataclasses.replace(FINDING.interval, recipe=WORDS)},
        part(title=WORDS),
        made(source=WORDS),
        {"severity": 0},
        {"severity": -0.0},
        part(value=2),
    ],
)
def test_identity_does_not_depend_on_words(change: dict[str, object]) -> None:
    changed = dataclasses.replace(FINDING, **change)
    assert serial.identity(changed) == serial.identity(FINDING)


def test_identity_names_its_kind() -> None:
    kind, _, digest = serial.identity(FINDING).partition("-")
    assert kind == "finding"
    assert len(digest) == 12
    assert set(digest) <= set("0123456789abcdef")


CARRIERS = [kind for kind in NOUNS if "id" in {f.name for f in dataclasses.fields(kind)}]


def test_documents_that_carry_an_identity() -> None:
    assert {kind.__name__ for kind in CARRIERS} == {
        "Finding", "Diagnosis", "Plan", "Adoption", "Monitoring", "Evaluation", "Crossing",
        "TrackRecord", "Comparison",
    }  # fmt: skip
    assert set(CARRIERS) == set(serial.Identified.__constraints__)


@pytest.mark.parametrize("kind", CARRIERS, ids=lambda kind: kind.__name__)
def test_identities_survive_json(kind: type) -> None:
    @settings(max_examples=12)
    @given(instances(kind))
    def survives(document: typing.Any) -> None:
        marked = serial.with_identity(document)
        again = serial.from_json(kind, serial.to_json(marked))
        assert serial.is_intact(again)
        assert again.id == serial.identity(document)
        assert not serial.is_intact(dataclasses.replace(marked, id="x"))

    survives()


def test_whole_numbers_keep_an_identity_through_json() -> None:
    """A field of floats may be given an integer, which JSON and back make a float."""
    marked = serial.with_identity(dataclasses.replace(FINDING, estimate=3, severity=-0.0))
    assert serial.is_intact(serial.from_json(Finding, serial.to_json(marked)))


def test_documents_with_an_identity_are_found_at_any_depth() -> None:
    other = dataclasses.replace(FINDING, id="other")
    review = Review(FINDING.period, (FINDING, other))
    monitoring = Monitoring("m", "plan-0", (review,), FINDING.provenance)
    assert [d.id for d in serial.identified(monitoring)] == ["m", "", "other"]
    assert list(serial.identified(TARGET)) == []


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
        serial.from_dict(Target, {**serial.to_dict(TARGET), **change})
    assert fault.value.code == "C003"
    assert "Target" in fault.value.text("title")
    assert place in fault.value.text("title")


def test_text_that_is_no_json_or_lacks_a_field_is_refused() -> None:
    numbers = ("NaN", "-Infinity", "1e999", "1" * 5000)
    for text in ("{", "[]", "null", '{"variable": "U"}', "[" * 100_000, *numbers):
        with pytest.raises(TinbergenError) as fault:
            serial.from_json(Target, text)
        assert fault.value.code == ("C240" if len(text) > 1000 else "C003")


def test_a_date_that_is_no_period_is_refused() -> None:
    data = {"name": "GDP", "unit": "bn", "start": "2008Q7", "values": []}
    with pytest.raises(TinbergenError) as fault:
        serial.from_dict(Series, data)
    assert "'2008Q7' is not a period" in fault.value.text("title")


def test_numbers_that_json_does_not_know_are_not_written() -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="JSON"):
            serial.to_json(dataclasses.replace(TARGET, desired=value))
