"""A log to which lines are only added: each carries a seal over itself and the seal before it.

Who changes, removes or exchanges a line breaks the chain, and who lacks the key can't mend it.
A sealed note beside the log says how far it went, so that an end cut off is found as well.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import is_file, read_text, write_atomic
from tinbergen.core.seal import broken, seal
from tinbergen.core.text import Text

#: Lines after which the note is written anew.
_NOTED = 50


class AuditLog:
    """The log of one process; a later one goes on where it ended."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.count, self.last = 0, ""
        if is_file(self.path):
            found = read_audit(self.path)
            self.count, self.last = found.records, found.seal
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._handle = os.open(self.path, flags, 0o600)
        self._note()

    def add(self, **facts: Any) -> None:
        """Add a line: facts, the time, its number and its seal."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        record = {"n": self.count + 1, "time": now, **facts}
        self.last = seal(_content(record, self.last))
        os.write(self._handle, (json.dumps(record | {"seal": self.last}) + "\n").encode())
        self.count += 1
        if self.count % _NOTED == 0:
            self._note()

    def close(self) -> None:
        """Note how far the log went."""
        self._note()
        os.close(self._handle)

    def _note(self) -> None:
        note = {"n": self.count, "last": self.last}
        write_atomic(_beside(self.path), json.dumps(note | {"seal": seal(_content(note, ""))}))


@dataclass(frozen=True, slots=True)
class Audit:
    """What a log says; ``statuses`` of requests, ``alarms`` that were raised, by their names."""

    records: int
    first: str | None
    last: str | None
    statuses: Mapping[str, int]
    alarms: Mapping[str, int]
    seal: str


def read_audit(path: str | Path) -> Audit:
    """A log whose chain holds.

    Raises
    ------
    TinbergenError
        T114 at the line where it does not, or when the end is missing; C005, C260 when it can't be
        read.
    """
    last, times = "", []
    statuses: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    many = 0
    for many, line in enumerate(read_text(path).splitlines(), 1):
        at = Location(str(path), many)
        try:
            record = json.loads(line)
            given = record.pop("seal")
            number = record["n"]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TinbergenError("T114", at=at, detail=_NO_LINE) from None
        problem = broken(given, _content(record, last)) if number == many else _ORDER
        if problem is not None:
            raise TinbergenError("T114", at=at, detail=problem)
        last = given
        times.append(record["time"])
        if "status" in record:
            statuses[str(record["status"])] += 1
        if "alarm" in record:
            alarms[str(record["alarm"])] += 1
    _check_end(Path(path), many)
    first = times[0] if times else None
    return Audit(many, first, times[-1] if times else None, statuses, alarms, last)


def _check_end(path: Path, many: int) -> None:
    note = _beside(path)
    if not is_file(note):
        if many:
            raise TinbergenError("T114", at=Location(str(note)), detail=_NO_NOTE)
        return
    try:
        content = json.loads(read_text(note))
        given = content.pop("seal")
        problem = broken(given, _content(content, ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        problem = _NO_LINE
    if problem is not None:
        raise TinbergenError("T114", at=Location(str(note)), detail=problem)
    if content["n"] > many:
        detail = _SHORT.fill(count=many, needed=content["n"])
        raise TinbergenError("T114", at=Location(str(path), many or 1), detail=detail)


_NO_LINE = Text("it is no line of a log", "不是日志的一行")
_ORDER = Text("a line is missing before it, or stands twice", "其前缺行，或有行重复")
_NO_NOTE = Text("the note of how far it went is missing", "缺少记录其长度的附注")
_SHORT = Text(
    "it ends after {count} lines; {needed} were written", "止于第 {count} 行；原写有 {needed} 行"
)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".end")


def _content(record: Mapping[str, Any], before: str) -> bytes:
    return (before + "\n" + json.dumps(record, sort_keys=True)).encode()
