"""What the commands that make models smaller and serve them return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelCost:
    """``size`` in bytes; milliseconds a text, asked one at a time on one core, at the median and at
    the 99th percentile; texts a second of processor time."""

    size: int
    p50: float
    p99: float
    throughput: float


@dataclass(frozen=True, slots=True)
class TextCompression:
    """``text compress``: a smaller model against its original on ``rows`` test rows.

    ``agreement`` is the share with the same label, ``drift`` and ``mean_drift`` the largest and the
    mean change of a logit, ``notes`` what each step did.
    """

    model: str
    folder: str
    steps: tuple[str, ...]
    rows: int
    agreement: float
    drift: float
    mean_drift: float
    f1_before: float
    f1: float
    before: ModelCost
    after: ModelCost
    notes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """A version in a registry: where it stands, since when, with which share of requests."""

    version: int
    stage: str
    share: float
    added: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TextRegistry:
    """``text registry``: all versions after what was done."""

    folder: str
    versions: tuple[RegistryEntry, ...]


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key: never the secret itself, which ``TextKeys.secret`` tells once, when it is made."""

    name: str
    id: str
    role: str
    rate: int
    created: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class TextKeys:
    """``text key``: all keys after what was done."""

    file: str
    keys: tuple[KeyEntry, ...]
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class TextServed:
    """``text served``: what a service's log says, and that its chain of seals holds; ``unlogged``
    requests had no known key, were too many to log, and are only counted."""

    log: str
    records: int
    first: str | None
    last: str | None
    statuses: Mapping[str, int]
    alarms: Mapping[str, int]
    unlogged: int = 0
