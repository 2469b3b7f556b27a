"""Reading and writing files so that a fault loses nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

_NO_FOLDER = Text("{path} is a file", "{path} 是文件")
_READ_ONLY = Text("{path} is not writable", "{path} 不可写")


def write_atomic(path: str | Path, content: str | bytes) -> Path:
    """Write a whole file or none of it: to a sibling first, then renamed into place.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be made or written.
    """
    target = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as sibling:
                sibling.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise TinbergenError("C004", path=target, detail=fault.strerror or fault) from fault
    return target


def check_folder(folder: str | Path) -> None:
    """Whether a folder is there or can be made, before the work whose results it shall hold.

    Raises
    ------
    TinbergenError
        C004 when it can't.
    """
    place = Path(folder).absolute()
    try:
        nearest = next(p for p in (place, *place.parents) if p.exists())
    except OSError as fault:
        raise TinbergenError("C004", path=folder, detail=fault.strerror or fault) from None
    if not nearest.is_dir():
        raise TinbergenError("C004", path=folder, detail=_NO_FOLDER.fill(path=nearest))
    if not os.access(nearest, os.W_OK):
        raise TinbergenError("C004", path=folder, detail=_READ_ONLY.fill(path=nearest))


def made_folder(folder: str | Path) -> Path:
    """A folder, made if need be, before the work whose results it shall hold.

    Raises
    ------
    TinbergenError
        C004 when it can't be made.
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise TinbergenError("C004", path=folder, detail=fault.strerror or fault) from None
    return place


def is_file(path: str | Path) -> bool:
    """Whether a file is there; False for what can't be a path at all."""
    try:
        return Path(path).is_file()
    except OSError:
        return False


def is_folder(path: str) -> bool:
    """Whether a folder of that name is there; False for what can't be a path at all."""
    try:
        return bool(path) and Path(path).is_dir()
    except (OSError, ValueError):
        return False


def read_text(path: str | Path) -> str:
    """The text of a user's file: UTF-8 if it is, else Latin-1, a byte-order mark dropped.

    Raises
    ------
    TinbergenError
        C005 when the file can't be read, C260 for a folder.
    """
    try:
        data = Path(path).read_bytes()
    except IsADirectoryError:
        raise TinbergenError("C260", path=path) from None
    except OSError as fault:
        raise TinbergenError("C005", path=path, detail=fault.strerror or fault) from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
