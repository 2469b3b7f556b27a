"""A store of trainings: a file a run, to which lines are only added.

The first line says what was asked, one an epoch how it went, the last what came of it and which
files by hash. A run that was killed has no last line, and is said to be unfinished.
"""

from __future__ import annotations

import json
import math
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import is_folder, made_folder, read_text
from tinbergen.core.plain import dump
from tinbergen.core.result import Result
from tinbergen.core.version import __version__

if TYPE_CHECKING:
    import pandas as pd

#: Where runs stand unless ``TINBERGEN_RUNS`` names another folder.
RUNS = Path("out") / "text-runs"


@dataclass(frozen=True, slots=True)
class RunRecord(Result):
    """A run: ``parameters`` flat, by dotted name; ``epochs`` what each told; ``metrics`` and
    ``artefacts`` (file -> hash) empty until it is ``finished``."""

    id: str
    name: str
    started: str
    version: str
    parameters: Mapping[str, Any]
    epochs: tuple[Mapping[str, float], ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    artefacts: Mapping[str, str] = field(default_factory=dict)
    ended: str = ""

    @property
    def finished(self) -> bool:
        """Whether it came to its end."""
        return bool(self.ended)

    def to_frame(self) -> pd.DataFrame:
        """One row an epoch."""
        import pandas as pd

        return pd.DataFrame([dict(each) for each in self.epochs])


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is going on."""

    id: str
    path: Path

    def epoch(self, told: Mapping[str, float]) -> None:
        """What an epoch told."""
        _append(self.path, {"kind": "epoch", "told": told})

    def end(self, metrics: Mapping[str, float], artefacts: Mapping[str, str]) -> None:
        """What came of it."""
        _append(self.path, {"kind": "end", "time": _now(), "metrics": metrics,
                            "artefacts": artefacts})  # fmt: skip


def runs_folder() -> Path:
    """Where runs are kept."""
    return Path(os.environ.get("TINBERGEN_RUNS") or RUNS)


def begin(name: str, parameters: Mapping[str, Any], folder: Path | None = None) -> Run:
    """A new run; ``parameters`` may be nested.

    Raises
    ------
    TinbergenError
        C004 when the store can't be written.
    """
    place = made_folder(folder or runs_folder())
    now = _now()
    ident = f"{re.sub('[^0-9]', '', now)[:14]}-{name}-{secrets.token_hex(2)}"
    run = Run(ident, place / f"{ident}.jsonl")
    _append(run.path, {"kind": "begin", "id": ident, "name": name, "time": now,
                       "version": __version__, "parameters": flat(parameters)})  # fmt: skip
    return run


def read_runs(folder: Path | None = None) -> tuple[RunRecord, ...]:
    """All runs of a store, the oldest first; none where there is no store.

    Raises
    ------
    TinbergenError
        T166 for a line that is none of a run; a last one that was torn off is left out.
    """
    place = folder or runs_folder()
    if not is_folder(str(place)):
        return ()
    found = (read_run(path) for path in place.glob("*.jsonl"))
    return tuple(sorted(found, key=lambda run: (run.started, run.id)))


def read_run(path: Path) -> RunRecord:
    """One run from its file; errors of :func:`read_runs`."""
    whole = read_text(path)
    lines = whole.split("\n")
    record: RunRecord | None = None
    epochs: list[Mapping[str, float]] = []
    for i, line in enumerate(lines[:-1], 1):
        try:
            told = json.loads(line)
            match told["kind"]:
                case "begin" if record is None:
                    record = RunRecord(
                        _word(told["id"]), _word(told["name"]), _word(told["time"]),
                        _word(told["version"]), _mapping(told["parameters"]),
                    )  # fmt: skip
                case "epoch" if record is not None:
                    epochs.append(_numbers(told["told"]))
                case "end" if record is not None:
                    files = {n: _word(sha) for n, sha in _mapping(told["artefacts"]).items()}
                    return RunRecord(
                        record.id, record.name, record.started, record.version, record.parameters,
                        tuple(epochs), _numbers(told["metrics"]), files, _word(told["time"]),
                    )  # fmt: skip
                case _:
                    raise ValueError(told["kind"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise TinbergenError("T166", at=Location(str(path), i)) from None
    if record is None:
        raise TinbergenError("T166", at=Location(str(path), 1))
    return RunRecord(record.id, record.name, record.started, record.version, record.parameters,
                     tuple(epochs))  # fmt: skip


def _word(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError(told)
    return told


def _mapping(told: object) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise TypeError(told)
    return told


def _numbers(told: object) -> dict[str, float]:
    """Numbers by name; what was none when it was written, such as a loss that ran away, is null."""
    found = {}
    for name, value in _mapping(told).items():
        if value is not None and type(value) not in (int, float):
            raise TypeError(value)
        found[name] = math.nan if value is None else float(value)
    return found


def flat(parameters: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested parameters by dotted name."""
    found: dict[str, Any] = {}
    for name, value in parameters.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = list(value) if isinstance(value, tuple) else value
    return found


def _append(path: Path, told: Mapping[str, Any]) -> None:
    """One line more, in one write: lines of two processes never mix."""
    line = (dump(told, None) + "\n").encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line)
            if told["kind"] == "end":
                os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as fault:
        raise TinbergenError("C004", path=path, detail=fault.strerror or fault) from fault


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
