"""Reading and writing files so that a fault loses nothing."""

from __future__ import annotations

import os
import select
import stat
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.core.text import Text

_NO_FOLDER = Text("{path} is a file", "{path} 是文件")
_READ_ONLY = Text("{path} is not writable", "{path} 不可写")
_SILENT = Text(
    "a pipe into which nothing was written for {seconds} seconds", "管道在 {seconds} 秒内没有数据"
)

#: Seconds for which a pipe may be silent, and between two looks at whether to go on.
PATIENCE, _LOOK = 10.0, 0.2
_PIECE = 2**16


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


def is_regular(path: str | Path) -> bool:
    """Whether a path is a file that can be read more than once: no pipe, no device, no folder."""
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def read_bytes(path: str | Path, limit: str = "file_bytes") -> bytes:
    """The content of a user's file, of a device or of a pipe, up to a limit.

    Parameters
    ----------
    limit
        The field of :class:`tinbergen.core.limits.Limits` that bounds it.

    Raises
    ------
    TinbergenError
        C240 when there is more than the limit, C005 for a pipe into which nothing is written.
    OSError
        When it can't be opened or read.
    """
    most = limits.most(limit)
    # Opening a pipe that nobody writes would wait for ever; only pipes know the flag.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as stream:
        if stat.S_ISDIR(os.fstat(stream.fileno()).st_mode):
            raise IsADirectoryError(21, "Is a directory", str(path))
        data = _up_to(most + 1, stream, path)
    if len(data) > most:
        size = Path(path).stat().st_size if is_regular(path) else None
        raise limits.exceeded(limit, size, Location(str(path)))
    return data


def _up_to(count: int, stream: BinaryIO, path: str | Path) -> bytes:
    """At most so many bytes, waiting for those that a pipe does not have yet."""
    pipe = stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    pieces, left, heard = list[bytes](), count, time.monotonic()
    while left > 0:
        checkpoint()
        if pipe and not select.select([stream], [], [], _LOOK)[0]:
            if time.monotonic() - heard > PATIENCE:
                detail = _SILENT.fill(seconds=f"{PATIENCE:g}")
                raise TinbergenError("C005", path=path, detail=detail)
            continue
        piece = stream.read(min(left, _PIECE))
        if piece is None:
            continue
        if not piece:
            break
        pieces.append(piece)
        left, heard = left - len(piece), time.monotonic()
    return b"".join(pieces)


def read_text(path: str | Path) -> str:
    """The text of a user's file: UTF-8 if it is, else Latin-1, a byte-order mark dropped.

    Raises
    ------
    TinbergenError
        C005 when the file can't be read, C240 when it is larger than ``file_bytes``.
    """
    try:
        data = read_bytes(path)
    except (OSError, ValueError) as fault:
        detail = getattr(fault, "strerror", None) or fault
        raise TinbergenError("C005", path=path, detail=detail) from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
