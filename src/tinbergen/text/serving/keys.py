"""Keys of a service's callers: kept as salted hashes, told once, revocable.

A key is ``tb_ID_SECRET`` with a secret of 256 random bits, so that a salted SHA-256 can't be
searched; slow hashes are for passwords that people choose.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import alone, is_file, made_folder, read_text, write_atomic
from tinbergen.core.plain import dump

Role = Literal["caller", "analyst", "monitor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
#: What a role may ask for.
ALLOWED: dict[str, frozenset[str]] = {
    "caller": frozenset({"predict"}),
    "analyst": frozenset({"predict", "explain"}),
    "monitor": frozenset({"metrics"}),
    "admin": frozenset({"predict", "explain", "metrics", "restart"}),
}
_MARK = "tb"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; ``rate`` is how many requests a minute it may make."""

    id: str
    name: str
    role: str
    rate: int
    salt: str
    sha256: str
    created: str
    revoked: bool = False


class KeyRing:
    """The keys of a file, read again when the file changes."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._seen: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}

    def keys(self) -> tuple[Key, ...]:
        """All keys, in the order in which they were made.

        Raises
        ------
        TinbergenError
            T110 when the file holds none.
        """
        if not is_file(self.path):
            return ()
        status = self.path.stat()
        mark = (status.st_mtime_ns, status.st_size)
        if mark != self._seen:
            try:
                found = [_read(each) for each in json.loads(read_text(self.path))["keys"]]
            except (ValueError, TypeError, LookupError, RecursionError):
                raise TinbergenError("T110", path=self.path) from None
            self._keys, self._seen = {key.id: key for key in found}, mark
        return tuple(self._keys.values())

    def add(self, name: str, role: str, rate: int) -> tuple[Key, str]:
        """A new key and what its caller must send.

        Raises
        ------
        TinbergenError
            T111 for a role that is none, T112 for a name that a key has.
        """
        if role not in ROLES:
            hint = did_you_mean(role, ROLES)
            raise TinbergenError("T111", hint=hint, given=role, known=", ".join(ROLES))
        secret, salt = secrets.token_urlsafe(32), secrets.token_hex(16)
        made = Key(secrets.token_hex(6), name, role, rate, salt, _hashed(salt, secret), _now())
        with alone(made_folder(self.path.parent)):
            if any(key.name == name and not key.revoked for key in self.keys()):
                raise TinbergenError("T112", name=name)
            self._write((*self.keys(), made))
        return made, f"{_MARK}_{made.id}_{secret}"

    def revoke(self, name: str) -> None:
        """No longer take a key.

        Raises
        ------
        TinbergenError
            T113 when there is none of that name.
        """
        with alone(self.path.parent):
            keys = self.keys()
            if not any(key.name == name and not key.revoked for key in keys):
                names = [key.name for key in keys if not key.revoked]
                raise TinbergenError(
                    "T113", hint=did_you_mean(name, names), name=name,
                    known=", ".join(names) or "-",
                )  # fmt: skip
            self._write(tuple(replace(k, revoked=True) if k.name == name else k for k in keys))

    def holder(self, given: str) -> Key | None:
        """Whose key was sent; None for one that is unknown, wrong or revoked."""
        mark, _, rest = given.partition("_")
        identity, _, secret = rest.partition("_")
        known = {key.id: key for key in self.keys()}.get(identity)
        salt, expected = (known.salt, known.sha256) if known else ("", "0" * 64)
        # Compared in constant time, and as long for an unknown key as for a known one.
        same = hmac.compare_digest(_hashed(salt, secret).encode(), expected.encode())
        return known if same and known and mark == _MARK and not known.revoked else None

    def _write(self, keys: tuple[Key, ...]) -> None:
        if not is_file(self.path):
            write_atomic(self.path, "")
            self.path.chmod(0o600)
        write_atomic(self.path, dump({"keys": keys}))


def _read(written: dict[str, Any]) -> Key:
    """A key as its file says; ValueError where a field is none."""
    key = Key(**written)
    words = (key.id, key.name, key.role, key.salt, key.sha256, key.created)
    if not (all(isinstance(word, str) for word in words) and key.role in ROLES):
        raise ValueError("keys")
    if type(key.rate) is not int or key.rate < 1 or type(key.revoked) is not bool:
        raise ValueError("keys")
    return key


def _hashed(salt: str, secret: str) -> str:
    return hashlib.sha256(f"{salt}:{secret}".encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
