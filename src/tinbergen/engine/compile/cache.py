"""Compiled code kept on disk, found again by what it was compiled from.

Machine code from a file is only run when this user wrote it: every entry is sealed with a key that
only the user can read (HMAC-SHA256), the folder must belong to the user and be closed to others.
An entry that is damaged, foreign or of another processor is compiled anew, and a key that others
can read or have made is replaced. Nothing else in the folder is touched.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from functools import cache
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import write_atomic
from tinbergen.core.seal import secret

_SEAL = 32
_NAME = re.compile("[0-9a-f]{64}")
#: Files kept; the oldest go first.
_MOST = 200


def key_of(assembly: str, machine: str) -> str:
    """The name of an entry: a hash of the code and of the machine it is compiled for."""
    return hashlib.sha256(f"{machine}\0{assembly}".encode()).hexdigest()


def load(key: str) -> bytes | None:
    """The object code of an entry, or None when there is none that can be trusted."""
    folder = _folder()
    if folder is None:
        return None
    try:
        content = (folder / f"{key}.o").read_bytes()
    except OSError:
        return None
    seal, code = content[:_SEAL], content[_SEAL:]
    trusted = hmac.compare_digest(seal, _seal(folder, key, code))
    return code if trusted else None


def save(key: str, code: bytes) -> None:
    """Keep object code; a folder that can't be written is no fault."""
    folder = _folder()
    if folder is None:
        return
    try:
        write_atomic(folder / f"{key}.o", _seal(folder, key, code) + code)
        _prune(folder)
    except (TinbergenError, OSError):
        return


def _seal(folder: Path, key: str, code: bytes) -> bytes:
    return hmac.digest(_secret(folder), key.encode() + code, "sha256")


@cache
def _folder() -> Path | None:
    """The cache folder, closed to others; None when there can't be one, or it is switched off."""
    named = os.environ.get("TINBERGEN_CACHE")
    if named == "off":
        return None
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(named) if named else home / "tinbergen"
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    closed = not stat.S_IMODE(status.st_mode) & 0o022
    return folder if own and closed else None


@cache
def _secret(folder: Path) -> bytes:
    """This user's key of this folder; one of a moment where there can be none."""
    try:
        return secret(folder / "key", renew=True)
    except TinbergenError:
        return secrets.token_bytes(_SEAL)


def _prune(folder: Path) -> None:
    """The oldest of our own entries go; what else is in the folder is not ours."""
    ours = [p for p in folder.glob("*.o") if _NAME.fullmatch(p.stem)]
    for entry in sorted(ours, key=lambda p: p.stat().st_mtime)[:-_MOST]:
        entry.unlink(missing_ok=True)
