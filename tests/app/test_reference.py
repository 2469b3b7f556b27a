"""The reference of all fields is whole, and the pages are what the schemas say today."""

import re
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

from tinbergen.app.reference import FILES, meaning, meanings, reference
from tinbergen.core.text import Language

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PARTS = {name: part for parts in FILES.values() for name, part in parts.items()}
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(("lang", "page"), [("en", "case.md"), ("zh", "case.zh.md")])
def test_the_pages_are_up_to_date(lang: Language, page: str) -> None:
    # Written anew by: tinbergen schema fields [--lang zh] > docs/reference/case[.zh].md
    assert (DOCS / page).read_text(encoding="utf-8") == reference(lang)


@pytest.mark.parametrize("name", PARTS)
def test_every_field_is_told_in_both_languages(name: str) -> None:
    for field, info in PARTS[name].model_fields.items():
        english, chinese, *example = meaning(name, info.alias or field)
        assert CHINESE.search(chinese) and not CHINESE.search(english)
        assert len(example) <= 1


def test_every_part_has_its_section() -> None:
    """A schema that hangs below a section's own has a section."""

    def below(kind: object) -> set[type[BaseModel]]:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return {kind}
        return set().union(*(below(inner) for inner in typing.get_args(kind)))

    for part in PARTS.values():
        for info in part.model_fields.values():
            assert below(info.annotation) <= {*PARTS.values()}


def test_nothing_is_told_of_fields_that_are_not_there() -> None:
    known = {n: {i.alias or f for f, i in p.model_fields.items()} for n, p in PARTS.items()}
    for name, told in meanings().items():
        own = known[name] if name != "any" else set().union(*known.values())
        assert set(told) <= own, name


def test_a_row_says_type_default_and_example() -> None:
    page = reference("en")
    assert "| `horizon` | periods that a plan looks ahead | whole number ≥ 1, ≤ 60 | `12` |" in page
    assert "| `from` | the first period | period | required | `from: 2020Q1` |" in page
    assert "(#instrument)" in page and "### instrument" in page
    assert "| `until` | 检视的最后时期（以数据为限） | 时期 | 必填 |" in reference("zh")
