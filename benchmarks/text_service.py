"""A service under load on this machine's loopback, and through rolling restarts.

``python -m benchmarks.text_service MODEL --requests 10000 --clients 16`` serves a model's folder,
asks it one sentence at a time over so many lasting connections, and says requests a second,
latencies, and how many requests were lost; nothing is asked twice, so a connection that ends
without an answer is a request lost. ``--restarts 2`` replaces the service twice on the way, and
asks on, if need be, until the last process that is replaced has gone.
``--rate 200`` asks so many a second whether or not answers come, and counts latency from the
moment a request was due. Without restarts the processor time of a request is told as well, which
a busy machine does not change much.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

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
_TICK = os.sysconf("SC_CLK_TCK")
#: Seconds until a request that has no answer is lost.
_PATIENCE = 90.0


@dataclass
class Load:
    """What became of requests."""

    statuses: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Run the load that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--masking", default="names", choices=["names", "patterns", "off"])
    parser.add_argument("--restarts", type=int, default=0)
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
    server = Server(folder / "serve.yaml", asked.restarts)
    try:
        load = asyncio.run(_load(port, key, server, asked))
    finally:
        server.end()
    audit = read_audit(folder / "audit.jsonl")
    p50, p99 = np.percentile(load.times, [50, 99])
    print(
        f"{len(load.times)} requests, {asked.clients} clients, {asked.workers} workers, masking "
        f"{asked.masking}, {asked.restarts} rolling restarts, load average {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{len(load.times) / load.seconds:.0f} requests/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms, "
        f"answers {dict(load.statuses)}, lost {len(load.times) - load.statuses['200']}, in the "
        f"sealed log {audit.statuses.get('200', 0)} of status 200"
    )
    if not asked.restarts:
        spent = {who: 1000 * taken / len(load.times) for who, taken in load.spent.items()}
        told = ", ".join(f"{who} {each:.2f}" for who, each in spent.items())
        print(f"milliseconds of processor time a request: {told}")


class Server:
    """``tinbergen text serve``, and how often one process has given way to another."""

    def __init__(self, path: Path, restarts: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tinbergen", "text", "serve", str(path)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.pid = self._process.pid
        self.failed = False
        self._restarts, self._asked, self._came, self._gone = restarts, 0, 0, 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._came += "answers on" in line
            self._gone += "Finished server process" in line
            if "INFO" not in line:
                self.failed |= "ERROR" in line
                print(line, end="", file=sys.stderr)

    @property
    def over(self) -> bool:
        """Whether all restarts are, the last process that leaves included."""
        return self._gone >= self._restarts

    @property
    def dead(self) -> bool:
        return self._process.poll() is not None

    def look(self, part: float) -> None:
        """Ask for the next restart when its time has come and the one before is over; ``part`` of
        the requests were asked."""
        due = self._asked < self._restarts and part >= (self._asked + 1) / (self._restarts + 1)
        if due and self._gone == self._asked and self._came == self._asked + 1:
            self._asked += 1
            self._process.send_signal(signal.SIGHUP)

    def end(self) -> None:
        """End the service."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)


class Line:
    """A lasting connection, as a client that asks nothing twice uses it."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._head = f"Host: here\r\nAuthorization: Bearer {key}\r\n"
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: str = "") -> str:
        """The status of an answer that came whole, or what went wrong."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._asked(method, path, body.encode())
        except (OSError, EOFError, TimeoutError) as fault:
            self.close()
            return type(fault).__name__

    async def _asked(self, method: str, path: str, body: bytes) -> str:
        # A client that was told of the end opens another connection.
        if self._ends is None or self._ends[0].at_eof():
            self.close()
            self._ends = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._ends
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        told = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        first, *lines = told.split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines if line)
        await reader.readexactly(int(fields["content-length"]))
        if fields.get("connection") == "close":
            self.close()
        return first.split(" ")[1]

    def close(self) -> None:
        """Hang up."""
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None


async def _load(port: int, key: str, server: Server, asked: argparse.Namespace) -> Load:
    load, idle = Load(), [Line(port, key) for _ in range(asked.clients)]
    await _ready(idle[0], server)
    numbers = itertools.takewhile(
        lambda number: number < asked.requests or not (server.over or server.failed),
        itertools.count(),
    )

    async def one(number: int, line: Line, due: float) -> None:
        server.look(number / asked.requests)
        text = SENTENCES[number % len(SENTENCES)]
        load.statuses[await line.ask("POST", "/predict", f'{{"texts": ["{text}"]}}')] += 1
        load.times.append(1000 * (time.perf_counter() - due))

    async def closed(line: Line) -> None:
        for number in numbers:
            await one(number, line, time.perf_counter())

    async def opened(number: int, due: float) -> None:
        line = idle.pop() if idle else Line(port, key)
        await one(number, line, due)
        idle.append(line)

    before, own, began = _spent(server.pid), time.process_time(), time.perf_counter()
    if asked.rate:
        tasks = []
        for number in numbers:
            due = began + number / asked.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(opened(number, due)))
        await asyncio.gather(*tasks)
    else:
        await asyncio.gather(*(closed(line) for line in list(idle)))
    load.seconds = time.perf_counter() - began
    after = _spent(server.pid)
    load.spent = {who: after[who] - before.get(who, 0.0) for who in after}
    load.spent["client"] = time.process_time() - own
    for line in idle:
        line.close()
    return load


async def _ready(line: Line, server: Server) -> None:
    for _ in range(3000):
        if await line.ask("GET", "/health") == "200":
            return
        if server.dead:
            break
        await asyncio.sleep(0.2)
    raise SystemExit("the service did not start")


def _spent(root: int) -> dict[str, float]:
    """Seconds of processor time of a process and those below it: who does not hold a model
    (``front``) and who does (``workers``), the lowest in the tree."""
    parents: dict[int, int] = {}
    times: dict[int, float] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        own = int(place.parent.name)
        parents[own], times[own] = int(told[1]), sum(map(int, told[11:15])) / _TICK
    family = {root}
    for _ in range(4):
        family |= {own for own, above in parents.items() if above in family}
    depth = {own: _depth(own, root, parents) for own in family}
    deepest = max(depth.values())
    found = {"front": 0.0, "workers": 0.0}
    for own in family:
        found["workers" if depth[own] == deepest else "front"] += times[own]
    return found


def _depth(own: int, root: int, parents: dict[int, int]) -> int:
    return 0 if own == root else 1 + _depth(parents[own], root, parents)


if __name__ == "__main__":
    main()
