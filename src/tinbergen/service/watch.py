"""What a service counts, and when it raises an alarm."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

from tinbergen.text.parts import need
from tinbergen.text.serving.config import AlarmsPart
from tinbergen.text.serving.drift import Reference, drift

ALARMS = ("latency", "errors", "drift")
#: Requests before anything is said of them.
_FEW = 20


class Rates:
    """Requests of each key: a bucket that fills evenly, as large as a minute's worth."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str, rate: int) -> float:
        """Seconds until a key may ask; 0 when it may, which counts as a request."""
        now = time.monotonic()
        left, then = self._buckets.get(key, (float(rate), now))
        left = min(float(rate), left + (now - then) * rate / 60)
        taken = left >= 1
        self._buckets[key] = (left - taken, now)
        return 0.0 if taken else (1 - left) * 60 / rate


class Watch:
    """Counts for Prometheus, and the last requests for alarms."""

    def __init__(self, part: AlarmsPart, reference: Reference | None) -> None:
        client = need("prometheus_client")
        self._part, self._client, self.reference = part, client, reference
        self._times: deque[float] = deque(maxlen=part.window)
        self._failed: deque[bool] = deque(maxlen=part.window)
        self._chances: deque[Sequence[float]] = deque(maxlen=part.window)
        self._lengths: deque[int] = deque(maxlen=part.window)
        self.registry = client.CollectorRegistry()
        own = {"registry": self.registry}
        self.requests = client.Counter(
            "tinbergen_requests", "Requests", ["route", "status", "version"], **own
        )
        self.seconds = client.Histogram(
            "tinbergen_seconds", "Seconds a request took", ["route"], **own,
            buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        )  # fmt: skip
        self.labels = client.Counter("tinbergen_labels", "Labels said", ["label"], **own)
        self.masks = client.Counter("tinbergen_masked", "What was masked", ["kind"], **own)
        self.waiting = client.Gauge("tinbergen_waiting", "Texts that wait", **own)
        self.alarm = client.Gauge("tinbergen_alarm", "Alarms raised", ["alarm"], **own)
        self.index = client.Gauge(
            "tinbergen_drift", "Population stability index, the largest of three", **own
        )

    def request(self, route: str, status: int, version: int, seconds: float) -> None:
        """Count a request; only a fault of the service (500 and above) counts as a failure."""
        self.requests.labels(route, str(status), str(version)).inc()
        self.seconds.labels(route).observe(seconds)
        if route == "/predict" and status not in (401, 403):
            self._times.append(1000 * seconds)
            self._failed.append(status >= 500)

    def answer(self, text: str, names: Sequence[str], chances: Sequence[float]) -> None:
        """Count what was said of a text."""
        self.labels.labels(names[int(np.argmax(chances))]).inc()
        self._chances.append(chances)
        self._lengths.append(len(text))

    def alarms(self) -> dict[str, float]:
        """The alarms that hold now, and the number behind each; drift is not judged without a
        reference, nor anything on fewer than twenty requests."""
        found: dict[str, float] = {}
        part = self._part
        if len(self._times) >= _FEW:
            found["latency"] = float(np.percentile(self._times, 99))
            found["errors"] = float(np.mean(self._failed))
        if self.reference is not None and len(self._chances) >= part.window:
            found["drift"] = drift(
                self.reference, np.array(self._chances), list(self._lengths)
            ).largest  # fmt: skip
            self.index.set(found["drift"])
        raised = {name: value for name, value in found.items() if value > getattr(part, name)}
        for name in ALARMS:
            self.alarm.labels(name).set(name in raised)
        return raised

    def exposition(self) -> bytes:
        """All counts as Prometheus reads them."""
        self.alarms()
        text: Any = self._client.generate_latest(self.registry)
        return bytes(text)
