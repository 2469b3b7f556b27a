"""What is installed: packs, scenarios and what they reach, the map of what drives what."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tinbergen.app.results_packs import (
    Asked,
    ConceptMap,
    LinkSaid,
    PackList,
    PackSaid,
    Reach,
    ScenarioList,
    ScenarioSaid,
)
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.loop.case.packfile import Link, Pack
from tinbergen.loop.case.packs import names, pack
from tinbergen.loop.case.question import Question

if TYPE_CHECKING:
    from tinbergen.loop.scenarios.library import ScenarioSpec

#: Years over which a scenario's reach is told.
_YEARS = 10


def list_packs(name: str | None = None) -> PackList:
    """All packs, or the one of a name.

    Raises
    ------
    TinbergenError
        Those of finding and reading a pack.
    """
    chosen = names() if name is None else (name,)
    return PackList(tuple(_pack(pack(each)) for each in chosen))


def list_scenarios(name: str | None = None) -> ScenarioList:
    """All scenarios of the library, or one, which may be of a file: ``FILE.yaml:NAME``.

    Raises
    ------
    TinbergenError
        Those of finding and reading a scenario.
    """
    from tinbergen.loop.scenarios.library import library, story

    told = tuple(library().values()) if name is None else (story(name),)
    return ScenarioList(_YEARS, tuple(_scenario(each) for each in told))


def map_concepts(
    picture: Path | None = None, lang: Language = "en", *, force: bool = False
) -> ConceptMap:
    """The links that all packs declare, drawn to a file where one is given.

    Raises
    ------
    TinbergenError
        R003 when the file is neither ``.svg`` nor ``.html``, C237 when another is there and nobody
        says ``force``.
    """
    from tinbergen.loop.scenarios.concepts import concepts

    if picture is not None and picture.suffix.lower() not in (".svg", ".html"):
        raise TinbergenError("R003", suffix=picture.suffix, path=picture)
    known = [pack(name) for name in names()]
    found = concepts(known)
    if picture is not None:
        from tinbergen.report.concept_map import concept_map

        concept_map(found, known).save(picture, lang, force=force)
    ends = {end for link in found.links for end in (link.cause, link.effect)}
    return ConceptMap(
        {name: i for name, i in found.indicators.items() if name in ends},
        _links(found.links),
        str(picture) if picture else None,
    )


def _pack(found: Pack) -> PackSaid:
    return PackSaid(
        found.name, found.domain, found.title, str(found.folder), found.demo, found.cases,
        found.indicators, _asked(found.diagnosis), _asked(found.alternatives), _links(found.links),
    )  # fmt: skip


def _asked(questions: Iterable[Question]) -> tuple[Asked, ...]:
    return tuple(Asked(q.name, q.title) for q in questions)


def _links(links: Iterable[Link]) -> tuple[LinkSaid, ...]:
    return tuple(LinkSaid(k.cause, k.effect, k.response, k.lag, k.why, k.basis) for k in links)


def _scenario(told: ScenarioSpec) -> ScenarioSaid:
    from tinbergen.loop.scenarios.library import reached

    own = {change.indicator for change in told.changes}
    paths = reached(told, _YEARS)
    reaches = []
    for name in names():
        for indicator in pack(name).indicators:
            full = f"{name}.{indicator.code}"
            if full in paths and paths[full].any():
                reaches.append(
                    Reach(
                        name, full, indicator.title, indicator.unit,
                        indicator.moves == "percent", full in own, tuple(paths[full].tolist()),
                    )
                )  # fmt: skip
    return ScenarioSaid(told.name, told.title, told.story, told.basis, tuple(reaches))
