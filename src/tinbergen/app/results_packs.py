"""What the commands about packs, scenarios and their crossing return with ``--json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.app.answer import Note
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.evidence import Indicator
from tinbergen.core.progress import Stage
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a pack: its name in ``examine``, and its title where it has one."""

    examine: str
    title: Text | None


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """``cause`` and ``effect`` are written ``pack.code``; the effect is ``lag`` years later."""

    cause: str
    effect: str
    response: float
    lag: int
    why: Text
    basis: Text


@dataclass(frozen=True, slots=True)
class PackSaid:
    """A pack. ``demo`` is the case that ``tinbergen demo NAME`` runs."""

    name: str
    domain: str
    title: Text
    folder: str
    demo: str | None
    cases: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    diagnosis: tuple[Asked, ...]
    alternatives: tuple[Asked, ...]
    links: tuple[LinkSaid, ...]


@dataclass(frozen=True, slots=True)
class PackList:
    """``packs``: all that are installed, or the one asked for."""

    packs: tuple[PackSaid, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a scenario does to an indicator in each year; ``own`` if the scenario itself says so.

    ``percent`` tells changes in percent of the indicator from those in its unit.
    """

    pack: str
    indicator: str
    title: Text
    unit: Text
    percent: bool
    own: bool
    changes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ScenarioSaid:
    name: str
    title: Text
    story: Text
    basis: Text
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class ScenarioList:
    """``scenarios``: all of the library, or the one asked for."""

    years: int
    scenarios: tuple[ScenarioSaid, ...]


@dataclass(frozen=True, slots=True)
class ConceptMap:
    """``concepts``: the indicators that links join, the links, and the file of the picture."""

    indicators: Mapping[str, Indicator]
    links: tuple[LinkSaid, ...]
    file: str | None


@dataclass(frozen=True, slots=True)
class CrossRun:
    """``cross`` and ``demo all``: several cases on one budget, and the files written, by name."""

    crossing: Crossing
    folder: str
    files: Mapping[str, str]
    stages: tuple[Stage, ...]
    advice: tuple[Note, ...]
