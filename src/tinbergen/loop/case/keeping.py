"""Tables kept with a case: CSV below one line that names what makes their rows comparable."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import read_text

_RECIPE = "# recipe "


def name_of(said: object) -> str:
    """A short name of what is said, the same wherever this is the same."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def head_of(recipe: str) -> str:
    """The first line of a table of a recipe."""
    return f"{_RECIPE}{recipe}\n"


def kept_table(path: Path, recipe: str, fault: str) -> str | None:
    """The CSV of a kept table; None where it is of another recipe.

    Raises
    ------
    TinbergenError
        ``fault`` when the file names no recipe; those of reading it.
    """
    head, _, table = read_text(path).partition("\n")
    if not head.startswith(_RECIPE):
        raise TinbergenError(fault, at=Location(str(path)))
    return table if f"{head}\n" == head_of(recipe) else None
