"""A pack as its folder says it: indicators, the questions of its diagnosis, what drives what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from tinbergen.core.documents.evidence import Better, Indicator
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file, read_text
from tinbergen.core.text import Text
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.concept import Measure, MeasurePart, Size
from tinbergen.loop.case.question import Question, QuestionPart, questions
from tinbergen.loop.case.schema import Number, Part, Words, checked

FILE = "pack.yaml"
#: What names of packs and of domains look like.
_NAME = r"^[a-z][a-z0-9_]*$"


@dataclass(frozen=True, slots=True)
class Link:
    """One indicator drives another: a unit more of ``cause`` moves ``effect`` by ``response``.

    Both are written ``pack.code``; changes are measured as their indicators say (``moves``: in
    the indicator's unit or in percent of it). The effect comes ``lag`` years later. ``size`` says
    whether ``response`` is before the effect's own model answers or after. ``basis`` cites where
    the number is from.
    """

    cause: str
    effect: str
    response: float
    lag: int
    why: Text
    basis: Text
    size: Size = "ex ante"


@dataclass(frozen=True, slots=True)
class Pack:
    """A domain on the loop. ``alternatives`` are questions asked of a plan once it is made,
    ``evaluation`` those asked of what came of it.

    ``headline`` are the codes of the indicators that tell how the economy does, the most telling
    first; ``columns`` says what reads the data of a case that does not say it itself. ``aliases``
    are short names of worked cases, ``concepts`` what the pack shares with others. ``on`` is the
    pack of the economy that an actor stands in: its indicators are those of the actor's cases too.
    """

    name: str
    domain: str
    title: Text
    folder: Path
    indicators: tuple[Indicator, ...]
    diagnosis: tuple[Question, ...]
    alternatives: tuple[Question, ...]
    links: tuple[Link, ...]
    demo: str | None
    headline: tuple[str, ...] = ()
    columns: str = "own"
    default: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    concepts: tuple[Measure, ...] = ()
    evaluation: tuple[Question, ...] = ()
    on: str | None = None

    @property
    def cases(self) -> tuple[str, ...]:
        """Worked cases of this pack."""
        found = (path.stem for path in self.folder.glob("*.yaml") if path.name != FILE)
        return tuple(sorted(found))

    def indicator(self, code: str) -> Indicator | None:
        return next((i for i in self.indicators if i.code == code), None)

    def measured(self, code: str) -> Measure | None:
        """The concept that an indicator measures, None when it measures none."""
        return next((m for m in self.concepts if m.indicator == f"{self.name}.{code}"), None)


class IndicatorPart(Part):
    """An indicator that the pack owns."""

    code: str = Field(pattern=r"^[A-Za-z]\w*$")
    title: Words
    unit: Words
    better: Better
    source: Words
    transform: str = "level"
    moves: Literal["unit", "percent"] = "unit"
    plausible: tuple[Number, Number] | None = None
    of: str | None = None


class LinkPart(Part):
    """One indicator drives another, see :class:`Link`."""

    cause: str
    effect: str
    response: Number
    lag: int = Field(default=0, ge=0, le=50)
    why: Words
    basis: Words
    size: Size = "ex ante"

    def ends(self, pack: str) -> tuple[str, str]:
        """Cause and effect as ``pack.code``."""
        cause, effect = (c if "." in c else f"{pack}.{c}" for c in (self.cause, self.effect))
        return cause, effect

    def said(self, pack: str) -> Link:
        """The link; codes without a pack's name are those of ``pack``."""
        cause, effect = self.ends(pack)
        return Link(
            cause, effect, self.response, self.lag, self.why.text(), self.basis.text(), self.size
        )


class PackFile(Part):
    """The whole ``pack.yaml``."""

    name: str = Field(pattern=_NAME)
    domain: str = Field(pattern=_NAME)
    title: Words
    default: bool = False
    columns: str = "own"
    headline: tuple[str, ...] = ()
    indicators: tuple[IndicatorPart, ...] = Field(min_length=1)
    diagnosis: tuple[QuestionPart, ...] = Field(min_length=1)
    alternatives: tuple[QuestionPart, ...] = ()
    links: tuple[LinkPart, ...] = ()
    concepts: tuple[MeasurePart, ...] = ()
    demo: str | None = None
    aliases: dict[str, str] = Field(default_factory=dict)
    on: str | None = Field(default=None, pattern=_NAME)


_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "unit": Words, "source": Words, "why": Words, "basis": Words,
    "indicators": IndicatorPart, "diagnosis": QuestionPart, "alternatives": QuestionPart,
    "links": LinkPart, "concepts": MeasurePart,
}  # fmt: skip


def read_pack(folder: Path) -> Pack:
    """The pack of a folder.

    Raises
    ------
    TinbergenError
        L043 when the folder holds no ``pack.yaml``; those of reading and checking it.
    """
    path = folder / FILE
    if not is_file(path):
        raise TinbergenError("L043", folder=folder, file=FILE)
    written, positions = checked(PackFile, _PARTS, read_text(path), str(path))
    _check(written, positions)
    return Pack(
        name=written.name,
        domain=written.domain,
        title=written.title.text(),
        folder=folder,
        indicators=tuple(
            Indicator(
                i.code, i.title.text(), written.domain, i.unit.text(), i.better, i.source.text(),
                i.transform, i.moves, i.plausible, i.of,
            )
            for i in written.indicators
        ),
        diagnosis=questions(written.diagnosis, positions, "diagnosis", written.name),
        alternatives=questions(written.alternatives, positions, "alternatives", written.name),
        links=tuple(link.said(written.name) for link in written.links),
        demo=written.demo,
        headline=written.headline,
        columns=written.columns,
        default=written.default,
        aliases=written.aliases,
        concepts=tuple(one.said(written.name) for one in written.concepts),
        on=written.on,
    )  # fmt: skip


def _check(written: PackFile, positions: Positions) -> None:
    """L003 for a headline, a measure or an ``of`` that is no indicator; for an empty range."""
    known = [i.code for i in written.indicators]
    for i, concept in enumerate(written.concepts):
        for key, named in (("measure", concept.measure), ("by", concept.by)):
            if named is not None and named not in known:
                problem, hint = _UNKNOWN.fill(code=named), did_you_mean(named, known)
                raise positions.wrong("concepts", i, key, problem=problem, hint=hint)
        if concept.owner and (concept.measure is None or concept.title is None or concept.by):
            raise positions.wrong("concepts", i, problem=_OWNER)
    for i, code in enumerate(written.headline):
        if code not in known:
            problem, hint = _UNKNOWN.fill(code=code), did_you_mean(code, known)
            raise positions.wrong("headline", i, problem=problem, hint=hint)
    for i, one in enumerate(written.indicators):
        if one.plausible is not None and not one.plausible[0] < one.plausible[1]:
            raise positions.wrong("indicators", i, "plausible", problem=_RANGE)
        if one.of is not None and one.of not in known:
            problem, hint = _UNKNOWN.fill(code=one.of), did_you_mean(one.of, known)
            raise positions.wrong("indicators", i, "of", problem=problem, hint=hint)


_UNKNOWN = Text("'{code}' is none of the pack's indicators", "“{code}”不是该领域包的指标")

_OWNER = Text(
    "the owner of a concept gives its 'title' and its 'measure', and reads it from no one",
    "概念的归属包须给出 title 与 measure，且不从他包读取",
)

_RANGE = Text("the first number must be below the second", "第一个数须小于第二个数")
