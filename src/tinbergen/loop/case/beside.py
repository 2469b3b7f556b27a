"""Files that a case names: those beside it, and elsewhere none but tables and models."""

from __future__ import annotations

import os
from pathlib import Path

from tinbergen.core.errors import Location, TinbergenError

#: How files of data, models and descriptions end.
_KINDS = (
    ".csv", ".tsv", ".txt", ".gz", ".parquet", ".pq", ".xlsx", ".mod", ".yaml", ".yml", ".json",
)  # fmt: skip


def beside(folder: Path, name: str | Path, at: Location | None = None) -> Path:
    """The file that a case in ``folder`` names.

    A case may come from a stranger, and what it names is read and, where it is faulty, shown. So
    outside its folder only files are read that are named as tables and models are, and none that is
    hidden: not ``/etc/passwd``, no key. Links count by what they lead to.

    Raises
    ------
    TinbergenError
        L230 for another.
    """
    path = folder / name
    try:
        real, home = path.resolve(), folder.resolve()
    except ValueError:
        # Nothing that can be a file.
        return path
    except (OSError, RuntimeError):
        raise TinbergenError("L230", at=at, name=name, kinds=", ".join(_KINDS)) from None
    if real.is_relative_to(home):
        return path
    shared = os.path.commonpath([real, home])
    hidden = any(part.startswith(".") for part in real.relative_to(shared).parts)
    if hidden or real.suffix.lower() not in _KINDS:
        raise TinbergenError("L230", at=at, name=name, kinds=", ".join(_KINDS))
    return path
