"""Requests that are odd, or none: each is refused with a code, soon, and nothing of it is logged."""

import asyncio
import gzip
import json
import socket
import threading
import time
from contextlib import ExitStack

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("prometheus_client")
pytest.importorskip("uvicorn")
import uvicorn

from tinbergen.service import connection
from tinbergen.service.connection import BoundedConnection

BODY = b'{"texts": ["rates rise"]}'
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


def asked(house, service, *requests, role="caller"):
    async def talk(client):
        found = []
        for method, path, headers, content in requests:
            known = [("Authorization", house.bearer(role)["Authorization"])]
            found.append(await client.request(
                method, path, headers=[*known, *headers], content=content))  # fmt: skip
        return found

    return house.run(service, talk)


def codes(answers):
    return [(each.status_code, each.json().get("code")) for each in answers]


def test_what_is_not_there_is_said_with_a_code(house) -> None:
    found = asked(
        house, house.service(), ("GET", "/docs", [], b""), ("POST", "/predict/", [], BODY),
        ("POST", "/predict%00", [], BODY), ("GET", "/predict", [], b""),
        ("TRACE", "/health", [("Accept-Language", "zh")], b""),
    )  # fmt: skip
    assert codes(found) == [(404, "T752")] * 3 + [(405, "T752")] * 2
    assert found[3].headers["allow"] == "POST"
    odd = [("Host", "[::1]:99999@evil/"), ("X-Forwarded-For", "10.0.0.1")]
    long = asked(house, house.service(), ("G" * 9000, "/" + "a" * 9000, odd, b""))[0]
    assert codes([long]) == [(404, "T752")] and len(long.text) < 1000


@pytest.mark.parametrize(
    ("headers", "content", "code"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress(BODY, mtime=0), "T737"),
        ([("Content-Encoding", "gzip")], BODY, "T737"),
        ([("Content-Type", "application/json; charset=utf-16")], BODY.decode().encode("utf-16"),
         "T737"),
        ([("Content-Type", "application/json; charset=latin-1")], BODY, "T737"),
        ([("Authorization", "Bearer wrong")], BODY, "T120"),
        ([("Transfer-Encoding", "chunked")], BODY, "T741"),
        ([("Content-Length", "10000000000")], BODY, "T123"),
        ([], b'{"texts": ["rise"], "texts": ["fall"]}', "T124"),
        ([], b'{"texts": [[' + b"[" * 150 + b"]" * 150 + b']], "texts": ["fall"]}', "T124"),
        ([], b'\xef\xbb\xbf' + BODY, "T124"), ([], b'{"texts": ["\\ud800"]}', "T124"),
        ([], b'{"texts": [NaN]}', "T124"), ([], b"[" * 9000, "T124"),
    ],
)  # fmt: skip
def test_what_says_two_things_is_refused(house, headers, content, code) -> None:
    found = asked(house, house.service(), ("POST", "/predict", headers, content))[0]
    assert found.json()["code"] == code and 400 <= found.status_code < 500


@pytest.mark.parametrize("kind", ['Application/JSON; Charset="UTF-8"', "text/plain", "x"])
def test_json_is_read_whatever_its_type_is_called(house, kind) -> None:
    head = [("Content-Type", kind), ("Content-Encoding", "identity")]
    assert asked(house, house.service(), ("POST", "/predict", head, BODY))[0].status_code == 200


def test_what_was_sent_is_not_said_back(house) -> None:
    body = json.dumps({"texts": ["a"], "the governor said " * 100: 1}).encode()
    found = asked(house, house.service(), ("POST", "/predict", [], body))[0]
    assert found.json()["code"] == "T124" and "governor" not in found.text
    long = asked(house, house.service(),
                 ("POST", "/predict", [("Content-Encoding", "z" * 5000)], BODY))[0]  # fmt: skip
    assert long.json()["code"] == "T737" and len(long.text) < 1000


async def direct(service, pieces):
    """What an application answers whose caller sends a body so."""
    app, sent = service.application(), []
    async with app.router.lifespan_context(app):
        scope = {"type": "http", "method": "POST", "path": "/predict", "headers": pieces.head,
                 "query_string": b"", "root_path": "", "app": app}  # fmt: skip

        async def send(message):
            sent.append(message)

        await app(scope, pieces, send)
    return sent


class Trickle:
    """A body of which one byte comes, and then nothing, or the end of the connection."""

    def __init__(self, house, ends: bool) -> None:
        self.head = [(b"authorization", house.bearer("caller")["Authorization"].encode())]
        self.ends, self.count = ends, 0

    async def __call__(self):
        self.count += 1
        if self.count == 1:
            return {"type": "http.request", "body": b"{", "more_body": True}
        if not self.ends:
            await asyncio.sleep(30)
        return {"type": "http.disconnect"}


@pytest.mark.parametrize("ends", [False, True])
def test_a_body_that_does_not_come_is_waited_for_no_longer_than_is_said(house, ends) -> None:
    service = house.service("limits: {seconds: 0.3}\n")
    began = time.monotonic()
    sent = asyncio.run(direct(service, Trickle(house, ends)))
    assert time.monotonic() - began < 5
    assert sent[0]["status"] == 408 and json.loads(sent[1]["body"])["code"] == "T738"
    # A caller who hangs up is no failure of the service.
    assert not any(service.watch._failed)


async def plain(scope, receive, send):
    await receive()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port(free_port, monkeypatch):
    monkeypatch.setattr(connection, "PATIENCE", 0.4)
    server = uvicorn.Server(uvicorn.Config(
        plain, port=free_port, http=BoundedConnection, ws="none", lifespan="off", log_config=None,
    ))  # fmt: skip
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield free_port
    server.should_exit = True
    thread.join()


def sent(port: int, data: bytes) -> tuple[bytes, float]:
    """All that comes back until the other end hangs up, and how long that took."""
    began, found = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(data)
        while piece := line.recv(65536):
            found += piece
    return found, time.monotonic() - began


GET = b"GET / HTTP/1.1\r\nHost: x\r\n"


def answered(line: socket.socket) -> bytes:
    """The whole answer to one more request on a connection."""
    line.sendall(GET + b"\r\n")
    found = b""
    while not found.endswith(b"ok"):
        found += line.recv(65536)
    return found


@pytest.mark.parametrize(
    "data",
    [
        GET + b"Content-Length: -1\r\n\r\n", GET + b"Content-Length: 99999999999999999999999\r\n\r\n",
        GET + b"Content-Length: 5, 6\r\n\r\n", GET + b"Transfer-Encoding: gzip\r\n\r\n",
        GET + b"Host: y\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", GET + b"X : y\r\n\r\n",
        GET + b"X: a\0\r\n\r\n", "GET /é HTTP/1.1\r\nHost: x\r\n\r\n".encode(), b"\x16\x03\x01\r\n\r\n",
        b"GET /health\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_in_json(port, data) -> None:
    head, _, body = sent(port, data)[0].partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and b"application/json" in head.lower()
    assert json.loads(body)["code"] == "T741"


@pytest.mark.parametrize("data", [b"", b"GET / HT", GET])
def test_a_head_that_does_not_come_is_waited_for_no_longer_than_is_said(port, data) -> None:
    found, seconds = sent(port, data)
    assert b" 408 " in found and json.loads(found.partition(b"\r\n\r\n")[2])["code"] == "T738"
    assert seconds < 4


def test_a_head_after_an_answer_is_waited_for_no_longer_either(port) -> None:
    found, seconds = sent(port, GET + b"\r\n" + GET)
    assert found.startswith(b"HTTP/1.1 200") and seconds < 8
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        for _ in range(3):
            assert answered(line).startswith(b"HTTP/1.1 200")
            time.sleep(0.3)
        line.sendall(GET)
        assert b" 408 " in line.recv(65536)


def test_no_more_connections_than_are_allowed(port, monkeypatch) -> None:
    monkeypatch.setattr(BoundedConnection, "most", 2)
    monkeypatch.setattr(connection, "PATIENCE", 20.0)
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            for _ in range(2)
        )
        for line in (first, second):
            assert answered(line).startswith(b"HTTP/1.1 200")
        head, _, body = sent(port, b"")[0].partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503") and json.loads(body)["code"] == "T742"
        # Those that were there are answered still, and another takes the place of one that leaves.
        assert answered(first).startswith(b"HTTP/1.1 200")
        first.close()
        time.sleep(0.1)
        last = sent(port, GET + b"Connection: close\r\n\r\n")[0]
        assert last.startswith(b"HTTP/1.1 200")


def test_nonsense_amid_an_answer_ends_the_connection(port) -> None:
    data = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"
    found, seconds = sent(port, data)
    assert seconds < 5 and b"\nHTTP/1.1 " not in found and found.endswith(b"}")
