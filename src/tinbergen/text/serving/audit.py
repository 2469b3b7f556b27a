"""The service's log: a chain of sealed lines (:mod:`tinbergen.core.chain`), a note beside it."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinbergen.core.chain import ChainError, link, note, noted, unchain
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import is_file, locked, read_text, write_atomic
from tinbergen.core.text import Text

#: Lines after which the note is written anew.
_NOTED = 50
_PURPOSE = "audit"


class AuditLog:
    """A log that several processes add to, each in its turn; a later one goes on where it ended.

    Raises
    ------
    TinbergenError
        Those of :func:`read_audit`.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.count, self.last, self._size = 0, "", 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        there = is_file(self.path)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._handle = os.open(self.path, flags, 0o600)
        with locked(self._handle):
            if there:
                found = read_audit(self.path)
                self.count, self.last = found.records, found.seal
                self._size = os.fstat(self._handle).st_size
            self._note()

    def add(self, **facts: Any) -> None:
        """Add a line: facts, the time, its number and its seal."""
        with locked(self._handle):
            self._catch_up()
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self.count += 1
            line, self.last = link({"time": now, **facts}, self.count, self.last, _PURPOSE)
            self._size += os.write(self._handle, f"{line}\n".encode())
            if self.count % _NOTED == 0:
                self._note()

    def close(self) -> None:
        """Note how far the log went."""
        with locked(self._handle):
            self._catch_up()
            self._note()
        os.close(self._handle)

    def _catch_up(self) -> None:
        """Go on from what others have added since."""
        size = os.fstat(self._handle).st_size
        if size == self._size:
            return
        added = os.pread(self._handle, max(size - self._size, 0), self._size)
        self._size = size
        # What is no line of ours is not gone on from, and whoever reads the log is told of it.
        with suppress(ValueError, LookupError, TypeError):
            told = json.loads(added.splitlines()[-1])
            self.count, self.last = int(told["n"]), str(told["seal"])

    def _note(self) -> None:
        write_atomic(_beside(self.path), note(self.count, _PURPOSE))


@dataclass(frozen=True, slots=True)
class Audit:
    """What a log says; ``statuses`` of requests, ``alarms`` that were raised, by their names;
    ``unlogged`` requests without a known key that are counted and have no line."""

    records: int
    first: str | None
    last: str | None
    statuses: Mapping[str, int]
    alarms: Mapping[str, int]
    unlogged: int
    seal: str


def read_audit(path: str | Path) -> Audit:
    """A log whose chain holds.

    Raises
    ------
    TinbergenError
        T114 at the line where it does not, or when the end is missing; C005, C260 when it can't be
        read.
    """
    try:
        lines, last = unchain(read_text(path), _PURPOSE)
    except ChainError as fault:
        at = Location(str(path), fault.line)
        raise TinbergenError("T114", at=at, detail=fault.detail) from None
    _check_end(Path(path), len(lines))
    times = [line["time"] for line in lines]
    told = {name: Counter(str(line[name]) for line in lines if name in line)
            for name in ("status", "alarm")}  # fmt: skip
    first, latest = (times[0], times[-1]) if times else (None, None)
    unlogged = sum(int(line.get("unlogged", 0)) for line in lines)
    return Audit(len(lines), first, latest, told["status"], told["alarm"], unlogged, last)


def _check_end(path: Path, many: int) -> None:
    beside = _beside(path)
    if not is_file(beside):
        if many:
            raise TinbergenError("T114", at=Location(str(beside)), detail=_NO_NOTE)
        return
    needed = noted(read_text(beside), _PURPOSE)
    if needed is None:
        raise TinbergenError("T114", at=Location(str(beside)), detail=_OTHER_NOTE)
    if needed > many:
        detail = _SHORT.fill(count=many, needed=needed)
        raise TinbergenError("T114", at=Location(str(path), many or 1), detail=detail)


_NO_NOTE = Text("the note of how far it went is missing", "缺少记录其长度的附注")
_OTHER_NOTE = Text(
    "the note of how far it went was changed, or sealed by another key",
    "记录其长度的附注被改动，或由另一密钥封印",
)
_SHORT = Text(
    "it ends after {count} lines; {needed} were written", "止于第 {count} 行；原写有 {needed} 行"
)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".end")
