"""What packs bring besides data: answers to questions, calibrations, readers of files, pictures.

The package of an installed pack may have modules of these names, each with one mapping:

===============  ================  ==============================================================
``questions``    ``QUESTIONS``     name -> what answers it (:mod:`tinbergen.loop.questions`)
``calibration``  ``CALIBRATIONS``  name -> how tables give parameters (:mod:`.calibration`)
``readers``      ``READERS``       name -> how a case's data are read (:mod:`.sources`)
``readers``      ``STARTS``        name -> a case from a file of data alone (:mod:`.start`)
``pictures``     ``PICTURES``      name of a finding -> what draws it in a report
``pictures``     ``UNSIGNED``      findings whose number is no deviation, told without a sign
===============  ================  ==============================================================

and a file ``messages.toml``. A module is imported when something of its kind is first asked for; a
package that has none of them is never imported. Its code is trusted as that of any import. A pack
that is read from a folder brings data only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from tinbergen.core.errors import TinbergenError, bring_messages
from tinbergen.loop.case import packs
from tinbergen.loop.case.packs import Place

#: What a pack may bring -> the module of its package where that stands.
_MODULES = {
    "QUESTIONS": "questions",
    "CALIBRATIONS": "calibration",
    "READERS": "readers",
    "STARTS": "readers",
    "PICTURES": "pictures",
    "UNSIGNED": "pictures",
}


def brought(kind: str, place: Place) -> Collection[str]:
    """What one pack brings of a kind, nothing if it has no module for it.

    Raises
    ------
    TinbergenError
        L057 when the module can't be imported; C007 for the pack's messages.
    """
    return getattr(_module(place, _MODULES[kind]), kind, ())


def find(kind: str, name: str, own: str = "") -> tuple[Place, Any] | None:
    """What is brought under a name, and the pack that brings it: the pack ``own`` goes first.

    ``pack.name`` is looked for in that pack alone.
    """
    pack, dot, rest = name.partition(".")
    alone = dot and pack in packs.names()
    for place in packs.places(pack if alone else own):
        found = brought(kind, place)
        wanted = rest if alone else name
        if isinstance(found, Mapping) and wanted in found:
            return place, found[wanted]
        if alone:
            break
    return None


def names(kind: str) -> tuple[str, ...]:
    """Everything that is brought of a kind."""
    return tuple(dict.fromkeys(name for place in packs.places() for name in brought(kind, place)))


def every(kind: str) -> Iterator[Any]:
    """What all packs bring of a kind."""
    for place in packs.places():
        found = brought(kind, place)
        yield from found.values() if isinstance(found, Mapping) else found


@cache
def _module(place: Place, name: str) -> Any:
    """A module of a pack's package; None when the package has none of that name."""
    file, folder = place.folder / f"{name}.py", place.folder / name / "__init__.py"
    if not (file.is_file() or folder.is_file()):
        return None
    bring_messages(place.folder)
    try:
        return import_module(f"{place.package}.{name}")
    except Exception as fault:
        problem = f"{type(fault).__name__}: {fault}"
        raise TinbergenError(
            "L057", pack=place.pack, module=f"{place.package}.{name}", problem=problem
        ) from fault
