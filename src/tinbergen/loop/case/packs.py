"""Domain packs: folders that put a domain on the loop.

A pack is a folder with a ``pack.yaml`` (indicators, the questions of its diagnosis, what drives
what) and case files beside it, with the models and tables that they name. Its questions are
answered by what :mod:`tinbergen.loop.examinations` finds for them. The packs of this installation
are the folders of ``tinbergen/domains`` and those that other distributions name as entry points
of the group ``tinbergen.packs`` (a package whose folder holds the ``pack.yaml``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from tinbergen.core.documents import Better, Domain, Indicator
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file, read_text
from tinbergen.core.text import Text
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.schema import Number, Part, Words, checked

GROUP = "tinbergen.packs"
_FILE = "pack.yaml"


@dataclass(frozen=True, slots=True)
class Question:
    """What a pack asks: the name of an examination and what to apply it to."""

    examine: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    title: Text | None = None
    at: Location | None = None

    def given(self, common: Mapping[str, Any]) -> Question:
        """The same question, with what is common to several where it does not say itself."""
        return dataclasses.replace(self, arguments={**common, **self.arguments})

    def text(self, key: str, default: str | None = None) -> str:
        """An argument that is a word.

        Raises
        ------
        TinbergenError
            L042 when it is missing and there is no default, or is no word.
        """
        value = self.arguments.get(key, default)
        if not isinstance(value, str):
            raise self._lacks(key)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """An argument that is a number; L042 as above."""
        value = self.arguments.get(key, default)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise self._lacks(key) from None

    def names(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """An argument that is a list of words; L042 as above."""
        value = self.arguments.get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise self._lacks(key)
        return tuple(value)

    def words(self, key: str, default: Text | None = None) -> Text:
        """An argument that is a phrase in both languages, ``{en: …, zh: …}``; L042 as above."""
        value = self.arguments.get(key)
        if value is None and default is not None:
            return default
        try:
            return _phrase(value)
        except (KeyError, TypeError):
            raise self._lacks(key) from None

    def titles(self) -> dict[str, Text]:
        """What the argument ``titles`` calls labels, nothing by default; L042 as above."""
        given: Any = self.arguments.get("titles", {})
        try:
            return {name: _phrase(value) for name, value in given.items()}
        except (AttributeError, KeyError, TypeError):
            raise self._lacks("titles") from None

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """An argument that is a list of pairs of words, none by default; L042 as above."""
        value = self.arguments.get(key, ())
        if not isinstance(value, list | tuple):
            raise self._lacks(key)
        for pair in value:
            if not isinstance(pair, list | tuple) or [type(v) for v in pair] != [str, str]:
                raise self._lacks(key)
        return tuple((a, b) for a, b in value)

    def _lacks(self, key: str) -> TinbergenError:
        return TinbergenError("L042", at=self.at, key=key, name=self.examine)


def _phrase(value: Any) -> Text:
    return Text(str(value["en"]), str(value["zh"]))


@dataclass(frozen=True, slots=True)
class Link:
    """One indicator drives another: a unit more of ``cause`` moves ``effect`` by ``response``.

    Both are written ``pack.code``; changes are measured as their indicators say (``moves``: in
    the indicator's unit or in percent of it). The effect comes ``lag`` years later. ``basis``
    cites where the number is from.
    """

    cause: str
    effect: str
    response: float
    lag: int
    why: Text
    basis: Text


@dataclass(frozen=True, slots=True)
class Pack:
    """A domain on the loop. ``alternatives`` are questions asked of a plan once it is made."""

    name: str
    domain: Domain
    title: Text
    folder: Path
    indicators: tuple[Indicator, ...]
    diagnosis: tuple[Question, ...]
    alternatives: tuple[Question, ...]
    links: tuple[Link, ...]
    demo: str | None

    @property
    def cases(self) -> tuple[str, ...]:
        """Worked cases of this pack."""
        found = (path.stem for path in self.folder.glob("*.yaml") if path.name != _FILE)
        return tuple(sorted(found))

    def indicator(self, code: str) -> Indicator | None:
        return next((i for i in self.indicators if i.code == code), None)


class _Indicator(Part):
    code: str = Field(pattern=r"^[A-Za-z]\w*$")
    title: Words
    unit: Words
    better: Better
    source: Words
    transform: str = "level"
    moves: Literal["unit", "percent"] = "unit"


class QuestionPart(Part):
    """``examine`` is the name of an examination; ``with`` are its arguments."""

    examine: str
    title: Words | None = None
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")


class LinkPart(Part):
    """One indicator drives another, see :class:`Link`."""

    cause: str
    effect: str
    response: Number
    lag: int = Field(default=0, ge=0, le=50)
    why: Words
    basis: Words

    def ends(self, pack: str) -> tuple[str, str]:
        """Cause and effect as ``pack.code``."""
        cause, effect = (c if "." in c else f"{pack}.{c}" for c in (self.cause, self.effect))
        return cause, effect

    def said(self, pack: str) -> Link:
        """The link; codes without a pack's name are those of ``pack``."""
        cause, effect = self.ends(pack)
        return Link(cause, effect, self.response, self.lag, self.why.text(), self.basis.text())


class _PackFile(Part):
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    domain: Domain
    title: Words
    indicators: tuple[_Indicator, ...] = Field(min_length=1)
    diagnosis: tuple[QuestionPart, ...] = Field(min_length=1)
    alternatives: tuple[QuestionPart, ...] = ()
    links: tuple[LinkPart, ...] = ()
    demo: str | None = None


_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "unit": Words, "source": Words, "why": Words, "basis": Words,
    "indicators": _Indicator, "diagnosis": QuestionPart, "alternatives": QuestionPart,
    "links": LinkPart,
}  # fmt: skip


def read_pack(folder: Path) -> Pack:
    """The pack of a folder.

    Raises
    ------
    TinbergenError
        L043 when the folder holds no ``pack.yaml``; those of reading and checking it.
    """
    path = folder / _FILE
    if not is_file(path):
        raise TinbergenError("L043", folder=folder, file=_FILE)
    written, positions = checked(_PackFile, _PARTS, read_text(path), str(path))
    return Pack(
        name=written.name,
        domain=written.domain,
        title=written.title.text(),
        folder=folder,
        indicators=tuple(
            Indicator(
                i.code, i.title.text(), written.domain, i.unit.text(), i.better, i.source.text(),
                i.transform, i.moves,
            )
            for i in written.indicators
        ),
        diagnosis=questions(written.diagnosis, positions, "diagnosis"),
        alternatives=questions(written.alternatives, positions, "alternatives"),
        links=tuple(link.said(written.name) for link in written.links),
        demo=written.demo,
    )  # fmt: skip


def questions(
    written: tuple[QuestionPart, ...], positions: Positions, part: str
) -> tuple[Question, ...]:
    """Questions as a file asks them, each knowing its place."""
    return tuple(
        Question(
            q.examine,
            q.arguments,
            q.title.text() if q.title else None,
            positions.at(part, i, "examine"),
        )
        for i, q in enumerate(written)
    )


def names() -> tuple[str, ...]:
    """Packs of this installation, its own first."""
    return (*_own(), *(n for n in _foreign() if n not in _own()))


@cache
def pack(name: str) -> Pack:
    """A pack by its name.

    Raises
    ------
    TinbergenError
        L044 when there is none, L045 when its distribution can't be found; those of
        :func:`read_pack`.
    """
    if name in _own():
        return read_pack(_own()[name])
    entry = _foreign().get(name)
    if entry is None:
        raise TinbergenError(
            "L044", hint=did_you_mean(name, names()), name=name, known=", ".join(names())
        )
    spec = _spec(entry)
    if spec is None:
        raise TinbergenError("L045", name=name, module=entry.value)
    return read_pack(spec)


@cache
def _own() -> Mapping[str, Path]:
    root = Path(str(files("tinbergen"))) / "domains"
    return {path.parent.name: path.parent for path in sorted(root.glob(f"*/{_FILE}"))}


def _foreign() -> Mapping[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def _spec(entry: EntryPoint) -> Path | None:
    """The folder of the package that an entry point names; its code is not run."""
    try:
        spec = find_spec(entry.value)
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None
