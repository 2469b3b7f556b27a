"""The service on Ray: what is said without it, and replicas that come and go with the work."""

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

pytest.importorskip("uvicorn")

from tinbergen.core.errors import TinbergenError
from tinbergen.service.cluster import serve_on_ray

PATIENCE = 180
BODY = json.dumps({"texts": ["rates rise"] * 32})


def test_without_ray(house, monkeypatch) -> None:
    from importlib.util import find_spec

    path = house.folder / "serve.yaml"
    path.write_text("registry: registry\n")
    monkeypatch.setattr(
        "tinbergen.service.cluster.importlib.util.find_spec",
        lambda name: None if name == "ray" else find_spec(name),
    )
    with pytest.raises(TinbergenError, match="T705"):
        serve_on_ray(path)


def test_a_cluster_that_is_not_there(house, monkeypatch) -> None:
    def refuse(**_options):
        raise ConnectionError("nobody at 127.0.0.1:1")

    ray = ModuleType("ray")
    ray.__spec__ = ModuleSpec("ray", None)
    ray.init, ray.is_initialized, ray.serve = refuse, lambda: False, ModuleType("ray.serve")
    ray.exceptions = ModuleType("ray.exceptions")
    ray.exceptions.RayError = RuntimeError
    monkeypatch.setitem(sys.modules, "ray", ray)
    path = house.folder / "serve.yaml"
    path.write_text("registry: registry\nray: {address: '127.0.0.1:1'}\n")
    with pytest.raises(TinbergenError, match="T706") as fault:
        serve_on_ray(path)
    assert "nobody at" in str(fault.value)


@pytest.mark.slow
def test_replicas_come_and_go_with_the_work(house, free_port) -> None:
    """One, two while it is busy, one again: Ray decides, by what the file says."""
    pytest.importorskip("ray.serve")
    path = house.folder / "serve.yaml"
    path.write_text(
        f"registry: registry\nport: {free_port}\nmasking: 'off'\n"
        "ray: {most: 2, busy: 1, up: 2, down: 4}\n"
    )
    lines: list[str] = []
    over = threading.Event()
    found: list[int] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "tinbergen", "text", "serve", str(path), "--on", "ray"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def listen() -> None:
        lines.extend(iter(process.stderr.readline, ""))

    def replicas() -> list[int]:
        told = [line for line in lines if "replicas that answer" in line]
        return [int(line.rsplit(" ", 1)[1]) for line in told]

    def until(*counts: int) -> None:
        last = time.monotonic() + PATIENCE
        while [each for each in replicas() if each] != list(counts):
            assert time.monotonic() < last and process.poll() is None, "".join(lines)
            time.sleep(0.1)

    def caller() -> None:
        line = http.client.HTTPConnection("127.0.0.1", free_port, timeout=PATIENCE)
        while not over.is_set():
            line.request("POST", "/predict", BODY, house.bearer("caller"))
            answer = line.getresponse()
            answer.read()
            found.append(answer.status)
        line.close()

    threads = [
        threading.Thread(target=listen),
        *(threading.Thread(target=caller) for _ in range(8)),
    ]
    threads[0].start()
    try:
        until(1)
        for thread in threads[1:]:
            thread.start()
        until(1, 2)
        over.set()
        for thread in threads[1:]:
            thread.join()
        until(1, 2, 1)
    finally:
        over.set()
        process.send_signal(signal.SIGTERM)
        status = process.wait(PATIENCE)
        threads[0].join()
        process.stderr.close()
    assert status == 0, lines
    assert len(found) > 8 and set(found) == {200}
