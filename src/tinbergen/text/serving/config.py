"""What a service is told: a YAML file, checked like an experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tinbergen.core.files import read_text
from tinbergen.loop.case.schema import Part, checked

Share = Annotated[float, Field(ge=0, le=1)]


class LimitsPart(Part):
    """What one request may hold, and how many requests may wait (others are told to come again).

    ``connections`` at once at most; ``nameless`` requests a minute, which have no key that is
    known, are in the log at most, and of more only their number.
    """

    bytes: int = Field(default=100_000, ge=100, le=100_000_000)
    texts: int = Field(default=64, ge=1, le=10_000)
    characters: int = Field(default=5_000, ge=1, le=100_000)
    waiting: int = Field(default=256, ge=1, le=100_000)
    seconds: float = Field(default=10.0, gt=0, le=600)
    connections: int = Field(default=500, ge=1, le=100_000)
    nameless: int = Field(default=60, ge=1, le=100_000)


class ExplainPart(Part):
    """What explaining may cost: texts of one request, words of a text that are left out in turn,
    seconds a text. A text is explained by itself, so nobody waits for more than one."""

    texts: int = Field(default=8, ge=1, le=1_000)
    words: int = Field(default=128, ge=1, le=10_000)
    seconds: float = Field(default=5.0, gt=0, le=600)


class AlarmsPart(Part):
    """Over the last ``window`` requests: when alarms are raised. ``latency`` is the 99th percentile
    in milliseconds, ``errors`` a share of failures, ``drift`` a population stability index."""

    window: int = Field(default=500, ge=20, le=100_000)
    latency: float = Field(default=250.0, gt=0, le=600_000)
    errors: Share = 0.02
    drift: float = Field(default=0.25, gt=0, le=100)


class RayPart(Part):
    """On Ray Serve: replicas at least and at most, requests in work at one above which another is
    added, seconds for which that must hold before one is added (``up``) or taken away (``down``).
    ``address`` is a running cluster's; without one there is a cluster of this machine alone."""

    address: str | None = None
    least: int = Field(default=1, ge=1, le=10_000)
    most: int = Field(default=4, ge=1, le=10_000)
    busy: float = Field(default=8.0, gt=0, le=100_000)
    up: float = Field(default=10.0, ge=1, le=86_400)
    down: float = Field(default=300.0, ge=1, le=86_400)


class ServeConfig(Part):
    """``registry``, ``keys`` and ``audit`` are paths relative to the file.

    ``workers`` are processes that hold the models; with 0 the service's own process does. ``batch``
    texts of like length are asked together at most. The host is this machine alone unless another
    is named.
    """

    registry: str
    keys: str = "keys.json"
    audit: str = "audit.jsonl"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=1, ge=0, le=64)
    batch: int = Field(default=8, ge=1, le=256)
    masking: Literal["names", "patterns", "off"] = "names"
    limits: LimitsPart = LimitsPart()
    explain: ExplainPart = ExplainPart()
    alarms: AlarmsPart = AlarmsPart()
    ray: RayPart = RayPart()


PARTS: dict[str, type[BaseModel]] = {
    "limits": LimitsPart, "explain": ExplainPart, "alarms": AlarmsPart, "ray": RayPart,
}  # fmt: skip


def read_config(path: str | Path) -> ServeConfig:
    """A service's file, its paths made whole.

    Raises
    ------
    TinbergenError
        C005 when unreadable; L001 to L005 and L016 as for cases.
    """
    written, _ = checked(ServeConfig, PARTS, read_text(path), str(path))
    folder = Path(path).parent
    whole = {name: str(folder / getattr(written, name)) for name in ("registry", "keys", "audit")}
    return written.model_copy(update=whole)
