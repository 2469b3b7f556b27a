"""The user's key, and seals made with it.

An identity is a hash of content: it catches accidents, and anyone can compute it. A seal is an
HMAC-SHA256 with a key that only its user can read: it catches intent. The key lies in the user's
configuration folder, made when it is first needed; ``TINBERGEN_KEY`` names another file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

#: Bytes of a key; hexadecimal digits of a key's name.
_BYTES, _NAME = 32, 8
_WORDS = {
    "kind": Text("it is no file", "它不是文件"),
    "owner": Text("it belongs to another user", "它属于其他用户"),
    "mode": Text("others may read or write it (mode {mode})", "他人可读写（权限 {mode}）"),
    "size": Text("it does not hold 64 hexadecimal digits", "其内容不是64位十六进制数字"),
}
_NO_SEAL = Text("it carries no seal", "没有封印")
_OTHER_KEY = Text("its seal is that of another key ({name})", "其封印出自另一密钥（{name}）")
_CHANGED = Text("it was changed after it was sealed", "封印之后被改动过")


def key_file() -> Path:
    """Where this user's key is, or will be made."""
    named = os.environ.get("TINBERGEN_KEY")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(named) if named else home / "tinbergen" / "key"


def secret(path: Path | None = None, *, renew: bool = False) -> bytes:
    """The key in a file, by default this user's; made where there is none.

    Parameters
    ----------
    renew
        Whether one that can't be trusted is replaced by a fresh one, and not an error.

    Raises
    ------
    TinbergenError
        C232 when it can't be read or made, is not the user's own, is open to others, or is none.
    """
    place = path or key_file()
    try:
        if renew and place.exists() and _read(place)[0]:
            place.unlink()
        if not place.exists():
            _make(place)
        problem, key = _read(place)
    except (OSError, RuntimeError) as fault:
        detail = getattr(fault, "strerror", None) or fault
        raise TinbergenError("C232", path=place, detail=detail) from None
    if problem is not None:
        raise TinbergenError("C232", path=place, detail=problem)
    return key


def seal(content: bytes) -> str:
    """The seal of some content: the key's public name, a colon, and the code; errors of
    :func:`secret`."""
    key = secret()
    return f"{_name(key)}:{hmac.digest(key, content, 'sha256').hex()}"


def broken(given: str, content: bytes) -> Text | None:
    """Why a seal is not this user's over that content; None when it is.

    Raises
    ------
    TinbergenError
        Those of :func:`secret`.
    """
    if not given:
        return _NO_SEAL
    if hmac.compare_digest(given.encode(), seal(content).encode()):
        return None
    name = given.partition(":")[0]
    return _CHANGED if name == _name(secret()) else _OTHER_KEY.fill(name=name[:_NAME])


def _name(key: bytes) -> str:
    """What a key is called: a hash, from which it can't be found."""
    return hashlib.sha256(b"tinbergen key\0" + key).hexdigest()[:_NAME]


def _make(place: Path) -> None:
    """A new key, whole from its first moment: two processes that make one agree on it."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
        try:
            os.link(fresh, place)
        except FileExistsError:
            return
        except OSError:  # Where there are no links.
            fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def _read(place: Path) -> tuple[Text | None, bytes]:
    """What is wrong with a key file, and the key."""
    # Asked of the open file: what is checked is what is read. A pipe must not keep us waiting.
    handle = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        mode = stat.S_IMODE(status.st_mode)
        if not stat.S_ISREG(status.st_mode):
            return _WORDS["kind"], b""
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            return _WORDS["owner"], b""
        if hasattr(os, "getuid") and mode & 0o077:
            return _WORDS["mode"].fill(mode=f"{mode:04o}"), b""
        content = file.read(4 * _BYTES)
    try:
        key = bytes.fromhex(content.decode("ascii").strip())
    except ValueError:
        return _WORDS["size"], b""
    return (None, key) if len(key) == _BYTES else (_WORDS["size"], b"")
