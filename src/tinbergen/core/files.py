"""Reading and writing files so that a fault loses nothing."""

from __future__ import annotations

import errno
import glob
import os
import secrets
import select
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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

    A link is followed, and stays one. A file that is there keeps its mode and, where that can be
    done, its owner; a new one has what the umask leaves. What is no file, such as a device or a
    pipe, is written to as it is. Siblings that a killed process left of this file are removed.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be made or written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        there = _status(path)
        if there is None or stat.S_ISREG(there.st_mode):
            _replace(Path(path).resolve(), data, there)
        elif stat.S_ISDIR(there.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        else:
            _pour(path, data)
    except OSError as fault:
        raise TinbergenError("C004", path=path, detail=fault.strerror or fault) from fault
    return Path(path)


def write_new(path: str | Path, content: str | bytes, *, force: bool = False) -> Path:
    """Write a file, but not over one of other content unless told to by ``force``.

    Raises
    ------
    TinbergenError
        C237 when a file of other content is there, C004 when it can't be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if not force and is_file(path):
        try:
            same = Path(path).read_bytes() == data
        except OSError as fault:
            raise TinbergenError("C004", path=path, detail=fault.strerror or fault) from fault
        if not same:
            raise TinbergenError("C237", path=path)
    return write_atomic(path, data)


def remove_leftovers(folder: str | Path, name: str = "*") -> None:
    """Remove siblings that killed processes left, of the files of that name.

    One that a living process writes is locked, and stays.
    """
    pattern = name if name == "*" else glob.escape(name)
    for path in Path(folder).glob(f".{pattern}.*{_PART}"):
        with suppress(OSError):
            handle = os.open(path, os.O_WRONLY)
            try:
                if _lock(handle):
                    path.unlink()
            finally:
                os.close(handle)


#: How siblings end that are not in place yet.
_PART = ".part"


def _status(path: str | Path) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except FileNotFoundError:
        return None


def _replace(target: Path, data: bytes, there: os.stat_result | None) -> None:
    """A file's content exchanged as a whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target.parent, target.name)
    mode = 0o666 if there is None else stat.S_IMODE(there.st_mode)
    while True:
        handle, name = _sibling(target, mode)
        try:
            with os.fdopen(handle, "wb") as sibling:
                if there is not None:
                    _own_as(name, there)
                sibling.write(data)
            name.replace(target)
            return
        except FileNotFoundError:
            # Closed and not renamed yet, it was taken for a leftover.
            continue
        except BaseException:
            name.unlink(missing_ok=True)
            raise


def _own_as(path: Path, there: os.stat_result) -> None:
    """Mode and, where that may be done, owner of the file whose place is taken."""
    now = path.stat()
    if (now.st_uid, now.st_gid) != (there.st_uid, there.st_gid):
        with suppress(PermissionError):
            os.chown(path, there.st_uid, there.st_gid)
    path.chmod(stat.S_IMODE(there.st_mode))


def _sibling(target: Path, mode: int) -> tuple[int, Path]:
    """A new file beside the target, open, and locked for as long as it is."""
    while True:
        name = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        # Between these two lines it may have been taken for a leftover.
        if _lock(handle) and os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)


def _lock(handle: int) -> bool:
    """Whether the open file could be locked: nobody else writes it."""
    try:
        import fcntl
    except ImportError:  # Elsewhere than on Unix files that are open can't be removed anyway.
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(handle: int) -> Iterator[None]:
    """An open file as this process's alone: another that asks for the same waits.

    Only processes that ask are kept out; elsewhere than on Unix none is.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def alone(folder: str | Path) -> Iterator[None]:
    """A folder as this process's alone, for what is read there and then written by it: another that
    asks for the same waits. Not to be asked for twice within one another.

    Elsewhere than on Unix none is kept out.
    """
    handles = list[int]()
    with suppress(OSError):  # Where folders can't be opened.
        handles.append(os.open(folder, os.O_RDONLY))
    try:
        if handles:
            with locked(handles[0]):
                yield
        else:
            yield
    finally:
        for handle in handles:
            os.close(handle)


def _pour(path: str | Path, data: bytes) -> None:
    """Data into a device or a pipe; a pipe that nobody reads is an error, not a long wait."""
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)


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
        C005 when the file can't be read, C240 when it is larger than ``file_bytes``, C260 for a
        folder.
    """
    try:
        data = read_bytes(path)
    except IsADirectoryError:
        raise TinbergenError("C260", path=path) from None
    except (OSError, ValueError) as fault:
        detail = getattr(fault, "strerror", None) or fault
        raise TinbergenError("C005", path=path, detail=detail) from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
