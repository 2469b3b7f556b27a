"""A service as a process of its own: replaced without losing a request, and ended."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")

from tinbergen.core.errors import TinbergenError
from tinbergen.service.server import _listening, serve
from tinbergen.text.serving.audit import read_audit
from tinbergen.text.serving.config import ServeConfig

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no rolling restart here")
BODY = json.dumps({"texts": ["rates rise"]})
PATIENCE = 90


class Running:
    """``tinbergen text serve`` and what it says."""

    def __init__(self, house, extra: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.file = house.folder / "serve.yaml"
        self.file.write_text(
            f"registry: registry\nworkers: 0\nmasking: 'off'\nport: {self.port}\n{extra}"
        )
        self.head = house.bearer("admin")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tinbergen", "text", "serve", str(self.file)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.lines: list[str] = []
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        for line in self.process.stderr:
            self.lines.append(line)

    def until(self, words: str, times: int = 1) -> None:
        """Wait until it has said something so often."""
        last = time.monotonic() + PATIENCE
        while sum(words in line for line in self.lines) < times:
            assert time.monotonic() < last and self.process.poll() is None, "".join(self.lines)
            time.sleep(0.02)

    def front(self) -> int:
        """The process that answers."""
        told = [line for line in self.lines if "answers on" in line]
        return int(told[-1].split("process ")[1].split(" ")[0])

    def ask(self, line: http.client.HTTPConnection) -> http.client.HTTPResponse:
        line.request("POST", "/predict", BODY, self.head)
        return line.getresponse()

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.over()

    def over(self) -> int:
        """Its status, once it has ended."""
        status = self.process.wait(PATIENCE)
        self.thread.join()
        self.process.stderr.close()
        return status


@pytest.fixture
def start(house) -> Iterator[Callable[..., Running]]:
    made: list[Running] = []

    def begin(extra: str = "") -> Running:
        made.append(Running(house, extra))
        made[-1].until("answers on")
        return made[-1]

    yield begin
    for each in made:
        if each.process.poll() is None:
            each.end()


@pytest.mark.slow
def test_a_rolling_restart_loses_nothing(house, start) -> None:
    running = start()
    found: list[tuple[int, int]] = []
    over = threading.Event()

    def caller() -> None:
        line = running.line()
        while not over.is_set() or len(found) < 400:
            answer = running.ask(line)
            told = json.loads(answer.read())
            found.append((answer.status, told["answers"][0]["version"]))
            if answer.headers.get("connection") == "close":
                line.close()
                line = running.line()
        line.close()

    callers = [threading.Thread(target=caller) for _ in range(6)]
    for each in callers:
        each.start()
    fronts = {running.front()}
    for times in (1, 2):
        house.registry.promote(3 - times)
        running.process.send_signal(signal.SIGHUP)
        running.until("answers on", 1 + times)
        fronts.add(running.front())
    # What is replaced has gone: its last connection was told of the end.
    running.until("Finished server process", 2)
    over.set()
    for each in callers:
        each.join()
    assert len(fronts) == 3 and len(found) >= 400
    assert {status for status, _ in found} == {200}
    assert {version for _, version in found} == {1, 2}
    # A connection that asks nothing more is no reason to stay, and the end is no failure.
    assert running.end() == 0
    audit = read_audit(house.folder / "audit.jsonl")
    assert audit.statuses == {"200": len(found)}


@pytest.mark.slow
def test_who_cannot_start_leaves_the_one_before(house, start) -> None:
    running = start()
    first = running.front()
    said = running.file.read_text()
    for change, code in (
        (lambda: running.file.write_text(said.replace(str(running.port), "1")), "T702"),
        (lambda: running.file.write_text(said.replace("workers: 0", "workers: x")), "L003"),
        (lambda: running.file.write_text(said.replace("registry:", "registry: no/")), "T119"),
        (lambda: (house.folder / "audit.jsonl").write_text("{}\n"), "T114"),
    ):
        running.file.write_text(said)
        change()
        running.process.send_signal(signal.SIGHUP)
        running.until(code)
    line = running.line()
    assert running.ask(line).status == 200 and running.front() == first
    line.close()


@pytest.mark.slow
def test_another_takes_the_place_of_one_that_dies(start) -> None:
    running = start()
    time.sleep(5.5)
    os.kill(running.front(), signal.SIGKILL)
    # It asks while nobody is there to answer, and waits.
    line = running.line()
    assert running.ask(line).status == 200
    line.close()
    running.until("T701")
    # One that dies at once is not replaced for ever.
    os.kill(running.front(), signal.SIGKILL)
    assert running.over() == 2
    assert sum("T701" in each for each in running.lines) == 2


def test_an_address_that_another_has(house) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        path = house.folder / "serve.yaml"
        path.write_text(f"registry: registry\nport: {port}\n")
        with pytest.raises(TinbergenError, match="T700"):
            serve(Path(path))


def test_a_model_that_cannot_be_served_is_told(house, start) -> None:
    place = house.folder / "registry" / "models" / "1" / "words.json"
    place.write_text("{}")
    running = Running(house)
    assert running.over() == 2
    assert "T115" in "".join(running.lines)


def test_answers_are_sent_at_once() -> None:
    """The end of an answer does not wait for a receipt of its beginning."""
    config = ServeConfig(registry="registry", port=0)
    with (
        _listening(config) as taken,
        socket.create_connection(taken.getsockname()),
        taken.accept()[0] as heard,
    ):
        assert heard.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
