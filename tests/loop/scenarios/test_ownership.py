"""A concept that packs share has exactly one owner; readers come after it."""

from pathlib import Path

import pytest

from tinbergen.core.documents.evidence import Indicator
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case import packs
from tinbergen.loop.case.concept import Measure
from tinbergen.loop.case.packfile import Link, Pack, read_pack
from tinbergen.loop.scenarios.concepts import concepts
from tinbergen.loop.scenarios.ownership import order, owners, readings

WORD = Text("a", "甲")


def measure(pack: str, concept: str, *, owner: bool = False, by: str | None = None) -> Measure:
    return Measure(concept, f"{pack}.x", 2.0 if owner else 1.0, owner, by, (), WORD, WORD)


def pack(name: str, *measures: Measure, links: tuple[Link, ...] = ()) -> Pack:
    indicator = Indicator("x", WORD, "digital", WORD, "up", WORD)
    return Pack(
        name, "digital", WORD, Path(), (indicator,), (), (), links, None, concepts=measures
    )  # fmt: skip


ONE = pack("one", measure("one", "output", owner=True))
TWO = pack("two", measure("two", "output", by="x"))


def test_the_packs_of_the_package_have_one_owner_each() -> None:
    known = [packs.pack(name) for name in packs.names()]
    found = {c: str(m.indicator) for c, m in owners(known).items()}
    assert found == {
        "output": "macro.GDP", "jobs": "macro.U", "emissions": "environment.EMISSIONS",
        "exports": "trade.EXPORTS",
    }  # fmt: skip
    rank = {name: i for i, name in enumerate(order(known))}
    assert rank["macro"] < rank["trade"] < rank["industry"]
    # Actors determine nothing that others share.
    for one in (pack for pack in known if pack.on is None):
        assert {m.concept for m in one.concepts} == set(found)


def test_a_reading_is_a_link_from_the_owner() -> None:
    (link,) = readings([ONE, TWO])
    assert (link.cause, link.effect, link.response) == ("one.x", "two.x", 2.0)
    assert concepts([ONE, TWO]).links == (link,)


@pytest.mark.parametrize(
    ("known", "code", "named"),
    [
        ([ONE, pack("three", measure("three", "output", owner=True))], "L135", "three"),
        ([TWO], "L136", "output"),
        ([ONE, TWO, pack("four", links=(Link("four.x", "two.x", 1.0, 0, WORD, WORD),))], "L137", "one.x"),
    ],
)  # fmt: skip
def test_faults_of_ownership(known, code, named) -> None:
    with pytest.raises(TinbergenError) as fault:
        concepts(known)
    assert fault.value.code == code
    assert named in fault.value.render()
    assert fault.value.render("zh") != fault.value.render("en")


def test_packs_that_read_from_each_other() -> None:
    one = pack("one", measure("one", "output", owner=True), measure("one", "jobs", by="x"))
    two = pack("two", measure("two", "jobs", owner=True), measure("two", "output", by="x"))
    with pytest.raises(TinbergenError) as fault:
        order([one, two])
    assert fault.value.code == "L138"


TEXT = """\
name: toy
domain: digital
title: {en: Toy, zh: 玩具}
indicators:
  - {code: X, title: {en: x, zh: 甲}, unit: {en: u, zh: 单位}, better: up, source: {en: s, zh: 源}}
diagnosis: [{examine: composition, with: {of: X}}]
concepts:
  - {concept: output, measure: X, owner: true, title: {en: output, zh: 产出}}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [("measure: X", "measure: Y"), (", title: {en: output, zh: 产出}", ""), ("measure: X, ", ""),
     ("measure: X", "measure: X, by: X")],
)  # fmt: skip
def test_mistakes_in_a_packs_concepts(old, new, tmp_path) -> None:
    (tmp_path / "pack.yaml").write_text(TEXT, encoding="utf-8")
    assert read_pack(tmp_path).concepts[0].owner
    (tmp_path / "pack.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        read_pack(tmp_path)
    assert fault.value.code == "L003"
    assert fault.value.at is not None
    assert fault.value.at.line == 8
