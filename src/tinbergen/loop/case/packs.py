"""Domain packs: what puts a domain on the loop.

A pack is a folder with a ``pack.yaml`` (indicators, the questions of its diagnosis, what drives
what) and case files beside it, with the models and tables that they name. A pack that is installed
is the folder of a Python package, and may bring code and messages besides
(:mod:`tinbergen.loop.case.registry`); one that is read from a folder is data and runs nothing.

The packs of this installation are the packages of ``tinbergen/domains`` and ``tinbergen/actors``
and those that other distributions name as entry points of the group ``tinbergen.packs``. Finding
and reading them runs nothing of theirs, nor of the packages above them; asking for what they bring
imports both. Whoever installs a distribution trusts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.loop.case.packfile import FILE, Pack, read_pack

GROUP = "tinbergen.packs"
_ROOT = Path(str(files("tinbergen")))
#: The folder of our own domains, and of what is common to packs.
HOME = _ROOT / "domains"
#: The packages whose packages are our packs.
_PACKAGES = ("tinbergen.domains", "tinbergen.actors")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an installed pack is: its package, and the package's folder."""

    pack: str
    package: str
    folder: Path


def names() -> tuple[str, ...]:
    """Packs of this installation, its own first."""
    return (*_own(), *(n for n in _foreign() if n not in _own()))


def places(first: str = "") -> Iterator[Place]:
    """Where the packs of this installation are, ``first`` before the others, then our own.

    Those whose distribution can't be found are passed over.
    """
    ahead = place(first) if first in _own() or first in _foreign() else None
    found = (ahead, *(p for n, p in _own().items() if n != first))
    yield from (p for p in found if p is not None)
    foreign = (place(name) for name in _foreign() if name not in _own() and name != first)
    yield from (p for p in foreign if p is not None)


def place(name: str) -> Place | None:
    """Where an installed pack is; None when its distribution can't be found.

    Raises
    ------
    TinbergenError
        L044 when there is no such pack.
    """
    if name in _own():
        return _own()[name]
    entry = _foreign().get(name)
    if entry is None:
        raise TinbergenError(
            "L044", hint=did_you_mean(name, names()), name=name, known=", ".join(names())
        )
    folder = _folder(entry)
    return Place(name, entry.value, folder) if folder else None


@cache
def pack(name: str) -> Pack:
    """A pack by its name.

    Raises
    ------
    TinbergenError
        L044 when there is none, L045 when its distribution can't be found; those of
        :func:`read_pack`.
    """
    found = place(name)
    if found is None:
        raise TinbergenError("L045", name=name, module=_foreign()[name].value)
    return read_pack(found.folder)


def case_called(name: str) -> str | None:
    """The worked case that a pack of our own calls by that short name; None when none does."""
    return next((c for n in _own() if (c := pack(n).aliases.get(name))), None)


def short_names() -> tuple[str, ...]:
    """What packs of our own call worked cases for short."""
    return tuple(name for n in _own() for name in pack(n).aliases)


@cache
def default() -> str:
    """The pack of cases that name none: the one of our own that says so of itself."""
    return next(name for name in _own() if pack(name).default)


@cache
def _own() -> Mapping[str, Place]:
    """Our own packs are the folders that hold one, in a checkout as in an installation."""
    found = {}
    for package in _PACKAGES:
        home = _ROOT / package.rpartition(".")[2]
        for folder in (path.parent for path in sorted(home.glob(f"*/{FILE}"))):
            found[folder.name] = Place(folder.name, f"{package}.{folder.name}", folder)
    return found


def _foreign() -> Mapping[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def _folder(entry: EntryPoint) -> Path | None:
    """The folder of the package that an entry point names; nothing is imported.

    Of a name with dots the first part alone is looked for, since to look for the others would
    import it; these are folders below.
    """
    top, *below = entry.value.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations or () if spec else ()
    return next((f for p in places if (f := Path(p, *below)).is_dir()), None)
