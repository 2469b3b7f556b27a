"""A service under load on this machine's loopback, and through rolling restarts.

``python -m benchmarks.text_service MODEL --requests 10000 --clients 16`` serves a model's folder,
asks it one sentence at a time from so many clients at once, replaces the workers twice on the way,
and says requests a second, latencies, and how many requests were lost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
import numpy as np

from tinbergen.text.serving.audit import read_audit
from tinbergen.text.serving.keys import KeyRing
from tinbergen.text.serving.registry import Registry

#: Sentences of several lengths, of no one's.
SENTENCES = [
    "Rates rose.",
    "The Committee decided to raise the target range by a quarter of a percentage point.",
    "Inflation has eased over the past year but remains elevated, and members noted that job gains "
    "have slowed while the unemployment rate has moved up and remains low.",
]


def main() -> None:
    """Run the load that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--masking", default="names", choices=["names", "patterns", "off"])
    parser.add_argument("--restarts", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), asked)


def _measure(folder: Path, asked: argparse.Namespace) -> None:
    registry = Registry(folder / "registry")
    registry.add(asked.model)
    registry.promote(1)
    key = KeyRing(folder / "keys.json").add("load", "admin", 1_000_000)[1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "serve.yaml").write_text(
        f"registry: registry\nport: {port}\nworkers: {asked.workers}\n"
        f"masking: '{asked.masking}'\nlimits: {{waiting: 1000, seconds: 60}}\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "tinbergen", "text", "serve", str(folder / "serve.yaml")]
    )
    try:
        statuses, times, taken = asyncio.run(_load(f"http://127.0.0.1:{port}", key, server, asked))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    audit = read_audit(folder / "audit.jsonl")
    p50, p99 = np.percentile(times, [50, 99])
    print(
        f"{asked.requests} requests, {asked.clients} clients, {asked.workers} workers, masking "
        f"{asked.masking}, {asked.restarts} rolling restarts, load average {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{asked.requests / taken:.0f} requests/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms, answers "
        f"{dict(statuses)}, lost {asked.requests - statuses['200']}, in the sealed log "
        f"{audit.statuses.get('200', 0)} of status 200"
    )


async def _load(
    url: str, key: str, server: subprocess.Popen[bytes], asked: argparse.Namespace
) -> tuple[Counter[str], list[float], float]:
    statuses: Counter[str] = Counter()
    times: list[float] = []
    left = iter(range(asked.requests))
    marks = {asked.requests * (i + 1) // (asked.restarts + 1) for i in range(asked.restarts)}
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=90) as client:
        await _ready(client)

        async def one() -> None:
            for number in left:
                if number in marks:
                    server.send_signal(signal.SIGHUP)
                began = time.perf_counter()
                text = SENTENCES[number % len(SENTENCES)]
                try:
                    said = await client.post("/predict", json={"texts": [text]})
                    statuses[str(said.status_code)] += 1
                except httpx.HTTPError as fault:
                    statuses[type(fault).__name__] += 1
                times.append(1000 * (time.perf_counter() - began))

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(asked.clients)))
        return statuses, times, time.perf_counter() - began


async def _ready(client: httpx.AsyncClient) -> None:
    for _ in range(3000):
        try:
            if (await client.get("/health")).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.2)
    raise SystemExit("the service did not start")


if __name__ == "__main__":
    main()
